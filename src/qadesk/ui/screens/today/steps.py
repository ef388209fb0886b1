"""The month as a list of steps and warnings, worded from the figures; no widget in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import KINDS
from qadesk.services.first_look import Overview
from qadesk.storage.office import Office
from qadesk.ui.wording import cycle_text

if TYPE_CHECKING:
    from qadesk.services.today import Outcome


@dataclass(frozen=True)
class Step:
    """One step of the month. `state` is done, doing, todo or blocked; `share` 0-1 where it can be counted."""

    key: str
    title: str
    state: str
    detail: str
    count: str = ""
    share: float | None = None
    screen: str = ""
    action: str = ""


@dataclass(frozen=True)
class Concern:
    """Something odd that a person should look at; `screen` is where, `context` what there."""

    text: str
    screen: str
    action: str
    context: object = None


def steps(office: Office, overview: Overview, outcome: Outcome | None) -> list[Step]:
    """The month's steps in order. Without `outcome`, still being added up, results count as not known."""
    listed = [
        _roster(overview),
        _records(overview),
        _scores(overview),
        _results(overview, outcome),
        _sheets(office, overview, outcome),
        _close(office, overview, outcome),
    ]
    if overview.agents:
        return listed
    return [listed[0], *(replace(step, action="") for step in listed[1:])]  # nothing to open without people


def next_step(all_steps: list[Step]) -> Step | None:
    """The first step that is not done and can be."""
    return next((step for step in all_steps if step.state in ("doing", "todo")), None)


def warnings(overview: Overview, outcome: Outcome | None, today: date) -> list[Concern]:
    """What needs a look, most serious first."""
    found = []
    if outcome is not None and outcome.red_lines:
        who = _(", ").join(outcome.red_lines)
        found.append(Concern(_("Red line crossed: {who}").format(who=who), "results", _("See results")))
    if overview.agents and overview.missing_kinds and today >= overview.cycle.period.end:
        kinds = _(", ").join(_(KINDS[kind].label) for kind in overview.missing_kinds)
        found.append(
            Concern(
                _("The month is over and these files are missing: {kinds}").format(kinds=kinds),
                "records",
                _("Import files"),
            )
        )
    if outcome is not None:
        found += [Concern(text, "records", _("Choose which count")) for text in outcome.unsettled]
    if outcome is not None and outcome.outdated_sheets:
        who = _(", ").join(outcome.outdated_sheets)
        found.append(
            Concern(
                _("Printed sheets that differ from the current results: {who}").format(who=who),
                "sheets",
                _("Print again"),
            )
        )
    if outcome is not None and outcome.waiting:
        text = _("Records of {month} have been imported, but that month is not open yet").format(
            month=cycle_text(outcome.waiting)
        )
        found.append(Concern(text, "month", _("Go there"), outcome.waiting))
    rejected = sum(kind.rejected for kind in overview.imported.values())
    if rejected:
        text = ngettext("{n} row was rejected on import", "{n} rows were rejected on import", rejected)
        found.append(Concern(text.format(n=f"{rejected:,}"), "records", _("See why")))
    return found


def deadline(overview: Overview, today: date) -> tuple[str, str]:
    """The next deadline and how near it is; nothing once the month is closed."""
    if overview.cycle.closed:
        return "", ""
    if overview.agents and overview.printed >= overview.agents:
        return "", ""
    days = (overview.due - today).days
    if days > 0:
        near = ngettext("in {n} day", "in {n} days", days).format(n=days)
    elif days == 0:
        near = _("today")
    else:
        near = ngettext("{n} day overdue", "{n} days overdue", -days).format(n=-days)
    return _("Print sheets by {day}").format(day=formats.day(overview.due)), near


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _state(part: int, whole: int) -> str:
    if whole and part >= whole:
        return "done"
    return "doing" if part else "todo"


def _roster(overview: Overview) -> Step:
    if not overview.agents:
        return Step(
            "roster",
            _("Roster"),
            "todo",
            _("Nobody is on the roster yet. Import your staff list, or add agents one by one."),
            screen="agents",
            action=_("Fill the roster"),
        )
    text = ngettext("{n} agent takes part", "{n} agents take part", overview.agents)
    return Step(
        "roster",
        _("Roster"),
        "done",
        text.format(n=overview.agents),
        str(overview.agents),
        screen="agents",
        action=_("See agents"),
    )


