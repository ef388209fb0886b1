"""What keeps a check form from being published, in words."""

from __future__ import annotations

from typing import Final

from qadesk.domain.check_forms import CheckForm, CheckQuestion, QuestionGroup
from qadesk.domain.problems import Problem
from qadesk.i18n import N_, _, current_language

_WORDS: Final = {
    "form_code": N_("“{given}” cannot be a code: it begins with a letter and has letters, digits, - and _."),
    "name_missing": N_("It has no name."),
    "pass_at_out_of_range": N_("The points from which a check is passed are 0 to 100."),
    "no_questions": N_("It has no questions."),
    "too_many": N_("It has more than {groups} groups or {questions} questions."),
    "no_weight": N_("Nothing has a weight; give at least one a weight above 0."),
    "code_twice": N_("The code “{given}” is there twice."),
    "weight_out_of_range": N_("A weight is 0 or more."),
    "points_out_of_range": N_("Give it 1 to {most} points."),
    "levels_number": N_("Give it 2 to {most} levels."),
    "level_code": N_("Each level needs a code of its own, other than “na”."),
    "worth_out_of_range": N_("A level is worth 0 to 100."),
    "levels_order": N_("The levels run from best to worst; at least two must be worth different points."),
    "asked_after_unknown": N_("It is asked after “{given}”, which is no question before it."),
    "asked_after_answer": N_("It is asked after an answer that the other question does not take: {taken}."),
}


def problem_words(problem: Problem, form: CheckForm) -> str:
    """A problem in a sentence, with what it is about."""
    detail = {**problem.detail}
    if "taken" in detail:
        detail["taken"] = _(", ").join(detail["taken"])
    said = _(_WORDS[problem.code]).format(**detail)
    about = _about(problem, form)
    return _("{where}: {text}").format(where=about, text=said) if about else said


def _about(problem: Problem, form: CheckForm) -> str:
    """The name of the group or question it is about; "" for the form itself."""
    path = problem.path
    if len(path) < 2 or path[0] != "groups":
        return ""
    found: QuestionGroup | CheckQuestion = form.groups[int(path[1])]
    if len(path) > 3 and path[2] == "questions" and isinstance(found, QuestionGroup):
        found = found.questions[int(path[3])]
    return found.names.in_language(current_language()) or found.code
