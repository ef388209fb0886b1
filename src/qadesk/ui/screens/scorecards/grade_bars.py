"""How many have which grade before and after: two bars and both figures for each grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk import formats
from qadesk.i18n import _
from qadesk.ui import theme
from qadesk.ui.theme import GRID

_LINE: Final = 3 * GRID
_BAR: Final = 8
_ROUNDED: Final = 2  # what a text may take more than Qt calculates, where pixels are scaled
_LEAST: Final = 4 * GRID  # for the bars: the names come first


@dataclass(frozen=True)
class GradeBar:
    """A grade (or why there is none) and how many have it; None where a scorecard does not know it."""

    name: str
    before: int | None
    after: int | None


class GradeBars(QWidget):
    """Before is an outline, after is filled; the figures stand beside them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._bars: tuple[GradeBar, ...] = ()

    def show_bars(self, bars: Sequence[GradeBar]) -> None:
        """Show these, the best grade first."""
        self._bars = tuple(bars)
        self.setToolTip("\n".join(f"{bar.name}  {_change(bar)}" for bar in self._bars))
        listed = _(", ").join(f"{bar.name} {_change(bar)}" for bar in self._bars)
        self.setAccessibleName(_("Grades before and after: {list}").format(list=listed))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(30 * GRID, _LINE * len(self._bars))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter = QPainter(self)
        metrics = self.fontMetrics()
        figures = max(metrics.horizontalAdvance(_change(bar)) for bar in self._bars)
        widest = max(metrics.horizontalAdvance(bar.name) for bar in self._bars) + _ROUNDED
        names = min(widest, self.width() - figures - _LEAST - 2 * GRID)
        left = names + GRID
        room = self.width() - left - figures - GRID
        most = max((n or 0 for bar in self._bars for n in (bar.before, bar.after)), default=0) or 1
        for number, bar in enumerate(self._bars):
            top = number * _LINE
            painter.setPen(theme.color("text"))
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRect(0, top, names, _LINE), Qt.AlignmentFlag.AlignVCenter, name)
            figure = QRect(self.width() - figures, top, figures, _LINE)
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(figure, right, _change(bar))
            y = top + (_LINE - 2 * _BAR - 2) // 2
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("muted"), 1))
            if bar.before:
                painter.drawRect(left, y, max(2, room * bar.before // most) - 1, _BAR - 1)
            if bar.after:
                filled = QRect(left, y + _BAR + 2, max(2, room * bar.after // most), _BAR)
                painter.fillRect(filled, theme.color("accent"))


def _change(bar: GradeBar) -> str:
    before, after = (formats.DASH if n is None else str(n) for n in (bar.before, bar.after))
    return f"{before} → {after}"
