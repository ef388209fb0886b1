"""What if a standard were another: who would move. Nothing of it is stored."""

from __future__ import annotations

from decimal import Decimal
from statistics import mode

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from qadesk import formats
from qadesk.domain.rules import takes
from qadesk.domain.scorecard import Indicator, Role, Unit
from qadesk.formats import decimal
from qadesk.i18n import _, ngettext
from qadesk.services.assessment import simulation
from qadesk.services.assessment.results import CycleResults
from qadesk.services.assessment.simulation import Move
from qadesk.services.explaining.rule_words import rule_text
from qadesk.tabular import numbers
from qadesk.ui.screens.results.wording import met_text, named, rank_text
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, label, mark_wrong, text_field
from qadesk.ui.widgets.layouts import FREE, hbox, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView


class WhatIfDialog(QDialog):
    """One indicator, one supposed standard, and the ranking before and after."""

    def __init__(self, made: CycleResults, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("whatIfDialog")
        self.setWindowTitle(_("What if a standard were different?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(92 * GRID, 56 * GRID)
        self._made = made
        self.indicator = ComboBox("whatIfIndicator", _("Indicator"))
        self.standard = text_field("whatIfStandard", _("Trial standard"))
        self.standard.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.standard.setMaximumWidth(12 * GRID)
        self.unit = label("", "muted", name="whatIfUnit")
        self.rule = label("", "muted", wrap=True, name="whatIfRule")
        self.said = label("", wrap=True, name="whatIfSaid")
        self.model: RecordTableModel[Move] = RecordTableModel(_columns())
        self.table = TableView(self.model, "whatIfTable", _("Before and after"))
        self.back = Button(_("Current standard"), "whatIfReset", icon="rotate-ccw", kind="quiet")
        self.done_button = Button(_("Close"), "whatIfClose", kind="primary")
        for button in (self.back, self.done_button):
            button.setAutoDefault(False)  # Enter in the field is no wish to leave
        for one in self.choices(made):
            self.indicator.addItem(named(one.names), one.code)
        self._lay_out()
        telling = (i.code for i in made.scorecard.indicators() if simulation.counts_from_standard(i.rule))
        self.indicator.setCurrentIndex(max(0, self.indicator.findData(next(telling, None))))
        self.indicator.currentIndexChanged.connect(lambda _index: self._choose())
        self.standard.textChanged.connect(lambda _text: self._work_out())
        self.back.clicked.connect(self._choose)
        self.done_button.clicked.connect(self.accept)
        self._choose()

    def _lay_out(self) -> None:
        bar = hbox(self.indicator, label(_("Standard")), self.standard, self.unit, self.back, FREE)
        foot = hbox((label(_("Only a trial: nothing is stored."), "small"), 1), self.done_button)
        vbox(bar, self.rule, self.said, (self.table, 1), foot, on=self, margins=2 * GRID)

    @staticmethod
    def choices(made: CycleResults) -> list[Indicator]:
        """The indicators whose standard can be another; without any there is nothing to open this for."""
        return [i for i in made.scorecard.indicators() if i.standard is not None and i.role is Role.WEIGHTED]

    @property
    def _chosen(self) -> Indicator:
        return self._made.scorecard.indicator(self.indicator.currentData())

    def supposed(self) -> Decimal | None:
        """The standard typed, in the indicator's own unit (a rate is 0-1); None for no such figure."""
        return self._read()[0]

    def _read(self) -> tuple[Decimal | None, str]:
        """The same, and why there is none."""
        chosen = self._chosen
        most = {Unit.RATING: Decimal(chosen.top)}.get(chosen.unit, Decimal(100_000))
        try:
            standard = numbers.read(self.standard.text(), numbers.kind_of(chosen.unit), chosen.better.value)
        except numbers.NotRead as no:
            return None, "" if no.reason == "not_number" else no.wording()
        if standard is None or not 0 <= standard <= (1 if chosen.unit.is_rate else most):
            return None, ""
        return (standard, "") if takes(chosen.rule, standard) else (None, "")

    def _choose(self) -> None:
        """Begin at the standard that holds for most."""
        chosen = self._chosen
        usual = mode(result.assessment.line(chosen.code).standard for result in self._made.results)
        self.standard.blockSignals(True)
        self.standard.setText(numbers.shown(usual or Decimal(0), numbers.kind_of(chosen.unit)))
        self.standard.blockSignals(False)
        full = _("out of {n}").format(n=chosen.top)
        units = {Unit.SECONDS: _("seconds"), Unit.RATING: full}
        self.unit.setText(units.get(chosen.unit, formats.unit_name(chosen.unit)))
        text = rule_text(chosen)
        if not simulation.counts_from_standard(chosen.rule):
            text += "\n" + _("This rule's points do not depend on the standard: only met or not met changes.")
        self.rule.setText(text)
        self._work_out()

    def _work_out(self) -> None:
        standard, why = self._read()
        mark_wrong(self.standard, standard is None)
        if standard is None:
            self.said.setText(
                why or _("Enter a number such as {example}.").format(example=_example(self._chosen))
            )
            return
        found = simulation.moves(self._made, self._chosen.code, standard)
        self.model.set_rows(found)
        moved = [move for move in found if move.moved]
        regraded = sum(1 for move in found if move.grade != move.supposed_grade)
        if not moved:
            self.said.setText(_("No results would change."))
            return
        text = ngettext("{n} result would change", "{n} results would change", len(moved)).format(
            n=len(moved)
        )
        graded = ngettext("{n} grade would change", "{n} grades would change", regraded).format(n=regraded)
        self.said.setText(f"{text}{_('; ')}{graded}")


def _columns() -> list[Column[Move]]:
    return [
        Column("staff_no", _("Staff no."), lambda m: m.agent.staff_no),
        Column("name", _("Name"), lambda m: m.agent.name, stretch=True),
        Column("met", _("Met?"), lambda m: _change(met_text(m.met), met_text(m.supposed_met))),
        Column("total", _("Total"), lambda m: _change(decimal(m.total), decimal(m.supposed_total)),
               align="right", sort=lambda m: m.supposed_total),
        Column("grade", _("Grade"), lambda m: _change(m.grade or "", m.supposed_grade or "")),
        Column("rank", _("Rank"), lambda m: _change(rank_text(m.rank), rank_text(m.supposed_rank)),
               align="right", sort=lambda m: m.supposed_rank),
        Column("moved", _("Changes?"), lambda m: _("Changes") if m.moved else None,
               tone=lambda m: "accent" if m.moved else None),
    ]  # fmt: skip


def _change(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _example(indicator: Indicator) -> str:
    return {Unit.RATE: "1.2", Unit.RATING: "4.5"}.get(indicator.unit, "30")
