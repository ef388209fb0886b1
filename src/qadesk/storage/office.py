"""One open office file: its transactions, and who sits at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from qadesk.storage.failures import told_plainly


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
    engine: Engine
    id: int
    name: str
    zone: ZoneInfo
    user: User | None = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one unchanging state of the file.

        Raises UserError if the disk or the file fails.
        """
        with (
            told_plainly(self.path),
            self.engine.connect() as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection that holds the write lock from the start; commits at the end or rolls back whole.

        Raises UserError if the disk or the file fails; then nothing of the block is stored.
        """
        with told_plainly(self.path), self.engine.connect() as connection:
            with connection.execution_options(qadesk_write=True).begin():
                yield connection

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
        """Let go of the file, so that another program may open it."""
        self.engine.dispose()
