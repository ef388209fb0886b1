"""Whether two figures differ by more than chance: of one agent in two cycles, of many agents in one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from qadesk.domain.distributions import binomial_two_sided
from qadesk.domain.scorecard import Indicator, Unit
from qadesk.domain.scoring import Line
from qadesk.domain.statistics import Interval

LEVEL: Final = 0.05  # how often a difference may be told where there is none


def beyond_chance(before: Line, now: Line, indicator: Indicator) -> bool | None:
    """Whether an indicator changed by more than chance; None where a value's interval is not known.

    Counts are compared by the exact binomial test, all else by the interval of the difference.
    """
    if before.value is None or now.value is None or now.interval is None:
        return None
    if indicator.unit is Unit.COUNT:
        return counts_differ(int(before.value), int(now.value))
    if before.interval is None:
        return None
    return apart(before.value, before.interval, now.value, now.interval)


def counts_differ(one: int, other: int) -> bool:
    """Whether two counts over as long a time differ: exact binomial test of an even split, two-sided."""
    return binomial_two_sided(one, one + other) < LEVEL


def apart(one: Decimal, interval: Interval, other: Decimal, others: Interval) -> bool:
    """Whether the 95 % interval of the difference of two independent figures leaves out 0.

    Recovered from the intervals of the two on the sides that face each other (Zou & Donner 2008); of two
    rates with Wilson intervals it is Newcombe's (1998, method 10), of two means about Welch's.
    """
    if one > other:
        return apart(other, others, one, interval)
    up, down = interval.high - one, other - others.low
    return (other - one) ** 2 > up * up + down * down


def holm(chances: Sequence[float], level: float = LEVEL) -> tuple[bool, ...]:
    """Which of many probabilities stand when all are looked at together (Holm 1979).

    With them true, at least one false difference is told in no more than `level` of all cases.
    """
    stands, count = [False] * len(chances), len(chances)
    for rank, at in enumerate(sorted(range(count), key=chances.__getitem__)):
        if chances[at] * (count - rank) > level:
            break
        stands[at] = True
    return tuple(stands)
