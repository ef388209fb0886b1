"""The curve of a rule: it runs one way, stays within its bounds, jumps where the rule does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from qadesk.domain import starters
from qadesk.domain.curves import shape, telling_values
from qadesk.domain.decimals import ZERO
from qadesk.domain.rules import RULES, Bonus, Deduction, Ladder, PassFail, Proportional, Rule, Step, Unscored
from qadesk.domain.scorecard import Better, Indicator, Names, Unit

D = Decimal


def indicator(rule: Rule, unit: Unit = Unit.COUNT, standard: str | None = "4") -> Indicator:
    better = Better(getattr(rule, "better", "lower"))
    required = None if standard is None else D(standard)
    return Indicator("a", Names("a", "a"), unit, better, D(100), rule, required)


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("better", list(Better))
@pytest.mark.parametrize("kind", sorted(RULES))
def test_a_curve_runs_one_way_and_stays_within_its_rule(unit: Unit, better: Better, kind: str) -> None:
    start = Indicator("a", Names("a", "a"), unit, better, D(100), Unscored(), D("0.9"))
    made = replace(start, rule=starters.rule(kind, start))
    found = shape(made, D(100))
    if kind in ("red_line", "unscored"):
        assert found is None
        return
    assert found is not None
    values = [value for value, _points in found.line]
    heights = [points for _value, points in found.line]
    assert values == sorted(values)
    assert (values[0], values[-1]) == (found.low, found.high)
    assert len(found.line) <= 500
    assert min(heights) >= found.least
    assert max(heights) <= found.most
    rising = made.rule.kind == "bonus" or (
        better is Better.HIGHER and kind not in ("deduction", "escalation")
    )
    assert heights == sorted(heights, reverse=not rising)
    assert telling_values(made, found, D(100))


def test_a_curve_jumps_where_the_ladder_does() -> None:
    rule = Ladder("higher", ((D("0.98"), D(100)), (D("0.95"), D(80))), ZERO)
    found = shape(indicator(rule, Unit.RATE, "0.95"), D(100))
    assert found is not None
    at = [value for value, points in found.line if points == 80]
    assert found.standard == D("0.95")
    assert abs(min(at) - D("0.95")) <= (found.high - found.low) / 240
    assert len({points for _value, points in found.line}) == 3


def test_the_curve_of_a_count_shows_both_sides_of_its_standard() -> None:
    found = shape(indicator(PassFail("higher"), Unit.COUNT, "1"), D(100))
    assert found is not None
    assert (found.low, found.high, found.least, found.most) == (0, 2, 0, 100)
    assert dict(found.line)[D(0)] == 0


@pytest.mark.parametrize(
    "rule",
    [
        Proportional(full=D(0)),
        Step("lower", D(0), D(1)),
        Step("lower", D(1), D(1)),
        Proportional(better="higher"),
        Bonus(D(0), D(5)),
        Deduction(D(0)),
    ],
)
def test_a_rule_that_cannot_be_reckoned_has_no_curve(rule: Rule) -> None:
    assert shape(indicator(rule, standard=None), D(100)) is None
