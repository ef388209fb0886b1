"""What keeps a check form from being published: codes, where, and the figures they are about. No words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from qadesk.domain.check_forms import (
    CODE,
    MOST_GROUPS,
    MOST_LEVELS,
    MOST_QUESTIONS,
    NOT_APPLICABLE,
    AnswerSort,
    CheckForm,
    CheckQuestion,
    QuestionGroup,
)
from qadesk.domain.decimals import HUNDRED, ZERO
from qadesk.domain.problems import Problem, Problems, error

_LARGEST = 1_000_000
_MOST_POINTS = 100


def check_form(form: CheckForm) -> tuple[Problem, ...]:
    """Everything that is wrong with a form, in its order; nothing for a sound one."""
    return tuple(_all(form))


def _all(form: CheckForm) -> Problems:
    if not CODE.fullmatch(form.code):
        yield error("form_code", "code", given=form.code)
    if not form.names.zh and not form.names.en:
        yield error("name_missing", "names")
    if not ZERO <= form.pass_at <= HUNDRED:
        yield error("pass_at_out_of_range", "pass_at")
    if not form.groups or not any(group.questions for group in form.groups):
        yield error("no_questions", "groups")
    questions = [one.code for one in form.questions()]
    if len(form.groups) > MOST_GROUPS or len(questions) > MOST_QUESTIONS:
        yield error("too_many", "groups", groups=MOST_GROUPS, questions=MOST_QUESTIONS)
    if form.groups and not any(group.weight > 0 for group in form.groups):
        yield error("no_weight", "groups")
    codes = Counter([*(group.code for group in form.groups), *questions])
    before: dict[str, CheckQuestion] = {}
    for n, group in enumerate(form.groups):
        yield from _group(n, group, codes, before)


def _group(n: int, group: QuestionGroup, codes: Counter[str], before: dict[str, CheckQuestion]) -> Problems:
    at = ("groups", n)
    yield from _named(at, group, codes)
    if group.weight > 0 and group.questions and not any(one.weight > 0 for one in group.questions):
        yield error("no_weight", *at)
    for k, one in enumerate(group.questions):
        here = (*at, "questions", k)
        yield from _named(here, one, codes)
        yield from _question(here, one, before)
        before[one.code] = one


def _named(at: tuple[str | int, ...], one: QuestionGroup | CheckQuestion, codes: Counter[str]) -> Problems:
    if not CODE.fullmatch(one.code):
        yield error("form_code", *at, "code", given=one.code)
    elif codes[one.code] > 1:
        yield error("code_twice", *at, "code", given=one.code)
    if not one.names.zh and not one.names.en:
        yield error("name_missing", *at, "names")
    if not ZERO <= one.weight <= _LARGEST:
        yield error("weight_out_of_range", *at, "weight")


def _question(at: tuple[str | int, ...], one: CheckQuestion, before: dict[str, CheckQuestion]) -> Problems:
    if one.answers is AnswerSort.POINTS and not 1 <= one.points <= _MOST_POINTS:
        yield error("points_out_of_range", *at, "points", most=_MOST_POINTS)
    if one.answers is AnswerSort.LEVELS:
        yield from _levels(at, one)
    if one.asked_if is None:
        return
    other = before.get(one.asked_if[0])
    if other is None:
        yield error("asked_after_unknown", *at, "asked_if", given=one.asked_if[0])
    elif not one.asked_if[1] or not set(one.asked_if[1]) <= {*_taken(other)}:
        yield error("asked_after_answer", *at, "asked_if", taken=tuple(_taken(other)))


def _levels(at: tuple[str | int, ...], one: CheckQuestion) -> Problems:
    worths = [level.worth for level in one.levels]
    codes = [level.code for level in one.levels]
    if not 2 <= len(worths) <= MOST_LEVELS:
        yield error("levels_number", *at, "levels", most=MOST_LEVELS)
    if len(set(codes)) < len(codes) or NOT_APPLICABLE in codes or "" in codes:
        yield error("level_code", *at, "levels")
    if any(not ZERO <= worth <= HUNDRED for worth in worths):
        yield error("worth_out_of_range", *at, "levels")
    elif sorted(worths, reverse=True) != worths or len(set(worths)) < 2:
        yield error("levels_order", *at, "levels")


def _taken(question: CheckQuestion) -> Iterator[str]:
    yield from question.choices if question.answers is not AnswerSort.POINTS or question.points > 0 else ()
    if question.may_not_apply:
        yield NOT_APPLICABLE
