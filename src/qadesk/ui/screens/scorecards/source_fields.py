"""Where an indicator's value comes from: a figure of the records, the form, typed in, or a formula."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qadesk.domain import editing, formula
from qadesk.domain.editing import Spot
from qadesk.domain.formula import FormulaError
from qadesk.domain.rule_checking import unit_range
from qadesk.domain.scorecard import Indicator, Origin
from qadesk.i18n import _
from qadesk.tabular import numbers
from qadesk.tabular.scorecard_words import COUNTS
from qadesk.ui.screens.scorecards import cells, wording
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_fields import DraftFields
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, label, pop_up
from qadesk.ui.widgets.layouts import FREE, hbox, vbox


class SourceFields(QWidget):
    """Emits when the wording of the levels is asked for."""

    levels_asked = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self._spot = Spot(0, 0)
        fields = self.fields = DraftFields(
            draft,
            lambda card: editing.indicator_at(card, self._spot),
            lambda card, **changes: editing.change_indicator(card, self._spot, **changes),
            lambda: self._spot.path,
        )
        self.source = ComboBox("indicatorSource", _("Value from"), cells.sources())
        self.source.setMaxVisibleItems(20)
        self.source.activated.connect(lambda _at: self._choose())
        fields.controls["measure"] = self.source
        self.formula = fields.text("formula", "indicatorFormula", _("Formula"), self._take_formula)
        self.insert = Button("", "formulaInsert", icon="plus", kind="quiet", tip=_("Insert a value"))
        self.insert.clicked.connect(self._offer)
        self.levels = Button(_("Wording of the levels"), "indicatorLevels", icon="arrow-right", kind="link")
        self.levels.clicked.connect(self.levels_asked)

        def bound(key: str, name: str, words: str, end: int) -> QWidget:
            def implied(indicator: Any) -> str:
                return numbers.typed(unit_range(indicator)[end], numbers.kind_of(indicator.unit))

            return fields.figure(
                key, name, words, lambda i: numbers.kind_of(i.unit), optional=True, blank=implied
            )

        least = bound("least", "indicatorLeast", _("Minimum"), 0)
        greatest = bound("greatest", "indicatorGreatest", _("Maximum"), 1)
        self.part_of = fields.choice("part_of", "indicatorPartOf", _("Part of"), offered=self._wholes)
        self.part_of.setToolTip(_("Nobody can enter more for it than for the value it is a part of."))
        self._of_formula, self._of_bounds, self._of_part = QWidget(), QWidget(), QWidget()
        hbox(label(_("Part of")), (self.part_of, 1), on=self._of_part)
        hbox((self.formula, 1), self.insert, on=self._of_formula, gap=0)
        hbox(label(_("Range from")), least, label(_("to")), greatest, FREE, on=self._of_bounds)
        top = hbox(label(_("Value from")), (self.source, 1))
        vbox(top, self._of_formula, self._of_bounds, self._of_part, self.levels, on=self, gap=GRID // 2)

    def show_spot(self, spot: Spot) -> None:
        """Show the indicator at a place."""
        self._spot = spot
        indicator, editable = self._indicator, self.draft.editable
        self.fields.follow()
        self.source.choose(cells.source_code(indicator))
        self.insert.setVisible(editable)
        self._of_formula.setVisible(indicator.origin is Origin.FORMULA)
        self._of_bounds.setVisible(indicator.origin is Origin.TYPED)
        self._of_part.setVisible(indicator.origin is Origin.TYPED and self.part_of.count() > 1)
        self.levels.setVisible(indicator.rated)

    @property
    def _indicator(self) -> Indicator:
        return editing.indicator_at(self.draft.card, self._spot)

    def _wholes(self) -> list[tuple[str, str]]:
        """The other typed values of the same unit, and what stands there even if it is none."""
        indicator, typed = self._indicator, self.draft.card.typed_items()
        same = [i for i in typed if i.unit is indicator.unit and i.code != indicator.code]
        wholes = {i.code: wording.row_name(i) for i in same}
        if indicator.part_of:
            wholes.setdefault(indicator.part_of, indicator.part_of)
        return [("", _("nothing")), *wholes.items()]

    def _choose(self) -> None:
        card = cells.put_source(self.draft.card, self._spot, self.source.currentData())
        self.fields.apply(card, "source")
        if self._indicator.origin is Origin.FORMULA:
            self.formula.setFocus()
            self.formula.selectAll()

    def _take_formula(self, text: str) -> bool:
        """An unfinished formula is kept as well; it is marked, and listed with the problems."""
        if not text.strip():
            return False
        self.fields.put("formula", typing=True, formula=text)
        try:
            formula.parse(text)
        except FormulaError:
            return False
        return True

    def _offer(self) -> None:
        """What a formula can be made of: counts of the records, and the other indicators."""
        counts = [(code, f"{code}  –  {_(words)}") for code, words in COUNTS.items()]
        others = [
            (one.code, f"{one.code}  –  {wording.row_name(one)}")
            for one in self.draft.card.indicators()
            if one.code != self._indicator.code
        ]
        pop_up(self.insert, "formulaMenu", (counts, others), self._insert)

    def _insert(self, code: str) -> None:
        self.formula.insert(code)
        self.formula.textEdited.emit(self.formula.text())
        self.formula.setFocus()
