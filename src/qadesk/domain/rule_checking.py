"""Checks of one rule: whether it is complete, runs one way, and can give what it promises."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Final

from qadesk.domain import months
from qadesk.domain.decimals import ONE, ZERO
from qadesk.domain.problems import Path, Problem, Problems, error, warning
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
)
from qadesk.domain.scorecard import Better, Indicator, Role, Scorecard, Section, Unit

MOST_RATE = Decimal(10)  # 1000 %: targets are overfulfilled, but not tenfold


def check_rule(card: Scorecard, section: Section, indicator: Indicator, path: Path) -> Problems:
    """What is wrong with an indicator's rule; `path` leads to the rule."""
    rule = indicator.rule
    problems = [*_kind(card, indicator, rule, path), *_taken_off(card, section, indicator, path)]
    yield from problems
    if not any(problem.severity == "error" for problem in problems):
        yield from _reach(card, section, indicator, path)


_MINUS: Final = re.compile("[-−]")


def value_range(indicator: Indicator) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest value an indicator can have; None: no limit."""
    low, high = unit_range(indicator)
    if not indicator.typed:
        return low, high
    return (
        low if indicator.least is None else indicator.least,
        high if indicator.greatest is None else indicator.greatest,
    )


def limit_range(indicator: Indicator) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest limit that can be meant: 95 for a rate, which is 0-1, is not."""
    low, high = value_range(indicator)
    return low, MOST_RATE if high is None and indicator.unit.is_rate else high


def unit_range(indicator: Indicator) -> tuple[Decimal | None, Decimal | None]:
    """The same as its unit alone has it."""
    if indicator.unit.is_rate and not indicator.formula and not indicator.typed:
        return ZERO, ONE
    if _MINUS.search(indicator.formula) and indicator.unit not in (Unit.RATING, Unit.SCORE, Unit.POINTS):
        return None, None  # a difference may be below 0
    return {
        Unit.RATING: (ONE, Decimal(indicator.top)),
        Unit.SCORE: (Decimal(-100), Decimal(100)),
        Unit.POINTS: (ZERO, months.HIGHEST),
    }.get(indicator.unit, (ZERO, None))


def _kind(card: Scorecard, indicator: Indicator, rule: Rule, path: Path) -> Iterable[Problem]:
    if _against(indicator, rule):
        yield error("rule_against", *path, kind=rule.kind, indicator=indicator.better.value)
    better = getattr(rule, "better", indicator.better.value)
    if better != indicator.better.value and not (isinstance(rule, Proportional) and rule.full is not None):
        yield error("rule_direction", *path, "better", rule=better, indicator=indicator.better.value)
    if isinstance(rule, Proportional):
        yield from _proportional(indicator, rule, path)
    elif isinstance(rule, Ladder):
        yield from _ladder(indicator, rule, path)
    elif isinstance(rule, Step):
        yield from _step(indicator, rule, path)
    elif isinstance(rule, Deduction | Bonus):
        yield from _counted(indicator, rule, path)
    elif isinstance(rule, Escalation):
        yield from _escalation(indicator, rule, path)
    elif isinstance(rule, PassFail):
        yield from _pass_fail(indicator, rule, path)
    elif isinstance(rule, RedLine):
        yield from _red_line(card, indicator, rule, path)
    if indicator.on_top and rule.role not in ("weighted", "bonus"):
        yield warning("on_top_needless", *path[:-1], "on_top", kind=rule.kind)


def _against(indicator: Indicator, rule: Rule) -> bool:
    """Whether a rule that counts occurrences as good or bad contradicts which way the indicator is better."""
    if isinstance(rule, Bonus):
        return indicator.better is Better.LOWER
    return isinstance(rule, Deduction | Escalation | RedLine) and indicator.better is Better.HIGHER


def _red_line(card: Scorecard, indicator: Indicator, rule: RedLine, path: Path) -> Problems:
    codes = [grade.code for grade in card.grades]
    if rule.effect is Effect.CAP_GRADE:
        if rule.grade not in codes:
            yield error("grade_unknown", *path, "grade", grade=rule.grade, grades=tuple(codes))
        elif rule.grade == codes[0]:
            yield warning("caps_nothing", *path, "grade", grade=rule.grade)
    yield from _inside(indicator, path, allowed=rule.allowed)
    _low, high = value_range(indicator)
    if high is not None and rule.allowed == high:
        yield warning("never_crossed", *path, "allowed", limit=rule.allowed)
    elif indicator.unit is Unit.SECONDS and not rule.allowed:
        yield warning("always_crossed", *path, "allowed", limit=rule.allowed)


