"""Rows of an editable table that are dragged with the mouse, and the line where they would go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from qadesk.ui import theme
from qadesk.ui.kit.edit_model import EditModel


class DraggedRows(QTableView):
    """A table of an EditModel; `dropped(row, number)`: one was dragged before the row of that number."""

    def __init__(self, model: EditModel[Any, Any], dropped: Callable[[Any, int], object] | None) -> None:
        super().__init__()
        self.edited = model
        self.drop_row: int | None = None  # before which what is dragged would go
        self._dropped = dropped
        if dropped is not None:
            model.movable = True
            self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
            self.setDragDropOverwriteMode(False)
            self.setDropIndicatorShown(False)  # a line of its own, across the whole row

    def drag_row(self) -> None:
        """Take the current row along with the mouse."""
        if self.edited.editable and self._dropped is not None:
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
        if self._dropped is not None and self.currentIndex().isValid():
            self._dropped(self.edited.rows[self.currentIndex().row()], row)

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
