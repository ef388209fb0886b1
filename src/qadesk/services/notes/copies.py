"""Copies of attached files outside the office: private ones for the system's viewer, and saved ones."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Final

from qadesk.file_errors import writing
from qadesk.services import personal, rights
from qadesk.services.notes import keeping
from qadesk.storage.office import Office
from qadesk.whole_files import write_whole

_PREFIX: Final = "qadesk-opened-"
_FORGOTTEN_S: Final = 86_400.0  # what a program that was killed left behind


def opened(office: Office, note: int) -> Path:
    """A copy for the system's viewer that only this user can read; it goes with the program.

    Raises UserError if the file is gone, damaged, or the disk refuses.
    """
    return private(*keeping.content(office, note))


def private(name: str, content: bytes) -> Path:
    """Such a copy of any content that is kept in the office. Raises UserError if the disk refuses."""
    target = Path(tempfile.mkdtemp(dir=_folder())) / name
    with writing(target):
        made = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(made, "wb") as file:
            file.write(content)
    return target


@rights.needs("print")
def save(office: Office, note: int, path: Path) -> None:
    """Write an attached file to a place of one's own. Raises as `opened` does."""
    name, content = keeping.content(office, note)
    write_whole(path, content)
    personal.exported(office, name, "both", 1, path)


@cache
def _folder() -> Path:
    """This program's folder of copies, which goes with it; one of a program that was killed goes now."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if _is_forgotten(old):
            shutil.rmtree(old, ignore_errors=True)
    made = tempfile.mkdtemp(prefix=_PREFIX)
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


def _is_forgotten(folder: Path) -> bool:
    try:
        seen = folder.lstat()
    except OSError:
        return False
    ours = not hasattr(os, "getuid") or seen.st_uid == os.getuid()
    return ours and time.time() - seen.st_mtime > _FORGOTTEN_S
