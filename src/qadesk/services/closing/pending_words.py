"""Findings in words: what is pending, what to do about it, and what the button says that leads there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from qadesk import formats
from qadesk.i18n import N_, _, current_language, ngettext, pgettext
from qadesk.kinds.registry import KINDS
from qadesk.services.assessment.gaps import Cause
from qadesk.services.closing.pending import Code, Finding
from qadesk.services.records import untold_words

_ACTIONS: Final = {
    "score": N_("Go to the forms"),
    "records": N_("Go to the imports"),
    "results": N_("See results"),
    "sheets": N_("Go to the sheets"),
    "agents": N_("See agents"),
    "scorecards": N_("Go to Scorecards"),
}


@dataclass(frozen=True)
class WordedFinding:
    """One finding in the user's language; `action` is empty where no screen puts it right."""

    text: str
    remedy: str
    action: str


def in_words(finding: Finding, *, everyone: bool = False) -> WordedFinding:
    """A finding in words, naming a few of those concerned, or `everyone`."""
    people = [formats.agent_text(name, staff_no) for staff_no, name in finding.agents]
    most = len(people) if everyone else formats.MOST_NAMED
    who = formats.some_of(people, most, more=pgettext("people", "{names} and {n} more"))
    text, remedy = _WORDS[finding.code](finding, who)
    return WordedFinding(text, remedy, _(_ACTIONS[finding.screen]) if finding.screen in _ACTIONS else "")


def days_text(days: Sequence[date]) -> str:
    """Days in order, neighbours as a span: 10-03, 10-24 – 10-31."""
    spans: list[list[date]] = []
    for day in days:
        if spans and day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    texts = [
        f"{span[0]:%m-%d}" if len(span) == 1 else formats.span(f"{span[0]:%m-%d}", f"{span[-1]:%m-%d}")
        for span in spans
    ]
    return formats.some_of(texts, more=pgettext("days", "{names} and {n} more"))


def _finished(finding: Finding, who: str) -> tuple[str, str]:
    n = finding.count
    if finding.own:
        text = ngettext(
            "{n} finished form of yours is not submitted: {who}",
            "{n} finished forms of yours are not submitted: {who}",
            n,
        )
    else:
        text = ngettext(
            "{n} finished form of {by} is not submitted: {who}",
            "{n} finished forms of {by} are not submitted: {who}",
            n,
        )
    return _with_contacts(finding, text.format(n=n, who=who, by=finding.by)), _draft_remedy(finding)


def _unfinished(finding: Finding, who: str) -> tuple[str, str]:
    n = finding.count
    if finding.own:
        text = ngettext(
            "{n} form of yours is not finished: {who}", "{n} forms of yours are not finished: {who}", n
        )
    else:
        text = ngettext(
            "{n} form of {by} is not finished: {who}", "{n} forms of {by} are not finished: {who}", n
        )
    return _with_contacts(finding, text.format(n=n, who=who, by=finding.by)), _draft_remedy(finding)


def _month_open(finding: Finding, _who: str) -> tuple[str, str]:
    text = _("Months in it are still open, or being corrected: {months}").format(months=_months(finding))
    return text, _("Settle them first: closing this takes up their results and locks their records.")


def _earlier_open(finding: Finding, who: str) -> tuple[str, str]:
    text = _("Figures of {months}, still open, are used for: {who}").format(months=_months(finding), who=who)
    return text, _("Close it first: once this cycle is closed, it keeps what they come to now.")


def _month_unopened(finding: Finding, _who: str) -> tuple[str, str]:
    text = _("Months in it were never assessed: {months}").format(months=_months(finding))
    return text, _("It is made of the other months alone. Assess these first if they should count.")


def _months(finding: Finding) -> str:
    return _(", ").join(formats.cycle_text(f"{day:%Y-%m}") for day in finding.days)


def _with_contacts(finding: Finding, text: str) -> str:
    if not finding.contacts:
        return text
    more = ngettext(
        "{n} of them rates a single contact", "{n} of them rate a single contact", finding.contacts
    )
    return _("{text} ({more})").format(text=text, more=more.format(n=finding.contacts))


def _draft_remedy(finding: Finding) -> str:
    if not finding.blocks:
        return _("It changes no result: these agents are excluded from the assessment.")
    if finding.own:
        return _("Submit what should count and discard the rest.")
    return _("Ask {by} to submit what should count, or discard it.").format(by=finding.by)


def _missing(finding: Finding, who: str) -> tuple[str, str]:
    what = _(", ").join(names.in_language(current_language()) for names in finding.items)
    remedy = {
        Cause.RATING: _("Submit a rating, or waive it with a reason."),
        Cause.FILE: _("Import the file “{kind}”, or waive the indicator with a reason."),
        Cause.COLUMN: _("Import the file with that column, or waive the indicator with a reason."),
        Cause.IMPOSSIBLE: _(
            "There are more than there were contacts, which cannot be: correct the records, or waive it with "
            "a reason."
        ),
        Cause.VALUE: _("Enter the value, or waive it with a reason."),
        Cause.PEERS: _("Complete the peers' values, or waive it with a reason."),
        Cause.MONTHS: _("Close its months first, or waive it with a reason."),
    }.get(Cause(finding.cause), _("Complete the records, or waive it with a reason."))
    text = _("Missing for {who}: {what}").format(what=what, who=who)
    if finding.field:
        text = _("{text}. {why}").format(text=text, why=untold_words.why(finding.field, _))
    return text, remedy.format(kind=_kind(finding))


