"""What a rule makes of values: its curve as a small picture, and one value to try."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk.domain.curves import Shape, points_of, shape, telling_values
from qadesk.domain.rules import RedLine, Unscored
from qadesk.domain.scorecard import Indicator
from qadesk.i18n import _
from qadesk.services.designing import row_fields
from qadesk.services.explaining.figure_words import amount, trimmed
from qadesk.tabular import numbers
from qadesk.ui import theme
from qadesk.ui.kit.edit_cell import FigureField
from qadesk.ui.theme import GRID, SMALL, enlarged
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import hbox

_TOP: Final = 20  # these grow with the texts
_BOTTOM: Final = 20
_LEFT: Final = 36
_LINE: Final = 16
_USUAL: Final = 18 * GRID  # high
_LEAST: Final = 11 * GRID
_RIGHT: Final = 12
_LEFT_MIDDLE: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT_MIDDLE: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CurveView(QWidget):
    """Values to the right, points up, the standard a dashed line; the accessible description tells it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(_("Points by value"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.usual = self._high = enlarged(_USUAL)
        self._shape: Shape | None = None
        self._indicator: Indicator | None = None
        self._drawn: tuple[object, ...] = ()  # what the shape was made of
        self._tested: tuple[Decimal, Decimal] | None = None

    def sizeHint(self) -> QSize:
        return QSize(34 * GRID, self._high)

    def set_room(self, high: int) -> None:
        """Be at most this many pixels high, within what can be read."""
        high = min(max(high, enlarged(_LEAST)), self.usual)
        if high != self._high:
            self._high = high
            self.updateGeometry()

    def show_rule(self, indicator: Indicator, marks: Decimal) -> None:
        """Show the rule of an indicator; nothing where it has no points to show."""
        drawn = (indicator.rule, indicator.standard, indicator.unit, marks)
        if drawn == self._drawn:  # a weight or a name was typed, or the row was moved
            return
        self._drawn, self._indicator = drawn, indicator
        self._shape = shape(indicator, marks)
        self.setVisible(self._shape is not None)
        if self._shape is not None:
            said = telling_values(indicator, self._shape, marks)
            text = _("; ").join(
                f"{amount(value, indicator.unit)} → {numbers.shown(_short(points))}" for value, points in said
            )
            self.setAccessibleDescription(text)
        self.update()

    def show_tested(self, tested: tuple[Decimal, Decimal] | None) -> None:
        """Mark a value and its points."""
        self._tested = tested
        self.update()

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        found, indicator = self._shape, self._indicator
        if found is None or indicator is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(SMALL))
        left, top, bottom = enlarged(_LEFT), enlarged(_TOP), enlarged(_BOTTOM)
        frame = QRectF(left, top, self.width() - left - _RIGHT, self.height() - top - bottom)
        self._axes(painter, frame, found, indicator)
        if found.standard is not None:
            self._standard(painter, frame, found, indicator)
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.drawPolyline(QPolygonF([_at(frame, found, *spot) for spot in found.line]))
        if self._tested is not None and found.low <= self._tested[0] <= found.high:
            painter.setPen(QPen(theme.color("raised"), 2))
            painter.setBrush(theme.color("text"))
            painter.drawEllipse(_at(frame, found, *self._tested), 5, 5)

    def _axes(self, painter: QPainter, frame: QRectF, found: Shape, indicator: Indicator) -> None:
        for points in {found.least, found.most}:
            y = _at(frame, found, found.low, points).y()
            painter.setPen(theme.color("line"))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(theme.color("muted"))
            line = enlarged(_LINE)
            box = QRectF(0, y - line / 2, frame.left() - 6, line)
            painter.drawText(box, _RIGHT_MIDDLE, numbers.shown(_short(points)))
        below = QRectF(frame.left(), frame.bottom() + 2, frame.width(), enlarged(_BOTTOM) - 2)
        for value, side in ((found.low, _LEFT_MIDDLE), (found.high, _RIGHT_MIDDLE)):
            painter.drawText(below, side, amount(_short(value), indicator.unit))

    def _standard(self, painter: QPainter, frame: QRectF, found: Shape, indicator: Indicator) -> None:
        assert found.standard is not None
        x = _at(frame, found, found.standard, found.least).x()
        painter.setPen(QPen(theme.color("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, frame.top() - 4), QPointF(x, frame.bottom()))
        text = _("standard {value}").format(value=amount(found.standard, indicator.unit))
        width = painter.fontMetrics().horizontalAdvance(text) + 4
        left = min(max(x - width / 2, 0.0), self.width() - width)
        painter.drawText(QRectF(left, 0, width, frame.top() - 4), Qt.AlignmentFlag.AlignCenter, text)


def _at(frame: QRectF, found: Shape, value: Decimal, points: Decimal) -> QPointF:
    height = found.most - found.least or Decimal(1)
    x = frame.left() + frame.width() * float((value - found.low) / (found.high - found.low))
    return QPointF(x, frame.bottom() - frame.height() * float((points - found.least) / height))


def _short(value: Decimal) -> Decimal:
    """At most three places: an axis is no ledger."""
    return value.quantize(Decimal("0.001")) if value != value.to_integral_value() else value


class Tester(QWidget):
    """A value to try on a rule. Emits it and its points, None where there are none; nothing is stored."""

    tested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._indicator: Indicator | None = None
        self._marks = Decimal(100)
        self._value: Decimal | None = None
        self.field = FigureField("ruleTest", _("Value to try"), optional=True)
        self.field.edited.connect(self._try)
        self.unit = label("", "muted", name="ruleTestUnit")
        self.said = label("", name="ruleTestSaid")
        hbox(label(_("Try a value")), self.field, self.unit, (self.said, 1), on=self)

    def show_rule(self, indicator: Indicator, marks: Decimal) -> None:
        """Try the value on another rule; another indicator, or another unit, begins with none."""
        old = self._indicator
        if old is None or (old.code, old.unit) != (indicator.code, indicator.unit):
            self._value = None
        self._indicator, self._marks = indicator, marks
        self.field.show_value(self._value, numbers.kind_of(indicator.unit))
        self.unit.setText(row_fields.unit_behind(indicator.unit))
        self.setVisible(not isinstance(indicator.rule, Unscored))
        self._try(self._value)

    def _try(self, value: Decimal | None) -> None:
        self._value = value
        indicator = self._indicator
        if indicator is None or value is None:
            self.said.setText("")
            self.tested.emit(None)
        elif isinstance(indicator.rule, RedLine):
            self.said.setText(_("crossed") if indicator.rule.crossed(value) else _("not crossed"))
        else:
            points = points_of(indicator, self._marks, value)
            said = _("→ {points} points").format(points=trimmed(points)) if points is not None else ""
            self.said.setText(said or _("cannot be calculated"))
            self.tested.emit(None if points is None else (value, points))
