"""The headings of a table: an arrow beside the one sorted by, and two lines where a table wraps them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget

from qadesk.ui import theme
from qadesk.ui.theme import GRID, ROW, SMALL, font

ARROW: Final = 2 * GRID  # the room it takes beside a heading, in logical pixels
_WIDE, _HIGH = 9.0, 5.0
_Index = QModelIndex | QPersistentModelIndex
# Two characters between which a line may end where there is no blank: a dash or stroke, or Chinese ones.
_BREAK: Final = re.compile(r"[-/].|[\u2e80-\u9fff][\u2e80-\u2fff\u3400-\u9fff]")


def in_two(text: str) -> tuple[str, ...]:
    """A heading in two lines of about the same length, broken between words or Chinese characters."""
    return _in_two(text, font(SMALL).key())


def width_in_two(text: str) -> int:
    """The pixels a heading takes in two lines."""
    return _widest(in_two(text))


@lru_cache(maxsize=512)
def _in_two(text: str, _font: str) -> tuple[str, ...]:
    cuts = [n for n, letter in enumerate(text) if letter in " （" and n]
    cuts = cuts or [n for n in range(1, len(text)) if _BREAK.match(text, n - 1)]
    pairs = [(text[:n].rstrip(), text[n:].lstrip()) for n in cuts]
    return min(pairs, key=_widest) if pairs else (text,)


def _widest(lines: Sequence[str]) -> int:
    return max(map(QFontMetrics(font(SMALL)).horizontalAdvance, lines))


class TableHeader(QHeaderView):
    """Qt points down for ascending, and draws over a heading at the right; this one does neither."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.held = False  # by the mouse, as while a person drags the edge of a column
        self.wraps = False

    def wrap(self) -> None:
        """Show long headings in two lines."""
        self.wraps = True
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setFixedHeight(max(ROW + GRID + 4, 2 * QFontMetrics(font(SMALL)).height() + GRID))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.held = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.held = False

    def currentChanged(self, current: _Index, old: _Index) -> None:
        """No heading looks different for the current cell; Qt would draw two again with every key."""

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Nor for what is selected."""

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        super().initStyleOptionForIndex(option, section)
        if self._sorts(section):
            option.sortIndicator = QStyleOptionHeader.SortIndicator.None_
        if self._sorts(section) or self.wraps:
            option.text = "\n".join(self._shown(section))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        if self._sorts(section):
            self._paint_arrow(painter, self._beside(rect, section))

    def _sorts(self, section: int) -> bool:
        return self.isSortIndicatorShown() and self.sortIndicatorSection() == section

    def _shown(self, section: int) -> list[str]:
        """The lines of a heading, cut short where they leave no room, also for the arrow."""
        text = str(self.model().headerData(section, self.orientation()) or "")
        room = self.sectionSize(section) - 2 * GRID - (ARROW if self._sorts(section) else 0)
        metrics, right = QFontMetrics(font(SMALL)), Qt.TextElideMode.ElideRight
        wraps = self.wraps and metrics.elidedText(text, right, room) != text  # to a part of a pixel
        return [metrics.elidedText(line, right, room) for line in (in_two(text) if wraps else (text,))]

    def _beside(self, rect: QRect, section: int) -> QPointF:
        """The middle of the arrow: before a heading at the right, behind any other."""
        width = _widest(self._shown(section))
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