def _escalation(indicator: Indicator, rule: Escalation, path: Path) -> Problems:
    """It counts occurrences: of anything else there is no first and second."""
    if indicator.unit is not Unit.COUNT:
        yield error("escalation_unit", *path, unit=indicator.unit.value)
    if not any(rule.costs):
        yield error("costs_none", *path, "costs")
    for before, after in pairwise((ZERO, *rule.costs)):
        if after < before:
            yield error("costs_falling", *path, "costs", before=before, after=after)
            return


def _counted(indicator: Indicator, rule: Deduction | Bonus, path: Path) -> Problems:
    yield from _positive(path, each=rule.each)
    if indicator.unit.is_rate:  # 0-1 in every rule: "2 for each" gives or takes 0.1 points for 5 %
        yield warning("each_of_share", *path, "each", each=rule.each, points=rule.each / 20)
    elif indicator.unit not in (Unit.COUNT, Unit.SECONDS):
        yield warning("each_of_value", *path, kind=rule.kind, unit=indicator.unit.value)
    if isinstance(rule, Bonus):
        yield from _positive(path, cap=rule.cap)
    elif rule.free < 0:
        yield error("negative", *path, "free", value=rule.free)
    else:
        yield from _inside(indicator, path, free=rule.free)


def _inside(indicator: Indicator, path: Path, **figures: Decimal) -> Problems:
    """Values that the figures of a rule are compared with: 5 for a rate, which is 0-1, is none of them."""
    low, high = limit_range(indicator)
    if indicator.unit.is_rate and indicator.greatest is None and figures.keys() <= {"allowed", "free"}:
        high = ONE  # what is too much is no overfulfilled target
    for name, figure in figures.items():
        below = low is not None and figure < low and name not in ("zero", "free")
        if below or (high is not None and figure > high):
            yield error("bound_out_of_range", *path, name, limit=figure, low=low, high=high)


def _pass_fail(indicator: Indicator, rule: PassFail, path: Path) -> Problems:
    yield from _standard(indicator, path)
    if indicator.role is Role.BONUS and rule.earns is None:
        yield error("on_top_needs_points", *path, "earns")
    if rule.earns is not None and rule.earns <= 0:
        yield error("earns_nothing", *path, "earns", earns=rule.earns)


def _proportional(indicator: Indicator, rule: Proportional, path: Path) -> Problems:
    if rule.full is None:
        yield from _standard(indicator, path, positive=True)
    elif indicator.better is Better.LOWER and rule.full < rule.zero:
        yield error("full_below_zero", *path, "full", full=rule.full, zero=rule.zero)
    elif rule.full <= rule.zero:
        yield error("full_not_above_zero", *path, "full", full=rule.full, zero=rule.zero)
    elif indicator.better is Better.LOWER:
        yield error("full_mark_rewards_more", *path, "full")
    else:
        yield from _inside(indicator, path, full=rule.full, zero=rule.zero)
    if indicator.role is Role.BONUS:
        yield error("proportional_on_top", *path)


def _ladder(indicator: Indicator, rule: Ladder, path: Path) -> Problems:
    if not rule.bands:
        yield error("bands_none", *path, "bands")
    if rule.of_standard:
        yield from _standard(indicator, path, positive=True)
    low, high = (None, None) if rule.of_standard else limit_range(indicator)
    better = 1 if rule.better == "higher" else -1
    for at, (limit, points) in enumerate(rule.bands):
        here = (*path, "bands", at)
        if at:
            before, more = rule.bands[at - 1]
            if (before - limit) * better <= 0:
                yield error("bands_order", *here, limit=limit, before=before)
            if points >= more:
                yield error("bands_points", *here, points=points, before=more)
        if rule.of_standard and not 0 <= limit <= MOST_RATE:
            yield error("band_no_share", *here, share=limit * 100)
        elif (low is not None and limit < low) or (high is not None and limit > high):
            yield error("band_out_of_range", *here, limit=limit, low=low, high=high)
    last = rule.bands[-1][1] if rule.bands else rule.otherwise + 1
    if rule.otherwise > last or (rule.otherwise == last and not rule.interpolated):
        yield error("otherwise_too_high", *path, "otherwise", points=rule.otherwise, before=last)


