"""Statistics for whoever designs scorecards: spread, correlation, reliability; floats, not rounded here.

Everything is taken within months: each figure less its month's mean (or, of ranks, its place in its month). A
busy December, in which everybody answers slowly, or a scorecard that changed in between then says nothing of
how agents differ. With a single month these are the usual figures. A month with fewer than two agents says
nothing and is left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_NOTHING = 1e-9  # a variance that is only rounding
_PERMUTATIONS = 500
_SEED = 20261031


@dataclass(frozen=True)
class Coefficient:
    """A coefficient, -1 to 1, of `n` agent-months; None where either figure does not vary."""

    r: float | None
    n: int


@dataclass(frozen=True)
class Alpha:
    """How well items hang together, 1 at best; None where it cannot be said.

    `without` is alpha with an item left out, by code; empty for fewer than three items.
    """

    alpha: float | None
    n: int
    without: dict[str, float | None]


def spread(values: Series[float], months: Series[int]) -> float | None:
    """The standard deviation within months, pooled: √(Σ (x - month's mean)² ÷ Σ (n of the month - 1)).

    None without two values in any month.
    """
    values, months = _paired(values, months=months)
    freedom = len(values) - months.nunique()
    if freedom < 1:
        return None
    deviations = values - values.groupby(months).transform("mean")
    return math.sqrt(float((deviations**2).sum()) / freedom)


def pearson(a: Series[float], b: Series[float], months: Series[int]) -> Coefficient:
    """Pearson's product-moment correlation of the deviations from the months' means."""
    a, b, months = _paired(a, b, months=months)
    return _of_deviations(a - a.groupby(months).transform("mean"), b - b.groupby(months).transform("mean"))


def chance_limit(a: Series[float], b: Series[float], months: Series[int], agents: Series[int]) -> float:
    """Which |r| of `pearson` 95 of 100 permutations of the agents stay below: r beyond it is no chance.

    Every permutation gives each agent's figures `b` of all months to another agent (R. A. Fisher, The Design
    of Experiments, 1935). An agent's months are alike, so that they are not as many proofs as 2 ÷ √n of
    agent-months would have it. Seeded: everybody finds the same. 1 where no figure varies.
    """
    import numpy as np

    a, b, agents, months = _paired(a, b, agents.astype(float), months=months)
    if a.empty:
        return 1.0
    row, column = (np.unique(one, return_inverse=True)[1] for one in (agents, months))
    sides = np.full((2, row.max() + 1, column.max() + 1), np.nan)
    for side, values in zip(sides, (a, b), strict=True):
        side[row, column] = values - values.groupby(months).transform("mean")
    chance, (one, other) = np.random.default_rng(_SEED), sides
    found = []
    for _time in range(_PERMUTATIONS):
        given = other[chance.permutation(len(other))]
        both = np.isfinite(one) & np.isfinite(given)
        x, y = one[both], given[both]
        apart = math.sqrt(float(x @ x) * float(y @ y))
        found.append(abs(float(x @ y)) / apart if apart > _NOTHING else 0.0)
    return float(np.quantile(found, 0.95)) if max(found) > 0 else 1.0


def places(values: Series[float], months: Series[int]) -> Series[float]:
    """The place of each value in its month, between 0 and 1; equal values share their mean rank."""
    return values.groupby(months).rank(pct=True)


def spearman(a: Series[float], b: Series[float], months: Series[int]) -> Coefficient:
    """Spearman's rank correlation: Pearson's of the ranks within the month.

    Equal values share their mean rank. Ranks count as a place between 0 and 1, so that a large month does
    not outweigh a small one by its size.
    """
    a, b, months = _paired(a, b, months=months)
    return pearson(places(a, months), places(b, months), months)


def twins(points: DataFrame, months: Series[int], least: int) -> dict[str, tuple[str, Coefficient]]:
    """For each column the one it goes with most, among pairs with at least `least` agent-months."""
    if len(points.columns) < 2:
        return {}
    table = (points - points.groupby(months).transform("mean")).corr(min_periods=least)
    found = {}
    for code in points.columns:
        others = table[code].drop(code).dropna()
        if len(others):
            other = str(others.idxmax())
            found[str(code)] = (other, pearson(points[code], points[other], months))
    return found


def cronbach(items: DataFrame, months: Series[int]) -> Alpha:
    """Cronbach's alpha: k ÷ (k - 1) × (1 - Σ variance of the items ÷ variance of their sum).

    L. J. Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16 (1951), 297-334.
    Rows that lack an item are left out. None for fewer than two items, two rows, or a sum that does not vary.
    """
    whole = items.dropna()
    months = months[whole.index]
    kept = months.map(months.value_counts()) > 1
    whole, months = whole[kept], months[kept]
    deviations = whole - whole.groupby(months).transform("mean")
    without = {}
    if len(items.columns) > 2:
        without = {str(code): _alpha(deviations.drop(columns=code)) for code in items.columns}
    return Alpha(_alpha(deviations), len(whole), without)


def _alpha(deviations: DataFrame) -> float | None:
    """Of columns whose mean is 0 in every month: which number the squares are divided by cancels out."""
    k = len(deviations.columns)
    together = float((deviations.sum(axis=1) ** 2).sum())
    if k < 2 or together < _NOTHING:
        return None
    return k / (k - 1) * (1 - float((deviations**2).sum().sum()) / together)


def _of_deviations(a: Series[float], b: Series[float]) -> Coefficient:
    squares = float((a**2).sum()), float((b**2).sum())
    if min(squares) < _NOTHING:
        return Coefficient(None, len(a))
    r = float((a * b).sum()) / math.sqrt(squares[0] * squares[1])
    return Coefficient(max(-1.0, min(1.0, r)), len(a))


def _paired(*columns: Series[float], months: Series[int]) -> tuple[Series, ...]:
    """The rows that have all of them, of months that have at least two such rows; the months come last."""
    there = months.notna()
    for column in columns:
        there &= column.notna()
    months = months[there]
    months = months[months.map(months.value_counts()) > 1]
    return *(column[months.index] for column in columns), months
