"""Deadlines in working or calendar days, explained day by day.

The day something was received is not counted; the first day counted is the one after it (Civil Code of the
PRC, article 201). A deadline whose last day is a day off ends on the next working day (article 203).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import count
from typing import Final

_ONE_DAY: Final = timedelta(days=1)
MOST_DAYS: Final = 366  # of a period: longer ones are mistyped


class DayKind(StrEnum):
    """Why a day is worked or off."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MADE_UP = "made_up"  # a day of a weekend that is worked instead of a holiday's
    OFFICE_CLOSED = "office_closed"  # the office's own day off
    OFFICE_OPEN = "office_open"  # worked by the office's own word

    @property
    def worked(self) -> bool:
        """Whether it is a working day."""
        return self in (DayKind.WORKING, DayKind.MADE_UP, DayKind.OFFICE_OPEN)


@dataclass(frozen=True)
class AppealRule:
    """How long an agent may appeal after receipt: so many working or calendar days (1–366)."""

    days: int = 7
    working: bool = True


@dataclass(frozen=True)
class DayOff:
    """A day that is not what its weekday says: off or worked, and what it is called ("" for no name)."""

    kind: DayKind
    name: str = ""


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked.

    `published` are the years whose holidays are known: in others Monday to Friday are taken to be worked,
    and each such day says so. `public` are statutory holidays and make-up days, `own` the office's, which
    go before them.
    """

    published: frozenset[int] = frozenset()
    public: Mapping[date, DayOff] = field(default_factory=dict)
    own: Mapping[date, DayOff] = field(default_factory=dict)

    def kind(self, day: date) -> DayOff:
        """What a day is."""
        special = self.own.get(day) or self.public.get(day)
        return special or DayOff(DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKING)

    def assumed(self, day: date) -> bool:
        """Whether nobody has said what this day is: its year is not published, the day not its own."""
        return day.year not in self.published and day not in self.own


@dataclass(frozen=True)
class CountedDay:
    """One day on the way to a deadline.

    `number` is which day of the period it is, 0 for one that is not counted; `moved` says that the period
    was over and this day lies between it and the next working day.
    """

    day: date
    what: DayOff
    number: int
    assumed: bool
    moved: bool = False


@dataclass(frozen=True)
class Deadline:
    """The last day on which something may still be done, and the days on the way to it, in order."""

    received: date
    days: tuple[CountedDay, ...]

    @property
    def last(self) -> date:
        """The last day, until its end."""
        return self.days[-1].day

    @property
    def assumed_years(self) -> tuple[int, ...]:
        """The years on the way whose holidays nobody has published yet."""
        return tuple(sorted({one.day.year for one in self.days if one.assumed}))

    def over(self, today: date) -> bool:
        """Whether it has passed."""
        return today > self.last

    def days_left(self, today: date) -> int:
        """Counted days from tomorrow to the last one; 0 on the last day and after it."""
        return sum(one.number > 0 and one.day > today for one in self.days)


def deadline(received: date, days: int, calendar: WorkCalendar, *, working: bool) -> Deadline:
    """The last of `days` (1–366) working or calendar days after the day of receipt.

    Raises ValueError for another number of days.
    """
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"{days} days is no period")
    on_the_way = list(_counted(received, days, calendar, working=working))
    while not on_the_way[-1].what.kind.worked:  # a period of working days never ends so
        day = on_the_way[-1].day + _ONE_DAY
        on_the_way.append(CountedDay(day, calendar.kind(day), 0, calendar.assumed(day), moved=True))
    return Deadline(received, tuple(on_the_way))


def _counted(received: date, days: int, calendar: WorkCalendar, *, working: bool) -> Iterator[CountedDay]:
    number = 0
    for later in count(1):
        day = received + _ONE_DAY * later
        what = calendar.kind(day)
        counts = what.kind.worked or not working
        number += counts
        yield CountedDay(day, what, number if counts else 0, calendar.assumed(day))
        if number == days:
            return
