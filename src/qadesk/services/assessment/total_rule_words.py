"""Rules on the total in words: what they say, what they did to a total; how shares of agents came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from qadesk import formats
from qadesk.domain import on_total
from qadesk.domain.decimals import tidy
from qadesk.domain.quotas import Boundary, boundaries
from qadesk.domain.scorecard import Indicator, Rounding, Scorecard
from qadesk.domain.scoring import Assessment, Line, State
from qadesk.domain.total_rules import FigureCondition, Sign, TotalEffect, TotalRule
from qadesk.i18n import N_

Words = Callable[[str], str]
SIGNS: Final = {Sign.AT_LEAST: "≥", Sign.OVER: ">", Sign.AT_MOST: "≤", Sign.UNDER: "<"}
ROUNDED: Final = {
    Rounding.DOWN: N_("rounded down"), Rounding.UP: N_("rounded up"), Rounding.HALF: N_("rounded half-up"),
}  # fmt: skip


def figure_of(card: Scorecard, condition: FigureCondition) -> Indicator | None:
    """The indicator that a condition goes by; None where the scorecard has none of that code."""
    return next((one for one in card.indicators() if one.code == condition.figure), None)


def limit_text(card: Scorecard, condition: FigureCondition, language: str) -> str:
    """Comparison and limit, in the figure's unit: ≥ 95%."""
    figure = figure_of(card, condition)
    unit = "count" if figure is None else figure.unit.value
    return f"{SIGNS[condition.sign]} {formats.exact(condition.limit, unit, language)}"


def condition_text(card: Scorecard, condition: FigureCondition, language: str) -> str:
    """Days absent ≥ 1."""
    figure = figure_of(card, condition)
    name = condition.figure if figure is None else figure.names.in_language(language) or figure.code
    return f"{name} {limit_text(card, condition, language)}"


def effect_text(rule: TotalRule, _: Words) -> str:
    """What a rule does: total × 0.5."""
    value = "" if rule.value is None else formats.decimal_short(rule.value)
    if rule.effect is TotalEffect.FACTOR and rule.value is None:
        return _("total × this value")
    return {
        TotalEffect.FACTOR: _("total × {value}"),
        TotalEffect.MOST: _("total at most {value}"),
        TotalEffect.BEST_GRADE: _("grade no better than {grade}"),
        TotalEffect.WORST_GRADE: _("grade no worse than {grade}"),
        TotalEffect.EXCLUDE: _("not assessed"),
    }[rule.effect].format(value=value, grade=rule.grade)


def rule_text(card: Scorecard, rule: TotalRule, _: Words, language: str) -> str:
    """Days absent ≥ 1: total × 0.5."""
    return _("{condition}: {effect}").format(
        condition=condition_text(card, rule.when, language), effect=effect_text(rule, _)
    )


def steps_said(card: Scorecard, made: Assessment, _: Words, language: str) -> list[str]:
    """What each rule in effect made of the total, so that it can be checked: 92.86 × 0.5 = 46.43."""
    said, before = [], made.computed
    for step in made.steps:
        rule = card.on_total[step.rule]
        head = _value_text(card, made, rule, _, language)
        said.append(
            _("{condition}: {effect}").format(condition=head, effect=_step(made, rule, before, step.total, _))
        )
        before = step.total
    return said


def unknown_said(card: Scorecard, made: Assessment, _: Words, language: str) -> str:
    """That rules on the total have no effect since their figures do not apply to an agent; "" for none."""
    lines = _lines(made)
    gone = dict.fromkeys(
        rule.when.figure
        for rule in card.on_total
        if (line := lines.get(rule.when.figure)) is not None
        and line.state in (State.NOT_APPLICABLE, State.WAIVED)
    )
    names = [card.indicator(code).names.in_language(language) for code in gone]
    if not names or made.computed is None:
        return ""
    return _("Without effect on the total, since it does not apply: {what}.").format(what=_(", ").join(names))


