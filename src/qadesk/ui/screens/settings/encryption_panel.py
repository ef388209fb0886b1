"""Whether the office file is encrypted, and what can be done about that."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _, ngettext
from qadesk.services import encryption
from qadesk.services.encryption import EncryptionState
from qadesk.services.people import Person
from qadesk.ui.dialogs import confirm
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.unlocking import meaning, passphrase_fields, tell_recovery_key
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import FREE, hbox, vbox

_NAMED: Final = 5  # of the copies that are not encrypted


class EncryptionPanel(QWidget):
    """Works for `screen`, which reads the state and shows it here.

    What writes the file anew the window is asked for, since the office must be closed.
    """

    def __init__(self, screen: Screen, writes: Operations) -> None:
        super().__init__()
        self._screen, self._office, self._writes = screen, screen.office, writes
        self._state = EncryptionState(encrypted=False, possible=False)
        self._people: tuple[Person, ...] = ()
        self.said = label("", wrap=True, name="encryptionSaid")
        self.plain = label("", "warn", wrap=True, name="encryptionPlain")
        self.actions_ = Actions(self, _("Encryption"), self._described())
        rows = (("On", "Mine", "Show"), ("Give", "Take"), ("Renew", "Off"), ("Delete",))
        own, others, whole, delete = (
            hbox(*(self.actions_.button(f"encryption{name}") for name in row), FREE) for row in rows
        )
        vbox(self.said, own, others, whole, self.plain, delete, on=self)

    def _described(self) -> list[Action]:
        def possible() -> bool:
            return self._state.encrypted or self._state.possible

        may = partial(Action, right="administer")
        while_on = partial(may, shown=lambda: self._state.encrypted)
        return [
            may("encryptionOn", _("Encrypt…"), self.ask_encrypt, "lock", enabled=possible,
                shown=lambda: not self._state.encrypted),
            Action("encryptionMine", _("Change my passphrase…"), self.ask_mine, "key-round",
                   shown=lambda: self._office.user_id in self._state.holders),
            while_on("encryptionShow", _("Show the recovery key"), self.show_recovery_key),
            while_on("encryptionGive", _("Passphrase for a user…"), self.ask_give),
            while_on("encryptionTake", _("Take a passphrase away…"), self.ask_take,
                     enabled=lambda: bool(self._holders())),
            while_on("encryptionRenew", _("New key…"), self.ask_renew),
            while_on("encryptionOff", _("Decrypt…"), self.ask_decrypt),
            may("encryptionDelete", _("Delete these copies…"), self.ask_delete, enabled=possible,
                shown=lambda: bool(self._state.plain_copies)),
        ]  # fmt: skip

    # ---- showing

    def show_state(self, state: EncryptionState, everybody: tuple[Person, ...]) -> None:
        """Show it, and what the user signed in may do."""
        self._state, self._people = state, tuple(one for one in everybody if one.active)
        names = [one.name for one in self._holders()]
        self.said.setText(encryption.in_words(state, names, is_file=self._office.is_file))
        self.actions_.update()
        self._show_plain(state.plain_copies)

    def _show_plain(self, plain: tuple[Path, ...]) -> None:
        """Which copies from before can be read by anyone."""
        text = ngettext(
            "{n} copy from before is not encrypted:", "{n} copies from before are not encrypted:", len(plain)
        )
        named = [f"– {path.name}" for path in plain[:_NAMED]] + ["…"] * (len(plain) > _NAMED)
        self.plain.setText("\n".join((text.format(n=len(plain)), *named)))
        self.plain.setVisible(bool(plain))

    def _holders(self) -> list[Person]:
        return [one for one in self._people if one.id in self._state.holders]

    # ---- asking

    def ask_encrypt(self) -> None:
        """A passphrase, and what it means; the window closes meanwhile."""

        def send(values: dict[str, Any], dialog: FormDialog) -> None:
            if values["passphrase"] != values["again"]:
                dialog.say_wrong(_("The two are not the same."), "encryption.passphrases_differ")
                return
            dialog.accept()
            self._screen.open_requested.emit("encrypt", values["passphrase"])

        means = label(meaning(), wrap=True, name="encryptMeaning")
        fields = [*passphrase_fields(), Field("again", _("The same again"), "secret")]
        form = Form("encrypt", fields, above=[("", means)])
        FormDialog(self, "encryptDialog", _("Encrypt the office file"), _("Encrypt"), form, send).open()

    def ask_renew(self) -> None:
        """A new key makes a new recovery key."""
        loses = _(
            "The office file is encrypted again with another key. Passphrases stay; the recovery key before "
            "opens only older backups. Do this after somebody has left, or if others saw the recovery key."
        )
        go = partial(self._screen.open_requested.emit, "new_key", None)
        confirm(self, _("Make a new key?"), loses, _("Make a new key"), go)

    def ask_decrypt(self) -> None:
        """Plain again."""
        loses = _("Then anyone who gets the file can read it. Its backups so far stay encrypted.")
        go = partial(self._screen.open_requested.emit, "decrypt", None)
        confirm(self, _("Decrypt the office file?"), loses, _("Decrypt"), go)

    def ask_mine(self) -> None:
        """Another passphrase, by the present one."""
        self._writes.ask_and_write(
            "passphraseDialog",
            (_("Change my passphrase"), _("Change")),
            Form("passphrase", [Field("old", _("Present passphrase"), "secret"), *passphrase_fields()]),
            lambda now: encryption.change_passphrase(self._office, now["old"], now["passphrase"]),
            said=_("Your passphrase is changed."),
        )

    def ask_give(self) -> None:
        """A passphrase for one of the users."""
        self._writes.ask_and_write(
            "givePassphraseDialog",
            (_("Passphrase for a user"), _("Set")),
            Form("give", [_one_of(self._people), *passphrase_fields()]),
            lambda now: encryption.give_passphrase(self._office, now["who"], now["passphrase"]),
            said=_("The user can open the office with this passphrase."),
        )

    def ask_take(self) -> None:
        """Whose is to open nothing any more."""
        hint = _("Who kept an old key file could still use it there; a new key ends that.")
        self._writes.ask_and_write(
            "takePassphraseDialog",
            (_("Take a passphrase away"), _("Take away")),
            Form("take", [_one_of(self._holders(), hint)]),
            lambda now: encryption.take_passphrase(self._office, now["who"]),
            said=_("The passphrase no longer opens the office."),
        )

    def ask_delete(self) -> None:
        """The copies from before."""
        text = _("A backup that is encrypted is made first, if there is none.")

        def go() -> None:
            said = _("Deleted. The backups left are encrypted.")
            self._writes.run(partial(encryption.delete_plain_copies, self._office), said=said)

        confirm(self, _("Delete the copies that are not encrypted?"), text, _("Delete"), go)

    def show_recovery_key(self) -> None:
        """Once more; the trail tells of it."""
        self._screen.load(
            partial(encryption.show_recovery_key, self._office), partial(tell_recovery_key, self), slot="key"
        )


def _one_of(people: Iterable[Person], hint: str = "") -> Field:
    """One of these users, by login."""
    options = [(one.login, one.name) for one in people]
    return Field("who", _("User"), "choice", options=options, hint=hint)
