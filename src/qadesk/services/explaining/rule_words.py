"""What a rule says, in words, from its data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from qadesk.domain.decimals import HUNDRED
from qadesk.domain.rule_forms import COSTS
from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Effect,
    Escalation,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Step,
)
from qadesk.domain.scorecard import Indicator, Role, Scorecard, Unit
from qadesk.i18n import _, current_language
from qadesk.services.assessment import total_rule_words
from qadesk.services.explaining.figure_words import (
    amount,
    band_limit,
    unit_text,
    whole,
)

_SPACED = re.compile("(?<=[\u4e00-\u9fff，；：（]) (?=百?万分之)")


def rule_on(card: Scorecard, indicator: Indicator) -> str:
    """What an indicator's rule says on its scorecard, with its full marks and worst grade."""
    weight = card.section_of(indicator.code).weight_of(indicator)
    worst = card.grades[-1].code if card.grades else ""
    said = rule_text(indicator, worst, card.full_marks(indicator, weight))
    if indicator.applies_if is None:
        return said
    condition = total_rule_words.condition_text(card, indicator.applies_if, current_language())
    return _("{rule}; applies only if {condition}").format(rule=said, condition=condition)


def rule_text(indicator: Indicator, worst_grade: str = "D", marks: Decimal | None = None) -> str:
    """What the rule says: "≤ 30 s → 100, ≤ 35 s → 90, …, otherwise → 0".

    `marks` is what its points are out of; left out, 100, and 0 for what goes on top of the total.
    """
    # Chinese words that begin with a unit follow others without a space.
    return _SPACED.sub("", _said(indicator, worst_grade, marks))


def _said(indicator: Indicator, worst_grade: str, marks: Decimal | None) -> str:
    rule, on_top = indicator.rule, indicator.role is not Role.WEIGHTED
    full = marks if marks is not None else Decimal(0) if on_top else HUNDRED
    if isinstance(rule, Proportional):
        return _proportional(rule, indicator, full)
    if isinstance(rule, Ladder):
        return _ladder(rule, indicator)
    if isinstance(rule, Step):
        return _step(rule, indicator, full)
    if isinstance(rule, Deduction):
        return _deduction(rule, indicator, full, on_top)
    if isinstance(rule, Escalation):
        return _escalation(rule, full, on_top)
    if isinstance(rule, PassFail):
        points = rule.bounds(full)[1]
        if on_top:
            return _("{points} points to the total if the standard is met").format(points=_signed(points))
        return _("{points} points if the standard is met, otherwise 0").format(points=whole(points))
    if isinstance(rule, Bonus):
        text = _("+{each} to the total for each, at most +{cap}")
        return text.format(each=whole(rule.each), cap=whole(rule.cap))
    if isinstance(rule, RedLine):
        return _red_line(rule, indicator, worst_grade)
    return _("shown, not counted")


def _signed(points: Decimal) -> str:
    """With its sign and, unlike on a sheet, all its places: a rule can be read back from its words."""
    return whole(points) if points <= 0 else f"+{whole(points)}"


def _proportional(rule: Proportional, indicator: Indicator, full: Decimal) -> str:
    marks, cap = whole(full), whole(rule.bounds(full)[1])
    if rule.full is not None:
        if rule.zero:
            text = _("(value − {zero}) ÷ {span} × {marks}, at most {cap}")
            if rule.zero < 0:
                text = _("(value + {zero}) ÷ {span} × {marks}, at most {cap}")
            zero, span = (amount(one, indicator.unit) for one in (abs(rule.zero), rule.full - rule.zero))
            return text.format(zero=zero, span=span, marks=marks, cap=cap)
        mark = amount(rule.full, indicator.unit)
        return _("value ÷ {full} × {marks}, at most {cap}").format(full=mark, marks=marks, cap=cap)
    if rule.better == "higher":
        return _("value ÷ standard × {marks}, at most {cap}").format(marks=marks, cap=cap)
    if rule.cap is not None and rule.cap != full:
        return _("standard ÷ value × {marks}, at most {cap}").format(marks=marks, cap=cap)
    return _("{marks} points if the standard is met, otherwise standard ÷ value × {marks}").format(
        marks=marks
    )


def _ladder(rule: Ladder, indicator: Indicator) -> str:
    points = _signed if indicator.on_top else whole
    bands = [
        f"{band_limit(rule, number, indicator.unit)} → {points(earned)}"
        for number, (_bound, earned) in enumerate(rule.bands)
    ]
    if rule.interpolated:
        bands = [
            _("{band} throughout").format(band=band) if rule.is_flat(number) else band
            for number, band in enumerate(bands)
        ]
    if not (rule.interpolated and rule.bands and rule.bands[-1][1] == rule.otherwise):
        bands.append(_("otherwise → {points}").format(points=points(rule.otherwise)))
    said = _(", ").join(bands)
    return _("{bands}; pro rata in between").format(bands=said) if rule.interpolated else said


