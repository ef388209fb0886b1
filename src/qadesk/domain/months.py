"""The months of a longer cycle: an agent's totals of them, brought together into one figure.

A quarter, half-year or year takes the results of its closed months by one of four rules, beside figures made
of all its records anew and indicators of its own. A month in which an agent has no total is left out.
"""

from __future__ import annotations

from decimal import Decimal
from statistics import NormalDist
from typing import Final

from qadesk.domain.statistics import TAIL, Z95, Interval
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

    There is no interval of a mean, or of the worst, if one of its months has none.
    """
    if not months:
        return NOTHING
    alone = the_one(figure, months)
    if alone is not None:
        interval = _of_worst(months) if figure == WORST else alone.interval
        return Measurement(alone.total, len(months), interval)
    weights = [weight_of(figure, month) for month in months]
    whole = sum(weights)
    if not whole:
        return NOTHING
    totals = zip(weights, months, strict=True)
    mean = sum((weight * month.total for weight, month in totals), Decimal(0)) / whole
    return Measurement(mean, len(months), _of_mean(weights, months))


def _of_mean(weights: list[int], months: tuple[MonthTotal, ...]) -> Interval | None:
    """The means of the lower and of the upper ends: as wide as those of the months.

    It would be narrower were the months independent of each other. They are not: what chance costs at the
    edges of bands, and how a supervisor is inclined, is the same every month and does not cancel.
    """
    low = high = Decimal(0)
    for weight, month in zip(weights, months, strict=True):
        if month.interval is None:
            return None
        low, high = low + weight * month.interval.low, high + weight * month.interval.high
    return Interval(low / sum(weights), high / sum(weights))


def _of_worst(months: tuple[MonthTotal, ...]) -> Interval | None:
    """Of the lowest of the totals behind the months, which is not the one behind the worst month.

    One of many is lowest mostly by bad luck, too: every month's upper end is further out (C. E. Bonferroni).
    """
    known = [(month.total, month.interval) for month in months if month.interval is not None]
    if len(known) < len(months):
        return None
    if len(known) == 1:
        return known[0][1]
    further = Decimal(repr(NormalDist().inv_cdf(1 - TAIL / len(known)))) / Z95
    high = min(total + (its.high - total) * further for total, its in known)
    most = max(HIGHEST, *(its.high for _total, its in known))
    return Interval(min(its.low for _total, its in known), min(high, most))


def _figure(name: str) -> Figure:
    def measured(tally: Tally) -> Measurement:
        return measure(name, tally.months)

    return Figure(Source.MONTHS, measured)


FIGURES: Final = {name: _figure(name) for name in (MEAN, WEIGHTED, WORST, LAST)}
