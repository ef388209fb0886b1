"""Whole tables worked by hand: two levels, marks, bonus sections, quotas, red lines, formulas, the focus."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.assessing import assess
from qadesk.domain.computed import Circular, in_order, with_computed
from qadesk.domain.formula import FormulaError, evaluate, parse
from qadesk.domain.measures import Measurement
from qadesk.domain.quotas import lowered, sharing, with_quotas
from qadesk.domain.rules import Bonus, Deduction, Effect, PassFail, RedLine, Rule, Step, Unscored
from qadesk.domain.scorecard import Better, Grade, Indicator, Marks, Names, Scorecard, Section, Ties, Unit
from qadesk.domain.scoring import Assessment, Focus, Given, State, farthest_behind
from qadesk.domain.spreading import effective_weights
from tests.unit.domain.cards import NA, card, indicator, knowledge, scorecards, seen

D = Decimal
MEDALS = tuple(
    Grade(code, Names(code, code), D(least), quota)
    for code, least, quota in (
        ("金牌", 90, D("0.2")), ("银牌", 80, D("0.3")), ("铜牌", 60, None), ("待改进", 0, None),
    )
)  # fmt: skip

FIVE = {"a": seen(90), "b": seen(80), "c": seen(70), "d": seen(100), "e": seen(60)}


def section(code: str, *indicators: Indicator, **more: Any) -> Section:
    return Section(code, Names(code, code), indicators, **more)


def made(*sections: Section, **more: Any) -> Scorecard:
    return replace(card({}), sections=sections, **more)


# ---- sections with weights, weights inside sections ------------------------------------------------


def two_level() -> Scorecard:
    """60 % service (50/30/20) and 40 % discipline (75/25)."""
    return made(
        section("service", indicator("a", 50), indicator("b", 30), indicator("c", 20), share=D(60)),
        section("discipline", indicator("d", 75), indicator("e", 25), share=D(40)),
    )


def test_weights_inside_sections_multiply() -> None:
    done = assess(two_level(), FIVE)
    assert [line.weight for line in done.lines] == [30, 18, 12, 30, 10]
    assert done.total == D("85.80")  # 27 + 14.4 + 8.4 + 30 + 6


def test_what_drops_out_gives_its_weight_to_its_siblings_first() -> None:
    known = {"a": NA, "b": seen(80), "c": seen(70), "d": seen(100), "e": seen(60)}
    done = assess(two_level(), known)
    assert [line.effective_weight for line in done.lines] == [0, 36, 24, 30, 10]  # 60 × 30/50, 60 × 20/50
    whole = assess(two_level(), known | {"b": NA, "c": NA})
    assert [line.effective_weight for line in whole.lines] == [0, 0, 0, 75, 25]
    assert whole.total == D("90.00")


@given(st.data())
def test_effective_weights_of_two_level_tables_are_a_hundred_together(data: st.DataObject) -> None:
    counting = data.draw(st.sets(st.sampled_from("abcde"), min_size=1))
    weights = effective_weights(two_level(), counting)
    assert set(weights) == counting
    assert sum(weights.values()) == 100


# ---- marks of an indicator's own weight -----------------------------------------------------------


def test_points_can_be_marks_of_the_weight() -> None:
    """A table of 100 marks: discipline 20 (each record −5), the rest 80."""
    table = made(
        section(
            "all",
            indicator("records", 20, Deduction(D(5))),
            indicator("rest", 80, PassFail("higher"), standard=D(1)),
        ),
        marks=Marks.WEIGHT,
    )
    done = assess(table, {"records": seen(3), "rest": seen(1)})
    assert done.line("records").points == 25  # 5 of 20 marks
    assert done.line("records").contribution == 5
    assert done.total == D("85.00")


# ---- on top of the total --------------------------------------------------------------------------


def with_extras(cap: int = 120, **bounds: Any) -> Scorecard:
    faster, late = Step("lower", D(300), gain=D(1), cap=D(10)), Deduction(D(1), floor=D(-5))
    lower = {"better": Better.LOWER}
    return made(
        section("base", indicator("base", 100)),
        section(
            "extra",
            indicator("praises", rule=Bonus(D(2), D(8)), unit=Unit.COUNT),
            indicator("faster", rule=faster, unit=Unit.SECONDS, on_top=True, **lower, standard=D(3600)),
            indicator("lateness", rule=late, unit=Unit.COUNT, on_top=True, **lower),
            **bounds,
        ),
        cap=D(cap),
    )  # fmt: skip


@pytest.mark.parametrize(
    "cap, bounds, base, known, bonus, total",
    [
        (120, {}, 90, {"praises": 3, "faster": 2700, "lateness": 2}, 7, "97.00"),  # 6 + 3 − 2
        (105, {}, 100, {"praises": 4, "faster": 600, "lateness": 0}, 18, "105.00"),
        (120, {"most": D(10)}, 100, {"praises": 4, "faster": 600, "lateness": 0}, 10, "110.00"),
        (120, {"least": D(-3)}, 80, {"lateness": 9}, -3, "77.00"),
        (120, {}, 80, {}, 0, "80.00"),  # no time was measured: neither bonus nor gap
        (100, {}, 3, {"lateness": 5}, -5, "0.00"),
    ],
)
def test_what_goes_on_top(
    cap: int, bounds: dict[str, Any], base: int, known: dict[str, int], bonus: int, total: str
) -> None:
    given_ = {"base": seen(base)} | {code: seen(value) for code, value in known.items()}
    done = assess(with_extras(cap, **bounds), given_)
    assert (done.bonus, done.total) == (bonus, D(total))


# ---- red lines ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule, events, total, grade, by_total",
    [
        (RedLine(), 1, "0.00", "D", None),
        (RedLine(Effect.CAP_GRADE, "C"), 1, "95.00", "C", "A"),
        (RedLine(Effect.CAP_GRADE, "C"), 0, "95.00", "A", None),
        (RedLine(Effect.MARK), 2, "95.00", "A", None),
        (RedLine(allowed=D(2)), 2, "95.00", "A", None),
        (RedLine(allowed=D(2)), 3, "0.00", "D", None),
    ],
)
def test_what_a_red_line_does(rule: Rule, events: int, total: str, grade: str, by_total: str | None) -> None:
    table = card({"base": [indicator("base", 100)], "red": [indicator("abuse", rule=rule, unit=Unit.COUNT)]})
    done = assess(table, {"base": seen(95), "abuse": seen(events)})
    assert (done.total, done.grade, done.by_total) == (D(total), grade, by_total)
    assert done.computed == D("95.00")


# ---- grades of the office's choosing, with quotas --------------------------------------------------


def medals(*totals: int, quota_from: int = 10, ties: Ties = Ties.IN) -> list[tuple[str | None, str | None]]:
    """What each of these totals gets: grade, and the grade by the total alone where another."""
    table = made(section("all", indicator("x", 100)), grades=MEDALS, quota_from=quota_from, quota_ties=ties)
    done = with_quotas(table, [assess(table, {"x": seen(total)}) for total in totals])
    return [(one.grade, one.by_total) for one in done]


def test_a_quota_moves_those_beyond_it_to_the_next_grade() -> None:
    got = medals(99, 98, 97, 92, 85, 84, 70, 65, 61, 30)  # 20 % of 10: two; then 30 %: three
    assert [grade for grade, _was in got] == ["金牌"] * 2 + ["银牌"] * 3 + ["铜牌"] * 4 + ["待改进"]
    assert [was for _grade, was in got] == [None, None, "金牌", "金牌", None, "银牌", None, None, None, None]


@pytest.mark.parametrize("ties, second", [(Ties.IN, "金牌"), (Ties.OUT, "银牌"), (Ties.OLD, "银牌")])
def test_a_tie_is_never_split(ties: Ties, second: str) -> None:
    got = medals(99, 95, 95, 85, 70, 70, 70, 70, 70, 70, ties=ties)
    assert [grade for grade, _was in got[:4]] == ["金牌", second, second, "银牌"]


def test_places_stay_empty_only_where_the_office_chose_it() -> None:
    """Three tie at the top of 14, of whom 20 % are two."""
    totals = (96, 96, 96, 92, *[70] * 10)
    assert [grade for grade, _was in medals(*totals)[:4]] == ["金牌"] * 3 + ["银牌"]
    assert [grade for grade, _was in medals(*totals, ties=Ties.OUT)[:4]] == ["银牌"] * 4


def test_who_shares_the_last_places_is_known() -> None:
    table = made(section("all", indicator("x", 100)), grades=MEDALS)
    totals = (96, 95, 95, 84, 70, 70, 70, 70, 70, 70)
    done = with_quotas(table, [assess(table, {"x": seen(total)}) for total in totals])
    assert [sharing(table, done, one) for one in done] == [0, 2, 2, *[0] * 7]
    fits = with_quotas(table, [assess(table, {"x": seen(total)}) for total in (95, 95, *[70] * 8)])
    assert [sharing(table, fits, one) for one in fits[:2]] == [0, 0]
    out = replace(table, quota_ties=Ties.OUT)
    assert not any(sharing(out, done, one) for one in with_quotas(out, done))


@pytest.mark.parametrize("ties, second", [(Ties.IN, "银牌"), (Ties.OUT, "银牌"), (Ties.OLD, "铜牌")])
def test_who_is_capped_by_a_red_line_takes_no_place(ties: Ties, second: str) -> None:
    """One capped and three others have earned the second grade, of which there are three."""
    red = indicator("lost", rule=RedLine(Effect.CAP_GRADE, "银牌"), unit=Unit.COUNT)
    table = made(section("all", indicator("x", 100)), section("red", red), grades=MEDALS, quota_ties=ties)
    known = [{"x": seen(total), "lost": seen(0)} for total in (89, 88, 87, 61, 61, 61, 61, 61, 61)]
    done = with_quotas(table, [assess(table, one) for one in [{"x": seen(99), "lost": seen(1)}, *known]])
    assert [one.grade for one in done[:4]] == ["银牌", "银牌", "银牌", second]
    assert (done[0].grade, done[0].by_total) == ("银牌", "金牌")


def test_a_team_under_ten_has_no_quota() -> None:
    assert [grade for grade, _was in medals(99, 98, 97, 96, 95, 94, 93, 92, 91)] == ["金牌"] * 9
    assert [grade for grade, _was in medals(99, 98, 97, quota_from=3)] == ["银牌"] * 0 + ["铜牌"] * 3


@pytest.mark.parametrize(
    "crossed, grade, by_total, red_lines, full",
    [
        ({}, "银牌", "金牌", (), "金牌"),
        ({"late": 1}, "银牌", "金牌", (), "金牌"),  # only marked: the quota alone lowers it
        ({"lost": 1}, "银牌", "金牌", ("lost",), None),  # capped, and no room was needed
        ({"lost": 1, "late": 1, "insult": 1}, "铜牌", "金牌", ("lost", "insult"), None),
        ({"abuse": 1, "lost": 1}, "待改进", None, (), None),  # a total of 0 is another total
    ],
)
def test_what_lowered_a_grade_is_told(
    crossed: dict[str, int], grade: str, by_total: str | None, red_lines: tuple[str, ...], full: str | None
) -> None:
    """Of ten agents two may have the best grade; the third is told why it is the next one."""
    rules = {
        "late": RedLine(Effect.MARK), "lost": RedLine(Effect.CAP_GRADE, "银牌"),
        "insult": RedLine(Effect.CAP_GRADE, "铜牌"), "abuse": RedLine(),
    }  # fmt: skip
    red = (indicator(code, rule=rule, unit=Unit.COUNT) for code, rule in rules.items())
    table = made(section("all", indicator("x", 100)), section("red", *red), grades=MEDALS)
    known = [{"x": seen(total)} for total in (99, 98, 92, 61, 61, 61, 61, 61, 61, 61)]
    known[2] |= {code: seen(n) for code, n in crossed.items()}
    third = with_quotas(table, [assess(table, one) for one in known])[2]
    assert (third.grade, third.by_total) == (grade, by_total)
    why = lowered(table, third)
    assert (why.red_lines, why.full and why.full.code) == (red_lines, full)


def test_a_grade_may_be_capped_and_then_find_its_quota_full() -> None:
    """As in versions that took a capped agent's grade for a place."""
    red = indicator("lost", rule=RedLine(Effect.CAP_GRADE, "银牌"), unit=Unit.COUNT)
    table = made(section("all", indicator("x", 100)), section("red", red), grades=MEDALS, quota_ties=Ties.OLD)
    known = [{"x": seen(total), "lost": seen(1)} for total in (99, 99, 99, 99)]  # 30 % of ten are three
    done = with_quotas(table, [assess(table, one) for one in [*known, *[{"x": seen(61)}] * 6]])
    assert {(one.grade, one.by_total) for one in done[:4]} == {("铜牌", "金牌")}
    why = lowered(table, done[0])
    assert (why.red_lines, why.full and why.full.code) == (("lost",), "银牌")


