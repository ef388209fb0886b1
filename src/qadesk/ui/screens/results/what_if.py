"""What if a standard were another: who would move. Nothing of it is stored."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.domain.scorecard import Indicator, Unit
from qadesk.errors import NotTaken
from qadesk.formats import decimal
from qadesk.i18n import _, ngettext
from qadesk.services.assessment import simulation
from qadesk.services.assessment.results import CycleResults
from qadesk.services.assessment.simulation import SupposedResult
from qadesk.services.explaining.result_words import met_text, named, rank_text
from qadesk.services.explaining.rule_words import rule_text
from qadesk.tabular import numbers
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, TextField, label, mark_wrong
from qadesk.ui.widgets.layouts import FREE, hbox, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView
from qadesk.ui.widgets.window import Window


class WhatIfDialog(Window):
    """One indicator, one supposed standard, and the ranking before and after."""

    def __init__(self, made: CycleResults, parent: QWidget) -> None:
        title = _("What if a standard were different?")
        super().__init__(parent, "whatIfDialog", title, 92 * GRID, 56 * GRID)
        self._made = made
        choices = [(one.code, named(one.names)) for one in simulation.choices(made)]
        self.indicator = ComboBox("whatIfIndicator", _("Indicator"), choices)
        telling = (i.code for i in made.scorecard.indicators() if simulation.counts_from_standard(i.rule))
        self.indicator.choose(next(telling, None))
        self.standard = TextField("whatIfStandard", _("Trial standard"))
        self.standard.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.standard.setMaximumWidth(12 * GRID)
        self.unit = label("", "muted", name="whatIfUnit")
        self.rule = label("", "muted", wrap=True, name="whatIfRule")
        self.said = label("", wrap=True, name="whatIfSaid")
        self.model: RecordTableModel[SupposedResult] = RecordTableModel(_columns())
        self.table = TableView(self.model, "whatIfTable", _("Before and after"))
        current, choose = _("Current standard"), self._choose
        back = Button(current, "whatIfReset", icon="rotate-ccw", kind="quiet", clicked=choose)
        close = Button(_("Close"), "whatIfClose", kind="primary", clicked=self.accept)
        for button in (back, close):
            button.setAutoDefault(False)  # Enter in the field is no wish to leave
        bar = hbox(self.indicator, label(_("Standard")), self.standard, self.unit, back, FREE)
        foot = hbox((label(_("Only a trial: nothing is stored."), "small"), 1), close)
        vbox(bar, self.rule, self.said, (self.table, 1), foot, on=self, margins=2 * GRID)
        self.indicator.currentIndexChanged.connect(lambda _index: self._choose())
        self.standard.textChanged.connect(lambda _text: self._work_out())
        self._choose()

    @property
    def _chosen(self) -> Indicator:
        return self._made.scorecard.indicator(self.indicator.currentData())

    def _choose(self) -> None:
        """Begin at the standard that holds for most."""
        chosen = self._chosen
        usual = simulation.usual(self._made, chosen.code)
        with QSignalBlocker(self.standard):
            self.standard.setText(numbers.shown(usual, numbers.kind_of(chosen.unit)))
        full = _("out of {n}").format(n=chosen.top)
        units = {Unit.SECONDS: _("seconds"), Unit.RATING: full}
        self.unit.setText(units.get(chosen.unit, formats.unit_name(chosen.unit)))
        text = rule_text(chosen)
        if not simulation.counts_from_standard(chosen.rule):
            text += "\n" + _("This rule's points do not depend on the standard: only met or not met changes.")
        self.rule.setText(text)
        self._work_out()

    def _work_out(self) -> None:
        try:
            standard = simulation.standard_of(self._chosen, self.standard.text())
        except NotTaken as no:
            mark_wrong(self.standard, True)
            example = {Unit.RATE: "1.2", Unit.RATING: "4.5"}.get(self._chosen.unit, "30")
            self._say(str(no) or _("Enter a number such as {example}.").format(example=example), no.code)
            return
        mark_wrong(self.standard, False)
        found = simulation.moves(self._made, self._chosen.code, standard)
        self.model.set_rows(found)
        moved = sum(1 for move in found if move.moved)
        regraded = sum(1 for move in found if move.grade != move.supposed_grade)
        said = ngettext("{n} result would change", "{n} results would change", moved).format(n=moved)
        graded = ngettext("{n} grade would change", "{n} grades would change", regraded).format(n=regraded)
        said = f"{said}{_('; ')}{graded}" if moved else _("No results would change.")
        self._say(said, "moves" if moved else "nobody_moves")

    def _say(self, text: str, code: str) -> None:
        self.said.setText(text)
        self.said.setProperty("code", code)


def _columns() -> list[Column[SupposedResult]]:
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
