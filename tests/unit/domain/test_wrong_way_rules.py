"""Rules that would reward the worse, or do nothing: which are refused, pointed out, or fine."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from qadesk.domain.assessing import assess
from qadesk.domain.checking import LOWER, check, unit_of
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
    Rule,
    Step,
    Unscored,
)
from qadesk.domain.scorecard import Better, Grade, Indicator, Marks, Names, Scorecard, Section, Unit
from tests.unit.domain.cards import seen

D = Decimal
# A standard that fits each unit, the greatest value typed, and a value on either side of the standard.
UNITS: dict[Unit, tuple[str, str]] = {
    Unit.COUNT: ("4", "1000"),
    Unit.SECONDS: ("40", "3600"),
    Unit.RATE: ("0.5", "1"),
    Unit.PER_10000: ("0.5", "1"),
    Unit.PER_MILLION: ("0.5", "1"),
    Unit.RATING: ("3", "5"),
    Unit.SCORE: ("40", "100"),
    Unit.POINTS: ("40", "105"),
}
RATES = (Unit.RATE, Unit.PER_10000, Unit.PER_MILLION)
SHORT = (Unit.RATING, Unit.SCORE, Unit.POINTS)  # counted in no occurrences


def of_unit(unit: Unit, better: Better, rule: Rule, **more: Any) -> Indicator:
    standard, greatest = UNITS[unit]
    on_top = more.get("on_top", False) or rule.role != "weighted"
    settings: dict[str, Any] = {"standard": D(standard), "greatest": D(greatest), "typed": True} | more
    return Indicator("x", Names("甲", "X"), unit, better, D(0 if on_top else 60), rule, **settings)


def carded(made: Indicator, **more: Any) -> Scorecard:
    """A scorecard of this indicator, whose section may have bounds, and one with the rest of the weight."""
    rest = Indicator("y", Names("乙", "Y"), Unit.COUNT, Better.HIGHER, D(100) - made.weight,
                     PassFail("higher"), D(1), typed=True, greatest=D(9))  # fmt: skip
    grades = (Grade("A", Names("好", "Good"), D(60)), Grade("B", Names("差", "Poor"), D(0)))
    sections = (Section("s", Names("节", "S"), (made,), **more), Section("t", Names("节二", "T"), (rest,)))
    return Scorecard("made", 1, Names("方案", "Card"), sections, grades, D(105))


def found(card: Scorecard) -> set[tuple[str, Severity]]:
    return {(one.code, one.severity) for one in check(card)}


def rungs(way: str, *points: int) -> tuple[tuple[Decimal, Decimal], ...]:
    """Bands at all of the standard, and at a tenth of it on the worse side."""
    limits = (D(1), D("0.9" if way == "higher" else "1.1"))
    return tuple((limit, D(earned)) for limit, earned in zip(limits, points, strict=True))


_RULES: dict[str, Any] = {
    "proportional by standard": lambda way: Proportional(better=way),
    "ladder falling": lambda way: Ladder(way, rungs(way, 100, 50), of_standard=True),
    "ladder rising": lambda way: Ladder(way, rungs(way, 50, 100), of_standard=True),
    "ladder of 95 times": lambda way: Ladder(way, ((D(95), D(100)),), of_standard=True),
    "steps": lambda way: Step(way, D("0.1"), lose=D(5), relative=True),
    "steps that gain": lambda way: Step(way, D("0.1"), gain=D(5), at_standard=D(80), relative=True),
    "steps that gain from the top": lambda way: Step(way, D("0.1"), lose=D(1), gain=D(5), relative=True),
    "steps that lose less than nothing": lambda way: Step(way, D("0.1"), D(-5), D(1), relative=True),
    "steps that gain less than nothing": lambda way: Step(way, D("0.1"), D(5), D(-1), relative=True),
    "steps of 1000 %": lambda way: Step(way, D(10), lose=D(5), relative=True),
    "steps of 1": lambda way: Step(way, D(1), lose=D(5)),
    "pass or fail": lambda way: PassFail(way),
    "pass that loses": lambda way: PassFail(way, D(-2)),
    "pass for nothing": lambda way: PassFail(way, D(0)),
    "deduction": lambda _way: Deduction(D(5), free=D(2)),
    "deduction that adds": lambda _way: Deduction(D(-5)),
    "bonus": lambda _way: Bonus(D(2), D(4)),
    "bonus that takes": lambda _way: Bonus(D(-2), D(4)),
    "bonus up to less than 0": lambda _way: Bonus(D(2), D(-4)),
    "red line": lambda _way: RedLine(allowed=D("0.6")),
    "red line over 5": lambda _way: RedLine(allowed=D(5)),
    "red line below 0": lambda _way: RedLine(allowed=D(-1)),
    "red line at the best grade": lambda _way: RedLine(Effect.CAP_GRADE, "A", D("0.6")),
    "full mark": lambda _way: Proportional(full=D("0.9")),
    "shown only": lambda _way: Unscored(),
}  # fmt: skip
FINE = ""
# Rule, direction → what is said of it: in each unit of a group; "*" are all others.
SAID: dict[tuple[str, str], dict[Any, str]] = {
    **{(rule, way): {"*": FINE} for way in ("lower", "higher") for rule in (
        "proportional by standard", "ladder falling", "steps that gain", "pass or fail", "shown only")},
    **{("steps", way): {"*": FINE} for way in ("lower", "higher")},
    **{(rule, way): {"*": code} for way in ("lower", "higher") for rule, code in (
        ("ladder rising", "! bands_points"), ("ladder of 95 times", "! band_no_share"),
        ("steps that gain from the top", "cap_stops_all"), ("steps of 1000 %", "step_of_standard"),
        ("steps that lose less than nothing", "! negative"),
        ("steps that gain less than nothing", "! negative"), ("pass that loses", "! earns_nothing"),
        ("pass for nothing", "! earns_nothing"))},
    **{("steps of 1", way): {RATES: "step_of_share", "*": FINE} for way in ("lower", "higher")},
    ("deduction", "higher"): {"*": "! rule_against"},
    ("deduction", "lower"): {RATES: "! bound_out_of_range of free", SHORT: "each_of_value", "*": FINE},
    ("deduction that adds", "higher"): {"*": "! rule_against"},
    ("deduction that adds", "lower"): {"*": "! not_positive"},
    ("bonus", "lower"): {"*": "! rule_against"},
    ("bonus", "higher"): {RATES: "each_of_share", SHORT: "each_of_value", "*": FINE},
    ("bonus that takes", "lower"): {"*": "! rule_against"},
    ("bonus that takes", "higher"): {"*": "! not_positive"},
    ("bonus up to less than 0", "lower"): {"*": "! rule_against"},
    ("bonus up to less than 0", "higher"): {"*": "! not_positive"},
    ("red line", "higher"): {"*": "! rule_against"},
    ("red line", "lower"): {(Unit.RATING,): "! bound_out_of_range", "*": FINE},
    ("red line over 5", "higher"): {"*": "! rule_against"},
    ("red line over 5", "lower"): {RATES: "! bound_out_of_range", (Unit.RATING,): "never_crossed", "*": FINE},
    ("red line below 0", "higher"): {"*": "! rule_against"},
    ("red line below 0", "lower"): {(Unit.SCORE,): FINE, "*": "! bound_out_of_range"},
    ("red line at the best grade", "higher"): {"*": "! rule_against"},
    ("red line at the best grade", "lower"): {"*": "caps_nothing"},
    ("full mark", "lower"): {"*": "! full_mark_rewards_more"},
    ("full mark", "higher"): {(Unit.RATING,): "! bound_out_of_range", "*": FINE},
}  # fmt: skip


@pytest.mark.parametrize("rule", _RULES)
@pytest.mark.parametrize("way", list(Better))
def test_every_kind_in_every_direction_and_unit(rule: str, way: Better) -> None:
    """Each kind of rule × direction × sign of its figures, in all eight units."""
    expected = SAID[rule, way.value]
    for unit in Unit:
        said = next(
            (text for group, text in expected.items() if group != "*" and unit in group), expected["*"]
        )
        codes = found(carded(of_unit(unit, way, _RULES[rule](way.value))))
        code = said.removeprefix("! ").split(" of ")[0]
        severity = Severity.ERROR if said.startswith("! ") else Severity.WARNING
        where = f"{rule}, {way.value}, {unit.value}: {codes}"
        assert (code, severity) in codes if code else not codes, where


@pytest.mark.parametrize(
    "more, better, rule, code",
    [
        # figures that no value of the unit can be, at a rate mostly 5 for 5 %
        ({"unit": Unit.RATE}, Better.HIGHER, Proportional(full=D(95)), "! bound_out_of_range"),
        ({"unit": Unit.RATE, "greatest": D(2)}, Better.HIGHER, Proportional(full=D(95)),
         "! bound_out_of_range"),
        ({"unit": Unit.RATE, "greatest": D(2)}, Better.LOWER, RedLine(allowed=D(30)), "! bound_out_of_range"),
        ({"unit": Unit.SECONDS}, Better.LOWER, RedLine(), "always_crossed"),
        ({"unit": Unit.COUNT}, Better.LOWER, RedLine(), ""),
        ({"unit": Unit.COUNT, "greatest": D(3), "standard": None}, Better.LOWER, RedLine(allowed=D(3)),
         "never_crossed"),
        # a full mark at less than what is worth nothing: another rule does that
        ({"unit": Unit.SECONDS}, Better.LOWER, Proportional(full=D(240), zero=D(360)), "! full_below_zero"),
        ({"unit": Unit.SECONDS}, Better.HIGHER, Proportional(full=D(240), zero=D(360)),
         "! full_not_above_zero"),
        # a formula's rate is a share of 1, too
        ({"unit": Unit.RATE, "typed": False, "greatest": None, "formula": "y / 9"}, Better.LOWER,
         Deduction(D(2)), "each_of_share"),
        # the mark "bonus points" on what gives none
        ({"unit": Unit.COUNT, "on_top": True}, Better.LOWER, RedLine(), "on_top_needless"),
        ({"unit": Unit.COUNT, "on_top": True}, Better.HIGHER, Unscored(), "on_top_needless"),
        ({"unit": Unit.COUNT, "on_top": True}, Better.HIGHER, Bonus(D(1), D(5)), ""),
        # on top, a step that begins where it ends
        ({"unit": Unit.COUNT, "on_top": True}, Better.HIGHER,
         Step("higher", D(1), D(1), D(1), D(5), D(-5), D(5)), "cap_stops_all"),
        ({"unit": Unit.COUNT, "on_top": True}, Better.HIGHER,
         Step("higher", D(1), gain=D(1), at_standard=D(4), cap=D(5)), ""),
    ],
)  # fmt: skip
def test_relatives_of_wrong_way_rules(more: dict[str, Any], better: Better, rule: Rule, code: str) -> None:
    unit = more.pop("unit")
    codes = found(carded(of_unit(unit, better, rule, **more)))
    severity = Severity.ERROR if code.startswith("! ") else Severity.WARNING
    assert codes == ({(code.removeprefix("! "), severity)} if code else set())


@pytest.mark.parametrize("unit", RATES)
@pytest.mark.parametrize("rule", [RedLine(allowed=D(5)), Deduction(D(200), free=D(5))])
def test_five_of_a_rate_is_no_five_per_cent(unit: Unit, rule: Rule) -> None:
    """Fails for: a typed rate without a maximum, of which nobody ever has more than 500 %."""
    codes = found(carded(of_unit(unit, Better.LOWER, rule, greatest=None)))
    assert ("bound_out_of_range", Severity.ERROR) in codes
    fine = replace(rule, **{"allowed" if isinstance(rule, RedLine) else "free": D("0.05")})
    codes = found(carded(of_unit(unit, Better.LOWER, fine, greatest=None)))
    assert not any(severity is Severity.ERROR for _code, severity in codes)


def test_the_better_direction_of_a_figure_of_the_records_is_known() -> None:
    """Every one of them the wrong way round is pointed out, but for talk time, which may go either way."""
    for measure in SOURCES:
        right = Better.LOWER if measure in LOWER else Better.HIGHER
        for better in Better:
            one = Indicator(
                "x", Names("甲", "X"), unit_of(measure), better, D(0), Unscored(), None, measure=measure
            )
            said = {code for code, _severity in found(carded(one))}
            wrong = better is not right and measure != "avg_talk_seconds"
            assert ("measure_direction" in said) == wrong, (measure, better)


@pytest.mark.parametrize(
    "bounds, code",
    [
        ({"least": D(2)}, "given_to_all"),
        ({"most": D(-1)}, "taken_from_all"),
        ({"least": D(-2), "most": D(3)}, ""),
        ({"least": D(0), "most": D(0)}, ""),
    ],
)
def test_limits_of_a_section_that_everybody_feels(bounds: dict[str, Any], code: str) -> None:
    one = of_unit(Unit.COUNT, Better.HIGHER, Bonus(D(1), D(5)))
    assert found(carded(one, **bounds)) == ({(code, Severity.WARNING)} if code else set())


# ---- whatever passes the check keeps its direction

figures = st.decimals(-5, 150, places=1) | st.decimals("-0.1", "1.5", places=2)
limits = st.lists(figures, min_size=1, max_size=4, unique=True)


def anything(better: Better) -> st.SearchStrategy[Rule]:
    """A rule of any kind with any figures; ladders mostly run one way, as all that pass do."""
    way = st.just(better.value)
    bands = limits.map(
        lambda found: tuple(zip(sorted(found, reverse=better is Better.HIGHER), STEPS, strict=False))
    )
    return st.one_of(
        st.builds(Proportional, st.none() | figures, figures, way, st.none() | figures),
        st.builds(Ladder, way, bands, figures, st.booleans(), st.booleans()),
        st.builds(Ladder, way, st.lists(st.tuples(figures, figures), min_size=1, max_size=3).map(tuple)),
        st.builds(Step, way, figures, figures, figures, st.none() | figures, figures, st.none() | figures,
                  st.booleans(), st.booleans()),
        st.builds(Deduction, figures, figures, figures),
        st.builds(PassFail, way, st.none() | figures),
        st.builds(Bonus, figures, figures),
        st.builds(RedLine, st.sampled_from(list(Effect)), st.sampled_from(["A", "B"]), figures),
    )  # fmt: skip


STEPS = (D(100), D(80), D(60), D(40))


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # most of what is drawn is refused
@given(st.data())
def test_a_better_value_never_lowers_points_or_total(data: st.DataObject) -> None:
    """Of any rule with any figures that is not refused, by the direction that the indicator says."""
    better = data.draw(st.sampled_from(list(Better)))
    unit = data.draw(st.sampled_from([Unit.COUNT, Unit.RATE, Unit.SECONDS, Unit.SCORE]))
    more = {"on_top": data.draw(st.booleans()), "standard": data.draw(figures), "greatest": None}
    made = of_unit(unit, better, data.draw(anything(better)), **more)
    card = replace(carded(made), marks=data.draw(st.sampled_from(list(Marks))))
    assume(not any(severity is Severity.ERROR for _code, severity in found(card)))
    worse, good = sorted((data.draw(figures), data.draw(figures)), reverse=better is Better.LOWER)
    one, other = (assess(card, {"x": seen(value), "y": seen(1)}) for value in (worse, good))
    earned, more_earned = one.line("x").points or D(0), other.line("x").points or D(0)
    assert earned <= more_earned
    assert (one.total or D(-1)) <= (other.total or D(-1))
    assert card.grade_rank(one.grade or "") >= card.grade_rank(other.grade or "")
