"""Who a cell means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.tabular.directory import Directory
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import Cell

PEOPLE = Directory(
    [
        (1, "KF1001", "龚䶮"), (2, "KF1002", "赵超"), (3, "KF1003", "赵超"), (4, "007", "Anna Schmidt"),
        (5, "70", "阿依古丽·买买提"), (6, "0008", "甲"), (7, "8", "乙"),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    "cell, agent",
    [
        ("KF1001", 1), ("kf1001", 1), (" KF1001 ", 1), ("ＫＦ１００１", 1), ("龚䶮(KF1001)", 1),
        ("龚䶮（KF1001）", 1),
        ("KF1001 龚䶮", 1), ("KF1001-龚䶮", 1), ("龚䶮/KF1001", 1), ("KF1001龚䶮", 1),
        ("[KF1002]赵超", 2), ("赵超(KF1003)", 3),
        ("007", 4), ("7", 4), (7.0, 4), ("Anna Schmidt", 4), ("anna schmidt", 4), ("Anna Schmidt(007)", 4),
        ("007 Anna Schmidt", 4), ("阿依古丽·买买提", 5), ("阿依古丽•买买提", 5), ("70", 5), (70.0, 5),
        ("龚䶮", 1), ('="007"', 4),
        ("0008", 6), ("8", 7),
    ],
)  # fmt: skip
def test_found(cell: Cell, agent: int) -> None:
    assert PEOPLE.find(cell) == agent
    assert PEOPLE.knows(cell)


@pytest.mark.parametrize(
    "cell, reason",
    [
        ("KF9999", "unknown_agent"), ("查无此人", "unknown_agent"), ("龚䶮(KF9999)", "unknown_agent"),
        ("赵超", "ambiguous_agent"),
        ("KF1001 KF1002", "unknown_agent"), ("008", "unknown_agent"), ("()", "unknown_agent"),
    ],
)  # fmt: skip
def test_a_number_nobody_has_and_a_name_of_two_are_bad(cell: str, reason: str) -> None:
    assert PEOPLE.find(cell) == Bad(reason)


@pytest.mark.parametrize("cell", ["", None, "-", "无"])
def test_empty(cell: Cell) -> None:
    assert PEOPLE.find(cell) is None


@given(st.text(max_size=20))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(PEOPLE.find(text), int | Bad | None)
