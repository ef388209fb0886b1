"""Figures of other periods in formulas: how they are asked for, brought together, and when there is none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain import earlier, formula
from qadesk.domain.assessing import assess
from qadesk.domain.checking import check
from qadesk.domain.computed import with_computed
from qadesk.domain.decimals import uncut
from qadesk.domain.earlier import Came, Earlier, EarlierFigures, EarlierStandards
from qadesk.domain.earlier_figures import NoEarlier
from qadesk.domain.formula import Elsewhere, FormulaError
from qadesk.domain.measures import Measurement
from qadesk.domain.periods import period
from qadesk.domain.rules import PassFail, Proportional, Step, Unscored
from qadesk.domain.scorecard import Better, Grade, Indicator, Names, Scorecard, Section, Unit
from qadesk.domain.scoring import Given, State

D = Decimal
AGENT = 1


def seen(value: object) -> Given:
    return Given(State.OBSERVED, Measurement(D(str(value)), 10))


def sat(**more: object) -> Indicator:
    """Satisfaction, typed, worth everything."""
    made = Indicator(
        "sat", Names("满意率", "Satisfaction"), Unit.RATE, Better.HIGHER, D(100), Proportional(full=D(1)),
        None, typed=True,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def computed(written: str, code: str = "gain", **more: object) -> Indicator:
    """What is computed by a formula and shown only."""
    made = Indicator(code, Names("环比", "Change"), Unit.SCORE, Better.HIGHER, D(0), Unscored(), None,
                     formula=written)  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


STEP = Step("higher", D(1), lose=D(1), gain=D(1), at_standard=D(0), floor=D(-5), cap=D(5))


def card(*indicators: Indicator, version: int = 1) -> Scorecard:
    grades = (Grade("A", Names("优", "A"), D(90)), Grade("D", Names("差", "D"), D(0)))
    section = Section("all", Names("全部", "All"), indicators)
    return Scorecard("c", version, Names("卡", "Card"), (section,), grades, D(105))


def known(now: str, *others: Scorecard, **values: object) -> Earlier:
    """What periods such as p2026_09 came out with: the agent's satisfaction, closed; None: it has none."""
    came = {}
    for name, value in values.items():
        measured = Measurement(None if value is None else D(str(value)), 7)
        own = others[0] if others else card(sat())
        came[name[1:].replace("_", "-")] = Came(own, {AGENT: {"sat": measured}}, {AGENT: 1})
    return Earlier(period(now), came)


def found(written: str, past: Earlier, *, under: Scorecard | None = None) -> earlier.EarlierFigure:
    under = under or card(sat(), computed(written))
    (one,) = EarlierFigures(under, past).of(AGENT)
    return one


def test_functions_are_read_in_both_languages() -> None:
    for text in ("before(sat)", "上月(sat)", "上期（sat）", "BEFORE( sat )"):
        assert formula.parse(text) == Elsewhere("before", "sat")
    assert formula.parse("前几月平均(满意率, 3)") == Elsewhere("mean_of_last", "满意率", 3)
    assert Elsewhere("mean_of_last", "sat", 3).key == "mean_of_last(sat, 3)"
    assert formula.parse(Elsewhere("mean_of_last", "sat", 3).key) == Elsewhere("mean_of_last", "sat", 3)


