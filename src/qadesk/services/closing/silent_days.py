"""Days of a month without a record of a kind that otherwise has some every day: often half a file.

Days in a row are silent if so many records would hardly leave them empty by chance: each of n records falls
on one of d days, so a given run of k days stays empty with (1 - k/d)^n, and there are about d such runs. Days
off are the weekdays on which the kind has no record at all, once the month has had more than one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Integer, and_, func, literal_column, select, type_coerce

from qadesk.domain.periods import Period
from qadesk.kinds.kind import Records
from qadesk.kinds.registry import KINDS, all_records, records_of
from qadesk.services.records.stored import inside, of_kind, table_of, when_of
from qadesk.storage.office import Office

_DAY: Final = timedelta(days=1)
_DAY_MS: Final = 86_400_000
_CHANCE: Final = 0.01  # that any such run of empty days is there by chance alone
_WEEK: Final = 7


@dataclass(frozen=True)
class Silence:
    """The days on which a kind of file has no record; `of` is how many days could have had some."""

    kind: str
    days: tuple[date, ...]
    of: int


def silences(connection: Connection, office: Office, period: Period) -> tuple[Silence, ...]:
    """The silent days of every kind that has records in the period, up to yesterday where it still runs."""
    end = min(period.end, office.today())
    found = []
    every = _counts(connection, office, period)
    for kind, counts in every.items():
        if not KINDS[kind].in_files:
            continue
        own = records_of(kind)
        days, of = silent(counts, period.start, end, always=own.every_day)
        instead = {day for other in own.instead for day in every.get(other, ())}
        days = tuple(day for day in days if day not in instead)
        if days:
            found.append(Silence(kind, days, of))
    return tuple(found)


def silent(
    counts: Mapping[date, int], start: date, end: date, *, always: bool = False
) -> tuple[tuple[date, ...], int]:
    """The days from `start` to before `end` that lack records, and how many were expected to have some."""
    there = sorted(day for day, n in counts.items() if n and start <= day < end)
    if not there:
        return (), 0
    every = [start + _DAY * n for n in range((end - start).days)]
    seen = Counter(day.weekday() for day in there)
    asked = Counter(day.weekday() for day in every if there[0] <= day <= there[-1])
    off = {weekday for weekday in range(_WEEK) if asked[weekday] > 1 and not seen[weekday]}
    expected = [day for day in every if day.weekday() not in off]
    records = sum(counts[day] for day in there)
    lacking = list[date]()
    for empty, days in groupby(expected, lambda day: not counts.get(day)):
        run = list(days)
        if empty and (always or _by_chance(len(run), len(expected), records) < _CHANCE):
            lacking += run
    return tuple(lacking), len(expected)


def _by_chance(run: int, days: int, records: int) -> float:
    return days * (1 - run / days) ** records


def _counts(connection: Connection, office: Office, period: Period) -> dict[str, dict[date, int]]:
    """Records a day by kind; only kinds that have any."""
    found: dict[str, dict[date, int]] = {}
    for name, kind in all_records().items():
        counts = (_added_up if kind.until else _single)(connection, office, kind, period)
        if counts:
            found[name] = counts
    return found


def _single(connection: Connection, office: Office, kind: Records, period: Period) -> dict[date, int]:
    when = when_of(kind)
    day: ColumnElement[Any] = when if kind.by_day else _local_day(when, office, period.utc(office.zone)[0])
    here = and_(inside(office, kind, period), of_kind(kind))
    rows = connection.execute(select(day, func.count()).where(here).group_by(day)).all()
    return {at if kind.by_day else period.start + _DAY * int(at): n for at, n in rows}


def _added_up(connection: Connection, office: Office, kind: Records, period: Period) -> dict[date, int]:
    """Contacts a day of those that came added up; of a longer span every day has its share."""
    start, after = period.utc(office.zone)
    row = table_of(kind).c
    spans = connection.execute(
        select(row[kind.when], row[kind.until], func.sum(row.contacts))
        .where(row[kind.when] < after, row[kind.until] > start)
        .group_by(row[kind.when], row[kind.until])
    )
    counts: dict[date, int] = {}
    for at, until, contacts in spans:
        first, end = office.local(at).date(), office.local(until).date()
        days = [first + _DAY * n for n in range((end - first).days)]
        for day in days:
            if period.contains(day) and contacts:
                counts[day] = counts.get(day, 0) + max(1, int(contacts) // len(days))
    return counts


def _local_day(when: ColumnElement[Any], office: Office, start: datetime) -> ColumnElement[int]:
    """The number of the day within the period: counted from its first midnight.

    Where clocks change, a record in the hour at midnight may fall to the neighbouring day.
    """
    first = int(start.astimezone(UTC).timestamp() * 1000)
    # Grouped by: the same text in both places, which parameters are not.
    since = type_coerce(when, Integer) - literal_column(str(first))
    return since.op("/", precedence=8, return_type=Integer())(literal_column(str(_DAY_MS)))
