"""Checks of a scorecard: what keeps it from being published, and what its author should look at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from qadesk.domain import check_figures, computed, earlier, formula, months
from qadesk.domain.decimals import HUNDRED
from qadesk.domain.earlier_figures import MEASURED
from qadesk.domain.formula import FormulaError, Node
from qadesk.domain.formula_tree import PERIODS
from qadesk.domain.measures import COUNTS, SOURCES
from qadesk.domain.peer_checking import check_peers
from qadesk.domain.problems import Path, Problem, Problems, error, warning
from qadesk.domain.rule_checking import check_rule, limit_range, unit_range, value_range
from qadesk.domain.rule_forms import COSTS
from qadesk.domain.scorecard import (
    MOST_INDICATORS,
    MOST_SECTIONS,
    Better,
    Indicator,
    Names,
    Origin,
    Role,
    Scorecard,
    Section,
    Unit,
)
from qadesk.domain.scorecard_forms import to_dict
from qadesk.domain.total_checking import check_shares, check_total

CODE = re.compile(r"[^\W\d][\w-]{0,59}")
LARGEST = Decimal("1E9")
FINEST = -12  # the exponent of the smallest place a figure may have
# What holds a figure in the file form, besides bands and the unit of a step.
_FIGURES = frozenset((
    "cap", "at_least", "quota", "share", "most", "least", "weight", "standard", "focus_extra", "full", "zero",
    "otherwise", "lose", "gain", "at_standard", "floor", "each", "free", "earns", "allowed", "greatest",
    "least_share", "limit", "value",
))  # fmt: skip
_UNITS = {
    "avg_response_seconds": Unit.SECONDS,
    "avg_talk_seconds": Unit.SECONDS,
    "median_response_seconds": Unit.SECONDS,
    "standardised_response": Unit.SECONDS,
    "standardised_response_equal": Unit.SECONDS,
    "response_same_hours": Unit.SECONDS,
    "csat": Unit.RATING,
    "nps": Unit.SCORE,
    **dict.fromkeys(check_figures.OF_POINTS, Unit.POINTS),
    **dict.fromkeys(months.FIGURES, Unit.POINTS),
    "praises": Unit.COUNT,
    "errors": Unit.COUNT,
    "abusive_language": Unit.COUNT,
    "employed_days": Unit.COUNT,
}  # all other measures are rates
# Figures of the records that get better as they fall; all others as they rise.
LOWER = frozenset(
    {"avg_response_seconds", "avg_talk_seconds", "complaint_rate", "escalation_rate", "errors", "error_rate"}
    | {"abusive_language", "median_response_seconds", "standardised_response"}
    | {"standardised_response_equal", "response_same_hours"}
)


def check(card: Scorecard) -> tuple[Problem, ...]:
    """Everything that is wrong with a scorecard, in the order of its table; nothing for a sound one."""
    out_of_range = tuple(_figures(to_dict(card), ()))
    if out_of_range:  # with such figures no arithmetic is safe
        return out_of_range
    return tuple(_all(card))


def unit_of(measure: str) -> Unit:
    """The unit of a figure of the records. Raises KeyError for one that is not known."""
    if measure not in SOURCES:
        raise KeyError(measure)
    return _UNITS.get(measure, Unit.RATE)


def _counts_in(measure: str, unit: Unit) -> bool:
    """Whether a figure of the records can be shown in a unit: any rate in percent or finer."""
    own = unit_of(measure)
    return own is unit or (own is Unit.RATE and unit.is_rate)


def _all(card: Scorecard) -> Problems:
    yield from _named(card.names, ())
    yield from _settings(card)
    yield from _grades(card)
    yield from _weights(card)
    yield from _codes(card)
    for at, section in enumerate(card.sections):
        yield from _section(card, section, ("sections", at))
    yield from _formulas(card)
    yield from _parts(card)
    yield from check_shares(card)
    yield from check_total(card)


def _figures(data: Any, path: Path) -> Problems:
    """Figures too large or too fine to be meant; the file form is looked at, where each has its place."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _figures(value, (*path, key))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from _figures(value, (*path, at))
    elif path[-1:] == ("costs",):
        for one in str(data).split(COSTS):
            yield from _figures(one, (*path[:-1], "each"))
    elif _is_figure(path):
        value = Decimal(data)
        if not value.is_finite() or abs(value) > LARGEST or int(value.as_tuple().exponent) < FINEST:
            yield error("figure_out_of_range", *path, value=str(data)[:40])


