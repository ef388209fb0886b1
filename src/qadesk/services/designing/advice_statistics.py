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


def spearman(a: Series[float], b: Series[float], months: Series[int]) -> Coefficient:
    """Spearman's rank correlation: Pearson's of the ranks within the month.

    Equal values share their mean rank. Ranks count as a place between 0 and 1, so that a large month does
    not outweigh a small one by its size.
    """
    a, b, months = _paired(a, b, months=months)
    return pearson(a.groupby(months).rank(pct=True), b.groupby(months).rank(pct=True), months)


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
