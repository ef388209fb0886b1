"""Edges of rules: how many points the smallest difference can move, and the same rule without its edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from qadesk.domain.decimals import ONE, ZERO
from qadesk.domain.rule_checking import value_range
from qadesk.domain.rules import Ladder, Rule, Step, limits
from qadesk.domain.scorecard import Indicator, Unit

_MOST: Final = 2_000  # values that are looked at
_STEPS: Final = 100  # of a step rule, on either side of the standard
_HAIR: Final = Decimal("0.000001")  # of what lies between the ends: as near to an edge as can be


def in_between(indicator: Indicator) -> Rule | None:
    """The rule that earns points in between its limits, too; None for one that has no such edges.

    At the limits its points are as before. The drop behind the last band becomes as long a slope as the one
    before it, as far as there are values.
    """
    rule = indicator.rule
    if isinstance(rule, Step) and not rule.pro_rata:
        return replace(rule, pro_rata=True)
    if not isinstance(rule, Ladder) or rule.interpolated or len(rule.bands) < 2:
        return None
    (before, _more), (last, points) = rule.bands[-2:]
    beyond = last + (last - before)
    low, high = (ZERO, None) if rule.of_standard else value_range(indicator)
    inside = (low is None or beyond >= low) and (high is None or beyond <= high)
    bands = (*rule.bands, (beyond, rule.otherwise)) if inside and points > rule.otherwise else rule.bands
    return replace(rule, bands=bands, interpolated=True)


def moves(
    indicator: Indicator,
    standard: Decimal | None,
    marks: Decimal,
    between: tuple[Decimal, Decimal],
    case: Decimal | None,
) -> tuple[Decimal, Decimal] | None:
    """The fewest (from 0.05) and the most points that one more `case` moves, for values `between` two.

    `case` is how far one case moves the value: 1 ÷ n of a rate. None for a value that any hair can move, such
    as a mean time: then it is what the edges cost. None where nothing is moved.
    """
    pairs = pairwise(_lattice(between, case)) if case else _beside_edges(indicator.rule, standard, between)
    low, high = value_range(indicator)
    found = []
    for one, other in pairs:
        if (low is None or min(one, other) >= low) and (high is None or max(one, other) <= high):
            found.append(
                abs(
                    indicator.rule.points(one, standard, marks)
                    - indicator.rule.points(other, standard, marks)
                )
            )
    moved = [one for one in found if one >= Decimal("0.05")]
    return (min(moved), max(moved)) if moved else None


def _lattice(between: tuple[Decimal, Decimal], case: Decimal) -> Iterator[Decimal]:
    """The values there can be: so many cases."""
    first, last = int(between[0] / case), int(between[1] / case) + 1
    for number in range(first, min(last, first + _MOST) + 1):
        yield number * case


def _beside_edges(
    rule: Rule, standard: Decimal | None, between: tuple[Decimal, Decimal]
) -> Iterator[tuple[Decimal, Decimal]]:
    """Where the points may jump, and a hair before and behind it."""
    low, high = between
    hair = (high - low) * _HAIR or _HAIR
    edges = set(limits(rule, standard))
    if isinstance(rule, Step) and standard is not None:
        unit = rule.unit * (standard if rule.relative else ONE)
        edges |= {standard + number * unit for number in range(-_STEPS, _STEPS + 1)}
    for edge in edges:
        if low <= edge <= high:
            yield edge - hair, edge
            yield edge, edge + hair


def case_of(indicator: Indicator, n: int, *, whole: bool, half_points: bool) -> Decimal | None:
    """How far one case moves a value that `n` cases are behind; None for one that any hair can move.

    Of a rate one case is 1 ÷ n, of a rating one level less, of a score a promoter who is none; `whole`: one
    judgement of the whole cycle, which moves by a level or half of one.
    """
    if whole:
        return Decimal("0.5") if half_points else ONE
    if indicator.unit is Unit.COUNT:
        return ONE
    if n < 1 or indicator.unit is Unit.SECONDS:
        return None
    return (Decimal(100) if indicator.unit is Unit.SCORE else ONE) / n
