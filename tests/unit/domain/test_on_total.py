"""What rules on the total make of it, worked by hand: absences, gates, new hires, a minimum of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain import editing
from qadesk.domain.assessing import assess
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Severity
from qadesk.domain.quotas import lowered
from qadesk.domain.rules import Escalation, RedLine, Unscored
from qadesk.domain.scorecard import Better, Scorecard, Unit
from qadesk.domain.scorecard_forms import from_dict, to_dict
from qadesk.domain.scoring import Assessment, Given, State, Status
from qadesk.domain.total_checking import check_shares, check_total
from qadesk.domain.total_rules import FigureCondition, Sign, TotalEffect, TotalRule
from tests.unit.domain.cards import MISSING, NA, card, indicator, seen

D = Decimal


def table(*rules: TotalRule) -> Scorecard:
    """One weighted score, the days absent, critical complaints and days employed, shown only; a red line."""
    count = {"unit": Unit.COUNT, "rule": Unscored()}
    shown = [
        indicator("absent", better=Better.LOWER, **count),
        indicator("critical", better=Better.LOWER, **count),
        indicator("employed", better=Better.HIGHER, typed=True, **count),
        indicator("presence", better=Better.HIGHER, rule=Unscored(), unit=Unit.RATE),
        indicator("abuse", rule=RedLine(), better=Better.LOWER, unit=Unit.COUNT),
    ]
    return replace(card({"all": [indicator("score", 100), *shown]}), on_total=rules)


def rule(
    figure: str, sign: Sign, limit: object, effect: TotalEffect, value: object = None, grade: str = ""
) -> TotalRule:
    number = None if value is None else D(str(value))
    return TotalRule(FigureCondition(figure, sign, D(str(limit))), effect, number, grade)


HALVES = rule("absent", Sign.AT_LEAST, 1, TotalEffect.FACTOR, "0.5")
NOTHING = rule("absent", Sign.AT_LEAST, 2, TotalEffect.FACTOR, 0)
NO_A = rule("absent", Sign.AT_LEAST, 3, TotalEffect.BEST_GRADE, grade="B")
CRITICAL = rule("critical", Sign.AT_LEAST, 1, TotalEffect.BEST_GRADE, grade="C")
NEW_OUT = rule("employed", Sign.UNDER, 30, TotalEffect.EXCLUDE)
NEW_KEPT = rule("employed", Sign.UNDER, 90, TotalEffect.WORST_GRADE, grade="C")


def made(
    scorecard: Scorecard, score: object, more: Mapping[str, Given] | None = None, **counts: int
) -> Assessment:
    known = {"score": seen(score), "presence": seen(1), "employed": seen(400)} | (dict(more or {}))
    return assess(scorecard, known | {code: seen(n) for code, n in counts.items()})


@pytest.mark.parametrize(
    "absent, total, steps",
    [(0, "92.86", ()), (1, "46.43", ((0, D("46.43")),)), (2, "0.00", ((1, D("0.00")),))],
)
def test_an_absence_halves_the_total_and_two_take_all(
    absent: int, total: str, steps: tuple[object, ...]
) -> None:
    one = made(table(HALVES, NOTHING), "92.86", absent=absent)
    assert (str(one.computed), str(one.total), one.steps) == ("92.86", total, steps)
    assert one.grade == ("A" if not absent else "D")
    assert one.by_total is None  # it is another total, and not another grade of it


def test_gates_limit_the_grade_and_leave_the_total() -> None:
    gates = table(NO_A, CRITICAL)
    away = made(gates, 95, absent=3)
    assert (str(away.total), away.grade, away.by_total) == ("95.00", "B", "A")
    assert lowered(gates, away).rules == (0,)
    both = made(gates, 95, absent=3, critical=1)
    assert (both.grade, lowered(gates, both).rules) == ("C", (0, 1))
    low = made(gates, 72, critical=1)
    assert (low.grade, low.by_total, lowered(gates, low).rules) == ("C", None, ())


def test_who_is_new_is_left_out_or_protected_and_a_gate_is_stronger() -> None:
    new = table(NEW_OUT, NEW_KEPT, rule("critical", Sign.AT_LEAST, 2, TotalEffect.BEST_GRADE, grade="D"))
    out = made(new, 95, {"employed": seen(29)})
    assert (out.status, out.total, out.grade, out.steps) == (Status.EXCLUDED, None, None, ((0, None),))
    kept = made(new, 40, {"employed": seen(30)})
    assert (kept.total, kept.grade, kept.by_total) == (D("40.00"), "C", "D")
    assert lowered(new, kept).protected == (1,)
    assert made(new, 40, {"employed": seen(90)}).grade == "D"
    assert made(new, 40, {"employed": seen(30)}, critical=2).grade == "D"
    assert made(new, 95, {"employed": seen(30)}).grade == "A"


def test_a_figure_that_is_missing_is_waited_for_and_one_that_does_not_apply_does_nothing() -> None:
    new = table(NEW_KEPT)
    unknown = made(new, 40, {"employed": MISSING})
    assert (unknown.status, unknown.missing, unknown.total) == (Status.INCOMPLETE, ("employed",), None)
    assert made(new, 40, {"employed": NA}).grade == "D"
    assert made(table(), 40, {"employed": MISSING}).grade == "D"  # nothing goes by it


def test_a_red_line_is_stronger_than_all_and_the_total_before_it_is_kept() -> None:
    one = made(table(HALVES), 90, absent=1, abuse=1)
    assert (one.computed, one.before_red_lines, one.total, one.grade) == (D(90), D(45), D(0), "D")
    assert one.crossed_to_zero


def test_highest_totals_rises_and_the_figure_itself_as_a_factor() -> None:
    most = table(rule("critical", Sign.OVER, 0, TotalEffect.MOST, "69.9"))
    assert str(made(most, 95, critical=1).total) == "69.90"
    assert str(made(most, 50, critical=1).total) == "50.00"
    share = table(rule("presence", Sign.UNDER, 1, TotalEffect.FACTOR))
    assert str(made(share, 88, {"presence": seen("0.75")}).total) == "66.00"
    bonus = table(rule("presence", Sign.AT_LEAST, 1, TotalEffect.FACTOR, "1.2"))
    assert str(made(bonus, 90).total) == "105.00"  # the cap


@given(
    st.decimals(0, 100, places=2), st.integers(0, 5), st.integers(0, 3), st.integers(0, 200),
    st.permutations([HALVES, NOTHING, NO_A, CRITICAL, NEW_KEPT,
                     rule("critical", Sign.AT_LEAST, 2, TotalEffect.MOST, "55.5"),
                     rule("absent", Sign.AT_LEAST, 4, TotalEffect.FACTOR, "0.25")]),
)  # fmt: skip
def test_a_better_value_never_lowers_total_or_grade(
    score: Decimal, absent: int, critical: int, employed: int, rules: list[TotalRule]
) -> None:
    scorecard = table(*rules)

    def of(score: Decimal, absent: int, critical: int) -> tuple[Decimal, int]:
        one = made(scorecard, score, {"employed": seen(employed)}, absent=absent, critical=critical)
        return one.total or D(0), -scorecard.grade_rank(one.grade or "")

    here = of(score, absent, critical)
    better = [of(min(score + D("0.5"), D(100)), absent, critical), of(score, max(absent - 1, 0), critical)]
    better.append(of(score, absent, max(critical - 1, 0)))
    for total, grade in better:
        assert total >= here[0]
        assert grade >= here[1]


@given(st.decimals(0, 100, places=2), st.lists(st.sampled_from(["0.5", "0.75", "0.9", "1.1"]), max_size=4))
def test_each_step_is_rounded_as_it_is_printed(score: Decimal, factors: list[str]) -> None:
    """Against fractions; each of another figure, or the farthest alone would count."""
    shown = [
        indicator(f"f{n}", rule=Unscored(), unit=Unit.COUNT, better=Better.LOWER) for n in range(len(factors))
    ]
    rules = [rule(f"f{n}", Sign.AT_LEAST, 0, TotalEffect.FACTOR, one) for n, one in enumerate(factors)]
    scorecard = replace(card({"all": [indicator("score", 100), *shown]}), on_total=tuple(rules))
    wanted = Fraction(score)
    for one in factors:
        exact = wanted * Fraction(one) * 100
        wanted = min(
            Fraction((exact.numerator * 2 + exact.denominator) // (exact.denominator * 2), 100), Fraction(105)
        )
    assert Fraction(assess(scorecard, {"score": seen(score)}).total or 0) == wanted


# ---- a minimum of work

VOLUME = FigureCondition("volume", Sign.AT_LEAST, D(50))


def with_minimum() -> Scorecard:
    volume = indicator("volume", rule=Unscored(), unit=Unit.COUNT, typed=True)
    sat = indicator("sat", 30, applies_if=VOLUME)
    return card({"all": [volume, sat, indicator("rest", 70)]})


@pytest.mark.parametrize(
    "volume, sat, total, state",
    [
        (50, seen(90), "97.00", State.OBSERVED),
        (49, seen(90), "100.00", State.NOT_APPLICABLE),
        (10, MISSING, "100.00", State.NOT_APPLICABLE),  # it need not be there
    ],
)
def test_below_a_minimum_of_work_it_does_not_apply(volume: int, sat: Given, total: str, state: State) -> None:
    one = assess(with_minimum(), {"volume": seen(volume), "sat": sat, "rest": seen(100)})
    assert (str(one.total), one.line("sat").state, one.status) == (total, state, Status.GRADED)


def test_without_the_figure_it_cannot_be_told_whether_it_applies() -> None:
    one = assess(with_minimum(), {"volume": MISSING, "sat": seen(90), "rest": seen(100)})
    assert (one.status, one.missing) == (Status.INCOMPLETE, ("sat",))
    away = assess(with_minimum(), {"volume": NA, "sat": seen(90), "rest": seen(100)})
    assert str(away.total) == "97.00"


# ---- deductions that grow


@pytest.mark.parametrize("slips, points", [(0, 100), (1, 90), (2, 70), (3, 30), (4, 0), (9, 0)])
def test_each_slip_costs_more_than_the_one_before(slips: int, points: int) -> None:
    assert Escalation((D(10), D(20), D(40))).points(D(slips), None) == points


def test_the_first_is_free_on_top_and_the_last_cost_goes_on() -> None:
    grows = Escalation((D(0), D(10), D(20)), floor=D(-60))
    assert [grows.points(D(n), None, D(0)) for n in range(7)] == [0, 0, -10, -30, -50, -60, -60]


# ---- files, names, problems


def test_the_file_form_gives_it_back_and_old_forms_say_nothing_of_it() -> None:
    scorecard = table(HALVES, NO_A, NEW_OUT)
    volume = replace(with_minimum(), quota_from=3)
    assert from_dict(to_dict(scorecard)) == scorecard
    assert from_dict(to_dict(volume)) == volume
    plain = to_dict(table())
    assert not {"on_total", "quota_rounding"} & plain.keys()


def test_names_follow() -> None:
    renamed = editing.rename(table(HALVES), Spot(0, 1), "days_off")
    assert renamed.on_total[0].when.figure == "days_off"
    assert editing.rename_grade(table(CRITICAL), 2, "III").on_total[0].grade == "III"
    minimum = editing.rename(with_minimum(), Spot(0, 0), "calls")
    assert minimum.indicator("sat").applies_if == replace(VOLUME, figure="calls")


RATE = rule("presence", Sign.UNDER, 95, TotalEffect.FACTOR, "0.9")


@pytest.mark.parametrize(
    "wrong, code, severity",
    [
        (replace(HALVES, when=replace(HALVES.when, figure="gone")), "condition_unknown", Severity.ERROR),
        (replace(HALVES, when=replace(HALVES.when, sign=Sign.UNDER)), "total_rule_against", Severity.ERROR),
        (rule("presence", Sign.AT_LEAST, "0.9", TotalEffect.MOST, 70), "total_rule_against", Severity.ERROR),
        (rule("absent", Sign.AT_LEAST, 1, TotalEffect.FACTOR, "1.1"), "total_rule_against", Severity.ERROR),
        (RATE, "condition_out_of_range", Severity.ERROR),
        (rule("presence", Sign.OVER, 1, TotalEffect.FACTOR, "1.1"), "condition_never", Severity.WARNING),
        (rule("absent", Sign.AT_LEAST, 0, TotalEffect.FACTOR, "0.5"), "condition_always", Severity.WARNING),
        (replace(HALVES, value=D(3)), "factor_range", Severity.ERROR),
        (replace(HALVES, value=None), "factor_of_rate", Severity.ERROR),
        (replace(HALVES, value=D(1)), "factor_of_one", Severity.WARNING),
        (replace(NO_A, grade="A"), "total_caps_nothing", Severity.WARNING),
        (replace(NO_A, grade="E"), "grade_unknown", Severity.ERROR),
        (replace(NO_A, value=D(5)), "total_value_needless", Severity.ERROR),
        (replace(NEW_KEPT, grade="D"), "protects_nothing", Severity.WARNING),
        (rule("absent", Sign.AT_LEAST, 1, TotalEffect.MOST), "total_value_missing", Severity.ERROR),
        (rule("absent", Sign.AT_LEAST, 1, TotalEffect.MOST, 120), "total_limits_nothing", Severity.WARNING),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_named(wrong: TotalRule, code: str, severity: Severity) -> None:
    found = [(one.code, one.severity) for one in check_total(table(wrong))]
    assert found == [(code, severity)]


def test_sound_rules_have_no_problems() -> None:
    assert not list(check_total(table(HALVES, NOTHING, NO_A, CRITICAL, NEW_OUT, NEW_KEPT)))
    assert not list(check_total(with_minimum()))


def test_no_condition_goes_by_what_has_one() -> None:
    chained = editing.change_indicator(with_minimum(), Spot(0, 0), applies_if=replace(VOLUME, figure="rest"))
    assert [one.code for one in check_total(chained)] == ["condition_on_condition"]


def test_least_shares_are_checked() -> None:
    def found(**shares: str) -> list[str]:
        grades = tuple(
            replace(
                one,
                least_share=D(shares[one.code]) if one.code in shares else None,
                quota=D("0.3") if one.code == "B" else None,
            )
            for one in card({}).grades
        )
        return [one.code for one in check_shares(replace(card({}), grades=grades))]

    assert found(D="0.1", C="0.2") == []
    assert found(A="0.1") == ["least_on_best"]
    assert found(B="0.4") == ["least_above_quota"]
    assert found(C="0.6", D="0.5") == ["least_shares_sum"]
    assert found(D="1") == ["quota_range"]


def test_rounding_is_half_up() -> None:
    total = made(table(HALVES), "92.87", absent=1).total
    assert total == (D("92.87") / 2).quantize(D("0.01"), ROUND_HALF_UP) == D("46.44")
