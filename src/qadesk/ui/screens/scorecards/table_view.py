"""The design table: move about, type, drag and reorder as in a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.i18n import _
from qadesk.ui import theme
from qadesk.ui.screens.scorecards.cells import KEYS, Key
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.moving import drop_spot, move_to, nudge
from qadesk.ui.screens.scorecards.table_model import SPOT_ROLE, DesignModel, key_at
from qadesk.ui.screens.scorecards.table_paint import DesignDelegate
from qadesk.ui.theme import GRID, ROW

_WIDTHS: dict[Key, int] = {
    "name": 26, "weight": 10, "standard": 11, "rule": 30, "source": 20, "unit": 8, "better": 9,
    "other_name": 24, "code": 22,
}  # fmt: skip
_HINT = QAbstractItemDelegate.EndEditHint
_Editing = QAbstractItemView.State.EditingState


class DesignTable(QTableView):
    """Arrows, Tab, Enter move; typing, F2, Enter change a cell; Alt+Up, Alt+Down or a drag move a row."""

    row_chosen = Signal(object)  # Spot or None
    rule_asked = Signal()  # Enter where the rule stands
    add_asked = Signal()
    remove_asked = Signal()
    refused = Signal(str)

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self.design = DesignModel(draft, self)
        self._drop_row: int | None = None
        self.setObjectName("designTable")
        self.setAccessibleName(_("Sections and indicators"))
        self.setModel(self.design)
        self.setItemDelegate(DesignDelegate(self))
        self._dress()
        self.selectionModel().currentChanged.connect(self._moved)
        self.design.modelReset.connect(lambda: self.row_chosen.emit(None))

    def _dress(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(False)  # a line of its own, across the whole row
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(ROW)
        rows.setDefaultSectionSize(ROW)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setFixedHeight(ROW)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(5 * GRID)
        for number, key in enumerate(KEYS):
            self.setColumnWidth(number, _WIDTHS[key] * GRID)

    # ---- where one is

    @property
    def current_spot(self) -> Spot | None:
        """The row the keyboard is in."""
        return self.design.spot(self.currentIndex().row())

    def go(self, path: Path) -> bool:
        """Put the keyboard on the cell a path leads to; whether there is one."""
        index = self.design.index_of(path)
        if index.isValid():
            self._set_current(index)
        return index.isValid()

    def go_to(self, spot: Spot, column: int | None = None) -> None:
        """Put the keyboard on a row, in the column it is in."""
        row = self.design.row_of(spot)
        if row is not None:
            at = max(0, self.currentIndex().column()) if column is None else column
            self._set_current(self.design.index(row, at))

    def _set_current(self, index: QModelIndex) -> None:
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def _moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.row() != previous.row():
            self.viewport().update()
            self.row_chosen.emit(current.data(SPOT_ROLE) if current.isValid() else None)

    # ---- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if self.state() == _Editing or not index.isValid():
            super().keyPressEvent(event)
            return
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(str(index.data() or ""))
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.nudge(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self._enter(index)
        elif key == Qt.Key.Key_Insert:
            self.add_asked.emit()
        elif key == Qt.Key.Key_Delete:
            self._delete(index, event)
        else:
            super().keyPressEvent(event)

    def _enter(self, index: QModelIndex) -> None:
        if key_at(index) == "rule":
            self.rule_asked.emit()
        elif self.design.can_edit(index):
            self.edit(index)

    def _delete(self, index: QModelIndex, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.remove_asked.emit()
        elif self.design.can_edit(index) and self.design.setData(index, ""):
            self.draft.end_typing()

    def keyboardSearch(self, search: str) -> None:
        """Letters are typed into a cell, they do not jump to names."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from cell to cell and leaves the table after the last (or before the first)."""
        if self.state() != _Editing and self._step(1 if forward else -1):
            return True
        return super().focusNextPrevChild(forward)

    def _step(self, step: int) -> bool:
        index = self.currentIndex()
        at = index.row() * len(KEYS) + index.column() + step
        if not index.isValid() or not 0 <= at < self.design.rowCount() * len(KEYS):
            return False
        self._set_current(self.design.index(*divmod(at, len(KEYS))))
        return True

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter goes on to the row below, Tab to the next cell; neither opens it."""
        super().closeEditor(editor, _HINT.NoHint)
        self.draft.end_typing()
        self.setFocus()
        if hint == _HINT.SubmitModelCache:
            below = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
            if below.isValid():
                self._set_current(below)
        elif hint in (_HINT.EditNextItem, _HINT.EditPreviousItem):
            self._step(1 if hint == _HINT.EditNextItem else -1)

    # ---- order

    def nudge(self, step: int) -> None:
        """Move the current row up (-1) or down (1)."""
        spot = self.current_spot
        if spot is not None and self.draft.editable:
            self._follow(*nudge(self.draft, spot, step))

    def _follow(self, moved: bool, spot: Spot) -> None:
        if moved:
            self.go_to(spot)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.source() is not self or not self.draft.editable:
            event.ignore()
            return
        super().dragMoveEvent(event)  # scrolls where one drags over the edge
        self._drop_row = self._row_before(event.position().toPoint().y())
        event.accept()
        self.viewport().update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._drop_row = None
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        row, self._drop_row = self._row_before(event.position().toPoint().y()), None
        self.viewport().update()
        event.setDropAction(Qt.DropAction.CopyAction)  # Qt must not take the row out itself
        event.accept()
        spot = self.current_spot
        if spot is not None:
            self.drop(spot, row)

    def drop(self, spot: Spot, row: int) -> None:
        """Put a row before the one that now stands in `row`."""
        before = drop_spot(self.draft.card, spot, self.design.spot(row))
        self._follow(*move_to(self.draft, spot, before))

    def _row_before(self, y: int) -> int:
        """Before which row something dropped at a height goes."""
        row = self.rowAt(y)
        if row < 0:
            return self.design.rowCount()
        return row + (y - self.rowViewportPosition(row) > self.rowHeight(row) // 2)

    # ---- looks

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop_row is None:
            return
        row = self._drop_row
        if row < self.design.rowCount():
            y = self.rowViewportPosition(row)
        else:
            y = self.rowViewportPosition(row - 1) + self.rowHeight(row - 1) if row else 0
        painter = QPainter(self.viewport())
        painter.setPen(QPen(theme.color("accent"), 3))
        painter.drawLine(0, y, self.viewport().width(), y)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rule takes the room there is left."""
        super().resizeEvent(event)
        rule = KEYS.index("rule")
        others = sum(self.columnWidth(n) for n in range(len(KEYS)) if n != rule)
        self.setColumnWidth(rule, max(_WIDTHS["rule"] * GRID, self.viewport().width() - others))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


_KEYPAD = Qt.KeyboardModifier.KeypadModifier
