"""Appeals in words: clock, decision, points, who decides."""

from __future__ import annotations

from datetime import date

from qadesk import formats
from qadesk.domain.appeals import AnswerRule, AppealOutcome
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.working_days import Deadline
from qadesk.errors import joined
from qadesk.i18n import _, ngettext, pgettext
from qadesk.services import rights
from qadesk.services.after_closing.stage_words import assumption, deadline_lines
from qadesk.services.appeals import subjects
from qadesk.services.appeals.reading import Appeal, AppealPoint


def outcome_words(outcome: AppealOutcome | None) -> str:
    """How an appeal ended; of one that waits that it does."""
    words = {
        None: _("Not decided yet"),
        AppealOutcome.UPHELD: pgettext("appeal", "Upheld"),
        AppealOutcome.PARTLY_UPHELD: pgettext("appeal", "Upheld in part"),
        AppealOutcome.REJECTED: pgettext("appeal", "Rejected"),
        AppealOutcome.WITHDRAWN: pgettext("appeal", "Withdrawn"),
    }
    return words[outcome]


def answer_time(rule: AnswerRule) -> str:
    """How long there is to answer."""
    if rule.working:
        text = ngettext("{n} working day after receipt", "{n} working days after receipt", rule.days)
    else:
        text = ngettext("{n} calendar day after receipt", "{n} calendar days after receipt", rule.days)
    return text.format(n=rule.days)


def clock_words(one: Appeal, today: date) -> str:
    """How long there is left to answer; of a decided appeal "" ."""
    if not one.open:
        return ""
    days = (one.answer_due - today).days
    if days < 0:
        return ngettext("{n} day overdue", "{n} days overdue", -days).format(n=-days)
    if days == 0:
        return _("today")
    return ngettext("{n} day left", "{n} days left", days).format(n=days)


def level_words(level: int, next_level: str) -> str:
    """At which level an appeal is."""
    return _("First level") if level == 1 else next_level or _("Next level")


def answer_lines(one: Appeal) -> tuple[str, ...]:
    """How the time to answer comes about, day by day, and whether it was another day when it was entered."""
    lines = deadline_lines(one.answer)
    if one.answer.last == one.answer_due:
        return lines
    text = _("When the appeal was entered the last day was {day}; that counts.")
    return (*lines, text.format(day=formats.day(one.answer_due)))


def answer_assumption(one: Appeal) -> str:
    """What is taken for granted on the way to the answer."""
    return assumption(one.answer)


def lateness(one: Appeal) -> str:
    """That an appeal came late, and when the time was over; "" for one in time."""
    until: Deadline | None = one.position.appeal
    if not one.late:
        return ""
    if until is None or one.level > 1:
        return _("Received late")
    return _("Received late: the time to appeal ended on {day}").format(day=formats.day(until.last))


def point_line(card: Scorecard, one: AppealPoint) -> str:
    """A point, what is said of it, and what was found."""
    named = subjects.text(card, one.about, one.ref)
    text = formats.spoken(named, one.words) if one.words else named
    if not one.found:
        return text
    return joined(_("{text}.").format(text=text), _("Found: {found}").format(found=one.found))


def source_line(one: Appeal) -> str:
    """Whose words they are, who entered them, and when."""
    text = (
        _("In writing by the agent; entered by {who}")
        if one.on_paper
        else _("Taken down for the agent by {who}")
    )
    return text.format(who=one.entered_by or _("nobody signed in"))


def interview_line(one: Appeal) -> str:
    """Whether the result was talked over."""
    if one.interview_on is None:
        return _("No interview")
    return _("Interview on {day}").format(day=formats.day(one.interview_on))


def who_decides(one: Appeal) -> str:
    """Who may decide, and that they are involved where there is nobody else; or who did."""
    if not one.open:
        who = one.decided_by or _("nobody signed in")
        text = _("Decided by {who} on {day}").format(who=who, day=formats.day(one.decided_on))
        if one.outcome is not AppealOutcome.WITHDRAWN and self_decided(one):
            return joined(_("{text}.").format(text=text), self_decided_text())
        if one.outcome is AppealOutcome.WITHDRAWN:
            return _("Withdrawal entered by {who} on {day}").format(who=who, day=formats.day(one.decided_on))
        return text
    who = rights.names(one.may_decide) or formats.DASH
    text = _("To be decided by {who}").format(who=who)
    if one.involved and one.may_decide:
        return joined(_("{text}.").format(text=text), self_decided_text())
    return text


def self_decided(one: Appeal) -> bool:
    """Whether who decided had judged what it is about, or entered it."""
    return one.decided_id is not None and (one.decided_id in one.judged or one.decided_id == one.entered_id)


def self_decided_text() -> str:
    """That nobody else could decide."""
    return _("Nobody in the office who may decide was free of what it is about.")
