"""A verified copy of an open office, taken in steps between which work goes on; looking into one."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from qadesk.errors import Cancelled, UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.storage.cipher import driver, keys
from qadesk.storage.engine import APPLICATION_ID, connect_bare, driver_errors
from qadesk.storage.failures import explaining_failures
from qadesk.storage.marks import RENEW
from qadesk.whole_files import written_whole

_STEP_PAGES: Final = 256  # one step holds the connection for a few milliseconds
_WAIT_S: Final = 0.05
_AT_ONCE: Final = 1 << 20


@dataclass(frozen=True)
class CopySource:
    """An open office to be copied: its connection, the lock of its transactions, and when it is going."""

    connection: sqlite3.Connection
    turn: threading.Lock
    leaving: threading.Event


def write(
    source: CopySource, target: Path, progress: Progress | None = None, *, as_it_is: bool = False
) -> list[str]:
    """Copy an open office to `target` and verify the copy; whatever was at `target` is replaced last of all.

    Transactions go on between the steps, and the copy is of the moment it ended. Raises UserError where the
    copy cannot be written or is not sound, Cancelled when told to stop; then nothing was changed. A copy
    wanted `as_it_is` is kept even if it is not sound, for the office is no better: what is wrong is returned.
    """
    kept = _("No copy was made; the office and its earlier backups are unchanged.")
    with written_whole(target, kept, private=True) as building:
        with explaining_failures(target, kept):
            counts = _snapshot(source, building, progress)
            _settle(building)
        wrong = problems(building, counts)
        if wrong and not as_it_is:
            raise UserError(
                "backup.not_intact",
                _("The copy “{file}” is not intact: {what}").format(file=target.name, what=wrong[0]),
                kept=kept,
                remedy=_("Check the office with “qadesk check”, and the disk."),
            )
    return wrong


def accompany(copy: Path, original: Path) -> None:
    """Of an encrypted stored copy: keep beside it what a passphrase opens it with. Raises OSError."""
    if (key_id := keys.id_of(copy)) is not None:
        from qadesk.storage.cipher import key_files

        key_files.accompany(copy, original, key_id)


def copy_file(source: Path, target: Path, stop: Callable[[], object] = lambda: None) -> str:
    """Copy a stored copy byte by byte into an existing file and read it back; its SHA-256.

    Raises OSError, also where what was read back is something else, and whatever `stop` raises.
    """
    said = hashlib.sha256()
    with source.open("rb") as read, target.open("wb") as written:
        while block := read.read(_AT_ONCE):
            stop()
            said.update(block)
            written.write(block)
        written.flush()
        os.fsync(written.fileno())
    if digest(target) != said.hexdigest():
        raise OSError(5, "read back otherwise than written", str(target))
    return said.hexdigest()


def digest(path: Path) -> str:
    """SHA-256 of a file; never of an office that is open, for closing it here would end SQLite's lock."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def reading_copy(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads a stored copy and touches nothing.

    Raises `engine.driver_errors`, and UserError for an encrypted copy whose key was not given.
    """
    name = quote(path.absolute().as_posix(), safe="/:")
    uri = f"file://{'' if name.startswith('/') else '/'}{name}?mode=ro&immutable=1"
    with closing(connect_bare(path, uri=uri)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")
        yield connection


def problems(path: Path, counts: Mapping[str, int] | None = None) -> list[str]:
    """What is wrong with a stored copy: its pages, its references, and its rows where `counts` says how many.

    Empty where it is sound.
    """
    try:
        with reading_copy(path) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(3)
            found += [f"{table} {row} → {other}" for table, row, other, _key in orphans]
            if counts is not None and not found:
                found += _otherwise(rows(connection), counts)
            if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
                found.append(_("It is not a QADesk office."))
            return found
    except UserError as error:  # it is encrypted, and cannot be looked into
        return [error.happened]
    except driver_errors() as error:
        return [str(error)]


def rows(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: _count(connection, name) for (name,) in names if not name.startswith("sqlite_")}


def _count(connection: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    counting = f'SELECT count(*) FROM "{quoted}"'  # noqa: S608 - a name, quoted
    return int(connection.execute(counting).fetchone()[0])


def _otherwise(found: Mapping[str, int], wanted: Mapping[str, int]) -> list[str]:
    return [
        f"{table}: {found.get(table, 0)} ≠ {wanted.get(table, 0)}"
        for table in sorted(found.keys() | wanted.keys())
        if found.get(table) != wanted.get(table)
    ]


def _snapshot(source: CopySource, target: Path, progress: Progress | None) -> dict[str, int]:
    """Copy page by page; the rows of the moment copied. The last step and the counting are in one turn."""
    held = False

    def stepped(_status: int, left: int, total: int) -> None:
        nonlocal held
        _stop(source, progress, total - left, total)
        if left <= _STEP_PAGES and not held:
            while not source.turn.acquire(timeout=_WAIT_S):
                _stop(source, progress, total - left, total)
            held = True

    try:
        with closing(connect_bare(target, driver.key_of(source.connection))) as copy:
            copy.execute("PRAGMA synchronous=OFF")  # synced whole at the end, before it gets its name
            copy.execute("PRAGMA journal_mode=OFF")
            source.connection.backup(copy, pages=_STEP_PAGES, progress=stepped, sleep=_WAIT_S)
        if not held:
            source.turn.acquire()
            held = True
        return rows(source.connection)
    finally:
        if held:
            source.turn.release()


def _stop(source: CopySource, progress: Progress | None, done: int, total: int) -> None:
    if source.leaving.is_set():
        raise Cancelled
    if progress is not None:
        progress.report(done, total)


def _settle(copy: Path) -> None:
    """Give the copy a mark of its own, so that no log of the original is ever taken for its own."""
    with closing(connect_bare(copy)) as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA journal_mode=DELETE")
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'state_mark'").fetchone():
            connection.execute(RENEW)
            connection.execute("UPDATE state_mark SET mark = substr(mark, 1, 45) || lower(hex(zeroblob(16)))")
