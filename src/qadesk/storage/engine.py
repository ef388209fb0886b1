"""The one connection to an office file: pragmas, transactions, the lock that keeps a second program out."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

BUSY_SECONDS = 2


def make_engine(path: Path) -> Engine:
    """An engine over one SQLite file that only this process can use while it is open.

    `locking_mode=EXCLUSIVE` makes the file its own lock (nothing stale is left by a kill) and lets WAL
    work without shared memory; the price is a single connection, taken in turns.
    """
    engine = create_engine(
        f"sqlite+pysqlite:///{path}",
        connect_args={
            "timeout": BUSY_SECONDS,
            "check_same_thread": False,
            "isolation_level": None,
        },
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=15,
        pool_reset_on_return=None,
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in (
        "locking_mode=EXCLUSIVE",
        "journal_mode=WAL",  # stays a rollback journal where WAL is refused
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",  # an office file from elsewhere may not run functions from its schema
        "cell_size_check=ON",
        "temp_store=MEMORY",
        "cache_size=-65536",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("qadesk_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
