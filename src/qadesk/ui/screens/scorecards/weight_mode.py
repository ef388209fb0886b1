"""How the weights of a scorecard are given: in percent of the total, or of their section."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from qadesk.domain import weighing
from qadesk.i18n import _
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.widgets.layouts import vbox


class WeightMode(QWidget):
    """Turns one into the other; what each indicator counts for stays as it was."""

    def __init__(self, draft: Draft, name: str) -> None:
        super().__init__()
        self.draft = draft
        self.of_total = _button(self, _("Weights in % of the total"), f"{name}OfTotal", self._to_one)
        self.of_section = _button(self, _("Weights in % of their section"), f"{name}OfSection", self._to_two)
        group = QButtonGroup(self)
        page = vbox(on=self, gap=4)
        for button in (self.of_total, self.of_section):
            group.addButton(button)
            page.addWidget(button)

    def follow(self) -> None:
        """Show what the draft has now."""
        two = weighing.in_two_steps(self.draft.card)
        self.of_section.setChecked(two)
        self.of_total.setChecked(not two)
        for button in (self.of_total, self.of_section):
            button.setEnabled(self.draft.editable)

    def _to_one(self) -> None:
        self.draft.apply(weighing.without_shares(self.draft.card), ("sections", 0, "share"))

    def _to_two(self) -> None:
        self.draft.apply(weighing.with_shares(self.draft.card), ("sections", 0, "share"))


def _button(parent: QWidget, text: str, name: str, clicked: Callable[[], None]) -> QRadioButton:
    made = QRadioButton(text, parent)
    made.setObjectName(name)
    made.clicked.connect(lambda _on: clicked())
    return made
