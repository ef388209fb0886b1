"""Whether the office file is encrypted, and what can be done about that."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _, ngettext
from qadesk.services import encryption, rights
from qadesk.services.done import Done
from qadesk.services.encryption import EncryptionState
from qadesk.services.people import Person
from qadesk.ui.dialogs import confirm
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.unlocking import meaning, passphrase_fields, tell_recovery_key
from qadesk.ui.widgets.basics import Button, label
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
        self.encrypt = Button(_("Encrypt…"), "encryptionOn", icon="lock", clicked=self.ask_encrypt)
        self.mine = Button(
            _("Change my passphrase…"), "encryptionMine", icon="key-round", clicked=self.ask_mine
        )
        self.give = Button(_("Passphrase for a user…"), "encryptionGive", clicked=self.ask_give)
        self.take = Button(_("Take a passphrase away…"), "encryptionTake", clicked=self.ask_take)
        self.show_key = Button(_("Show the recovery key"), "encryptionShow", clicked=self.show_recovery_key)
        self.renew = Button(_("New key…"), "encryptionRenew", clicked=self.ask_renew)
        self.decrypt = Button(_("Decrypt…"), "encryptionOff", clicked=self.ask_decrypt)
        self.delete = Button(_("Delete these copies…"), "encryptionDelete", clicked=self.ask_delete)
        own = hbox(self.encrypt, self.mine, self.show_key, FREE)
        others = hbox(self.give, self.take, FREE)
        whole = hbox(self.renew, self.decrypt, FREE)
        vbox(self.said, own, others, whole, self.plain, hbox(self.delete, FREE), on=self)

    # ---- showing

    def show_state(self, state: EncryptionState, everybody: tuple[Person, ...]) -> None:
        """Show it, and what the user signed in may do."""
        self._state, self._people = state, tuple(one for one in everybody if one.active)
        self.said.setText(self._words())
        may_not = rights.why_not(self._office, "administer")
        self.encrypt.setVisible(not state.encrypted)
        self.mine.setVisible(self._office.user_id in state.holders)
        for button in (self.give, self.take, self.show_key, self.renew, self.decrypt):
            button.setVisible(state.encrypted)
        for button in (
            self.encrypt,
            self.give,
            self.take,
            self.show_key,
            self.renew,
            self.decrypt,
            self.delete,
        ):
            button.setEnabled(not may_not and (state.encrypted or state.possible))
            button.setToolTip(may_not)
        self.take.setEnabled(self.take.isEnabled() and bool(self._holders()))
        self._show_plain(state.plain_copies)

    def _show_plain(self, plain: tuple[Path, ...]) -> None:
        """Which copies from before can be read by anyone."""
        text = ngettext(
            "{n} copy from before is not encrypted:", "{n} copies from before are not encrypted:", len(plain)
        )
        named = [f"– {path.name}" for path in plain[:_NAMED]] + ["…"] * (len(plain) > _NAMED)
        self.plain.setText("\n".join((text.format(n=len(plain)), *named)))
        self.plain.setVisible(bool(plain))
        self.delete.setVisible(bool(plain))

    def _words(self) -> str:
        if not self._state.possible:
            if self._office.is_file:
                return _("The library that opens encrypted offices is missing on this PC.")
            return _("Here the server's own encryption applies.")
        if not self._state.encrypted:
            return _("The office file is not encrypted: anyone who gets it, or a backup of it, can read it.")
        names = _(", ").join(person.name for person in self._holders()) or "–"
        return _(
            "The office file and its new backups are encrypted. Users with a passphrase: {names}"
        ).format(names=names)

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

        def change(values: dict[str, Any]) -> Done[None]:
            return encryption.change_passphrase(self._office, values["old"], values["passphrase"])

        fields = [Field("old", _("Present passphrase"), "secret"), *passphrase_fields()]
        words = _("Change my passphrase"), _("Change")
        said = _("Your passphrase is changed.")
        self._writes.ask("passphraseDialog", words, Form("passphrase", fields), change, said=said)

    def ask_give(self) -> None:
        """A passphrase for one of the users."""

        def give(values: dict[str, Any]) -> Done[None]:
            return encryption.give_passphrase(self._office, values["who"], values["passphrase"])

        words = _("Passphrase for a user"), _("Set")
        fields = [
            Field("who", _("User"), "choice", options=self._options(self._people)),
            *passphrase_fields(),
        ]
        said = _("The user can open the office with this passphrase.")
        self._writes.ask("givePassphraseDialog", words, Form("give", fields), give, said=said)

    def ask_take(self) -> None:
        """Whose is to open nothing any more."""

        def take(values: dict[str, Any]) -> Done[None]:
            return encryption.take_passphrase(self._office, values["who"])

        hint = _("Who kept an old key file could still use it there; a new key ends that.")
        who = Field("who", _("User"), "choice", options=self._options(self._holders()), hint=hint)
        words = _("Take a passphrase away"), _("Take away")
        said = _("The passphrase no longer opens the office.")
        self._writes.ask("takePassphraseDialog", words, Form("take", [who]), take, said=said)

    def _options(self, people: tuple[Person, ...] | list[Person]) -> list[tuple[str, str]]:
        return [(one.login, one.name) for one in people]

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
