"""Which rules on the total take effect for an agent, and what they make of total and grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from qadesk.domain.decimals import ONE, half_up
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.total_rules import TotalEffect, TotalRule, TotalStep


def in_effect(card: Scorecard, values: Mapping[str, Decimal | None]) -> tuple[int, ...]:
    """The numbers of the rules that take effect, in their order; `values` are by the codes of their figures.

    What is not known fulfils no condition. An agent who is excluded has that rule alone.
    """
    rules = card.on_total
    holding = [n for n, rule in enumerate(rules) if _holds(rule, values)]
    for n in holding:
        if rules[n].effect is TotalEffect.EXCLUDE:
            return (n,)
    return tuple(n for n in holding if not any(outdoes(card, m, n) for m in holding))


def steps(
    card: Scorecard, computed: Decimal | None, held: Sequence[int], values: Mapping[str, Decimal | None]
) -> tuple[TotalStep, ...]:
    """The total after each of the rules that take effect, rounded half-up to two places, within the cap."""
    if computed is None:
        return tuple(TotalStep(n, None) for n in held if card.on_total[n].effect is TotalEffect.EXCLUDE)
    made, total = [], computed
    for n in held:
        rule = card.on_total[n]
        if rule.effect is TotalEffect.FACTOR:
            total = min(half_up(total * factor(rule, values)), half_up(card.cap))
        elif rule.effect is TotalEffect.MOST and rule.value is not None:
            total = min(total, half_up(rule.value))
        made.append(TotalStep(n, total))
    return tuple(made)


def excludes(card: Scorecard, made: Sequence[TotalStep]) -> bool:
    """Whether a rule that took effect excludes the agent."""
    return any(card.on_total[one.rule].effect is TotalEffect.EXCLUDE for one in made)


def factor(rule: TotalRule, values: Mapping[str, Decimal | None]) -> Decimal:
    """What a rule multiplies the total by, never less than 0; 1 where it multiplies by a figure not known."""
    if rule.value is not None:
        return rule.value
    known = values.get(rule.when.figure)
    return ONE if known is None else max(known, Decimal(0))


def grade_limits(card: Scorecard, held: Sequence[int]) -> tuple[int, int]:
    """The ranks of the best and of the worst grade that the rules in effect leave; 0 is the best of all."""
    best, worst = 0, len(card.grades) - 1
    for rule in (card.on_total[n] for n in held):
        if rule.effect is TotalEffect.BEST_GRADE:
            best = max(best, card.grade_rank(rule.grade))
        elif rule.effect is TotalEffect.WORST_GRADE:
            worst = min(worst, card.grade_rank(rule.grade))
    return best, max(best, worst)  # what limits is stronger than what protects


def _holds(rule: TotalRule, values: Mapping[str, Decimal | None]) -> bool:
    value = values.get(rule.when.figure)
    return value is not None and rule.when.holds(value)


def outdoes(card: Scorecard, other: int, one: int) -> bool:
    """Whether, where both hold, one rule takes the effect of another: both are factors of the same figure.

    It is farther from 1 on the same side, or as far and stands before.
    """
    by, of = card.on_total[other], card.on_total[one]
    if other == one or by.when.figure != of.when.figure or by.value is None or of.value is None:
        return False
    if {by.effect, of.effect} != {TotalEffect.FACTOR} or (by.value > ONE) != (of.value > ONE):
        return False
    return abs(by.value - ONE) > abs(of.value - ONE) or (by.value == of.value and other < one)