def excluded_said(card: Scorecard, made: Assessment, _: Words, language: str) -> str:
    """Why a rule excludes an agent from the assessment; "" where none does."""
    for step in made.steps:
        rule = card.on_total[step.rule]
        if rule.effect is TotalEffect.EXCLUDE:
            return _("Not assessed by rule: {condition}.").format(
                condition=_value_text(card, made, rule, _, language)
            )
    return ""


def not_applied_said(card: Scorecard, made: Assessment, line: Line, _: Words, language: str) -> str:
    """Why an indicator does not apply by its own condition: “Contacts 49, needed ≥ 50”; "" where it does."""
    condition = card.indicator(line.code).applies_if
    if condition is None or line.state is not State.NOT_APPLICABLE or line.reason:
        return ""
    figure, own = figure_of(card, condition), _lines(made).get(condition.figure)
    if figure is None or own is None or own.value is None or condition.holds(own.value):
        return ""
    words = _("{name} {value}, needed {limit}")
    return words.format(
        name=figure.names.in_language(language),
        value=formats.exact(own.value, figure.unit.value, language),
        limit=limit_text(card, condition, language),
    )


def shares_said(card: Scorecard, made: Sequence[Assessment], own: Sequence[Scorecard], _: Words) -> list[str]:
    """How every share of agents came out: 10% of 14 are 1.4, rounded down 1; between which totals it cut."""
    return [_boundary(card, one, _) for one in boundaries(card, made, own)]


def _boundary(card: Scorecard, one: Boundary, _: Words) -> str:
    words = _("{grade}: at most {share}% of all {n} = {exact}, {rounded} {places}")
    if one.least:
        words = _("{grade}: at least {share}% of all {n} = {exact}, {rounded} {places}")
    said = words.format(
        grade=one.grade.code,
        share=formats.plain(one.share * 100),
        n=one.graded,
        exact=tidy(one.exact),
        rounded=_(ROUNDED[card.quota_rounding]),
        places=one.places,
    )
    if one.next_out is None and one.last_in is None:
        return _("{said}; nobody was moved").format(said=said)
    words = _("{said}; down to {last} they have it, from {next} on not")
    if one.least:
        words = _("{said}; lowered up to {last}, not from {next} on")
    return words.format(said=said, last=formats.decimal(one.last_in), next=formats.decimal(one.next_out))


def _value_text(card: Scorecard, made: Assessment, rule: TotalRule, _: Words, language: str) -> str:
    """The figure as it is with the limit it is held against: Days absent 1 (≥ 1)."""
    figure, line = figure_of(card, rule.when), _lines(made).get(rule.when.figure)
    if figure is None or line is None or line.value is None:
        return condition_text(card, rule.when, language)
    return _("{name} {value} ({limit})").format(
        name=figure.names.in_language(language) or figure.code,
        value=formats.exact(line.value, figure.unit.value, language),
        limit=limit_text(card, rule.when, language),
    )


def _step(made: Assessment, rule: TotalRule, before: Decimal | None, after: Decimal | None, _: Words) -> str:
    if before is None or after is None:
        return effect_text(rule, _)
    if rule.effect is TotalEffect.FACTOR:
        values: Mapping[str, Decimal | None] = {one.code: one.value for one in made.lines}
        factor = formats.decimal_short(on_total.factor(rule, values))
        return f"{formats.decimal(before)} × {factor} = {formats.decimal(after)}"
    if rule.effect is TotalEffect.MOST:
        limit = formats.decimal(rule.value)
        if before == after:
            return _("{total}, not above {limit}").format(total=formats.decimal(before), limit=limit)
        return _("{total} → at most {limit}").format(total=formats.decimal(before), limit=limit)
    return effect_text(rule, _)


def _lines(made: Assessment) -> dict[str, Line]:
    return {line.code: line for line in made.lines}