def _records(overview: Overview) -> Step:
    kinds = len(overview.imported)
    there = kinds - len(overview.missing_kinds)
    if overview.missing_kinds:
        names = _(", ").join(_(KINDS[kind].label) for kind in overview.missing_kinds)
        detail = _("Still missing: {kinds}").format(kinds=names)
    else:
        records = sum(kind.records for kind in overview.imported.values())
        text = ngettext("{n} record of the month imported", "{n} records of the month imported", records)
        detail = text.format(n=f"{records:,}")
    state = _state(there, kinds) if overview.agents else "blocked"
    return Step(
        "records",
        _("Service records"),
        state,
        detail if overview.agents else _("Set up the roster first: records belong to agents."),
        _fraction(there, kinds),
        _share(there, kinds),
        "records",
        _("Import files") if overview.missing_kinds else _("See records"),
    )


def _scores(overview: Overview) -> Step:
    left = overview.agents - overview.submitted - overview.drafts
    if overview.agents and overview.submitted >= overview.agents:
        detail = _("Every agent is scored")
    else:
        parts = []
        if overview.drafts:
            parts.append(ngettext("{n} started", "{n} started", overview.drafts).format(n=overview.drafts))
        if left:
            parts.append(ngettext("{n} not started", "{n} not started", left).format(n=left))
        detail = _("; ").join(parts)
    state = _state(overview.submitted, overview.agents)
    if state == "todo" and overview.drafts:
        state = "doing"
    return Step(
        "score",
        _("Scores"),
        state if overview.agents else "blocked",
        detail,
        _fraction(overview.submitted, overview.agents),
        _share(overview.submitted, overview.agents),
        "score",
        _("See scores")
        if state == "done"
        else _("Continue scoring")
        if state == "doing"
        else _("Start scoring"),
    )


def _results(overview: Overview, outcome: Outcome | None) -> Step:
    title = _("Results")
    if outcome is None:
        return Step(
            "results", title, "blocked", _("Calculating the month…"), "", None, "results", _("See results")
        )
    due = outcome.agents - outcome.excluded
    grades = _("; ").join(f"{grade} {n}" for grade, n in outcome.grades.items() if n)
    parts = [grades] if grades else []
    if outcome.incomplete:
        text = ngettext("{n} agent incomplete", "{n} agents incomplete", outcome.incomplete)
        parts.append(text.format(n=outcome.incomplete))
    if outcome.not_entered:
        text = ngettext(
            "values of {n} agent not entered", "values of {n} agents not entered", outcome.not_entered
        )
        parts.append(text.format(n=outcome.not_entered))
    return Step(
        "results",
        title,
        _state(outcome.graded, due) if outcome.agents else "blocked",
        _("; ").join(parts),
        _fraction(outcome.graded, due),
        _share(outcome.graded, due),
        "results",
        _("See results"),
    )


def _sheets(office: Office, overview: Overview, outcome: Outcome | None) -> Step:
    ready = outcome is not None and outcome.graded > 0
    state = _state(overview.printed, overview.agents)
    if state == "todo" and not ready:
        state = "blocked"
    if overview.last_printed is not None:
        detail = _("Last printed {moment}").format(moment=formats.moment(office.local(overview.last_printed)))
    elif ready and outcome is not None:
        text = ngettext("{n} sheet can be printed", "{n} sheets can be printed", outcome.graded)
        detail = text.format(n=outcome.graded)
    else:
        detail = _("Sheets can be printed once there are results")
    return Step(
        "sheets",
        _("Printed sheets"),
        state,
        detail,
        _fraction(overview.printed, overview.agents),
        _share(overview.printed, overview.agents),
        "sheets",
        _("Print sheets"),
    )


def _close(office: Office, overview: Overview, outcome: Outcome | None) -> Step:
    title = _("Close the month")
    if overview.cycle.closed:
        at = overview.cycle.closed_at
        moment = formats.moment(office.local(at)) if at is not None else ""
        return Step("close", title, "done", _("Closed {moment}; results are final").format(moment=moment))
    final = _("Results become final and can no longer change")
    if outcome is None:
        return Step("close", title, "blocked", final)
    pending = _("What is pending…")
    if outcome.incomplete:
        text = ngettext(
            "{n} assessment is incomplete: score or waive it first",
            "{n} assessments are incomplete: score or waive them first",
            outcome.incomplete,
        )
        return Step("close", title, "blocked", text.format(n=outcome.incomplete), action=pending)
    if not outcome.graded:
        return Step("close", title, "blocked", final, action=pending)
    return Step("close", title, "todo", final, action=_("Close the month…"))


def _fraction(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else ""
