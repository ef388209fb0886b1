"""Making, recognising, opening and bringing up to date an office file."""

from __future__ import annotations

import os
import sqlite3
import uuid
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert, select

from qadesk.errors import UserError
from qadesk.file_errors import reading
from qadesk.i18n import _
from qadesk.storage import tables
from qadesk.storage.engine import make_engine
from qadesk.storage.failures import damaged, read_only, told_plainly
from qadesk.storage.office import Office

SUFFIX = ".qadesk"
SCHEMA = 2  # the newest migration; kept in PRAGMA user_version
APPLICATION_ID = 0x51414B44  # "QAKD", in PRAGMA application_id
_SQLITE_MAGIC = b"SQLite format 3\x00"


def create(path: Path, *, name: str, zone: str) -> Office:
    """Make a new, empty office file and open it.

    It is built under another name and put in place whole, so a failure leaves nothing behind.
    Raises UserError if a file is already there or the folder cannot be written.
    """
    if path.exists():
        raise UserError(
            _("There is already a file “{file}”.").format(file=path.name),
            kept=_("It was left as it is."),
            remedy=_("Choose another name, or open that file instead."),
        )
    building = path.with_name(f".{uuid.uuid4().hex[:8]}.new")
    with told_plainly(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            engine = make_engine(building)
            _migrate(engine)
            with engine.connect() as connection, connection.begin():
                connection.execute(
                    insert(tables.office).values(
                        uid=str(uuid.uuid4()),
                        name=name,
                        zone=zone,
                        created_at=datetime.now(UTC),
                    )
                )
            engine.dispose()
            building.replace(path)
        finally:
            for leftover in (
                building,
                Path(f"{building}-wal"),
                Path(f"{building}-shm"),
            ):
                leftover.unlink(missing_ok=True)
    return open_office(path)


def open_office(path: Path) -> Office:
    """Open an office file, after bringing an older one up to date (a copy is kept beside it first).

    Raises UserError for a file that is missing, no office, damaged, in use, read-only or from a newer QADesk.
    """
    _recognise(path)
    engine = make_engine(path)
    try:
        with told_plainly(path):
            schema = _take(engine)
            _refuse_strange_parts(engine, path)
            if schema > SCHEMA:
                raise UserError(
                    _("“{file}” was made by a newer version of QADesk.").format(file=path.name),
                    kept=_("Nothing was changed."),
                    remedy=_("Install the newest QADesk on this PC, then open it again."),
                )
            if schema < SCHEMA:
                _keep_copy(engine, path, schema)
                _migrate(engine)
            with engine.connect() as connection, connection.begin():
                row = connection.execute(select(tables.office).order_by(tables.office.c.id)).first()
        if row is None:
            raise damaged(path)
        return Office(path=path, engine=engine, id=row.id, name=row.name, zone=ZoneInfo(row.zone))
    except BaseException as error:
        engine.dispose()
        if isinstance(error, ValueError | KeyError):  # what ZoneInfo raises for a name that is none
            raise damaged(path) from error
        raise


def _recognise(path: Path) -> None:
    """Look at the file's first bytes, without SQLite, before anything may touch it."""
    with reading(path), path.open("rb") as file:
        head = file.read(100)
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise read_only(path)
    application = int.from_bytes(head[68:72], "big")
    if not head.startswith(_SQLITE_MAGIC) or application != APPLICATION_ID:
        raise UserError(
            _("“{file}” is not a QADesk office.").format(file=path.name),
            kept=_("Nothing was changed."),
            remedy=_("Choose a file ending in {suffix}.").format(suffix=SUFFIX),
        )


def _take(engine: Engine) -> int:
    """Take the file for this process (the lock stays until the engine is disposed); its schema number."""
    with engine.connect() as connection:
        with connection.execution_options(qadesk_write=True).begin():
            return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _refuse_strange_parts(engine: Engine, path: Path) -> None:
    """No office of ours holds triggers or views: in a file from elsewhere they would act at our writes."""
    with engine.connect() as connection, connection.begin():
        strange = connection.exec_driver_sql(
            "SELECT group_concat(name, ', ') FROM sqlite_master WHERE type IN ('trigger', 'view')"
        ).scalar()
    if strange is not None:
        raise UserError(
            _("“{file}” was altered outside QADesk: it holds {names}.").format(file=path.name, names=strange),
            kept=_("Nothing was changed."),
            remedy=_("Open the newest backup copy of this office instead."),
        )


def _keep_copy(engine: Engine, path: Path, schema: int) -> None:
    copy = path.with_name(f"{path.stem}.before-upgrade-{schema}{SUFFIX}")
    with engine.connect() as connection:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        target = sqlite3.connect(copy)
        try:
            source.backup(target)
        finally:
            target.close()


def _migrate(engine: Engine) -> None:
    """Run the migrations a file still lacks; Alembic is only imported when there is something to do."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    # One transaction for all of it: a kill half-way leaves the office as it was.
    with engine.connect() as connection:
        with connection.execution_options(qadesk_write=True).begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")
