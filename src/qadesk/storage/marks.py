"""The mark in an office file by which a left-over log is known to belong to it, or to another copy.

SQLite applies whatever log lies beside a file. Beside a copy put there by hand it would mix two states. So a
row of the file says which state it is: a random id, and the id before it. An opening that writes first gives
the file itself a new id (a copy taken before then bears another), and every new log begins with a change of
it (so a log names the state it was begun on). `left_over` compares the two.
"""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import Final

from qadesk.storage.engine import driver_errors

RENEW: Final = (
    "UPDATE state_mark SET mark = 'qadesk-mark:' || lower(hex(randomblob(16))) || ':' || substr(mark, 13, 32)"
)
_LOG_BYTES: Final = 4_000_000  # from which a log is worked into its file
_LARGE: Final = 4 * _LOG_BYTES  # from which its room is given back, too; below, keeping it saves syncs

log = logging.getLogger(__name__)


class FileMark:
    """Keeps the mark of one open file; each call is made in the turn of the transaction it belongs to."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._log = path.with_name(f"{path.name}-wal")
        self._own = False  # whether the file has an id of this opening
        self._begun = False  # whether the log names the state it was begun on
        self._writes_ahead = True
        self._room = 0  # bytes that the log's file kept when it was begun anew

    def before_write(self) -> None:
        """Before a transaction that writes: the first of an opening gives the file an id of its own."""
        if not self._own:
            (mode,) = self._connection.execute("PRAGMA journal_mode").fetchone()
            self._writes_ahead = mode == "wal"
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.execute(RENEW)
            self.empty_log("TRUNCATE")
            self._own = True

    def in_write(self) -> None:
        """Within it, first of all."""
        if not self._begun:
            self._connection.execute(RENEW)

    def after_write(self) -> None:
        """After it was stored: a log that has grown long is worked into the file."""
        self._begun = self._writes_ahead
        try:
            size = self._log.stat().st_size if self._writes_ahead else 0
            if size > max(_LOG_BYTES, self._room):  # a log begun anew fills the room it has before it grows
                self.empty_log("TRUNCATE" if size > _LARGE else "RESTART")
                self._room = 0 if size > _LARGE else size
        except driver_errors(OSError):  # it is stored; the next one tries again
            log.info("the log could not be worked into the office file", exc_info=True)

    def empty_log(self, how: str) -> None:
        """Work the log into the file; the next transaction begins a new one. Raises sqlite3.Error."""
        self._begun = False  # also where it fails: one change of the mark too many does no harm
        if self._writes_ahead:
            self._connection.execute(f"PRAGMA wal_checkpoint({how})").fetchone()
