"""Where an indicator's value comes from: a figure of the records, the form, typed in, or a formula."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from qadesk.domain import editing, formula
from qadesk.domain.editing import Spot
from qadesk.domain.formula import FormulaError
from qadesk.domain.rule_checking import unit_range
from qadesk.domain.scorecard import Indicator, Origin
from qadesk.i18n import _
from qadesk.tabular import numbers
from qadesk.tabular.scorecard_words import COUNTS
from qadesk.ui.kit.edit_cell import FigureField, LiveField
from qadesk.ui.screens.scorecards import cells, wording
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, label
from qadesk.ui.widgets.layouts import hbox, vbox


class SourceFields(QWidget):
    """Emits when the wording of the levels is asked for."""

    levels_asked = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self._spot: Spot | None = None
        self.source = ComboBox("indicatorSource", _("Value from"))
        for code, words in cells.choices("source"):
            self.source.addItem(words, code)
        self.source.setMaxVisibleItems(20)
        self.formula = LiveField("indicatorFormula", _("Formula"))
        self.formula.bind(self._type_formula, self._formula_text)
        self.formula.editingFinished.connect(draft.end_typing)
        self.insert = Button("", "formulaInsert", icon="plus", kind="quiet", tip=_("Insert a value"))
        self.insert.clicked.connect(self._offer)
        self.levels = Button(_("Wording of the levels"), "indicatorLevels", icon="arrow-right", kind="link")
        self.levels.clicked.connect(self.levels_asked)
        self.bounds = {
            "least": FigureField("indicatorLeast", _("Minimum"), optional=True),
            "greatest": FigureField("indicatorGreatest", _("Maximum"), optional=True),
        }
        self.part_of = ComboBox("indicatorPartOf", _("Part of"))
        self.part_of.setToolTip(_("Nobody can enter more for it than for the value it is a part of."))
        self.part_of.activated.connect(lambda _at: self._choose_whole())
        self._bounds_row = self._row_of_bounds()
        self._part_row = QWidget()
        hbox(label(_("Part of")), (self.part_of, 1), on=self._part_row)
        self._formula_row = QWidget()
        hbox((self.formula, 1), self.insert, on=self._formula_row, gap=0)
        top = hbox(label(_("Value from")), (self.source, 1))
        vbox(top, self._formula_row, self._bounds_row, self._part_row, self.levels, on=self, gap=GRID // 2)
        self.source.activated.connect(lambda _at: self._choose())

    def show_spot(self, spot: Spot) -> None:
        """Show the indicator at a place."""
        self._spot = spot
        indicator, editable = self._indicator, self.draft.editable
        code = cells.typed_text(self.draft.card, spot, "source")
        self.source.setCurrentIndex(max(0, self.source.findData(code)))
        self.source.setEnabled(editable)
        self._formula_row.setVisible(indicator.origin is Origin.FORMULA)
        self.formula.show_text(indicator.formula)
        self.formula.setReadOnly(not editable)
        self.insert.setVisible(editable)
        self.levels.setVisible(indicator.rated)
        self._show_bounds(indicator)
        self._show_wholes(indicator)

    def _row_of_bounds(self) -> QWidget:
        row = QWidget()
        line = hbox(label(_("Range from")), on=row)
        for name, field in self.bounds.items():
            if name == "greatest":
                line.addWidget(label(_("to")))
            line.addWidget(field)
            field.edited.connect(lambda value, name=name: self._bound(name, value))
            field.refused.connect(self.draft.refused)
            field.editingFinished.connect(self.draft.end_typing)
        line.addStretch(1)
        return row

    def _show_bounds(self, indicator: Indicator) -> None:
        self._bounds_row.setVisible(indicator.origin is Origin.TYPED)
        low, high = unit_range(indicator)
        kind = numbers.kind_of(indicator.unit)
        for name, implied in (("least", low), ("greatest", high)):
            field = self.bounds[name]
            field.show_value(getattr(indicator, name), kind)
            field.setPlaceholderText(numbers.typed(implied, kind))
            field.setReadOnly(not self.draft.editable)

    def _show_wholes(self, indicator: Indicator) -> None:
        """Offer the other typed values of the same unit, and what stands there even if it is none."""
        typed = [i for i in self.draft.card.typed_items() if i.unit is indicator.unit]
        wholes = {i.code: wording.indicator_name(i) for i in typed if i.code != indicator.code}
        if indicator.part_of:
            wholes.setdefault(indicator.part_of, indicator.part_of)
        self.part_of.clear()
        for code, name in {"": _("nothing"), **wholes}.items():
            self.part_of.addItem(name, code)
        self.part_of.setCurrentIndex(self.part_of.findData(indicator.part_of))
        self.part_of.setEnabled(self.draft.editable)
        self._part_row.setVisible(indicator.origin is Origin.TYPED and bool(wholes))

    def _choose_whole(self) -> None:
        if self._spot is not None:
            card = editing.change_indicator(self.draft.card, self._spot, part_of=self.part_of.currentData())
            self.draft.apply(card, (*self._spot.path, "part_of"))

    def _bound(self, name: str, value: Decimal | None) -> None:
        if self._spot is not None:
            card = editing.change_indicator(self.draft.card, self._spot, **{name: value})
            self.draft.apply(card, (*self._spot.path, name), typing=True)

    @property
    def _indicator(self) -> Indicator:
        assert self._spot is not None
        return editing.indicator_at(self.draft.card, self._spot)

    def _formula_text(self) -> str:
        return self._indicator.formula

    def _choose(self) -> None:
        if self._spot is not None:
            card = cells.with_typed(self.draft.card, self._spot, "source", self.source.currentData())
            self.draft.apply(card, cells.path(self._spot, "source"))
            if self._indicator.origin is Origin.FORMULA:
                self.formula.setFocus()
                self.formula.selectAll()

    def _type_formula(self, text: str) -> bool:
        """An unfinished formula is kept as well; it is marked, and listed with the problems."""
        if self._spot is None or not text.strip():
            return False
        card = editing.change_indicator(self.draft.card, self._spot, formula=text)
        self.draft.apply(card, (*self._spot.path, "formula"), typing=True)
        try:
            formula.parse(text)
        except FormulaError:
            return False
        return True

    def _offer(self) -> None:
        """What a formula can be made of: counts of the records, and the other indicators."""
        menu = QMenu(self)
        menu.setObjectName("formulaMenu")
        for code, words in COUNTS.items():
            menu.addAction(f"{code}  –  {_(words)}").setData(code)
        menu.addSeparator()
        for indicator in self.draft.card.indicators():
            if indicator.code != self._indicator.code:
                action = menu.addAction(f"{indicator.code}  –  {wording.indicator_name(indicator)}")
                action.setData(indicator.code)
        menu.triggered.connect(lambda action: self._insert(str(action.data())))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.insert.mapToGlobal(self.insert.rect().bottomLeft()))

    def _insert(self, code: str) -> None:
        self.formula.insert(code)
        self.formula.textEdited.emit(self.formula.text())
        self.formula.setFocus()
