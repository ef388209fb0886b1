"""The editor of a section: how its weights are given, and what its points on top may come to together."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qadesk.domain import editing
from qadesk.i18n import _
from qadesk.ui.kit.edit_cell import FigureField
from qadesk.ui.kit.form import Rows
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.weight_mode import WeightMode
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import vbox


class SectionPanel(QWidget):
    """Follows the draft's section at one place."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self._at = 0
        self.mode = WeightMode(draft, "sectionWeights")
        self.most = FigureField("sectionMost", _("Bonus points at most"), optional=True)
        self.least = FigureField("sectionLeast", _("Bonus points at least"), optional=True)
        form = Rows()
        form.add_row(_("Bonus points at most"), self.most)
        form.add_row(_("Bonus points at least"), self.least)
        for field in (self.most, self.least):
            form.setAlignment(field, Qt.AlignmentFlag.AlignLeft)
        vbox(
            label(_("All sections of this scorecard"), "small"),
            self.mode,
            GRID,
            label(_("Sum of the bonus points of this section"), "small", wrap=True),
            form,
            on=self,
        )
        for name, field in (("most", self.most), ("least", self.least)):
            field.setPlaceholderText(_("no limit"))
            field.edited.connect(lambda value, name=name: self._bound(name, value))
            field.refused.connect(draft.refused)
            field.editingFinished.connect(draft.end_typing)

    def show_section(self, at: int) -> None:
        """Show the section of a number."""
        self._at = at
        section = self.draft.card.sections[at]
        self.mode.follow()
        self.most.show_value(section.most)
        self.least.show_value(section.least)
        for field in (self.most, self.least):
            field.setReadOnly(not self.draft.editable)

    def _bound(self, name: str, value: Decimal | None) -> None:
        card = editing.change_section(self.draft.card, self._at, **{name: value})
        self.draft.apply(card, ("sections", self._at, name), typing=True)
