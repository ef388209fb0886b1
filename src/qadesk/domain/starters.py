"""What an indicator, a rule or a form begins as when somebody adds one: sensible, and to be changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qadesk.domain import check_figures, editing, months
from qadesk.domain.checking import LOWER, unit_of
from qadesk.domain.decimals import HUNDRED, ONE, ZERO, tidy
from qadesk.domain.editing import Spot
from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Effect,
    Escalation,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Rule,
    Step,
    Unscored,
)
from qadesk.domain.scorecard import Better, Indicator, Level, Names, Origin, Role, Scorecard, Unit

SCALES = (3, 5, 7, 10)  # how many levels a form may have
_STANDARDS = {
    "avg_response_seconds": "30",
    "avg_talk_seconds": "180",
    "median_response_seconds": "30",
    "response_within_standard": "0.9",
    "answered_within_standard": "0.8",
    "answered_share": "0.95",
    "standardised_response": "30",
    "standardised_response_equal": "30",
    "response_same_hours": "30",
    "csat_response_rate": "0.2",
    "first_contact_resolution": "0.9",
    "csat": "4",
    "complaint_rate": "0.01",
    "escalation_rate": "0.05",
    "complaint_response_24h": "0.95",
    "complaint_closed_48h": "0.8",
    "nps": "30",
    "error_rate": "0.005",
    "delivery_on_time": "0.98",
    "tracking_15min": "0.92",
    **{name: "0.9" for name in check_figures.FIGURES if name not in check_figures.OF_POINTS},
}
_DISTANCES = {  # how far apart two bands are, what one unit away from the standard is
    Unit.RATE: ("0.05", "0.01"),
    Unit.PER_10000: ("0.0001", "0.0001"),
    Unit.PER_MILLION: ("0.000001", "0.000001"),
    Unit.RATING: ("0.5", "0.1"),
    Unit.SECONDS: ("10", "5"),
    Unit.COUNT: ("1", "1"),
    Unit.SCORE: ("10", "5"),
    Unit.POINTS: ("10", "5"),
}


def from_measure(measure: str) -> Indicator:
    """An indicator of a figure of the records, without names. Raises KeyError for none of the known."""
    unit = unit_of(measure)
    better = Better.LOWER if measure in LOWER else Better.HIGHER
    standard = Decimal(_STANDARDS[measure]) if measure in _STANDARDS else None
    made = Indicator(measure, Names("", ""), unit, better, ZERO, Unscored(), standard)
    if measure == "praises":
        return replace(made, rule=rule("bonus", made))
    if measure == "abusive_language":
        return replace(made, rule=rule("red_line", made), standard=ZERO)
    if measure in check_figures.OF_POINTS:
        return replace(made, rule=Proportional(full=HUNDRED), standard=Decimal(80))
    if measure in months.FIGURES:  # the points are the months' own, bonus included
        return replace(made, rule=Proportional(full=HUNDRED, cap=months.HIGHEST))
    if unit is Unit.COUNT:
        return replace(made, rule=rule("deduction", made), standard=ZERO)
    return replace(made, rule=rule("proportional" if unit is Unit.RATING else "ladder", made))


def rated(code: str, top: int = 5) -> Indicator:
    """An item of the supervisor's form."""
    made = Indicator(
        code, Names("", ""), Unit.RATING, Better.HIGHER, ZERO, Unscored(), None, levels=levels(top)
    )
    return replace(made, rule=rule("proportional", made))


def typed(code: str) -> Indicator:
    """A value typed for each agent."""
    made = Indicator(code, Names("", ""), Unit.COUNT, Better.HIGHER, ZERO, Unscored(), ONE, typed=True)
    return replace(made, rule=rule("pass_fail", made))


def computed(code: str, formula: str) -> Indicator:
    """A value made of others."""
    made = Indicator(
        code, Names("", ""), Unit.RATE, Better.HIGHER, ZERO, Unscored(), Decimal("0.9"), formula=formula
    )
    return replace(made, rule=rule("ladder", made))


def with_origin(indicator: Indicator, origin: Origin) -> Indicator:
    """The indicator with its value from elsewhere; what only the other origin needs goes."""
    if origin is indicator.origin:
        return indicator
    bare = replace(
        indicator, formula="", levels=(), typed=False, measure="", least=None, greatest=None, part_of=""
    )
    if origin is Origin.RATED:
        return replace(bare, unit=Unit.RATING, levels=levels(5))
    if origin is Origin.TYPED:
        return replace(bare, typed=True)
    if origin is Origin.FORMULA:
        return replace(bare, formula="0")
    return bare


def levels(top: int, before: tuple[Level, ...] = ()) -> tuple[Level, ...]:
    """The levels of a form from best to worst; those there were `before` keep their words."""
    known = {level.level: level for level in before}
    nameless = Names("", "")
    return tuple(known.get(n, Level(n, Names(str(n), str(n)), nameless)) for n in range(top, 0, -1))


