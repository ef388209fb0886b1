"""How sure a figure is: 95 % intervals and the "few data" flags."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

Z95 = Decimal("1.959963984540054")  # standard normal, two-sided 95 %
TOO_FEW = 5
INDICATIVE = 10


class Evidence(StrEnum):
    """How much stands behind a figure."""

    ENOUGH = "enough"
    INDICATIVE = "indicative"  # 5-9 observations
    TOO_FEW = "too_few"  # fewer than 5
    WHOLE = "whole"  # a judgement of the whole cycle, which is no sample of it: never too few


@dataclass(frozen=True)
class Interval:
    """A 95 % interval in the unit of the figure it belongs to."""

    low: Decimal
    high: Decimal

    def overlaps(self, other: Interval) -> bool:
        """Whether the two figures cannot be called different."""
        return self.low <= other.high and other.low <= self.high


def evidence(n: int) -> Evidence:
    """The flag for `n` observations."""
    if n < TOO_FEW:
        return Evidence.TOO_FEW
    return Evidence.INDICATIVE if n < INDICATIVE else Evidence.ENOUGH


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


def mean_interval(
    total: int, squares: int, n: int, *, low: int | None = None, high: int | None = None
) -> Interval | None:
    """Student's t interval of the mean of `n` whole numbers, from their sum and sum of squares.

    Kept within `low` and `high` where the scale has ends. None for fewer than two observations.
    """
    if n < 2:
        return None
    with localcontext(prec=28):
        mean = Decimal(total) / n
        variance = max((Decimal(squares) - Decimal(total) * total / n) / (n - 1), Decimal(0))
        spread = student_t95(n - 1) * (variance / n).sqrt()
        bottom, top = mean - spread, mean + spread
    if low is not None:
        bottom = max(bottom, Decimal(low))
    if high is not None:
        top = min(top, Decimal(high))
    return Interval(bottom, top)


# Exact where the series is too coarse.
_SMALL_T = (
    "12.706205", "4.302653", "3.182446", "2.776445", "2.570582", "2.446912", "2.364624", "2.306004",
    "2.262157",
)  # fmt: skip


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
