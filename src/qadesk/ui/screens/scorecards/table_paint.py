"""How the cells of the design table are drawn, and the fields in which they are typed or chosen."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
)
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from qadesk.domain import editing
from qadesk.ui import theme
from qadesk.ui.screens.scorecards import cells
from qadesk.ui.screens.scorecards.cells import Key
from qadesk.ui.screens.scorecards.live_table import LiveDelegate, paint_corner
from qadesk.ui.screens.scorecards.table_model import SPOT_ROLE, DesignModel, Look, key_at
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox

_INDENT = 2 * GRID
_Index = QModelIndex | QPersistentModelIndex


class DesignDelegate(LiveDelegate):
    """Sections stand out, indicators stand in; a corner says that something is wrong with a cell.

    What is typed counts with every key; Esc leaves the field, undo takes back what was typed.
    """

    def __init__(self, view: QAbstractItemView, keyboard: QAbstractItemView | None = None) -> None:
        """For a view; `keyboard` is the one that has its keys, where that is another."""
        super().__init__(view)
        self._keyboard = keyboard or view

    # ---- drawing

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view, model = option.widget, index.model()
        assert isinstance(view, QAbstractItemView)
        assert isinstance(model, DesignModel)
        current, look = view.currentIndex(), model.look(index.row(), index.column())
        active = self._keyboard.hasFocus()
        here = current.row() == index.row()
        painter.save()
        ground = "select" if here and active else "sunken" if look.section or here else "raised"
        painter.fillRect(option.rect, theme.color(ground))
        painter.setPen(theme.color("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        self._text(painter, option.rect, key_at(index), look)
        if look.tone:
            paint_corner(painter, option.rect, look.tone)
        if here and current.column() == index.column():
            painter.setPen(QPen(theme.color("accent" if active else "edge"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _text(self, painter: QPainter, rect: QRect, key: Key, look: Look) -> None:
        if not look.text:
            return
        indent = _INDENT if not look.section and key == "name" else 0
        inner = rect.adjusted(GRID + indent, 0, -GRID, 0)
        painter.setFont(theme.font(bold=look.section and key != "rule"))
        quiet = look.fixed or (look.section and key == "code")
        painter.setPen(theme.color("muted" if quiet else "text"))
        text = painter.fontMetrics().elidedText(look.text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, look.align, text)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """Show the whole text of a shortened cell, and what is wrong with it."""
        text, tip = str(index.data() or ""), index.data(Qt.ItemDataRole.ToolTipRole)
        fits = option.fontMetrics.horizontalAdvance(text) + 4 * GRID <= option.rect.width()
        said = [part for part in ("" if fits else text, tip) if part]
        QToolTip.showText(event.globalPos(), "\n".join(said), view)
        return True

    # ---- typing and choosing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        model = index.model()
        assert isinstance(model, DesignModel)
        key = key_at(index)
        if key in cells.CHOSEN:
            return self._box(parent, model, index)
        return super().createEditor(parent, option, index)

    def _box(self, parent: QWidget, model: DesignModel, index: _Index) -> QWidget:
        key = key_at(index)
        box = ComboBox("designCellBox", cells.header(key))
        box.setParent(parent)
        for choice in cells.choices(key):
            box.addItem(choice.text, choice.key)
        box.setMaxVisibleItems(20)
        place = QPersistentModelIndex(index)

        def take() -> None:
            box.hidePopup()
            if place.isValid():
                model.choose(place, box.currentData())
            self.closeEditor.emit(box, QStyledItemDelegate.EndEditHint.NoHint)

        box.activated.connect(lambda _at: take())
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, DesignModel)
        if isinstance(editor, ComboBox):
            indicator = editing.indicator_at(model.card, index.data(SPOT_ROLE))
            editor.setCurrentIndex(max(0, editor.findData(cells.chosen(indicator, key_at(index)))))
        else:
            super().setEditorData(editor, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        rect = QRect(option.rect)
        if isinstance(editor, ComboBox):
            rect.setWidth(max(rect.width(), editor.sizeHint().width()))
        editor.setGeometry(rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a list takes what is marked there; the rest is as Qt has it."""
        enter = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(watched, ComboBox) and enter and event.type() == QEvent.Type.KeyPress:
            watched.activated.emit(watched.currentIndex())
            return True
        return super().eventFilter(watched, event)
