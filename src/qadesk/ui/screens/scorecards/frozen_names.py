"""Rows of the design table that are dragged, and its names, which stand still beside its other columns."""

from __future__ import annotations

from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import (
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from qadesk.ui import theme
from qadesk.ui.kit.edit_cell import EditDelegate
from qadesk.ui.screens.scorecards.draft_model import DraftModel, DraftTable
from qadesk.ui.widgets.frozen import FrozenColumns, StandsStill

R = TypeVar("R")
_DRAGGED: Final = frozenset(
    {QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.DragLeave, QEvent.Type.Drop}
)


class DraggedRows(StandsStill, DraftTable[R]):
    """A table of the draft whose rows are dragged with the mouse; a line shows where they would go."""

    drop_row: int | None = None  # before which what is dragged would go

    def __init__(self, model: DraftModel[R], name: str, spoken: str, **more: Any) -> None:
        super().__init__(model, name, spoken, **more)
        model.movable = True
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(False)  # a line of its own, across the whole row

    def drop(self, row: R, number: int) -> None:
        """Put a row before the one that now stands in row `number`."""
        raise NotImplementedError

    def drag_row(self) -> None:
        """Take the current row along with the mouse."""
        if self.edited.editable:
            self.startDrag(Qt.DropAction.MoveAction)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.source() is not self or not self.edited.editable:
            event.ignore()
            return
        super().dragMoveEvent(event)  # scrolls where one drags over the edge
        self.drop_row = self._row_before(event.position().toPoint().y())
        event.accept()
        self.viewport().update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self.drop_row = None
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        row, self.drop_row = self._row_before(event.position().toPoint().y()), None
        self.viewport().update()
        event.setDropAction(Qt.DropAction.CopyAction)  # Qt must not take the row out itself
        event.accept()
        if self.currentIndex().isValid():
            self.drop(self.edited.rows[self.currentIndex().row()], row)

    def _row_before(self, y: int) -> int:
        """Before which row something dropped at a height goes."""
        row = self.rowAt(y)
        if row < 0:
            return self.edited.rowCount()
        return row + (y - self.rowViewportPosition(row) > self.rowHeight(row) // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.paint_drop(self.viewport())

    def paint_drop(self, viewport: QWidget) -> None:
        """Draw the line where what is dragged would go."""
        if self.drop_row is None:
            return
        row = self.drop_row
        if row < self.edited.rowCount():
            y = self.rowViewportPosition(row)
        else:
            y = self.rowViewportPosition(row - 1) + self.rowHeight(row - 1) if row else 0
        painter = QPainter(viewport)
        painter.setPen(QPen(theme.color("accent"), 3))
        painter.drawLine(0, y, viewport.width(), y)


class FrozenNames(FrozenColumns, Generic[R]):
    """A click stands on the row, a double click opens the name; rows are dragged from here and dropped here.

    All of it is done by the table below: it has the keyboard, and what is typed is typed there.
    """

    def __init__(self, table: DraggedRows[R]) -> None:
        super().__init__(table, 1)
        self._table = table
        self._pressed: QPoint | None = None
        self.follow(EditDelegate(self, table))
        for signal in (table.moved, table.marked):
            signal.connect(self.viewport().update)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stand on the row, in the column one is in: to go to the name would scroll the table back."""
        index = self.indexAt(event.position().toPoint())
        self._table.setFocus()
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            column = max(1, self._table.currentIndex().column())
            self._table.set_current(index.siblingAtColumn(column))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        way = event.position().toPoint() - self._pressed
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self._table.drag_row()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._pressed = None
        if index.isValid():
            self._table.set_current(index)
            self._table.enter(index)

    def viewportEvent(self, event: QEvent) -> bool:
        """What is dragged over the names is dragged over the rows of the table."""
        if event.type() not in _DRAGGED:
            return super().viewportEvent(event)
        done = self._table.viewportEvent(event)
        self.viewport().update()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._table.paint_drop(self.viewport())
