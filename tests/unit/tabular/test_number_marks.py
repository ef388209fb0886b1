"""1.250 is a thousand and a quarter thousand, or one and a quarter: told by the other numbers, else asked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qadesk.kinds.kind import FileField
from qadesk.tabular.number_marks import column_of, late_question, of_headers, plain, settle_marks


def settled(
    *columns: tuple[str, str, Sequence[object]], delimiter: str = "", answer: str = ""
) -> tuple[list[str], bool]:
    """The mark of each column (header, type, cells), and whether it is asked."""
    made = {
        str(at): column_of(header, FileField("x", kind, "", ()), cells)  # type: ignore[arg-type]
        for at, (header, kind, cells) in enumerate(columns)
    }
    found, asked = settle_marks(made, delimiter, answer)
    return list(found.values()), asked is not None


@pytest.mark.parametrize(
    ("cell", "point", "comma"),
    [
        ("1.250", "1.250", "1250"),
        ("1,250", "1250", "1.250"),
        ("-1.250", "-1.250", "-1250"),
        ("1.250 s", "1.250 s", "1250 s"),
        ("1.250,75", "1250.75", "1250.75"),
        ("1,250.75", "1250.75", "1250.75"),
        ("12,50,000", "1250000", "1250000"),
        ("1.250.000", "1250000", "1250000"),
        ("5,5", "5.5", "5.5"),
        ("0,250", "0.250", "0.250"),
        ("1234,567", "1234.567", "1234.567"),
        ("98,5 %", "98.5 %", "98.5 %"),
        ("1'250.5", "1250.5", "1250.5"),
        ("1’250", "1250", "1250"),
        ("1\u202f250,5", "1250.5", "1250.5"),
        ("1\u00a0250", "1250", "1250"),
        ("１，２５０", "1250", "1.250"),
        ("65", "65", "65"),
        (65.5, 65.5, 65.5),
        ("1:02:03,5", "1:02:03,5", "1:02:03,5"),
        ("1,2,3", "1,2,3", "1,2,3"),
        ("05.10.2026", "05.10.2026", "05.10.2026"),
        ("1 2", "1 2", "1 2"),
    ],
)
def test_a_number_reads_by_its_own_form_or_by_what_is_meant(
    cell: object, point: object, comma: object
) -> None:
    assert plain(cell, ".") == point  # type: ignore[arg-type]
    assert plain(cell, ",") == comma  # type: ignore[arg-type]


def test_another_column_with_a_decimal_comma_makes_them_thousands() -> None:
    ring, talk = ("Ring", "duration", ["5,5", "6,25"]), ("Talk", "duration", ["1.250", "64"])
    assert settled(ring, talk, delimiter=";") == ([",", ","], False)


def test_another_column_with_a_decimal_point_makes_commas_thousands() -> None:
    assert settled(("a", "duration", ["5.5"]), ("b", "duration", ["1,254"])) == ([".", "."], False)


def test_columns_that_each_say_their_own_are_read_so() -> None:
    assert settled(("a", "duration", ["5,5", "1.254"]), ("b", "duration", ["5.5", "1.254"])) == (
        [",", "."],
        False,
    )


def test_columns_that_contradict_each_other_leave_a_third_open() -> None:
    columns = [("a", "duration", ["5,5"]), ("b", "duration", ["5.5"]), ("c", "duration", ["1.254"])]
    assert settled(*columns)[1]
    assert settled(*columns, answer="comma") == ([",", ".", ","], False)


def test_a_column_that_contradicts_itself_is_asked() -> None:
    assert settled(("a", "duration", ["5,5", "5.5", "1.250", "7"]))[1]


@pytest.mark.parametrize(
    ("cells", "delimiter", "mark"),
    [
        (["1.254", "65"], ";", None),
        (["1.254", "65"], ",", None),
        (["1,254", "65"], ",", "."),  # who writes commas between cells writes points before decimals
        (["1,254", "65"], ";", None),
        (["1.250", "65"], ";", ","),  # nobody writes one length without places and another with a needless 0
        (["1,250", "65"], "", "."),
        (["1.254", "1254"], ";", "."),
        (["1.254", "12.300", "65.100", "3.245", "9.125"], ";", "."),
        (["1.254", "-1", "12.300"], ";", None),
        (["1.000.000", "1.254"], ";", ","),
        (["1.254,5", "1.254"], ";", ","),
        (["0.500", "1.254"], ";", "."),
    ],
)
def test_a_column_alone(cells: list[str], delimiter: str, mark: str | None) -> None:
    found, asked = settled(("Talk", "duration", cells), delimiter=delimiter)
    assert asked == (mark is None)
    assert mark is None or found == [mark]


@pytest.mark.parametrize(
    ("header", "kind", "cell", "mark"),
    [
        ("Contacts", "count", "1.250", ","),
        ("Contacts", "count", "1,250", "."),
        ("Contacts", "count", "3.000", None),
        ("Mean rating", "mean_rating", "4.125", "."),
        ("Mean rating", "mean_rating", "4,125", ","),
        ("Rate", "rate", "98,125%", ","),
        ("Talk (ms)", "duration", "125.400", ","),
    ],
)
def test_what_is_counted_tells(header: str, kind: str, cell: str, mark: str | None) -> None:
    found, asked = settled((header, kind, [cell]), delimiter=";")
    assert asked == (mark is None)
    assert mark is None or found == [mark]


def test_the_rest_of_the_file_may_say_otherwise() -> None:
    talk = column_of("Talk", FileField("talk", "duration", "", ()), ["65", "5,5", "1.250"])
    late = late_question({"talk": talk}, {"talk": "."})
    assert late is not None
    assert [choice.answer for choice in late.readings] == ["comma", "point"]
    assert late_question({"talk": talk}, {"talk": ","}) is None
    assert late_question({"talk": talk}, {"talk": "."}, answer="point") is None


def test_before_it_is_known_what_a_column_is_only_numbers_are_changed() -> None:
    samples = [["1.250", "86"], ["4,85", "4,90"], ["12.345.678-9", "1"], ["a", "1,5"]]
    assert of_headers("abcd", samples) == (
        ("1250", "86"),
        ("4.85", "4.90"),
        ("12.345.678-9", "1"),
        ("a", "1,5"),
    )
