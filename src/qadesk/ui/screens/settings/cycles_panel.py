"""Which cycles the office has besides months, and whether they open by themselves."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.services import cycle_rules
from qadesk.services.cycle_rules import CycleRule
from qadesk.services.done import Done
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import FREE, hbox, vbox


class CyclesPanel(QWidget):
    """Works for `screen`; reads the rule itself."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen, self._rule = screen, CycleRule()
        change = Action("cyclesChange", _("Cycles…"), self.change, "calendar-check", right="prepare")
        self.office = screen.office
        self._actions = Actions(self, _("Cycles"), [change])
        self._said = label("", wrap=True, name="cyclesRule")
        vbox(self._said, hbox(self._actions.button("cyclesChange"), FREE), on=self)

    @property
    def said(self) -> str:
        """The rule as it is shown."""
        return self._said.text()

    def refresh(self) -> None:
        """Read it again."""

        def show(found: CycleRule) -> None:
            self._rule = found
            self._said.setText(cycle_rules.rule_text(found))

        self._screen.load(lambda: cycle_rules.rule(self._screen.office), show, slot="cycles")

    def change(self) -> None:
        """Ask which there are."""
        now = self._rule
        hint = _("They take up the results of their months, or count all their records again.")
        by_itself = _("Open a new cycle by itself")
        fields = [
            Field("quarters", _("Quarters"), "check", value=3 in now.lengths),
            Field("halves", _("Half-years"), "check", value=6 in now.lengths),
            Field("years", _("Years"), "check", value=12 in now.lengths, hint=hint),
            Field("by_itself", by_itself, "check", value=now.by_itself),
        ]

        def save(values: dict[str, Any]) -> Done[CycleRule]:
            lengths = [n for name, n in (("quarters", 3), ("halves", 6), ("years", 12)) if values[name]]
            return cycle_rules.set_rule(self._screen.office, lengths, by_itself=values["by_itself"])

        words = _("Cycles besides months"), _("Save")
        said = _("The cycles were changed.")
        self._screen.writes.ask_and_write("cyclesDialog", words, Form("cycles", fields), save, said=said)
