"""Every way a scorecard can be wrong is named, at the place where it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from qadesk.domain.checking import check, unit_of
from qadesk.domain.measures import SOURCES
from qadesk.domain.problems import Severity
from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Effect,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Step,
    Unscored,
)
from qadesk.domain.scorecard import Better, Grade, Indicator, Names, Scorecard, Section, Unit
from qadesk.domain.scorecard_forms import from_dict, to_dict
from qadesk.services import scorecards

D = Decimal
STANDARD = scorecards.shipped()


def edited(path: tuple[str | int, ...], value: Any) -> Scorecard:
    """The standard scorecard with one place of its file form changed (None: taken out)."""
    data: Any = to_dict(STANDARD)
    place = data
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return from_dict(data)


def found(card: Scorecard) -> set[tuple[str, tuple[str | int, ...]]]:
    return {(problem.code, problem.path) for problem in check(card)}


def test_the_shipped_scorecard_is_sound() -> None:
    assert check(STANDARD) == ()


RESPONSE = ("sections", 0, "indicators", 0)
BANDS = (*RESPONSE, "rule", "bands")
ATTITUDE = ("sections", 3, "indicators", 0)
COMPLAINTS = ("sections", 5, "indicators", 0)


@pytest.mark.parametrize(
    "path, value, code, at",
    [
        ((*RESPONSE, "weight"), "15", "weights_sum", ("sections",)),
        ((*RESPONSE, "weight"), "-20", "weight_lacking", (*RESPONSE, "weight")),
        ((*RESPONSE, "weight"), "1E999999", "figure_out_of_range", (*RESPONSE, "weight")),
        ((*RESPONSE, "standard"), "NaN", "figure_out_of_range", (*RESPONSE, "standard")),
        ((*RESPONSE, "code"), "csat", "code_repeated", (*RESPONSE, "code")),
        ((*RESPONSE, "code"), "a b", "code_invalid", (*RESPONSE, "code")),
        ((*RESPONSE, "code"), "response_time", "measure_unknown", (*RESPONSE, "code")),
        ((*RESPONSE, "measure"), "speed", "measure_unknown", (*RESPONSE, "measure")),
        ((*RESPONSE, "measure"), "csat", "measure_unit", (*RESPONSE, "unit")),
        ((*RESPONSE, "better"), "higher", "rule_direction", (*RESPONSE, "rule", "better")),
        ((*RESPONSE, "formula"), "csat / 0", "formula", (*RESPONSE, "formula")),
        ((*RESPONSE, "formula"), "csat * 9999999999999", "formula", (*RESPONSE, "formula")),
        ((*RESPONSE, "formula"), "max(1, csat / 0.0000000000001)", "formula", (*RESPONSE, "formula")),
        ((*RESPONSE, "formula"), "csat / handled", "formula_unknown", (*RESPONSE, "formula")),
        ((*RESPONSE, "formula"), "avg_response_seconds + 1", "formula_circle", (*RESPONSE, "formula")),
        (BANDS, [], "bands_none", BANDS),
        (BANDS, [["30", "90"]], "no_full_marks", (*RESPONSE, "rule")),
        (
            BANDS,
            [["30", "100"], ["25", "90"]],
            "bands_order",
            (*BANDS, 1),
        ),
        (
            BANDS,
            [["30", "100"], ["35", "100"]],
            "bands_points",
            (*BANDS, 1),
        ),
        ((*RESPONSE, "rule", "otherwise"), "60", "otherwise_too_high", (*RESPONSE, "rule", "otherwise")),
        (
            ("sections", 1, "indicators", 0, "rule", "bands"),
            [["95", "100"]],
            "band_out_of_range",
            ("sections", 1, "indicators", 0, "rule", "bands", 0),
        ),
        (
            ("sections", 1, "indicators", 0, "standard"),
            "90",
            "standard_out_of_range",
            ("sections", 1, "indicators", 0, "standard"),
        ),
        ((*COMPLAINTS, "standard"), None, "standard_missing", (*COMPLAINTS, "standard")),
        ((*COMPLAINTS, "rule", "unit"), "0", "not_positive", (*COMPLAINTS, "rule", "unit")),
        (("cap",), "90", "cap_range", ("cap",)),
        (("grades", 1, "at_least"), "95", "grades_order", ("grades", 1, "at_least")),
        (("grades", 0, "at_least"), "110", "grade_unreachable", ("grades", 0, "at_least")),
        (("grades", 0, "quota"), "20", "quota_range", ("grades", 0, "quota")),
        (("grades", 3, "quota"), "0.2", "quota_on_last", ("grades", 3, "quota")),
        (("sections", 0, "share"), "20", "share_mixed", ("sections",)),
        ((*ATTITUDE, "levels"), [], "measure_unknown", (*ATTITUDE, "code")),
        ((*BANDS, 1, 0), "1E999999", "figure_out_of_range", (*BANDS, 1, 0)),
        ((*COMPLAINTS, "rule", "unit"), "1E-20", "figure_out_of_range", (*COMPLAINTS, "rule", "unit")),
        (("name",), {"zh": " ", "en": ""}, "name_missing", ("name",)),
        (("name",), {"zh": "方案", "en": ""}, "name_in_one_language", ("name",)),
        (("focus_extra",), "60", "focus_range", ("focus_extra",)),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_at_its_place(
    path: tuple[str | int, ...], value: Any, code: str, at: tuple[str | int, ...]
) -> None:
    assert (code, at) in found(edited(path, value))


def one(rule: Any, **more: Any) -> Scorecard:
    """A scorecard of one typed indicator with this rule."""
    settings: dict[str, Any] = {"unit": Unit.COUNT, "better": Better.HIGHER, "standard": D(4)} | more
    settings.setdefault("greatest", D(1000) if settings["unit"] is Unit.COUNT else None)
    on_top = settings.get("on_top", False) or rule.role != "weighted"
    made = Indicator("x", Names("甲", "X"), weight=D(0 if on_top else 100), rule=rule, typed=True, **settings)
    grades = (Grade("A", Names("好", "Good"), D(60)), Grade("B", Names("差", "Poor"), D(0)))
    sections = [Section("s", Names("节", "S"), (made,))]
    if on_top:
        base = Indicator(
            "y", Names("乙", "Y"), Unit.COUNT, Better.HIGHER, D(100), PassFail("higher"), D(1),
            typed=True, greatest=D(9),
        )  # fmt: skip
        sections.append(Section("t", Names("节二", "T"), (base,)))
    return Scorecard("made", 1, Names("方案", "Card"), tuple(sections), grades, D(105))


@pytest.mark.parametrize(
    "card, code",
    [
        (one(Step("higher", D(1))), "step_does_nothing"),
        (one(Step("higher", D(1), gain=D(-1))), "negative"),
        (one(Step("higher", D(1), lose=D(1), floor=D(110), cap=D(100))), "floor_above_cap"),
        (one(Step("higher", D(1), gain=D(1)), on_top=True), "cap_missing"),
        (one(Step("higher", D("0.1"), gain=D(1), relative=True), standard=D(0)), "standard_not_positive"),
        (one(Proportional(better="higher"), standard=None), "standard_missing"),
        (one(Proportional(full=D(1), zero=D(1))), "full_not_above_zero"),
        (one(Proportional(full=D(5)), better=Better.LOWER), "full_mark_rewards_more"),
        (one(Proportional(full=D(5)), on_top=True), "proportional_on_top"),
        (one(Proportional(better="higher", cap=D(120))), "above_full_marks"),
        (one(PassFail("higher"), on_top=True), "on_top_needs_points"),
        (one(PassFail("higher", earns=D(60))), "no_full_marks"),
        (one(Deduction(D(0)), better=Better.LOWER), "not_positive"),
        (one(Deduction(D(5), free=D(-1)), better=Better.LOWER), "negative"),
        (one(Deduction(D(5), floor=D(100)), better=Better.LOWER), "floor_stops_all"),
        (one(Deduction(D(5)), better=Better.LOWER, on_top=True), "floor_stops_all"),  # 0 less 5, not below 0
        (one(Deduction(D(5), floor=D(-10)), better=Better.LOWER, on_top=True), ""),
        (one(Step("higher", D(1), lose=D(5), floor=D(80), at_standard=D(80), gain=D(9))), "floor_stops_all"),
        (one(Step("higher", D(1), lose=D(5), floor=D(-9)), on_top=True), ""),
        (one(Bonus(D(1), D(0))), "not_positive"),
        (one(RedLine(Effect.CAP_GRADE, "Z"), better=Better.LOWER), "grade_unknown"),
        (one(Ladder("higher", ((D(1), D(100)),), of_standard=True), standard=None), "standard_missing"),
        (one(Unscored()), ""),
    ],
)
def test_rules_that_cannot_be_meant(card: Scorecard, code: str) -> None:
    codes = {problem.code for problem in check(card)}
    assert codes == set() if not code else code in codes


def test_weights_inside_a_section_with_a_share_add_up_to_a_hundred() -> None:
    halves = [
        replace(i, code=code, weight=D(weight))
        for i in one(PassFail("higher")).indicators()
        for code, weight in (("x", 60), ("z", 30))
    ]
    section = Section("s", Names("节", "S"), tuple(halves), share=D(100))
    card = replace(one(PassFail("higher")), sections=(section,))
    (problem,) = check(card)
    assert (problem.code, problem.path) == ("section_weights_sum", ("sections", 0, "indicators"))
    assert problem.detail == {"sum": D(90), "lacking": D(10)}


def test_what_only_needs_a_look_is_a_warning() -> None:
    card = one(Proportional(better="higher", cap=D(120)))
    assert [problem.severity for problem in check(card)] == [Severity.WARNING]


@pytest.mark.parametrize("grow", [lambda c: c.sections * 21, lambda c: (c.sections[0],) * 201])
def test_a_scorecard_has_its_bounds(grow: Callable[[Scorecard], tuple[Section, ...]]) -> None:
    codes = {problem.code for problem in check(replace(STANDARD, sections=grow(STANDARD)))}
    assert "too_many_sections" in codes


def test_every_measure_has_a_unit() -> None:
    assert {unit_of(measure) for measure in SOURCES} == {
        unit for unit in Unit if unit is Unit.RATE or not unit.is_rate
    }
    with pytest.raises(KeyError):
        unit_of("speed")


@pytest.mark.parametrize(
    "card, code",
    [
        (one(RedLine(), better=Better.HIGHER), "rule_against"),
        (one(Deduction(D(5)), better=Better.HIGHER), "rule_against"),
        (one(Bonus(D(2), D(4)), better=Better.LOWER), "rule_against"),
        (one(PassFail("higher", earns=D(-2)), on_top=True), "earns_nothing"),
        (one(PassFail("higher", earns=D(0)), on_top=True), "earns_nothing"),
    ],
)
def test_what_rewards_the_worse_is_refused(card: Scorecard, code: str) -> None:
    assert [p.severity for p in check(card) if p.code == code] == [Severity.ERROR]


RATING = {"unit": Unit.RATING, "greatest": None}
RATE = {"unit": Unit.RATE, "greatest": D(1), "standard": None}


@pytest.mark.parametrize(
    "card, code",
    [
        (one(PassFail("higher"), standard=D(1), **RATING), "always_full"),
        (one(PassFail("higher"), standard=D(2), **RATING), ""),
        (one(PassFail("higher"), standard=D(0)), "always_full"),
        (one(PassFail("lower"), better=Better.LOWER, standard=D(1000)), "always_full"),
        (one(PassFail("lower"), better=Better.LOWER, standard=D(999)), ""),
        (one(Ladder("higher", ((D(0), D(100)),))), "always_full"),
        (one(PassFail("higher", earns=D(2)), on_top=True, standard=D(0)), "always_full"),
        (one(Deduction(D(2)), **RATE | {"better": Better.LOWER}), "each_of_share"),
        (one(Bonus(D(2), D(4)), **RATE), "each_of_share"),
        (one(Deduction(D(2)), better=Better.LOWER), ""),
    ],
)
def test_what_is_most_likely_not_meant_is_a_warning(card: Scorecard, code: str) -> None:
    assert {(p.code, p.severity) for p in check(card)} == ({(code, Severity.WARNING)} if code else set())


@pytest.mark.parametrize(
    "more, code, severity",
    [
        ({"greatest": None}, "bounds_missing", Severity.WARNING),
        ({"greatest": None, "least": D(1)}, "bounds_missing", Severity.WARNING),
        ({"least": D(-1)}, "bound_out_of_range", Severity.ERROR),
        ({"unit": Unit.RATING, "greatest": D(6)}, "bound_out_of_range", Severity.ERROR),
        ({"least": D(10), "greatest": D(10)}, "bounds_order", Severity.ERROR),
        ({"greatest": D(3)}, "standard_out_of_range", Severity.ERROR),
    ],
)
def test_a_typed_value_has_bounds(more: dict[str, Any], code: str, severity: Severity) -> None:
    severities = {problem.code: problem.severity for problem in check(one(PassFail("higher"), **more))}
    assert severities.get(code) is severity


def test_bounds_belong_to_typed_values_only() -> None:
    assert ("bounds_needless", (*RESPONSE, "least")) in found(edited((*RESPONSE, "least"), "1"))


def test_the_unit_bounds_what_has_bounds_by_nature() -> None:
    for unit in (Unit.RATING, Unit.SCORE):
        codes = {p.code for p in check(one(PassFail("higher"), unit=unit, greatest=None))}
        assert "bounds_missing" not in codes
