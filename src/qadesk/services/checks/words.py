"""Quality checks in words: their states, answers, and how a score came about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from qadesk import formats
from qadesk.domain.check_forms import NO, NOT_APPLICABLE, YES, AnswerSort, CheckForm, CheckQuestion, Critical
from qadesk.domain.check_sampling import SampleStratum
from qadesk.domain.check_scoring import CheckScore, GroupScore, QuestionScore, QuestionState
from qadesk.i18n import N_, _, current_language, ngettext
from qadesk.kinds.checks import CHANNELS
from qadesk.services.checks.sampling import SamplePlan

STATUS_WORDS: Final[Mapping[str, str]] = {
    "waiting": N_("To be checked"),
    "draft": N_("Draft"),
    "submitted": N_("Submitted"),
    "replaced": N_("Was replaced"),
    "published": N_("Published"),
    "retired": N_("Retired"),
}
ANSWER_SORTS: Final[Mapping[AnswerSort, str]] = {
    AnswerSort.YES_NO: N_("Yes or no"),
    AnswerSort.LEVELS: N_("By levels"),
    AnswerSort.POINTS: N_("By points"),
}
CRITICAL_WORDS: Final[Mapping[Critical, str]] = {
    Critical.NO: N_("Not critical"),
    Critical.MARK: N_("Only marked"),
    Critical.GROUP: N_("Fails its group"),
    Critical.CALL: N_("Fails the whole check"),
}


def answer_words(question: CheckQuestion, answer: str) -> str:
    """An answer as it is shown: Yes, N/A, the name of a level, 3 of 5."""
    if answer == NOT_APPLICABLE:
        return _("N/A")
    if question.answers is AnswerSort.YES_NO:
        return {YES: _("Yes"), NO: _("No")}.get(answer, answer)
    if question.answers is AnswerSort.POINTS and answer:
        return _("{n} of {most}").format(n=answer, most=question.points)
    name = next((one.names for one in question.levels if one.code == answer), None)
    return answer if name is None else (name.in_language(current_language()) or answer)


def wording(question: CheckQuestion, answer: str) -> str:
    """What an answer looks like at work, or an example; "" where the form does not say."""
    found = next((one.wording for one in question.levels if one.code == answer), None)
    return "" if found is None else found.in_language(current_language())


def score_words(form: CheckForm, made: CheckScore) -> list[str]:
    """How a check's score came about, line by line: groups, questions, what failed, the sum."""
    lines = [line for group in made.groups for line in _group(form, group)]
    if made.score is None:
        n = len(made.open)
        lines.append(_("Not finished: questions open: {n}").format(n=n) if n else _("Nothing applied yet."))
        return lines
    if made.failed_by:
        names = _(", ").join(_question(form, code) for code in made.failed_by)
        lines.append(_("Failed by: {names}; without it {points} points.").format(
            names=names, points=formats.decimal(made.computed)
        ))  # fmt: skip
    passed = _("passed") if made.passed else _("not passed")
    total = _("Score: {points} ({passed}, from {limit} on)")
    lines.append(
        total.format(points=formats.decimal(made.score), passed=passed, limit=formats.plain(form.pass_at))
    )
    return lines


def _group(form: CheckForm, made: GroupScore) -> Iterator[str]:
    name = next(one.names for one in form.groups if one.code == made.code).in_language(current_language())
    points = _("does not apply") if made.points is None else formats.decimal(made.points)
    yield _("{group} ({weight}%): {points}").format(
        group=name, weight=formats.plain(made.weight), points=points
    )
    for one in made.questions:
        yield "  " + _line(form, one)


def _line(form: CheckForm, one: QuestionScore) -> str:
    question = form.question(one.code)
    said = {
        QuestionState.NOT_ASKED: _("not asked"),
        QuestionState.OPEN: _("open"),
        QuestionState.NOT_APPLICABLE: _("N/A"),
    }.get(one.state) or answer_words(question, one.answer)
    if one.failed:
        said = _("{answer}, critical").format(answer=said)
    text = _("{question}: {answer}").format(question=_question(form, one.code), answer=said)
    if one.worth is None:
        return text
    return _("{text} = {worth} × {weight}%").format(
        text=text, worth=formats.plain(one.worth), weight=formats.plain(one.weight)
    )


def _question(form: CheckForm, code: str) -> str:
    return form.question(code).names.in_language(current_language()) or code


def stratum_words(one: SampleStratum) -> str:
    """A group of contacts to draw from, such as “at least 1: rated 2 or worse”."""
    said = [
        (one.channel, _(CHANNELS.get(one.channel, ""))),
        (one.rating_to, _("rated {n} or worse").format(n=one.rating_to)),
        (one.rating_from, _("rated {n} or better").format(n=one.rating_from)),
        (one.minutes_from, _("{n} min or longer").format(n=one.minutes_from)),
        (one.minutes_to, _("{n} min or shorter").format(n=one.minutes_to)),
        (one.complaint, _("with a complaint")),
        (one.word, _("with “{word}” in the note").format(word=one.word)),
    ]
    told = _(", ").join(text for given, text in said if given)
    return _("at least {n}: {group}").format(n=one.least, group=told or _("any"))


def plan_words(plan: SamplePlan, each: int) -> list[str]:
    """How precise `each` checks of every agent would be, who has fewer, and where that is known from."""
    made = plan.of(each).agents
    if not any(one.contacts for one in made):
        return [_("There is no contact left to be drawn for this form.")]
    off = sorted(one.precise for one in made if one.precise is not None)
    lines = [_("A single check does not tell how far off the month's mean is.")]
    if off:
        low, high = (f"± {formats.decimal(one, 1)}" for one in (off[0], off[-1]))
        between = low if low == high else _("{low} to {high}").format(low=low, high=high)
        said = _("An agent's mean of the month is then off by at most {between} points, in 95 of 100 months.")
        lines = [said.format(between=between)]
    if short := sum(one.short > 0 for one in made):
        text = ngettext("{n} agent has fewer contacts.", "{n} agents have fewer contacts.", short)
        lines.append(text.format(n=short))
    known = (
        _("Points of single checks lie {spread} apart here (standard deviation).")
        if plan.own_spread
        else _("Points of single checks are taken to lie {spread} apart: there are few checks here yet.")
    )
    lines.append(known.format(spread=formats.decimal(plan.spread, 1)))
    return lines


def marked(note: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where must-check words stand in a note: from and to."""
    return [
        found.span() for word in words if word for found in re.finditer(re.escape(word), note, re.IGNORECASE)
    ]
