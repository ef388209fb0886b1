"""Running the migrations that tables still lack: of a file, of a database on a server."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qadesk.storage.engine import APPLICATION_ID, make_engine

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCHEMA: Final = 9  # the newest migration; files keep it in PRAGMA user_version


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
                upgrade(connection, schema)
                torn = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if len(torn) > before:  # those that led nowhere before are no reason not to open it
                    raise sqlite3.IntegrityError(f"references of {torn[0][0]} lead nowhere")
                if schema == SCHEMA:
                    seal(connection, found)
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version={schema}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def seal(connection: Connection, before: int) -> None:
    """Begin the trail of each office in a file, or seal its rows anew: tables may have other columns."""
    from qadesk.storage.trail import chain

    for (office_id,) in connection.exec_driver_sql("SELECT id FROM office").fetchall():
        begun = chain.head(connection, office_id).seq
        detail = {"from": before, "to": SCHEMA}
        action = chain.UPGRADE if begun else chain.BEGIN
        chain.seal_everything(connection, office_id, time.time_ns() // 1_000_000, action, detail)
