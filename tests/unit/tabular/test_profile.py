"""What a column's cells say of it: whether they fit a field, identify records, or were damaged."""

from __future__ import annotations

import pytest

from qadesk.kinds.registry import KINDS
from qadesk.tabular.directory import Directory
from qadesk.tabular.guess import Guess, guess, profiles
from qadesk.tabular.profile import Profile, is_damaged
from qadesk.tabular.text import Cell

PEOPLE = Directory([(1, "1001", "张三"), (2, "1002", "李四")])
CALLS = KINDS["calls"]


def column(*cells: Cell, header: str = "x") -> Profile:
    return Profile(header, cells, PEOPLE)


@pytest.mark.parametrize(
    "cell, damaged",
    [
        ("2.0261E+17", True),
        ("2.0261e+17", True),
        ("5e3", False),
        (2.0261001e18, True),
        ("20261001000000000001", False),
        (1e6, False),
        ("A2.0261E+17", False),
        (None, False),
    ],
)
def test_what_a_spreadsheet_has_cut(cell: Cell, damaged: bool) -> None:
    assert is_damaged(cell) is damaged


def test_long_numbers_that_all_end_in_zeros_identify_nothing() -> None:
    assert column("202610010000012000", "202610010000099000").damaged
    assert not column("202610010000012001", "202610010000099000").damaged


def test_a_reference_is_nearly_unique() -> None:
    ref = CALLS.field("ref")
    assert column("a", "b", "b", "c").share(ref) == 1  # two legs of one call
    assert column("a", "a", "a", "b", "b").share(ref) < 0.5
    assert column("2.0261E+17", "2.0261E+17").share(ref) == 0


def test_words_for_not_yet_speak_neither_for_nor_against_a_time() -> None:
    closed = KINDS["complaints"].field("closed_at")
    assert column("2026-10-01 18:00", *["处理中"] * 5).share(closed) == 1
    assert column("2026-10-01 18:00", "hello").share(closed) == 0.5


def guessed(kind: str, table: dict[str, tuple[Cell, ...]]) -> Guess:
    return guess(KINDS[kind], profiles(tuple(table), tuple(table.values()), PEOPLE))


def test_two_columns_that_could_be_one_figure_are_rivals() -> None:
    table: dict[str, tuple[Cell, ...]] = {
        "坐席工号": ("1001", "1002"),
        "呼入时间": ("2026-10-01 09:00", "2026-10-01 09:05"),
        "排队时长": ("9", "3"),
        "振铃时长": ("5", "6"),
    }
    made = guessed("calls", table)
    assert made.unsure() == ["response"]
    assert made.rivals == {"response": [2]}
    table["响应时长"] = ("4", "4")
    assert guessed("calls", table).unsure() == []  # plainly named, whatever else is there


def test_equal_columns_are_no_rivals() -> None:
    made = guessed(
        "calls",
        {"坐席工号": ("1001",), "呼入时间": ("2026-10-01 09:00",), "排队时长": ("9",), "振铃时长": ("9",)},
    )
    assert made.rivals == {}
