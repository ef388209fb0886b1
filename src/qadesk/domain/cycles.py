"""What a cycle is, and which months can be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from qadesk.domain.periods import Period, month_of, previous_period


@dataclass(frozen=True)
class Cycle:
    """A cycle of the office; `closed_at` in UTC."""

    id: int
    period: Period
    scorecard_id: int
    closed: bool
    closed_at: datetime | None

    @property
    def code(self) -> str:
        """How people write it: 2026-10."""
        return self.period.code


def _covers(cycle: Cycle, month: Period) -> bool:
    """Whether a month was opened itself, or lies in a longer cycle that is closed."""
    return cycle.period == month or (cycle.closed and cycle.period.contains(month.start))


def on_offer(
    cycles: Iterable[Cycle], imported: Iterable[tuple[date, date]], today: date
) -> tuple[tuple[str, str], ...]:
    """Every period worth looking at as (code, "open", "closed" or "unopened"), newest first.

    Besides the cycles: this month, the one before, and every month that records were imported of (their
    first and last days).
    """
    known = list(cycles)
    months = {month_of(today), previous_period(month_of(today))}
    for first, last in imported:
        months |= {month_of(first), month_of(last)}
    free = [month for month in months if not any(_covers(cycle, month) for cycle in known)]
    offers = [(cycle.period, "closed" if cycle.closed else "open") for cycle in known]
    offers += [(month, "unopened") for month in free]
    offers.sort(key=lambda offer: (offer[0].end, offer[0].months), reverse=True)
    return tuple((span.code, state) for span, state in offers)
