"""What every rule and every total promises, against the same figures worked out in fractions beside it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from qadesk.domain.assessing import assess
from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Ladder,
    PassFail,
    Proportional,
    Rule,
    Step,
)
from qadesk.domain.scorecard import Better, Names, Role, Scorecard, Section
from qadesk.domain.scoring import Given, State
from tests.unit.domain.cards import card, indicator, knowledge, scorecards, seen

D, F = Decimal, Fraction
ways = st.sampled_from(["lower", "higher"])
points = st.decimals(0, 120, places=1)
above_0 = st.decimals("0.01", 200, places=2)
values = st.decimals(0, 400, places=2)


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """Any that runs one way: better limits first, fewer points each."""
    better = draw(ways)
    limits = sorted(draw(st.sets(values, min_size=1, max_size=6)), reverse=better == "higher")
    n = len(limits) + 1
    steps = sorted(draw(st.sets(st.decimals(-10, 120, places=1), min_size=n, max_size=n)), reverse=True)
    bands = tuple(zip(limits, steps, strict=False))
    return Ladder(better, bands, steps[-1], of_standard=draw(st.booleans()), interpolated=draw(st.booleans()))


proportional = st.one_of(
    st.builds(lambda zero, more, cap: Proportional(zero + more, zero, cap=cap), points, above_0, points),
    st.builds(Proportional, better=ways, cap=st.none() | points),
)
steps = st.builds(
    lambda floor, more, **rest: Step(floor=floor, cap=floor + more, **rest),
    st.decimals(-20, 60, places=1), points, better=ways, unit=above_0, lose=points, gain=points,
    at_standard=st.none() | points, pro_rata=st.booleans(), relative=st.booleans(),
)  # fmt: skip
deductions = st.builds(Deduction, above_0, st.decimals(-20, 60, places=1), st.decimals(0, 4, places=0))
rules = st.one_of(
    ladders(), proportional, steps, deductions,
    st.builds(PassFail, ways, st.none() | points), st.builds(Bonus, above_0, points),
)  # fmt: skip
marks = st.sampled_from([D(100), D(0), D(20), D("7.5")])


def sound(rule: Rule, full: Decimal) -> bool:
    """Whether the floor leaves anything to take off; a table where it does not cannot be published."""
    start = rule.at_standard if isinstance(rule, Step) and rule.at_standard is not None else full
    return not isinstance(rule, Step | Deduction) or rule.floor < start


def way(rule: Rule) -> str:
    if isinstance(rule, Bonus) or (isinstance(rule, Proportional) and rule.full is not None):
        return "higher"
    return "lower" if isinstance(rule, Deduction) else str(rule.better)  # type: ignore[union-attr]


@given(rules, marks, above_0, values, values)
def test_a_better_value_never_earns_less(
    rule: Rule, full: Decimal, standard: Decimal, a: Decimal, b: Decimal
) -> None:
    worse, better = sorted((a, b), reverse=way(rule) == "lower")
    assert rule.points(worse, standard, full) <= rule.points(better, standard, full)


@given(rules, marks, above_0, values)
def test_points_keep_between_floor_and_cap(
    rule: Rule, full: Decimal, standard: Decimal, value: Decimal
) -> None:
    assume(sound(rule, full))
    low, high = rule.bounds(full)
    assert low <= rule.points(value, standard, full) <= high


@given(rules, marks, above_0, values)
def test_points_are_exact(rule: Rule, full: Decimal, standard: Decimal, value: Decimal) -> None:
    exact, got = by_fractions(rule, value, standard, full), rule.points(value, standard, full)
    sloped = getattr(rule, "pro_rata", False) or getattr(rule, "interpolated", False)
    if isinstance(rule, Proportional) or sloped:
        assert abs(F(got) - exact) < F(1, 10**20)  # a quotient may have no end
    else:
        assert F(got) == exact


def interpolated(rule: Ladder, value: F, points: list[tuple[F, F]]) -> F:
    """On the line through the two points beside a value, larger values meaning better ones."""
    if value >= points[0][0]:
        return points[0][1]
    for (right, high), (left, low) in pairwise(points):
        if left <= value <= right:
            return low + (high - low) / (right - left) * (value - left)
    return F(rule.otherwise)


def by_fractions(rule: Any, value: Any, standard: Any, full: Any) -> Any:
    """The points of a rule by its definition, in exact fractions."""
    value, standard, full = F(value), F(standard), F(full)
    if isinstance(rule, Ladder):
        unit = standard if rule.of_standard else F(1)
        sign = 1 if rule.better == "higher" else -1
        ahead = [(value - F(limit) * unit) * sign for limit, _earned in rule.bands]
        reached = [at for at, far in enumerate(ahead) if far > 0 or (far == 0 and not rule.is_over(at))]
        if rule.interpolated and reached and not rule.is_flat(min(reached)):
            return interpolated(rule, value * sign, [(F(a) * unit * sign, F(b)) for a, b in rule.bands])
        return max((F(rule.bands[at][1]) for at in reached), default=F(rule.otherwise))
    if isinstance(rule, Step):
        ahead = (value - standard) * (1 if rule.better == "higher" else -1)
        units = abs(ahead) / (F(rule.unit) * (standard if rule.relative else 1))
        units = units if rule.pro_rata else F(units.numerator // units.denominator)
        start = full if rule.at_standard is None else F(rule.at_standard)
        made = start + units * F(rule.gain) if ahead > 0 else start - units * F(rule.lose)
        top = full if rule.cap is None else F(rule.cap)
        bottom = F(rule.floor) if rule.lose else min(start, top)
        return min(max(made, bottom), top if rule.gain else min(start, top))
    if isinstance(rule, Proportional):
        top = full if rule.cap is None else F(rule.cap)
        if rule.full is not None:
            share = (value - F(rule.zero)) / (F(rule.full) - F(rule.zero))
        elif rule.better == "higher":
            share = value / standard
        elif value == 0:
            return top
        else:
            share = standard / value
        return min(max(share * full, F(0)), top)
    if isinstance(rule, Deduction):
        return max(full - max(value - F(rule.free), F(0)) * F(rule.each), min(F(rule.floor), full))
    if isinstance(rule, PassFail):
        met = value >= standard if rule.better == "higher" else value <= standard
        return (full if rule.earns is None else F(rule.earns)) if met else F(0)
    if isinstance(rule, Bonus):
        return min(value * F(rule.each), F(rule.cap))
    return F(0)


# ---- totals


def reckoned(table: Scorecard, known: dict[str, Given]) -> Fraction | None:
    """The computed total in exact fractions; None while something is missing or nothing counts."""
    inside: dict[str, tuple[Fraction, Fraction]] = {}  # weight by section: all of it, and what counts
    base, bonus, counting = F(0), F(0), F(0)
    for section in table.sections:
        weighed = [i for i in section.indicators if i.role is Role.WEIGHTED]
        whole = sum((F(section.weight_of(i)) for i in weighed), F(0))
        alive = [i for i in weighed if known[i.code].state in (State.OBSERVED, State.MISSING)]
        left = sum((F(section.weight_of(i)) for i in alive), F(0))
        inside[section.code] = (whole, left)
        if any(known[i.code].state is State.MISSING for i in alive):
            return None
        if left:
            counting += whole
            base += sum(
                (
                    F(section.weight_of(i)) * whole / left
                    * by_fractions(i.rule, known[i.code].measurement.value, i.standard or 0, table.full_marks(
                        i, section.weight_of(i)))
                    for i in alive
                ), F(0),
            )  # fmt: skip
        extra = [i for i in section.indicators if i.role is Role.BONUS]
        earned = sum(
            (by_fractions(i.rule, known[i.code].measurement.value or 0, i.standard or 0, 0) for i in extra),
            F(0),
        )
        bonus += F(section.on_top(D(earned.numerator) / earned.denominator)) if extra else 0
    return min(max(base / counting + bonus, F(0)), F(table.cap)) if counting else None


def bounded(table: Scorecard, cap: int) -> Scorecard:
    """With a cap that totals reach, and enough to take off that they reach 0."""
    slips = indicator("slips", rule=Deduction(D("12.5"), floor=D(-90)), on_top=True, better=Better.LOWER)
    return replace(table, cap=D(cap), sections=(*table.sections, Section("less", Names("", ""), (slips,))))


@given(st.data())
def test_a_total_is_the_exact_one_rounded_half_up(data: st.DataObject) -> None:
    table = bounded(data.draw(scorecards()), data.draw(st.integers(20, 120)))
    known: dict[str, Given] = data.draw(knowledge(table)) | {"slips": seen(data.draw(st.integers(0, 9)))}
    done, exact = assess(table, known), reckoned(table, known)
    if exact is None:
        assert done.computed is None
    else:
        cents = (exact * 100 + F(1, 2)).__floor__()
        assert done.computed == D(cents) / 100
        assert done.computed.as_tuple().exponent == -2


@given(st.data())
def test_no_order_of_sections_or_rows_moves_a_figure(data: st.DataObject) -> None:
    table = data.draw(scorecards())
    known: dict[str, Given] = data.draw(knowledge(table))
    mixed = tuple(
        replace(section, indicators=tuple(data.draw(st.permutations(section.indicators))))
        for section in data.draw(st.permutations(table.sections))
    )
    one, other = assess(table, known), assess(replace(table, sections=mixed), known)
    assert (one.total, one.computed, one.grade, one.bonus) == (
        other.total, other.computed, other.grade, other.bonus,
    )  # fmt: skip
    assert set(one.lines) == set(other.lines)


def test_a_third_does_not_cost_a_cent() -> None:
    """1 of 3 has no end in decimals: 30 % of it are 10 all the same, and 79.995 is 80.00."""
    full = {"a": Proportional(full=D(3)), "b": Proportional(full=D(100)), "c": Proportional(full=D(100))}
    weights = {"a": 30, "b": 50, "c": 20}
    table = card({"s": [indicator(code, weights[code], rule) for code, rule in full.items()]})
    done = assess(table, {"a": seen(1), "b": seen("99.99"), "c": seen(100)})
    assert (done.total, done.grade) == (D("80.00"), "B")
