"""Choosing indicators: what past months say of each, with advice and the figure beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QCheckBox

from qadesk.errors import Cancelled
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services.designing import advice_export, advice_words
from qadesk.services.designing.advice import Advice, advice
from qadesk.storage.office import Office
from qadesk.ui.screens.scorecards import advice_rows
from qadesk.ui.screens.scorecards.advice_aside import AdviceAside
from qadesk.ui.screens.scorecards.advice_rows import AdviceRow
from qadesk.ui.screens.scorecards.report_page import ReportPage
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import ComboBox, label
from qadesk.ui.widgets.table import RecordTableModel, TableView

_MONTHS: Final = (3, 6, 12, 24)
_USUAL: Final = 12


@dataclass(frozen=True)
class _Found:
    """A report with everything that has to be worded of it."""

    made: Advice
    rows: list[AdviceRow]
    said: str


class AdvicePage(ReportPage):
    """`refresh()` works the report out; call it when the page is shown and when months have changed."""

    def __init__(self, tasks: Tasks, office: Office) -> None:
        super().__init__(tasks, "advice", "list-checks", self.refresh)
        self._office = office
        self.found: Advice | None = None
        self.last = ComboBox("adviceMonths", _("How many months"))
        for n in _MONTHS:
            self.last.addItem(ngettext("Last {n} month", "Last {n} months", n).format(n=n), n)
        self.last.setCurrentIndex(_MONTHS.index(_USUAL))
        self.closed_only = QCheckBox(_("Closed months only"))
        self.closed_only.setObjectName("adviceClosedOnly")
        self.closed_only.setAccessibleName(self.closed_only.text())
        self.model: RecordTableModel[AdviceRow] = RecordTableModel(advice_rows.columns())
        self.table = TableView(self.model, "adviceTable", _("Indicators and what past months say of them"))
        self.aside = AdviceAside()
        self.lay_out((label(_("From")), self.last, self.closed_only), self.table, self.aside)
        self._offer_nothing(_("Reading past months…"))
        self.last.currentIndexChanged.connect(lambda _index: self.refresh())
        self.closed_only.toggled.connect(lambda _on: self.refresh())
        self.export.clicked.connect(self.ask_export)
        self.table.row_chosen.connect(self._choose)

    # ---- what is asked

    def refresh(self) -> None:
        """Work the report out anew, off the window's thread."""
        office, last, closed_only = self._office, int(self.last.currentData()), self.closed_only.isChecked()
        self.said.say(_("Reading past months…"))

        def work(progress: Progress) -> _Found:
            made = advice(office, last, closed_only=closed_only, progress=progress)
            return _Found(made, advice_rows.rows(made), advice_words.summary(made))

        self.work_out(work, self._show, self._refuse, _("Reading past months"))

    def focus_first(self) -> None:
        """The table, or what there is to choose."""
        (self.table if self.pages.currentWidget() is self.result else self.last).setFocus()

    # ---- showing

    def _show(self, found: _Found) -> None:
        if not found.made.rows:
            if self.closed_only.isChecked():
                self._offer_nothing(_("No month is closed yet"), _("Count the open ones, too."))
            else:
                self._offer_nothing(
                    _("There is no month to learn from yet"),
                    _("After two or three months this page says which indicators tell agents apart."),
                    _("Go to Today"),
                    "today",
                )
            return
        kept = self.table.current_record()
        self.found = found.made
        self.notice.hide()
        self.said.say(found.said)
        self.export.setEnabled(True)
        self.model.set_rows(found.rows)
        self.aside.show_advice(found.made)
        self.pages.setCurrentWidget(self.result)
        code = kept.evidence.indicator.code if kept is not None else ""
        self.table.select_row(self.model.find(lambda row: row.evidence.indicator.code == code) or 0)

    def _refuse(self, error: BaseException) -> bool:
        stopped = isinstance(error, Cancelled)
        title = _("The report was stopped") if stopped else _("The report could not be worked out")
        self._offer_nothing(title, "", _("Try again"))
        return False

    def _offer_nothing(self, title: str, text: str = "", action: str = "", way_on: str = "") -> None:
        self.found = None
        self.say_why_empty(title, text, action, way_on)

    def _choose(self, row: AdviceRow | None) -> None:
        if self.found is not None:
            self.aside.show_evidence(self.found, row.evidence if row is not None else None)

    # ---- the spreadsheet

    def ask_export(self) -> None:
        """Ask where the table goes."""
        if self.found is not None:
            self.ask_workbook(_("Save the report on indicators"), _("Indicators"), self.save)

    def save(self, path: Path) -> None:
        """Write the table."""
        made = self.found
        if made is None:
            return
        text = _("Report saved: {file}").format(file=path.name)
        self.write(lambda: advice_export.export(made, path), text)
