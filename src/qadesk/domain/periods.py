"""Cycles as half-open spans of local dates: a month, quarter, half-year or year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_FORMS = (  # plain digits only: full-width ones would name the same month by another code
    (re.compile(r"([0-9]{4})-([0-9]{2})"), 1, 12),
    (re.compile(r"([0-9]{4})-Q([0-9])"), 3, 4),
    (re.compile(r"([0-9]{4})-H([0-9])"), 6, 2),
    (re.compile(r"([0-9]{4})()"), 12, 1),
)


@dataclass(frozen=True, order=True)
class Period:
    """Local dates from `start` up to, not including, `end`; `code` is how people write it (2026-10)."""

    start: date
    end: date
    code: str

    def contains(self, day: date) -> bool:
        """Whether a local date lies in it."""
        return self.start <= day < self.end

    def utc(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its first moment and the first moment after it, in UTC."""
        return midnight(self.start, zone), midnight(self.end, zone)

    @property
    def months(self) -> int:
        """How many months it has: 1, 3, 6 or 12."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    @property
    def month_codes(self) -> tuple[str, ...]:
        """The calendar months in it."""
        first = self.start.year * 12 + self.start.month - 1
        return tuple(f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, first + self.months))

    @property
    def last_day(self) -> date:
        """The last date in it."""
        return self.end - timedelta(days=1)


def period(code: str) -> Period:
    """The period written as 2026-10, 2026-Q4, 2026-H2 or 2026. Raises ValueError for anything else."""
    for form, months, most in _FORMS:
        match = form.fullmatch(code)
        if match:
            year, index = int(match[1]), int(match[2] or 1)
            if 1 <= index <= most and 1900 <= year < 9999:
                first = (index - 1) * months
                start = date(year, first + 1, 1)
                end = date(year + (first + months) // 12, (first + months) % 12 + 1, 1)
                return Period(start, end, code)
    raise ValueError(f"not a period: {code!r}")


def month_of(day: date) -> Period:
    """The calendar month a date lies in."""
    return period(f"{day:%Y-%m}")


def around(day: date, months: int) -> Period:
    """The period of so many months (1, 3, 6 or 12) that a date lies in."""
    return _of_length(day, months)


def next_period(current: Period) -> Period:
    """The period of the same length that follows."""
    return _of_length(current.end, current.months)


def previous_period(current: Period) -> Period:
    """The period of the same length before."""
    months = current.months
    index = current.start.year * 12 + current.start.month - 1 - months
    return _of_length(date(index // 12, index % 12 + 1, 1), months)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local date, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _of_length(day: date, months: int) -> Period:
    index = (day.month - 1) // months + 1
    codes = {
        1: f"{day:%Y-%m}",
        3: f"{day.year}-Q{index}",
        6: f"{day.year}-H{index}",
        12: str(day.year),
    }
    return period(codes[months])