def _exempted(finding: Finding, who: str) -> tuple[str, str]:
    n = finding.count
    if finding.own:
        text = ngettext(
            "{n} exemption that you entered is not confirmed: {who}",
            "{n} exemptions that you entered are not confirmed: {who}",
            n,
        )
        remedy = _("Somebody else has to confirm it in Results, or close the cycle: {by}.")
    else:
        text = ngettext(
            "{n} exemption is not confirmed yet: {who}", "{n} exemptions are not confirmed yet: {who}", n
        )
        remedy = _("Closing the cycle confirms them.")
    return text.format(n=n, who=who), remedy.format(by=finding.by)


def _nobody(finding: Finding, who: str) -> tuple[str, str]:
    return _("Nobody is assessed this cycle"), _("Check the roster and the exemptions.")


def _not_over(finding: Finding, who: str) -> tuple[str, str]:
    text = ngettext(
        "The cycle still runs for {n} day, until {day}",
        "The cycle still runs for {n} days, until {day}",
        finding.count,
    ).format(n=formats.count(finding.count), day=formats.day(finding.days[0]))
    return text, _("Once it is closed, records of the remaining days can no longer be imported.")


def _no_file(finding: Finding, who: str) -> tuple[str, str]:
    what = _(", ").join(names.in_language(current_language()) for names in finding.items)
    text = _("No file “{kind}” was imported: {what} counts as 0 or stays empty. Was there none?")
    return text.format(kind=_kind(finding), what=what), _("If there is one, import it first.")


def _left_out(finding: Finding, who: str) -> tuple[str, str]:
    what = _(", ").join(names.in_language(current_language()) for names in finding.items)
    text = ngettext(
        "“{what}” does not count {n} record of {who}. {why}",
        "“{what}” does not count {n} records of {who}. {why}",
        finding.count,
    )
    why = untold_words.why(finding.field, _)
    said = text.format(what=what, n=formats.count(finding.count), who=who, why=why)
    return said, _("Import the file again with that column, if there is one.")


def _usual_file(finding: Finding, who: str) -> tuple[str, str]:
    text = _("No file “{kind}” was imported; the cycle before had one").format(kind=_kind(finding))
    return text, _("If there is one, import it first.")


def _silent_days(finding: Finding, who: str) -> tuple[str, str]:
    text = ngettext(
        "{kind}: {n} day without any record: {days}",
        "{kind}: {n} days without any record: {days}",
        finding.count,
    )
    said = text.format(kind=_kind(finding), n=finding.count, days=days_text(finding.days))
    return said, _("If the office worked on them, part of a file is missing: import it.")


def _rejected(finding: Finding, who: str) -> tuple[str, str]:
    text = ngettext(
        "{n} row was rejected on import and does not count: {files}",
        "{n} rows were rejected on import and do not count: {files}",
        finding.count,
    )
    said = text.format(n=formats.count(finding.count), files=formats.some_of(finding.files))
    return said, _("Correct the rows and import the file again, or leave them out.")


def _changed(finding: Finding, who: str) -> tuple[str, str]:
    text = ngettext(
        "{n} printed sheet differs from the current result: {who}",
        "{n} printed sheets differ from the current results: {who}",
        finding.count,
    )
    return text.format(n=finding.count, who=who), _("Print them again, and destroy the old ones.")


def _not_printed(finding: Finding, who: str) -> tuple[str, str]:
    text = ngettext("{n} sheet is not printed: {who}", "{n} sheets are not printed: {who}", finding.count)
    return text.format(n=finding.count, who=who), _("Sheets can still be printed after closing.")


def _unread(finding: Finding, who: str) -> tuple[str, str]:
    n = finding.count
    text = ngettext(
        "{n} agent has not signed for the scorecard of the cycle: {who}",
        "{n} agents have not signed for the scorecard of the cycle: {who}",
        n,
    )
    remedy = _("It changes no result. In a dispute it matters that the agent knew the rules.")
    return text.format(n=n, who=who), remedy


def _focus(finding: Finding, who: str) -> tuple[str, str]:
    text = ngettext(
        "The focus for the next cycle is not confirmed for {n} agent: {who}",
        "The focus for the next cycle is not confirmed for {n} agents: {who}",
        finding.count,
    )
    said = text.format(n=finding.count, who=who)
    return said, _("It can still be confirmed after closing, but is not on sheets printed before.")


def _kind(finding: Finding) -> str:
    return _(KINDS[finding.kind].label) if finding.kind in KINDS else ""


_WORDS: Final = {
    Code.DRAFT_FINISHED: _finished,
    Code.DRAFT_UNFINISHED: _unfinished,
    Code.MISSING: _missing,
    Code.NOBODY: _nobody,
    Code.EXEMPTION: _exempted,
    Code.NOT_OVER: _not_over,
    Code.MONTH_OPEN: _month_open,
    Code.EARLIER_OPEN: _earlier_open,
    Code.MONTH_UNOPENED: _month_unopened,
    Code.NO_FILE: _no_file,
    Code.USUAL_FILE: _usual_file,
    Code.LEFT_OUT: _left_out,
    Code.SILENT_DAYS: _silent_days,
    Code.REJECTED: _rejected,
    Code.SHEET_CHANGED: _changed,
    Code.SHEET_NOT_PRINTED: _not_printed,
    Code.UNREAD: _unread,
    Code.FOCUS: _focus,
}
