"""Dates and moments as people type them in short: without a year, or a time of day alone."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final
from unicodedata import normalize

from qadesk.tabular.dates import parse_clock, parse_moment

# A month and a day without a year, and a time of day or nothing: 10/15, 10-15 9:30, 10月15日上午9点.
_NO_YEAR: Final = re.compile(r"\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*(?:[日号]|(?!\d|\s*[-/.年:点时]))(.*)")
_TIMED: Final = re.compile(r"[:点时]")
_EPOCH: Final = datetime.fromisoformat("1970-01-01")


def read_moment(text: str, near: date) -> datetime | None:
    """A date with a time of day, of no zone; None for what is neither.

    Without a year it is the one closest to `near`; a time of day alone is that of `near`.
    """
    text = normalize("NFKC", text)
    clock = parse_clock(text)
    if isinstance(clock, int) and _TIMED.search(text):
        return datetime.combine(near, datetime.min.time()) + timedelta(milliseconds=clock)
    return _read(text, near) if _TIMED.search(text) else None


def read_day(text: str, near: date, latest: date | None = None) -> date | None:
    """A date; without a year it is the one closest to `near`, not after `latest`. None for what is none."""
    text = normalize("NFKC", text)
    found = None if _TIMED.search(text) else _read(text, near, latest)
    return None if found is None else found.date()


def _read(text: str, near: date, latest: date | None = None) -> datetime | None:
    if match := _NO_YEAR.fullmatch(text):
        month, day, rest = match.groups()
        years = (near.year - 1, near.year, near.year + 1)
        read = [_read(f"{year}-{month}-{day} {rest}".strip(), near) for year in years]
        found = [one for one in read if one is not None and (latest is None or one.date() <= latest)]
        return min(found, key=lambda one: abs(one.date() - near), default=None)
    told = parse_moment(text, "ymd")
    return _EPOCH + timedelta(milliseconds=told[0]) if isinstance(told, tuple) and not told[1] else None
