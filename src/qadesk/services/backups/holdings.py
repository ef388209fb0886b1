"""What the copies of an office hold, read from the copies themselves."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services.backups import state
from qadesk.services.backups.keeping import second_folder
from qadesk.services.backups.state import BackupState, Verified
from qadesk.storage import copies, generations
from qadesk.storage.cipher import keys
from qadesk.storage.engine import driver_errors
from qadesk.storage.generations import Generation

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_WHO: Final = "LEFT JOIN user ON user.id = user_id"
_CHANGES: Final = (  # when, by whom, and where the trail names somebody who is not in this file
    "SELECT t.at, user.name, detail FROM audit t {who} ORDER BY t.id DESC LIMIT 1",
    "SELECT updated_at, user.name, '{{}}' FROM evaluation t {who} ORDER BY updated_at DESC LIMIT 1",
    "SELECT t.at, user.name, '{{}}' FROM import_batch t {who} ORDER BY t.id DESC LIMIT 1",
)


@dataclass(frozen=True)
class Holding:
    """One copy: what is in it, where it lies. `problem` says why it cannot be read or is not sound."""

    copy: Generation
    office: str
    months: tuple[str, ...]  # codes of the cycles, newest first
    closed: tuple[str, ...]
    ratings: int
    changed_at: datetime | None
    changed_by: str
    size: int
    here: bool
    second: bool
    verified: datetime | None
    problem: str = ""
    locked: bool = False  # encrypted, with a key that was not given


@dataclass(frozen=True)
class Backups:
    """All copies of an office, newest first, and what else is known; `lost`: why the folder is unreadable."""

    folder: Path
    holdings: tuple[Holding, ...]
    state: BackupState
    lost: str = ""


def backups(office: Path, uid: str | None = None) -> Backups:
    """The copies of the office at that path, in both places; it need not open, nor be there."""
    own = generations.folder_of(office)
    known = state.load(own)
    lost, here = "", []
    try:
        here = generations.list_copies(own, uid)
    except OSError as error:
        lost = error.strerror or str(error)
    second = second_folder(known, own)
    there: list[Generation] = []
    if second is not None:
        try:
            there = generations.list_copies(second, uid)
        except OSError:
            there = []  # that it is not reached is told by the state
    names_here, names_there = _names(here), _names(there)
    found = here + [one for one in there if one.path.name not in names_here]
    found.sort(key=lambda one: (one.at, one.path.name), reverse=True)
    holdings = [
        read_holding(one, known, here=one.path.name in names_here, second=one.path.name in names_there)
        for one in found
    ]
    return Backups(own, tuple(holdings), known, lost)


def read_holding(one: Generation, known: BackupState, *, here: bool = True, second: bool = False) -> Holding:
    """What one copy holds."""
    verified, locked = known.verified.get(one.path.name, Verified("", "")), False
    try:
        size = one.path.stat().st_size
        with copies.reading_copy(one.path) as connection:
            read = _read(connection)
        problem = verified.problem
    except driver_errors(OSError, UserError, ValueError) as error:
        locked = keys.locked_file(error) is not None
        size, read, problem = 0, ("", (), (), 0, None, ""), "" if locked else str(error)
    name, months, closed, ratings, at, by = read
    return Holding(
        one,
        name,
        months,
        closed,
        ratings,
        at,
        by,
        size,
        here,
        second,
        state.moment(verified.at),
        problem,
        locked,
    )


def verify(found: Sequence[Holding], folder: Path, progress: Progress | None = None) -> list[Holding]:
    """Read copies through, page by page and against what they were when made; what came of it is kept.

    Raises UserError where it cannot be kept, Cancelled.
    """
    known = state.load(folder).verified
    now = datetime.now().astimezone()
    told, read = [], {}
    for number, holding in enumerate(found):
        if progress is not None:
            progress.report(number, len(found))
        name = holding.copy.path.name
        before = known.get(name, Verified("", ""))
        if holding.locked:  # nothing can be said of it
            told.append(holding)
            continue
        problem, sha256 = _through(holding.copy.path, before)
        read[name] = Verified(now.isoformat(timespec="seconds"), before.sha256 or sha256, problem)
        told.append(
            read_holding(holding.copy, BackupState(verified=read), here=holding.here, second=holding.second)
        )
    if folder.is_dir():
        state.change(folder, verified=read)
    return told


def _through(path: Path, before: Verified) -> tuple[str, str]:
    try:
        sha256 = copies.digest(path)
    except OSError as error:
        return error.strerror or str(error), ""
    problems = copies.problems(path)
    if not problems and before.sha256 and sha256 != before.sha256:
        problems = [_("It has been altered since it was made.")]
    return "; ".join(problems), sha256


def _names(found: Iterable[Generation]) -> set[str]:
    return {one.path.name for one in found}


def _read(
    connection: sqlite3.Connection,
) -> tuple[str, tuple[str, ...], tuple[str, ...], int, datetime | None, str]:
    name = connection.execute("SELECT name FROM office ORDER BY id").fetchone()
    cycles = connection.execute("SELECT code, status FROM cycle ORDER BY start DESC").fetchall()
    (ratings,) = connection.execute("SELECT count(*) FROM rating").fetchone()
    at, by = None, ""
    for sql in _CHANGES:  # whichever was last
        found = connection.execute(sql.format(who=_WHO)).fetchone()
        if found is not None and (at is None or found[0] > at):
            at, by = found[0], found[1] or str(json.loads(found[2]).get("by", ""))
    return (
        str(name[0]) if name else "",
        tuple(code for code, _status in cycles),
        tuple(code for code, status in cycles if status == "closed"),
        int(ratings),
        None if at is None else _EPOCH + timedelta(milliseconds=at),
        str(by),
    )
