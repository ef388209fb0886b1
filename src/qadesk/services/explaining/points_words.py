"""How a rule came to the points of one value, as a sum that can be checked on paper."""

from __future__ import annotations

from decimal import Decimal

from qadesk import formats
from qadesk.domain.rules import HUNDRED, Bonus, Deduction, Ladder, Proportional, RedLine, Step, Unscored
from qadesk.domain.scorecard import Indicator, Role, Unit
from qadesk.i18n import _
from qadesk.services.explaining.figure_words import (
    amount,
    exact,
    limit,
    scored,
    share_limit,
    signed,
    trimmed,
    unit_text,
)


def points_text(
    indicator: Indicator, value: Decimal, standard: Decimal | None, marks: Decimal | None = None
) -> str:
    """How the rule came to the points of `value`: "3.93 ÷ 5 × 100 = 78.57".

    `marks` is what the points are out of; left out, 100, and 0 for what goes on top of the total. Where it is
    another number, what they come to out of 100 follows.
    """
    on_top = indicator.role is not Role.WEIGHTED
    full = marks if marks is not None else Decimal(0) if on_top else HUNDRED
    said = _how(indicator, value, standard, full)
    if on_top or full in (HUNDRED, 0):
        return said
    points = indicator.rule.points(value, standard, full)
    share = f"{scored(points)} ÷ {formats.plain(full)} × 100 = {scored(points * HUNDRED / full)}"
    return _("; ").join([said, share])


def _how(indicator: Indicator, value: Decimal, standard: Decimal | None, full: Decimal) -> str:
    rule = indicator.rule
    if isinstance(rule, RedLine):
        return _("crossed") if rule.crossed(value) else _("not crossed")
    if isinstance(rule, Unscored):
        return ""
    points = rule.points(value, standard, full)
    if isinstance(rule, Proportional):
        return _proportional(rule, indicator, value, standard, full)
    if isinstance(rule, Ladder):
        return _ladder(rule, indicator, value, standard, points)
    if isinstance(rule, Step) and standard is not None:
        return _step(rule, indicator, value, standard, full)
    if isinstance(rule, Deduction):
        return _deduction(rule, value, full, points)
    if isinstance(rule, Bonus):
        return _bounded(f"{formats.plain(value)} × {formats.plain(rule.each)}", points, value * rule.each)
    end = signed(points) if indicator.on_top else scored(points)
    text = _("{value} meets {standard} → {points}") if points else _("{value} misses {standard} → {points}")
    required = limit(standard or Decimal(0), indicator.unit, indicator.better.value)
    return text.format(value=exact(indicator, value, standard), standard=required, points=end)


def _proportional(
    rule: Proportional, indicator: Indicator, value: Decimal, standard: Decimal | None, full: Decimal
) -> str:
    said, points = exact(indicator, value, standard), rule.points(value, standard, full)
    marks = formats.plain(full)
    if rule.full is not None:
        if indicator.unit is Unit.RATING:
            said = trimmed(value, 6)
        above, below = said, rule.full
        if rule.zero:
            above, below = f"({said} − {amount(rule.zero, indicator.unit)})", rule.full - rule.zero
        before = (value - rule.zero) / below * full
        return _bounded(f"{above} ÷ {amount(below, indicator.unit)} × {marks}", points, before)
    required = standard or Decimal(0)
    if points == full and rule.cap is None:
        return _("{value} meets {standard} → {points}").format(
            value=said, standard=limit(required, indicator.unit, rule.better), points=scored(points)
        )
    wanted = amount(required, indicator.unit)
    if rule.better == "higher":
        return _bounded(f"{said} ÷ {wanted} × {marks}", points, value / required * full)
    before = required / value * full if value > 0 else points
    return _bounded(f"{wanted} ÷ {said} × {marks}", points, before)


def _ladder(
    rule: Ladder, indicator: Indicator, value: Decimal, standard: Decimal | None, points: Decimal
) -> str:
    end = signed(points) if indicator.on_top else scored(points)
    said, at = exact(indicator, value, standard), rule.reached(value, standard)
    if at is None:
        return _("{value} lies beyond the last step → {points}").format(value=said, points=end)
    bound = rule.bands[at][0]
    if rule.of_standard and standard is not None:
        edge = limit(bound * standard, indicator.unit, rule.better)
        words = _("{compared} ({limit}) → {points}")
        limit_ = share_limit(bound, rule.better)
        return words.format(compared=f"{said} {edge}", limit=limit_, points=end)
    return f"{said} {limit(bound, indicator.unit, rule.better)} → {end}"


def _step(rule: Step, indicator: Indicator, value: Decimal, standard: Decimal, full: Decimal) -> str:
    moved, points = rule.units(value, standard), rule.points(value, standard, full)
    said = exact(indicator, value, standard)
    ahead = (value <= standard) if rule.better == "lower" else (value >= standard)
    each = rule.gain if moved > 0 else rule.lose
    if ahead and not (each and moved):
        return _("{value} meets {standard} → {points}").format(
            value=said, standard=limit(standard, indicator.unit, rule.better), points=scored(points)
        )
    start = full if rule.at_standard is None else rule.at_standard
    away = _("{units} × {unit} away from {standard}").format(
        units=formats.plain(abs(moved)),
        unit=unit_text(rule.unit, indicator.unit, rule.relative),
        standard=amount(standard, indicator.unit),
    )
    sign = "+" if moved > 0 else "−"
    sum_ = f"{formats.plain(start)} {sign} {formats.plain(abs(moved))} × {formats.plain(each)}"
    return f"{said}, {away} → {_bounded(sum_, points, start + moved * each)}"


def _deduction(rule: Deduction, value: Decimal, full: Decimal, points: Decimal) -> str:
    counted = max(value - rule.free, Decimal(0))
    times = (
        formats.plain(value) if not rule.free else f"({formats.plain(value)} − {formats.plain(rule.free)})"
    )
    if rule.free and not counted:
        return _("{n} of {free} that are let pass → {points}").format(
            n=formats.plain(value), free=formats.plain(rule.free), points=scored(points)
        )
    return _bounded(
        f"{formats.plain(full)} − {times} × {formats.plain(rule.each)}", points, full - counted * rule.each
    )


def _bounded(sum_: str, points: Decimal, before: Decimal) -> str:
    """A sum, and what floor or cap made of it."""
    if points == before:
        return f"{sum_} = {scored(points)}"
    bound = _("not below {floor}") if points > before else _("at most {cap}")
    kept = formats.plain(points)
    said = bound.format(floor=kept, cap=kept)
    return f"{sum_} = {formats.plain(before)}, {said} → {scored(points)}"
