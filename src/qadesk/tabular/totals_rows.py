"""From the cells of a row of totals to the sums that are stored: exact, or the row is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from qadesk.domain.decimals import nearest
from qadesk.kinds.totals import LEFT, STORED
from qadesk.tabular.dates import Zone
from qadesk.tabular.rejections import Bad
from qadesk.tabular.totals_values import MILLION, Span

_LEVELS: Final = tuple((level, f"rated_{level}") for level in (5, 4, 3, 2, 1))
_DAY_MS: Final = 86_400_000
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class TotalsDefaults:
    """What titles and headers say of every row: its days and its channel where no column does."""

    span: Span | None = None
    channel: str = ""


class Deriver:
    """Makes the stored columns of converted ones, row by row."""

    def __init__(self, zone: Zone, told: TotalsDefaults) -> None:
        self._zone, self._told = zone, told

    def derive(self, made: dict[str, list[Any]], rows: int, good: set[int]) -> dict[int, tuple[str, str]]:
        """Put the columns of STORED and LEFT into `made`; field and reason of each row not taken."""
        bad: dict[int, tuple[str, str]] = {}
        found: list[dict[str, Any]] = []
        names = list(made)
        for number in range(rows):
            row = {name: made[name][number] for name in names}
            try:
                found.append(self._row(row) if number in good else {})
            except _Refused as refused:
                bad[number] = (refused.field, refused.reason)
                found.append({})
        for name in (*STORED, *LEFT):
            made[name] = [one.get(name) for one in found]
        return bad

    def _row(self, row: _Row) -> dict[str, Any]:
        first, last = self._span(row)
        if (first.year, first.month) != (last.year, last.month):
            raise _Refused("to" if row.get("to") else "period", "over_months")
        channel, queue = row.get("channel") or self._told.channel, row.get("queue") or ""
        contacts, offered = row.get("contacts"), row.get("offered")
        if contacts is None:
            raise _Refused("contacts", "blank")
        if offered is not None and offered < contacts:
            raise _Refused("contacts", "more_than_all")
        return {
            "ref": f"{row['agent']}|{first}|{last}|{channel}|{queue}",
            "channel": channel,
            "queue": queue,
            "agent": row["agent"],
            "at": self._start(first),
            "until": self._start(last + timedelta(days=1)),
            "contacts": contacts,
            "offered": offered,
            **_times(row, "response", "responses", contacts),
            **_times(row, "talk", "talks", contacts),
            **_resolution(row, max(contacts, offered or 0)),
            **_ratings(row, max(contacts, offered or 0)),
            "satisfied": row.get("satisfied"),
            "dissatisfied": row.get("dissatisfied"),
            "satisfaction": row.get("satisfaction"),
        }

    def _span(self, row: _Row) -> Span:
        if row.get("from") is not None and row.get("to") is not None:
            span = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
        elif row.get("period") is not None:
            first, _bar, last = row["period"].partition("/")
            span = date.fromisoformat(first), date.fromisoformat(last)
        elif self._told.span is not None:
            return self._told.span
        else:
            raise _Refused("period", "blank")
        if span[1] < span[0]:
            raise _Refused("to", "before_start")
        return span

    def _start(self, day: date) -> int:
        midnight = (day - date(1970, 1, 1)).days * _DAY_MS
        start = self._zone.to_utc(midnight)
        if isinstance(start, Bad):  # the clocks were put forward over midnight
            start = self._zone.to_utc(midnight + _DAY_MS // 24)
        if isinstance(start, Bad):
            raise _Refused("period", start.reason)
        return start


class _Refused(Exception):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def _times(row: _Row, name: str, count: str, contacts: int) -> dict[str, int | None]:
    """How many times were added up and their sum in microseconds: a mean as printed times its count."""
    mean, total = row.get(f"{name}_mean"), row.get(f"{name}_sum")
    n = row.get(count)
    if n is not None and n > contacts:
        raise _Refused(count, "more_than_all")
    n = contacts if n is None else n
    if total is None and mean is not None:
        total = mean * n
    if total is None or not n:
        n = total = None if contacts else 0
    return {count: n, f"{name}_us": total}


def _resolution(row: _Row, most: int) -> dict[str, Any]:
    """Resolved and not, where both can be told; a rate alone is left for the whole file to decide."""
    yes, no, of = row.get("resolved_count"), row.get("unresolved_count"), row.get("resolution_of")
    rate = row.get("resolution_rate")
    if no is None and yes is not None and of is not None:
        no = of - yes
    if yes is None and no is not None and of is not None:
        yes = of - no
    if rate is not None and yes is None and no is None and of is not None:
        yes = whole_part(rate, of)
        if yes is None:
            raise _Refused("resolution_rate", "rate_of_other")
        no = of - yes
    if yes is not None and no is None and rate is not None:
        no = _rest(yes, rate)
    if yes is None or no is None:
        return {"resolved": None, "unresolved": None, "resolution_rate": rate if yes is None else None}
    if no < 0 or yes < 0 or yes + no > most:
        raise _Refused("resolved_count", "more_than_all")
    return {"resolved": yes, "unresolved": no}


def whole_part(rate: str, of: int) -> int | None:
    """The whole number out of `of` that a rate was printed from; None if none or several would do."""
    printed = Decimal(rate)
    half = Decimal(5).scaleb(int(printed.as_tuple().exponent) - 1)
    middle = nearest(printed * of)
    fits = [
        n
        for n in (middle - 1, middle, middle + 1)
        if 0 <= n <= of and of and abs(Decimal(n) / of - printed) <= half
    ]
    return fits[0] if len(fits) == 1 else None


def _rest(yes: int, rate: str) -> int | None:
    """What was not resolved, of a count and its rate; None where they do not go together."""
    printed = Decimal(rate)
    if not printed:
        return None
    of = nearest(yes / printed)
    return of - yes if of and whole_part(rate, of) == yes else None


def _ratings(row: _Row, most: int) -> dict[str, Any]:
    """How many rated, their sum in millionths and, where each level was counted, the sum of squares."""
    levels = {level: row[name] for level, name in _LEVELS if row.get(name) is not None}
    rated, squares, total = row.get("rated"), None, None
    if 5 in levels and len(levels) >= 3:
        counted = sum(levels.values())
        if rated is not None and rated != counted:
            raise _Refused("rated", "levels_and_sum")
        rated, total = counted, MILLION * sum(level * n for level, n in levels.items())
        squares = sum(level * level * n for level, n in levels.items())
    elif rated is not None and row.get("rating_sum") is not None:
        total = row["rating_sum"] * MILLION
    elif rated is not None and row.get("rating_mean") is not None:
        total = row["rating_mean"] * rated
    elif rated == 0:
        total = 0
    if rated is not None and rated > most:
        raise _Refused("rated", "more_than_all")
    if total is None:
        alone = row.get("rating_mean") is not None or row.get("rating_sum") is not None
        return {"rated": rated, "rating_alone": 1 if alone else None}
    assert rated is not None
    if not rated * MILLION <= total <= 5 * rated * MILLION:
        raise _Refused("rating_sum" if row.get("rating_sum") is not None else "rating_mean", "rating")
    return {"rated": rated, "rating_millionths": total, "rating_squares": squares}


def refusal(field: str, columns: Mapping[str, int]) -> int:
    """The column a refused row is told by: the field's own, else that of the agent."""
    return columns.get(field, columns.get("agent", columns.get("agent_name", 0)))
