"""Small faults planted in scoring that no other test saw: each test says which fault it fails for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qadesk.domain.assessing import assess
from qadesk.domain.computed import with_computed
from qadesk.domain.measures import Measurement, Tally, measure, measure_ratings
from qadesk.domain.quotas import lowered
from qadesk.domain.rules import Bonus, Deduction, Effect, Proportional, RedLine, Unscored
from qadesk.domain.scorecard import Better, Unit
from qadesk.domain.scoring import Given, State, Status, farthest_behind
from tests.unit.domain.cards import card, indicator

D = Decimal


def measured(**values: object) -> dict[str, Given]:
    """These values, well observed."""
    return {code: Given(State.OBSERVED, Measurement(D(str(value)), 20)) for code, value in values.items()}


def test_a_red_line_that_caps_the_grade_improves_none() -> None:
    """Fails for: a red line "at most B" that turns a D into a B; two of them, of which the last one holds."""
    lines = [
        indicator("first", 0, RedLine(Effect.CAP_GRADE, "C"), unit=Unit.COUNT),
        indicator("last", 0, RedLine(Effect.CAP_GRADE, "B"), unit=Unit.COUNT),
    ]
    table = card({"s": [indicator("a", 100), *lines]})
    poor = assess(table, measured(a=10, last=1))
    assert (poor.grade, poor.by_total) == ("D", None)
    both = assess(table, measured(a=95, first=1, last=1))
    assert (both.grade, both.by_total) == ("C", "A")


def test_a_red_line_at_zero_is_no_second_grade() -> None:
    """Fails for: "by the total A" beside a total that a red line has set to 0."""
    line = indicator("r", 0, RedLine(), unit=Unit.COUNT)
    made = assess(card({"s": [indicator("a", 100), line]}), measured(a=95, r=1))
    assert (made.total, made.grade, made.by_total, made.computed) == (0, "D", None, 95)


def test_what_lowered_a_grade_is_named_and_nothing_else() -> None:
    """Fails for: a red line named that caps the grade no lower than the total; a quota that was not full."""
    lines = [
        indicator("mild", 0, RedLine(Effect.CAP_GRADE, "A"), unit=Unit.COUNT),
        indicator("hard", 0, RedLine(Effect.CAP_GRADE, "C"), unit=Unit.COUNT),
    ]
    table = card({"s": [indicator("a", 100), *lines]})
    capped = assess(table, measured(a=95, mild=1, hard=1))
    assert (lowered(table, capped).red_lines, lowered(table, capped).full) == (("hard",), None)
    full = lowered(table, replace(capped, grade="D")).full
    assert full is not None
    assert full.code == "C"


def test_the_weakest_area_is_weighed_and_the_first_of_equals() -> None:
    """Fails for: a bonus called the weakest area, or the last of several that cost the same."""
    bonus = indicator("more", 0, Bonus(D(1), D(5)), unit=Unit.COUNT)
    table = card({"s": [indicator("a", 40), indicator("b", 40), indicator("c", 20), bonus]})
    assert assess(table, measured(a=50, b=50, c=100, more=2)).weakest == "a"
    assert assess(table, measured(a=100, b=100, c=100, more=0)).weakest is None


def test_what_is_farthest_behind_is_weighed_and_measured_by_its_standard() -> None:
    """Fails for: how far behind as a share of the value; a bonus or shown figure called farthest behind."""
    lower = indicator("a", 50, better=Better.LOWER, standard=D(20))
    higher = indicator("b", 50, standard=D(80))
    shown = indicator("x", 0, Unscored(), better=Better.LOWER, standard=D(1))
    made = assess(card({"s": [lower, higher, shown]}), measured(a=60, b=20, x=99))
    assert (made.line("a").behind, made.line("b").behind, made.line("x").behind) == (2, D("0.75"), 98)
    assert farthest_behind(made.lines) == "a"


def test_more_than_full_points_cost_nothing() -> None:
    """Fails for: points above 100 that count as a gain where it is said what an indicator costs."""
    rule = Proportional(full=D(50), cap=D(150))
    made = assess(card({"s": [indicator("a", 50, rule), indicator("b", 50)]}), measured(a=75, b=90))
    assert (made.line("a").points, made.line("a").lost, made.line("b").lost) == (150, 0, 5)


def test_nobody_says_how_many_observations_a_typed_figure_has() -> None:
    """Fails for: "too few data" said of a typed or computed figure, or of a count."""
    typed = indicator("t", 50, unit=Unit.RATE, typed=True, rule=Proportional(full=D(1)))
    made = assess(card({"s": [typed, indicator("b", 50)]}), measured(t="0.9", b=90))
    assert made.line("t").evidence is None
    assert made.line("b").evidence is not None


def test_a_figure_only_shown_is_missing_where_it_is_no_count() -> None:
    """Fails for: a rate nobody measured shown as 0, or a count without records called missing."""
    rate = indicator("r", 0, Unscored(), unit=Unit.RATE)
    count = indicator("c", 0, Unscored(), unit=Unit.COUNT)
    made = assess(card({"s": [indicator("a", 100), rate, count]}), measured(a=90))
    assert (made.line("r").state, made.line("r").value) == (State.MISSING, None)
    assert (made.line("c").state, made.line("c").value) == (State.OBSERVED, 0)
    assert made.status is Status.GRADED


def test_deductions_never_take_a_total_below_nothing() -> None:
    """Fails for: a total below 0."""
    slips = indicator("e", 0, Deduction(D(5), floor=D(-50)), unit=Unit.COUNT, on_top=True)
    assert assess(card({"s": [indicator("a", 100), slips]}), measured(a=10, e=9)).total == 0


def test_intervals_stay_on_their_scale() -> None:
    """Fails for: an interval of stars below 1, of ten levels cut at 5, of NPS as if detractors were fewer."""
    stars = measure(Tally(rated=2, rating_sum=6, rating_squared=26), {"csat"})["csat"].interval
    assert stars is not None
    assert 1 < stars.low < stars.high < 5
    ten = measure_ratings([D(2), D(9)], 10).interval
    assert ten is not None
    assert 2 < ten.low < 3
    assert 8 < ten.high < 9
    nps = measure(Tally(surveys=8, promoters=4, detractors=4), {"nps"})["nps"].interval
    assert nps is not None
    assert nps.low == -nps.high
    assert nps.high > 50  # half of them +100, half of them −100


def test_a_computed_figure_that_was_settled_before_stands() -> None:
    """Fails for: a closed month's computed figure worked out anew, from records that changed since."""
    table = card({"s": [indicator("a", 50, typed=True), indicator("twice", 50, formula="a * 2")]})
    kept = measured(a=10, twice=42)
    assert with_computed(table, kept, {})["twice"] == kept["twice"]
