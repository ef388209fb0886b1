"""The names of the design table, standing still while its other columns are scrolled sideways."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication

from qadesk.ui.kit.edit_cell import EditDelegate
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.widgets.frozen import FrozenColumns

_DRAGGED: Final = frozenset(
    {QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.DragLeave, QEvent.Type.Drop}
)


class FrozenNames(FrozenColumns):
    """A click stands on the row, a double click opens the name; rows are dragged from here and dropped here.

    All of it is done by the table below: it has the keyboard, and what is typed is typed there.
    """

    def __init__(self, table: EditTable) -> None:
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
