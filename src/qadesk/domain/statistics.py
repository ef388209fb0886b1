"""How sure a figure is: 95 % intervals and the "few data" flags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from functools import lru_cache
from math import exp, sqrt
from typing import Final

from qadesk.domain.distributions import beta_quantile, poisson_bounds

TAIL: Final = 0.025  # beyond either end of an interval
Z95 = Decimal("1.959963984540054")  # standard normal, two-sided 95 %
_PRIOR: Final = 0.25  # of an observation as spread as its mean
_JOHNSONS: Final = 3  # times its term
TOO_FEW = 5
INDICATIVE = 10


class Evidence(StrEnum):
    """How much stands behind a figure."""

    ENOUGH = "enough"
    INDICATIVE = "indicative"  # 5-9 observations, or an interval as wide as the rule's bands
    TOO_FEW = "too_few"  # fewer than 5
    WHOLE = "whole"  # a judgement of the whole cycle, which is no sample of it: never too few


@dataclass(frozen=True)
class Interval:
    """A 95 % interval in the unit of the figure it belongs to."""

    low: Decimal
    high: Decimal


def evidence(n: int, *, spans: bool = False, settled: bool = False) -> Evidence:
    """The flag for `n` observations.

    Where the interval `spans` every band of the rule they are indicative, however many; where all of it earns
    the same points, so that few are enough for them (`settled`), the flag is one less grave.
    """
    if n < TOO_FEW:
        return Evidence.INDICATIVE if settled else Evidence.TOO_FEW
    if spans or (n < INDICATIVE and not settled):
        return Evidence.INDICATIVE
    return Evidence.ENOUGH


def wilson(successes: int, n: int) -> Interval | None:
    """The Wilson score interval of a rate `successes` ÷ `n` (E. B. Wilson, JASA 22, 1927), within 0-1.

    None where there is nothing to count or more successes than trials.
    """
    if n == 0 or not 0 <= successes <= n:
        return None
    with localcontext(prec=28):
        p, z2, count = Decimal(successes) / n, Z95 * Z95, Decimal(n)
        centre = p + z2 / (2 * count)
        spread = Z95 * ((p * (1 - p) + z2 / (4 * count)) / count).sqrt()
        scale = 1 + z2 / count
        low, high = (centre - spread) / scale, (centre + spread) / scale
    # At the ends the formula gives exactly 0 and 1; rounding in the root must not push it off.
    return Interval(
        Decimal(0) if successes == 0 else max(low, Decimal(0)),
        Decimal(1) if successes == n else min(high, Decimal(1)),
    )


@lru_cache(maxsize=4096)  # the same month is worked out again after every change
def scale_interval(
    total: Decimal | int, squares: Decimal | int, n: int, scale: Sequence[int]
) -> Interval | None:
    """The interval of a mean on a short `scale`, whose levels are all named, from sum and sum of squares.

    The mean's posterior under a Dirichlet distribution over the levels, prior weight 1 spread over them
    evenly (Perks 1947): a beta distribution on the scale with the posterior's own mean and variance, which
    are exact. So five ratings of 5 are no proof of 5.00. None without observations, or for sums that no
    levels of the scale can have.
    """
    if n == 0:
        return None
    low, high, levels = scale[0], scale[-1], len(scale)
    weight = n + 1
    mean = (float(total) + sum(scale) / levels) / weight
    variance = ((float(squares) + sum(level * level for level in scale) / levels) / weight - mean * mean) / (
        weight + 1
    )
    at, spread = (mean - low) / (high - low), variance / (high - low) ** 2
    if not 0 < spread < at * (1 - at):
        return None
    a, b = beta_of(at, spread)
    found = [low + (high - low) * beta_quantile(p, a, b) for p in (TAIL, 1 - TAIL)]
    # An end that everybody gave is not left out, as it is not of a rate.
    return interval_of(low if total == n * low else found[0], high if total == n * high else found[1])


def beta_of(mean: float, variance: float) -> tuple[float, float]:
    """The a and b of the beta distribution (0-1) with this mean and variance."""
    size = mean * (1 - mean) / variance - 1
    return mean * size, (1 - mean) * size


def count_interval(n: int) -> Interval:
    """The exact interval of how many were to be expected where `n` events were counted (Garwood 1936)."""
    return interval_of(*poisson_bounds(n, TAIL))


def duration_interval(total: Decimal | int, squares: Decimal | int, n: int) -> Interval | None:
    """The interval of a mean duration from sum and sum of squares, in their unit; see `times_interval`.

    None for fewer than two durations, or where all are 0.
    """
    if n < 2 or total <= 0:
        return None
    mean = float(total) / n
    spread = relative_spread(float(squares) - n * mean * mean, mean, n)
    return times_interval(mean, [(1.0, spread, n)], n - 1)


def relative_spread(squares: float, mean: float, n: int) -> float:
    """The variance of single durations in squares of their mean, from their `squares` about it.

    A quarter of a prior observation as spread as its mean keeps equal durations from looking certain.
    """
    return (max(squares, 0.0) / (mean * mean) + _PRIOR) / max(n - 1, 1)


def times_interval(mean: float, parts: Iterable[tuple[float, float, int]], freedom: int) -> Interval:
    """The interval of a mean of durations, from parts: share of the mean, spread of one (relative), number.

    Student's t on the logarithm of the mean (delta method), since durations are skewed: the upper end is
    further away. What lognormal distributions of that spread have of skewness beyond what the logarithm
    takes off moves the upper end out by three times Johnson's term (JASA 73, 1978), at most as far again:
    few durations show too little of their own skewness, and simulations (docs/fairness.md) ask for as much.
    """
    variance = third = 0.0
    for share, spread, n in parts:
        variance += share**2 * spread / n
        third += share**3 * (3 * spread**2 + spread**3) / n**2
    t = float(student_t95(freedom))
    apart = t * sqrt(variance)
    johnson = max(third - 3 * variance**2, 0.0) * (1 + 2 * t * t) / (6 * variance)
    return interval_of(mean * exp(-apart), mean * exp(apart + min(_JOHNSONS * johnson, apart)))


def judged_interval(value: Decimal, spread: float, low: int, high: int) -> Interval:
    """The interval of a judgement with a known standard deviation, within the ends of its scale."""
    away = float(Z95) * spread
    return interval_of(max(float(value) - away, low), min(float(value) + away, high))


def interval_of(low: float, high: float) -> Interval:
    """To nine places, so that two machines say the same."""
    return Interval(_decimal(low), _decimal(high))


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.9f}").normalize() + 0


# Exact where the series is too coarse.
_SMALL_T = (
    "12.706205", "4.302653", "3.182446", "2.776445", "2.570582", "2.446912", "2.364624", "2.306004",
    "2.262157",
)  # fmt: skip


@lru_cache(maxsize=4096)
def student_t95(df: int) -> Decimal:
    """The two-sided 95 % point of Student's t for `df` ≥ 1 degrees of freedom, to four places.

    Cornish-Fisher expansion (Abramowitz & Stegun 26.7.5); tabled for 1-9, where the series is too coarse.
    """
    if df <= len(_SMALL_T):
        return Decimal(_SMALL_T[df - 1])
    z, v = Z95, Decimal(df)
    g1 = (z**3 + z) / 4
    g2 = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    g3 = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    g4 = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + g1 / v + g2 / v**2 + g3 / v**3 + g4 / v**4
