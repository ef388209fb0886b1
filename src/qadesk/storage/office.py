"""One open office file: its transactions, and who sits at it."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.storage.engine import make_engine
from qadesk.storage.failures import UnreadableRecord, damaged_record, told_plainly
from qadesk.storage.marks import Marks
from qadesk.storage.whereabouts import Whereabouts

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

log = logging.getLogger(__name__)

_UNREADABLE = (ValueError, LookupError, TypeError, ArithmeticError)  # what reading a damaged record ends in
_PATIENCE_S = 15  # how long a transaction waits for the one before it to end


@dataclass(frozen=True)
class User:
    """The person at the desk; `role` is supervisor, manager or administrator."""

    id: int
    login: str
    name: str
    role: str


@dataclass
class Office:
    """An opened office, handed to every service. `user` changes with sign-in, `name` with the settings.

    The file is held by one connection (see `storage.engine`), so transactions are taken in turns and
    must not be nested: what runs inside one passes its connection on.
    """

    path: Path
    connection: sqlite3.Connection = field(repr=False)
    id: int
    name: str
    zone: ZoneInfo
    user: User | None = None
    notes: tuple[str, ...] = ()  # what opening it had to do that the person at the desk should know
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _closed: bool = field(default=False, repr=False)
    _leaving: threading.Event = field(default_factory=threading.Event, repr=False)
    _copying: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self._marks = Marks(self.connection, self.path)
        self._whereabouts = Whereabouts(self.path)

    @cached_property
    def engine(self) -> Engine:
        """SQLAlchemy over the connection, made when something first needs it."""
        return make_engine(self.connection)

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """The bare connection, seeing one unchanging state: for reading before SQLAlchemy is imported.

        Nothing written through it is kept. Raises as `read` does.
        """
        with self._told(), self._in_turn():
            self._must_be_open()
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                if self.connection.in_transaction:  # some failures of the disk end it themselves
                    self.connection.execute("ROLLBACK")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one unchanging state of the file.

        Raises UserError if the disk or the file fails, Cancelled if the office was closed meanwhile.
        """
        with self._told(), self._in_turn():
            self._must_be_open()
            with self.engine.connect() as connection, connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection that holds the write lock from the start; commits at the end or rolls back whole.

        Raises UserError if the disk or the file fails, or the file is no longer where it was opened; then
        nothing of the block is stored.
        """
        with self._told(), self._in_turn(), self.engine.connect() as connection:
            self._must_be_there()
            self._marks.before()
            with connection.execution_options(qadesk_write=True).begin():
                self._marks.begun()
                yield connection
            self._marks.stored()

    def copy(self, target: Path, progress: Progress | None = None) -> None:
        """Write a verified copy of the office as it is; see `storage.copies.write`.

        For any thread: transactions go on meanwhile. Works as long as the file is open, wherever it went.
        """
        from qadesk.storage import copies  # nothing that every start should wait for

        with self._copying:
            self._must_be_open()
            copies.write(copies.Source(self.connection, self._turn, self._leaving), target, progress)

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The date on the office's wall."""
        return datetime.now(self.zone).date()

    def local(self, moment: datetime) -> datetime:
        """A stored moment as the office's clocks showed it."""
        return moment.astimezone(self.zone)

    @property
    def user_id(self) -> int | None:
        """Who is signed in, for the rows that say who made them."""
        return self.user.id if self.user else None

    def close(self) -> None:
        """Let go of the file, so that another program may open it; what is being read ends first.

        A copy that is being made is given up.
        """
        self._leaving.set()
        with self._copying, self._in_turn():
            self._closed = True
            self.connection.close()
            self._whereabouts.let_go()

    def _must_be_open(self) -> None:
        """Who turned away from an office no longer wants what was still to be read of it."""
        if self._closed:
            raise Cancelled

    def _must_be_there(self) -> None:
        """What is written to a file that was renamed, deleted or replaced would be looked for in vain."""
        trouble = self._whereabouts.trouble
        if trouble is True:
            try:  # the file that was moved took no log with it: let it have what was saved
                self._marks.settle("TRUNCATE")
            except sqlite3.Error:
                log.info("the log could not be worked into the file", exc_info=True)
        if (
            trouble is not None
        ):  # of a disk that is gone SQLite still has pages in memory, until it tries to write
            raise self._whereabouts.refusal(trouble)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Failures of the disk and the file as UserErrors; of a record that cannot be read, which it is."""
        try:
            with told_plainly(self.path):
                yield
        except (*_UNREADABLE, sqlite3.Error) as error:
            self._tell_of_damage(error)
            raise
        except Exception as error:
            if isinstance(getattr(error, "orig", None), sqlite3.Error):  # SQLAlchemy's, not imported for it
                self._tell_of_damage(error)
            raise

    def _tell_of_damage(self, error: Exception) -> None:
        """Raise UserError if something in the file cannot be read: that is why, and no bug."""
        if isinstance(error, UnreadableRecord):
            raise damaged_record(self.path, *error.place) from error
        from qadesk.storage import damage  # nothing that every start should wait for

        with self._in_turn():
            if self._closed or self.connection.in_transaction:
                return
            for cell in damage.found(self.connection):
                raise damaged_record(self.path, cell.table, cell.row, cell.column) from error

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=_PATIENCE_S):
            raise RuntimeError("a transaction was begun inside another, or the one before it never ended")
        try:
            yield
        finally:
            self._turn.release()
