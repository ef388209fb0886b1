"""What restores explain: that something outside saw entries of the trail which the file no longer has.

A trail can tell of a restore that never was. One is taken for true only where this PC's user did it with this
program, or where a file that is still there shows what was set aside; and it explains only what was seen
between the backup and the restore.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from qadesk.errors import UserError
from qadesk.storage.engine import driver_errors
from qadesk.storage.trail import entries
from qadesk.storage.trail.chain import RESTORED
from qadesk.storage.trail.rows import Sql

if TYPE_CHECKING:
    from sqlalchemy import Connection

Seen = tuple[int, str]  # number and hash of an entry

_CLOCK_MS: Final = 5_000  # clocks are put right by as much
_CLOCKS: Final = timedelta(seconds=1)  # heads and names of copies tell whole seconds
_NO_NUMBER: Final = 2**63  # beyond what a database counts to


@dataclass(frozen=True)
class ToldRestore:
    """A restore as the trail tells of it.

    `entry`: the entry itself; `start`: the entry it hangs on, with which the backup ended; `copy`, `aside`:
    names of the backup and of the file set aside; `head`: the newest entry of that (None: not known).
    """

    entry: Seen
    at: datetime
    start: Seen
    start_at: datetime
    copy: str
    aside: str
    head: Seen | None

    def spans(self, moment: datetime) -> bool:
        """Whether what was seen at a moment can be of the file set aside: after the backup ended."""
        return self.start_at - _CLOCKS <= moment <= self.at


def told(connection: Connection, office_id: int) -> list[ToldRestore]:
    """The restores that the trail tells of, the oldest first; not one that later entries are dated before.

    Somebody who makes a trail anew would put a late restore before entries of then.
    """
    sql = Sql(connection, office_id)
    chain = "FROM audit WHERE office_id = ? AND seq IS NOT NULL"
    found = []
    for row in sql.run(f"{entries.ENTRIES} AND action = ? AND seq > 1 ORDER BY seq", office_id, RESTORED):
        # What somebody made something else is no restore.
        with suppress(ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError):
            _id, seq, at, _user, _action, _subject, detail, *_rest = row
            said = entries.parsed(detail)
            ends = sql.run(f"SELECT seq, hash, at {chain} AND seq = ?", office_id, seq - 1)
            ((before, digest, before_at),) = ends
            own = sql.run(f"SELECT hash {chain} AND seq = ?", office_id, seq)[0][0]
            earliest = sql.run(f"SELECT min(at) {chain} AND seq > ?", office_id, seq)[0][0]
            if earliest is None or earliest >= at - _CLOCK_MS:
                start = ((before, str(digest)), _moment(before_at))
                names = (_name(said, "copy"), _name(said, "set_aside"))
                found.append(ToldRestore((seq, str(own)), _moment(at), *start, *names, _head(said)))
    return found


def shown(path: Path, uid: str, wanted: Iterable[Seen]) -> set[Seen]:
    """Which of some entries the trail of a file has; none where it cannot be read."""
    query = "SELECT 1 FROM audit JOIN office ON office.id = office_id WHERE uid = ? AND seq = ? AND hash = ?"
    from qadesk.storage import copies

    try:
        with copies.reading_copy(path) as connection:
            return {one for one in wanted if connection.execute(query, (uid, *one)).fetchone()}
    except driver_errors(UserError, OSError):
        return set()


def ends_with(path: Path, uid: str) -> Seen | None:
    """The newest entry of the trail in a file; None where it cannot be read."""
    from qadesk.storage import copies

    query = (
        "SELECT seq, hash FROM audit JOIN office ON office.id = office_id "
        "WHERE uid = ? AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1"
    )
    try:
        with copies.reading_copy(path) as connection:
            found = connection.execute(query, (uid,)).fetchone()
    except driver_errors(UserError, OSError):
        return None
    return (found[0], found[1]) if found else None


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _name(said: Mapping[str, Any], which: str) -> str:
    """The name of a file, never of one elsewhere."""
    told = said.get(which)
    return Path(told).name if isinstance(told, str) else ""


def _head(said: Mapping[str, Any]) -> Seen | None:
    head = said.get("head")
    if not isinstance(head, list) or len(head) != len(("number", "hash")):
        return None
    seq, digest = head
    known = isinstance(seq, int) and 0 < seq < _NO_NUMBER and isinstance(digest, str)
    return (seq, digest) if known else None
