"""What a check form is: groups of questions by which one call or chat is checked; also as plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from qadesk.domain.decimals import HUNDRED, ZERO, tidy
from qadesk.domain.scorecard import Names

NOT_APPLICABLE: Final = "na"  # the answer to a question that does not apply to this contact
YES, NO = "yes", "no"
NAMELESS: Final = Names("", "")
MOST_GROUPS, MOST_QUESTIONS, MOST_LEVELS = 20, 100, 10
CODE: Final = re.compile(r"[^\W\d][\w-]{0,59}")


class AnswerSort(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    LEVELS = "levels"
    POINTS = "points"  # whole points from 0 to as many as it has


class Critical(StrEnum):
    """What it means that a question is answered with nothing of its points."""

    NO = "no"  # it costs its own points and no more
    MARK = "mark"  # it is marked, and costs its own points
    GROUP = "group"  # its whole group has 0
    CALL = "call"  # the whole check has 0 and is not passed


class ContactSort(StrEnum):
    """Which sort of contacts a form is for; results may count each sort for itself."""

    CALL = "call"
    CHAT = "chat"
    OTHER = "other"


@dataclass(frozen=True)
class AnswerLevel:
    """One answer of a question with levels, or the yes or no of another: what it is worth in percent."""

    code: str
    names: Names
    worth: Decimal  # 0-100
    wording: Names = NAMELESS  # what it looks like, an example


@dataclass(frozen=True)
class CheckQuestion:
    """One question. `asked_if` names an earlier question and the answers after which this one is asked."""

    code: str
    names: Names
    weight: Decimal  # beside the others of its group
    answers: AnswerSort = AnswerSort.YES_NO
    levels: tuple[AnswerLevel, ...] = ()  # for yes and no: their wording, where there is any
    points: int = 0  # of AnswerSort.POINTS
    may_not_apply: bool = True
    critical: Critical = Critical.NO
    asked_if: tuple[str, tuple[str, ...]] | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The answers it takes, best first, without "na"."""
        if self.answers is AnswerSort.YES_NO:
            return (YES, NO)
        if self.answers is AnswerSort.POINTS:
            return tuple(str(n) for n in range(self.points, -1, -1))
        return tuple(level.code for level in self.levels)

    def worth(self, answer: str) -> Decimal:
        """What an answer is worth, 0-100. Raises KeyError for one the question does not take."""
        if answer not in self.choices:
            raise KeyError(answer)
        if self.answers is AnswerSort.YES_NO:
            return HUNDRED if answer == YES else ZERO
        if self.answers is AnswerSort.POINTS:
            return HUNDRED * int(answer) / self.points
        return next(level.worth for level in self.levels if level.code == answer)


@dataclass(frozen=True)
class QuestionGroup:
    """Questions that belong together. `weight` stands beside those of the other groups."""

    code: str
    names: Names
    weight: Decimal
    questions: tuple[CheckQuestion, ...]


@dataclass(frozen=True)
class CheckForm:
    """One version of a form. A check of at least `pass_at` points (0-100) is passed.

    `must_words` are said in every such contact: they are looked for in its note.
    """

    code: str
    version: int
    names: Names
    contacts: ContactSort
    groups: tuple[QuestionGroup, ...]
    pass_at: Decimal = Decimal(80)
    must_words: tuple[str, ...] = field(default=())

    def questions(self) -> Iterator[CheckQuestion]:
        """All of them, in their order."""
        for group in self.groups:
            yield from group.questions

    def question(self, code: str) -> CheckQuestion:
        """The question of that code. Raises KeyError for none."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, CheckQuestion]:
        return {one.code: one for one in self.questions()}


# ---- as plain data


def to_dict(form: CheckForm) -> dict[str, Any]:
    """Plain dicts, lists and text, of which `from_dict` makes an equal form; what is usual is left out."""
    return {
        "code": form.code,
        "version": form.version,
        "names": _names(form.names),
        "contacts": form.contacts.value,
        "pass_at": str(tidy(form.pass_at)),
        "must_words": list(form.must_words),
        "groups": [
            {
                "code": group.code,
                "names": _names(group.names),
                "weight": str(tidy(group.weight)),
                "questions": [_question(one) for one in group.questions],
            }
            for group in form.groups
        ],
    }


def from_dict(data: Mapping[str, Any]) -> CheckForm:
    """The form. Raises LookupError, ValueError, TypeError, AttributeError, ArithmeticError for others."""
    return CheckForm(
        str(data["code"]),
        int(data.get("version", 1)),
        _read_names(data["names"]),
        ContactSort(data.get("contacts", "call")),
        tuple(
            QuestionGroup(
                str(group["code"]),
                _read_names(group["names"]),
                _exact(group.get("weight", 100)),
                tuple(map(_read_question, group["questions"])),
            )
            for group in data["groups"]
        ),
        _exact(data.get("pass_at", 80)),
        tuple(str(word) for word in data.get("must_words") or ()),
    )


def _question(one: CheckQuestion) -> dict[str, Any]:
    made: dict[str, Any] = {
        "code": one.code,
        "names": _names(one.names),
        "weight": str(tidy(one.weight)),
        "answers": one.answers.value,
    }
    if one.levels:
        made["levels"] = [
            {
                "code": level.code,
                "names": _names(level.names),
                "worth": str(tidy(level.worth)),
                "wording": _names(level.wording),
            }
            for level in one.levels
        ]
    if one.points:
        made["points"] = one.points
    if not one.may_not_apply:
        made["may_not_apply"] = False
    if one.critical is not Critical.NO:
        made["critical"] = one.critical.value
    if one.asked_if is not None:
        made["asked_if"] = {"question": one.asked_if[0], "answers": list(one.asked_if[1])}
    return made


def _read_question(data: Mapping[str, Any]) -> CheckQuestion:
    asked = data.get("asked_if")
    # A text file has yes and no as what they are, true and false.
    return CheckQuestion(
        str(data["code"]),
        _read_names(data["names"]),
        _exact(data.get("weight", 100)),
        AnswerSort(data.get("answers", "yes_no")),
        tuple(
            AnswerLevel(
                _said(level["code"]),
                _read_names(level.get("names") or {}),
                _exact(level["worth"]),
                _read_names(level.get("wording") or {}),
            )
            for level in data.get("levels") or ()
        ),
        int(data.get("points", 0)),
        data.get("may_not_apply", True) in (True, "true"),
        Critical(_said(data.get("critical", "no"))),
        None if asked is None else (str(asked["question"]), tuple(map(_said, asked["answers"]))),
    )


def _said(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return str(value)


def _names(names: Names) -> dict[str, str]:
    return {"zh": names.zh, "en": names.en}


def _read_names(data: Mapping[str, Any]) -> Names:
    return Names(str(data.get("zh", "")), str(data.get("en", "")))


def _exact(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise TypeError(f"no exact number: {value!r}")
    made = Decimal(value)
    if not made.is_finite():
        raise ValueError(f"no number: {value!r}")
    return made
