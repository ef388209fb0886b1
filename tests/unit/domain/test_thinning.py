"""Which backup copies stay."""

# ruff: noqa: DTZ001 - local moments, as the function takes them

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.thinning import DAYS, FEWEST, MONTHS, WEEKS, kept

TODAY = date(2026, 11, 29)
MOMENTS = st.lists(
    st.datetimes(datetime(2023, 1, 1), datetime(2026, 11, 30, 23, 59)), max_size=120, unique=True
)


@given(MOMENTS)
def test_what_stays(moments: list[datetime]) -> None:
    staying = kept(moments, TODAY)
    newest = sorted(range(len(moments)), key=lambda n: moments[n], reverse=True)
    assert staying >= set(newest[:FEWEST])
    recent = {n for n in newest if moments[n].date() >= TODAY - timedelta(days=1)}
    assert staying >= recent
    older = [n for n in newest if n not in recent]
    days = sorted({moments[n].date() for n in older}, reverse=True)[:DAYS]
    for day in days:  # the last of each of the newest days
        assert max((n for n in older if moments[n].date() == day), key=lambda n: moments[n]) in staying
    assert len(staying - recent) <= DAYS + 2 * WEEKS + MONTHS + FEWEST  # a week may have two months
    # Of every one of the newest weeks and months that has a copy, one stays.
    for span, most in ((lambda m: m.isocalendar()[:2], WEEKS), (lambda m: (m.year, m.month), MONTHS)):
        there = sorted({span(moments[n]) for n in newest}, reverse=True)[:most]
        assert set(there) <= {span(moments[n]) for n in staying}


@given(MOMENTS)
def test_thinning_again_removes_nothing_more(moments: list[datetime]) -> None:
    left = [moments[n] for n in sorted(kept(moments, TODAY))]
    assert kept(left, TODAY) == set(range(len(left)))


def test_a_copy_a_day_for_three_years_thinned_every_day() -> None:
    """What is left over time, not only of one heap: 12 days, then 10 weeks, then 12 months back."""
    moments: list[datetime] = []
    for day in range(3 * 365):
        now = datetime(2024, 1, 1, 9) + timedelta(days=day)
        moments += [now, now.replace(hour=15)]
        moments = [moments[n] for n in sorted(kept(moments, now.date()))]
    today = now.date()
    assert [m for m in moments if m.date() >= today - timedelta(days=1)] == moments[-4:]
    days = moments[-4 - DAYS : -4]
    assert [m.date() for m in days] == [today - timedelta(days=n) for n in range(DAYS + 1, 1, -1)]
    rest = moments[: -4 - DAYS]
    assert len(rest) == WEEKS + MONTHS
    weeks = rest[MONTHS:]
    assert all(timedelta(5) <= b - a <= timedelta(9) for a, b in itertools.pairwise(weeks[:-1]))
    assert today - rest[0].date() > timedelta(days=365)


def test_the_only_copy_of_a_month_stays_beside_another_one_of_its_week() -> None:
    weekly = [datetime(2026, 8, 27, 9) - timedelta(weeks=week) for week in range(9)]
    days = [datetime(2026, 11, 1, 9) - timedelta(days=day) for day in range(12)]
    moments = [*days, datetime(2026, 10, 1, 9), datetime(2026, 9, 29, 9), *weekly]  # Thursday and Tuesday
    assert moments.index(datetime(2026, 9, 29, 9)) in kept(moments, TODAY)


def test_one_from_tomorrow_stays_and_no_copies_are_no_trouble() -> None:
    assert kept([], TODAY) == set()
    assert kept([datetime(2027, 1, 1)] * 5, TODAY) == set(range(5))