def _step(rule: Step, indicator: Indicator, full: Decimal) -> str:
    each = _each(rule, indicator)
    worse, better = (_("above"), _("below")) if rule.better == "lower" else (_("below"), _("above"))
    start = full if rule.at_standard is None else rule.at_standard
    low, high = rule.bounds(full)
    said = []
    if start or not indicator.on_top:
        said.append(_("{points} points at the standard").format(points=whole(start)))
    if said:
        lost, won = _("−{points} for {each} {side} it"), _("+{points} for {each} {side} it")
    else:
        lost = _("−{points} for {each} {side} the standard")
        won = _("+{points} for {each} {side} the standard")
    if rule.lose:
        said.append(lost.format(points=whole(rule.lose), each=each, side=worse))
    if rule.gain:
        said.append(won.format(points=whole(rule.gain), each=each, side=better))
    if rule.lose:
        said.append(_("not below {floor}").format(floor=whole(low)))
    if rule.gain or high < start:
        said.append(_("at most {cap}").format(cap=whole(high)))
    return _("; ").join(said)


def _each(rule: Step, indicator: Indicator) -> str:
    if rule.relative:  # whole in one: where words follow words, Chinese has no space
        share = (
            _("each {n}% of the standard, counted pro rata,")
            if rule.pro_rata
            else _("each whole {n}% of the standard")
        )
        return share.format(n=whole(rule.unit * HUNDRED))
    words = _("each {unit}, counted pro rata,") if rule.pro_rata else _("each whole {unit}")
    return words.format(unit=unit_text(rule.unit, indicator.unit))


def _deduction(rule: Deduction, indicator: Indicator, full: Decimal, on_top: bool) -> str:
    each, floor = whole(rule.each), rule.bounds(full)[0]
    if on_top:
        said = _("−{each} from the total for each").format(each=each)
        bound = _("at most {floor}").format(floor=_signed(floor))
    else:
        said = _("{marks} points, less {each} for each").format(marks=whole(full), each=each)
        bound = _("not below {floor}").format(floor=whole(floor))
    if rule.free:
        words = _("{said} beyond the first {n}") if indicator.unit is Unit.COUNT else _("{said} beyond {n}")
        said = words.format(said=said, n=amount(rule.free, indicator.unit))
    return _("; ").join([said, bound])


def costs_text(costs: Sequence[Decimal]) -> str:
    """What one occurrence after the other costs, as it is written and typed: 0; 10; 20."""
    return COSTS.join(map(whole, costs))


def _escalation(rule: Escalation, full: Decimal, on_top: bool) -> str:
    costs, floor = costs_text(rule.costs), rule.bounds(full)[0]
    last = whole(rule.costs[-1] if rule.costs else Decimal(0))
    if on_top:
        said = _("−({costs}) from the total, one after the other, then −{last} each")
        bound = _("at most {floor}").format(floor=_signed(floor))
    else:
        said = _("{marks} points, less ({costs}) one after the other, then {last} each")
        bound = _("not below {floor}").format(floor=whole(floor))
    return _("; ").join([said.format(marks=whole(full), costs=costs, last=last), bound])


def _red_line(rule: RedLine, indicator: Indicator, worst_grade: str) -> str:
    grade, n = rule.grade, amount(rule.allowed, indicator.unit)
    if indicator.unit is not Unit.COUNT:  # a length or a share is no number of times
        return {
            Effect.ZERO: _("above {n} the total is 0 and the grade {worst}"),
            Effect.CAP_GRADE: _("above {n} the grade is {grade} or worse"),
            Effect.MARK: _("above {n} is noted on the sheet"),
        }[rule.effect].format(worst=worst_grade, grade=grade, n=n)
    if not rule.allowed:
        return {
            Effect.ZERO: _("a single one sets the total to 0 and the grade to {worst}"),
            Effect.CAP_GRADE: _("a single one keeps the grade at {grade} or worse"),
            Effect.MARK: _("a single one is noted on the sheet"),
        }[rule.effect].format(worst=worst_grade, grade=grade)
    return {
        Effect.ZERO: _("more than {n} set the total to 0 and the grade to {worst}"),
        Effect.CAP_GRADE: _("more than {n} keep the grade at {grade} or worse"),
        Effect.MARK: _("more than {n} are noted on the sheet"),
    }[rule.effect].format(worst=worst_grade, grade=grade, n=n)
