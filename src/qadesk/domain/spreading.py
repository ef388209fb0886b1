"""How weights are spread over what counts, and what comes of weights and points: exact to the last digit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction
from math import lcm
from operator import mul

from qadesk.domain.decimals import ZERO
from qadesk.domain.scorecard import Scorecard

# Sums and products only, of figures that all have an end; one that had to be cut off would be refused.
_EXACT = Context(prec=100_000, traps=[Inexact])


@dataclass(frozen=True)
class Weights:
    """The weights of one set of counting indicators in percent, 100 together; the same for all it counts for.

    `whole` are the exact weights times `parts`, so that the calculation is in whole numbers.
    """

    exact: Mapping[str, Fraction]
    rounded: Mapping[str, Decimal]
    whole: Mapping[str, Decimal]
    parts: int
    extra: Decimal  # of the focus, part of its weight

    def together(self, codes: Iterable[str], points: Iterable[Decimal | None]) -> Fraction:
        """What indicators with these points (out of 100) come to: Σ weight × points ÷ 100, exactly.

        What has no points adds nothing. Raises KeyError for an indicator that does not count.
        """
        weights = map(self.whole.__getitem__, codes)
        earned = (ZERO if one is None else one for one in points)
        with localcontext(_EXACT):
            total = sum(map(mul, weights, earned), ZERO)
        return Fraction(total) / (100 * self.parts)


def spread(
    card: Scorecard, counting: Collection[str], focus: str | None = None, extra: Decimal = ZERO
) -> Weights:
    """The weights where those count; an indicator in focus carries `extra` percent more, all else less.

    The extra weight counts up to what the scorecard allows, and only if the focus itself counts.
    """
    more = min(max(extra, ZERO), card.focus_extra) if focus in counting else ZERO
    exact = _with_focus(effective_weights(card, counting), focus, Fraction(more))
    parts = lcm(*(weight.denominator for weight in exact.values()))
    return Weights(
        exact=exact,
        rounded={code: to_decimal(weight) for code, weight in exact.items()},
        whole={code: Decimal((weight * parts).numerator) for code, weight in exact.items()},
        parts=parts,
        extra=to_decimal(Fraction(more)),
    )


def effective_weights(card: Scorecard, counting: Collection[str]) -> dict[str, Fraction]:
    """The weight of each counting indicator in percent, 100 together (nothing where none counts).

    What drops out gives its weight to its section's siblings in proportion to theirs; only when a whole
    section drops out is its weight spread over the other sections.
    """
    shared: dict[str, Fraction] = {}
    for section in card.sections:
        weights = {i.code: Fraction(section.weight_of(i)) for i in section.indicators}
        alive = {code: weight for code, weight in weights.items() if code in counting and weight > 0}
        whole, left = sum(weights.values(), Fraction(0)), sum(alive.values(), Fraction(0))
        shared.update({code: weight * whole / left for code, weight in alive.items()})
    together = sum(shared.values(), Fraction(0))
    return {code: weight * 100 / together for code, weight in shared.items()}


def exact_sum(points: Iterable[Decimal]) -> Decimal:
    """The sum, without any rounding."""
    total = ZERO
    for one in points:
        total = _EXACT.add(total, one)
    return total


def to_decimal(value: Fraction | int) -> Decimal:
    """The figure to as many digits as figures have."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def _with_focus(weights: dict[str, Fraction], focus: str | None, extra: Fraction) -> dict[str, Fraction]:
    """The focus weighs `extra` percent more, all else less in proportion; 100 together as before."""
    own = weights.get(focus or "", Fraction(0))
    if not extra or not 0 < own < 100:
        return weights
    more = min(own + extra, Fraction(100))
    rest = (100 - more) / (100 - own)
    return {code: more if code == focus else weight * rest for code, weight in weights.items()}
