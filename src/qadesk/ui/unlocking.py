"""An encrypted office in the window: its passphrase asked, its recovery key told, its file written anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from qadesk.i18n import N_, _
from qadesk.progress import Progress
from qadesk.storage.cipher import keys, slots
from qadesk.storage.office import User
from qadesk.ui.codes import Told
from qadesk.ui.kit import form as kit_form
from qadesk.ui.kit.fields import Field, Values, by_rule
from qadesk.ui.kit.form import Form
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import label


def ask_to_unlock(
    parent: QWidget | None,
    tasks: Tasks,
    error: BaseException,
    again: Callable[[], object],
    otherwise: Callable[[], object] = lambda: None,
) -> bool:
    """Where a locked file is why something failed: ask for what opens it, then do it `again`.

    `otherwise`: nobody knew it. False where it failed for another reason.
    """
    path = keys.locked_file(error)
    if path is None:
        return False

    def unlock(typed: Values) -> None:
        from qadesk.storage.cipher import key_files

        if typed["recovery"]:
            key_files.unlock_with_recovery_key(path, typed["recovery"])
        else:
            key_files.unlock(path, typed["passphrase"])

    words, form = (_("Encrypted office"), _("Open")), _form(path)
    dialog = kit_form.ask_and_do(parent, "unlockDialog", words, form, tasks, unlock, lambda _none: again())
    dialog.rejected.connect(otherwise)
    tasks.run(_read_ahead, owner=dialog)
    return True


def _read_ahead() -> None:
    """What trying a passphrase needs, while somebody types it."""
    from qadesk.storage.cipher import key_files

    key_files.read_ahead()


def _form(path: Path) -> Form:
    said = label(_("“{file}” is encrypted.").format(file=path.name), wrap=True, name="unlockFile")
    hint = _("Only if nobody knows a passphrase: the one written down when the office was encrypted.")
    fields = [
        Field("passphrase", _("Passphrase"), "secret"),
        Field("recovery", _("or recovery key"), hint=hint),
    ]
    return Form("unlock", fields, above=[("", said)])


def tell_recovery_key(parent: QWidget | None, key: str, then: Callable[[], object] | None = None) -> Told:
    """Tell the recovery key; `then` once the window is closed."""
    said = _(
        "With this key the office opens if passphrases are forgotten or the key file is lost. Print it and "
        "lock it away, not on this PC: without it and without a passphrase, nobody can open the office again."
    )
    made = Told(
        parent, "recoveryKey", _("Recovery key of the office"), said, [key], _("QADesk recovery key.txt")
    )
    if then is not None:
        made.accepted.connect(then)
    made.open()
    return made


def passphrase_fields() -> list[Field]:
    """One field: a new passphrase."""
    hint = _("At least 10 characters; several words are easy to remember.")
    needed = _("Choose a passphrase.")
    fits = by_rule(slots.must_fit)
    return [Field("passphrase", _("New passphrase"), "secret", hint=hint, required=needed, check=fits)]


def meaning() -> str:
    """What encrypting means."""
    return _(
        "Without a passphrase nobody can read the office file or its backups, also on a stolen PC or a lost "
        "USB stick. A recovery key is shown once: if passphrase and recovery key are both lost, so is the "
        "office."
    )


# ---- its file written anew, behind the window that waits for it

TITLES: Final = {  # by what the window is asked for
    "encrypt": N_("Encrypting the office"),
    "new_key": N_("Encrypting the office again"),
    "decrypt": N_("Decrypting the office"),
}

DONE: Final = {  # said once the office is open again
    "encrypt": N_("The office file is encrypted."),
    "new_key": N_("The office file is encrypted with a new key."),
    "decrypt": N_("The office file is no longer encrypted."),
}


def rewrite(
    front: QWidget,
    tasks: Tasks,
    path: Path,
    what: str,
    passphrase: str,
    user: User | None,
    then: Callable[[str], object],
    failed: Callable[[BaseException], bool],
) -> None:
    """Encrypt a closed office, decrypt it or give it a new key; tell that key.

    It goes on with `then`, which gets what is to be said of it once the office is open again.
    """

    def work(progress: Progress) -> str:
        from qadesk.services import encryption

        if what == "decrypt":
            encryption.decrypt(path, user, progress)
            return ""
        if what == "encrypt":
            return encryption.encrypt(path, passphrase, user, progress)
        return encryption.renew(path, user, progress)

    def done(key: str) -> None:
        go_on = partial(then, _(DONE[what]))
        if key:
            tell_recovery_key(front, key, go_on)
        else:
            go_on()

    tasks.run(work, done, failed, title=_(TITLES[what]), progress=True)
