"""Making, recognising, opening and bringing up to date an office file."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from qadesk.errors import UserError
from qadesk.file_errors import reading
from qadesk.i18n import _
from qadesk.places import Place
from qadesk.storage import generations
from qadesk.storage.cipher import driver, key_files, keys
from qadesk.storage.cipher.keys import Key
from qadesk.storage.engine import APPLICATION_ID, connect, driver_errors
from qadesk.storage.failures import damaged, explain, explaining_failures, in_use, read_only
from qadesk.storage.file_store import FileStore
from qadesk.storage.left_over import set_foreign_aside
from qadesk.storage.office import Office
from qadesk.storage.upgrades import SCHEMA as SCHEMA  # noqa: PLC0414 - what this module opens
from qadesk.storage.upgrades import migrate
from qadesk.storage.whereabouts import Whereabouts
from qadesk.whole_files import replacing

SUFFIX = generations.SUFFIX
_SQLITE_MAGIC = b"SQLite format 3\x00"


def create(
    place: Place,
    *,
    name: str,
    zone: str,
    fill: Callable[[Office], object] | None = None,
    key: Key | None = None,
) -> Office:
    """Make a new office, let `fill` put into it what it is to begin with, and open it; `key`: encrypted.

    A file is built under another name and put in place whole, so that neither a failure nor a kill leaves an
    office that is not ready. Raises UserError if a file is already there or the folder cannot be written, and
    whatever `fill` raises.
    """
    if not isinstance(place, Path):
        from qadesk.storage import servers  # SQLAlchemy, which a start with a file does without

        return servers.create(place, name=name, zone=zone, fill=fill)
    if key is not None:
        keys.keep(key)
    with _being_made(place) as building:
        _write_new(building, name, zone, SCHEMA, key)
        if fill is not None:
            with _filling(building, place) as office:
                fill(office)
    return open_office(place)


def _refuse_to_replace(path: Path) -> None:
    if path.exists():
        raise UserError(
            "file.exists",
            _("There is already a file “{file}”.").format(file=path.name),
            kept=_("It was not changed."),
            remedy=_("Choose another name, or open that file instead."),
        )


@contextmanager
def _being_made(path: Path) -> Iterator[Path]:
    """Where to build an office that takes its place whole at the end; its log must be worked in by then.

    Raises as `create` does.
    """
    with explaining_failures(path):
        _refuse_to_replace(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path, private=True) as building:
            yield building
            _refuse_to_replace(path)  # it may have taken a while


@contextmanager
def _filling(building: Path, path: Path) -> Iterator[Office]:
    """An office being made at `building`, open to be filled; what is told of it names it as `path`."""
    office = _open_file(building)
    assert isinstance(office.store, FileStore)
    office.store.place = path
    try:
        yield office
        _leave_no_log(office.store.connection)
    finally:
        office.close()


def create_old(path: Path, schema: int) -> None:
    """Write an office as the version with that schema (1 to SCHEMA) did: for trying upgrades."""
    _write_new(path, f"schema {schema}", "Asia/Shanghai", schema)


def _write_new(path: Path, name: str, zone: str, schema: int, key: Key | None = None) -> None:
    import uuid  # a new office alone needs it

    _write_tables(path, schema, key)
    with closing(connect(path)) as connection:
        made = (str(uuid.uuid4()), name, zone, time.time_ns() // 1_000_000)
        connection.execute("INSERT INTO office (uid, name, zone, created_at) VALUES (?, ?, ?, ?)", made)
        _leave_no_log(connection)


def _write_tables(path: Path, schema: int, key: Key | None) -> None:
    with closing(connect(path, key)) as connection:
        migrate(connection, schema)
        # Tables that are rebuilt leave pages nobody reads, which a copy from a lost drive would have to read.
        connection.execute("VACUUM")
        _leave_no_log(connection)


def _leave_no_log(connection: sqlite3.Connection) -> None:
    """Work the log into the file before it gets its name; closing would not say if that failed."""
    connection.execute("PRAGMA journal_mode=DELETE").fetchone()


def open_office(place: Place) -> Office:
    """Open an office, after bringing an older file up to date (a copy is kept first, see `generations`).

    A log beside it that belongs to another copy is set aside, not applied; `notes` of the office say so.
    Raises UserError for a file that is missing, no office, damaged, in use, read-only or from a newer QADesk,
    and as `servers.open_office` does.
    """
    if isinstance(place, Path):
        return _open_file(place)
    from qadesk.storage import servers  # SQLAlchemy, which a start with a file does without

    return servers.open_office(place)


def _open_file(path: Path) -> Office:
    if Whereabouts.is_open_here(path):
        raise in_use(path)
    _recognise(path)
    try:
        with explaining_failures(path), ExitStack() as on_failure:
            _be_private(path)
            notes = [_left_over(aside) for aside in set_foreign_aside(path, datetime.now().astimezone())]
            if generations.read_name(path) is not None:
                notes.append(_("This is a backup. Changes made here do not go into the office itself."))
            connection = connect(path)
            on_failure.callback(connection.close)
            key, name, zone = _brought_up_to_date(connection, path, notes)
            store = FileStore(path, connection)
            office = Office(store, key, name, _zone(zone), notes=tuple(notes))
            on_failure.pop_all()
            return office
    except driver_errors(ValueError) as error:  # a column or a zone that is none, bytes that are no text
        raise damaged(path) from error


def _brought_up_to_date(connection: sqlite3.Connection, path: Path, notes: list[str]) -> tuple[int, str, str]:
    """The office's key, name and zone, once the file is ours and of this version's schema.

    What is to be said of it is added to `notes`.
    """
    schema = _lock(connection)
    _refuse_strange_parts(connection, path)
    if schema > SCHEMA:
        raise UserError(
            "office.from_newer_version",
            _("“{file}” was made by a newer version of QADesk.").format(file=path.name),
            kept=_("Nothing was changed."),
            remedy=_("Install the newest QADesk on this PC, then open it again."),
        )
    if schema < SCHEMA:
        notes += _keep_copy(connection, path)
        try:
            migrate(connection)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except Exception as error:
            if told := _not_as_made(error, path):
                raise told from error
            raise
    row: tuple[int, str, str] | None
    row = connection.execute("SELECT id, name, zone FROM office ORDER BY id").fetchone()
    if row is None:
        raise damaged(path)
    return row


def _zone(name: str) -> ZoneInfo:
    """The time zone of that name. Raises ValueError for one that is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, TypeError, OSError) as error:  # not there, no text, a folder of zones
        raise ValueError(name) from error


