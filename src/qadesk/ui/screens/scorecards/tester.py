"""A value to try on a rule: what it would earn."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qadesk.domain.rules import RedLine, Unscored
from qadesk.domain.scorecard import Indicator, Unit
from qadesk.formats import unit_name
from qadesk.i18n import _
from qadesk.services.explaining.figure_words import trimmed
from qadesk.tabular.numbers import kind_of
from qadesk.ui.kit.edit_cell import FigureField
from qadesk.ui.screens.scorecards.curve_shape import points_of
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import hbox


class Tester(QWidget):
    """Emits the value and its points, None where there is none. Nothing is stored."""

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
        """Try the value on another rule; another unit begins with none."""
        if self._indicator is None or (self._indicator.code, self._indicator.unit) != (
            indicator.code,
            indicator.unit,
        ):
            self._value = None
        self._indicator, self._marks = indicator, marks
        self.field.show_value(self._value, kind_of(indicator.unit))
        self.unit.setText(_("seconds") if indicator.unit is Unit.SECONDS else unit_name(indicator.unit))
        self.setVisible(not isinstance(indicator.rule, Unscored))
        self._tell()

    def _try(self, value: Decimal | None) -> None:
        self._value = value
        self._tell()

    def _tell(self) -> None:
        indicator, value = self._indicator, self._value
        if indicator is None or value is None:
            self.said.setText("")
            self.tested.emit(None)
            return
        if isinstance(indicator.rule, RedLine):
            self.said.setText(_("crossed") if indicator.rule.crossed(value) else _("not crossed"))
            return
        points = points_of(indicator, self._marks, value)
        if points is None:
            self.said.setText(_("cannot be calculated"))
            self.tested.emit(None)
            return
        self.said.setText(_("→ {points} points").format(points=trimmed(points)))
        self.tested.emit((value, points))
