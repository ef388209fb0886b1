"""The same tests on PostgreSQL: `pytest --engine postgresql`, or QADESK_TEST_ENGINE=postgresql.

A server of its own is started in a temporary folder, on a socket, as an unprivileged user. Every office that
a test makes in a file of some path is then made in a database named after that path instead, so that no test
has to know. Tests of what only files have are marked `files` and left out.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

import dev
from qadesk.places import Place, Server
from tests.refusals import refuses

_SOCKET: Final = "QADESK_TEST_SERVER"  # the folder of the socket, for workers
_MOST_BYTES: Final = 4 * 1024**3  # that tests keep at a time, and far more


def _in_memory() -> str | None:
    folder = "/dev/shm"
    room = os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > _MOST_BYTES
    return folder if room else None


ROOM: Final = _in_memory()  # for what does not outlive the run; None: where temporary files are
_QUICK: Final = (  # nothing of it has to outlive the run
    "fsync=off", "full_page_writes=off", "synchronous_commit=off", "wal_level=minimal", "max_wal_senders=0",
    "autovacuum=off", "max_connections=60", "listen_addresses=''",
)  # fmt: skip


class Cluster:
    """A server in a temporary folder."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="qadesk-pg-", dir=ROOM))
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self._as = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-U", "qadesk", "-A", "trust", "--no-locale", "-E", "UTF8", "-N")
        options = " ".join([f"-k {self.folder}", *(f"-c {one}" for one in _QUICK)])
        self._run("pg_ctl", "-w", "-s", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """End it and remove its folder."""
        self._run("pg_ctl", "-w", "-s", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, name: str, *arguments: str) -> None:
        command = [str(self._programs / name), "-D", str(self.folder / "data"), *arguments]
        # pg_ctl leaves the server with its own output: a pipe would never end.
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._as)


class Offices:
    """Databases in place of files."""

    def __init__(self, socket: str, worker: str) -> None:
        import psycopg

        self._socket = socket
        self._admin = psycopg.connect(self._plain("postgres"), autocommit=True)
        self._template = f"template_{worker}"
        self._made: dict[Path, str] = {}

    def at(self, place: Place, *, fresh: bool = False) -> Place:
        """The database that stands for a path; made with empty tables if `fresh` and not there."""
        if isinstance(place, Server):
            return place
        path = place.absolute()
        if fresh and path not in self._made:
            self._make(path, self._empty())
        return Server(f"postgresql+psycopg://qadesk@/{self._made.get(path, _name(path))}?host={self._socket}")

    def copied(self, source: Path, target: Path) -> None:
        """The office of one path at another one, too."""
        self._make(target.absolute(), self._made[source.absolute()])

    def has(self, path: Path) -> bool:
        """Whether a database stands for a path."""
        return path.absolute() in self._made

    def connected(self, path: Path) -> Any:
        """A connection to the database that stands for a path, whose rows are dicts."""
        import psycopg
        from psycopg.rows import dict_row

        return psycopg.connect(self._plain(self._made[path.absolute()]), row_factory=dict_row)

    def forget(self, folder: Path) -> None:
        """Drop the databases of the paths below a folder."""
        for path in [path for path in self._made if path.is_relative_to(folder)]:
            self._admin.execute(f'DROP DATABASE IF EXISTS "{self._made.pop(path)}" WITH (FORCE)')

    def _make(self, path: Path, template: str) -> None:
        self._made[path] = _name(path)
        self._admin.execute(f'CREATE DATABASE "{_name(path)}" TEMPLATE "{template}" STRATEGY FILE_COPY')

    def _empty(self) -> str:
        """A database that has the tables: copied it is there sooner than made."""
        from qadesk.errors import UserError
        from qadesk.storage import servers

        there = self._admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (self._template,))
        if there.fetchone() is None:
            self._admin.execute(f'CREATE DATABASE "{self._template}"')
            template = Server(f"postgresql+psycopg://qadesk@/{self._template}?host={self._socket}")

            def fail(_office: object) -> None:
                raise UserError("server.full", "the tables are enough")

            with refuses("server.full"):
                servers.create(template, name="x", zone="UTC", fill=fail)
        return self._template

    def _plain(self, database: str) -> str:
        return f"host={self._socket} user=qadesk dbname={database}"


def _name(path: Path) -> str:
    return "t" + hashlib.sha256(str(path).encode()).hexdigest()[:24]


# ---- what pytest calls


offices: Offices | None = None  # None: offices are files


def copied(source: Path, target: Path) -> Path:
    """The office at `source`, which is closed, at `target`, too."""
    if offices is None:
        return Path(shutil.copyfile(source, target))
    offices.copied(source, target)
    return target


@contextmanager
def running() -> Iterator[str]:
    """The folder of the socket of a server: the run's own, or one of its own. Skips where there is none."""
    if offices is not None:
        yield os.environ[_SOCKET]
        return
    found = dev.postgresql()
    if found is None:
        pytest.skip("PostgreSQL is not installed")
    cluster = Cluster(found)
    try:
        yield str(cluster.folder)
    finally:
        cluster.stop()


@contextmanager
def reading(office: Path) -> Iterator[Callable[[str], Iterable[dict[str, Any]]]]:
    """What gives all rows of a table, read with SQL alone and not through the program."""
    if offices is None:
        with closing(sqlite3.connect(f"file:{office}?mode=ro", uri=True)) as file:
            file.row_factory = sqlite3.Row
            yield lambda table: map(dict, file.execute(f'SELECT * FROM "{table}"'))
    else:
        with offices.connected(office) as rows:
            yield lambda table: rows.execute(f'SELECT * FROM "{table}"')


def stored(office: Path) -> object:
    """All that is stored, to be compared with what is later."""
    if offices is None:
        return office.read_bytes()
    from qadesk.storage.tables import metadata

    with reading(office) as rows:
        return {name: sorted(map(repr, rows(name))) for name in metadata.tables}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=("sqlite", "postgresql"),
        default=os.environ.get("QADESK_TEST_ENGINE", "sqlite"),
        help="where the offices of the tests are: in files, or on a server started for the run",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--engine") == "postgresql" and not hasattr(config, "workerinput"):
        found = dev.postgresql()
        if found is None:
            raise pytest.UsageError("PostgreSQL is not installed: sudo apt-get install postgresql")
        cluster = Cluster(found)
        os.environ[_SOCKET] = str(cluster.folder)
        config.add_cleanup(cluster.stop)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--engine") == "postgresql":
        left_out = [item for item in items if item.get_closest_marker("files")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture(scope="session", autouse=True)
def _databases(request: pytest.FixtureRequest) -> Iterator[None]:
    """Offices are made and opened in databases instead of files, whoever does it."""
    global offices  # noqa: PLW0603 - what `copied` goes by
    if request.config.getoption("--engine") != "postgresql":
        yield
        return
    from qadesk.storage import files

    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    offices = here = Offices(os.environ[_SOCKET], worker)
    create, open_office = files.create, files.open_office
    with closing(here._admin), pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "create", lambda place, **kw: create(here.at(place, fresh=True), **kw))
        patch.setattr(files, "open_office", lambda place: open_office(here.at(place)))
        yield
    offices = None


@pytest.fixture(autouse=True)
def _dropped(_databases: None, request: Any) -> Iterator[None]:
    """The databases of a test go with it."""
    folder = request.getfixturevalue("tmp_path") if offices and "tmp_path" in request.fixturenames else None
    yield
    if offices is not None and folder is not None:
        offices.forget(folder)
