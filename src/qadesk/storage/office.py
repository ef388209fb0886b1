"""One open office: its transactions, and who sits at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from qadesk.errors import UserError
from qadesk.origin import origin
from qadesk.places import Place, only_files
from qadesk.progress import Progress

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection, Engine

    from qadesk.storage.cipher.keys import Key

# Plain SQL that any engine runs, and values for its `:names`; gives all rows.
PlainQuery = Callable[[str, dict[str, Any]], Sequence[tuple[Any, ...]]]


@dataclass(frozen=True)
class User:
    """The person at the desk; `role` is viewer, supervisor, manager or administrator."""

    id: int
    login: str
    name: str
    role: str


class Store(Protocol):
    """What holds offices, open: a file (`storage.file_store`) or a database (`storage.server_store`).

    Transactions are taken in turns, also those of two offices in one store.
    """

    @property
    def place(self) -> Place:
        """Where it is."""

    @property
    def key(self) -> Key | None:
        """What its file is encrypted with; None where it is not, and for a server."""

    def engine(self) -> Engine:
        """SQLAlchemy over its connection, for one office."""

    def read_plain(self) -> AbstractContextManager[PlainQuery]:
        """Plain SQL that sees one unchanging state."""

    def bare(self) -> AbstractContextManager[sqlite3.Connection]:
        """The file's own connection; see `Office.file`."""

    def read(self, engine: Engine) -> AbstractContextManager[Connection]:
        """A connection that sees one unchanging state."""

    def write(self, engine: Engine) -> AbstractContextManager[Connection]:
        """A connection that alone writes; commits at the end or rolls back whole."""

    def copy(self, target: Path, progress: Progress | None) -> None:
        """A verified copy of all it holds."""

    def empty_log(self) -> None:
        """Work what was stored into the file itself; a server does so by itself."""

    def close(self) -> None:
        """Let go of it."""


@dataclass
class Office:
    """An opened office, handed to every service. `user` changes with sign-in, `name` with the settings.

    There is one connection, so transactions are taken in turns and must not be nested: what runs inside one
    passes its connection on.
    """

    store: Store
    id: int
    name: str
    zone: ZoneInfo
    user: User | None = None
    people: tuple[User, ...] = ()  # who may sign in, as last read: see `services.rights`
    people_known: bool = False  # they were not changed since
    notes: tuple[str, ...] = ()  # what opening it had to do that the person at the desk should know
    _newest: Mapping[str, int] | None = None  # of the trail's; None: nothing was written yet
    settled: dict[Any, Any] = field(default_factory=dict, repr=False)  # read of closed months, with its signs
    revealed: dict[str, int] = field(default_factory=dict)  # lists shown unmasked, and to which user
    origin: str = field(default_factory=origin)  # where changes come from, for the trail
    ago: timedelta = timedelta(0)  # how long ago its clock is: while the sample office is made

    @property
    def place(self) -> Place:
        """Where it is: its file, or the address of its database."""
        return self.store.place

    @property
    def path(self) -> Path:
        """Its file. Raises UserError for an office on a server, which has none."""
        return only_files(self.place)

    @property
    def is_file(self) -> bool:
        """Whether it is in a file, which QADesk itself copies and restores."""
        return isinstance(self.place, Path)

    @cached_property
    def engine(self) -> Engine:
        """SQLAlchemy that sees the rows of this office alone, made when something first needs it."""
        from qadesk.storage import scope

        engine = self.store.engine()
        scope.restrict_to_office(engine, self.id)
        return engine

    @contextmanager
    def read_plain(self) -> Iterator[PlainQuery]:
        """Plain SQL seeing one unchanging state: for reading before SQLAlchemy is imported.

        What is asked has to name the office itself (`:office`). Raises as `read` does.
        """
        with self.store.read_plain() as rows:
            yield lambda sql, values: rows(sql, {"office": self.id, **values})

    @contextmanager
    def file(self) -> Iterator[sqlite3.Connection]:
        """The connection to the office's file, seeing one unchanging state: for looking at the file itself.

        Nothing written through it is kept. Raises as `read` does, and UserError for an office on a server.
        """
        with self.store.bare() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one unchanging state of the office.

        Raises UserError if the disk, the file or the server fails, Cancelled if the office was closed
        meanwhile.
        """
        with self.store.read(self.engine) as connection:
            yield connection

    @contextmanager
    def write(self, action: str = "", subject: str = "") -> Iterator[Connection]:
        """A connection that holds the write lock from the start; commits at the end or rolls back whole.

        Raises UserError if the disk, the file or the server fails, or the file is no longer where it was
        opened; then nothing of the block is stored. What the block changes is added to the trail:
        as the last entry the block made itself, or else as `action` on `subject`.
        """
        from qadesk.storage.tables import to_millis  # nothing that every start should wait for
        from qadesk.storage.trail.chain import Recorder

        with self.store.write(self.engine) as connection:
            recorder = Recorder(connection, self.id, self._newest)
            yield connection
            told = (action, subject) if action else None
            recorder.finish(told, to_millis(self.now()), self.user_id, self.origin)
        self._newest = recorder.newest
        if "user" in recorder.tables:
            self.people_known = False

    def copy(self, target: Path, progress: Progress | None = None) -> None:
        """Write a verified copy of the office's file as it is; see `storage.copies.write`.

        For any thread: transactions go on meanwhile. Works as long as the file is open, wherever it went.
        Raises UserError for an office on a server.
        """
        self.store.copy(target, progress)

    def empty_log(self) -> None:
        """Have the file itself no longer hold what was deleted, which else stays in it until it is closed."""
        self.store.empty_log()

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return datetime.now(UTC) - self.ago

    def today(self) -> date:
        """The date on the office's wall."""
        return (datetime.now(self.zone) - self.ago).date()

    def local(self, moment: datetime) -> datetime:
        """A stored moment as the office's clocks showed it."""
        return moment.astimezone(self.zone)

    @property
    def user_id(self) -> int | None:
        """Who is signed in, for the rows that say who made them."""
        return self.user.id if self.user else None

    def close(self) -> None:
        """Let go of it, so that another program may open it; what is being read ends first.

        A copy that is being made is given up. This PC's user keeps the head of its trail.
        """
        try:
            if self._newest is not None:
                from qadesk.storage.trail import anchors

                with suppress(UserError), self.read() as connection:  # the disk may be gone: nothing to ask
                    anchors.remember(connection, self.id, self.place)
        finally:
            self._newest = None
            self.store.close()
