"""An office file that is open: its one connection, its transactions, its copies."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from qadesk.errors import Cancelled
from qadesk.file_errors import writing
from qadesk.progress import Progress
from qadesk.storage.cipher import driver
from qadesk.storage.cipher.keys import Key
from qadesk.storage.engine import driver_errors, make_engine
from qadesk.storage.failures import UnreadableRecord, damaged_record, explaining_failures
from qadesk.storage.marks import FileMark
from qadesk.storage.office import PlainQuery
from qadesk.storage.turns import in_turn
from qadesk.storage.whereabouts import Whereabouts

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

log = logging.getLogger(__name__)

# What reading a damaged record ends in.
_UNREADABLE = (ValueError, LookupError, TypeError, ArithmeticError, RecursionError)


class FileStore:
    """Holds an office file by one connection (see `storage.engine`)."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.place = path
        self.connection = connection
        self._marks = FileMark(connection, path)
        self._whereabouts = Whereabouts(path)
        self._turn = threading.Lock()
        self._closed = False
        self._leaving = threading.Event()
        self._copying = threading.Lock()
        self._writer: Connection | None = None  # kept: making one takes as long as storing what is written
        self._beginning = False

    @property
    def key(self) -> Key | None:
        """What the file is encrypted with."""
        return driver.key_of(self.connection)

    def engine(self) -> Engine:
        """SQLAlchemy over the connection."""
        return make_engine(self.connection, lambda: self._beginning)

    @contextmanager
    def bare(self) -> Iterator[sqlite3.Connection]:
        """The bare connection, seeing one unchanging state. Nothing written through it is kept."""
        with self._told(), in_turn(self._turn):
            self._must_be_open()
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                if self.connection.in_transaction:  # some failures of the disk end it themselves
                    self.connection.execute("ROLLBACK")

    @contextmanager
    def read_plain(self) -> Iterator[PlainQuery]:
        """See `Office.read_plain`."""
        with self.bare() as connection:
            yield lambda sql, values: connection.execute(sql, values).fetchall()

    @contextmanager
    def read(self, engine: Engine) -> Iterator[Connection]:
        """See `Office.read`."""
        with self._told(), in_turn(self._turn):
            self._must_be_open()
            with engine.connect() as connection, self._begun(connection):
                yield connection

    @contextmanager
    def write(self, engine: Engine) -> Iterator[Connection]:
        """See `Office.write`."""
        with self._told(), in_turn(self._turn):
            self._must_be_there()
            self._marks.before_write()
            connection = self._writing(engine)
            try:
                with self._begun(connection):
                    self._marks.in_write()
                    yield connection
            except BaseException:
                self._let_go_of_writer()
                raise
            self._marks.after_write()

    def copy(self, target: Path, progress: Progress | None = None) -> None:
        """See `Office.copy`."""
        from qadesk.storage import copies  # nothing that every start should wait for

        with self._copying:
            self._must_be_open()
            copies.write(copies.CopySource(self.connection, self._turn, self._leaving), target, progress)
            with writing(target):
                copies.accompany(target, self.place)

    def empty_log(self) -> None:
        """See `Office.empty_log`. Where that fails, a later transaction does it."""
        with in_turn(self._turn):
            self._must_be_open()
            try:
                self._marks.empty_log("TRUNCATE")
            except driver_errors():
                log.info("the log could not be worked into the file", exc_info=True)

    def close(self) -> None:
        """See `Office.close`."""
        self._leaving.set()
        with self._copying, in_turn(self._turn):
            self._closed = True
            self._let_go_of_writer()
            self.connection.close()
            self._whereabouts.let_go()

    def _writing(self, engine: Engine) -> Connection:
        """SQLAlchemy's connection that the transactions of an office write through, one after another."""
        if self._writer is None or self._writer.engine is not engine:
            self._let_go_of_writer()
            self._writer = engine.connect().execution_options(qadesk_write=True)
        return self._writer

    def _let_go_of_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def _begun(self, connection: Connection) -> AbstractContextManager[object]:
        """A transaction of it. None begins but here: not when a connection is used after its transaction."""
        self._beginning = True
        try:
            return connection.begin()
        finally:
            self._beginning = False

    def _must_be_open(self) -> None:
        """Who turned away from an office no longer wants what was still to be read of it."""
        if self._closed:
            raise Cancelled

    def _must_be_there(self) -> None:
        """What is written to a file that was renamed, deleted or replaced would be looked for in vain."""
        trouble = self._whereabouts.trouble
        if trouble is True:
            try:  # the file that was moved took no log with it: let it have what was saved
                self._marks.empty_log("TRUNCATE")
            except driver_errors():
                log.info("the log could not be worked into the file", exc_info=True)
        if (
            trouble is not None
        ):  # of a disk that is gone SQLite still has pages in memory, until it tries to write
            raise self._whereabouts.refusal(trouble)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Failures of the disk and the file as UserErrors; of a record that cannot be read, which it is."""
        try:
            with explaining_failures(self.place):
                yield
        except driver_errors(*_UNREADABLE) as error:
            self._tell_of_damage(error)
            raise
        except Exception as error:
            if isinstance(getattr(error, "orig", None), driver_errors()):  # SQLAlchemy's, not imported for it
                self._tell_of_damage(error)
            raise

    def _tell_of_damage(self, error: Exception) -> None:
        """Raise UserError if something in the file cannot be read: that is why, and no bug."""
        if isinstance(error, UnreadableRecord):
            raise damaged_record(self.place, *error.place) from error
        from qadesk.storage import damage  # nothing that every start should wait for

        with in_turn(self._turn):
            if self._closed or self.connection.in_transaction:
                return
            for cell in damage.damaged_cells(self.connection):
                raise damaged_record(self.place, cell.table, cell.row, cell.column) from error
