"""The score of one check: from answers by question to points, with every weight that led there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from qadesk.domain.check_forms import (
    NOT_APPLICABLE,
    AnswerSort,
    CheckForm,
    CheckQuestion,
    Critical,
    QuestionGroup,
)
from qadesk.domain.decimals import half_up


class QuestionState(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    NOT_APPLICABLE = "na"
    NOT_ASKED = "not_asked"  # by the answer to another
    OPEN = "open"  # still to be answered


_APPLYING: Final = (QuestionState.ANSWERED, QuestionState.OPEN)
_NONE: Final = Fraction(0)


@dataclass(frozen=True)
class QuestionScore:
    """One question of a check. `weight` is what it counts for in this check, in percent of the whole.

    `worth` (0-100) is None for what was not answered. `failed`: a critical question without any points.
    """

    code: str
    state: QuestionState
    answer: str
    worth: Decimal | None
    weight: Decimal
    failed: bool = False


@dataclass(frozen=True)
class GroupScore:
    """One group of a check: `points` 0-100, None where nothing of it applied; `weight` in percent.

    `failed_by` are the critical questions for which all of it has 0.
    """

    code: str
    weight: Decimal
    points: Decimal | None
    failed_by: tuple[str, ...]
    questions: tuple[QuestionScore, ...]


@dataclass(frozen=True)
class CheckScore:
    """The outcome. `score` is 0-100 on two places; None while questions are open or where nothing applied.

    `computed` is what it would be without critical questions; `failed_by` those for which all of it has 0.
    """

    score: Decimal | None
    computed: Decimal | None
    passed: bool
    failed_by: tuple[str, ...]
    groups: tuple[GroupScore, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """The questions that still have to be answered."""
        return tuple(q.code for g in self.groups for q in g.questions if q.state is QuestionState.OPEN)

    @property
    def found(self) -> tuple[str, ...]:
        """The questions that cost points or were marked, in their order."""
        lost = (q for g in self.groups for q in g.questions if q.worth is not None and q.worth < 100)
        return tuple(one.code for one in lost)

    @property
    def critical(self) -> tuple[str, ...]:
        """The critical questions that failed, whatever that means for the score."""
        return tuple(q.code for g in self.groups for q in g.questions if q.failed)


def asked(form: CheckForm, answers: Mapping[str, str]) -> tuple[CheckQuestion, ...]:
    """The questions that are asked after these answers, in their order."""
    found: dict[str, CheckQuestion] = {}
    for one in form.questions():
        if one.asked_if is not None:
            other, wanted = one.asked_if
            if other not in found or answers.get(other) not in wanted:
                continue
        found[one.code] = one
    return tuple(found.values())


def score(form: CheckForm, answers: Mapping[str, str]) -> CheckScore:
    """What a check with these answers comes to. Raises KeyError for an answer a question does not take.

    What does not apply leaves its weight to the rest of its group; a group of which nothing applies leaves
    its own to the other groups.
    """
    counted = {one.code for one in asked(form, answers)}
    states = {q.code: _state(q, q.code in counted, answers.get(q.code, "")) for q in form.questions()}
    applying = {
        group.code: sum((Fraction(q.weight) for q in group.questions if states[q.code] in _APPLYING), _NONE)
        for group in form.groups
    }
    whole = sum((Fraction(group.weight) for group in form.groups if applying[group.code]), _NONE)
    groups, computed, kept = [], _NONE, _NONE
    for group in form.groups:
        share = Fraction(group.weight) / whole if applying[group.code] and whole else _NONE
        points, made = _group(group, states, answers, applying[group.code], share)
        groups.append(made)
        computed += share * points
        kept += _NONE if made.failed_by else share * points
    failed = [q.code for g in groups for q in g.questions if q.failed]
    by = tuple(code for code in failed if form.question(code).critical is Critical.CALL)
    ready = bool(whole or by) and QuestionState.OPEN not in states.values()
    final = half_up(_NONE if by else kept) if ready else None
    return CheckScore(
        final,
        half_up(computed) if ready and whole else None,
        final is not None and not by and final >= form.pass_at,
        by,
        tuple(groups),
    )


def _state(question: CheckQuestion, is_asked: bool, answer: str) -> QuestionState:
    if not is_asked:
        return QuestionState.NOT_ASKED
    if not answer:
        return QuestionState.OPEN
    if answer == NOT_APPLICABLE:
        if not question.may_not_apply:
            raise KeyError(answer)
        return QuestionState.NOT_APPLICABLE
    question.worth(answer)
    return QuestionState.ANSWERED


def _group(
    group: QuestionGroup,
    states: Mapping[str, QuestionState],
    answers: Mapping[str, str],
    applying: Fraction,
    share: Fraction,
) -> tuple[Fraction, GroupScore]:
    points, lines = _NONE, []
    for one in group.questions:
        state, answer = states[one.code], answers.get(one.code, "")
        weight = _NONE
        if state in _APPLYING and applying:
            weight = Fraction(one.weight) / applying
        worth = one.worth(answer) if state is QuestionState.ANSWERED else None
        points += weight * _fraction(one, answer) if worth is not None else 0
        failed = worth == 0 and one.critical is not Critical.NO
        shown = answer if state in (QuestionState.ANSWERED, QuestionState.NOT_APPLICABLE) else ""
        lines.append(QuestionScore(one.code, state, shown, worth, half_up(100 * share * weight), failed))
    by = tuple(
        one.code
        for one, line in zip(group.questions, lines, strict=True)
        if line.failed and one.critical is Critical.GROUP
    )
    told = None if not applying else half_up(_NONE if by else points)
    return points, GroupScore(group.code, half_up(100 * share), told, by, tuple(lines))


def _fraction(question: CheckQuestion, answer: str) -> Fraction:
    """What an answer is worth, 0-100, exactly: a third of the points is no decimal."""
    if question.answers is AnswerSort.POINTS:
        return Fraction(100 * int(answer), question.points)
    return Fraction(question.worth(answer))
