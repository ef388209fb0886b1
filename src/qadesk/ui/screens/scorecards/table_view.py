"""The design table: move about, type, drag and reorder as in a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from qadesk.domain.editing import Spot
from qadesk.domain.problems import Path
from qadesk.i18n import _
from qadesk.ui import theme
from qadesk.ui.screens.scorecards import cells
from qadesk.ui.screens.scorecards.cells import CHOSEN, KEYS, Key
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.live_table import LiveTable
from qadesk.ui.screens.scorecards.moving import drop_spot, move_to, nudge
from qadesk.ui.screens.scorecards.table_model import SPOT_ROLE, DesignModel, key_at
from qadesk.ui.screens.scorecards.table_paint import DesignDelegate
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.frozen import FrozenColumns

_WIDTHS: dict[Key, int] = {
    "name": 26, "weight": 10, "standard": 10, "rule": 24, "source": 20, "unit": 10, "better": 10,
    "other_name": 24, "code": 22,
}  # fmt: skip
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class DesignTable(LiveTable):
    """Arrows, Tab, Enter move; typing, F2, Enter change a cell; Alt+Up, Alt+Down or a drag move a row."""

    row_chosen = Signal(object)  # Spot or None
    rule_asked = Signal()  # Enter where the rule stands
    add_asked = Signal()
    remove_asked = Signal()
    duplicate_asked = Signal()
    refused = Signal(str)

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.design = DesignModel(draft)
        super().__init__(self.design, "designTable", _("Sections and indicators"))
        self.design.setParent(self)
        self.drop_row: int | None = None  # before which what is dragged would go
        self.setItemDelegate(DesignDelegate(self))
        self.frozen = FrozenNames(self)
        self.frozen.follow(DesignDelegate(self.frozen, self))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(False)  # a line of its own, across the whole row
        for number, key in enumerate(KEYS):
            self.setColumnWidth(number, _WIDTHS[key] * GRID)
        self.selectionModel().currentChanged.connect(self._moved)
        self.design.modelReset.connect(lambda: self.row_chosen.emit(None))
        self.design.modelReset.connect(self._share_room)
        self.draft.changed.connect(self._changed)

    def _changed(self, path: Path) -> None:
        if path[-1:] in (("unit",), ("standard",)) or path == ("sections",):
            self._share_room()

    def end_typing(self) -> None:
        """What is typed next is a step of its own."""
        self.draft.end_typing()

    # ---- where one is

    @property
    def current_spot(self) -> Spot | None:
        """The row the keyboard is in."""
        return self.design.spot(self.currentIndex().row())

    def go(self, path: Path) -> bool:
        """Put the keyboard on the cell a path leads to; whether there is one."""
        index = self.design.index_of(path)
        if index.isValid():
            self.set_current(index)
        return index.isValid()

    def go_to(self, spot: Spot, column: int | None = None) -> None:
        """Put the keyboard on a row, in the column it is in."""
        row = self.design.row_of(spot)
        if row is not None:
            at = max(0, self.currentIndex().column()) if column is None else column
            self.set_current(self.design.index(row, at))

    def _moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.row() != previous.row():
            self.viewport().update()
            self.row_chosen.emit(current.data(SPOT_ROLE) if current.isValid() else None)

    # ---- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        if self.editing or not self.currentIndex().isValid():
            super().keyPressEvent(event)
        elif held & Qt.KeyboardModifier.AltModifier and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.nudge(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Insert:
            self.add_asked.emit()
        elif key == Qt.Key.Key_Delete and held & Qt.KeyboardModifier.ControlModifier:
            self.remove_asked.emit()
        elif key == Qt.Key.Key_D and held & Qt.KeyboardModifier.ControlModifier:
            self.duplicate_asked.emit()
        elif (why := self._why_fixed(event)) is not None:
            self.refused.emit(why)
        else:
            super().keyPressEvent(event)

    def _why_fixed(self, event: QKeyEvent) -> str | None:
        """Why what is being typed cannot stand in this cell; None where it can, or where nothing is typed."""
        spot, index = self.current_spot, self.currentIndex()
        typed = event.text().isprintable() and event.text().strip() and not event.modifiers() & _COMMANDS
        if spot is None or not typed or not self.draft.editable or self.design.can_edit(index):
            return None
        return cells.why_fixed(self.draft.card, spot, key_at(index)) or None

    def enter(self, index: QModelIndex) -> None:
        """Enter on a rule goes to its editor."""
        if key_at(index) == "rule":
            self.rule_asked.emit()
        else:
            super().enter(index)

    def empty(self, index: QModelIndex) -> None:
        """Delete empties what is typed; what is chosen from a list is never empty."""
        if key_at(index) not in CHOSEN:
            super().empty(index)

    def paste(self, index: QModelIndex, text: str) -> None:
        """What was copied in a spreadsheet fills the cells below and to the right, as one step."""
        spot, column = self.design.spot(index.row()), index.column()
        self.design.paste(index, text)
        if spot is not None:
            self.go_to(spot, column)  # where rows were added, the table began anew

    # ---- order

    def nudge(self, step: int) -> None:
        """Move the current row up (-1) or down (1)."""
        spot = self.current_spot
        if spot is not None and self.draft.editable:
            self._follow(*nudge(self.draft, spot, step))

    def _follow(self, moved: bool, spot: Spot) -> None:
        if moved:
            self.go_to(spot)

    def drag_row(self) -> None:
        """Take the current row along with the mouse."""
        if self.draft.editable:
            self.startDrag(Qt.DropAction.MoveAction)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.source() is not self or not self.draft.editable:
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

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, out from under the names, and sideways no further than it needs."""
        super().scrollTo(index, hint)
        self._keep_names(index)
        if index.column() > 0:
            bar, hidden = self.horizontalScrollBar(), self.frozen.room - self.visualRect(index).left()
            bar.setValue(max(0, bar.value() - max(0, hidden)))

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "frozen"):  # Qt calls it while the view is still being made
            self.frozen.place()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.paint_drop(self.viewport())

    def paint_drop(self, viewport: QWidget) -> None:
        """Draw the line where what is dragged would go."""
        if self.drop_row is None:
            return
        row = self.drop_row
        if row < self.design.rowCount():
            y = self.rowViewportPosition(row)
        else:
            y = self.rowViewportPosition(row - 1) + self.rowHeight(row - 1) if row else 0
        painter = QPainter(viewport)
        painter.setPen(QPen(theme.color("accent"), 3))
        painter.drawLine(0, y, viewport.width(), y)

    def _keep_names(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Do not scroll sideways further than a cell needs."""
        head, column = self.horizontalHeader(), max(0, index.column())
        if head.sectionPosition(column) + head.sectionSize(column) <= self.viewport().width():
            self.horizontalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rule takes the room there is left beside as many whole columns as there is room for."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        standard = KEYS.index("standard")
        needed = self.sizeHintForColumn(standard)  # some units are long
        self.setColumnWidth(standard, max(_WIDTHS["standard"] * GRID, min(needed, 18 * GRID)))
        widths, rule = [self.columnWidth(n) for n in range(len(KEYS))], KEYS.index("rule")
        least = _WIDTHS["rule"] * GRID
        rest = self.viewport().width() - sum(widths[:rule]) - least
        for width in widths[rule + 1 :]:
            if width > rest:
                break
            rest -= width
        self.setColumnWidth(rule, least + max(0, rest))
        self._keep_names(self.currentIndex())


class FrozenNames(FrozenColumns):
    """The names, standing still while the other columns are scrolled sideways.

    A click stands on the row, a double click opens the name; rows are dragged from here and dropped here.

    All of it is done by the table below: it has the keyboard, and what is typed is typed there.
    """

    def __init__(self, table: DesignTable) -> None:
        super().__init__(table, 1)
        self._table = table
        self._pressed: QPoint | None = None
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stand on the row, in the column one is in: to go to the name would scroll the table back."""
        index = self.indexAt(event.position().toPoint())
        self._table.setFocus()
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self._table.set_current(self._beside(index))

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

    def _beside(self, index: QModelIndex) -> QModelIndex:
        return index.siblingAtColumn(max(1, self._table.currentIndex().column()))

    # ---- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._table.dragMoveEvent(event)
        self.viewport().update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._table.dragLeaveEvent(event)
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._table.dropEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(theme.color("edge"))
        painter.drawLine(self.viewport().rect().topRight(), self.viewport().rect().bottomRight())
        painter.end()
        self._table.paint_drop(self.viewport())
