"""What is wrong with the scorecard, listed below it; a click or Enter leads to the cell."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qadesk.errors import joined
from qadesk.i18n import _
from qadesk.services.designing.problems import WordedProblem, counted, grouped
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.layouts import FREE, hbox, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

_ROW: Final = 26
_MOST_ROWS: Final = 4


class ProblemList(QWidget):
    """One line that counts them, and, unfolded, a row for each. Emits the path to go to."""

    place_asked = Signal(object)  # Path

    def __init__(self, draft: Draft, beside: QWidget) -> None:
        """`beside` stands before the count in its line."""
        super().__init__()
        self.draft = draft
        self._folded = False
        self._low = False
        self.setObjectName("designProblems")
        self.count = Badge("", name="problemsCount")
        first = _("Go to the first")
        self.first = Button(first, "problemsFirst", icon="arrow-right", kind="link", clicked=self.go_first)
        self.fold = Button("", "problemsFold", kind="quiet", clicked=self._turn)
        self.model: RecordTableModel[WordedProblem] = RecordTableModel(_columns())
        self.table = TableView(self.model, "problemsTable", _("Problems of the scorecard"))
        self.table.horizontalHeader().hide()
        self.table.verticalHeader().setMinimumSectionSize(_ROW)
        self.table.verticalHeader().setDefaultSectionSize(_ROW)
        around = (2 * GRID, GRID // 2, GRID, GRID // 2)
        line = hbox(beside, self.count, self.first, FREE, self.fold, margins=around, gap=2 * GRID)
        vbox(line, self.table, on=self, gap=0)
        self.table.clicked.connect(lambda index: self.place_asked.emit(self.model.row(index.row()).path))
        self.table.row_activated.connect(lambda told: self.place_asked.emit(told.path))
        draft.problems_changed.connect(self._list_problems)
        draft.loaded.connect(self._list_problems)

    def set_low(self, low: bool) -> None:
        """In a low window only the line is shown, with the way to the first problem."""
        self._low = low
        self._arrange()

    def go_first(self) -> None:
        """Go to the first that keeps the scorecard from being published, or to the first of all."""
        found = grouped(self.draft.problems)
        if found:
            self.place_asked.emit(found[0].path)

    def _turn(self) -> None:
        self._folded = not self._folded
        self._arrange()

    def _list_problems(self) -> None:
        every = self.draft.problems if self.draft.is_open else ()
        found = grouped(every)
        self.count.say(*counted(every))
        row = self.table.currentIndex().row()
        self.model.set_rows(found)
        if 0 <= row < len(found):
            self.table.select_row(row)
        self._arrange()

    def _arrange(self) -> None:
        rows = self.model.rowCount()
        self.table.setVisible(bool(rows) and not self._folded and not self._low)
        self.table.setFixedHeight(min(rows, _MOST_ROWS) * _ROW + 2)
        self.fold.setVisible(bool(rows) and not self._low)
        self.fold.setText(_("Show") if self._folded else _("Hide"))
        self.fold.setAccessibleName(_("Show the problems") if self._folded else _("Hide the problems"))
        self.first.setVisible(bool(rows) and (self._low or self._folded))


def _columns() -> list[Column[WordedProblem]]:
    return [
        Column("severity", "", lambda t: t.kind[0], tone=lambda t: t.kind[1]),
        Column("where", "", lambda t: t.where or _("Scorecard")),
        Column("text", "", lambda t: joined(t.text, t.remedy), stretch=True),
    ]  # fmt: skip
