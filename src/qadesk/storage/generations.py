"""The backup copies of an office: their names, the folder beside it, which of them stay."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from qadesk.domain.thinning import kept

SUFFIX: Final = ".qadesk"
DAILY, ASKED, UPGRADE, CLOSING, UNDO, RESTORE = "daily", "asked", "upgrade", "closing", "undo", "restore"
REASONS: Final = (DAILY, ASKED, UPGRADE, CLOSING, UNDO, RESTORE)
_UID: Final = 8  # how much of an office's uid its copies bear: two offices may be called alike
_LONGEST: Final = 120  # bytes of the office's name in those of its copies
_LONGEST_FOLDER: Final = 240
_NAME: Final = re.compile(
    rf"(?P<office>.+)\.(?P<at>\d{{4}}-\d\d-\d\d\.\d{{6}}[+-]\d{{4}})\.(?P<reason>{'|'.join(REASONS)})"
    rf"\.(?P<uid>[0-9a-f]{{{_UID}}}){re.escape(SUFFIX)}"
)
_AT: Final = "%Y-%m-%d.%H%M%S%z"


@dataclass(frozen=True)
class Generation:
    """One stored copy: of which office, taken when (aware, the office's clock) and why."""

    path: Path
    office: str
    at: datetime
    reason: str
    uid: str


def folder_of(office: Path) -> Path:
    """Where the copies of an office are kept: beside it."""
    return office.with_name(f"{_cut(office.stem, _LONGEST_FOLDER)}.backups")


def office_of(folder: Path) -> Path | None:
    """The office whose copies a folder keeps; None for any other folder."""
    return (
        folder.with_name(f"{folder.name.removesuffix('.backups')}{SUFFIX}")
        if folder.suffix == ".backups"
        else None
    )


def short(uid: str) -> str:
    """What copies bear of an office's uid, of an altered one too."""
    begin = uid[:_UID]
    return begin if re.fullmatch(rf"[0-9a-f]{{{_UID}}}", begin) else f"{zlib.crc32(uid.encode()):08x}"


def _cut(stem: str, most: int) -> str:
    """The beginning of a name, so that what is made of it is not too long for a disk; in bytes of UTF-8."""
    return stem.encode()[:most].decode(errors="ignore")


def new_name(folder: Path, office: Path, uid: str, at: datetime, reason: str) -> Path:
    """A name nothing in the folder has yet; `at` aware, in the office's zone."""
    while True:
        path = folder / f"{_cut(office.stem, _LONGEST)}.{at:{_AT}}.{reason}.{short(uid)}{SUFFIX}"
        if not path.exists():
            return path
        at += timedelta(seconds=1)


def read_name(path: Path) -> Generation | None:
    """What a file's name says; None for a file that is none of ours."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    try:
        at = datetime.strptime(found["at"], _AT)  # noqa: DTZ007 - it ends in %z
    except ValueError:
        return None
    return Generation(path, found["office"], at, found["reason"], found["uid"])


def list_copies(folder: Path, uid: str | None = None) -> list[Generation]:
    """The copies in a folder, newest first, of one office or of all. None where the folder is not there.

    Raises OSError where it cannot be read.
    """
    try:
        files = sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    found = [one for file in files if (one := read_name(file)) is not None]
    mine = [one for one in found if uid is None or one.uid == short(uid)]
    return sorted(mine, key=lambda one: (one.at, one.path.name), reverse=True)


def thin(
    found: Iterable[Generation], now: datetime, sound: Callable[[Generation], bool] = lambda _one: True
) -> list[Generation]:
    """Remove the copies that are not to stay; which ones. The newest that is `sound` always stays.

    A copy that cannot be removed is left for the next time.
    """
    copies = list(found)
    staying = kept([one.at.astimezone(now.tzinfo) for one in copies], now.date())
    newest = next((one for one in copies if sound(one)), None)
    removed = []
    for place, one in enumerate(copies):
        if place not in staying and one is not newest:
            with suppress(OSError):
                one.path.unlink()
                removed.append(one)
    return removed
