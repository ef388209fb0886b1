"""The one connection to an office file: pragmas, transactions, the lock that keeps a second program out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qadesk.storage.cipher import driver, keys
from qadesk.storage.cipher.keys import Key

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


def connect(path: Path, key: Key | None = None) -> sqlite3.Connection:
    """A connection to one SQLite file that only this process can use while it is open.

    `locking_mode=EXCLUSIVE` makes the file its own lock (nothing stale is left by a kill) and lets WAL
    work without shared memory; the price is a single connection, taken in turns. `key`: what a file that is
    yet empty is encrypted with; of one that is encrypted the key was given before (`cipher.keys`).
    """
    connection = connect_bare(path, key, timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("qadesk_digest", 1, _digest, deterministic=True)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_bare(path: Path, key: Key | None = None, *, uri: str = "", **options: Any) -> sqlite3.Connection:
    """A connection to a plain or encrypted file, nothing set; `uri` names it in another way.

    Raises the library's errors, UserError where the key was not given or the library is missing.
    """
    key = key or keys.of_file(path)
    if uri:
        options["uri"] = True
    if key is None:
        plain: sqlite3.Connection = sqlite3.connect(uri or path, isolation_level=None, **options)
        return plain
    return driver.connect(uri or path, key, **options)


def driver_errors(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """What failures of an office file are raised as, and `others`; to be called where they are caught."""
    return (*others, *driver.errors())


def _digest(content: object) -> str | None:
    """For `storage.trail`: the SHA-256 of a file's content."""
    import hashlib  # files with attachments alone need it

    if content is None:
        return None
    return hashlib.sha256(content if isinstance(content, bytes) else str(content).encode()).hexdigest()


def make_engine(connection: sqlite3.Connection, may_begin: Callable[[], bool] = lambda: True) -> Engine:
    """SQLAlchemy over that connection; importing it takes longer than opening an office and looking in.

    `may_begin`: whether a transaction may begin now; else RuntimeError, for somebody uses what is over.
    """
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    engine = create_engine(
        "sqlite+pysqlite://",
        module=driver.library_of(connection),
        creator=lambda: connection,
        poolclass=StaticPool,
        pool_reset_on_return=None,
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
    )

    def begin(began: Connection) -> None:
        if not may_begin():
            raise RuntimeError("a connection is used after its transaction")
        immediate = began.get_execution_options().get("qadesk_write", False)
        connection.execute("BEGIN IMMEDIATE" if immediate else "BEGIN")

    event.listen(engine, "begin", begin)
    return engine
