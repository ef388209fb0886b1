"""One agent beside the roster: who it is, totals over the cycles, and the weakest area of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk import formats
from qadesk.formats import spoken
from qadesk.i18n import _
from qadesk.services import merge_words
from qadesk.services.assessment.history import Point
from qadesk.services.explaining import focus_words
from qadesk.services.roster import Agent
from qadesk.ui import theme
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.theme import GRID, SMALL
from qadesk.ui.widgets.badge import GRADE_TONES, Badge
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, fill, grid, hbox, vbox


class AgentPanel(Aside):
    """Shows one agent; `buttons` are those of what can be done about them, `notes` that of their notes."""

    def __init__(self, buttons: Sequence[Button], notes: Button) -> None:
        self.agent: Agent | None = None
        self._buttons, self.months, self.trend = QWidget(), QWidget(), Trend("panelTrend")
        *first, more = buttons  # in two rows: the table is short of room where it is narrow
        vbox(hbox(*first, FREE), hbox(notes, more, FREE), on=self._buttons, gap=GRID)
        self._grid = grid(on=self.months, gap=GRID, grows=3)
        super().__init__(
            "panel", Text("name", "heading"), Text("details", "muted"), self._buttons, Text("focus"), GRID,
            Text("trend_head", "small"), self.trend, self.months, Text("nothing", "muted"), gap=GRID,
        )  # fmt: skip
        self.show_agent(None)

    def show_agent(self, agent: Agent | None) -> None:
        """Show who it is, without history yet; None: nobody is chosen."""
        self.agent = agent
        self._buttons.setVisible(agent is not None)
        self._show_months(())
        choose = _("Choose an agent on the left to see past months.") if agent is None else ""
        self.say(name=agent.name if agent else "", details=_details(agent), focus="", nothing=choose)

    def show_history(self, points: Sequence[Point]) -> None:
        """Show the agent's cycles, oldest first."""
        self._show_months(points)
        self.say(
            focus=focus_words.worked_on_text(points) if points else "",
            nothing="" if points else _("No results yet."),
        )

    def _show_months(self, points: Sequence[Point]) -> None:
        graded, why = any(point.total is not None for point in points), _("different scorecard")
        self.say(trend_head=_("Total per month") if graded else "")
        self.trend.setVisible(graded)
        self.months.setVisible(bool(points))
        if graded:
            shown = [TrendPoint(p.code[-5:], p.total, p.comparable, why) for p in points]
            self.trend.show_points(shown, points[-1].limits)
        heads = [label(text, "small") for text in (_("Cycle"), _("Total"), _("Grade"), _("Weakest area"))]
        fill(self._grid, map(_month, reversed(points[-_MOST:])), heads)


def _details(agent: Agent | None) -> str:
    if agent is None:
        return ""
    number, status = merge_words.numbers_text(agent), merge_words.said(agent, "status")
    return " · ".join(filter(None, (number, agent.team, agent.post, status)))


def _month(point: Point) -> list[QWidget]:
    total = label(formats.decimal(point.total), name=f"panelTotal_{point.code}")
    total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    grade = QWidget() if point.grade is None else Badge(point.grade, GRADE_TONES.get(point.grade, "muted"))
    weakest = label(focus_words.weakest_text(point), wrap=True, name=f"panelWeakest_{point.code}")
    return [label(point.code, "muted"), total, grade, weakest]


# ---- totals over the cycles as a small chart

T = TypeVar("T")

_TOP: Final = 20
_BOTTOM: Final = 20
_SIDE: Final = 24
_MOST: Final = 12
_ROOMY: Final = 6  # with more points only the last is written out


@dataclass(frozen=True)
class TrendPoint:
    """A cycle's short name and its value, None where there is none.

    Not `joined`: it cannot be compared with the one before, so that no line leads to it; `why` is read aloud.
    """

    name: str
    value: Decimal | None
    joined: bool = True
    why: str = ""

    @property
    def spoken(self) -> str:
        """As it is read aloud."""
        said = spoken(self.name, formats.decimal(self.value))
        return (
            said if self.joined or not self.why else _("{name} ({counts})").format(name=said, counts=self.why)
        )


class Trend(QWidget):
    """Values from oldest to newest; at most the last twelve."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._points: list[TrendPoint] = []
        self._lines: tuple[Decimal, ...] = ()

    def sizeHint(self) -> QSize:
        return QSize(30 * GRID, theme.enlarged(16 * GRID))

    def show_points(self, points: Sequence[TrendPoint], lines: Sequence[Decimal] = ()) -> None:
        """Show the points; `lines` are values to draw a thin line at."""
        self._points = list(points)[-_MOST:]
        self._lines = tuple(lines)
        self.setAccessibleName(_(", ").join(point.spoken for point in self._points))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(SMALL))
        values = [float(p.value) for p in self._points if p.value is not None]
        shown = [*values, *map(float, self._lines)]
        low = min(shown) - 2 if values else 0.0
        high = max(shown) + 2 if values else 100.0
        top = theme.enlarged(_TOP)
        height = self.height() - top - theme.enlarged(_BOTTOM)

        def y_of(value: float) -> float:
            return top + height * (high - value) / (high - low)

        self._paint_lines(painter, y_of)
        side = theme.enlarged(_SIDE)
        first = 2 * side + 4  # clear of the figures at the lines
        step = (self.width() - first - side) / max(1, len(self._points) - 1)
        spots: list[QPointF] = []
        for number, point in enumerate(self._points):
            x = self.width() / 2 if len(self._points) == 1 else first + number * step
            self._paint_name(painter, x, point.name)
            if point.value is not None:
                spots.append(QPointF(x, y_of(float(point.value))))
        painter.setPen(QPen(theme.color("accent"), 2))
        for part in self.parts(spots):
            painter.drawPolyline(QPolygonF(part))
        self._paint_spots(painter, spots)

    def parts(self, spots: Sequence[T]) -> list[list[T]]:
        """What belongs to the points with a value, taken apart where no line leads from one to the next."""
        found: list[list[T]] = []
        for spot, point in zip(spots, (p for p in self._points if p.value is not None), strict=True):
            if not found or not point.joined:
                found.append([])
            found[-1].append(spot)
        return found

    def _paint_lines(self, painter: QPainter, y_of: Callable[[float], float]) -> None:
        side, high = theme.enlarged(_SIDE), theme.enlarged(16)
        for value in self._lines:
            y = round(y_of(float(value)))
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(side, y, self.width(), y)
            painter.setPen(theme.color("muted"))
            painter.drawText(
                QRectF(0, y - high / 2, side - 4, high), Qt.AlignmentFlag.AlignRight, formats.plain(value)
            )

    def _paint_name(self, painter: QPainter, x: float, name: str) -> None:
        painter.setPen(theme.color("muted"))
        side, high = theme.enlarged(_SIDE), theme.enlarged(_BOTTOM)
        box = QRectF(x - 2 * side, self.height() - high, 4 * side, high)
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, name)

    def _paint_spots(self, painter: QPainter, spots: Sequence[QPointF]) -> None:
        told, side = [p.value for p in self._points if p.value is not None], theme.enlarged(_SIDE)
        for number, (spot, value) in enumerate(zip(spots, told, strict=True)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(spot, 3.5, 3.5)
            if len(told) > _ROOMY and number < len(told) - 1:
                continue
            painter.setPen(theme.color("text"))
            box = QRectF(spot.x() - 2 * side, spot.y() - theme.enlarged(20), 4 * side, theme.enlarged(16))
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, formats.decimal(value))
