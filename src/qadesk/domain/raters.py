"""How far apart two raters are who judge the same agent's whole cycle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Final

from qadesk.domain.statistics import Z95

LEAST_PAIRS: Final = 20  # of ratings of the same: with fewer a variance is known to no better than a third


@dataclass(frozen=True)
class Raters:
    """The standard deviation of raters' judgements of the same, as a share of the scale between its ends.

    `pairs` it was measured from; 0 for the stated default: a level of five to either side, 95 of 100 times.
    """

    spread: float = 0.25 / float(Z95)
    pairs: int = 0


DEFAULT: Final = Raters()
EARLIER: Final = Raters(0.125)  # of months that were closed while it was half a level


def measured(groups: Iterable[tuple[Sequence[Decimal], int]]) -> Raters:
    """From the levels that raters gave the same item of the same agent and cycle, with the scale's top level.

    The variance within groups (R. A. Fisher 1925): squares about each group's mean, by how many levels there
    are beyond one a group. No less than what giving whole levels alone makes (their twelfth), so that
    raters who happened to agree are not taken for certain; the default below `LEAST_PAIRS`.
    """
    squares, pairs, least = 0.0, 0, 1.0
    for levels, top in groups:
        mean = float(sum(levels)) / len(levels)
        squares += sum((float(level) - mean) ** 2 for level in levels) / (top - 1) ** 2
        pairs += len(levels) - 1
        least = min(least, 1 / (top - 1) ** 2 / 12)
    if pairs < LEAST_PAIRS:
        return DEFAULT
    return Raters(sqrt(max(squares / pairs, least)), pairs)
