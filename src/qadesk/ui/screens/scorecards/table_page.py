"""The page with the table: sections and indicators, the editor of the current row, weights, problems."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import joined
from qadesk.i18n import _
from qadesk.services.designing import additions, row_fields
from qadesk.services.designing.problems import WordedProblem, counted, grouped
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.screens.scorecards.design_table import DesignTable
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.side_panel import WIDTH, SidePanel
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.bar import Bar
from qadesk.ui.widgets.basics import Button, pop_up
from qadesk.ui.widgets.layouts import FREE, hbox, held, split, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

_APART_MS: Final = 1
_NARROW: Final = WIDTH + 60 * GRID  # below, the table or its editor is shown, not both; grows with texts
_BESIDE: Final = frozenset({"formula", "least", "greatest", "part_of"})  # not columns
_LOW: Final = 52 * GRID
_BUTTONS: Final = ("Add", "AddSection", "Up", "Down", "Duplicate", "Remove")


class TablePage(QWidget):
    """The table at the left, the fields of its current row at the right; in a narrow window one of them."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self._wanted = True  # whether the editor beside the table is
        self._narrow = False
        self._menu: QMenu | None = None  # of what can be added
        self.table = DesignTable(draft)
        self.side = SidePanel(draft)
        self.weights = Badge("", name="designWeights")
        self.problems = ProblemList(draft, self.weights)
        self.actions_ = Actions(self.table, _("Sections and indicators"), self._row_actions(), inside=False)
        self.actions_.offer_menu(self.table)
        self.actions_.offer_menu(self.table.frozen)
        rule = Action(
            "designEditor", _("Rule"), self._toggle, "panel-right", ("F4",), "quiet", _("Rule of this row")
        )
        self.keys = Actions(self, _("Rule"), [rule])
        self.add, self.add_section, *rest = (self.actions_.button(f"design{name}") for name in _BUTTONS)
        self.editor = self.keys.button("designEditor")
        self.editor.setCheckable(True)
        beside = (self.add, self.add_section, *rest, self.editor)
        self.tools = Bar([], beside, gap=GRID // 2, stay=(self.add, self.editor))  # stands beside the tabs
        self._left = held(vbox((self.table, 1), self.problems, gap=0))
        vbox(split("designSplit", self._left, self.side, sizes=(10 * WIDTH, enlarged(WIDTH))), on=self)
        self.table.row_chosen.connect(self._show_row)
        self.actions_.update_on(self.table.marked)
        self.table.rule_asked.connect(lambda: self.show_editor(True, enter=True))
        self.side.left.connect(self._leave_editor)
        draft.loaded.connect(self._load)
        draft.changed.connect(lambda _path: self._show_weights())
        self._arrange()

    def _row_actions(self) -> list[Action]:
        table, quiet = self.table, "quiet"

        def may() -> bool:
            return self.draft.editable

        def on_row() -> bool:
            return table.current_spot is not None

        def on_rows() -> bool:
            return table.block is not None and table.block.height() > 1

        return [
            Action("designAdd", _("Add an indicator"), self._offer, "plus", ("Ins",), quiet, shown=may),
            Action("designAddSection", _("Add a section"), self._add_section, "list-plus", kind=quiet,
                   shown=may),
            Action("designUp", _("Move up"), lambda: table.nudge(-1), "arrow-up", ("Alt+Up",), quiet,
                   enabled=on_row, shown=may),
            Action("designDown", _("Move down"), lambda: table.nudge(1), "arrow-down", ("Alt+Down",), quiet,
                   enabled=on_row, shown=may),
            Action("designDuplicate", _("Duplicate"), self.duplicate_row, "copy", ("Ctrl+D",), quiet,
                   enabled=lambda: on_row() and not on_rows(), shown=may),
            Action("designFill", _("Fill down the rows marked"), table.fill_down, keys=("Ctrl+D",),
                   enabled=on_rows, shown=may),
            Action("designMark", _("Mark the whole row"), table.mark_rows, keys=("Shift+Space",),
                   reach="widget"),
            Action("designCopy", _("Copy"), table.copy, keys=("Ctrl+C",), reach="widget"),
            Action("designPaste", _("Paste"), table.paste_here, keys=("Ctrl+V",), shown=may, reach="widget"),
            Action("designRemove", _("Remove"), self.remove_row, "trash-2", ("Ctrl+Del",), quiet,
                   enabled=on_row, shown=may),
        ]  # fmt: skip

    # ---- showing

    def showEvent(self, event: QShowEvent) -> None:
        """The table is drawn a moment after what is around it: all at once would keep a key waiting."""
        super().showEvent(event)
        self.table.setUpdatesEnabled(False)
        QTimer.singleShot(_APART_MS, self, lambda: self.table.setUpdatesEnabled(True))

    def _load(self) -> None:
        if not self.draft.is_open:
            return
        self._show_weights()
        self.actions_.update()
        if self.table.current_spot is None:
            self.table.go_to(self._first_indicator() or Spot(0), 0)

    def _first_indicator(self) -> Spot | None:
        return next((spot for spot in editing.spots(self.draft.card) if spot.indicator is not None), None)

    def _show_row(self, spot: Spot | None) -> None:
        self.side.show_spot(spot)
        self.actions_.update()

    def _show_weights(self) -> None:
        """Say what the weights add up to."""
        self.weights.say(*row_fields.weights_said(self.draft.card))

    def focus_first(self) -> None:
        """The table."""
        self.table.setFocus()

    def go(self, path: Path) -> bool:
        """Put the keyboard on what a path leads to: a cell, or a field of the rule; whether there is one."""
        if editing.spot_of(path) is None:  # the weights of all rows: wherever one is, in their column
            spot = self.table.current_spot or self._first_indicator()
            if spot is None:
                return False
            path = (*spot.path, "weight")
        if not self.table.go(path):
            return False
        inside = path[4:]
        if (inside[:1] == ("rule",) and len(inside) > 1) or set(inside[:1]) & _BESIDE:
            self.show_editor(True)
            self.side.enter(path)
        else:
            if self._narrow:
                self.show_editor(False)
            self.table.setFocus()
        return True

    # ---- the editor beside the table

    def show_editor(self, shown: bool, *, enter: bool = False) -> None:
        """Show or hide the editor of the current row; with `enter` the keyboard goes with it."""
        self._wanted = shown
        self._arrange()
        if enter and shown:
            self.side.enter()
        elif not shown:
            self.table.setFocus()

    def _toggle(self) -> None:
        self.show_editor(not self._wanted, enter=True)

    def _leave_editor(self) -> None:
        self.show_editor(self._wanted and not self._narrow)
        self.table.setFocus()

    def _arrange(self) -> None:
        self.side.setVisible(self._wanted)
        self._left.setVisible(not (self._narrow and self._wanted))
        self.editor.setChecked(self._wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has room for one of the two; a low one for one line of what is wrong."""
        super().resizeEvent(event)
        narrow = event.size().width() < enlarged(_NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._wanted = not narrow
            self._arrange()
        self.problems.set_low(event.size().height() < enlarged(_LOW))

    # ---- rows

    def _offer(self) -> None:
        """What can be added, as a menu at its button."""
        if self.draft.editable:
            self._menu = pop_up(self.add, "designAddMenu", additions.offers(self.draft.card), self.add_row)

    def _add_section(self) -> None:
        self._go_on(*additions.with_section(self.draft.card, self.table.current_spot))

    def add_row(self, key: str) -> None:
        """Add an indicator below the current row; at the end from the empty row there."""
        spot = self.table.current_spot
        self._go_on(*additions.with_indicator(self.draft.card, spot, key, last=spot is None))

    def duplicate_row(self) -> None:
        """Put the current row below itself once more, to be changed a little."""
        spot = self.table.current_spot
        if spot is not None and self.draft.editable:
            self._go_on(*editing.duplicate(self.draft.card, spot))

    def _go_on(self, card: Scorecard, place: Spot) -> None:
        self.draft.apply(card, place.path)
        self.table.go_to(place, 0)
        self.table.setFocus()

    def remove_row(self) -> None:
        """Take the current row out; undo brings it back."""
        spot = self.table.current_spot
        if spot is None or not self.draft.editable:
            return
        row = self.table.currentIndex().row()
        self.draft.apply(editing.remove(self.draft.card, spot), spot.path)
        rows = self.table.edited.rows
        if rows:
            self.table.go_to(rows[min(row, len(rows) - 1)])


# ---- what is wrong with the scorecard, listed below it; a click or Enter leads to the cell

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
        """What the line says of the weights already is not listed once more below it."""
        rows = self.model.rows
        listed = [told.code for told in rows] != ["weights_sum"] and bool(rows) and not self._low
        self.table.setVisible(listed and not self._folded)
        self.table.setFixedHeight(min(len(rows), _MOST_ROWS) * _ROW + 2)
        self.fold.setVisible(listed)
        self.fold.setText(_("Show") if self._folded else _("Hide"))
        self.fold.setAccessibleName(_("Show the problems") if self._folded else _("Hide the problems"))
        self.first.setVisible(bool(rows) and (self._folded or not listed))


def _columns() -> list[Column[WordedProblem]]:
    return [
        Column("severity", "", lambda t: t.kind[0], tone=lambda t: t.kind[1]),
        Column("where", "", lambda t: t.where or _("Scorecard")),
        Column("text", "", lambda t: joined(t.text, t.remedy), stretch=True),
    ]  # fmt: skip
