"""A closed office encrypted, decrypted or given a new key, behind the window that waits for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from qadesk.i18n import N_, _
from qadesk.progress import Progress
from qadesk.storage.office import User
from qadesk.ui import unlocking
from qadesk.ui.tasks import Tasks

TITLES: Final = {  # by what the window is asked for
    "encrypt": N_("Encrypting the office"),
    "new_key": N_("Encrypting the office again"),
    "decrypt": N_("Decrypting the office"),
}


def run(
    front: QWidget,
    tasks: Tasks,
    path: Path,
    what: str,
    passphrase: str,
    user: User | None,
    then: Callable[[], object],
    failed: Callable[[BaseException], bool],
) -> None:
    """Do it, tell a new recovery key, and go on with `then`."""

    def work(progress: Progress) -> str:
        from qadesk.services import encryption

        if what == "decrypt":
            encryption.decrypt(path, user, progress)
            return ""
        if what == "encrypt":
            return encryption.encrypt(path, passphrase, user, progress)
        return encryption.renew(path, user, progress)

    def done(key: str) -> None:
        if key:
            unlocking.tell_recovery_key(front, key, then)
        else:
            then()

    tasks.run(work, done, failed, title=_(TITLES[what]), progress=True)