@given(st.lists(st.integers(0, 100), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_quotas_hold_whatever_the_order(totals: list[int], random: Any) -> None:
    got = dict(zip(totals, medals(*totals), strict=True))  # equal totals have equal grades
    assert [got[total] for total in totals] == medals(*totals)
    shuffled = totals[:]
    random.shuffle(shuffled)
    assert [got[total] for total in shuffled] == medals(*shuffled)
    if len(totals) >= 10:
        assert sum(grade == "金牌" for grade, _was in medals(*totals, ties=Ties.OUT)) <= len(totals) * 0.2
    ranks = [[g.code for g in MEDALS].index(str(got[total][0])) for total in sorted(set(totals))]
    assert ranks == sorted(ranks, reverse=True)


# ---- computed from others --------------------------------------------------------------------------


def test_handled_by_assigned() -> None:
    ratio = indicator(
        "handling_rate", 100, PassFail("higher"), standard=D("0.9"), formula="handled / assigned"
    )
    table = made(section("s", ratio, *(indicator(code, rule=Unscored()) for code in ("handled", "assigned"))))
    known = with_computed(table, {"handled": seen(27), "assigned": seen(30)}, {})
    assert known["handling_rate"].measurement.value == D("0.9")
    assert assess(table, known).total == D("100.00")
    nothing = with_computed(table, {"handled": seen(0), "assigned": seen(0)}, {})
    assert nothing["handling_rate"].state is State.NOT_APPLICABLE
    lacking = with_computed(table, {"handled": seen(27)}, {})
    assert assess(table, lacking).missing == ("handling_rate",)


def test_counts_of_records_may_be_named_and_formulas_build_on_each_other() -> None:
    table = made(
        section(
            "s",
            indicator("twice", 50, formula="half * 4"),
            indicator("half", 50, formula="(contacts − 2) ÷ 2"),
        )
    )
    known = with_computed(table, {}, {"contacts": 30})
    assert known["twice"].measurement == Measurement(D(56), 0)
    with pytest.raises(Circular) as circle:
        in_order({"a": parse("b + 1"), "b": parse("c"), "c": parse("a * 2")})
    assert circle.value.codes == ("a", "b", "c", "a")


@pytest.mark.parametrize(
    "text, value",
    [
        ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("-2 - -3", 1), ("7 / 2 / 2", "1.75"),
        ("max(1, min(9, 4), 2)", 4), ("0.1 + 0.2", "0.3"),
    ],
)  # fmt: skip
def test_formulas_are_arithmetic(text: str, value: object) -> None:
    assert evaluate(parse(text), {}) == D(str(value))


@pytest.mark.parametrize(
    "text, problem, at",
    [
        ("", "empty", 0),
        ("a +", "unfinished", 3),
        ("a b", "unexpected", 2),
        ("a / (2 - 2)", "zero", 4),
        ("a + $b", "unexpected", 4),
        ("open(a)", "unknown_function", 0),
        ("a.__class__", "unexpected", 1),
        ("(" * 60 + "a" + ")" * 60, "too_deep", 41),
        ("a" * 501, "too_long", 500),
        ("1e5", "unexpected", 1),
    ],
)
def test_what_is_no_formula_says_where(text: str, problem: str, at: int) -> None:
    with pytest.raises(FormulaError) as wrong:
        parse(text)
    assert (wrong.value.problem, wrong.value.at) == (problem, at)


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_is_refused(text: str) -> None:
    wrong: FormulaError | None = None
    try:
        parse(text)
    except FormulaError as refused:
        wrong = refused
    assert wrong is None or 0 <= wrong.at <= len(text)


# ---- the focus -------------------------------------------------------------------------------------


def focused(extra: int) -> Assessment:
    table = replace(two_level(), focus_extra=D(10))
    return assess(table, FIVE, focus=Focus("c", D(extra)))


def test_a_focus_weighs_more_and_all_else_less_in_proportion() -> None:
    done = focused(10)
    assert done.line("c").effective_weight == 22
    assert done.line("c").extra_weight == 10
    assert done.line("a").effective_weight.quantize(D("0.0001")) == D("26.5909")  # 30 × 78/88
    assert done.total == D("84.00")  # (85.80 − 8.40) × 78/88 + 22 × 0.70 = 68.604… + 15.40
    assert focused(25).total == done.total  # no more than the scorecard allows
    assert focused(0).total == D("85.80")


def test_the_plank_farthest_behind_is_not_always_the_dearest() -> None:
    table = card({"s": [indicator("a", 90, standard=D(90)), indicator("b", 10, standard=D(80))]})
    done = assess(table, {"a": seen(80), "b": seen(60)})
    assert done.weakest == "a"  # 9 points lost against 4
    assert farthest_behind(done.lines) == "b"  # 25 % behind against 11 %


@given(st.data())
def test_a_total_stays_within_its_cap_whatever_the_focus(data: st.DataObject) -> None:
    table = replace(data.draw(scorecards()), focus_extra=D(50))
    known: dict[str, Given] = data.draw(knowledge(table))
    code = data.draw(st.sampled_from([i.code for i in table.indicators()]))
    done = assess(table, known, focus=Focus(code, data.draw(st.decimals(0, 60, places=1))))
    if done.total is not None:
        assert 0 <= done.total <= table.cap
        weights = sum((line.effective_weight for line in done.lines), D(0))
        assert abs(weights - 100) < D("1E-20")
