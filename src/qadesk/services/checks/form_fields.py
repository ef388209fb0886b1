"""A check form as it is typed in: the fields of its table, and how rows are added and taken out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from qadesk import formats
from qadesk.domain.check_forms import (
    CODE,
    NAMELESS,
    NOT_APPLICABLE,
    AnswerLevel,
    AnswerSort,
    CheckForm,
    CheckQuestion,
    ContactSort,
    Critical,
    QuestionGroup,
)
from qadesk.domain.scorecard import Names
from qadesk.errors import NotTaken
from qadesk.i18n import _, current_language
from qadesk.services.checks.words import ANSWER_SORTS, CRITICAL_WORDS
from qadesk.services.table_fields import TableField
from qadesk.tabular import numbers

Spot = tuple[int, int]  # places of a group and of a question in it
CheckField = TableField[CheckForm, Spot]
_LEVEL: Final = re.compile(r"\s*([^=;；]+?)\s*=\s*(\d+(?:\.\d+)?)\s*([^;；]*)")
_MOST_WEIGHT: Final = Decimal(1_000_000)


def empty_form() -> CheckForm:
    """A form to begin with: one group with one question, without names."""
    question = CheckQuestion("q1", NAMELESS, Decimal(100))
    group = QuestionGroup("g1", NAMELESS, Decimal(100), (question,))
    return CheckForm("form", 1, NAMELESS, ContactSort.CALL, (group,))


def spots(form: CheckForm) -> tuple[Spot, ...]:
    """All questions by their places."""
    return tuple((g, q) for g, group in enumerate(form.groups) for q in range(len(group.questions)))


def question_at(form: CheckForm, spot: Spot) -> CheckQuestion:
    """The question of a place."""
    return form.groups[spot[0]].questions[spot[1]]


def with_question(form: CheckForm, spot: Spot) -> tuple[CheckForm, Spot]:
    """With another question behind one, and where it is."""
    g, q = spot
    code = _free(form, "q")
    made = CheckQuestion(code, NAMELESS, question_at(form, spot).weight)
    questions = form.groups[g].questions
    return _with_questions(form, g, (*questions[: q + 1], made, *questions[q + 1 :])), (g, q + 1)


def with_group(form: CheckForm, spot: Spot) -> tuple[CheckForm, Spot]:
    """With another group of one question behind the one of a place, and where that is."""
    g = spot[0]
    question = CheckQuestion(_free(form, "q"), NAMELESS, Decimal(100))
    made = QuestionGroup(_free(form, "g"), NAMELESS, form.groups[g].weight, (question,))
    return replace(form, groups=(*form.groups[: g + 1], made, *form.groups[g + 1 :])), (g + 1, 0)


def without(form: CheckForm, spot: Spot) -> CheckForm:
    """Without a question; its group goes with the last one of it."""
    g, q = spot
    questions = form.groups[g].questions
    left = questions[:q] + questions[q + 1 :]
    if left:
        return _with_questions(form, g, left)
    return replace(form, groups=form.groups[:g] + form.groups[g + 1 :])


def with_wordings(form: CheckForm, spot: Spot, wordings: Sequence[tuple[str, Names]]) -> CheckForm:
    """With what answers look like, by answer."""
    one, said = question_at(form, spot), dict(wordings)
    if one.answers is AnswerSort.LEVELS:
        levels = tuple(replace(level, wording=said.get(level.code, level.wording)) for level in one.levels)
    else:
        levels = tuple(
            AnswerLevel(code, NAMELESS, one.worth(code), names)
            for code, names in said.items()
            if names != NAMELESS
        )
    return _put(form, spot, levels=levels)


def fields() -> tuple[CheckField, ...]:
    """The columns of the table, from left to right."""
    return (
        TableField("group", _("Group"), _group_name, _put_group_name, editable=_first),
        TableField("group_weight", _("Weight of the group"), _group_weight, _put_group_weight,
                   editable=_first),
        TableField("zh", _("Question (Chinese)"), lambda f, s: question_at(f, s).names.zh, _name("zh")),
        TableField("en", _("Question (English)"), lambda f, s: question_at(f, s).names.en, _name("en")),
        TableField("weight", _("Weight"), lambda f, s: _plain(question_at(f, s).weight), _put_weight),
        TableField(
            "answers", _("Answers"), lambda f, s: _(ANSWER_SORTS[question_at(f, s).answers]), _put_answers,
            typed=lambda f, s: question_at(f, s).answers.value, choices=_options(ANSWER_SORTS),
        ),
        TableField("levels", _("Levels or points"), _levels_text, _put_levels, editable=_has_levels),
        TableField(
            "na", _("N/A"), lambda f, s: _("Yes") if question_at(f, s).may_not_apply else _("No"), _put_na,
            typed=lambda f, s: "yes" if question_at(f, s).may_not_apply else "no",
            choices=lambda: (("yes", _("Yes")), ("no", _("No"))),
        ),
        TableField(
            "critical", _("Critical"), lambda f, s: _(CRITICAL_WORDS[question_at(f, s).critical]),
            lambda f, s, text: _put(f, s, critical=Critical(text)),
            typed=lambda f, s: question_at(f, s).critical.value, choices=_options(CRITICAL_WORDS),
        ),
        TableField("asked_if", _("Asked after"), _asked_text, _put_asked),
        TableField("code", _("Code"), lambda f, s: question_at(f, s).code, _put_code),
    )  # fmt: skip


# ---- what is typed


def _put(form: CheckForm, spot: Spot, **changes: Any) -> CheckForm:
    g, q = spot
    questions = form.groups[g].questions
    made = replace(questions[q], **changes)
    return _with_questions(form, g, (*questions[:q], made, *questions[q + 1 :]))


def _with_questions(form: CheckForm, g: int, questions: tuple[CheckQuestion, ...]) -> CheckForm:
    return _with_group(form, g, replace(form.groups[g], questions=questions))


def _with_group(form: CheckForm, g: int, made: QuestionGroup) -> CheckForm:
    return replace(form, groups=(*form.groups[:g], made, *form.groups[g + 1 :]))


def _name(language: str) -> Callable[[CheckForm, Spot, str], CheckForm]:
    def put(form: CheckForm, spot: Spot, text: str) -> CheckForm:
        return _put(form, spot, names=replace(question_at(form, spot).names, **{language: text.strip()}))

    return put


def _first(_form: CheckForm, spot: Spot) -> bool:
    return spot[1] == 0


def _group_name(form: CheckForm, spot: Spot) -> str:
    return form.groups[spot[0]].names.in_language(current_language()) if spot[1] == 0 else ""


def _put_group_name(form: CheckForm, spot: Spot, text: str) -> CheckForm:
    """In the language in force; a name that was the same in both stays the same."""
    group, own = form.groups[spot[0]], "zh" if current_language().startswith("zh") else "en"
    return _with_group(form, spot[0], replace(group, names=replace(group.names, **{own: text.strip()})))


def _group_weight(form: CheckForm, spot: Spot) -> str:
    return _plain(form.groups[spot[0]].weight) if spot[1] == 0 else ""


def _put_group_weight(form: CheckForm, spot: Spot, text: str) -> CheckForm:
    return _with_group(form, spot[0], replace(form.groups[spot[0]], weight=_number(text)))


def _put_weight(form: CheckForm, spot: Spot, text: str) -> CheckForm:
    return _put(form, spot, weight=_number(text))


def _put_answers(form: CheckForm, spot: Spot, text: str) -> CheckForm:
    """Levels and points begin with something sensible; wordings of yes and no stay only with them."""
    sort = AnswerSort(text)
    if sort is question_at(form, spot).answers:
        return form
    levels: tuple[AnswerLevel, ...] = ()
    if sort is AnswerSort.LEVELS:
        levels = tuple(AnswerLevel(str(n), NAMELESS, Decimal(25 * (n - 1))) for n in (5, 4, 3, 2, 1))
    return _put(form, spot, answers=sort, levels=levels, points=5 if sort is AnswerSort.POINTS else 0)


def _has_levels(form: CheckForm, spot: Spot) -> bool:
    return question_at(form, spot).answers is not AnswerSort.YES_NO


def _levels_text(form: CheckForm, spot: Spot) -> str:
    one, language = question_at(form, spot), current_language()
    if one.answers is AnswerSort.POINTS:
        return str(one.points)
    if one.answers is AnswerSort.YES_NO:
        return ""
    told = (f"{e.code}={_plain(e.worth)} {e.names.in_language(language)}".strip() for e in one.levels)
    return "; ".join(told)


def _put_levels(form: CheckForm, spot: Spot, text: str) -> CheckForm:
    """Of points how many; of levels as “5=100 all right; 3=60 a slip; 1=0 wrong”."""
    one = question_at(form, spot)
    if one.answers is AnswerSort.POINTS:
        return _put(form, spot, points=int(_number(text)))
    before = {level.code: level for level in one.levels}
    own, made = ("zh" if current_language().startswith("zh") else "en"), []
    for part in filter(None, (piece.strip() for piece in re.split("[;；]", text))):
        found = _LEVEL.fullmatch(part)
        if found is None:
            raise NotTaken("cell.not_levels", _("Write levels as “5=100 all right; 3=60 a slip; 1=0 wrong”."))
        code, worth, name = found.groups()
        level = before.get(code, AnswerLevel(code, NAMELESS, Decimal(0)))
        names = replace(level.names, **{own: name.strip()})
        made.append(replace(level, worth=Decimal(worth), names=names))
    return _put(form, spot, levels=tuple(made))


def _put_na(form: CheckForm, spot: Spot, text: str) -> CheckForm:
    return _put(form, spot, may_not_apply=text == "yes")


def _asked_text(form: CheckForm, spot: Spot) -> str:
    asked = question_at(form, spot).asked_if
    return "" if asked is None else f"{asked[0]}={','.join(asked[1])}"


def _put_asked(form: CheckForm, spot: Spot, text: str) -> CheckForm:
    """As “ticket=yes” or “ticket=yes,na”; empty: always asked."""
    if not text.strip():
        return _put(form, spot, asked_if=None)
    code, _equals, answers = (part.strip() for part in text.partition("="))
    wanted = tuple(part.strip() for part in re.split("[,，]", answers) if part.strip())
    at = spots(form).index(spot)
    before = {question_at(form, one).code: question_at(form, one) for one in spots(form)[:at]}
    if code not in before:
        raise NotTaken("cell.not_asked_after", _("Name a question before it by its code, as “ticket=yes”."))
    taken = (*before[code].choices, NOT_APPLICABLE)
    if not wanted or not set(wanted) <= set(taken):
        raise NotTaken("cell.not_asked_after", _("Its answers are: {taken}.").format(taken=", ".join(taken)))
    return _put(form, spot, asked_if=(code, wanted))


def _put_code(form: CheckForm, spot: Spot, text: str) -> CheckForm:
    """Questions that are asked after it go on with its new code."""
    code, before = text.strip(), question_at(form, spot).code
    if code == before:
        return form
    taken = {*(one.code for one in form.questions()), *(group.code for group in form.groups)}
    if not CODE.fullmatch(code) or code in taken:
        raise NotTaken("cell.no_code", _("A code begins with a letter and is there once only."))
    made = _put(form, spot, code=code)
    for one in spots(made):
        asked = question_at(made, one).asked_if
        if asked is not None and asked[0] == before:
            made = _put(made, one, asked_if=(code, asked[1]))
    return made


def _number(text: str) -> Decimal:
    made = numbers.read(text, numbers.PLAIN)
    if made is None or not 0 <= made <= _MOST_WEIGHT:
        raise NotTaken("cell.out_of_bounds", _("Enter a number from 0 on."))
    return made


def _plain(value: Decimal) -> str:
    return formats.plain(value)


def _options(words: Any) -> Callable[[], Sequence[tuple[str, str]]]:
    return lambda: [(code.value, _(text)) for code, text in words.items()]


def _free(form: CheckForm, begins: str) -> str:
    taken = {*(one.code for one in form.questions()), *(group.code for group in form.groups)}
    return next(f"{begins}{n}" for n in range(1, len(taken) + 2) if f"{begins}{n}" not in taken)
