"""Backups as tests need them: made at another time, spoilt."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from qadesk.services.backups import keeping
from qadesk.storage import generations
from qadesk.storage.generations import CLOSING, DAILY, Generation
from qadesk.storage.office import Office


def spoil(path: Path) -> None:
    """Overwrite some pages in the middle."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 9000)


def names(folder: Path) -> set[str]:
    """What is in a folder."""
    return {path.name for path in folder.iterdir()}


def dated(office: Office, at: datetime, reason: str = DAILY) -> Generation:
    """A copy as if it had been made then."""
    made = keeping.make(office, CLOSING)
    target = generations.new_name(made.path.parent, office.path, made.uid, at, reason)
    made.path.rename(target)
    found = generations.read_name(target)
    assert found is not None
    return found
