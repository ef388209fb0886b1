"""Who gives higher or lower levels than others who judged the same: only of agents that several scored.

A supervisor's own mean says nothing of that: they may have the better agents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import fmean, variance
from typing import Final

from qadesk.domain.differences import stand_together
from qadesk.domain.distributions import beta_cdf
from qadesk.domain.statistics import student_t95

LEAST_AGENTS: Final = 5  # scored by several: with fewer nothing is told
_WHOLE: Final = 1 / 12  # the variance that giving whole levels alone makes


@dataclass(frozen=True)
class Judgement:
    """One level given to the `item` of an agent's month, with the scale's `top` level."""

    rater: int
    agent: int
    month: int
    item: str
    level: Decimal
    top: int


@dataclass(frozen=True)
class Leniency:
    """How much more (below 0: less) a rater gives than others to the same agents, in levels of five.

    `low` and `high` are the ends of its 95 % interval, `agents` how many it was measured on, `p` how probable
    a difference as large is where there is none.
    """

    levels: float
    low: float
    high: float
    agents: int
    p: float


def measured(judgements: Iterable[Judgement]) -> dict[int, Leniency]:
    """Of each rater with LEAST_AGENTS agents whom somebody else scored, too: mean and Student's t interval.

    A difference is a rater's level less the mean of the others'. All of one agent, whatever the item and the
    month, are one observation, since who likes an agent does so each month. The variance is no less than what
    whole levels alone make, so that few who always agree to a level are not taken for certain.
    """
    given: dict[tuple[int, int, str], list[Judgement]] = defaultdict(list)
    for one in judgements:
        given[one.month, one.agent, one.item].append(one)
    apart: dict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for group in given.values():
        for one in group:
            others = [float(other.level) for other in group if other.rater != one.rater]
            if others:
                apart[one.rater][one.agent].append((float(one.level) - fmean(others)) * 4 / (one.top - 1))
    return {
        rater: _of([fmean(found) for found in agents.values()])
        for rater, agents in apart.items()
        if len(agents) >= LEAST_AGENTS
    }


def beyond_chance(found: Mapping[int, Leniency]) -> dict[int, Leniency]:
    """Those that stand when all are looked at together (Holm 1979)."""
    stands = stand_together([one.p for one in found.values()])
    return {rater: one for (rater, one), holds in zip(found.items(), stands, strict=True) if holds}


def _of(differences: list[float]) -> Leniency:
    n, mean = len(differences), fmean(differences)
    error = sqrt(max(variance(differences, mean), _WHOLE) / n)
    reach = float(student_t95(n - 1)) * error
    t = mean / error
    p = beta_cdf((n - 1) / (n - 1 + t * t), (n - 1) / 2, 0.5)
    return Leniency(mean, mean - reach, mean + reach, n, p)
