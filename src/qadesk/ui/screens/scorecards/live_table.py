"""Tables typed in like a spreadsheet: every key counts, Enter goes down, Tab goes on, Esc leaves it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QPolygon,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from qadesk.errors import joined
from qadesk.services.designing.problems import Told
from qadesk.ui import theme
from qadesk.ui.screens.scorecards.live_field import LiveField
from qadesk.ui.theme import GRID, ROW

_Index = QModelIndex | QPersistentModelIndex
_HINT = QAbstractItemDelegate.EndEditHint
PROBLEM_ROLE: Final = Qt.ItemDataRole.UserRole + 31  # "bad", "warn" or None
_CORNER = 8
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class LiveDelegate(QStyledItemDelegate):
    """Gives `model.setData` the text of a cell with every key; the model answers whether it took it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """A cell with the mark of what is wrong with it, framed where the keyboard is."""
        view = option.widget
        assert isinstance(view, QAbstractItemView)
        option.state &= ~QStyle.StateFlag.State_Selected
        super().paint(painter, option, index)
        painter.save()
        if tone := index.data(PROBLEM_ROLE):
            paint_corner(painter, option.rect, str(tone))
        if view.currentIndex() == index:
            painter.setPen(QPen(theme.color("accent" if view.hasFocus() else "edge"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        model = index.model()
        head = str(model.headerData(index.column(), Qt.Orientation.Horizontal) or "")
        field = LiveField("designCellField", head, parent)
        field.setAlignment(index.data(Qt.ItemDataRole.TextAlignmentRole))
        place = QPersistentModelIndex(index)
        field.bind(
            lambda text: place.isValid() and model.setData(model.index(place.row(), place.column()), text),
            lambda: str(place.data(Qt.ItemDataRole.EditRole) or ""),
        )
        return field

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        assert isinstance(editor, LiveField)
        editor.show_text(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Nothing: what was typed is in the model already."""


def tone_of(found: Iterable[Told]) -> str | None:
    """The tone of a cell with these problems: "bad", "warn" or None."""
    severe = [told.error for told in found]
    return None if not severe else "bad" if any(severe) else "warn"


def tip_of(found: Iterable[Told]) -> str | None:
    """What is wrong and what to do about it, a line each; None for nothing."""
    return "\n".join(joined(told.text, told.remedy) for told in found) or None


def paint_corner(painter: QPainter, rect: QRect, tone: str) -> None:
    """A corner that says that something is wrong with a cell."""
    at = rect.topRight()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(tone))
    painter.drawPolygon(QPolygon([at, at - QPoint(_CORNER, 0), at + QPoint(0, _CORNER)]))


class LiveTable(QTableView):
    """A table for `LiveDelegate`; subclasses say what ends a piece of typing in `end_typing`."""

    def __init__(self, model: QAbstractTableModel, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setModel(model)
        self.setItemDelegate(LiveDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
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
        head.setMinimumSectionSize(4 * GRID)

    def end_typing(self) -> None:
        """What is typed next is a step of its own."""

    @property
    def editing(self) -> bool:
        """Whether a field is open."""
        return self.state() == QAbstractItemView.State.EditingState

    def set_current(self, index: QModelIndex) -> None:
        """Put the keyboard on a cell and bring it into sight."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    # ---- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if self.editing or not index.isValid():
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(str(index.data() or ""))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste(index, QGuiApplication.clipboard().text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self.enter(index)
        elif event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self.empty(index)
        else:
            super().keyPressEvent(event)

    def enter(self, index: QModelIndex) -> None:
        """Enter on a cell: open it, if it can be changed."""
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def empty(self, index: QModelIndex) -> None:
        """Delete on a cell: empty it, if it can be."""
        if index.flags() & Qt.ItemFlag.ItemIsEditable and self.model().setData(index, ""):
            self.end_typing()

    def paste(self, index: QModelIndex, text: str) -> None:
        """Paste on a cell: as if it were typed."""
        if index.flags() & Qt.ItemFlag.ItemIsEditable and self.model().setData(index, text.strip()):
            self.end_typing()

    def keyboardSearch(self, search: str) -> None:
        """Letters are typed into a cell, they do not jump to names."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from cell to cell and leaves the table after the last (or before the first)."""
        if not self.editing and self._step(1 if forward else -1):
            return True
        return super().focusNextPrevChild(forward)

    def _step(self, step: int) -> bool:
        index, model = self.currentIndex(), self.model()
        at = index.row() * model.columnCount() + index.column() + step
        if not index.isValid() or not 0 <= at < model.rowCount() * model.columnCount():
            return False
        self.set_current(model.index(*divmod(at, model.columnCount())))
        return True

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter goes on to the row below, Tab to the next cell; neither opens it."""
        super().closeEditor(editor, _HINT.NoHint)
        self.end_typing()
        self.setFocus()
        if hint == _HINT.SubmitModelCache:
            below = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
            if below.isValid():
                self.set_current(below)
        elif hint in (_HINT.EditNextItem, _HINT.EditPreviousItem):
            self._step(1 if hint == _HINT.EditNextItem else -1)

    # ---- looks

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
