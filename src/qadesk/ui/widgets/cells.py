"""How the cells of a table are drawn: badges, selection, where the keyboard is, whole texts as tool tips."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from qadesk.ui import theme
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import TONE_ROLE, badge_width, paint_badge

_BAR = 3  # beside the current row of the table that has the keyboard

_Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Draws cells with a TONE_ROLE as badges, and selected rows plainly only where the keyboard is."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view = option.widget
        assert isinstance(view, QTableView)
        self.initStyleOption(option, index)
        selected = QStyle.StateFlag.State_Selected
        if option.state & selected:
            painter.fillRect(option.rect, theme.color("select" if view.hasFocus() else "sunken"))
            option.state &= ~selected  # the style would paint every selection alike
        tone = index.data(TONE_ROLE)
        text = option.text
        beside = view.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, view)
        if tone:
            option.text = ""
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, view)
        if tone:
            painter.setFont(option.font)
            box = option.rect.adjusted(GRID, 0, -GRID, 0)
            box.setTop(beside.top())  # on one line with the words of other cells, which round down
            box.setHeight(beside.height() - (beside.height() - option.fontMetrics.height()) % 2)
            if option.displayAlignment & Qt.AlignmentFlag.AlignRight:  # a word where figures stand
                box.setLeft(max(box.left(), box.right() + 1 - badge_width(option.fontMetrics, text)))
            paint_badge(painter, box, text, tone)
        at_left = view.horizontalHeader().sectionPosition(index.column()) == 0
        if at_left and view.hasFocus() and index.row() == view.currentIndex().row():
            bar = QRect(option.rect.left(), option.rect.top(), _BAR, option.rect.height())
            painter.fillRect(bar, theme.color("accent"))

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """Show the whole text of an elided cell, or what its column says of it."""
        tip = index.data(Qt.ItemDataRole.ToolTipRole)
        text = str(index.data() or "")
        metrics = option.fontMetrics
        needed = badge_width(metrics, text) if index.data(TONE_ROLE) else metrics.horizontalAdvance(text)
        if not tip and needed + 2 * GRID <= option.rect.width():
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), str(tip or text), view)
        return True
