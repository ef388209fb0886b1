"""The month as a list of steps, worded from the figures of Today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from qadesk import formats
from qadesk.domain.periods import next_period
from qadesk.i18n import N_, _, ngettext
from qadesk.services.first_look import Overview
from qadesk.services.month_concerns import missing_files
from qadesk.services.rights import Right
from qadesk.storage.office import Office

if TYPE_CHECKING:
    from qadesk.services.today import Outcome

TITLES: Final = {
    "roster": N_("Roster"),
    "records": N_("Service records"),
    "score": N_("Scores"),
    "results": N_("Results"),
    "sheets": N_("Printed sheets"),
    "close": N_("Close the cycle"),
    "signoff": N_("Review and sign-off"),
    "uses": N_("Rewards"),
}


@dataclass(frozen=True)
class MonthStep:
    """One step of the month: its `state` is done, doing, todo or blocked.

    `part` of the `whole` is done; without a whole there is nothing to be done a part of, and nothing counted
    where `part` is 0, too. `action` says what its button does, if it has one; `month` is where it goes, if
    that is another month; `right` what it takes.
    """

    key: str
    state: str
    detail: str
    action: str = ""
    part: int = 0
    whole: int = 0
    month: str = ""
    right: Right | None = None  # what its button takes

    @property
    def title(self) -> str:
        """What it is called."""
        return _(TITLES[self.key])

    @property
    def count(self) -> str:
        """How far it is, in figures."""
        return f"{self.part}/{self.whole}" if self.whole else str(self.part or "")

    @property
    def share(self) -> float | None:
        """How far it is, 0–1, where it can be counted."""
        return self.part / self.whole if self.whole else None

    @property
    def screen(self) -> str:
        """Where it is done."""
        return "agents" if self.key == "roster" else self.key


def steps(office: Office, overview: Overview, outcome: Outcome | None) -> list[MonthStep]:
    """The month's steps in order. Without `outcome`, still being added up, results count as not known."""
    listed = [
        _roster(overview),
        _records(overview),
        _scores(overview),
        _results(outcome),
        _sheets(office, overview, outcome),
        _close(office, overview, outcome),
        _sign_off(outcome),
    ]
    if overview.cycle.closed:
        return [*listed[1:], _rewards(outcome)]  # how many take part stands above; the rest is in one sight
    if overview.agents:
        return listed
    return [*listed[:2], *(replace(step, action="") for step in listed[2:])]  # nothing to open without people


def next_step(all_steps: list[MonthStep]) -> MonthStep | None:
    """The first step that is not done and can be."""
    return next((step for step in all_steps if step.state in ("doing", "todo")), None)


def _state(part: int, whole: int) -> str:
    if whole and part >= whole:
        return "done"
    return "doing" if part else "todo"


def _roster(overview: Overview) -> MonthStep:
    if not (n := overview.agents):
        text = _("Nobody is on the roster yet. Import your staff list, or add agents one by one.")
        return MonthStep("roster", "todo", text, _("Fill the roster"), right="prepare")
    text = ngettext("{n} agent takes part", "{n} agents take part", n).format(n=n)
    return MonthStep("roster", "done", text, _("See agents"), n)


def _records(overview: Overview) -> MonthStep:
    kinds, missing = len(overview.imported), overview.missing_kinds
    state, there = _state(kinds - len(missing), kinds), kinds - len(missing)
    if not overview.agents:
        state, detail = "blocked", _("The staff list and the cycle's files can be imported together.")
    elif missing:
        detail = _("Still missing: {kinds}").format(kinds=missing_files(overview))
    else:
        records = sum(kind.records for kind in overview.imported.values())
        text = ngettext("{n} record of the cycle imported", "{n} records of the cycle imported", records)
        detail = text.format(n=f"{records:,}")
    if missing:
        return MonthStep("records", state, detail, _("Import files"), there, kinds, right="import")
    return MonthStep("records", state, detail, _("See records"), there, kinds)


def _scores(overview: Overview) -> MonthStep:
    agents, done, drafts = overview.agents, overview.submitted, overview.drafts
    left = agents - done - drafts
    state = "doing" if drafts and not done else _state(done, agents)
    said = [ngettext("{n} started", "{n} started", drafts).format(n=drafts)] if drafts else []
    said += [ngettext("{n} not started", "{n} not started", left).format(n=left)] if left else []
    detail = _("Every agent is scored") if agents and done >= agents else _("; ").join(said)
    actions = {"done": _("See scores"), "doing": _("Continue scoring"), "todo": _("Start scoring")}
    right: Right = "read" if state == "done" else "score"
    return MonthStep(
        "score", state if agents else "blocked", detail, actions[state], done, agents, right=right
    )


