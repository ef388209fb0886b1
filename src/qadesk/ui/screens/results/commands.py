"""The results screen as its pages know it: what is shown, where they lead, and what can be done about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

from qadesk import formats
from qadesk.domain.periods import next_period
from qadesk.domain.scorecard import Indicator
from qadesk.i18n import _, ngettext
from qadesk.services.assessment import exemptions, focus, results_export, simulation
from qadesk.services.assessment.exemptions import Exemption
from qadesk.services.assessment.focus import FocusBoard
from qadesk.services.assessment.participants import Participant
from qadesk.services.assessment.results import CycleResults
from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining import explanation
from qadesk.services.explaining.explanation import Explanation
from qadesk.services.explaining.focus_words import indicator_name
from qadesk.services.explaining.result_words import named
from qadesk.ui import dialogs, evidence
from qadesk.ui.closing import ask_close
from qadesk.ui.kit.reason import Reason, ask_reason
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.results.what_if import WhatIfDialog
from qadesk.ui.wording import cycle_text


class Commands(Screen):
    """What the pages of the results share: the results, the ways to each other, the verbs."""

    standings: Standings | None = None
    board: FocusBoard | None = None  # what was settled on these results
    way_back = ""  # from an agent's page: the title of the page it was opened from

    @property
    def made(self) -> CycleResults:
        """The results shown. Raises LookupError before there are any."""
        if self.standings is None:
            raise LookupError("no results yet")
        return self.standings.made

    @property
    def still_open(self) -> bool:
        """Whether there are results that can still change."""
        return self.standings is not None and not self.made.cycle.closed

    # ---- the ways from page to page

    def order(self) -> list[str]:
        """The staff numbers of the ranking as it is filtered and sorted, from top to bottom."""
        raise NotImplementedError

    def show_agent(self, staff_no: str) -> None:
        """Open an agent's page."""
        raise NotImplementedError

    def show_chain(self, staff_no: str, code: str) -> None:
        """Open how an indicator's figure, or without a code the total, was made."""
        raise NotImplementedError

    def show_focus(self) -> None:
        """Open the page on which everybody's focus is settled."""
        raise NotImplementedError

    def go_back(self) -> None:
        """One page up."""
        raise NotImplementedError

    def explain(self, staff_no: str, code: str, show: Callable[[Explanation], object]) -> None:
        """Work out how an indicator's figure, or without a code the total, was made; the newest is shown."""
        if self.standings is not None:
            work = partial(explanation.chain, self.office, self.standings, staff_no, code)
            self.load(work, show, slot="explanation")

    # ---- exemptions

    def ask_exemption(self, staff_no: str, code: str, kind: str) -> None:
        """Ask for the reason of an exemption (na, waived); without a `kind` take it back, which needs none.

        No code: the whole assessment.
        """
        exempt = partial(self._exempt, staff_no, code, kind)
        if not kind:
            exempt("")
            return
        indicator = self.made.scorecard.indicator(code) if code else None
        about = (self.made.cycle.code, staff_no, code, kind)
        words = _exemption_words(self.made.of(staff_no).agent, indicator, kind)
        ask_reason(self, "reason", about, words, exempt)

    def _exempt(self, staff_no: str, code: str, kind: str, reason: str) -> None:
        office, made = self.office, self.made
        self.writes.run(
            lambda: exemptions.exempt(office, made.cycle.code, staff_no, code or None, kind or None, reason),
            said=_exempted_text(made, staff_no, code, kind),
        )

    @property
    def user_id(self) -> int | None:
        """Who is at the desk."""
        return self.office.user_id

    def confirm(self, one: Exemption) -> None:
        """Ask whether somebody else's exemption holds, with what it is and its reason; then decide so."""
        office, made = self.office, self.made
        said = _("The exemption of {person} is confirmed.").format(person=one.staff_no)
        what = named(made.scorecard.indicator(one.indicator).names) if one.indicator else _("the whole month")
        text = _("{person}, {what}: “{reason}”, entered by {who}. Your name is kept with it.")
        told = text.format(person=_person(made, one.staff_no), what=what, reason=one.reason, who=one.by)

        def confirm() -> None:
            self.writes.run(
                lambda: exemptions.confirm(office, made.cycle.code, one.staff_no, one.indicator), said=said
            )

        dialogs.confirm(self, _("Confirm this exemption?"), told, _("Confirm exemption"), confirm)

    # ---- focuses: what is settled never changes the month shown, only the next one

    def settle(self, staff_no: str, indicator: str, step: str, extra: Decimal) -> None:
        """Store an agent's focus; `extra` is its extra weight in percent."""
        office, made = self.office, self.made
        month = cycle_text(next_period(made.cycle.period).code)
        said = _("{person} works on “{what}” in {month}.").format(
            person=_person(made, staff_no), what=indicator_name(made.scorecard, indicator), month=month
        )
        self.writes.run(
            lambda: focus.settle(office, made.cycle.code, staff_no, indicator, step, extra, made=made),
            said=said,
        )

    def settle_all(self) -> None:
        """Store every proposal nobody has said yes to yet."""
        office, made = self.office, self.made

        def said(before: focus.Before) -> str:
            text = ngettext("{n} proposal is confirmed.", "{n} proposals are confirmed.", len(before))
            return text.format(n=len(before))

        self.writes.run(lambda: focus.settle_all(office, made.cycle.code, made=made), said=said)

    def withdraw(self, staff_no: str) -> None:
        """Take an agent's focus back."""
        office, made = self.office, self.made
        said = _("The focus of {person} was withdrawn.").format(person=_person(made, staff_no))
        self.writes.run(lambda: focus.withdraw(office, made.cycle.code, staff_no, made=made), said=said)

    # ---- the month

    def ask_close(self) -> None:
        """List what is pending, ask, and close the month."""
        text = _("{month} is closed; its results are final.").format(month=cycle_text(self.cycle))
        ask_close(self, lambda: self.writes.notice.say(text, code="done"))

    def simulate(self) -> None:
        """Open the trial of another standard."""
        if simulation.choices(self.made):
            WhatIfDialog(self.made, self).open()
        else:
            said = _("This scorecard has no standard that could be changed for a trial.")
            self.writes.notice.say(said, "info")

    # ---- spreadsheets

    def save_results(self) -> None:
        """Save the table as a workbook."""
        office, code = self.office, self.cycle
        self.writes.save_as(
            "resultsExportDialog",
            _("Save the results"),
            _("Results {code}").format(code=code) + ".xlsx",
            lambda path: results_export.export(office, code, path),
            _("Results saved: {file}"),
        )

    def save_workbook(self, staff_no: str) -> None:
        """Save an agent's assessment with live formulas: it recalculates the total from the records."""
        office, made = self.office, self.made
        person = f"{staff_no} {made.of(staff_no).agent.name}"
        name = _("Assessment {code} {person}").format(code=made.cycle.code, person=person)

        def write(path: Path) -> None:
            from qadesk.services.explaining import live_workbook

            live_workbook.save(office, made.cycle.code, staff_no, path)

        self.writes.save_as(
            "workbookDialog",
            _("Save the assessment with its formulas"),
            re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name) + ".xlsx",  # what no file may be named
            write,
            _(
                "Saved: {file}. Its formulas calculate the total from the records; change a record to "
                "see the effect."
            ),
        )

    def make_evidence(self, staff_no: str) -> None:
        """Put all that stands behind an agent's assessment into one file that can be checked anywhere."""
        made = self.made
        evidence.ask(self, self.writes, made.cycle.code, staff_no, made.of(staff_no).agent.name)


