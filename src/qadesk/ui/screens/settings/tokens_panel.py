"""The app tokens for scheduled work: a list, made and revoked."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.services import tokens
from qadesk.services.done import Done
from qadesk.services.tokens import NewToken, Token
from qadesk.storage.office import Office
from qadesk.ui.codes import Told
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.personal import Personal
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.table import Column

_MOST_ROWS: Final = 5  # in sight at once


class TokensPanel(ListPage[Token]):
    """Works for `screen`, which reads the tokens and shows them here."""

    def __init__(self, screen: Screen) -> None:
        def works() -> bool:
            return self.current is not None and self.current.works

        actions = [
            Action("tokensAdd", _("New token…"), self.add, "plus", right="schedule"),
            Action("tokensRevoke", _("Revoke"), self.revoke, "minus", enabled=works, right="schedule"),
        ]
        self._office = screen.office
        super().__init__(screen, _view(screen.office), actions, operations=screen.writes)

    def add(self) -> None:
        """Ask what it is for; the token is told once."""

        def make(values: dict[str, Any]) -> Done[NewToken]:
            chosen = [one for one in tokens.COMMANDS if values[one]]
            return tokens.make(self._office, values["name"], chosen)

        def tell(made: NewToken) -> None:
            said = _(
                "Save it to a file that only you can read, and name that file with --token-file. It is not "
                "shown again."
            )
            told = Told(self, "newToken", made.token.name, said, [made.text], "qadesk-token.txt")
            told.open()

        fields = [Field("name", _("What it is for"), required=_("Say what the token is for."))]
        heading = _("Commands it may be used for:")
        for command, about in tokens.COMMAND_WORDS.items():
            does = _("{command} – {what}").format(command=command, what=_(about))
            fields.append(Field(command, does, "check", value=False, heading=heading))
            heading = ""
        words = _("New app token"), _("Make the token")
        said = _("The token was made.")
        self.operations.ask_and_write("tokenDialog", words, Form("token", fields, 2), make, tell, said=said)

    def revoke(self) -> None:
        """Let the current one end."""
        if (token := self.current) is not None:
            said = _("The app token “{name}” is revoked.").format(name=token.name)
            self.operations.run(partial(tokens.revoke, self._office, token.id), said=said)


def _view(office: Office) -> ListView[Token]:
    def used(token: Token) -> str:
        return formats.moment(office.local(token.used_at)) if token.used_at else _("never used")

    return ListView(
        "tokens",
        _("App tokens"),
        [
            Column("name", _("What it is for"), lambda t: t.name, stretch=True),
            Column("user", _("Signs in"), lambda t: t.user),
            Column("commands", _("Commands"), lambda t: ", ".join(t.commands)),
            Column("used", _("Last used"), used),
            Column(
                "works",
                _("Works"),
                lambda t: _("Yes") if t.works else _("Revoked") if t.revoked_at else _("Deactivated"),
                tone=lambda t: None if t.works else "muted",
            ),
        ],
        personal=Personal("users"),
        identity=lambda token: token.id,
        counted=lambda rows: ngettext("{n} token", "{n} tokens", len(rows)).format(n=len(rows)),
        empty=Empty("key-round", _("There are no app tokens.")),
        hint=_(
            "A token signs you in on the command line (--token-file) for the commands chosen, without your "
            "password. Revoke it when it is no longer needed."
        ),
        in_bar=("tokensAdd", "tokensRevoke"),
        opens="",
        rows_in_sight=_MOST_ROWS,
    )
