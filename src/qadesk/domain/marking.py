"""Ways of counting points: out of 100, of each indicator's weight in the total, or of that in its section.

Turning one into the other leaves what every value contributes to the total as it was, but for the rounding to
four places where a share of 100 would never end. What goes on top of the total counts in marks either way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from qadesk.domain.decimals import rounded, tidy
from qadesk.domain.rules import Deduction, Escalation, Ladder, PassFail, Proportional, Rule, Step
from qadesk.domain.scorecard import Indicator, Marks, Scorecard, Section

_FINEST = 4  # places
_Scaled = Callable[[Decimal], Decimal]


def with_marks(card: Scorecard, marks: Marks) -> Scorecard:
    """The same rules with their points out of something else; an indicator without weight stays."""
    return card if marks is card.marks else rescaled(card, replace(card, marks=marks))


def rescaled(before: Scorecard, after: Scorecard) -> Scorecard:
    """The scorecard `after` a change to marks or weights, its rules out of the marks they have there.

    Both have the same rows; what every value contributes is as it was `before`.
    """
    sections = tuple(
        replace(
            section,
            indicators=tuple(
                _turned(before, was, one, after, section, indicator)
                for one, indicator in zip(was.indicators, section.indicators, strict=True)
            ),
        )
        for was, section in zip(before.sections, after.sections, strict=True)
    )
    return replace(after, sections=sections)


def _turned(
    before: Scorecard, was: Section, one: Indicator, after: Scorecard, section: Section, indicator: Indicator
) -> Indicator:
    lower = before.full_marks(one, was.weight_of(one))
    upper = after.full_marks(indicator, section.weight_of(indicator))
    if lower == upper or lower <= 0 or upper <= 0:
        return indicator
    return replace(indicator, rule=_scaled(indicator.rule, lambda points: _short(points * upper / lower)))


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
    if isinstance(rule, Escalation):
        return replace(rule, costs=tuple(map(made, rule.costs)), floor=made(rule.floor))
    if isinstance(rule, PassFail):
        return replace(rule, earns=maybe(rule.earns))
    return rule


def _short(points: Decimal) -> Decimal:
    return tidy(rounded(points, _FINEST))