def _person(made: CycleResults, staff_no: str) -> str:
    return f"{made.of(staff_no).agent.name} {staff_no}"


def _exemption_words(who: Participant, indicator: Indicator | None, kind: str) -> Reason:
    """What is asked for an exemption; no indicator means the whole assessment."""
    if indicator is None:
        heading = _("Exclude {person} from this month's assessment?")
        effect = _("There will be no total, grade or rank; the sheet gives the reason.")
        action, what = _("Exclude"), ""
    else:
        heading, action = _("Waive the missing value “{what}” for {person}?"), _("Waive")
        if kind == "na":
            heading = _("Mark “{what}” as not applicable to {person}?")
            action = _("Mark as not applicable")
        effect = _("It will not count for this agent.")
        if indicator.weight:
            effect = _("Its weight of {weight}% goes to the other indicators, of its own section first.")
            effect = effect.format(weight=formats.plain(indicator.weight))
        what = named(indicator.names)
    heading = heading.format(what=what, person=f"{who.name} {who.staff_no}")
    above, example = _("Reason, printed on the sheet"), _("Reason, in a few words")
    return Reason(heading, effect, action, above=above, placeholder=example)


def _exempted_text(made: CycleResults, staff_no: str, code: str, kind: str) -> str:
    person = _person(made, staff_no)
    if not kind:
        return _("The exemption of {person} was withdrawn.").format(person=person)
    if not code:
        return _("{person} is excluded from this month's assessment.").format(person=person)
    text = _("“{what}” is marked as not applicable to {person}.")
    if kind == exemptions.WAIVED:
        text = _("“{what}” is waived for {person}.")
    return text.format(what=named(made.scorecard.indicator(code).names), person=person)
