"""A grade or state as a word with a shape before it: never by colour alone.

Tones and their shapes: good ● full disc, warn ▲ triangle, bad ■ square, muted ○ ring, accent ◆ diamond.
`Badge` is a widget; in tables `CellDelegate` draws them where the model answers TONE_ROLE.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from qadesk.ui import theme
from qadesk.ui.theme import GRID

TONE_ROLE: Final = Qt.ItemDataRole.UserRole + 7
_SHAPE: Final = 10
_GAP: Final = 6

GRADE_TONES: Final = {"A": "good", "B": "accent", "C": "warn", "D": "bad"}


def paint_badge(painter: QPainter, rect: QRect, text: str, tone: str) -> None:
    """Draw shape and word at the left of `rect`, vertically centred."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    top = rect.top() + (rect.height() - _SHAPE) / 2
    _paint_shape(painter, QRectF(rect.left(), top, _SHAPE, _SHAPE), tone)
    painter.setPen(theme.color(tone))
    words = rect.adjusted(_SHAPE + _GAP, 0, 0, 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.restore()


def badge_width(metrics: QFontMetrics, text: str) -> int:
    """What shape and word take, in logical pixels."""
    return _SHAPE + _GAP + metrics.horizontalAdvance(text) + 2


def _paint_shape(painter: QPainter, box: QRectF, tone: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(tone))
    x, y, top = box.center().x(), box.center().y(), QPointF(box.center().x(), box.top())
    if tone == "warn":
        painter.drawPolygon(QPolygonF([top, box.bottomRight(), box.bottomLeft()]))
    elif tone == "bad":
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    elif tone == "accent":
        others = [QPointF(box.right(), y), QPointF(x, box.bottom()), QPointF(box.left(), y)]
        painter.drawPolygon(QPolygonF([top, *others]))
    elif tone == "good":
        painter.drawEllipse(box)
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("muted"), 1.5))
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))


class Badge(QWidget):
    """Shape and word on a page."""

    def __init__(self, text: str = "", tone: str = "muted", name: str = "badge") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.say(text, tone)

    def say(self, text: str, tone: str) -> None:
        """Show another word; `tone` is good, warn, bad, muted or accent."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(badge_width(metrics, self._text), metrics.height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, self.rect(), self._text, self._tone)


# ---- cells of tables

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
