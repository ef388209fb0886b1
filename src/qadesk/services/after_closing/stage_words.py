"""The stages of results and months in words, and a deadline day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from qadesk import formats
from qadesk.domain.stages import MonthStage, Stage, StageStep
from qadesk.domain.working_days import AppealRule, CountedDay, DayKind, Deadline
from qadesk.errors import joined
from qadesk.i18n import N_, _, ngettext

_MOST_NAMED: Final = 5
STAGES: Final = {
    Stage.IN_REVIEW: N_("In review"),
    Stage.RETURNED: N_("Returned"),
    Stage.CORRECTED: N_("Corrected"),
    Stage.APPROVED: N_("Approved"),
    Stage.SENT: N_("Sent"),
    Stage.DELIVERED: N_("Handed over"),
    Stage.SIGNED: N_("Signed"),
    Stage.OBJECTED: N_("Signed with objection"),
    Stage.REFUSED: N_("Signature refused"),
    Stage.APPEALED: N_("Appealed"),
    Stage.UPHELD: N_("Appeal upheld"),
    Stage.PARTLY_UPHELD: N_("Appeal upheld in part"),
    Stage.REJECTED: N_("Appeal rejected"),
    Stage.WITHDRAWN: N_("Appeal withdrawn"),
    Stage.FINAL: N_("Final"),
    Stage.PUBLISHED: N_("Posted"),
}

MONTH_STAGES: Final = {
    MonthStage.OPEN: N_("open"),
    MonthStage.CLOSED: N_("closed"),
    MonthStage.REVIEW: N_("in review"),
    MonthStage.DELIVERY: N_("being handed over"),
    MonthStage.APPEALS: N_("open to appeals"),
    MonthStage.FINAL: N_("final"),
    MonthStage.PUBLISHED: N_("posted"),
}

_DAYS: Final = {
    DayKind.WORKING: N_("working day"),
    DayKind.WEEKEND: N_("weekend"),
    DayKind.HOLIDAY: N_("public holiday"),
    DayKind.MADE_UP: N_("make-up working day"),
    DayKind.OFFICE_CLOSED: N_("office closed"),
    DayKind.OFFICE_OPEN: N_("office open"),
}


def stage_words(stage: Stage) -> str:
    """Where a result stands."""
    return _(STAGES[stage])


def moved_line(count: int, stage: Stage, unprinted: int = 0) -> str:
    """How many results went to a stage, and how many of them have no sheet since the month was closed."""
    text = ngettext("{n} result: {stage}", "{n} results: {stage}", count).format(
        n=count, stage=stage_words(stage)
    )
    if not unprinted:
        return text
    more = ngettext(
        "{n} sheet was not printed since the cycle was closed.",
        "{n} sheets were not printed since the cycle was closed.",
        unprinted,
    )
    return joined(_("{text}.").format(text=text), more.format(n=unprinted))


def taken_back_line(count: int) -> str:
    """Of how many results the last step was taken back."""
    text = ngettext("Last step of {n} result taken back", "Last steps of {n} results taken back", count)
    return text.format(n=count)


def listed(who: Sequence[tuple[str, str]]) -> str:
    """People with what is said of each, a line each; of many the first ones, and how many more there are."""
    lines = [f"\n– {formats.spoken(name, said)}" for name, said in who[:_MOST_NAMED]]
    if (more := len(who) - _MOST_NAMED) > 0:
        lines.append("\n– " + ngettext("and {n} more agent", "and {n} more agents", more).format(n=more))
    return "".join(lines)


def month_words(stage: MonthStage) -> str:
    """Where a month stands."""
    return _(MONTH_STAGES[stage])


def step_line(step: StageStep, at: datetime) -> str:
    """One step with who, when (local) and why."""
    more = (
        step.reason,
        _("witness: {who}").format(who=step.witness) if step.witness else "",
        f"{step.carrier} {step.tracking}".strip(),
    )
    when = formats.day(step.day) if step.day is not None else formats.moment(at)
    said = [when, stage_words(step.stage), step.by, *more]
    return _(", ").join(one for one in said if one)


def appeal_time(rule: AppealRule) -> str:
    """How long an agent may appeal."""
    if rule.working:
        text = ngettext("{n} working day after receipt", "{n} working days after receipt", rule.days)
    else:
        text = ngettext("{n} calendar day after receipt", "{n} calendar days after receipt", rule.days)
    return text.format(n=rule.days)


def deadline_lines(found: Deadline) -> tuple[str, ...]:
    """How a deadline comes about, a line for each day."""
    first = _("{day}: received; not counted").format(day=formats.day(found.received))
    return (first, *(_day_line(one) for one in found.days))


def assumption(found: Deadline) -> str:
    """What is taken for granted on the way; "" where all is known."""
    if not found.assumed_years:
        return ""
    years = _(", ").join(str(year) for year in found.assumed_years)
    text = _("The holidays of {years} are not published yet: Monday to Friday are taken to be working days.")
    return text.format(years=years)


def _day_line(one: CountedDay) -> str:
    what = _(_DAYS[one.what.kind])
    if one.what.name:
        what = _("{what} ({name})").format(what=what, name=one.what.name)
    if one.number:
        text = _("{day}: day {n}, {what}")
    elif one.what.kind.worked:
        text = _("{day}: {what}; ends here, since the last day was a day off")
    else:
        text = _("{day}: {what}; not counted")
    return text.format(day=formats.day(one.day), n=one.number, what=what)