def with_levels(indicator: Indicator, top: int) -> Indicator:
    """The indicator with so many levels on its form; a rule out of the highest level follows."""
    made = indicator.rule
    if isinstance(made, Proportional) and made.full == indicator.top:
        made = replace(made, full=Decimal(top))
    return replace(indicator, levels=levels(top, indicator.levels), rule=made)


def rule(kind: str, indicator: Indicator, marks: Decimal = HUNDRED) -> Rule:
    """A rule of a kind that fits the indicator: its unit, its direction, its standard.

    `marks` are what the points are out of; 0 for an indicator whose points go on top.
    Raises ValueError for an unknown kind.
    """
    on_top = indicator.role is Role.BONUS and marks == 0
    better = indicator.better.value
    if kind == "proportional":
        return _proportional(indicator)
    if kind == "ladder":
        return Ladder(better, _bands(indicator, marks if marks > 0 else Decimal(5)))
    if kind == "step":
        unit = Decimal(_DISTANCES[indicator.unit][1])
        if on_top:
            return Step(better, unit, gain=ONE, at_standard=ZERO, cap=Decimal(5))
        return Step(better, unit, lose=tidy(marks / 10))
    if kind == "deduction":
        return Deduction(ONE, floor=Decimal(-5)) if on_top else Deduction(tidy(marks / 20))
    if kind == "escalation":
        costs = (ZERO, Decimal(1), Decimal(2)) if on_top else (ZERO, tidy(marks / 10), tidy(marks / 5))
        return Escalation(costs, floor=Decimal(-5) if on_top else ZERO)
    if kind == "pass_fail":
        return PassFail(better, Decimal(2) if on_top else None)
    others: dict[str, Rule] = {
        "bonus": Bonus(ONE, Decimal(5)),
        "red_line": RedLine(),
        "unscored": Unscored(),
    }
    if kind not in others:
        raise ValueError(f"unknown rule {kind!r}")
    return others[kind]


def next_band(ladder: Ladder, unit: Unit) -> tuple[Decimal, Decimal]:
    """A band below the last one: as far from it as that is from the one before, its points half-way down."""
    if not ladder.bands:
        return Decimal(_DISTANCES[unit][0]), HUNDRED
    limit, points = ladder.bands[-1]
    apart = Decimal(_DISTANCES[unit][0])
    if len(ladder.bands) > 1:
        apart = abs(limit - ladder.bands[-2][0])
    return limit + (apart if ladder.better == "lower" else -apart), tidy((points + ladder.otherwise) / 2)


def _proportional(indicator: Indicator) -> Proportional:
    if indicator.better is Better.HIGHER and indicator.unit is Unit.RATING:
        return Proportional(full=Decimal(indicator.top))
    if indicator.better is Better.HIGHER and indicator.unit.is_rate:
        return Proportional(full=ONE)
    return Proportional(better=indicator.better.value)


def _bands(indicator: Indicator, marks: Decimal) -> tuple[tuple[Decimal, Decimal], ...]:
    apart = Decimal(_DISTANCES[indicator.unit][0])
    first = indicator.standard if indicator.standard is not None else apart
    sign = 1 if indicator.better is Better.LOWER else -1
    if indicator.unit.is_rate and indicator.better is Better.LOWER:  # rates that shall be low are small
        apart = max(first, Decimal("0.01") if indicator.unit is Unit.RATE else apart)
    shares = (ONE, Decimal("0.8"), Decimal("0.6"))
    return tuple((first + sign * n * apart, tidy(marks * share)) for n, share in enumerate(shares))


# ---- another rule for an indicator of a scorecard


def with_kind(card: Scorecard, spot: Spot, kind: str) -> Scorecard:
    """With a rule of another kind, which begins with figures that fit the indicator."""
    indicator = editing.indicator_at(card, spot)
    if kind == indicator.rule.kind:
        return card
    return editing.set_rule(card, spot, rule(kind, indicator, _marks(card, spot, indicator)))


def with_on_top(card: Scorecard, spot: Spot, on: bool) -> Scorecard:
    """With its points on top of the total, or weighed; its rule begins anew, being out of something else."""
    changed = replace(editing.indicator_at(card, spot), on_top=on)
    made = rule(changed.rule.kind, changed, _marks(card, spot, changed))
    return editing.set_rule(card, spot, made, on_top=on)


def with_effect(card: Scorecard, spot: Spot, effect: Effect) -> Scorecard:
    """With another effect of a red line. The best grade is no cap: the next one stands in for it at first."""
    red_line = editing.indicator_at(card, spot).rule
    if not isinstance(red_line, RedLine):
        raise TypeError(red_line)
    next_best = card.grades[min(1, len(card.grades) - 1)].code if card.grades else ""
    grade = (red_line.grade or next_best) if effect is Effect.CAP_GRADE else ""
    return editing.set_rule(card, spot, replace(red_line, effect=effect, grade=grade))


def _marks(card: Scorecard, spot: Spot, indicator: Indicator) -> Decimal:
    """What the points of a weighed rule of this indicator would be out of."""
    if indicator.on_top:
        return ZERO
    weighed = replace(indicator, rule=Ladder("lower", ()))
    return card.full_marks(weighed, card.sections[spot.section].weight_of(weighed)) or HUNDRED
