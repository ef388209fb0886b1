"""The one connection to an office file: pragmas, transactions, the lock that keeps a second program out."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

BUSY_SECONDS = 2
APPLICATION_ID = 0x51414B44  # "QAKD", in PRAGMA application_id
_PRAGMAS = (
    "locking_mode=EXCLUSIVE",
    "journal_mode=WAL",  # stays a rollback journal where WAL is refused
    "wal_autocheckpoint=0",  # `storage.marks` works the log into the file: each new one names its state
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",  # an office file from elsewhere may not run functions from its schema
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "cache_size=-65536",
)


def connect(path: Path) -> sqlite3.Connection:
    """A connection to one SQLite file that only this process can use while it is open.

    `locking_mode=EXCLUSIVE` makes the file its own lock (nothing stale is left by a kill) and lets WAL
    work without shared memory; the price is a single connection, taken in turns.
    """
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("qadesk_digest", 1, _digest, deterministic=True)
    except BaseException:
        connection.close()
        raise
    return connection


def _digest(content: object) -> str | None:
    """For `storage.trail`: the SHA-256 of a file's content."""
    import hashlib  # files with attachments alone need it

    if content is None:
        return None
    return hashlib.sha256(content if isinstance(content, bytes) else str(content).encode()).hexdigest()


def make_engine(connection: sqlite3.Connection) -> Engine:
    """SQLAlchemy over that connection; importing it takes longer than opening an office and looking in."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: connection,
        poolclass=StaticPool,
        pool_reset_on_return=None,
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("qadesk_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
