"""Rules in words and figures: what a rule says, and how it came to the points of one value."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal

from qadesk import formats
from qadesk.domain.rules import Bonus, Deduction, Ladder, PassFail, Proportional, RedLine, Rule, Step
from qadesk.domain.scorecard import Indicator, Unit
from qadesk.i18n import _

HUNDRED = Decimal(100)
_MOST_PLACES = 9


def rule_text(indicator: Indicator, worst_grade: str = "D") -> str:
    """What the rule says, from its data: "≤ 30 s → 100, ≤ 35 s → 90, …, otherwise → 0"."""
    rule = indicator.rule
    if isinstance(rule, Proportional):
        if rule.full is None:
            return _("100 points where the standard is met, otherwise standard ÷ value × 100")
        return _("value ÷ {full} × 100, at most 100").format(full=amount(rule.full, indicator.unit))
    if isinstance(rule, Ladder):
        return _ladder(rule, indicator)
    if isinstance(rule, Step):
        return _step(rule, indicator)
    if isinstance(rule, Deduction):
        text = _("100 points, less {each} for each; not below {floor}")
        return text.format(each=formats.plain(rule.each), floor=formats.plain(rule.floor))
    if isinstance(rule, PassFail):
        return _("100 points where the standard is met, otherwise 0")
    if isinstance(rule, Bonus):
        text = _("+{each} on the total for each, at most +{cap}")
        return text.format(each=formats.plain(rule.each), cap=formats.plain(rule.cap))
    return _("a single one sets the total to 0 and the grade to {grade}").format(grade=worst_grade)


def points_text(indicator: Indicator, value: Decimal, standard: Decimal | None) -> str:
    """How the rule came to the points of `value`: "3.93 ÷ 5 × 100 = 78.57"."""
    rule = indicator.rule
    points = rule.points(value, standard)
    end = scored(points)
    said = exact(indicator, value, standard)
    if isinstance(rule, Proportional):
        return _proportional(rule, indicator, value, standard)
    if isinstance(rule, Ladder):
        reached = (b for b in rule.bands if (value <= b[0] if rule.better == "lower" else value >= b[0]))
        band = next(reached, None)
        if band is None:
            return _("{value} lies beyond the last step → {points}").format(value=said, points=end)
        return f"{said} {limit(band[0], indicator.unit, rule.better)} → {end}"
    if isinstance(rule, Step) and standard is not None:
        return _stepped(rule, indicator, value, standard)
    if isinstance(rule, Deduction):
        sum_ = f"100 − {formats.plain(value)} × {formats.plain(rule.each)}"
        return _floored(sum_, points, HUNDRED - value * rule.each)
    if isinstance(rule, Bonus):
        return _floored(f"{formats.plain(value)} × {formats.plain(rule.each)}", points, value * rule.each)
    if isinstance(rule, RedLine):
        return _("crossed") if rule.crossed(value) else _("not crossed")
    text = _("{value} meets {standard} → {points}") if points else _("{value} misses {standard} → {points}")
    required = limit(standard or Decimal(0), indicator.unit, indicator.better.value)
    return text.format(value=said, standard=required, points=end)


def trimmed(value: Decimal, places: int = 4) -> str:
    """At most that many places and no needless ones: enough to check a product on paper."""
    text = formats.decimal(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def scored(points: Decimal) -> str:
    """Points: two places as on the sheet, up to four where it takes them to check a product on paper."""
    text = formats.decimal(points, 4)
    return text[:-2] + text[-2:].rstrip("0")


def amount(value: Decimal, unit: Unit) -> str:
    """A figure of a rule with its unit and no needless places: 30 s, 95%, 4.5."""
    if unit is Unit.RATE:
        return f"{formats.plain(value * 100)}%"
    if unit is Unit.SECONDS:
        return formats.standard(value, unit.value, "lower").removeprefix("≤ ")
    return formats.plain(value)


def limit(value: Decimal, unit: Unit, better: str) -> str:
    """A limit: ≤ 30 s, ≥ 95%; a count's zero keeps its sign here."""
    return f"{'≤' if better == 'lower' else '≥'} {amount(value, unit)}"


def exact(indicator: Indicator, value: Decimal, standard: Decimal | None) -> str:
    """A value with as many places as it takes not to look like a limit it misses: 30.004 s, not 30.00 s."""
    unit = indicator.unit.value
    printed = formats.quantity(value, unit)
    if indicator.unit not in (Unit.SECONDS, Unit.RATE, Unit.RATING):
        return printed
    scale = HUNDRED if indicator.unit is Unit.RATE else Decimal(1)
    limits = [one * scale for one in _limits(indicator.rule, standard)]
    true = value * scale
    for places in range(2, _MOST_PLACES + 1):
        rounded = Decimal(formats.decimal(true, places))
        if all(rounded != one or true == one for one in limits):
            return printed.replace(formats.decimal(true), formats.decimal(true, places))
    return printed