@pytest.mark.parametrize(
    "text, problem",
    [
        ("before()", "takes_figure"),
        ("before(sat", "takes_figure"),
        ("before(sat + 1)", "takes_figure"),
        ("before(0.9)", "takes_figure"),
        ("before(sat, 2)", "takes_figure"),
        ("before(before(sat))", "takes_figure"),
        ("mean_of_last(sat)", "takes_number"),
        ("mean_of_last(sat, 0)", "takes_number"),
        ("mean_of_last(sat, 13)", "takes_number"),
        ("mean_of_last(sat, 2.5)", "takes_number"),
        ("mean_of_last(sat, 25%)", "takes_number"),
        ("mean_of_last(sat, n)", "takes_number"),
        ("before(「满意率」)", "called"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(text: str, problem: str) -> None:
    with pytest.raises(FormulaError) as no:
        formula.parse(text)
    assert no.value.problem == problem


@pytest.mark.parametrize(
    "now, text, periods",
    [
        ("2026-01", "before(sat)", "2025-12"),
        ("2026-Q1", "before(sat)", "2025-Q4"),
        ("2026-H2", "before(sat)", "2026-H1"),
        ("2026", "before(sat)", "2025"),
        ("2026-02", "year_before(sat)", "2025-02"),
        ("2026-Q3", "year_before(sat)", "2025-Q3"),
        ("2026-02", "mean_of_last(sat, 3)", "2026-01 2025-12 2025-11"),
        ("2026-Q1", "lowest_of_last(sat, 2)", "2025-Q4 2025-Q3"),
    ],
)
def test_which_periods_are_meant(now: str, text: str, periods: str) -> None:
    asked = formula.parse(text)
    assert isinstance(asked, Elsewhere)
    assert " ".join(one.code for one in earlier.periods_of(asked, period(now))) == periods


def test_the_quarter_to_date_ends_with_the_month() -> None:
    first, last = earlier.to_date(period("2026-10")), earlier.to_date(period("2026-12"))
    assert (str(first.start), str(first.end), first.months) == ("2026-10-01", "2026-11-01", 1)
    assert (str(last.start), str(last.end), last.months) == ("2026-10-01", "2027-01-01", 3)
    assert earlier.to_date(period("2026-Q4")) == period("2026-Q4")


@pytest.mark.parametrize(
    "text, value, n",
    [
        ("before(sat)", "0.91", 7),
        ("mean_of_last(sat, 2)", "0.9", 2),
        ("lowest_of_last(sat, 2)", "0.89", 2),
        ("highest_of_last(sat, 2)", "0.91", 2),
        ("year_before(sat)", "0.80", 7),
        # the months there are; how few they are is said
        ("mean_of_last(sat, 3)", "0.9", 2),
    ],
)
def test_periods_brought_together(text: str, value: str, n: int) -> None:
    one = found(text, known("2026-10", p2026_09="0.91", p2026_08="0.89", p2025_10="0.80"))
    assert (one.value, one.n) == (D(value), n)
    assert not one.provisional


def test_a_mean_of_months_is_exact() -> None:
    """Thirds are kept as what they are: three times the mean is the sum."""
    past = known("2026-10", p2026_09=D(1) / 3, p2026_08=D(2) / 3, p2026_07="1")
    under = card(sat(), computed("mean_of_last(sat, 3) * 3"))
    given_ = earlier.given(EarlierFigures(under, past).of(AGENT))
    assert with_computed(under, given_, {})["gain"].measurement.value == 2


@pytest.mark.parametrize(
    "text, why",
    [
        ("before(sat)", NoEarlier.NO_PERIOD),
        ("year_before(sat)", NoEarlier.NO_PERIOD),
        ("lowest_of_last(sat, 2)", NoEarlier.NO_PERIOD),
        ("mean_of_last(sat, 2)", NoEarlier.NO_PERIOD),
    ],
)
def test_before_the_program_was_used_there_is_none(text: str, why: NoEarlier) -> None:
    one = found(text, known("2026-10"))
    assert (one.value, one.n, one.why) == (None, 0, why)


def test_fewer_months_than_asked_have_no_lowest() -> None:
    """The lowest of those that are there may not be the lowest: two months running are two."""
    one = found("lowest_of_last(sat, 2)", known("2026-10", p2026_09="0.99"))
    assert (one.value, one.why) == (None, NoEarlier.NO_PERIOD)


def test_why_there_is_none() -> None:
    assert found("before(sat)", known("2026-10", p2026_09=None)).why is NoEarlier.NO_VALUE
    past = known("2026-10", p2026_09="0.9")
    (other,) = EarlierFigures(card(sat(), computed("before(sat)")), past).of(AGENT + 1)
    assert other.why is NoEarlier.NOT_THERE
    no_such = card(sat(code="csat"))
    assert found("before(sat)", known("2026-10", no_such, p2026_09="0.9")).why is NoEarlier.NOT_ON_CARD


@pytest.mark.parametrize(
    "then",
    [
        sat(unit=Unit.COUNT),
        sat(better=Better.LOWER),
        sat(greatest=D("0.5")),
        sat(typed=False, formula="1 / 2"),
    ],
)
def test_what_was_measured_otherwise_is_not_compared(then: Indicator) -> None:
    now = card(sat(greatest=D(1)), computed("before(sat)"), version=2)
    one = found("before(sat)", known("2026-10", card(then), p2026_09="0.9"), under=now)
    assert (one.value, one.why) == (None, NoEarlier.OTHER)


@pytest.mark.parametrize(
    "now, last, points, total",
    [
        ("0.93", "0.91", "2", "95.00"),
        ("0.929999", "0.95", "-2", "91.00"),  # 92.9999 − 2
        ("0.99", "0.90", "5", "104.00"),
        ("0.93", None, None, "93.00"),
    ],
)
def test_improvement_points(now: str, last: str | None, points: str | None, total: str) -> None:
    """As calculated by hand; without a month before no points, and not incomplete."""
    gain = computed("(sat - before(sat)) * 100", rule=STEP, standard=D(0), on_top=True)
    under = card(sat(), gain)
    past = known("2026-10", **({} if last is None else {"p2026_09": last}))
    given_ = {"sat": seen(now)} | earlier.given(EarlierFigures(under, past).of(AGENT))
    made = assess(under, with_computed(under, given_, {}))
    line = made.line("gain")
    assert line.points == (None if points is None else D(points))
    assert line.state is (State.NOT_APPLICABLE if points is None else State.OBSERVED)
    assert (str(made.total), made.missing) == (total, ())


def test_two_months_running_above_a_limit() -> None:
    """Extra where both are; a month that is not settles it, whatever the one before was."""
    under = card(sat(), computed("if(sat >= 95% and before(sat) >= 95%, 2, 0)", unit=Unit.COUNT))
    for now, last, value in (
        ("0.96", "0.95", 2), ("0.96", "0.949", 0), ("0.94", "0.99", 0), ("0.94", None, 0),
        ("0.96", None, None),
    ):  # fmt: skip
        past = known("2026-10", **({} if last is None else {"p2026_09": last}))
        given_ = {"sat": seen(now)} | earlier.given(EarlierFigures(under, past).of(AGENT))
        one = with_computed(under, given_, {})["gain"]
        assert one.measurement.value == value
        assert one.state is (State.NOT_APPLICABLE if value is None else State.OBSERVED)


def test_what_this_month_lacks_is_missing_still() -> None:
    """No month before is no excuse for a value that should be there."""
    under = card(sat(), computed("sat - before(sat)"))
    assert with_computed(under, {}, {})["gain"].state is State.MISSING


def problems(*indicators: Indicator) -> dict[str, dict[str, object]]:
    return {one.code: dict(one.detail) for one in check(card(*indicators))}


def test_a_circle_through_other_periods_is_refused_by_name() -> None:
    """What needs its own value of the month before has none in any month, for there is no first one."""
    own = problems(sat(), computed("(sat + before(gain)) / 2"))
    assert own["formula_circle_periods"]["codes"] == ("gain", "gain")
    both = problems(sat(), computed("before(b)", "a"), computed("a + sat", "b"))
    assert both["formula_circle_periods"]["codes"] == ("a", "b", "a")
    assert "formula_circle" not in both
    assert "formula_circle_periods" not in problems(sat(), computed("sat - before(sat)"))
    # the total of the month before is there whatever this month's formulas say
    assert "formula_circle_periods" not in problems(sat(), computed("before(total)", unit=Unit.POINTS))


def test_what_another_period_cannot_give_is_refused_by_name() -> None:
    assert problems(sat(), computed("before(contacts)"))["earlier_unknown"]["names"] == ("contacts",)
    assert problems(sat(), computed("before(stat)"))["earlier_unknown"]["names"] == ("stat",)
    assert problems(sat(), computed("quarter_to_date(sat)"))["to_date_unmeasured"]["name"] == "sat"
    of_records = sat(code="csat", typed=False, unit=Unit.RATING, rule=Proportional(full=D(5)))
    assert "to_date_unmeasured" not in problems(of_records, computed("quarter_to_date(csat)"))
    assert "formula_unknown" not in problems(sat(), computed("before(stat)"))


rates = st.decimals(0, 1, places=4)


@given(st.tuples(rates, rates).map(sorted), rates, st.integers(1, 5))
def test_a_better_value_never_lowers_the_total(values: list[Decimal], last: Decimal, k: int) -> None:
    """Improvement points, and a bonus for months running, in the month concerned; exact as in fractions."""
    gain = computed("(sat - before(sat)) * 100", rule=STEP, standard=D(0), on_top=True)
    running = computed(f"if(sat >= 90% and lowest_of_last(sat, {k}) >= 90%, 2, 0)", "run", unit=Unit.COUNT)
    under = card(sat(), gain, running)
    past = known("2026-10", p2026_09=last, p2026_08=last, p2026_07="0.95")
    taken = earlier.given(EarlierFigures(under, past).of(AGENT))
    made = [assess(under, with_computed(under, {"sat": seen(one)} | taken, {})) for one in values]
    totals = [one.total for one in made]
    assert totals[0] is not None
    assert totals[1] is not None
    assert totals[0] <= totals[1]
    for one, value in zip(made, values, strict=True):
        exact = (Fraction(value) - Fraction(last)) * 100
        assert one.line("gain").value == D(exact.numerator) / D(exact.denominator)


def asked_of(standard_from: str, past: Earlier, **required: Decimal) -> Decimal | None:
    """The standard of an agent whose scorecard asks for 0.9, by default."""
    own = sat(standard=D("0.9"), standard_from=standard_from, rule=PassFail("higher"), greatest=D(1))
    under = card(own)
    taken = EarlierFigures(under, past).of(AGENT)
    return EarlierStandards(under).of(required, taken).get("sat")


def test_a_standard_from_the_month_before() -> None:
    past = known("2026-10", card(sat(greatest=D(1))), p2026_09="0.93")
    assert asked_of("before(sat)", past) == D("0.93")
    assert asked_of("before(sat)", past, sat=D("0.9")) == D("0.93")  # frozen as the scorecard has it
    assert asked_of("before(sat)", past, sat=D("0.5")) == D("0.5")  # set for the agent: that stands
    assert asked_of("before(sat) * 1.1", past) == 1  # no more than a rate can be
    assert asked_of("max(before(sat), 0.95)", past) == D("0.95")
    assert asked_of("before(sat)", known("2026-10"), sat=D("0.9")) == D("0.9")


def test_a_standard_that_the_rule_cannot_use_is_not_taken() -> None:
    past = known("2026-10", p2026_09="0")
    under = card(sat(standard=D("0.9"), standard_from="before(sat)", rule=Proportional()))
    assert EarlierStandards(under).of({}, EarlierFigures(under, past).of(AGENT)) == {}


def test_what_a_standard_may_follow_from() -> None:
    def faults(**more: object) -> set[str]:
        return set(problems(sat(**more)))

    base: dict[str, object] = {"standard": D("0.9"), "rule": PassFail("higher")}
    assert not {c for c in faults(**base, standard_from="before(sat)") if c.startswith("standard_from")}
    assert "standard_from_now" in faults(**base, standard_from="before(sat) + sat")
    assert "standard_from_nothing" in faults(**base, standard_from="0.95")
    assert "standard_from_alone" in faults(rule=base["rule"], standard_from="before(sat)")
    assert "earlier_unknown" in faults(**base, standard_from="before(none)")
    assert "formula" in faults(**base, standard_from="before(")
    # its own value of the month before is no circle: a standard makes no value
    assert "formula_circle_periods" not in faults(**base, standard_from="before(sat)")


def test_where_nothing_is_known_of_other_periods_it_does_not_apply() -> None:
    under = card(sat(), computed("sat - before(sat)"))
    assert with_computed(under, {"sat": seen("0.9")}, {})["gain"].state is State.NOT_APPLICABLE


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(0, 5000))
def test_what_a_figure_was_divided_by_is_no_more_than_a_hint(above: int, below: int, n: int) -> None:
    assert uncut(D(above) / below, n) == Fraction(above, below)
    assert uncut(D(above) / below, below) == Fraction(above, below)
