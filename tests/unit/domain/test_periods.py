"""Cycles of every length, half-open, in any time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.periods import midnight, month_of, next_period, period, previous_period


@pytest.mark.parametrize(
    "code, start, end",
    [
        ("2026-10", date(2026, 10, 1), date(2026, 11, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-H1", date(2026, 1, 1), date(2026, 7, 1)),
        ("2026-H2", date(2026, 7, 1), date(2027, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_code_names_its_days(code: str, start: date, end: date) -> None:
    span = period(code)
    assert (span.start, span.end, span.code) == (start, end, code)


@pytest.mark.parametrize(
    "code",
    ["", "2026-1", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-H3", "26-10", "2026-10-01", "2026-Q",
     "9999", "0000-01", " 2026-10", "2026-10\n", "\uff12\uff10\uff12\uff16-\uff11\uff10", "October"],
)  # fmt: skip
def test_anything_else_is_no_period(code: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        period(code)


def test_a_period_holds_its_first_day_and_not_the_day_after_its_last() -> None:
    october = period("2026-10")
    assert october.contains(date(2026, 10, 1))
    assert october.contains(october.last_day)
    assert october.last_day == date(2026, 10, 31)
    assert not october.contains(date(2026, 11, 1))
    assert not october.contains(date(2026, 9, 30))


@pytest.mark.parametrize(
    "code, after",
    [("2026-12", "2027-01"), ("2026-Q4", "2027-Q1"), ("2026-H1", "2026-H2"), ("2026-H2", "2027-H1"),
     ("2026", "2027"), ("2026-02", "2026-03"), ("2026-Q2", "2026-Q3")],
)  # fmt: skip
def test_next_and_previous_undo_each_other(code: str, after: str) -> None:
    assert next_period(period(code)).code == after
    assert previous_period(period(after)).code == code


def test_the_first_moment_of_a_month_is_the_offices_midnight() -> None:
    start, end = period("2026-10").utc(ZoneInfo("Asia/Shanghai"))
    assert start == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert end == datetime(2026, 10, 31, 16, tzinfo=UTC)


def test_a_month_with_a_clock_change_ends_at_local_midnight() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start, end = period("2026-10").utc(berlin)
    assert (end - start).total_seconds() == (31 * 24 + 1) * 3600
    assert midnight(date(2026, 10, 1), berlin).hour == 22


@given(st.dates(date(1901, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_its_month_alone(day: date) -> None:
    month = month_of(day)
    assert month.contains(day)
    assert not next_period(month).contains(day)
    assert not previous_period(month).contains(day)
    assert next_period(month).start == month.end
