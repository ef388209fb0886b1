"""Two ways of counting points: out of 100 for every indicator, or out of each indicator's weight.

Turning one into the other leaves what every value contributes to the total as it was, but for the rounding to
four places where a share of 100 would never end. What goes on top of the total counts in marks either way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from qadesk.domain.decimals import HUNDRED, rounded, tidy
from qadesk.domain.rules import Deduction, Ladder, PassFail, Proportional, Rule, Step
from qadesk.domain.scorecard import Marks, Role, Scorecard, Section

_FINEST = 4  # places
_Scaled = Callable[[Decimal], Decimal]


def with_marks(card: Scorecard, marks: Marks) -> Scorecard:
    """The same rules with their points out of something else; an indicator without weight stays."""
    if marks is card.marks:
        return card
    sections = tuple(_section(section, marks) for section in card.sections)
    return replace(card, marks=marks, sections=sections)


def _section(section: Section, marks: Marks) -> Section:
    def turned(rule: Rule, weight: Decimal) -> Rule:
        upper, lower = (weight, HUNDRED) if marks is Marks.WEIGHT else (HUNDRED, weight)
        return _scaled(rule, lambda points: _short(points * upper / lower))

    return replace(
        section,
        indicators=tuple(
            replace(i, rule=turned(i.rule, section.weight_of(i)))
            if i.role is Role.WEIGHTED and section.weight_of(i) > 0
            else i
            for i in section.indicators
        ),
    )


def _scaled(rule: Rule, made: _Scaled) -> Rule:
    def maybe(points: Decimal | None) -> Decimal | None:
        return None if points is None else made(points)

    if isinstance(rule, Proportional):
        return replace(rule, cap=maybe(rule.cap))
    if isinstance(rule, Ladder):
        bands = tuple((limit, made(points)) for limit, points in rule.bands)
        return replace(rule, bands=bands, otherwise=made(rule.otherwise))
    if isinstance(rule, Step):
        return replace(
            rule,
            lose=made(rule.lose),
            gain=made(rule.gain),
            at_standard=maybe(rule.at_standard),
            floor=made(rule.floor),
            cap=maybe(rule.cap),
        )
    if isinstance(rule, Deduction):
        return replace(rule, each=made(rule.each), floor=made(rule.floor))
    if isinstance(rule, PassFail):
        return replace(rule, earns=maybe(rule.earns))
    return rule


def _short(points: Decimal) -> Decimal:
    return tidy(rounded(points, _FINEST))