def _step(indicator: Indicator, rule: Step, path: Path) -> Problems:
    yield from _standard(indicator, path, positive=rule.relative)
    yield from _positive(path, unit=rule.unit)
    for name in ("lose", "gain"):
        if getattr(rule, name) < 0:
            yield error("negative", *path, name, value=getattr(rule, name))
    if not rule.lose and not rule.gain:
        yield error("step_does_nothing", *path)
    elif rule.relative and rule.unit > 1:
        yield warning("step_of_standard", *path, "unit", share=rule.unit * 100)
    elif not rule.relative and indicator.unit.is_rate and rule.unit >= 1:
        yield warning("step_of_share", *path, "unit", share=rule.unit * 100)
    if rule.gain and rule.cap is None and indicator.role is Role.BONUS:
        yield error("cap_missing", *path, "cap")
    if rule.cap is not None and rule.floor > rule.cap:
        yield error("floor_above_cap", *path, "floor", floor=rule.floor, cap=rule.cap)


def _standard(indicator: Indicator, path: Path, *, positive: bool = False) -> Problems:
    if indicator.standard is None:
        yield error("standard_missing", *path[:-1], "standard")
    elif positive and indicator.standard <= 0:
        yield error("standard_not_positive", *path[:-1], "standard", standard=indicator.standard)


def _positive(path: Path, **figures: Decimal) -> Problems:
    for name, figure in figures.items():
        if figure <= 0:
            yield error("not_positive", *path, name, value=figure)


def _taken_off(card: Scorecard, section: Section, indicator: Indicator, path: Path) -> Problems:
    """Whether a rule that takes points off, or adds some, has room to between its floor and its cap."""
    rule = indicator.rule
    start = marks = card.full_marks(indicator, section.weight_of(indicator))
    if isinstance(rule, Step):
        start = start if rule.at_standard is None else rule.at_standard
    elif not isinstance(rule, Deduction | Escalation):
        return
    loses = rule.lose if isinstance(rule, Step) else _least_cost(rule)
    if loses > 0 and rule.floor >= start:
        yield error("floor_stops_all", *path, "floor", floor=rule.floor, start=start)
    if isinstance(rule, Step) and rule.gain > 0 and start >= (most := rule.bounds(marks)[1]):
        yield warning("cap_stops_all", *path, "cap", cap=most, start=start)


def _least_cost(rule: Deduction | Escalation) -> Decimal:
    return rule.each if isinstance(rule, Deduction) else max(rule.costs, default=ZERO)


def _reach(card: Scorecard, section: Section, indicator: Indicator, path: Path) -> Problems:
    """Whether the best value there can be earns full marks, and no more, and the worst one less."""
    if indicator.role not in (Role.WEIGHTED, Role.BONUS):
        return
    yield from _worst(card, section, indicator, path)
    if indicator.role is not Role.WEIGHTED:
        return
    marks = card.full_marks(indicator, section.weight_of(indicator))
    _lowest, most = indicator.rule.bounds(marks)
    low, high = value_range(indicator)
    best = low if indicator.better is Better.LOWER else high
    if best is not None:
        most = min(most, indicator.rule.points(best, indicator.standard, marks))
    if most < marks:
        yield error("no_full_marks", *path, most=most, marks=marks)
    elif most > marks and not (indicator.figure in months.FIGURES and most <= months.HIGHEST):
        yield warning("above_full_marks", *path, most=most, marks=marks)


def _worst(card: Scorecard, section: Section, indicator: Indicator, path: Path) -> Problems:
    low, high = value_range(indicator)
    worst = high if indicator.better is Better.LOWER else low
    if worst is None:
        return
    marks = card.full_marks(indicator, section.weight_of(indicator))
    _least, most = indicator.rule.bounds(marks)
    if most > ZERO and indicator.rule.points(worst, indicator.standard, marks) >= most:
        yield warning("always_full", *path, limit=worst, points=most)
