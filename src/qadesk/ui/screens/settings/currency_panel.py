"""What the currency of amounts is called in both languages."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from qadesk.domain.scorecard import Names
from qadesk.i18n import _
from qadesk.services.done import Done
from qadesk.services.uses import currency
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import FREE, hbox, vbox


class CurrencyPanel(QWidget):
    """Works for `screen`; reads the currency itself."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen, self._names = screen, currency.DEFAULT
        change = Action("currencyChange", _("Currency…"), self.change, "award", right="prepare")
        self.office = screen.office
        self._actions = Actions(self, _("Currency"), [change])
        self._said = label("", wrap=True, name="currencyNames")
        hint = label(_("Of bonus pay and awards, on lists and letters."), "small", wrap=True)
        vbox(self._said, hint, hbox(self._actions.button("currencyChange"), FREE), on=self)

    @property
    def said(self) -> str:
        """The currency as it is shown."""
        return self._said.text()

    def refresh(self) -> None:
        """Read it again."""

        def show(found: Names) -> None:
            self._names = found
            self._said.setText(currency.both(found))

        self._screen.load(lambda: currency.currency(self._screen.office), show, slot="currency")

    def change(self) -> None:
        """Ask what it is called."""
        needed = _("Enter the currency.")
        fields = [
            Field("zh", _("In Chinese"), value=self._names.zh, required=needed),
            Field("en", _("In English"), value=self._names.en, required=needed),
        ]

        def save(values: dict[str, Any]) -> Done[Names]:
            return currency.set_currency(self._screen.office, values["zh"], values["en"])

        words, said = (_("Currency"), _("Save")), _("The currency was changed.")
        self._screen.writes.ask_and_write("currencyDialog", words, Form("currency", fields), save, said=said)
