"""What can be done on the results screen: exempt and undo, close the month, save as a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from qadesk.i18n import _
from qadesk.services.assessment import exemptions, results, results_export
from qadesk.services.assessment.exemptions import Exemption
from qadesk.ui.screens.results import ask
from qadesk.ui.screens.results.what_if import WhatIfDialog
from qadesk.ui.screens.results.wording import named
from qadesk.ui.wording import cycle_text

if TYPE_CHECKING:
    from qadesk.ui.screens.results.screen import ResultsScreen


class Commands:
    """The verbs of one results screen."""

    def __init__(self, screen: ResultsScreen) -> None:
        self._screen = screen

    # ---- exemptions

    def ask_exemption(self, staff_no: str, code: str, kind: str) -> None:
        """Ask for the reason of an exemption; taking one back needs none. No code: the whole assessment."""
        standings = self._screen.standings
        if standings is None:
            return
        if not kind:
            self.exempt(staff_no, code, "", "")
            return
        indicator = standings.made.scorecard.indicator(code) if code else None
        who = standings.made.of(staff_no).agent
        heading, effect, action = ask.exemption_words(who, indicator, kind)
        ask.ask_reason(
            self._screen, heading, effect, action, lambda reason: self.exempt(staff_no, code, kind, reason)
        )

    def exempt(self, staff_no: str, code: str, kind: str, reason: str) -> None:
        """Store or take back an exemption, and offer to undo it."""
        screen = self._screen
        office, cycle = screen.office, screen.cycle

        def told(before: Exemption | None) -> None:
            screen.notice.say(
                self._exempted_text(staff_no, code, kind),
                "good",
                action=_("Undo"),
                then=lambda: self._restore(cycle, staff_no, code, before),
            )

        screen.write(
            lambda: exemptions.exempt(office, cycle, staff_no, code or None, kind or None, reason),
            told,
            changes={"results"},
        )

    def _restore(self, cycle: str, staff_no: str, code: str, before: Exemption | None) -> None:
        screen = self._screen
        office = screen.office
        screen.write(
            lambda: exemptions.restore(office, cycle, staff_no, code or None, before),
            lambda _none: screen.notice.say(_("Undone: everything is as it was before."), "good"),
            changes={"results"},
        )

    def _exempted_text(self, staff_no: str, code: str, kind: str) -> str:
        standings = self._screen.standings
        assert standings is not None
        who = standings.made.of(staff_no).agent
        person = f"{who.name} {who.staff_no}"
        if not kind:
            return _("The exemption of {person} was taken back.").format(person=person)
        if not code:
            return _("{person} is not assessed this month.").format(person=person)
        what = named(standings.made.scorecard.indicator(code).names)
        text = _("“{what}” does not apply to {person}.")
        if kind == exemptions.WAIVED:
            text = _("“{what}” of {person} is done without.")
        return text.format(what=what, person=person)

    # ---- the month

    def ask_close(self) -> None:
        """Ask once, then close; while results are incomplete the service refuses and says whose."""
        standings = self._screen.standings
        if standings is None:
            return
        if standings.gaps:
            self.close()
        else:
            ask.ask_close(self._screen, standings.made, self.close)

    def close(self) -> None:
        """Close the month."""
        screen = self._screen
        office, cycle = screen.office, screen.cycle
        text = _("{month} is closed; its results are final.").format(month=cycle_text(cycle))
        screen.write(
            lambda: results.close_cycle(office, cycle),
            lambda _made: screen.notice.say(text, "good"),
            changes={"cycle", "results"},
            title=_("Closing {month}").format(month=cycle_text(cycle)),
        )

    # ---- spreadsheet, simulation

    def ask_export(self) -> None:
        """Ask where the table goes."""
        screen = self._screen
        dialog = QFileDialog(screen, _("Save the results"))
        dialog.setObjectName("resultsExportDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.setNameFilter(_("Excel workbook (*.xlsx)"))
        dialog.selectFile(_("Results {code}").format(code=screen.cycle) + ".xlsx")
        dialog.fileSelected.connect(lambda name: self.export(Path(name)))
        dialog.open()

    def export(self, path: Path) -> None:
        """Write the table."""
        screen = self._screen
        office, cycle = screen.office, screen.cycle
        text = _("Results saved: {file}").format(file=path.name)
        screen.tasks.run(
            lambda: results_export.export(office, cycle, path),
            lambda _count: screen.notice.say(text, "good"),
            owner=screen,
        )

    def simulate(self) -> None:
        """Open the trial of another standard."""
        standings = self._screen.standings
        if standings is None or not standings.made.results:
            return
        if WhatIfDialog.choices(standings.made):
            WhatIfDialog(standings.made, self._screen).open()
        else:
            self._screen.notice.say(_("This scorecard has no standard to try another for."), "info")
