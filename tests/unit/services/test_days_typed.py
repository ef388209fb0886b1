"""Days as they are typed or pasted: one a line, spans, names; what cannot be read is named."""

from __future__ import annotations

from datetime import date

import pytest

from qadesk.services.after_closing.days_typed import read_days
from tests.refusals import refuses

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    "text, days",
    [
        ("2027-01-01 元旦", [(1, 1, "元旦")]),
        ("2027-01-01 ~ 2027-01-03 元旦", [(1, 1, "元旦"), (1, 2, "元旦"), (1, 3, "元旦")]),
        ("2027/1/1\t元旦\n\n2027-02-06至2027-02-07", [(1, 1, "元旦"), (2, 6, ""), (2, 7, "")]),
        ("2027年1月1日：盘点 全天", [(1, 1, "盘点 全天")]),
        ("1-4", [(1, 4, "")]),  # the one nearest today
        ("2027-01-01\n2027-01-01 again", [(1, 1, "again")]),
    ],
)
def test_what_is_read(text: str, days: list[tuple[int, int, str]]) -> None:
    found = read_days(text, False, TODAY)
    assert [(one.day.month, one.day.day, one.name) for one in found] == days
    assert {(one.day.year, one.works) for one in found} == {(2027, False)}


@pytest.mark.parametrize(
    "text, code, named",
    [
        ("", "value.no_days", ""),
        (" \n ", "value.no_days", ""),
        ("2027-01-01\n元旦", "value.no_day", "元旦"),
        ("2027-02-30", "value.no_day", "2027-02-30"),
        ("2027-01-03 ~ 2027-01-01", "value.no_span", "2027-01-03"),
        ("2027-01-01 ~ 2028-01-01", "value.no_span", "2028-01-01"),
    ],
)
def test_what_is_refused_names_its_line(text: str, code: str, named: str) -> None:
    with refuses(code, named):
        read_days(text, True, TODAY)
