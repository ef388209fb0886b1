"""What can be done on the results screen: exempt and undo, close the month, save as a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from qadesk.i18n import _
from qadesk.services.assessment import exemptions, results_export
from qadesk.services.assessment.standings import Standings
from qadesk.ui.closing import ask_close
from qadesk.ui.kit import files
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.reason import ReasonDrafts
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.results.exemption_words import exemption_words
from qadesk.ui.screens.results.what_if import WhatIfDialog
from qadesk.ui.screens.results.wording import named
from qadesk.ui.wording import cycle_text


class Commands:
    """The verbs of one results screen; `standings` gives what it shows, None before there is anything."""

    def __init__(
        self, screen: Screen, operations: Operations, standings: Callable[[], Standings | None]
    ) -> None:
        self._screen, self._operations, self._standings = screen, operations, standings
        self._notice = operations.notice
        self._reasons = ReasonDrafts()

    # ---- exemptions

    def ask_exemption(self, staff_no: str, code: str, kind: str) -> None:
        """Ask for the reason of an exemption; taking one back needs none. No code: the whole assessment."""
        standings = self._standings()
        if standings is None:
            return
        if not kind:
            self.exempt(staff_no, code, "", "")
            return
        indicator = standings.made.scorecard.indicator(code) if code else None
        who = standings.made.of(staff_no).agent
        self._reasons.ask(
            self._screen,
            "reason",
            (standings.made.cycle.code, staff_no, code, kind),
            exemption_words(who, indicator, kind),
            lambda reason: self.exempt(staff_no, code, kind, reason),
        )

    def exempt(self, staff_no: str, code: str, kind: str, reason: str) -> None:
        """Store or take back an exemption."""
        standings = self._standings()
        if standings is None:
            return
        office, cycle = self._screen.office, standings.made.cycle.code
        self._operations.run(
            lambda: exemptions.exempt(office, cycle, staff_no, code or None, kind or None, reason),
            said=_exempted_text(standings, staff_no, code, kind),
        )

    # ---- the month

    def ask_close(self) -> None:
        """List what is pending, ask, and close the month."""
        text = _("{month} is closed; its results are final.").format(month=cycle_text(self._screen.cycle))
        if self._standings() is not None:
            ask_close(self._screen, lambda: self._notice.say(text, "good"))

    # ---- spreadsheet, simulation

    def ask_export(self) -> None:
        """Ask where the table goes."""
        screen = self._screen
        name = _("Results {code}").format(code=screen.cycle)
        title = _("Save the results")
        files.ask_save(screen, "resultsExportDialog", title, f"{name}.xlsx", [files.workbook()], self.export)

    def export(self, path: Path) -> None:
        """Write the table."""
        screen = self._screen
        office, cycle = screen.office, screen.cycle
        text = _("Results saved: {file}").format(file=path.name)
        screen.tasks.run(
            lambda: results_export.export(office, cycle, path),
            lambda _count: self._notice.say(text, "good"),
            owner=screen,
        )

    def ask_workbook(self, staff_no: str) -> None:
        """Ask where an agent's assessment goes as a workbook with live formulas."""
        screen, standings = self._screen, self._standings()
        if standings is None:
            return
        who, code = standings.made.of(staff_no).agent, standings.made.cycle.code
        name = _("Assessment {code} {person}").format(code=code, person=f"{staff_no} {who.name}")
        title = _("Save the assessment with its formulas")
        save = partial(self.save_workbook, staff_no)
        files.ask_save(screen, "workbookDialog", title, f"{_as_file(name)}.xlsx", [files.workbook()], save)

    def save_workbook(self, staff_no: str, path: Path) -> None:
        """Write it: whoever opens it recalculates the total from the records."""
        screen, standings = self._screen, self._standings()
        if standings is None:
            return
        office, code = screen.office, standings.made.cycle.code
        text = _(
            "Saved: {file}. Its formulas calculate the total from the records; change a record to "
            "see the effect."
        )

        def work() -> None:
            from qadesk.services.explaining import live_workbook

            live_workbook.save(office, code, staff_no, path)

        screen.tasks.run(
            work,
            lambda _none: self._notice.say(text.format(file=path.name), "good"),
            title=_("Writing the workbook"),
            owner=screen,
        )

    def simulate(self) -> None:
        """Open the trial of another standard."""
        standings = self._standings()
        if standings is None or not standings.made.results:
            return
        if WhatIfDialog.choices(standings.made):
            WhatIfDialog(standings.made, self._screen).open()
        else:
            self._notice.say(_("This scorecard has no standard that could be changed for a trial."), "info")


def _as_file(name: str) -> str:
    """Without what no file may be named."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name)


def _exempted_text(standings: Standings, staff_no: str, code: str, kind: str) -> str:
    who = standings.made.of(staff_no).agent
    person = f"{who.name} {who.staff_no}"
    if not kind:
        return _("The exemption of {person} was withdrawn.").format(person=person)
    if not code:
        return _("{person} is excluded from this month's assessment.").format(person=person)
    what = named(standings.made.scorecard.indicator(code).names)
    text = _("“{what}” is marked as not applicable to {person}.")
    if kind == exemptions.WAIVED:
        text = _("“{what}” is waived for {person}.")
    return text.format(what=what, person=person)
