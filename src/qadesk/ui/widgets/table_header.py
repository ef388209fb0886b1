"""The headings of a table: an arrow beside the one sorted by, up for ascending as in spreadsheets."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget

from qadesk.ui import theme
from qadesk.ui.theme import GRID, SMALL, font

ARROW: Final = 2 * GRID  # the room it takes beside a heading, in logical pixels
_WIDE, _HIGH = 9.0, 5.0


class TableHeader(QHeaderView):
    """Qt points down for ascending, and draws over a heading at the right; this one does neither."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.held = False  # by the mouse, as while a person drags the edge of a column

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.held = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.held = False

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        super().initStyleOptionForIndex(option, section)
        if self._sorts(section):
            option.sortIndicator = QStyleOptionHeader.SortIndicator.None_
            option.text = self._shown(section)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        if self._sorts(section):
            self._paint_arrow(painter, self._beside(rect, section))

    def _sorts(self, section: int) -> bool:
        return self.isSortIndicatorShown() and self.sortIndicatorSection() == section

    def _shown(self, section: int) -> str:
        """The heading, cut short where it leaves the arrow no room."""
        text = str(self.model().headerData(section, self.orientation()) or "")
        room = self.sectionSize(section) - 2 * GRID - ARROW
        return QFontMetrics(font(SMALL)).elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _beside(self, rect: QRect, section: int) -> QPointF:
        """The middle of the arrow: before a heading at the right, behind any other."""
        width = QFontMetrics(font(SMALL)).horizontalAdvance(self._shown(section))
        aligned = self.model().headerData(section, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        left, right = rect.left() + GRID + width + ARROW / 2, rect.right() + 1 - GRID - width - ARROW / 2
        at_right = bool(int(aligned or 0) & int(Qt.AlignmentFlag.AlignRight))
        return QPointF(right if at_right else left, QRectF(rect).center().y())

    def _paint_arrow(self, painter: QPainter, middle: QPointF) -> None:
        up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        tip, base = (-_HIGH / 2, _HIGH / 2) if up else (_HIGH / 2, -_HIGH / 2)
        corners = (QPointF(-_WIDE / 2, base), QPointF(_WIDE / 2, base), QPointF(0, tip))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("muted"))
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
        painter.restore()