def _results(outcome: Outcome | None) -> MonthStep:
    if outcome is None:
        return MonthStep("results", "blocked", _("Calculating the results…"), _("See results"))
    due, incomplete, absent = outcome.agents - outcome.excluded, outcome.incomplete, outcome.not_entered
    grades = _("; ").join(f"{grade} {n}" for grade, n in outcome.grades.items() if n)
    said = [grades] if grades else []
    if incomplete:
        text = ngettext("{n} agent incomplete", "{n} agents incomplete", incomplete)
        said.append(text.format(n=incomplete))
    if absent:
        text = ngettext("values of {n} agent not entered", "values of {n} agents not entered", absent)
        said.append(text.format(n=absent))
    state = _state(outcome.graded, due) if outcome.agents else "blocked"
    return MonthStep("results", state, _("; ").join(said), _("See results"), outcome.graded, due)


def _sheets(office: Office, overview: Overview, outcome: Outcome | None) -> MonthStep:
    ready = 0 if outcome is None else outcome.graded
    done, files = (0, 0) if outcome is None else (outcome.on_paper, outcome.only_files)
    state = _state(done, overview.agents)
    if state == "todo" and not ready:
        state = "blocked"
    if overview.provisional:
        detail = ngettext(
            "{n} sheet was made before the cycle was closed: print it again, unless it is signed",
            "{n} sheets were made before the cycle was closed: print them again, unless they are signed",
            overview.provisional,
        ).format(n=overview.provisional)
    elif overview.last_printed is not None:
        text = _("Last printed {moment}")
        if files:
            text = ngettext(
                "{n} sheet only saved as PDF; last {moment}",
                "{n} sheets only saved as PDF; last {moment}",
                files,
            )
        detail = text.format(n=files, moment=formats.moment(office.local(overview.last_printed)))
    elif ready:
        detail = ngettext("{n} sheet can be printed", "{n} sheets can be printed", ready).format(n=ready)
        if not overview.cycle.closed:
            detail += _("; ") + _("“provisional” until the cycle is closed")
    else:
        detail = _("Sheets can be printed once there are results")
    whole = 0 if outcome is None and overview.printed else overview.agents  # printed or saved, not known yet
    return MonthStep("sheets", state, detail, _("Print sheets"), done, whole)


def _close(office: Office, overview: Overview, outcome: Outcome | None) -> MonthStep:
    if overview.cycle.closed:
        at = overview.cycle.closed_at
        moment = formats.moment(office.local(at)) if at is not None else ""
        said = _("Closed {moment}; results are locked").format(moment=moment)
        following = next_period(overview.cycle.period)
        if following.start > office.today():
            return MonthStep("close", "done", said)
        return MonthStep("close", "done", said, _("Next cycle"), month=following.code)
    final = _("Locks the results; one is later only corrected with a reason")
    if outcome is None:
        return MonthStep("close", "blocked", final)
    if outcome.incomplete:
        final = ngettext(
            "{n} assessment is incomplete: score or waive it first",
            "{n} assessments are incomplete: score or waive them first",
            outcome.incomplete,
        ).format(n=outcome.incomplete)
    if outcome.incomplete or not outcome.graded:
        return MonthStep("close", "blocked", final, _("What is pending…"))
    return MonthStep("close", "todo", final, _("Close the cycle…"), right="decide")


def _sign_off(outcome: Outcome | None) -> MonthStep:
    found = None if outcome is None else outcome.sign_off
    if found is None:
        return MonthStep(
            "signoff", "blocked", _("Results are reviewed and handed over once the cycle is closed")
        )
    hand = len(found.in_correction)
    said = [
        (hand, ngettext("{n} being corrected", "{n} being corrected", hand)),
        (found.to_review, ngettext("{n} to review", "{n} to review", found.to_review)),
        (found.returned, ngettext("{n} returned", "{n} returned", found.returned)),
        (found.to_hand_over, ngettext("{n} to hand over", "{n} to hand over", found.to_hand_over)),
        (found.sent, ngettext("{n} on the way", "{n} on the way", found.sent)),
        (found.appealed, ngettext("{n} appealed", "{n} appealed", found.appealed)),
        (found.over, ngettext("{n} can be made final", "{n} can be made final", found.over)),
    ]
    detail = [text.format(n=count) for count, text in said if count]
    if found.next_appeal is not None:
        detail.append(_("appeals until {day}").format(day=formats.day(found.next_appeal)))
    state = "doing" if found.received or hand else "todo"
    state = "done" if found.final == found.results and not hand else state
    text = _("; ").join(detail) or _("All results are final")
    return MonthStep("signoff", state, text, _("Review and sign"), found.received, found.results)


def _rewards(outcome: Outcome | None) -> MonthStep:
    if outcome is None or (found := outcome.rewards) is None:
        text = "" if outcome is None else _("No rules are in force for this cycle")
        return MonthStep("uses", "blocked", text, _("See rewards"))
    given, text = found.given_out, _("Bonus pay, awards and lists by the rules, version {n}")
    text = _("Given out by the rules, version {n}") if given else text
    return MonthStep("uses", "done" if given else "todo", text.format(n=found.version), _("See rewards"))
