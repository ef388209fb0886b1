"""Deadlines in working and calendar days: the first day is the one after, the last one is never a day off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.working_days import CountedDay, DayKind, DayOff, WorkCalendar, deadline

NATIONAL_DAY = {date(2026, 10, day): DayOff(DayKind.HOLIDAY, "国庆节") for day in range(1, 8)} | {
    date(2026, 9, 20): DayOff(DayKind.MADE_UP, "国庆节"),
    date(2026, 10, 10): DayOff(DayKind.MADE_UP, "国庆节"),
}
OFFICE = WorkCalendar(frozenset({2026}), NATIONAL_DAY)


@pytest.mark.parametrize(
    "received, days, working, last",
    [
        (date(2026, 11, 2), 7, True, date(2026, 11, 11)),  # a Monday; one weekend between
        (date(2026, 11, 2), 5, True, date(2026, 11, 9)),
        (date(2026, 11, 6), 1, True, date(2026, 11, 9)),  # a Friday: Monday
        (date(2026, 11, 7), 1, True, date(2026, 11, 9)),  # received on a Saturday
        (date(2026, 9, 30), 1, True, date(2026, 10, 8)),  # the day before a long holiday
        (date(2026, 9, 30), 3, True, date(2026, 10, 10)),  # the third is a Saturday that is worked
        (date(2026, 9, 18), 1, True, date(2026, 9, 20)),  # a Sunday that is worked
        (date(2026, 11, 2), 7, False, date(2026, 11, 9)),
        (date(2026, 11, 2), 5, False, date(2026, 11, 9)),  # the fifth is a Saturday: the Monday after
        (date(2026, 9, 24), 7, False, date(2026, 10, 8)),  # ends in the holiday: the day after it
        (date(2026, 12, 28), 7, True, date(2027, 1, 6)),  # over the year's end, into one not published
        (date(2028, 2, 28), 1, False, date(2028, 2, 29)),
    ],
)
def test_when_it_ends(received: date, days: int, working: bool, last: date) -> None:
    assert deadline(received, days, OFFICE, working=working).last == last


def test_it_explains_itself_day_by_day() -> None:
    found = deadline(date(2026, 9, 30), 2, OFFICE, working=True)
    told = [(one.day.day, one.number, one.what.kind) for one in found.days]
    off = [(day, 0, DayKind.HOLIDAY) for day in range(1, 8)]
    assert told == [*off, (8, 1, DayKind.WORKING), (9, 2, DayKind.WORKING)]
    assert found.days[0].what.name == "国庆节"
    assert not found.assumed_years


def test_days_between_the_end_and_the_next_working_day_are_marked() -> None:
    found = deadline(date(2026, 9, 24), 7, OFFICE, working=False)
    assert [one.day.day for one in found.days if one.moved] == [2, 3, 4, 5, 6, 7, 8]
    assert [one.number for one in found.days if one.moved] == [0] * 7


def test_a_year_nobody_has_published_is_said() -> None:
    found = deadline(date(2026, 12, 28), 7, OFFICE, working=True)
    assert found.assumed_years == (2027,)
    assert [one.day.day for one in found.days if one.assumed] == [1, 2, 3, 4, 5, 6]
    own = {date(2027, 1, 1): DayOff(DayKind.OFFICE_CLOSED, "元旦")}
    known = deadline(date(2026, 12, 28), 7, WorkCalendar(frozenset({2026}), NATIONAL_DAY, own), working=True)
    assert known.last == date(2027, 1, 7)
    assert not next(one for one in known.days if one.day == date(2027, 1, 1)).assumed


def test_the_offices_word_goes_before_the_public_calendar() -> None:
    own = {
        date(2026, 10, 1): DayOff(DayKind.OFFICE_OPEN, "值班"),
        date(2026, 10, 8): DayOff(DayKind.OFFICE_CLOSED, "盘点"),
    }
    found = deadline(date(2026, 9, 30), 2, WorkCalendar(frozenset({2026}), NATIONAL_DAY, own), working=True)
    assert [one.day for one in found.days if one.number] == [date(2026, 10, 1), date(2026, 10, 9)]


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_period_has_at_least_a_day_and_at_most_a_year(days: int) -> None:
    with pytest.raises(ValueError, match="no period"):
        deadline(date(2026, 11, 2), days, OFFICE, working=True)


def test_the_last_day_still_counts() -> None:
    found = deadline(date(2026, 11, 6), 1, OFFICE, working=True)
    assert not found.over(date(2026, 11, 9))
    assert found.over(date(2026, 11, 10))
    assert [found.days_left(date(2026, 11, day)) for day in (6, 8, 9, 10)] == [1, 1, 0, 0]


_days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
_kinds = st.sampled_from([DayKind.OFFICE_CLOSED, DayKind.OFFICE_OPEN]).map(DayOff)
_calendars = st.builds(
    WorkCalendar,
    st.frozensets(st.sampled_from([2025, 2026, 2027])),
    st.just(NATIONAL_DAY),
    st.dictionaries(_days, _kinds, max_size=40),
)


@given(_days, st.integers(1, 60), _calendars, st.booleans())
def test_what_holds_for_every_deadline(
    received: date, days: int, calendar: WorkCalendar, working: bool
) -> None:
    found = deadline(received, days, calendar, working=working)
    expected = [received + timedelta(days=i + 1) for i in range(len(found.days))]
    assert [one.day for one in found.days] == expected, "each day once, in order"
    assert found.days[-1].what.kind.worked, "it never ends on a day off"
    assert [one.number for one in found.days if one.number] == list(range(1, days + 1))
    longer = deadline(received, days + 1, calendar, working=working)
    assert longer.last >= found.last
    if working:
        assert all(one.what.kind.worked for one in found.days if one.number)
        assert found.last >= deadline(received, days, calendar, working=False).last


@given(_days, st.integers(1, 30), _calendars)
def test_another_day_off_never_shortens_it(received: date, days: int, calendar: WorkCalendar) -> None:
    before = deadline(received, days, calendar, working=True)

    def closed(one: CountedDay) -> WorkCalendar:
        own = {**calendar.own, one.day: DayOff(DayKind.OFFICE_CLOSED)}
        return WorkCalendar(calendar.published, calendar.public, own)

    for one in before.days:
        assert deadline(received, days, closed(one), working=True).last >= before.last