def _is_figure(path: Path) -> bool:
    in_bands = len(path) > 3 and path[-3] == "bands" and path[-1] in (0, 1)  # the rest are words
    return path[-1] in _FIGURES or path[-2:] == ("rule", "unit") or in_bands


def _settings(card: Scorecard) -> Problems:
    if not CODE.fullmatch(card.code):
        yield error("code_invalid", "code", given=card.code)
    if not HUNDRED <= card.cap <= 2 * HUNDRED:
        yield error("cap_range", "cap", cap=card.cap)
    if card.quota_from < 1:
        yield error("not_positive", "quota_from", value=Decimal(card.quota_from))
    if not 0 <= card.focus_extra <= 50:
        yield error("focus_range", "focus_extra", value=card.focus_extra)
    if len(card.sections) > MOST_SECTIONS:
        yield error("too_many_sections", "sections", n=len(card.sections), most=MOST_SECTIONS)
    together = sum(len(section.indicators) for section in card.sections)
    if together > MOST_INDICATORS:
        yield error("too_many_indicators", "sections", n=together, most=MOST_INDICATORS)
    if not any(i.role is Role.WEIGHTED for i in card.indicators()):
        yield error("nothing_weighted", "sections")


def _grades(card: Scorecard) -> Problems:
    if not card.grades:
        yield error("grades_none", "grades")
    repeated = _repeated(grade.code for grade in card.grades)
    for at, grade in enumerate(card.grades):
        here: Path = ("grades", at)
        yield from _named(grade.names, here)
        if not grade.code.strip() or grade.code in repeated:
            problem = "code_repeated" if grade.code.strip() else "code_invalid"
            yield error(problem, *here, "code", given=grade.code)
        if at and grade.at_least >= card.grades[at - 1].at_least:
            before = card.grades[at - 1].at_least
            yield error("grades_order", *here, "at_least", at_least=grade.at_least, before=before)
        if grade.at_least > card.cap:
            yield error("grade_unreachable", *here, "at_least", at_least=grade.at_least, cap=card.cap)
        if grade.quota is not None:
            if not 0 < grade.quota < 1:
                yield error("quota_range", *here, "quota", quota=grade.quota)
            elif at == len(card.grades) - 1:
                yield error("quota_on_last", *here, "quota")


def _weights(card: Scorecard) -> Problems:
    weighing = [s for s in card.sections if any(i.role is Role.WEIGHTED for i in s.indicators)]
    shared = [s for s in weighing if s.share is not None]
    if shared and len(shared) < len(weighing):
        without = tuple(s.code for s in weighing if s.share is None)
        yield error("share_mixed", "sections", sections=without)
    elif weighing:
        together = sum((s.weight for s in weighing), Decimal(0))
        if together != HUNDRED:
            yield error("weights_sum", "sections", sum=together, lacking=HUNDRED - together)


def _codes(card: Scorecard) -> Problems:
    sections = _repeated(section.code for section in card.sections)
    indicators = _repeated(indicator.code for indicator in card.indicators())
    for at, section in enumerate(card.sections):
        yield from _code(section.code, sections, ("sections", at, "code"))
        for number, indicator in enumerate(section.indicators):
            yield from _code(indicator.code, indicators, ("sections", at, "indicators", number, "code"))


def _code(code: str, repeated: frozenset[str], path: Path) -> Problems:
    if not CODE.fullmatch(code):
        yield error("code_invalid", *path, given=code)
    elif code in repeated:
        yield error("code_repeated", *path, given=code)


