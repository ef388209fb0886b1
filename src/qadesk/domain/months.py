"""The months of a longer cycle: an agent's totals of them, brought together into one figure.

A quarter, half-year or year takes the results of its closed months by one of four rules, beside figures made
of all its records anew and indicators of its own. A month in which an agent has no total is left out.
"""

from __future__ import annotations

from decimal import Decimal
from math import sqrt
from typing import Final

from qadesk.domain.statistics import Z95, Interval
from qadesk.domain.tally import NOTHING, Figure, Measurement, MonthTotal, Source, Tally

MEAN: Final = "months_mean"
WEIGHTED: Final = "months_weighted"
WORST: Final = "months_worst"
LAST: Final = "months_last"
HIGHEST: Final = Decimal(105)  # that a total can be, bonus included


def weight_of(figure: str, month: MonthTotal) -> int:
    """What a month counts for in a mean: 1, or the agent's contacts in it."""
    return month.contacts if figure == WEIGHTED else 1


def the_one(figure: str, months: tuple[MonthTotal, ...]) -> MonthTotal | None:
    """The month that alone makes the figure: the worst (of equal ones the first) or the last; None: a mean.

    `months` in the order of the calendar, at least one.
    """
    if figure == WORST:
        return min(months, key=lambda month: month.total)
    return months[-1] if figure == LAST else None


def measure(figure: str, months: tuple[MonthTotal, ...]) -> Measurement:
    """The figure, 0-105, of so many months; nothing of none, and of no contacts where those weigh.

    The interval of a mean is made of those of its months, which are independent of each other; there is none
    if one of them has none.
    """
    if not months:
        return NOTHING
    alone = the_one(figure, months)
    if alone is not None:
        return Measurement(alone.total, len(months), alone.interval)
    weights = [weight_of(figure, month) for month in months]
    whole = sum(weights)
    if not whole:
        return NOTHING
    totals = zip(weights, months, strict=True)
    mean = sum((weight * month.total for weight, month in totals), Decimal(0)) / whole
    return Measurement(mean, len(months), _interval(mean, weights, months))


def _interval(mean: Decimal, weights: list[int], months: tuple[MonthTotal, ...]) -> Interval | None:
    spread = 0.0
    for weight, month in zip(weights, months, strict=True):
        if month.interval is None:
            return None
        deviation = float(month.interval.high - month.interval.low) / (2 * float(Z95))
        spread += (weight / sum(weights) * deviation) ** 2
    half = Decimal(repr(float(Z95) * sqrt(spread)))
    return Interval(max(mean - half, Decimal(0)), min(mean + half, HIGHEST))


def _figure(name: str) -> Figure:
    def measured(tally: Tally) -> Measurement:
        return measure(name, tally.months)

    return Figure(Source.MONTHS, measured)


FIGURES: Final = {name: _figure(name) for name in (MEAN, WEIGHTED, WORST, LAST)}
