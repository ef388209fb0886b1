"""A PostgreSQL database that is open: its one connection, its transactions, what the server refuses."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from qadesk.errors import TRY_AGAIN, Cancelled, UserError
from qadesk.i18n import _
from qadesk.places import Server, only_files
from qadesk.progress import Progress
from qadesk.storage.office import PlainQuery
from qadesk.storage.turns import in_turn

if TYPE_CHECKING:
    from psycopg import Connection as Raw
    from sqlalchemy import Connection, Engine

log = logging.getLogger(__name__)

LOCK: Final = 0x51414B44  # "QAKD": the first half of the advisory locks taken; the second is the office
_CONNECT_S: Final = 10
_NAMED: Final = re.compile(r":(\w+)")
_NO_SPACE: Final = ("53100", "53200")
_NO_RIGHT: Final = ("25006", "42501")  # a standby, a role that may not


class ServerStore:
    """Holds a database by one connection, which is made anew where the server ended it."""

    def __init__(self, server: Server) -> None:
        self.place = server
        self._raw: Raw[Any] | None = None
        self._held: int | None = None
        self._turn = threading.Lock()
        self._closed = False

    def lock_office(self, office_id: int) -> None:
        """Keep other programs out of an office as long as this is open. Raises UserError if one is in it."""
        with explaining_errors(self.place):
            self._lock_office(self._connection(), office_id)
        self._held = office_id

    @property
    def key(self) -> None:
        """A server encrypts by its own means."""

    def engine(self) -> Engine:
        """SQLAlchemy over the connection."""
        from sqlalchemy import create_engine
        from sqlalchemy.pool import StaticPool

        return create_engine(
            "postgresql+psycopg://",
            creator=self._connection,
            poolclass=StaticPool,
            pool_reset_on_return=None,
            isolation_level="REPEATABLE READ",  # one unchanging state, as a file shows
            paramstyle="format",  # positions, as a file's driver takes them
            use_native_hstore=False,  # it would be looked for with three questions at each opening
            json_serializer=lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
        )

    @contextmanager
    def read_plain(self) -> Iterator[PlainQuery]:
        """See `Office.read_plain`."""
        with explaining_errors(self.place), self._in_turn():
            connection = self._connection()
            try:
                yield lambda sql, values: connection.execute(_NAMED.sub(r"%(\1)s", sql), values).fetchall()
            finally:
                if not connection.closed:
                    connection.rollback()

    def bare(self) -> AbstractContextManager[sqlite3.Connection]:
        """There is no file. Raises UserError."""
        raise AssertionError(only_files(self.place))

    @contextmanager
    def read(self, engine: Engine) -> Iterator[Connection]:
        """See `Office.read`."""
        with (
            explaining_errors(self.place),
            self._in_turn(),
            engine.connect() as connection,
            connection.begin(),
        ):
            yield connection

    write = read  # the office is held: nobody else writes to it

    def copy(self, target: Path, progress: Progress | None = None) -> None:
        """There is no file to copy. Raises UserError."""
        only_files(self.place)

    def empty_log(self) -> None:
        """There is no file."""

    def close(self) -> None:
        """See `Office.close`."""
        with self._turn:  # what is being read ends first
            self._closed = True
            if self._raw is not None:
                self._raw.close()

    def _connection(self) -> Raw[Any]:
        """The connection; another one where the server ended it, if no other program took the office."""
        if self._closed:
            raise Cancelled
        if self._raw is None or self._raw.closed:
            self._raw = _connected(self.place)
            if self._held is not None:
                self._lock_office(self._raw, self._held)
        return self._raw

    def _lock_office(self, raw: Raw[Any], office_id: int) -> None:
        row = raw.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCK, office_id)).fetchone()
        raw.commit()
        if not row or not row[0]:
            raw.close()
            told = UserError(
                "server.office_in_use",
                _("This office is open in another QADesk: {server}").format(server=self.place),
                kept=_("Nothing was changed."),
                remedy=_("One person at a time works in an office; try again when the other has closed it."),
            )
            told.offer = TRY_AGAIN
            raise told

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        with in_turn(self._turn):
            if self._closed:
                raise Cancelled
            yield


def _connected(server: Server) -> Raw[Any]:
    try:
        import psycopg
        from sqlalchemy import make_url
    except ImportError as error:
        raise UserError(
            "server.no_driver",
            _("This QADesk cannot open an office on a server: the driver “psycopg” is not installed."),
            kept=_("Nothing was changed."),
            remedy=_("Install it with: pip install “qadesk[postgresql]”. Office files need nothing more."),
        ) from error
    url = make_url(server.database).set(drivername="postgresql")
    raw = psycopg.connect(
        url.render_as_string(hide_password=False), connect_timeout=_CONNECT_S, application_name="QADesk"
    )
    raw.execute("SET client_encoding TO 'UTF8'")
    raw.commit()
    return raw


@contextmanager
def explaining_errors(server: Server) -> Iterator[None]:
    """Turn what the server refuses into a UserError; let everything else pass as a bug."""
    try:
        yield
    except Exception as error:
        # SQLAlchemy keeps the driver's error as `orig`: its wrapper is seen through without importing it.
        explained = _explained(getattr(error, "orig", None) or error, server)
        if explained is None:
            raise
        raise explained from error


def _explained(error: BaseException, server: Server) -> UserError | None:
    if type(error).__module__.partition(".")[0] != "psycopg":
        return None
    state: str | None = getattr(error, "sqlstate", None)
    stored = _("Everything saved before is still there; the last step was not stored.")
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if state in _NO_SPACE:
        return UserError(
            "server.full",
            _("The server of this office has no space left: {server}").format(server=server),
            kept=stored,
            remedy=_("Tell the administrator of the server; then repeat the last step."),
        )
    if state in _NO_RIGHT:
        return UserError(
            "server.not_allowed",
            _("The server does not allow this office to be written: {why}").format(why=reason),
            kept=stored,
            remedy=_("Ask the administrator of the server for the right to create and change its tables."),
        )
    import psycopg

    lost = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    if lost and (state is None or state[:2] in ("08", "28", "3D", "53", "55", "57", "58")):
        return UserError(
            "server.unreachable",
            _("The server of this office cannot be reached: {why}").format(why=reason),
            kept=stored,
            remedy=_("Check the network and the address ({server}), then repeat the last step.").format(
                server=server
            ),
        )
    return None