def _section(card: Scorecard, section: Section, path: Path) -> Problems:
    yield from _named(section.names, path)
    if not section.indicators:
        yield error("section_empty", *path, "indicators")
    weighted = [i for i in section.indicators if i.role is Role.WEIGHTED]
    if section.share is not None:
        inside = sum((i.weight for i in weighted), Decimal(0))
        if section.share <= 0 or not weighted:
            yield error("share_range", *path, "share", share=section.share)
        elif inside != HUNDRED:
            lacking = HUNDRED - inside
            yield error("section_weights_sum", *path, "indicators", sum=inside, lacking=lacking)
    if section.most is not None and section.least is not None and section.least > section.most:
        yield error("floor_above_cap", *path, "least", floor=section.least, cap=section.most)
    elif any(i.role is Role.BONUS for i in section.indicators):
        if section.least is not None and section.least > 0:
            yield warning("given_to_all", *path, "least", points=section.least)
        if section.most is not None and section.most < 0:
            yield warning("taken_from_all", *path, "most", points=-section.most)
    for at, indicator in enumerate(section.indicators):
        yield from _indicator(card, section, indicator, (*path, "indicators", at))


def _indicator(card: Scorecard, section: Section, indicator: Indicator, path: Path) -> Problems:
    yield from _named(indicator.names, path)
    weighted = indicator.role is Role.WEIGHTED
    if weighted and indicator.weight <= 0:
        yield error("weight_lacking", *path, "weight", weight=indicator.weight)
    elif not weighted and indicator.weight:
        yield error("weight_needless", *path, "weight", weight=indicator.weight)
    yield from _origin(indicator, path)
    yield from _levels(indicator, path)
    yield from _bounds(indicator, path)
    low, high = limit_range(indicator)
    standard = indicator.standard
    if standard is not None and (
        (low is not None and standard < low) or (high is not None and standard > high)
    ):
        yield error("standard_out_of_range", *path, "standard", standard=standard, low=low, high=high)
    yield from check_rule(card, section, indicator, (*path, "rule"))


def _origin(indicator: Indicator, path: Path) -> Problems:
    said = [bool(indicator.formula), bool(indicator.levels), indicator.typed, bool(indicator.measure)]
    if sum(said) > 1:
        yield error("origin_twice", *path)
    if indicator.origin is not Origin.RECORDS:
        return
    measure = indicator.figure
    if measure not in SOURCES:
        where = "measure" if indicator.measure else "code"
        yield error("measure_unknown", *path, where, measure=measure)
    elif not _counts_in(measure, indicator.unit):
        yield error("measure_unit", *path, "unit", unit=indicator.unit.value, needed=unit_of(measure).value)
    else:
        usual = Better.LOWER if measure in LOWER else Better.HIGHER
        if indicator.better is not usual and measure != "avg_talk_seconds":  # longer talks may be meant
            yield warning("measure_direction", *path, "better", indicator=indicator.better.value)


def _bounds(indicator: Indicator, path: Path) -> Problems:
    """The least and greatest value that may be typed."""
    least, greatest = indicator.least, indicator.greatest
    given = {name: one for name, one in (("least", least), ("greatest", greatest)) if one is not None}
    if given and indicator.origin is not Origin.TYPED:
        yield error("bounds_needless", *path, next(iter(given)))
        return
    low, high = unit_range(indicator)
    for name, one in given.items():
        if (low is not None and one < low) or (high is not None and one > high):
            yield error("bound_out_of_range", *path, name, limit=one, low=low, high=high)
    if least is not None and greatest is not None and least >= greatest:
        yield error("bounds_order", *path, "greatest", low=least, high=greatest)
    if indicator.origin is Origin.TYPED and None in value_range(indicator):
        yield warning("bounds_missing", *path, "greatest")


def _parts(card: Scorecard) -> Problems:
    """What a typed value is said to be a part of."""
    typed = {i.code: i for i in card.typed_items()}
    for at, section in enumerate(card.sections):
        for number, indicator in enumerate(section.indicators):
            if not indicator.part_of:
                continue
            here: Path = ("sections", at, "indicators", number, "part_of")
            whole = typed.get(indicator.part_of)
            if indicator.origin is not Origin.TYPED:
                yield error("part_needless", *here)
            elif whole is None or whole is indicator:
                yield error("part_unknown", *here, name=indicator.part_of)
            elif whole.unit is not indicator.unit:
                yield error("part_unit", *here, unit=indicator.unit.value, needed=whole.unit.value)


