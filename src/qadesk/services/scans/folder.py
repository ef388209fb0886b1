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
_PATIENCE_S: Final = 60.0  # a PDF without its end is waited for so long
_TAIL: Final = 4096

Stamp = tuple[int, int]  # size in bytes, time of the last change in nanoseconds


@dataclass
class Watched:
    """What was seen in the folder: at the last look, and of what is left there."""

    seen: dict[Path, Stamp] = field(default_factory=dict)
    left: dict[Path, Stamp] = field(default_factory=dict)


def folder(office: Office) -> Path | None:
    """The folder, where the office has one."""
    row = tables.setting.c
    with office.read() as connection:
        found = connection.execute(select(row.value).where(row.key == KEY)).scalar()
    return Path(found) if found else None


@rights.needs("prepare")
def set_folder(office: Office, path: Path | None) -> Done[None]:
    """Settle the folder, or none. Raises UserError for what is no folder."""
    if path is not None and not path.is_dir():
        raise UserError(
            "scan.no_folder",
            _("“{folder}” is no folder.").format(folder=path),
            kept=_("Nothing was changed."),
            remedy=_("Choose the folder that the scanner saves to."),
        )
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


def watched(office: Office, place: Path) -> Watched:
    """What is left in the folder from before: it is not read again until it changes."""
    row = tables.scan.c
    kept = [state.value for state in KEPT]
    with office.read() as connection:
        rows = connection.execute(select(row.source, row.at).where(row.state.not_in(kept))).all()
    found = Watched()
    for source, at in rows:
        path = Path(source)
        if path.parent == place and (stamp := _stamp(path)) is not None and _before(stamp, at):
            found.left[path] = stamp
    return found


def ready(place: Path, known: Watched) -> tuple[Path, ...]:
    """The files in the folder that are whole: as they were at the last look, and not left there before."""
    now: dict[Path, Stamp] = {}
    for path in scans_in(place):
        stamp = _stamp(path)
        if stamp is not None and stamp[0]:
            now[path] = stamp
    found = tuple(
        path
        for path, stamp in now.items()
        if known.seen.get(path) == stamp and known.left.get(path) != stamp and _is_whole(path, stamp)
    )
    known.seen = now
    return found


def pick_up(
    office: Office, place: Path, paths: Sequence[Path], known: Watched, progress: Progress | None = None
) -> Done[Filing]:
    """File what is ready; files of which nothing is left to do are moved to “filed”. Raises Cancelled."""
    stamps = {path: _stamp(path) for path in paths}
    done = filing.file_scans(office, paths, progress)
    moved: dict[Path, Path] = {}
    for path in paths:
        mine = [one for one in done.value.outcomes if one.source == path]
        if all(one.state in NOTHING_TO_DO for one in mine):
            moved[path] = _move(path, place / FILED)
        elif (stamp := stamps[path]) is not None:
            known.left[path] = stamp
    return replace(done, value=Filing(tuple(_moved(one, moved) for one in done.value.outcomes)))


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


def _is_whole(path: Path, stamp: Stamp) -> bool:
    """Whether a PDF has its end; one that does not get it within a minute is read as it is."""
    if path.suffix.lower() != ".pdf" or time.time() - stamp[1] / 1e9 > _PATIENCE_S:
        return True
    try:
        with path.open("rb") as file:
            file.seek(max(0, stamp[0] - _TAIL))
            return b"%%EOF" in file.read()
    except OSError:
        return False