def _limits(rule: Rule, standard: Decimal | None) -> Iterable[Decimal]:
    if standard is not None:
        yield standard
    if isinstance(rule, Ladder):
        yield from (bound for bound, _points in rule.bands)


def _ladder(rule: Ladder, indicator: Indicator) -> str:
    steps = [
        f"{limit(bound, indicator.unit, rule.better)} → {formats.plain(points)}"
        for bound, points in rule.bands
    ]
    rest = _("otherwise → {points}").format(points=formats.plain(rule.otherwise))
    return _(", ").join([*steps, rest])


def _step(rule: Step, indicator: Indicator) -> str:
    unit = _unit(rule.unit, indicator.unit)
    worse = _("above") if rule.better == "lower" else _("below")
    each = _("each {unit}, pro rata,") if rule.pro_rata else _("each whole {unit}")
    said = [
        _("{points} points at the standard").format(points=formats.plain(_start(rule))),
        _("−{points} for {each} {side} it").format(
            points=formats.plain(rule.lose), each=each.format(unit=unit), side=worse
        ),
    ]
    if rule.gain:
        better = _("below") if rule.better == "lower" else _("above")
        said.append(
            _("+{points} for {each} {side} it").format(
                points=formats.plain(rule.gain), each=each.format(unit=unit), side=better
            )
        )
    said.append(_("not below {floor}").format(floor=formats.plain(rule.floor)))
    if rule.cap is not None and (rule.cap != HUNDRED or rule.gain):
        said.append(_("at most {cap}").format(cap=formats.plain(rule.cap)))
    return _("; ").join(said)


def _start(rule: Step) -> Decimal:
    return HUNDRED if rule.at_standard is None else rule.at_standard


def _stepped(rule: Step, indicator: Indicator, value: Decimal, standard: Decimal) -> str:
    ahead = standard - value if rule.better == "lower" else value - standard
    units = abs(ahead) / rule.unit
    if not rule.pro_rata:
        units = units.to_integral_value(ROUND_FLOOR)
    said, points = exact(indicator, value, standard), rule.points(value, standard)
    if ahead >= 0 and not (rule.gain and units):
        return _("{value} meets {standard} → {points}").format(
            value=said, standard=limit(standard, indicator.unit, rule.better), points=scored(points)
        )
    sign, each = ("+", rule.gain) if ahead > 0 else ("−", rule.lose)
    moved = units * each if ahead > 0 else -units * each
    away = _("{units} × {unit} away from {standard}").format(
        units=formats.plain(units),
        unit=_unit(rule.unit, indicator.unit),
        standard=amount(standard, indicator.unit),
    )
    sum_ = f"{formats.plain(_start(rule))} {sign} {formats.plain(units)} × {formats.plain(each)}"
    return f"{said}, {away} → {_floored(sum_, points, _start(rule) + moved)}"


def _proportional(rule: Proportional, indicator: Indicator, value: Decimal, standard: Decimal | None) -> str:
    said, points = exact(indicator, value, standard), rule.points(value, standard)
    if rule.full is not None:
        if indicator.unit is Unit.RATING:
            said = trimmed(value, 6)
        return f"{said} ÷ {amount(rule.full, indicator.unit)} × 100 = {scored(points)}"
    required = amount(standard or Decimal(0), indicator.unit)
    if points == HUNDRED:
        return _("{value} meets {standard} → {points}").format(
            value=said, standard=limit(standard or Decimal(0), indicator.unit, "lower"), points=scored(points)
        )
    return f"{required} ÷ {said} × 100 = {scored(points)}"


def _floored(sum_: str, points: Decimal, before: Decimal) -> str:
    """A sum, and what floor or cap made of it."""
    if points == before:
        return f"{sum_} = {scored(points)}"
    bound = _("not below {floor}") if points > before else _("at most {cap}")
    said = bound.format(floor=formats.plain(points), cap=formats.plain(points))
    negative = formats.plain(before).replace("-", "−")
    return f"{sum_} = {negative}, {said} → {scored(points)}"


def _unit(size: Decimal, unit: Unit) -> str:
    if unit is Unit.RATE:
        return _("{n} percentage points").format(n=formats.plain(size * 100))
    return amount(size, unit)
