"""What a cycle is, and which months can be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from qadesk.domain.periods import Period, around, month_of, previous_period

CYCLE_RULE: Final = "cycles"  # the setting that says which there are besides months


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
    """Whether a period was opened itself, or lies in a longer cycle that is closed."""
    return cycle.period == month or (cycle.closed and cycle.period.contains(month.start))


def _both(span: Period) -> tuple[Period, Period]:
    return span, previous_period(span)


def on_offer(
    cycles: Iterable[Cycle],
    imported: Iterable[tuple[date, date]],
    today: date,
    lengths: Iterable[int] = (),
) -> tuple[tuple[str, str], ...]:
    """Every period worth looking at as (code, "open", "closed" or "unopened"), newest first.

    Besides the cycles: this month, the one before, and every month that records were imported of (their
    first and last days); of the other `lengths` (in months) the present cycle and the one before.
    """
    known = list(cycles)
    months = {month_of(today), previous_period(month_of(today))}
    for first, last in imported:
        months |= {month_of(first), month_of(last)}
    longer = {span for length in lengths for span in _both(around(today, length))}
    free = [span for span in months | longer if not any(_covers(cycle, span) for cycle in known)]
    offers = [(cycle.period, "closed" if cycle.closed else "open") for cycle in known]
    offers += [(month, "unopened") for month in free]
    offers.sort(key=lambda offer: (offer[0].end, offer[0].months), reverse=True)
    return tuple((span.code, state) for span, state in offers)
