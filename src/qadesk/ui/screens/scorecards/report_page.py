"""What pages share that work something out: what is asked, a table with its aside, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.ui import folders
from qadesk.ui.tasks import Job, Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.one_line import OneLine

_NARROW: Final = 120 * GRID
_Made = TypeVar("_Made")


class ReportPage(QWidget):
    """Works out off the window's thread, one at a time; what nobody waits for any more is not shown.

    Emits the key of the screen that leads on where there is nothing to work with yet.
    """

    way_on_asked = Signal(str)

    def __init__(self, tasks: Tasks, name: str, icon: str, again: Callable[[], object]) -> None:
        """`name` begins the names of its parts; `again` is done where the empty page offers to."""
        super().__init__()
        self.setObjectName(f"{name}Page")
        self._tasks, self._name, self._again = tasks, name, again
        self._job: Job | None = None
        self._way_on = ""
        self.said = OneLine("muted", f"{name}Said")
        self.export = Button(_("Save as Excel…"), f"{name}Export", icon="download", kind="quiet")
        self.notice = Notice(name=f"{name}Notice")
        self.empty = EmptyState(icon, "", name=f"{name}Empty")
        self.empty_action = self.empty.add_button("", f"{name}EmptyAction", self._act)
        self.pages = QStackedWidget()
        self.result = QWidget()

    def lay_out(self, asked: Iterable[QWidget], table: QWidget, aside: QWidget) -> None:
        """What is asked in a row; below, the table and what stands beside it."""
        bar = QHBoxLayout()
        bar.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        bar.setSpacing(2 * GRID)
        for control in asked:
            bar.addWidget(control)
        bar.addWidget(self.said, 1)
        bar.addWidget(self.export)
        split = QSplitter()
        split.setObjectName(f"{self._name}Split")
        split.setChildrenCollapsible(False)
        split.addWidget(table)
        split.addWidget(aside)
        split.setStretchFactor(0, 1)
        result = QVBoxLayout(self.result)
        result.setContentsMargins(0, 0, 0, 0)
        result.setSpacing(0)
        result.addWidget(self.notice)
        result.addWidget(split, 1)
        for widget in (self.empty, self.result):
            self.pages.addWidget(widget)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(bar)
        page.addWidget(self.pages, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow page the quiet button keeps its icon alone."""
        super().resizeEvent(event)
        narrow, text = event.size().width() < _NARROW, _("Save as Excel…")
        self.export.setText("" if narrow else text)
        self.export.setToolTip(text if narrow else "")

    def work_out(
        self,
        work: Callable[[Progress], _Made],
        show: Callable[[_Made], None],
        refuse: Callable[[BaseException], bool],
        title: str,
    ) -> None:
        """Begin, in place of what was begun before; `refuse` tells whether it said all there is to say."""
        self.stop()

        def take(made: _Made) -> None:
            if self._job is job:
                self._job = None
                show(made)

        def failed(error: BaseException) -> bool:
            if self._job is not job:
                return True
            self._job = None
            return refuse(error)

        job = self._job = self._tasks.run(work, take, failed, title=title, progress=True, owner=self)

    def stop(self) -> None:
        """Nobody waits for the result any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def say_why_empty(self, title: str, text: str = "", action: str = "", way_on: str = "") -> None:
        """Show why there is no table; `action` leads to the screen `way_on`, or tries again."""
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
            self._again()

    def ask_workbook(self, title: str, name: str, save: Callable[[Path], object]) -> None:
        """Ask where the table goes."""
        dialog = QFileDialog(self, title)
        dialog.setObjectName(f"{self._name}ExportDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.setNameFilter(_("Excel workbook (*.xlsx)"))
        dialog.setDirectory(str(folders.usual(QStandardPaths.StandardLocation.DocumentsLocation)))
        dialog.selectFile(f"{name}.xlsx")
        dialog.fileSelected.connect(lambda chosen: save(Path(chosen)))
        dialog.open()

    def write(self, work: Callable[[], object], said: str) -> None:
        """Write a file, then say so."""
        self._tasks.run(work, lambda _n: self.notice.say(said, "good"), owner=self)
