"""How a rule came to the points of one value, as a sum that can be checked on paper."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from qadesk.domain.decimals import HUNDRED, half_up
from qadesk.domain.rules import Bonus, Deduction, Escalation, Ladder, Proportional, RedLine, Step, Unscored
from qadesk.domain.scorecard import Indicator, Role, Unit
from qadesk.i18n import _
from qadesk.services.explaining.figure_words import (
    MOST_PLACES,
    SHOWN,
    amount,
    band_limit,
    exact,
    limit,
    operand,
    places_of,
    scored,
    settled,
    share_limit,
    signed,
    trimmed,
    unit_text,
    whole,
)


def points_text(
    indicator: Indicator, value: Decimal, standard: Decimal | None, marks: Decimal | None = None
) -> str:
    """How the rule came to the points of `value`: "3.928571 ÷ 5 × 100 = 78.5714".

    Calculating with the figures shown gives the result shown: they have as many places as it takes.
    `marks` is what the points are out of; left out, 100, and 0 for what goes on top of the total. Where it is
    another number, what they come to out of 100 follows.
    """
    on_top = indicator.role is not Role.WEIGHTED
    full = marks if marks is not None else Decimal(0) if on_top else HUNDRED
    said = _how(indicator, value, standard, full)
    if on_top or full in (HUNDRED, 0):
        return said
    points = indicator.rule.points(value, standard, full)
    earned = operand(points, lambda shown: shown * HUNDRED / full, 4)
    share = f"{scored(earned, MOST_PLACES)} ÷ {whole(full)} × 100 = {scored(points * HUNDRED / full)}"
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
    if isinstance(rule, Escalation):
        return _escalation(rule, value, full, points)
    if isinstance(rule, Bonus):
        shown = operand(value, lambda count: count * rule.each)
        return _bounded(f"{whole(shown)} × {whole(rule.each)}", points, value * rule.each)
    end = signed(points) if indicator.on_top else scored(points)
    text = _("{value} meets {standard} → {points}") if points else _("{value} misses {standard} → {points}")
    return _judged(text, indicator, value, standard, end)


def _judged(text: str, indicator: Indicator, value: Decimal, standard: Decimal | None, end: str) -> str:
    """A value that meets its standard or misses it, as what is shown of it does."""
    required = standard or Decimal(0)
    said = exact(
        indicator, value, standard, lambda v: indicator.met(v, required) == indicator.met(value, required)
    )
    edge = limit(required, indicator.unit, indicator.better.value)
    return text.format(value=said, standard=edge, points=end)


def _proportional(
    rule: Proportional, indicator: Indicator, value: Decimal, standard: Decimal | None, full: Decimal
) -> str:
    points, marks, required = rule.points(value, standard, full), whole(full), standard or Decimal(0)
    perfect = rule.better == "lower" and value <= 0  # nothing can be divided by it
    if rule.full is None and (perfect or (points == full and rule.cap is None)):
        return _judged(_("{value} meets {standard} → {points}"), indicator, value, standard, scored(points))

    def share(shown: Decimal) -> Decimal:
        if rule.full is not None:
            return (shown - rule.zero) / (rule.full - rule.zero) * full
        return (shown / required if rule.better == "higher" else required / shown) * full

    before, result = share(value), half_up(share(value), SHOWN)
    said = _in_a_sum(indicator, value, standard, lambda v: bool(v) and half_up(share(v), SHOWN) == result)
    if rule.full is not None:
        above, below = said, rule.full
        if rule.zero:
            zero = _bracketed(amount(rule.zero, indicator.unit))
            above, below = f"({said} − {zero})", rule.full - rule.zero
        return _bounded(f"{above} ÷ {amount(below, indicator.unit)} × {marks}", points, before)
    wanted = amount(required, indicator.unit)
    above, under = (said, wanted) if rule.better == "higher" else (wanted, said)
    return _bounded(f"{above} ÷ {under} × {marks}", points, before)


def _in_a_sum(
    indicator: Indicator, value: Decimal, standard: Decimal | None, holds: Callable[[Decimal], bool]
) -> str:
    """A value as it is used in a calculation: ratings without needless places, negative ones in brackets."""
    if indicator.unit is Unit.RATING:
        return whole(settled(value, lambda v: holds(v) or v == value))
    return _bracketed(exact(indicator, value, standard, lambda v: holds(v) or v == value).removeprefix("+"))


def _bracketed(figure: str) -> str:
    return f"({figure})" if figure.startswith("−") else figure


def _ladder(
    rule: Ladder, indicator: Indicator, value: Decimal, standard: Decimal | None, points: Decimal
) -> str:
    end, at = signed(points) if indicator.on_top else scored(points), rule.reached(value, standard)
    if at and rule.sloped(at) and points != rule.bands[at][1]:
        return f"{_between(rule, indicator, value, standard, at)} = {end}"
    said = exact(indicator, value, standard, lambda v: rule.reached(v, standard) == at)
    if at is None:
        return _("{value} is beyond the last band → {points}").format(value=said, points=end)
    bound = rule.bands[at][0]
    if rule.of_standard and standard is not None:
        over = rule.is_over(at)
        edge = limit(bound * standard, indicator.unit, rule.better, over=over)
        words = _("{compared} ({limit}) → {points}")
        limit_ = share_limit(bound, rule.better, over=over)
        return words.format(compared=f"{said} {edge}", limit=limit_, points=end)
    return f"{said} {band_limit(rule, at, indicator.unit)} → {end}"


def _between(rule: Ladder, indicator: Indicator, value: Decimal, standard: Decimal | None, at: int) -> str:
    """The points of the band `at` and the share of the way to the next better one: 60 + (275 − 250) ÷ …"""
    (limit_, least), (better, more) = rule.bands[at], rule.bands[at - 1]
    unit = standard if rule.of_standard and standard is not None else Decimal(1)
    result = half_up(rule.points(value, standard), SHOWN)

    def holds(shown: Decimal) -> bool:
        earned = least + (shown - limit_ * unit) * (more - least) / ((better - limit_) * unit)
        return half_up(earned, SHOWN) == result

    reached, above = (
        _bracketed(amount(one * unit, indicator.unit).removeprefix("+")) for one in (limit_, better)
    )
    said = _in_a_sum(indicator, value, standard, holds)
    if rule.better == "lower":
        way = f"({reached} − {said}) ÷ ({reached} − {above})"
    else:
        way = f"({said} − {reached}) ÷ ({above} − {reached})"
    return f"{whole(least)} + {way} × {whole(more - least)}"


def _step(rule: Step, indicator: Indicator, value: Decimal, standard: Decimal, full: Decimal) -> str:
    moved, points = rule.units(value, standard), rule.points(value, standard, full)
    ahead = (value <= standard) if rule.better == "lower" else (value >= standard)
    each = rule.gain if moved > 0 else rule.lose
    if ahead and not (each and moved):
        end = signed(points) if indicator.on_top else scored(points)
        return _judged(_("{value} meets {standard} → {points}"), indicator, value, standard, end)
    start = full if rule.at_standard is None else rule.at_standard
    units = operand(abs(moved), lambda count: start + count * each.copy_sign(moved))
    said = exact(indicator, value, standard, lambda v: _as_far(rule, v, standard, units))
    away = _("{units} × {unit} away from {standard}").format(
        units=whole(units),
        unit=unit_text(rule.unit, indicator.unit, rule.relative),
        standard=amount(standard, indicator.unit),
    )
    sign = "+" if moved > 0 else "−"
    sum_ = f"{whole(start)} {sign} {whole(units)} × {whole(each)}"
    return f"{said}, {away} → {_bounded(sum_, points, start + moved * each)}"


def _as_far(rule: Step, shown: Decimal, standard: Decimal, units: Decimal) -> bool:
    """Whether a value as it is shown is so many units away, to the places they are shown with."""
    return half_up(abs(rule.units(shown, standard)), Decimal(1).scaleb(-places_of(units))) == units


def _deduction(rule: Deduction, value: Decimal, full: Decimal, points: Decimal) -> str:
    counted = max(value - rule.free, Decimal(0))
    shown = operand(value, lambda count: full - max(count - rule.free, Decimal(0)) * rule.each)
    if rule.free and not counted:
        return _("{n}, within the {free} free of deduction → {points}").format(
            n=whole(shown), free=whole(rule.free), points=scored(points)
        )
    times = whole(shown) if not rule.free else f"({whole(shown)} − {whole(rule.free)})"
    return _bounded(f"{whole(full)} − {times} × {whole(rule.each)}", points, full - counted * rule.each)


def _escalation(rule: Escalation, value: Decimal, full: Decimal, points: Decimal) -> str:
    """What each occurrence costs, in turn: 100 − (0 + 10 + 2 × 20) = 50."""
    count = int(max(value, Decimal(0)))
    costs = list(map(whole, rule.costs[:count]))
    beyond = count - len(costs)
    if beyond and costs:
        costs[-1] = f"{beyond + 1} × {costs[-1]}"
    return _bounded(f"{whole(full)} − ({' + '.join(costs) or '0'})", points, full - rule.lost(count))


def _bounded(sum_: str, points: Decimal, before: Decimal) -> str:
    """A sum, and what floor or cap made of it."""
    if points == before:
        return f"{sum_} = {scored(points)}"
    bound = _("not below {floor}") if points > before else _("at most {cap}")
    kept = whole(points)
    said = bound.format(floor=kept, cap=kept)
    return f"{sum_} = {trimmed(before)}, {said} → {scored(points)}"
