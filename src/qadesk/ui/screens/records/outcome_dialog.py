"""What became of the files that were just imported, one line each, and the way to their bad rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.services.records.bringing import FileOutcome
from qadesk.services.records.imports import ImportReport
from qadesk.ui.screens.records.wording import kind_name, report_line
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, PAGE, hbox, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView
from qadesk.ui.widgets.window import Window


class OutcomeDialog(Window):
    """One line for each file; Enter on one with bad rows shows them."""

    def __init__(
        self, parent: QWidget, outcomes: Sequence[FileOutcome], show_rows: Callable[[ImportReport], object]
    ) -> None:
        high = min(64, 20 + 4 * len(outcomes)) * GRID
        super().__init__(parent, "outcomeDialog", _("Import finished"), 96 * GRID, high)
        self._show_rows = show_rows
        self.model = RecordTableModel(
            [
                Column("file", _("File"), lambda o: o.path.name),
                Column("kind", _("Kind"), lambda o: kind_name(o.report.kind) if o.report else ""),
                Column("what", _("Outcome"), said, tone=tone, stretch=True),
            ],
            list(outcomes),
        )
        self.table = TableView(self.model, "outcomeTable", _("Result for each file"))
        self.whole = label("", wrap=True, name="outcomeWhole")
        self.table.row_chosen.connect(self._show_whole)
        self.table.row_activated.connect(lambda _row: self._go_on())
        self.rows = Button(
            _("Show rejected rows"), "outcomeShowRows", icon="list-checks", clicked=self._go_on
        )
        self.close_button = Button(_("Close"), "outcomeClose", kind="primary", clicked=self.accept)
        self.close_button.setDefault(True)
        self.next_button = Button("", "outcomeNext", clicked=self._go_next)
        self.next_button.hide()
        self._next: Callable[[], object] | None = None
        buttons = hbox(FREE, self.rows, self.close_button, self.next_button)
        vbox((self.table, 1), self.whole, buttons, on=self, margins=PAGE, gap=GRID + 4)
        worst = next((n for n, o in enumerate(outcomes) if o.error or (o.report and o.report.rejected)), 0)
        self.table.select_row(worst)
        self.close_button.setFocus()

    def offer(self, text: str, go: Callable[[], object]) -> None:
        """Offer where the work goes on; Enter goes there, unless somebody has turned to the list already."""
        here = self.focusWidget() is self.close_button  # also before the window itself has the keyboard
        self._next = go
        self.next_button.setText(text)
        self.next_button.setAccessibleName(text)
        self.next_button.set_kind("primary")
        self.close_button.set_kind("")
        self.next_button.show()
        self.next_button.setDefault(True)
        if here:
            self.next_button.setFocus()

    def _go_next(self) -> None:
        self.accept()
        if self._next is not None:
            self._next()

    def _show_whole(self, outcome: FileOutcome | None) -> None:
        """What became of a file stands in one line of the table; where it may be more, here."""
        long = outcome is not None and (outcome.error or (outcome.report and outcome.report.warnings))
        self.whole.setText(said(outcome) if outcome is not None and long else "")
        self.rows.setEnabled(bool(outcome and outcome.report and outcome.report.rejected))

    def _go_on(self) -> None:
        outcome = self.table.current_record()
        if outcome is not None and outcome.report is not None and outcome.report.rejected:
            self.accept()
            self._show_rows(outcome.report)


def said(outcome: FileOutcome) -> str:
    """What became of a file, in words."""
    if outcome.error is not None:
        return str(outcome.error)
    if outcome.report is None:
        return _("Not imported: you stopped the import first.")
    return _("; ").join([report_line(outcome.report), *(warning.text for warning in outcome.report.warnings)])


def tone(outcome: FileOutcome) -> str:
    """good, warn or bad, for what became of a file."""
    if outcome.error is not None:
        return "bad"
    report = outcome.report
    return "good" if report is not None and not report.rejected and not report.warnings else "warn"
