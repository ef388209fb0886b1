"""A report page from its description: a list page whose rows are worked out of what is asked above it.

`ReportPage(screen, operations, ListView(…), asked, aside)` builds it. A subclass says what is worked out
(`work_out`), what is said of it (`spell_out`, `say_whole`), why there are no rows (`why_none`) and how it is
saved as a workbook (`workbook`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Generic, TypeVar

from PySide6.QtWidgets import QLabel, QWidget

from qadesk.errors import Cancelled
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.tasks import Job
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, OneLine

M = TypeVar("M")  # what is worked out
R = TypeVar("R")  # a row of it

AGAIN, TODAY, RECORDS = "Again", "GoToday", "GoRecords"  # the ways on that an empty report may have
_NARROW: Final = 120 * GRID  # pixels of page width


@dataclass(frozen=True)
class Found(Generic[M, R]):
    """What was worked out, its rows and what is said of it in a line; all worded off the window's thread."""

    made: M
    rows: Sequence[R]
    said: str


@dataclass(frozen=True)
class Workbook(Generic[M]):
    """The words for saving a report, and what writes it. `saved` names the {file}."""

    title: str
    name: str  # of the file, without its suffix
    saved: str
    write: Callable[[M, Path], object]
    holds: str  # as of `files.ask_save`


class ReportPage(ListPage[R], Generic[M, R]):
    """Works out off the window's thread, one at a time; what nobody waits for any more is not shown."""

    bar_stays = True

    again: Callable[[], object]  # work it out again: asked for where the empty page offers to
    why_none: Callable[[M], Empty]  # why what was worked out has no rows
    spell_out: Callable[[M, R | None], object]  # show its current row in full beside the table

    def __init__(
        self,
        screen: Screen,
        operations: Operations,
        view: ListView[R],
        asked: Sequence[QWidget],
        aside: QWidget,
        *,
        stopped: str = "",
        failed: str = "",
    ) -> None:
        """`asked`: what stands above the table; a choice among it has the keyboard while there is none.

        `stopped` and `failed`: what the empty page says where it was cancelled, or could not be worked out.
        """
        self.found: M | None = None
        self._job: Job | None = None
        self._asked, self._told = asked, ""
        self._stopped, self._failed = stopped, failed
        name, go, way = view.name, screen.open_requested.emit, partial(Action, in_menu=False)
        ways = [
            way(name + AGAIN, _("Try again"), self.again),
            way(name + TODAY, _("Go to Today"), partial(go, "today", None)),
            way(name + RECORDS, _("Go to Records"), partial(go, "records", None)),
        ]
        reasons = tuple(replace(view.empty, actions=(one.name,)) for one in ways)
        view = replace(view, also_empty=reasons, narrow_below=_NARROW, margins=False)
        super().__init__(screen, view, ways, lambda _actions: aside, operations)
        self._bar.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self.chosen.connect(self._spell_out)

    def said(self, _rows: Sequence[R]) -> str:
        """What was said of all that was worked out, as the view's `counted`."""
        return self._told

    def _make_count(self) -> QLabel:
        made = OneLine("muted", f"{self.view.name}Count")
        made.setProperty("stretches", True)
        return made

    def _asked_for(self) -> list[QWidget]:
        return [*self._asked, self.count]

    def focus_first(self) -> None:
        """Put the keyboard on the table, or on what there is to choose."""
        asked = next(one for one in self._asked if isinstance(one, ComboBox))
        (asked if self.found is None else self.table).setFocus()

    # ---- working out

    def work_out(self, work: Callable[[Progress], Found[M, R]], title: str, said: str = "") -> None:
        """Begin, in place of what was begun before, and show what comes of it; `said` is said meanwhile."""
        self.stop()
        if said:
            self.count.setText(said)

        def take(found: Found[M, R]) -> None:
            if self._job is job:
                self._job = None
                self._show_report(found)

        def fail(error: BaseException) -> bool:
            if self._job is not job:
                return True
            self._job = None
            return self.say_failed(error)

        job = self._job = self._screen.tasks.run(work, take, fail, title=title, progress=True, owner=self)

    def stop(self) -> None:
        """Nobody waits for the result any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    # ---- showing

    def _show_report(self, found: Found[M, R]) -> None:
        """Show what was worked out; the current row stays current."""
        self.say_whole(found.made)
        if not found.rows:
            self.say_empty(self.why_none(found.made))
            return
        self.found, self._told = found.made, found.said
        self.show_rows(found.rows)

    def say_empty(self, said: Empty) -> None:
        """Show why there is no table; what is asked above stays in sight."""
        self.found, self._told = None, ""
        self.count.setText("")
        super().say_empty(said)

    def why(self, title: str, text: str = "", way: str = "") -> Empty:
        """Why there is no table, and one of the ways on, if any: AGAIN, TODAY or RECORDS."""
        return Empty(self.view.empty.icon, title, text, (self.view.name + way,) if way else ())

    def say_failed(self, error: BaseException) -> bool:
        """Say why there is no result; whether that is all there is to say."""
        title = self._stopped if isinstance(error, Cancelled) else self._failed
        self.say_empty(self.why(title, way=AGAIN))
        return False

    def say_whole(self, made: M) -> None:
        """Say what holds of what was worked out as a whole."""

    def _spell_out(self, row: R | None) -> None:
        if self.found is not None:
            self.spell_out(self.found, row)

    # ---- the workbook

    def workbook(self) -> Workbook[M] | None:
        """How what was worked out is saved as a workbook, where that holds more than the table."""
        return None

    def _ask_export(self) -> None:
        words = self.workbook()
        if words is None or self.found is None:
            super()._ask_export()
            return
        name, write = f"{self.view.name}ExportDialog", partial(words.write, self.found)
        self.operations.save_as(
            name, words.title, f"{words.name}.xlsx", write, words.saved, holds=words.holds
        )
