"""Choosing indicators: what past months say of each, with advice and the figure beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qadesk.errors import Cancelled
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services.designing import advice_export, advice_words
from qadesk.services.designing.advice import Advice, advice
from qadesk.storage.office import Office
from qadesk.ui import folders
from qadesk.ui.screens.scorecards import advice_rows
from qadesk.ui.screens.scorecards.advice_aside import AdviceAside
from qadesk.ui.screens.scorecards.advice_rows import AdviceRow
from qadesk.ui.tasks import Job, Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.widgets.table import RecordTableModel, TableView

_MONTHS: Final = (3, 6, 12, 24)
_USUAL: Final = 12
_NARROW: Final = 120 * GRID


@dataclass(frozen=True)
class _Found:
    """A report with everything that has to be worded of it."""

    made: Advice
    rows: list[AdviceRow]
    said: str


class AdvicePage(QWidget):
    """`refresh()` works the report out; call it when the page is shown and when months have changed.

    Emits the key of the screen that leads on where there is no month yet.
    """

    way_on_asked = Signal(str)

    def __init__(self, tasks: Tasks, office: Office) -> None:
        super().__init__()
        self.setObjectName("advicePage")
        self._tasks, self._office = tasks, office
        self._job: Job | None = None
        self.found: Advice | None = None
        self.last = ComboBox("adviceMonths", _("How many months"))
        for n in _MONTHS:
            self.last.addItem(ngettext("Last {n} month", "Last {n} months", n).format(n=n), n)
        self.last.setCurrentIndex(_MONTHS.index(_USUAL))
        self.closed_only = QCheckBox(_("Closed months only"))
        self.closed_only.setObjectName("adviceClosedOnly")
        self.closed_only.setAccessibleName(self.closed_only.text())
        self.said = OneLine("muted", "adviceSaid")
        self.export = Button(_("Save as Excel…"), "adviceExport", icon="download", kind="quiet")
        self.notice = Notice(name="adviceNotice")
        self.model: RecordTableModel[AdviceRow] = RecordTableModel(advice_rows.columns())
        self.table = TableView(self.model, "adviceTable", _("Indicators and what past months say of them"))
        self.aside = AdviceAside()
        self.empty = EmptyState("list-checks", "", name="adviceEmpty")
        self.empty_action = self.empty.add_button("", "adviceEmptyAction", self._act)
        self._way_on = ""
        self._lay_out()
        self.last.currentIndexChanged.connect(lambda _index: self.refresh())
        self.closed_only.toggled.connect(lambda _on: self.refresh())
        self.export.clicked.connect(self.ask_export)
        self.table.row_chosen.connect(self._choose)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        bar.setSpacing(2 * GRID)
        bar.addWidget(label(_("From")))
        bar.addWidget(self.last)
        bar.addWidget(self.closed_only)
        bar.addWidget(self.said, 1)
        bar.addWidget(self.export)
        split = QSplitter()
        split.setObjectName("adviceSplit")
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.aside)
        split.setStretchFactor(0, 1)
        self._result = QWidget()
        result = QVBoxLayout(self._result)
        result.setContentsMargins(0, 0, 0, 0)
        result.setSpacing(0)
        result.addWidget(self.notice)
        result.addWidget(split, 1)
        self.pages = QStackedWidget()
        for widget in (self.empty, self._result):
            self.pages.addWidget(widget)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(bar)
        page.addWidget(self.pages, 1)
        self._offer_nothing(_("Reading past months…"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow page the quiet button keeps its icon alone."""
        super().resizeEvent(event)
        narrow, text = event.size().width() < _NARROW, _("Save as Excel…")
        self.export.setText("" if narrow else text)
        self.export.setToolTip(text if narrow else "")

    # ---- what is asked

    def refresh(self) -> None:
        """Work the report out anew, off the window's thread."""
        self.stop()
        office, last, closed_only = self._office, int(self.last.currentData()), self.closed_only.isChecked()
        self.said.say(_("Reading past months…"))

        def work(progress: Progress) -> _Found:
            made = advice(office, last, closed_only=closed_only, progress=progress)
            return _Found(made, advice_rows.rows(made), advice_words.summary(made))

        def take(found: _Found) -> None:
            if self._job is job:
                self._job = None
                self._show(found)

        def failed(error: BaseException) -> bool:
            if self._job is not job:
                return True
            self._job = None
            stopped = isinstance(error, Cancelled)
            title = _("The report was stopped") if stopped else _("The report could not be worked out")
            self._offer_nothing(title, "", _("Try again"))
            return False

        title = _("Reading past months")
        job = self._job = self._tasks.run(work, take, failed, title=title, progress=True, owner=self)

    def stop(self) -> None:
        """Nobody waits for the result any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def focus_first(self) -> None:
        """The table, or what there is to choose."""
        (self.table if self.pages.currentWidget() is self._result else self.last).setFocus()

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
        self.pages.setCurrentWidget(self._result)
        code = kept.evidence.indicator.code if kept is not None else ""
        self.table.select_row(self.model.find(lambda row: row.evidence.indicator.code == code) or 0)

    def _offer_nothing(self, title: str, text: str = "", action: str = "", way_on: str = "") -> None:
        self.found = None
        self._way_on = way_on
        self.said.say("")
        self.export.setEnabled(False)
        self.empty.say(title, text)
        self.empty_action.setText(action)
        self.empty_action.setAccessibleName(action)
        self.empty_action.setVisible(bool(action))
        self.pages.setCurrentWidget(self.empty)

    def _act(self) -> None:
        if self._way_on:
            self.way_on_asked.emit(self._way_on)
        else:
            self.refresh()

    def _choose(self, row: AdviceRow | None) -> None:
        if self.found is not None:
            self.aside.show_evidence(self.found, row.evidence if row is not None else None)

    # ---- the spreadsheet

    def ask_export(self) -> None:
        """Ask where the table goes."""
        if self.found is None:
            return
        dialog = QFileDialog(self, _("Save the report on indicators"))
        dialog.setObjectName("adviceExportDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.setNameFilter(_("Excel workbook (*.xlsx)"))
        dialog.setDirectory(str(folders.usual(QStandardPaths.StandardLocation.DocumentsLocation)))
        dialog.selectFile(_("Indicators") + ".xlsx")
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the table."""
        made = self.found
        if made is None:
            return
        text = _("Report saved: {file}").format(file=path.name)
        self._tasks.run(
            lambda: advice_export.export(made, path), lambda _n: self.notice.say(text, "good"), owner=self
        )
