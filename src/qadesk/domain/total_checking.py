"""Checks of what goes by a figure: rules on the total, conditions of indicators; of least shares, too."""

from __future__ import annotations

from decimal import Decimal

from qadesk.domain.decimals import ONE, ZERO
from qadesk.domain.problems import Path, Problems, error, warning
from qadesk.domain.rule_checking import limit_range, value_range
from qadesk.domain.scorecard import Better, Indicator, Scorecard
from qadesk.domain.total_rules import MOST_TOTAL_RULES, FigureCondition, TotalEffect, TotalRule

MOST_FACTOR = Decimal(2)


def check_total(card: Scorecard) -> Problems:
    """What is wrong with the rules on the total and with the conditions of indicators."""
    known = {one.code: one for one in card.indicators()}
    if len(card.on_total) > MOST_TOTAL_RULES:
        yield error("too_many_rules", "on_total", n=len(card.on_total), most=MOST_TOTAL_RULES)
    for n, rule in enumerate(card.on_total):
        here: Path = ("on_total", n)
        yield from _condition(known, rule.when, here)
        yield from _effect(card, known.get(rule.when.figure), rule, here)
    for at, section in enumerate(card.sections):
        for number, indicator in enumerate(section.indicators):
            if indicator.applies_if is not None:
                here = ("sections", at, "indicators", number, "applies_if")
                yield from _condition(known, indicator.applies_if, here)


def check_shares(card: Scorecard) -> Problems:
    """What is wrong with the least shares of agents that grades are for."""
    together = ZERO
    for at, grade in enumerate(card.grades):
        share, here = grade.least_share, ("grades", at, "least_share")
        if share is None:
            continue
        together += share
        if not 0 < share < 1:
            yield error("quota_range", *here, quota=share)
        elif at == 0:
            yield error("least_on_best", *here)
        elif grade.quota is not None and share > grade.quota:
            yield error("least_above_quota", *here, share=share * 100, quota=grade.quota * 100)
    if together > 1:
        yield error("least_shares_sum", "grades", sum=together * 100)


def _condition(known: dict[str, Indicator], condition: FigureCondition, path: Path) -> Problems:
    figure = known.get(condition.figure)
    if figure is None:
        yield error("condition_unknown", *path, "figure", name=condition.figure)
        return
    if figure.applies_if is not None:
        yield error("condition_on_condition", *path, "figure", name=condition.figure)
    low, high = limit_range(figure)
    if (low is not None and condition.limit < low) or (high is not None and condition.limit > high):
        yield error("condition_out_of_range", *path, "limit", limit=condition.limit, low=low, high=high)
        return
    ends = [one for one in value_range(figure) if one is not None]
    if len(ends) == 2 and not any(map(condition.holds, ends)):
        yield warning("condition_never", *path, "limit", limit=condition.limit)
    elif all(map(condition.holds, ends)) and (len(ends) == 2 or _open_end(condition, figure)):
        yield warning("condition_always", *path, "limit", limit=condition.limit)


def _open_end(condition: FigureCondition, figure: Indicator) -> bool:
    """Whether a condition that holds at the only end of the values holds for all others, too."""
    low, high = value_range(figure)
    return (low is not None and condition.upwards) or (high is not None and not condition.upwards)


def _effect(card: Scorecard, figure: Indicator | None, rule: TotalRule, path: Path) -> Problems:
    if rule.effect is TotalEffect.FACTOR:
        yield from _factor(figure, rule, path)
    elif rule.effect is TotalEffect.MOST:
        if rule.value is None:
            yield error("total_value_missing", *path, "value")
        elif rule.value < 0:
            yield error("negative", *path, "value", value=rule.value)
        elif rule.value >= card.cap:
            yield warning("total_limits_nothing", *path, "value", limit=rule.value, cap=card.cap)
    elif rule.effect in (TotalEffect.BEST_GRADE, TotalEffect.WORST_GRADE):
        yield from _grade(card, rule, path)
    if rule.value is not None and rule.effect not in (TotalEffect.FACTOR, TotalEffect.MOST):
        yield error("total_value_needless", *path, "value", value=rule.value)
    if figure is not None and _against(figure, rule):
        yield error("total_rule_against", *path, "sign", indicator=figure.better.value)


def _factor(figure: Indicator | None, rule: TotalRule, path: Path) -> Problems:
    if rule.value is None:
        if figure is not None and not figure.unit.is_rate:
            yield error("factor_of_rate", *path, "value", unit=figure.unit.value)
    elif not 0 <= rule.value <= MOST_FACTOR:
        yield error("factor_range", *path, "value", factor=rule.value, most=MOST_FACTOR)
    elif rule.value == ONE:
        yield warning("factor_of_one", *path, "value")


def _grade(card: Scorecard, rule: TotalRule, path: Path) -> Problems:
    codes = [grade.code for grade in card.grades]
    if rule.grade not in codes:
        yield error("grade_unknown", *path, "grade", grade=rule.grade, grades=tuple(codes))
    elif rule.effect is TotalEffect.BEST_GRADE and rule.grade == codes[0]:
        yield warning("total_caps_nothing", *path, "grade", grade=rule.grade)
    elif rule.effect is TotalEffect.WORST_GRADE and rule.grade == codes[-1]:
        yield warning("protects_nothing", *path, "grade", grade=rule.grade)


def _against(figure: Indicator, rule: TotalRule) -> bool:
    """Whether a better value would cost points: what lowers the total holds on the figure's better side."""
    better = rule.when.upwards is (figure.better is Better.HIGHER)
    if rule.effect is TotalEffect.FACTOR and rule.value is None:
        return figure.unit.is_rate and figure.better is Better.LOWER
    if rule.effect is TotalEffect.FACTOR and rule.value is not None and rule.value > 1:
        return rule.value <= MOST_FACTOR and not better
    lowers = rule.effect in (TotalEffect.FACTOR, TotalEffect.MOST, TotalEffect.BEST_GRADE)
    return lowers and better and rule.value != ONE
