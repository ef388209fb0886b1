"""The score of one check, by tables worked by hand and by laws; and what a month of them comes to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain import check_figures
from qadesk.domain.check_forms import (
    AnswerLevel,
    AnswerSort,
    CheckForm,
    CheckQuestion,
    ContactSort,
    Critical,
    QuestionGroup,
    from_dict,
    to_dict,
)
from qadesk.domain.check_problems import check_form
from qadesk.domain.check_scoring import QuestionState, asked, score
from qadesk.domain.scorecard import Names
from qadesk.domain.tally import Tally

LEVELS = tuple(AnswerLevel(str(n), Names(str(n), str(n)), Decimal(25 * n - 25)) for n in (5, 4, 3, 1))


def question(code: str, weight: int = 20, **kw: object) -> CheckQuestion:
    return CheckQuestion(code, Names(code, code), Decimal(weight), **kw)  # type: ignore[arg-type]


def form(*groups: tuple[int, tuple[CheckQuestion, ...]]) -> CheckForm:
    made = tuple(
        QuestionGroup(f"g{n}", Names(f"g{n}", ""), Decimal(weight), questions)
        for n, (weight, questions) in enumerate(groups)
    )
    return CheckForm("phone", 1, Names("电话", "Phone"), ContactSort.CALL, made)


THREE = form((100, (question("a", 40), question("b", 40), question("c", 20))))


def answered(given_: str, card: CheckForm = THREE) -> dict[str, str]:
    return dict(zip((one.code for one in card.questions()), given_.split("/"), strict=True))


def tally_of(scores: list[str], passed: int = 0) -> Tally:
    hundredths = [int(Decimal(one) * 100) for one in scores]
    return Tally(
        more={
            "checks": len(scores),
            "check_points": sum(hundredths),
            "check_squares": sum(n * n for n in hundredths),
            "check_least": min(hundredths, default=0),
            "checks_passed": passed,
        }
    )


@pytest.mark.parametrize(
    ("given_", "right"),
    [
        ("yes/na/yes", "100.00"),
        ("yes/no/yes", "60.00"),
        ("no/yes/no", "40.00"),
        ("yes/na/no", "66.67"),
        ("na/na/no", "0.00"),
        ("na/yes/na", "100.00"),
    ],
)
def test_what_does_not_apply_leaves_its_weight_to_its_group(given_: str, right: str) -> None:
    assert score(THREE, answered(given_)).score == Decimal(right)


def test_a_month_counts_calls_and_not_questions() -> None:
    calls = [str(score(THREE, answered(one)).score) for one in ("yes/na/yes", "yes/no/yes", "no/yes/no")]
    made = check_figures.mean(tally_of(calls), "")
    assert made.value is not None
    assert round(made.value, 2) == Decimal("66.67")
    assert made.n == 3
    assert made.interval is not None
    assert made.interval.low < made.value < made.interval.high


def test_four_perfect_calls_and_one_failed_make_eighty() -> None:
    card = form((100, (*THREE.groups[0].questions, question("fatal", 0, critical=Critical.CALL))))
    fatal = [score(card, answered(f"yes/yes/yes/{last}", card)) for last in ("yes",) * 4 + ("no",)]
    assert [one.score for one in fatal] == [Decimal("100.00")] * 4 + [Decimal("0.00")]
    assert fatal[-1].computed == Decimal("100.00")
    assert (fatal[-1].failed_by, fatal[-1].passed) == (("fatal",), False)
    month = tally_of([str(one.score) for one in fatal], passed=4)
    assert check_figures.mean(month, "").value == 80
    assert check_figures.worst(month, "").value == 0
    assert check_figures.FIGURES["check_pass_rate"].measure(month).value == Decimal("0.8")  # type: ignore[misc]


@pytest.mark.parametrize(
    ("critical", "right", "marked"),
    [
        (Critical.NO, "90.00", ()),
        (Critical.MARK, "90.00", ("b",)),
        (Critical.GROUP, "80.00", ("b",)),
        (Critical.CALL, "0.00", ("b",)),
    ],
)
def test_what_a_critical_question_fails(critical: Critical, right: str, marked: tuple[str, ...]) -> None:
    card = form((80, (question("a"),)), (20, (question("b", critical=critical), question("c"))))
    made = score(card, {"a": "yes", "b": "no", "c": "yes"})
    assert (made.score, made.critical, made.found) == (Decimal(right), marked, ("b",))


def test_a_group_of_which_nothing_applies_falls_out() -> None:
    card = form((50, (question("a"),)), (30, (question("b"),)), (20, (question("c"),)))
    made = score(card, {"a": "yes", "b": "na", "c": "no"})
    assert made.score == Decimal("71.43")  # 50 of 70
    assert [one.weight for one in made.groups] == [Decimal("71.43"), Decimal("0.00"), Decimal("28.57")]
    assert made.groups[1].points is None
    assert score(card, dict.fromkeys("abc", "na")).score is None


def test_a_critical_question_without_weight_fails_a_call_all_the_same() -> None:
    card = form((100, (question("a"),)), (0, (question("fatal", 0, critical=Critical.CALL),)))
    assert not check_form(card)
    assert score(card, {"a": "yes", "fatal": "yes"}).score == 100
    assert score(card, {"a": "yes", "fatal": "no"}).score == 0
    assert score(card, {"a": "na", "fatal": "no"}).score == 0
    assert score(card, {"a": "na", "fatal": "yes"}).score is None


def test_a_question_is_asked_by_the_answer_to_another() -> None:
    later = question("b", asked_if=("a", ("no",)))
    card = form((100, (question("a", 50), later, question("c", 50, asked_if=("b", ("yes",))))))
    assert [one.code for one in asked(card, {"a": "yes"})] == ["a"]
    assert [one.code for one in asked(card, {"a": "no", "b": "yes"})] == ["a", "b", "c"]
    assert (
        score(card, {"a": "yes", "b": "no", "c": "no"}).score == 100
    )  # what is not asked counts for nothing
    assert score(card, {"a": "no", "b": "yes"}).open == ("c",)
    assert score(card, {"a": "no", "b": "yes"}).score is None
    assert score(card, {"a": "no", "b": "yes", "c": "yes"}).score == Decimal("58.33")  # 70 of 120
    states = [q.state for q in score(card, {"a": "yes"}).groups[0].questions]
    assert states == [QuestionState.ANSWERED, QuestionState.NOT_ASKED, QuestionState.NOT_ASKED]


def test_levels_and_points_are_worth_what_the_form_says() -> None:
    card = form(
        (
            100,
            (question("l", 50, answers=AnswerSort.LEVELS, levels=LEVELS),
             question("p", 50, answers=AnswerSort.POINTS, points=3)),
        )
    )  # fmt: skip
    assert score(card, {"l": "4", "p": "1"}).score == Decimal("54.17")  # 37.5 + 16.666…
    with pytest.raises(KeyError):
        score(card, {"l": "2", "p": "1"})
    with pytest.raises(KeyError):
        score(card, {"l": "4", "p": "4"})


def test_a_critical_question_fails_without_any_points_alone() -> None:
    half = question("p", answers=AnswerSort.POINTS, points=2, critical=Critical.CALL)
    made = score(form((100, (half,))), {"p": "1"})
    assert (made.score, made.critical, made.found) == (50, (), ("p",))
    assert score(form((100, (half,))), {"p": "0"}).critical == ("p",)
    fatal = replace(form((100, (half,))), pass_at=Decimal(0))
    assert not score(fatal, {"p": "0"}).passed  # though no points were wanted


def test_a_group_that_failed_says_so_and_what_it_would_be() -> None:
    card = form((80, (question("a"),)), (20, (question("b", critical=Critical.GROUP), question("c"))))
    made = score(card, {"a": "yes", "b": "no", "c": "yes"})
    assert (made.groups[1].points, made.groups[1].failed_by) == (0, ("b",))
    assert (made.score, made.computed) == (80, 90)


def test_what_is_not_asked_any_more_says_nothing_and_asks_for_nothing() -> None:
    later, last = question("b", asked_if=("a", ("no",))), question("c", asked_if=("b", ("yes",)))
    card = form((100, (question("a"), later, last)))
    left = {"a": "yes", "b": "yes", "c": "no"}  # a was “no” before
    assert [one.code for one in asked(card, left)] == ["a"]
    assert [one.answer for one in score(card, left).groups[0].questions] == ["yes", "", ""]
    assert score(card, left).score == 100


def test_thirds_of_points_are_exact() -> None:
    card = form((100, (question("p", 3, answers=AnswerSort.POINTS, points=3), question("q", 29))))
    assert score(card, {"p": "1", "q": "no"}).score == Decimal("3.13")  # 3.125, not 3.1249…


def test_calls_and_chats_are_counted_apart() -> None:
    more = {"checks_chat": 2, "check_points_chat": 15_000, "check_squares_chat": 112_500_000}
    tally = Tally(more=more | {"check_least_chat": 7_500, "checks_passed_chat": 1})
    made = {name: figure.measure(tally) for name, figure in check_figures.FIGURES.items()}  # type: ignore[misc]
    values = {name: one.value for name, one in made.items() if one.n}
    rate = Decimal("0.5")
    assert values == {"check_mean_chat": 75, "check_worst_chat": 75, "check_pass_rate_chat": rate}
    assert made["check_mean"].value is None


def test_it_is_passed_from_the_points_on_that_the_form_says() -> None:
    assert score(replace(THREE, pass_at=Decimal(60)), answered("yes/no/yes")).passed
    assert not score(replace(THREE, pass_at=Decimal("60.01")), answered("yes/no/yes")).passed


def test_na_is_refused_where_a_question_always_applies() -> None:
    with pytest.raises(KeyError):
        score(form((1, (question("a", may_not_apply=False),))), {"a": "na"})


def test_a_month_not_seen_yet_is_as_unsure_as_few_checks_are() -> None:
    made = {
        name: check_figures.usual(name, Decimal("0.8" if "rate" in name else 80))
        for name in check_figures.FIGURES
    }
    mean, share, worst = (made[f"check_{name}_call"] for name in ("mean", "pass_rate", "worst"))
    assert (mean.value, mean.n, share.value, worst.interval) == (80, 5, Decimal("0.8"), None)
    assert mean.interval is not None
    assert share.interval is not None
    assert mean.interval.high - mean.interval.low > 25
    assert share.interval.high - share.interval.low > Decimal("0.5")
    best = check_figures.usual("check_mean", Decimal(100)).interval
    assert best is not None
    assert best.high - best.low < mean.interval.high - mean.interval.low  # who has 100 has it nearly always


# ---- laws


@st.composite
def forms(draw: st.DrawFn, *, conditions: bool = False) -> CheckForm:
    groups, before = [], list[str]()
    for g in range(draw(st.integers(1, 3))):
        questions = []
        for q in range(draw(st.integers(1, 4))):
            code = f"q{g}{q}"
            how = draw(st.sampled_from(tuple(AnswerSort)))
            made = question(
                code,
                draw(st.integers(1, 60)),
                answers=how,
                points=draw(st.integers(1, 7)),
                levels=LEVELS if how is AnswerSort.LEVELS else (),
                critical=draw(st.sampled_from(tuple(Critical))),
            )
            if conditions and before and draw(st.booleans()):
                made = replace(made, asked_if=(draw(st.sampled_from(before)), ("na",)))
            before.append(code)
            questions.append(made)
        groups.append((draw(st.integers(1, 90)), tuple(questions)))
    return form(*groups)


def answers_to(data: st.DataObject, card: CheckForm) -> dict[str, str]:
    return {q.code: data.draw(st.sampled_from((*q.choices, "na"))) for q in card.questions()}


@given(st.data())
def test_a_better_answer_never_lowers_the_score(data: st.DataObject) -> None:
    card: CheckForm = data.draw(forms())
    given_ = answers_to(data, card)
    one = data.draw(st.sampled_from(list(card.questions())))
    scores = [score(card, given_ | {one.code: answer}).score for answer in reversed(one.choices)]
    assert all(a is not None and b is not None and a <= b for a, b in pairwise(scores))


@given(st.data())
def test_it_is_within_bounds_and_weights_make_a_hundred(data: st.DataObject) -> None:
    card: CheckForm = data.draw(forms(conditions=True))
    made = score(card, answers_to(data, card))
    if made.score is None or made.computed is None:
        assert all(one.points is None for one in made.groups)
        assert made.score == (0 if made.failed_by else None)
        return
    assert 0 <= made.score <= made.computed <= 100
    weights = [q.weight for g in made.groups for q in g.questions]
    assert abs(sum(weights) - 100) <= Decimal("0.01") * len(weights)
    assert made.passed == (not made.failed_by and made.score >= card.pass_at)


@given(st.data())
def test_leaving_out_what_does_not_apply_changes_nothing(data: st.DataObject) -> None:
    card: CheckForm = data.draw(forms())
    given_ = answers_to(data, card)
    kept = [(int(g.weight), tuple(q for q in g.questions if given_[q.code] != "na")) for g in card.groups]
    left = form(*((weight, questions) for weight, questions in kept if questions))
    assert score(left, given_).score == score(card, given_).score


@given(st.data())
def test_a_form_is_read_back_as_it_was_written(data: st.DataObject) -> None:
    card: CheckForm = data.draw(forms(conditions=True))
    assert from_dict(to_dict(card)) == card
    assert not check_form(card)


# ---- what is wrong with a form


@pytest.mark.parametrize(
    ("wrong", "codes"),
    [
        (form(), ["no_questions"]),
        (form((1, (question("a"), question("a")))), ["code_twice", "code_twice"]),
        (form((1, (question("a b"),))), ["form_code"]),
        (form((0, (question("a"),))), ["no_weight"]),
        (form((1, (question("a", 0),))), ["no_weight"]),
        (form((1, (question("a", -1),))), ["no_weight", "weight_out_of_range"]),
        (form((1, (question("a", answers=AnswerSort.POINTS),))), ["points_out_of_range"]),
        (form((1, (question("a", answers=AnswerSort.LEVELS),))), ["levels_number", "levels_order"]),
        (form((1, (question("a", answers=AnswerSort.LEVELS, levels=LEVELS[::-1]),))), ["levels_order"]),
        (form((1, (question("a", asked_if=("a", ("no",))),))), ["asked_after_unknown"]),
        (form((1, (question("a"), question("b", asked_if=("a", ("3",)))))), ["asked_after_answer"]),
        (replace(THREE, pass_at=Decimal(101)), ["pass_at_out_of_range"]),
        (replace(THREE, names=Names("", "")), ["name_missing"]),
    ],
)
def test_what_keeps_a_form_from_being_published(wrong: CheckForm, codes: list[str]) -> None:
    assert [one.code for one in check_form(wrong)] == codes
