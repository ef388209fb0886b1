"""Whether two agents' totals can be called different, given how uncertain the figures behind them are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

from qadesk.domain.scorecard import Role, Scorecard
from qadesk.domain.scoring import Assessment, Line, points_at
from qadesk.domain.statistics import Interval


def total_interval(card: Scorecard, made: Assessment) -> Interval | None:
    """About where the computed total would lie, 95 times in 100, were the month drawn again.

    Each line's 95 % interval is taken through its rule and weight; what the lines may move the total by
    is added up in squares, as for independent errors (JCGM 100:2008, 5.1.2, with the rule's own ends in
    place of a slope, since rules have steps). Counts and single observations move nothing. None without
    a total.
    """
    if made.computed is None:
        return None
    down, up = Decimal(0), Decimal(0)
    with localcontext(prec=28):
        for line in made.lines:
            lower, higher = _moves(card, line)
            down += lower * lower
            up += higher * higher
        low, high = made.computed - down.sqrt(), made.computed + up.sqrt()
    return Interval(max(low, Decimal(0)), min(high, card.cap))


def alike(intervals: Mapping[str, Interval], order: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each of `order`, the others whose interval overlaps its own, in that order."""
    return {
        one: tuple(other for other in order if other != one and intervals[one].overlaps(intervals[other]))
        for one in order
    }


def _moves(card: Scorecard, line: Line) -> tuple[Decimal, Decimal]:
    """How far down and up the interval of a line may take the total."""
    if line.role is not Role.WEIGHTED or line.points is None or line.interval is None:
        return Decimal(0), Decimal(0)
    indicator = card.indicator(line.code)
    ends = [
        points_at(card, indicator, line.weight, end, line.standard) or Decimal(0)
        for end in (line.interval.low, line.interval.high)
    ]
    share = line.effective_weight / 100
    return (
        max(line.points - min(ends), Decimal(0)) * share,
        max(max(ends) - line.points, Decimal(0)) * share,
    )
