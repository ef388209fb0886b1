"""Running the migrations that tables still lack: of a file, of a database on a server."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from qadesk.storage.engine import APPLICATION_ID, make_engine

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qadesk.storage.trail.walk import Deviation

_NONE: Final[Mapping[int, Sequence[Any]]] = MappingProxyType({})
_MOST: Final = 1000  # altered rows that are told one by one
SCHEMA: Final = 13  # the newest migration; files keep it in PRAGMA user_version


def upgrade(connection: Connection, schema: int, *, stamp: bool = False) -> None:
    """Run migrations up to `schema` in the caller's transaction; `stamp`: only note that none is needed."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    (command.stamp if stamp else command.upgrade)(config, f"{schema:04d}")


def migrate(raw: sqlite3.Connection, schema: int = SCHEMA) -> None:
    """Run the migrations a file still lacks up to `schema` (1 to SCHEMA)."""
    # A table that others refer to can only be rebuilt while references are off; no transaction may be
    # open.
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        # One transaction for all of it: a kill half-way leaves the office as it was.
        with make_engine(raw).connect() as connection:
            with connection.execution_options(qadesk_write=True).begin():
                before = len(connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall())
                found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
                altered = altered_rows(connection) if schema == SCHEMA else {}
                upgrade(connection, schema)
                torn = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if len(torn) > before:  # those that led nowhere before are no reason not to open it
                    raise sqlite3.IntegrityError(f"references of {torn[0][0]} lead nowhere")
                if schema == SCHEMA:
                    seal(connection, found, altered)
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version={schema}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def altered_rows(connection: Connection) -> dict[int, tuple[Deviation, ...]]:
    """By office: the rows that are not as its trail left them, before their tables become others."""
    from sqlalchemy import inspect

    from qadesk.storage.trail import walk

    if not inspect(connection).has_table("seal"):  # older than the trail
        return {}
    offices = connection.exec_driver_sql("SELECT id FROM office").fetchall()
    return {office_id: walk.altered_before_upgrade(connection, office_id) for (office_id,) in offices}


def seal(connection: Connection, before: int, altered: Mapping[int, Sequence[Deviation]] = _NONE) -> None:
    """Begin the trail of each office in a file, or seal its rows anew: tables may have other columns.

    That makes rows right which had been `altered` outside: the entry that seals them tells of those.
    """
    from qadesk.storage.trail import chain

    for (office_id,) in connection.exec_driver_sql("SELECT id FROM office").fetchall():
        begun = chain.head(connection, office_id).seq
        detail: dict[str, Any] = {"from": before, "to": SCHEMA}
        if found := altered.get(office_id, ()):
            told = [[one.fault, one.table, one.key, one.part] for one in found]
            detail |= {chain.FOUND: told[:_MOST], "altered": len(told)}
        action = chain.UPGRADE if begun else chain.BEGIN
        chain.seal_everything(connection, office_id, time.time_ns() // 1_000_000, action, detail)
