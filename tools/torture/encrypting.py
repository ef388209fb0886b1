"""An office encrypted, given a new key, decrypted, and interrupted: what it held is there in some form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from qadesk.errors import UserError
from qadesk.services import encryption
from qadesk.storage import tables
from qadesk.storage.cipher import key_files, keys, slots
from tools.torture import scenarios
from tools.torture.runs import Say
from tools.torture.scenarios import OFFICE, Scenario, sound

PASSPHRASE: Final = "a passphrase with 🔑"
_QUICK: Final = slots.Cost(memory=64, time=1, lanes=1)


class Encrypting(Scenario):
    """Three rewritings of the file; the passphrase opens whatever is there."""

    name = "encrypting"
    leaves = (OFFICE, "*.keys", "branch.backups")

    def prepare(self, folder: Path) -> None:
        scenarios.begin(folder, records=False)

    def work(self, folder: Path, say: Say) -> None:
        slots.COST = _QUICK  # type: ignore[misc]  # what is interrupted is writing
        path = folder / OFFICE
        encryption.encrypt(path, PASSPHRASE)
        say("encrypted")
        encryption.renew(path)
        encryption.decrypt(path)
        say("decrypted")

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        path = folder / OFFICE
        encrypted = keys.id_of(path) is not None
        if said == ["encrypted", "decrypted"] and encrypted:
            yield "lost: still encrypted"
        if not said and encrypted and not key_files.beside(path).exists() and not any(folder.glob("*.keys")):
            yield "lost: no key file"
        keys.forget_all()
        if encrypted:
            try:
                key_files.unlock(path, PASSPHRASE)
            except UserError as error:
                yield f"lost: {error.happened}"
                return
        with sound(folder) as office:
            if scenarios.count(office, tables.agent) < scenarios.AGENTS:
                yield "lost: agents"
