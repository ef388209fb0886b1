"""Try it: a draft applied to a past month, who would have moved and why. Nothing of it is stored."""

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

from qadesk.domain.scorecard import Scorecard
from qadesk.errors import Cancelled, UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import cycles
from qadesk.services.designing import trial_export, trial_words
from qadesk.services.designing.trial import Trial, trial
from qadesk.storage.office import Office
from qadesk.ui import folders
from qadesk.ui.screens.scorecards import trial_rows
from qadesk.ui.screens.scorecards.grade_bars import GradeBar
from qadesk.ui.screens.scorecards.trial_aside import TrialAside
from qadesk.ui.screens.scorecards.trial_rows import TrialRow
from qadesk.ui.tasks import Job, Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.widgets.table import RecordTableModel, TableView
from qadesk.ui.wording import cycle_text

_NARROW: Final = 120 * GRID


@dataclass(frozen=True)
class _Found:
    """A trial with everything that has to be worded of it."""

    made: Trial
    rows: list[TrialRow]
    bars: list[GradeBar]
    said: str


class TrialPage(QWidget):
    """`try_on(card)` shows what a scorecard would have made of the month chosen.

    Emits the key of the screen that leads on where there is no month to try on.
    """

    way_on_asked = Signal(str)

    def __init__(self, tasks: Tasks, office: Office) -> None:
        super().__init__()
        self.setObjectName("trialPage")
        self._tasks, self._office = tasks, office
        self._card: Scorecard | None = None
        self._job: Job | None = None
        self.found: Trial | None = None
        self.months = ComboBox("trialMonth", _("Month to try it on"))
        self.leave_out = QCheckBox(_("Reckon without what was not measured"))
        self.leave_out.setObjectName("trialLeaveOut")
        self.leave_out.setAccessibleName(self.leave_out.text())
        self.leave_out.setToolTip(
            _("Indicators of which this month knows nothing at all count as waived; their weight is spread.")
        )
        self.said = OneLine("muted", "trialSaid")
        self.export = Button(_("Save as Excel…"), "trialExport", icon="download", kind="quiet")
        self.notice = Notice(name="trialNotice")
        self.model: RecordTableModel[TrialRow] = RecordTableModel(trial_rows.columns())
        self.table = TableView(self.model, "trialTable", _("Who would move"))
        self.aside = TrialAside()
        self.empty = EmptyState("scale", "", name="trialEmpty")
        self.empty_action = self.empty.add_button("", "trialEmptyAction", self._act)
        self._lay_out()
        self.months.currentIndexChanged.connect(lambda _index: self._try())
        self.leave_out.toggled.connect(lambda _on: self._try())
        self.export.clicked.connect(self.ask_export)
        self.table.row_chosen.connect(self._choose)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        bar.setSpacing(2 * GRID)
        bar.addWidget(label(_("Month")))
        bar.addWidget(self.months)
        bar.addWidget(self.leave_out)
        bar.addWidget(self.said, 1)
        bar.addWidget(self.export)
        split = QSplitter()
        split.setObjectName("trialSplit")
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.aside)
        split.setStretchFactor(0, 1)
        self.pages = QStackedWidget()
        self._result = QWidget()
        result = QVBoxLayout(self._result)
        result.setContentsMargins(0, 0, 0, 0)
        result.setSpacing(0)
        result.addWidget(self.notice)
        result.addWidget(split, 1)
        for widget in (self.empty, self._result):
            self.pages.addWidget(widget)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(bar)
        page.addWidget(self.pages, 1)
        self._offer_nothing(_("Trying it…"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow page the quiet button keeps its icon alone."""
        super().resizeEvent(event)
        narrow, text = event.size().width() < _NARROW, _("Save as Excel…")
        self.export.setText("" if narrow else text)
        self.export.setToolTip(text if narrow else "")

    # ---- what is asked

    def try_on(self, card: Scorecard) -> None:
        """Show what it would have made of the month chosen; at first, of the newest closed one."""
        again = card is self._card and self.found is not None
        self._card = card
        if not again:
            self._tasks.run(lambda: cycles.all_cycles(self._office), self._offer_months, owner=self)

    def forget(self) -> None:
        """The month may have changed: the next `try_on` works everything out anew."""
        self._card = None

    @property
    def month(self) -> str:
        """The code of the month chosen; nothing where there is none."""
        return str(self.months.currentData() or "")

    def focus_first(self) -> None:
        """The table, or what leads on."""
        shown = self.pages.currentWidget()
        (self.table if shown is self._result else self.months).setFocus()

    def _offer_months(self, found: tuple[cycles.Cycle, ...]) -> None:
        chosen = self.month
        self.months.blockSignals(True)
        self.months.clear()
        for cycle in found:
            words = cycle_text(cycle.code)
            text = _("{cycle} · closed").format(cycle=words) if cycle.closed else words
            self.months.addItem(text, cycle.code)
        newest_closed = next((cycle.code for cycle in found if cycle.closed), "")
        self.months.setCurrentIndex(max(0, self.months.findData(chosen or newest_closed)))
        self.months.blockSignals(False)
        for control in (self.months, self.leave_out):
            control.setEnabled(bool(found))
        if found:
            self._try()
        else:
            self._offer_nothing(
                _("There is no month to try it on yet"),
                _("Open a month and import its records; then a draft can be tried on it."),
                _("Go to Today"),
            )

    # ---- trying

    def _try(self) -> None:
        if self._card is None or not self.month:
            return
        self.stop()
        office, code, card = self._office, self.month, self._card
        leave_out = self.leave_out.isChecked()
        self.said.say(_("Trying it…"))

        def work(progress: Progress) -> _Found:
            made = trial(office, code, card, leave_out=leave_out, progress=progress)
            return _Found(made, trial_rows.rows(made), trial_rows.bars(made), trial_words.summary(made))

        def take(found: _Found) -> None:
            if self._job is job:
                self._job = None
                self._show(found)

        def failed(error: BaseException) -> bool:
            if self._job is not job:
                return True
            self._job = None
            return self._refuse(error)

        title = _("Trying the draft on {month}").format(month=cycle_text(code))
        job = self._job = self._tasks.run(work, take, failed, title=title, progress=True, owner=self)

    def stop(self) -> None:
        """Nobody waits for the result any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _show(self, found: _Found) -> None:
        kept = self.table.current_record()
        self.found = found.made
        self.notice.hide()
        self.said.say(found.said)
        self.model.set_rows(found.rows)
        self.aside.show_trial(found.made, found.bars)
        offered = bool(found.made.could_leave_out)
        self.leave_out.setVisible(offered or self.leave_out.isChecked())
        self.export.setEnabled(bool(found.rows))
        if not found.rows:
            self._offer_nothing(_("Nobody takes part in this month"), _("Choose another month."))
            return
        self.pages.setCurrentWidget(self._result)
        number = self.model.find(lambda row: kept is not None and row.move.agent == kept.move.agent)
        self.table.select_row(number or 0)

    def _refuse(self, error: BaseException) -> bool:
        """A draft that cannot be worked out says why here; anything else is not this page's to tell."""
        if isinstance(error, UserError):
            title, _line, rest = error.happened.partition("\n")
            self._offer_nothing(title, "\n\n".join(part for part in (rest, error.advice) if part))
            return True
        if isinstance(error, Cancelled):
            self._offer_nothing(_("The trial was stopped"), "", _("Try again"))
        else:
            self._offer_nothing(_("The trial could not be worked out"))
        return False

    def _offer_nothing(self, title: str, text: str = "", action: str = "") -> None:
        self.found = None
        self.said.say("")
        self.export.setEnabled(False)
        self.empty.say(title, text)
        self.empty_action.setText(action)
        self.empty_action.setAccessibleName(action)
        self.empty_action.setVisible(bool(action))
        self.pages.setCurrentWidget(self.empty)

    def _act(self) -> None:
        if self.month:
            self._try()
        else:
            self.way_on_asked.emit("today")

    def _choose(self, row: TrialRow | None) -> None:
        if self.found is not None:
            self.aside.show_move(self.found, row.move if row is not None else None)

    # ---- the spreadsheet

    def ask_export(self) -> None:
        """Ask where the table goes."""
        if self.found is None:
            return
        dialog = QFileDialog(self, _("Save the trial"))
        dialog.setObjectName("trialExportDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.setNameFilter(_("Excel workbook (*.xlsx)"))
        dialog.setDirectory(str(folders.usual(QStandardPaths.StandardLocation.DocumentsLocation)))
        dialog.selectFile(_("Trial {code}").format(code=self.month) + ".xlsx")
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the table."""
        made = self.found
        if made is None:
            return
        text = _("Trial saved: {file}").format(file=path.name)
        self._tasks.run(
            lambda: trial_export.export(made, path), lambda _n: self.notice.say(text, "good"), owner=self
        )
