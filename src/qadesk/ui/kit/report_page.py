"""A report page from its description: what is asked, a table with what stands beside it, or why it is empty.

`ReportPage(tasks, Report(…), asked, aside)` builds it. A subclass says what is worked out (`work_out`), what
is said of it (`spell_out`, `say_whole`) and why there are no rows (`say_none`); the page keeps the row and
saves the table as a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qadesk.errors import Cancelled
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.bar import Bar
from qadesk.ui.tasks import Job, Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox
from qadesk.ui.widgets.empty import WayOn
from qadesk.ui.widgets.layouts import split, stack, vbox
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

M = TypeVar("M")  # what is worked out
R = TypeVar("R")  # a row of it


@dataclass(frozen=True)
class Report(Generic[R]):
    """A report described. `name` begins the objectName of everything in it."""

    name: str
    spoken: str
    icon: str  # of the empty page
    columns: Sequence[Column[R]]
    identity: Callable[[R], Hashable]  # by which the current row is found again
    stopped: str = ""  # what the empty page says when it was cancelled
    failed: str = ""  # and where it could not be worked out
    below: bool = False  # whether the row is spelled out below the table instead of beside it
    narrow_below: int = 120 * GRID  # pixels of page width


@dataclass(frozen=True)
class Found(Generic[M, R]):
    """What was worked out, its rows and what is said of it in a line; all worded off the window's thread."""

    made: M
    rows: Sequence[R]
    said: str


class ReportPage(QWidget, Generic[M, R]):
    """Works out off the window's thread, one at a time; what nobody waits for any more is not shown.

    Emits the key of the screen that leads on where there is nothing to work with yet.
    """

    way_on_asked = Signal(str)
    export: Button  # only of a report that can be saved

    def __init__(
        self,
        tasks: Tasks,
        report: Report[R],
        leading: Sequence[QWidget],
        aside: QWidget,
        *,
        export: bool = True,
    ) -> None:
        super().__init__()
        name = report.name
        self.setObjectName(f"{name}Page")
        self.report = report
        self.found: M | None = None
        self._tasks = tasks
        self._job: Job | None = None
        self._asked = next(one for one in leading if isinstance(one, ComboBox))
        self.said = OneLine("muted", f"{name}Said")
        self.said.setProperty("stretches", True)
        self.notice = Notice(name=f"{name}Notice")
        self.empty = WayOn(report.icon, f"{name}Empty")
        self.empty_action = self.empty.action
        self.empty.asked.connect(lambda key: self.way_on_asked.emit(key) if key else self.again())
        self.model: RecordTableModel[R] = RecordTableModel(report.columns)
        self.table = TableView(self.model, f"{name}Table", report.spoken)
        self.actions_ = Actions(self, report.spoken, self._actions(export))
        self.actions_.offer_menu(self.table)
        if export:
            self.export = self.actions_.button(f"{name}Export")
        self.result = QWidget()
        both = split(f"{name}Split", self.table, aside, below=report.below)
        vbox((both, 1), self.notice, on=self.result, gap=0)
        self.pages = stack(self.empty, self.result)
        trailing = [self.export] if export else []
        bar = Bar([*leading, self.said], trailing, narrow_below=report.narrow_below, right=2 * GRID)
        bar.setContentsMargins(2 * GRID, GRID, 0, GRID)
        vbox(bar, (self.pages, 1), on=self, gap=0)
        self.table.row_chosen.connect(self._choose)

    def _actions(self, export: bool) -> list[Action]:
        def some() -> bool:
            return self.found is not None and self.model.rowCount() > 0

        name, text, ask = self.report.name, _("Save as Excel…"), self.ask_export
        actions = [Action(f"{name}Copy", _("Copy"), self.table.copy, "copy", enabled=some)]
        if export:
            actions.append(Action(f"{name}Export", text, ask, "download", kind="quiet", enabled=some))
        return actions

    def focus_first(self) -> None:
        """Put the keyboard on the table, or on what there is to choose."""
        (self.table if self.has_result else self._asked).setFocus()

    # ---- working out

    def work_out(self, work: Callable[[Progress], Found[M, R]], title: str) -> None:
        """Begin, in place of what was begun before, and show what comes of it."""
        self.stop()

        def take(found: Found[M, R]) -> None:
            if self._job is job:
                self._job = None
                self._show(found)

        def fail(error: BaseException) -> bool:
            if self._job is not job:
                return True
            self._job = None
            return self.say_failed(error)

        job = self._job = self._tasks.run(work, take, fail, title=title, progress=True, owner=self)

    def stop(self) -> None:
        """Nobody waits for the result any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    # ---- showing

    def _show(self, found: Found[M, R]) -> None:
        """Show what was worked out; the current row stays current."""
        self.say_whole(found.made)
        if not found.rows:
            self.say_none(found.made)
            return
        self.found = found.made
        self.notice.hide()
        self.said.say(found.said)
        self.table.show_rows(found.rows, self.report.identity)
        self.actions_.update()
        self._choose(self.table.current_record())
        self.pages.setCurrentWidget(self.result)  # last, so that it is laid out once, with all it says

    def say_why_empty(self, title: str, text: str = "", action: str = "", way_on: str = "") -> None:
        """Show why there is no table; `action` leads to the screen `way_on`, or tries again."""
        self.found = None
        self.said.say("")
        self.actions_.update()
        self.empty.say_why(title, text, action, way_on)
        self.pages.setCurrentWidget(self.empty)

    @property
    def has_result(self) -> bool:
        """Whether the table is in sight."""
        return self.pages.currentWidget() is self.result

    def say_failed(self, error: BaseException) -> bool:
        """Say why there is no result; whether that is all there is to say."""
        title = self.report.stopped if isinstance(error, Cancelled) else self.report.failed
        self.say_why_empty(title, "", _("Try again"))
        return False

    def say_none(self, made: M) -> None:
        """Say why what was worked out has no rows."""
        raise NotImplementedError

    def say_whole(self, made: M) -> None:
        """Say what holds of what was worked out as a whole."""

    def spell_out(self, made: M, row: R | None) -> None:
        """Show the current row of what was worked out in full beside the table."""
        raise NotImplementedError

    def again(self) -> None:
        """Calculate it again: asked for where the empty page offers to."""
        raise NotImplementedError

    def _choose(self, row: R | None) -> None:
        if self.found is not None:
            self.spell_out(self.found, row)

    # ---- the workbook

    def workbook(self) -> Workbook[M]:
        """How what was worked out is saved as a workbook."""
        raise NotImplementedError

    def ask_export(self) -> None:
        """Ask where the table goes."""
        if self.found is not None:
            words = self.workbook()
            name = f"{self.report.name}ExportDialog"
            files.ask_save(self, name, words.title, f"{words.name}.xlsx", [files.workbook()], self.save)

    def save(self, path: Path) -> None:
        """Write the table, then say so."""
        made, words = self.found, self.workbook()
        if made is not None:
            said = words.saved.format(file=path.name)
            write, notice = words.write, self.notice
            self._tasks.run(lambda: write(made, path), lambda _n: notice.say(said, code="saved"), owner=self)


@dataclass(frozen=True)
class Workbook(Generic[M]):
    """The words for saving a report, and what writes it. `saved` names the {file}."""

    title: str
    name: str  # of the file, without its suffix
    saved: str
    write: Callable[[M, Path], object]