def _levels(indicator: Indicator, path: Path) -> Problems:
    if not indicator.levels:
        return
    numbers = sorted(level.level for level in indicator.levels)
    if numbers != list(range(1, len(numbers) + 1)) or not 2 <= len(numbers) <= 10:
        yield error("levels_wrong", *path, "levels", levels=tuple(numbers))
    if indicator.unit is not Unit.RATING:
        yield error("rated_unit", *path, "unit", unit=indicator.unit.value)
    for at, level in enumerate(indicator.levels):
        yield from _named(level.name, (*path, "levels", at))
        if not (level.wording.zh.strip() or level.wording.en.strip()):
            yield warning("wording_missing", *path, "levels", at, "wording", level=level.level)


def _formulas(card: Scorecard) -> Problems:
    indicators = {i.code: i for i in card.indicators()}
    known = indicators.keys() | COUNTS.keys()
    parsed: dict[str, Node] = {}
    places: dict[str, Path] = {}
    for at, section in enumerate(card.sections):
        for number, indicator in enumerate(section.indicators):
            if indicator.standard_from:
                yield from _standard_from(
                    card, indicator, ("sections", at, "indicators", number, "standard_from")
                )
            if not indicator.formula:
                continue
            here: Path = ("sections", at, "indicators", number, "formula")
            try:
                node = formula.parse(indicator.formula)
            except FormulaError as wrong:
                yield error("formula", *here, problem=wrong.problem, text=wrong.text, at=wrong.at)
                continue
            if formula.reach(node) > formula.FAR:
                yield error("formula", *here, problem="far", text="", at=0)
            unknown = sorted(set(formula.names(node)) - known)
            if unknown:
                yield error("formula_unknown", *here, names=tuple(unknown))
            else:
                yield from check_peers(indicator, node, indicators, here)
            yield from _earlier(card, node, here)
            parsed[indicator.code], places[indicator.code] = node, here
    through, conditions = False, computed.conditions_of(card)
    try:
        computed.in_order(parsed, conditions)
        through = True
        computed.in_order(parsed, conditions, all_periods=True)
    except computed.Circular as circle:
        here = places[circle.codes[0]]
        yield error("formula_circle_periods" if through else "formula_circle", *here, codes=circle.codes)


def _standard_from(card: Scorecard, indicator: Indicator, here: Path) -> Problems:
    """A standard that follows from other periods, and from nothing of this one."""
    try:
        node = formula.parse(indicator.standard_from)
    except FormulaError as wrong:
        yield error("formula", *here, problem=wrong.problem, text=wrong.text, at=wrong.at)
        return
    if own := tuple(dict.fromkeys(formula.names(node))):
        yield error("standard_from_now", *here, names=own)
    elif not formula.elsewhere(node):
        yield error("standard_from_nothing", *here)
    if indicator.standard is None:
        yield error("standard_from_alone", *here)
    yield from _earlier(card, node, here)


def _earlier(card: Scorecard, node: Node, here: Path) -> Problems:
    """What a formula asks for of other periods."""
    known = {i.code for i in card.indicators()}
    asked = [one for one in formula.elsewhere(node) if one.function in PERIODS]
    unknown = sorted({one.code for one in asked} - known - {earlier.TOTAL})
    if unknown:
        yield error("earlier_unknown", *here, names=tuple(unknown))
    for one in asked:
        unmeasured = one.code not in unknown and not earlier.measured_to_date(card, one.code)
        if one.function in MEASURED and unmeasured:
            yield error("to_date_unmeasured", *here, name=one.code)


def _named(names: Names, path: Path) -> Problems:
    if not (names.zh.strip() or names.en.strip()):
        yield error("name_missing", *path, "name")
    elif not (names.zh.strip() and names.en.strip()):
        yield warning("name_in_one_language", *path, "name", language="en" if names.zh.strip() else "zh")


def _repeated(codes: Iterator[str]) -> frozenset[str]:
    return frozenset(code for code, n in Counter(codes).items() if n > 1)
