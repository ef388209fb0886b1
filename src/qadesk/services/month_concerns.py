"""What of the month needs a look, and until when, worded from the figures of Today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from qadesk import formats
from qadesk.formats import agent_text, cycle_text, version_text
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import KINDS
from qadesk.services.after_closing.notice_words import stale_text
from qadesk.services.first_look import Overview, UnderWay

if TYPE_CHECKING:
    from qadesk.services.backups.glance import Glance
    from qadesk.services.retention.periods import Sort
    from qadesk.services.today import Outcome, WaitingExemptions


@dataclass(frozen=True)
class Concern:
    """Something odd that a person should look at; `screen` is where, `context` what there."""

    text: str
    screen: str
    action: str
    context: object = None


def missing_files(overview: Overview) -> str:
    """The kinds of files that are missing."""
    return _(", ").join(_(KINDS[kind].label) for kind in overview.missing_kinds)


def warnings(overview: Overview, outcome: Outcome | None, today: date) -> list[Concern]:
    """What needs a look, most serious first."""
    found = [] if outcome is None else _appealed(outcome)
    if outcome is not None and outcome.red_lines:
        who = _who(outcome, outcome.red_lines)
        found.append(Concern(_("Red line crossed: {who}").format(who=who), "results", _("See results")))
    if overview.agents and overview.missing_kinds and today >= overview.cycle.period.end:
        text = _("The cycle is over and these files are missing: {kinds}")
        found.append(Concern(text.format(kinds=missing_files(overview)), "records", _("Import files")))
    if outcome is not None:
        found += [Concern(text, "records", _("Choose which count")) for text in outcome.unsettled]
    if outcome is not None:
        found += [*_in_correction(outcome), *_corrected_since(outcome), *_scans_left(outcome)]
        found += [_unconfirmed(outcome, one) for one in outcome.unconfirmed]
        found += [] if overview.cycle.closed else _left_to_check(outcome)
    if outcome is not None and outcome.outdated_sheets:
        text = _("Printed sheets that differ from the current results: {who}")
        who = _who(outcome, outcome.outdated_sheets)
        found.append(Concern(text.format(who=who), "sheets", _("Print again")))
    if outcome is not None and outcome.stale_notice is not None:
        found.append(Concern(stale_text(outcome.stale_notice), "signoff", _("Print a corrected notice")))
    if outcome is not None and outcome.left_open:
        text = _("{month} is open and not closed yet").format(month=cycle_text(outcome.left_open))
        found.append(Concern(text, "month", _("Go there"), outcome.left_open))
    for code, count in outcome.unsigned if outcome is not None else ():
        found.append(Concern(unsigned_text(code, count), "month", _("Go there"), code))
    if outcome is not None and outcome.waiting:
        text = _("Records of {month} have been imported, but that month is not open yet")
        there = text.format(month=cycle_text(outcome.waiting))
        found.append(Concern(there, "month", _("Go there"), outcome.waiting))
    for one in outcome.under_way if outcome is not None else ():
        found.append(Concern(under_way_text(one), "scorecards", _("Go to Scorecards")))
    rejected = sum(kind.rejected for kind in overview.imported.values())
    if rejected:
        text = ngettext("{n} row was rejected on import", "{n} rows were rejected on import", rejected)
        found.append(Concern(text.format(n=f"{rejected:,}"), "records", _("See why")))
    return found


def _who(outcome: Outcome, numbers: Sequence[str]) -> str:
    """Agents as everywhere: name and number; of many the first ones."""
    names = outcome.names
    return formats.some_of([agent_text(names[one], one) if one in names else one for one in numbers])


def _in_correction(outcome: Outcome) -> list[Concern]:
    if outcome.sign_off is None or not (hand := outcome.sign_off.in_correction):
        return []
    text = _("Being corrected in the closed cycle: {who}").format(who=_who(outcome, hand))
    return [Concern(text, "signoff", _("Go there"), hand[0])]


def _corrected_since(outcome: Outcome) -> list[Concern]:
    if not (who := outcome.corrected):
        return []
    text = _("Assessed by figures of other periods that were corrected since; these results stay: {who}")
    return [Concern(text.format(who=_(", ").join(who)), "results", _("See results"), who[0])]


def _scans_left(outcome: Outcome) -> list[Concern]:
    if not (n := outcome.scans_left):
        return []
    text = ngettext("{n} scan to look at", "{n} scans to look at", n).format(n=n)
    return [Concern(text, "signoff", _("See scans"), "scans")]


def _left_to_check(outcome: Outcome) -> list[Concern]:
    done, wanted = outcome.checks
    if done == wanted:
        return []
    text = _("Quality checks of the sample: {done} of {wanted}").format(done=done, wanted=wanted)
    return [Concern(text, "checks", _("Go there"))]


def _appealed(outcome: Outcome) -> list[Concern]:
    if not outcome.appeals:
        return []
    from qadesk.services.appeals.waiting import waiting_line  # with SQLAlchemy, which they were read by

    return [Concern(waiting_line(one), "appeals", _("Go there"), one.staff_no) for one in outcome.appeals]


def unsigned_text(code: str, count: int) -> str:
    """What of a closed month still waits."""
    words = ngettext(
        "{n} result of {month} is not final yet", "{n} results of {month} are not final yet", count
    )
    return words.format(n=count, month=cycle_text(code))


def under_way_text(one: UnderWay) -> str:
    """What a scorecard that new months do not take yet waits for."""
    words = (
        _("{what} is approved and not published yet.") if one.approved else _("{what} waits for approval.")
    )
    return words.format(what=version_text(one.names, one.code, one.version))


def _unconfirmed(outcome: Outcome, found: WaitingExemptions) -> Concern:
    who, n = _who(outcome, found.staff_nos), found.count
    if found.by:
        text = ngettext(
            "{n} exemption waits to be confirmed by {by}: {who}",
            "{n} exemptions wait to be confirmed by {by}: {who}",
            n,
        )
    else:
        text = ngettext(
            "{n} exemption waits for you to confirm it: {who}",
            "{n} exemptions wait for you to confirm them: {who}",
            n,
        )
    return Concern(text.format(n=n, by=found.by, who=who), "results", _("Go there"), found.staff_nos[0])


def backup_warnings(found: Glance) -> list[Concern]:
    """What is wrong with the backups."""
    told = []
    if found.failed:
        told.append(_("The last daily backup failed: {why}").format(why=found.failed))
    if found.overdue is not None:
        text = ngettext(
            "The second place for backups was not reached for {n} day: {folder}",
            "The second place for backups was not reached for {n} days: {folder}",
            found.overdue,
        )
        told.append(text.format(n=found.overdue, folder=found.second))
    if found.drill is not None and found.drill.problems:
        told.append(_("The last trial restore of a backup failed"))
    return [Concern(text, "settings", _("See backups"), "backups") for text in told]


def retention_warnings(sorts: Sequence[Sort]) -> list[Concern]:
    """What personal data is past the time it is kept for."""
    if not sorts:
        return []
    from qadesk.services.retention.periods import title  # with SQLAlchemy, which what is due was read by

    what = _(", ").join(title(sort) for sort in sorts)
    text = _("Past the time it is kept for: {what}").format(what=what)
    return [Concern(text, "settings", _("See what is due"), "retention")]


def deadline(overview: Overview, outcome: Outcome | None, today: date) -> tuple[str, str]:
    """The next deadline and how near it is; of a closed month the first day on which appeals end."""
    signed = None if outcome is None else outcome.sign_off
    if overview.cycle.closed:
        due, text = None if signed is None else signed.next_appeal, _("Appeals until {day}")
        answer = min((one.due for one in outcome.appeals), default=None) if outcome is not None else None
        if answer is not None and (due is None or answer <= due):
            due, text = answer, _("Answer an appeal by {day}")
    else:
        printed = overview.printed if outcome is None else outcome.on_paper
        done = overview.agents and printed >= overview.agents
        due, text = None if done else overview.due, _("Print sheets by {day}")
    if due is None:
        return "", ""
    days = (due - today).days
    if days > 0:
        near = ngettext("in {n} day", "in {n} days", days).format(n=days)
    elif days == 0:
        near = _("today")
    else:
        near = ngettext("{n} day overdue", "{n} days overdue", -days).format(n=-days)
    return text.format(day=formats.day(due)), near
