"""An office file written anew with another key, or with none: into a file beside, verified row by row.

The file before is only read. What is written gets its place by one renaming, so that a kill leaves one or the
other, never a mixture.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Final

from qadesk import whole_files
from qadesk.errors import Cancelled, UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.storage import copies
from qadesk.storage.cipher import driver, keys
from qadesk.storage.cipher.keys import Key
from qadesk.storage.engine import APPLICATION_ID, connect_bare, make_engine
from qadesk.storage.failures import explaining_failures, in_use
from qadesk.storage.marks import RENEW
from qadesk.storage.trail import chain
from qadesk.storage.whereabouts import Whereabouts

_STEPS: Final = 100_000  # of SQLite's machine, between two looks at whether it was cancelled
_AT_ONCE: Final = 1_000

Told = tuple[str, int]  # what the trail says of it, and the number of the user who did it


def replace(path: Path, key: Key | None, told: Told, progress: Progress | None = None) -> None:
    """Let the closed office at `path` be encrypted with `key`, or plain.

    Raises UserError for an office that is open somewhere or whatever the disk refuses, and Cancelled; then
    it is as it was, unless it says that the file was written and the disk did not confirm it.
    """
    if Whereabouts.is_open_here(path):
        raise in_use(path)
    kept = _("Nothing was changed.")
    with explaining_failures(path, kept):
        building = whole_files.hidden(path.parent)
        try:
            os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with _taken(path) as source:
                _write(source, building, key, progress)
                _must_be_alike(source, building, key, progress)
                before = path.stat()
            _note(building, *told)
            _must_be_sound(building, path)
            whole_files.sync(building)
            after = path.stat()
            if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
                raise in_use(path)
            building.replace(path)
            whole_files.sync_folder(path.parent)
        finally:
            for end in ("", "-wal", "-shm", "-journal"):
                Path(f"{building}{end}").unlink(missing_ok=True)


@contextmanager
def _taken(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, for this process alone; by the library that can write both kinds."""
    key = keys.of_file(path)
    with closing(driver.connect(path, key)) as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")
        yield connection


def _write(source: sqlite3.Connection, target: Path, key: Key | None, progress: Progress | None) -> None:
    spelled = "" if key is None else driver.spelled(key)
    (schema,) = source.execute("PRAGMA user_version").fetchone()
    source.execute("ATTACH ? AS written KEY ?", (str(target), spelled))
    stopped: list[BaseException] = []

    def look() -> int:
        try:
            _report(progress, 0, 0)
        except Cancelled as error:
            stopped.append(error)
        return len(stopped)

    try:
        source.execute("PRAGMA written.synchronous=OFF")  # synced whole at the end, before it gets its name
        source.execute("PRAGMA written.journal_mode=OFF")
        source.set_progress_handler(look, _STEPS)
        source.execute("SELECT sqlcipher_export('written')").fetchone()
        source.execute(f"PRAGMA written.user_version={schema}")
        source.execute(f"PRAGMA written.application_id={APPLICATION_ID}")
    except driver.errors():
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        source.set_progress_handler(None, 0)
        if not source.in_transaction:
            source.execute("DETACH written")


def _must_be_alike(
    source: sqlite3.Connection, target: Path, key: Key | None, progress: Progress | None
) -> None:
    """Read back what was written, row by row. Raises OSError where it is not what was to be written."""
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    with closing(driver.connect(target, key)) as written:
        names = source.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = [name for (name,) in names if not name.startswith("sqlite_")]
        selects = [f'SELECT * FROM "{name}" NOT INDEXED' for name in tables]  # noqa: S608 - our own
        for number, query in enumerate([schema, *selects]):
            _report(progress, number, len(selects) + 1)
            ours, theirs = _blocks(source, query), _blocks(written, query)
            if any(one != other for one, other in zip_longest(ours, theirs)):
                raise OSError(5, "read back otherwise than written", str(target))


def _blocks(connection: sqlite3.Connection, query: str) -> Iterator[list[tuple[object, ...]]]:
    cursor = connection.execute(query)
    while rows := cursor.fetchmany(_AT_ONCE):
        yield rows


def _note(building: Path, action: str, user_id: int) -> None:
    """An entry in its trail, and a mark of its own, by which no log of the file before fits it."""
    with closing(connect_bare(building)) as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        connection.execute(RENEW)
        offices = connection.execute("SELECT id FROM office").fetchall()
        with make_engine(connection).begin() as whole:
            for (office_id,) in offices:
                chain.add(whole, office_id, time.time_ns() // 1_000_000, (action, ""), {}, user_id)
        # As an open office has it: a kill while it is first opened finds nothing to switch.
        connection.execute("PRAGMA journal_mode=WAL").fetchone()


def _must_be_sound(building: Path, path: Path) -> None:
    wrong = copies.problems(building)
    if wrong:
        raise UserError(
            "encryption.not_intact",
            _("“{file}” is not intact: {what}").format(file=path.name, what=wrong[0]),
            kept=_("Nothing was changed."),
            remedy=_("Restore the newest backup that is intact, then try again."),
        )


def _report(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress.report(done, total)