def _recognise(path: Path) -> None:
    """Look at the file's first bytes, without SQLite, before anything may touch it.

    Of an encrypted one they tell no more than that; whose office it is, is seen once it is open.
    """
    with reading(path), path.open("rb") as file:
        head = file.read(100)
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise read_only(path)
    if head.startswith(keys.MAGIC):
        driver.module()
        keys.of_file(path)
        return
    application = int.from_bytes(head[68:72], "big")
    if not head.startswith(_SQLITE_MAGIC) or application != APPLICATION_ID:
        if not head.startswith(_SQLITE_MAGIC) and (damage := key_files.begins_damaged(path, head)):
            raise damage
        raise _no_office(path, head)


def _no_office(path: Path, head: bytes) -> UserError:
    """What to do about a file that is no office, by what it is: empty, of another kind, or spoilt."""
    said, kept = _("“{file}” is not a QADesk office.").format(file=path.name), _("Nothing was changed.")
    if not head:
        said = _("“{file}” is empty: it has 0 bytes.").format(file=path.name)
        remedy = _("Restore the newest backup of this office; see to it first that the disk is not full.")
    elif path.suffix.casefold() != SUFFIX:
        remedy = _("Choose a file ending in {suffix}.").format(suffix=SUFFIX)
    else:
        remedy = _("It may be damaged, or another file under this name: restore the newest backup if it was "
                   "your office, else choose another file.")  # fmt: skip
    return UserError("office.not_an_office", said, kept=kept, remedy=remedy)


def _lock(connection: sqlite3.Connection) -> int:
    """Take the file for this process (the lock stays until the connection is closed); its schema number."""
    connection.execute("BEGIN IMMEDIATE")
    schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
    connection.execute("COMMIT")
    return schema


def _refuse_strange_parts(connection: sqlite3.Connection, path: Path) -> None:
    """No office of ours holds triggers or views: in a file from elsewhere they would act at our writes."""
    (strange,) = connection.execute(
        "SELECT group_concat(name, ', ') FROM sqlite_master WHERE type IN ('trigger', 'view')"
    ).fetchone()
    if strange is not None:
        raise UserError(
            "office.altered",
            _("“{file}” was altered outside QADesk: it contains {names}.").format(
                file=path.name, names=strange
            ),
            kept=_("Nothing was changed."),
            remedy=_("Open the newest backup copy of this office instead."),
        )


def _not_as_made(error: Exception, path: Path) -> UserError | None:
    """Why a migration did not fit the tables it found; None where the disk or a bug is to blame."""
    cause = getattr(error, "orig", error)
    unfitting = isinstance(cause, driver_errors()) and type(cause).__name__ == "OperationalError"
    if not unfitting or explain(cause, path) is not None:
        return None
    return UserError(
        "office.altered",
        _("“{file}” was altered outside QADesk: it contains {names}.").format(
            file=path.name, names=_("other tables")
        ),
        kept=_("Nothing was changed."),
        remedy=_("Open the newest backup copy of this office instead."),
    )


def _be_private(path: Path) -> None:
    """A copy put in place by hand may have come with rights for everybody: then only its owner keeps them.

    One that a group alone shares was made so on purpose. On Windows the rights of the profile hold.
    """
    if os.name == "posix":
        found = path.stat()
        if found.st_mode & 0o007 and found.st_uid == os.geteuid():
            path.chmod(0o600)


def _left_over(aside: Path) -> str:
    return _(
        "Beside the office file there were unmerged changes of another copy of it. They were not "
        "used; they are kept as “{file}”."
    ).format(file=aside.name)


def _keep_copy(connection: sqlite3.Connection, path: Path) -> list[str]:
    """A copy as it was, what is wrong with it in words. Raises UserError where none can be made.

    One that is not sound is kept, too: what opened with the version before has to open with this one.
    """
    import threading

    from qadesk.storage import copies

    uid, zone = connection.execute("SELECT uid, zone FROM office ORDER BY id").fetchone() or ("0" * 8, "UTC")
    folder = generations.folder_of(path)
    folder.mkdir(mode=0o700, exist_ok=True)
    now = datetime.now(_zone(zone))
    target = generations.new_name(folder, path, uid, now, generations.UPGRADE)
    source = copies.CopySource(connection, threading.Lock(), threading.Event())
    wrong = copies.write(source, target, as_it_is=True)
    copies.accompany(target, path)
    text = _("The office file is damaged: {what}. So is the copy made before it was converted.")
    return [text.format(what=wrong[0])] if wrong else []
