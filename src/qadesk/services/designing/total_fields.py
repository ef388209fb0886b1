"""Rules on the total as a table: what each of its cells says, and what typed text makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from qadesk.domain import editing
from qadesk.domain.decimals import ONE
from qadesk.domain.scorecard import Better, Role, Scorecard, Unit
from qadesk.domain.total_rules import FigureCondition, Sign, TotalEffect, TotalRule
from qadesk.errors import NotTaken
from qadesk.i18n import _, current_language
from qadesk.services.assessment import total_rule_words
from qadesk.services.designing import row_fields
from qadesk.services.table_fields import TableField
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NumberKind
from qadesk.tabular.scorecard_words import SIGNS, TOTAL_EFFECTS

_Card = Callable[[], Scorecard]
_Field = TableField[Scorecard, int]
_GRADES = (TotalEffect.BEST_GRADE, TotalEffect.WORST_GRADE)
_FIGURES = (TotalEffect.FACTOR, TotalEffect.MOST)


def of_total(card: _Card) -> list[_Field]:
    """If which figure is how much, what becomes of the total; last the whole rule in words."""
    return [
        TableField("figure", _("If"), _figure, _put_figure, lambda card, row: _rule(card, row).when.figure,
                   lambda: figures(card())),
        TableField("sign", _("is"), lambda card, row: _(SIGNS[_rule(card, row).when.sign.value]),
                   lambda card, row, code: _put_when(card, row, sign=Sign(code)),
                   lambda card, row: _rule(card, row).when.sign.value, signs),
        TableField("limit", _("Limit"), _limit, _put_limit, _typed_limit),
        TableField("effect", _("then"), lambda card, row: _(TOTAL_EFFECTS[_rule(card, row).effect.value]),
                   _put_effect, lambda card, row: _rule(card, row).effect.value, effects),
        TableField("value", _("Figure"), _value, _put_value, _typed_value,
                   editable=lambda card, row: _rule(card, row).effect in _FIGURES),
        TableField("grade", _("Grade"), lambda card, row: _rule(card, row).grade, _put_grade,
                   choices=lambda: grades(card()),
                   editable=lambda card, row: _rule(card, row).effect in _GRADES),
        TableField("said", _("In words"), in_words),
    ]  # fmt: skip


def figures(card: Scorecard) -> Sequence[tuple[str, str]]:
    """The indicators that conditions may go by, with their names."""
    return [(one.code, row_fields.called(one)) for one in card.indicators()]


def signs() -> Sequence[tuple[str, str]]:
    """How a figure may be compared."""
    return [(sign, _(words)) for sign, words in SIGNS.items()]


def effects() -> Sequence[tuple[str, str]]:
    """What a rule may do."""
    return [(effect, _(words)) for effect, words in TOTAL_EFFECTS.items()]


def grades(card: Scorecard) -> Sequence[tuple[str, str]]:
    """The grades that a rule may name."""
    return [(one.code, f"{one.code} {row_fields.named(one.names)}") for one in card.grades]


def in_words(card: Scorecard, row: int) -> str:
    """A rule as a sentence."""
    return total_rule_words.rule_text(card, _rule(card, row), _, current_language())


def kind_of_limit(card: Scorecard, condition: FigureCondition) -> NumberKind:
    """How the limit of a condition is typed: as its figure is."""
    figure = total_rule_words.figure_of(card, condition)
    return numbers.PLAIN if figure is None else numbers.kind_of(figure.unit)


def starter(card: Scorecard) -> TotalRule:
    """What a new rule begins as: one of the first figure that is only shown, else of the first, halves."""
    every = list(card.indicators())
    shown = [one for one in every if one.role is Role.REFERENCE]
    counted = [one for one in shown if one.unit is Unit.COUNT]
    if not every:
        raise NotTaken(_("Add an indicator first; a rule goes by the value of one."))
    first = (counted or shown or every)[0]
    return TotalRule(condition(first.code, first.better), TotalEffect.FACTOR, Decimal("0.5"))


def condition(code: str, better: Better, limit: Decimal = ONE) -> FigureCondition:
    """A condition that holds on the worse side of a figure."""
    return FigureCondition(code, Sign.AT_LEAST if better is Better.LOWER else Sign.UNDER, limit)


def _rule(card: Scorecard, row: int) -> TotalRule:
    return card.on_total[row]


def _put(card: Scorecard, row: int, **changes: Any) -> Scorecard:
    return editing.change_total_rule(card, row, replace(_rule(card, row), **changes))


def _put_when(card: Scorecard, row: int, **changes: Any) -> Scorecard:
    return _put(card, row, when=replace(_rule(card, row).when, **changes))


def _figure(card: Scorecard, row: int) -> str:
    figure = total_rule_words.figure_of(card, _rule(card, row).when)
    return _rule(card, row).when.figure if figure is None else row_fields.called(figure)


def _put_figure(card: Scorecard, row: int, code: str) -> Scorecard:
    """With another figure; a limit that it cannot have goes, and the comparison turns to its worse side."""
    before, when = total_rule_words.figure_of(card, _rule(card, row).when), _rule(card, row).when
    made = replace(when, figure=code)
    after = total_rule_words.figure_of(card, made)
    if before is not None and after is not None:
        if before.better is not after.better:
            made = replace(condition(code, after.better), limit=when.limit)
        if before.unit is not after.unit:
            made = replace(made, limit=after.standard if after.standard is not None else ONE)
    return _put(card, row, when=made)


def _limit(card: Scorecard, row: int) -> str:
    when = _rule(card, row).when
    return total_rule_words.limit_text(card, when, current_language()).split(" ", 1)[1]


def _typed_limit(card: Scorecard, row: int) -> str:
    when = _rule(card, row).when
    return numbers.typed(when.limit, kind_of_limit(card, when))


def _put_limit(card: Scorecard, row: int, typed: str) -> Scorecard:
    found = numbers.read(typed, kind_of_limit(card, _rule(card, row).when))
    if found is None:
        raise NotTaken
    return _put_when(card, row, limit=found)


def _put_effect(card: Scorecard, row: int, code: str) -> Scorecard:
    """With another effect, and with what it needs: half, a total below the best grade, the next grade."""
    effect, rule = TotalEffect(code), _rule(card, row)
    if effect is rule.effect:
        return card
    value, grade = None, ""
    if effect is TotalEffect.FACTOR:
        value = Decimal("0.5")
    elif effect is TotalEffect.MOST:
        value = card.grades[0].at_least - ONE if card.grades else card.cap / 2
    elif effect in _GRADES and card.grades:
        grade = rule.grade or card.grades[min(1, len(card.grades) - 1)].code
    return _put(card, row, effect=effect, value=value, grade=grade)


def _value(card: Scorecard, row: int) -> str:
    rule = _rule(card, row)
    if rule.effect not in _FIGURES:
        return ""
    return _("the value itself") if rule.value is None else numbers.shown(rule.value)


def _typed_value(card: Scorecard, row: int) -> str:
    return numbers.typed(_rule(card, row).value)


def _put_value(card: Scorecard, row: int, typed: str) -> Scorecard:
    found = numbers.read(typed)
    if found is None and _rule(card, row).effect is TotalEffect.MOST:
        raise NotTaken
    return _put(card, row, value=found)


def _put_grade(card: Scorecard, row: int, code: str) -> Scorecard:
    return _put(card, row, grade=code)
