"""The folder that the office's scanner saves to: what is ready in it, picked up, moved to “filed”."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import delete, insert, select, update

from qadesk.domain.scans import KEPT, NOTHING_TO_DO
from qadesk.errors import UserError
from qadesk.file_errors import writing
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import audit, rights
from qadesk.services.done import Change, Done
from qadesk.services.scans import filing
from qadesk.services.scans.filing import FiledSheet, Filing
from qadesk.services.scans.pages import scans_in
from qadesk.storage import tables
from qadesk.storage.office import Office

KEY: Final = "scan_folder"
FILED: Final = "filed"  # the folder below it that filed scans are moved to
EVERY_S: Final = 2.0  # between two looks
_CHANGES: Final = frozenset[Change]({"settings", "scans"})
_PATIENCE_S: Final = 60.0  # a file without its end is waited for so long
_TAIL: Final = 4096
_ENDS: Final = {".pdf": b"%%EOF", ".png": b"IEND", ".jpg": b"\xff\xd9", ".jpeg": b"\xff\xd9"}
_AT_ONCE: Final = 20  # files of one filing: what is on their pages is in memory until it is stored

Stamp = tuple[int, int]  # size in bytes, time of the last change in nanoseconds


@dataclass
class Watched:
    """What was seen in the folder: at the last look and since when (s), and of what is left there."""

    place: Path | None = None
    seen: dict[Path, tuple[Stamp, float]] = field(default_factory=dict)
    left: dict[Path, Stamp] = field(default_factory=dict)
    away: bool = False  # the folder was not there at the last look


def folder(office: Office) -> Path | None:
    """The folder, where the office has one."""
    row = tables.setting.c
    with office.read() as connection:
        found = connection.execute(select(row.value).where(row.key == KEY)).scalar()
    return Path(found) if found else None


@rights.needs("prepare")
def set_folder(office: Office, path: Path | None) -> Done[None]:
    """Settle the folder, or none. Raises UserError for what is no folder."""
    if path is not None:
        must_be_there(path)
    row = tables.setting
    with office.write() as connection:
        before = connection.execute(select(row.c.value).where(row.c.key == KEY)).scalar()
        if path is None:
            connection.execute(delete(row).where(row.c.key == KEY))
        elif before is None:
            connection.execute(insert(row).values(key=KEY, value=str(path.resolve())))
        else:
            connection.execute(update(row).where(row.c.key == KEY).values(value=str(path.resolve())))
        audit.note(connection, office, "scan.folder", "", folder=str(path or ""))
    return Done(None, _CHANGES)


def must_be_there(path: Path) -> None:
    """Raise UserError for what is no folder."""
    if not path.is_dir():
        raise UserError(
            "scan.no_folder",
            _("“{folder}” is no folder.").format(folder=path),
            kept=_("Nothing was changed."),
            remedy=_("Choose the folder that the scanner saves to."),
        )


def watched(office: Office, place: Path) -> Watched:
    """What is left in the folder from before: it is not read again until it changes."""
    row = tables.scan.c
    kept = [state.value for state in KEPT]
    with office.read() as connection:
        rows = connection.execute(select(row.source, row.at).where(row.state.not_in(kept))).all()
    found = Watched(place)
    for source, at in rows:
        path = Path(source)
        if path.parent == place and (stamp := _stamp(path)) is not None and _before(stamp, at):
            found.left[path] = stamp
    return found


def look(office: Office, known: Watched) -> tuple[Watched, tuple[Path, ...]]:
    """Look into the office's folder, as it is settled now: what is known from now on, and what is ready."""
    place = folder(office)
    if place is None:
        return Watched(), ()
    if place != known.place:
        known = watched(office, place)
    return known, ready(place, known)


def ready(place: Path, known: Watched) -> tuple[Path, ...]:
    """The files in the folder that are whole: as they were at the last look, and not left there before."""
    now: dict[Path, tuple[Stamp, float]] = {}
    try:
        files = scans_in(place)
        known.away = False
    except OSError:  # a drive that is away for a while: what was seen is still known when it is back
        known.away = True
        return ()
    for path in files:
        stamp = _stamp(path)
        if stamp is not None and stamp[0]:
            before = known.seen.get(path)
            same = before is not None and before[0] == stamp
            now[path] = before if before is not None and same else (stamp, time.monotonic())
    found = [
        path
        for path, (stamp, since) in now.items()
        if known.seen.get(path) == (stamp, since)
        and known.left.get(path) != stamp
        and _is_whole(path, stamp, time.monotonic() - since)
    ]
    known.seen = now
    return tuple(found[:_AT_ONCE])


def pick_up(
    office: Office, place: Path, paths: Sequence[Path], known: Watched, progress: Progress | None = None
) -> Done[Filing]:
    """File what is ready; files of which nothing is left to do are moved to “filed”. Raises Cancelled.

    One that cannot be moved is named in the filing, and left where it is.
    """
    stamps = {path: stamp for path in paths if (stamp := _stamp(path)) is not None}  # still there
    done = filing.file_scans(office, list(stamps), progress)
    moved: dict[Path, Path] = {}
    stays: list[str] = []
    for path, stamp in stamps.items():
        mine = [one for one in done.value.outcomes if one.source == path]
        if all(one.state in NOTHING_TO_DO for one in mine):
            try:
                moved[path] = _move(path, place / FILED)
                continue
            except UserError as error:
                stays.append(error.happened)
        known.left[path] = stamp
    outcomes = tuple(_moved(one, moved) for one in done.value.outcomes)
    return replace(done, value=Filing(outcomes, tuple(stays)))


def _moved(one: FiledSheet, moved: dict[Path, Path]) -> FiledSheet:
    return replace(one, source=moved.get(one.source, one.source))


def _move(path: Path, target: Path) -> Path:
    """Move a file into a folder, under a name that is free there."""
    with writing(target):
        target.mkdir(exist_ok=True)
        free, number = target / path.name, 2
        while free.exists():
            free, number = target / f"{path.stem}-{number}{path.suffix}", number + 1
        return path.rename(free)


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _before(stamp: Stamp, at: datetime) -> bool:
    return stamp[1] <= at.timestamp() * 1e9


def _is_whole(path: Path, stamp: Stamp, waited: float) -> bool:
    """Whether a file can be read and has its end; one without it is read after a minute as it is."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, stamp[0] - _TAIL))
            return waited > _PATIENCE_S or _ENDS.get(path.suffix.lower(), b"") in file.read()
    except OSError:  # the scanner still holds it
        return False
