"""When two totals are not to be called different."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.assessing import assess
from qadesk.domain.comparison import alike, total_interval
from qadesk.domain.measures import Measurement
from qadesk.domain.scoring import Given, State
from qadesk.domain.statistics import Interval
from tests.unit.domain.cards import MISSING, card, indicator, knowledge, scorecards, seen

D = Decimal


def between(value: int, low: int, high: int) -> Given:
    return Given(State.OBSERVED, Measurement(D(value), 20, Interval(D(low), D(high))))


def test_the_uncertainty_of_two_lines_adds_up_in_squares() -> None:
    two = card({"a": [indicator("a", 50)], "b": [indicator("b", 50)]})
    made = assess(two, {"a": between(60, 54, 68), "b": between(70, 62, 76)})
    # 60 and 70 by halves: 65; down the root of 3 and 4 squared, up the root of 4 and 3 squared.
    assert total_interval(two, made) == Interval(D(60), D(70))


def test_what_is_certain_has_no_width() -> None:
    one = card({"a": [indicator("a", 100)]})
    assert total_interval(one, assess(one, {"a": seen(60)})) == Interval(D("60.00"), D("60.00"))


def test_no_total_has_no_interval() -> None:
    one = card({"a": [indicator("a", 100)]})
    assert total_interval(one, assess(one, {"a": MISSING})) is None


def test_the_interval_stays_between_zero_and_the_cap() -> None:
    one = card({"a": [indicator("a", 100)]}, cap=100)
    made = assess(one, {"a": between(50, -80, 300)})
    assert total_interval(one, made) == Interval(D(0), D(100))


def test_alike_are_those_whose_intervals_touch() -> None:
    spans = {"x": Interval(D(90), D(95)), "y": Interval(D(85), D(90)), "z": Interval(D(60), D(80))}
    assert alike(spans, ["x", "y", "z"]) == {"x": ("y",), "y": ("x",), "z": ()}


@given(st.data())
def test_the_computed_total_lies_in_its_interval(data: st.DataObject) -> None:
    made = data.draw(scorecards())
    result = assess(made, data.draw(knowledge(made, missing=False)))
    interval = total_interval(made, result)
    assert (interval is None) == (result.computed is None)
    if interval is not None and result.computed is not None:
        assert interval.low <= result.computed <= interval.high
