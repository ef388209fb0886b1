"""Choosing indicators: what past months say of each, with advice and the figure beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QCheckBox

from qadesk.errors import Cancelled
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services.designing import advice_export, advice_words
from qadesk.services.designing.advice import Advice, advice
from qadesk.storage.office import Office
from qadesk.ui.kit.report_page import Report, ReportPage, Workbook
from qadesk.ui.screens.scorecards import advice_rows
from qadesk.ui.screens.scorecards.advice_aside import AdviceAside
from qadesk.ui.screens.scorecards.advice_rows import AdviceRow
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import ComboBox, label

_MONTHS: Final = (3, 6, 12, 24)
_USUAL: Final = 12


@dataclass(frozen=True)
class _Found:
    """A report with everything that has to be worded of it."""

    made: Advice
    rows: list[AdviceRow]
    said: str


class AdvicePage(ReportPage[Advice, AdviceRow]):
    """`refresh()` works the report out; call it when the page is shown and when months have changed."""

    def __init__(self, tasks: Tasks, office: Office) -> None:
        self._office = office
        self.last = ComboBox("adviceMonths", _("How many months"))
        for n in _MONTHS:
            self.last.addItem(ngettext("Last {n} month", "Last {n} months", n).format(n=n), n)
        self.last.setCurrentIndex(_MONTHS.index(_USUAL))
        self.closed_only = QCheckBox(_("Closed months only"))
        self.closed_only.setObjectName("adviceClosedOnly")
        self.closed_only.setAccessibleName(self.closed_only.text())
        self.aside = AdviceAside()
        columns, what = advice_rows.columns(), _("Indicators and their data of past months")
        report = Report("advice", what, "list-checks", columns, lambda row: row.evidence.indicator.code)
        super().__init__(tasks, report, (label(_("From")), self.last, self.closed_only), self.aside)
        self.say_why_empty(_("Reading past months…"))
        self.last.currentIndexChanged.connect(lambda _index: self.refresh())
        self.closed_only.toggled.connect(lambda _on: self.refresh())

    def refresh(self) -> None:
        """Calculate the report again, off the window's thread."""
        office, last, closed_only = self._office, int(self.last.currentData()), self.closed_only.isChecked()
        self.said.say(_("Reading past months…"))

        def work(progress: Progress) -> _Found:
            made = advice(office, last, closed_only=closed_only, progress=progress)
            return _Found(made, advice_rows.rows(made), advice_words.summary(made))

        self.work_out(work, self._show, self._failed, _("Reading past months"))

    again = refresh

    def focus_first(self) -> None:
        """The table, or what there is to choose."""
        (self.table if self.has_result else self.last).setFocus()

    def _show(self, found: _Found) -> None:
        if found.made.rows:
            self.aside.show_advice(found.made)
            self.show_report(found.made, found.rows, found.said)
        elif self.closed_only.isChecked():
            self.say_why_empty(_("No month is closed yet"), _("Include open months, too."))
        else:
            self.say_why_empty(
                _("There are no past months yet"),
                _("After two or three months this page shows which indicators separate agents."),
                _("Go to Today"),
                "today",
            )

    def _failed(self, error: BaseException) -> bool:
        stopped = isinstance(error, Cancelled)
        title = _("The report was stopped") if stopped else _("The report could not be calculated")
        self.say_why_empty(title, "", _("Try again"))
        return False

    def spell_out(self, made: Advice, row: AdviceRow | None) -> None:
        """All there is to say of the current indicator."""
        self.aside.show_evidence(made, row.evidence if row is not None else None)

    def workbook(self) -> Workbook[Advice]:
        """The indicators with their figures."""
        title, saved = _("Save the report on indicators"), _("Report saved: {file}")
        return Workbook(title, _("Indicators"), saved, advice_export.export)
