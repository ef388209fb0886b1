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
from qadesk.ui.screens.scorecards.live_table import PROBLEM_ROLE, LiveDelegate, paint_corner
from qadesk.ui.screens.scorecards.table_model import SPOT_ROLE, DesignModel, key_at
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox

_INDENT = 2 * GRID
_Index = QModelIndex | QPersistentModelIndex


class DesignDelegate(LiveDelegate):
    """Sections stand out, indicators stand in; a corner says that something is wrong with a cell.

    What is typed counts with every key; Esc leaves the field, undo takes back what was typed.
    """

    # ---- drawing

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view = option.widget
        assert isinstance(view, QAbstractItemView)
        current = view.currentIndex()
        spot = index.data(SPOT_ROLE)
        section = spot is not None and spot.indicator is None
        here = current.row() == index.row()
        painter.save()
        ground = "select" if here and view.hasFocus() else "sunken" if section or here else "raised"
        painter.fillRect(option.rect, theme.color(ground))
        painter.setPen(theme.color("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        self._text(painter, option, index, section=section)
        if tone := index.data(PROBLEM_ROLE):
            paint_corner(painter, option.rect, str(tone))
        if here and current.column() == index.column():
            painter.setPen(QPen(theme.color("accent" if view.hasFocus() else "edge"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _text(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, *, section: bool) -> None:
        key = key_at(index)
        model = index.model()
        assert isinstance(model, DesignModel)
        indent = _INDENT if not section and key == "name" else 0
        inner = option.rect.adjusted(GRID + indent, 0, -GRID, 0)
        painter.setFont(theme.font(bold=section and key != "rule"))
        fixed = not model.can_edit(index) and model.draft.editable and key != "rule"
        painter.setPen(theme.color("muted" if fixed or (section and key == "code") else "text"))
        text = painter.fontMetrics().elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, index.data(Qt.ItemDataRole.TextAlignmentRole), text)

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
