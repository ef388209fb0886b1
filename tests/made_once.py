"""What is made once in this run, for all workers, and copied: it takes long.

New office files are copies of one that the migrations made. Tests of the files themselves
(`tests/unit/storage`) have each one made as the program makes it. A statement is compiled once in each
worker, not once for each office of each test.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from qadesk.storage import files
from qadesk.storage.cipher.keys import Key
from qadesk.storage.office import Office
from tests import on_server

if TYPE_CHECKING:
    from sqlalchemy import Engine

_PATIENCE_S: Final = 600  # with another worker
_MOST_STATEMENTS: Final = 5000
_as_the_program = files._write_tables


def for_all_workers(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The file `name` that `make` writes to the path it is given, made by the first worker that wants it."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    made, begun = folder / name, folder / f"{name}.begun"
    until = time.monotonic() + _PATIENCE_S
    while not made.exists():
        try:
            begun.mkdir()
        except FileExistsError:  # by another worker
            if time.monotonic() > until:
                raise TimeoutError(f"{begun} was begun and is never done") from None
            time.sleep(0.05)
            continue
        try:
            if not made.exists():
                make(begun / name)
                (begun / name).rename(made)
        finally:
            shutil.rmtree(begun)
    return made


_factory: list[pytest.TempPathFactory] = []


def opened(name: str, path: Path, make: Callable[[Path], object]) -> Office:
    """A copy, at `path`, of the office that `make` makes and closes; its only user is signed in."""
    from qadesk.services import scorecards, setup

    if not _factory:  # outside of a run of pytest
        make(path)
        return setup.open_office(path)
    (factory,) = _factory
    name = f"{name}-{scorecards.NEWEST}"
    if on_server.offices is None:
        kept = for_all_workers(factory, f"{name}.qadesk", make)
    elif not on_server.offices.has(kept := factory.getbasetemp() / f"{name}.qadesk"):
        make(kept)
    return setup.open_office(on_server.copied(kept, path))


@pytest.fixture(scope="session", autouse=True)
def _tables_made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    _factory.append(tmp_path_factory)

    def copied(path: Path, schema: int, key: Key | None) -> None:
        if key is not None:
            _as_the_program(path, schema, key)
            return
        kept = for_all_workers(
            tmp_path_factory, f"tables-{schema}.qadesk", lambda new: _as_the_program(new, schema, None)
        )
        shutil.copyfile(kept, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "_write_tables", copied)
        yield
    _factory.clear()


@pytest.fixture
def tables_as_the_program_makes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo that for one test."""
    monkeypatch.setattr(files, "_write_tables", _as_the_program)


class _Compiled:
    """A cache of statements for all engines of one library and one office; SQLAlchemy keeps one for each.

    Its keys begin with the dialect, which every engine has anew.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[Any, ...], Any] = {}

    def get(self, key: tuple[Any, ...]) -> Any:
        return self._kept.get(key[1:])

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        if len(self._kept) > _MOST_STATEMENTS:
            self._kept.clear()
        self._kept[key[1:]] = compiled


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    """What an engine compiles depends on its library and the office it is held to, on nothing else."""
    caches: defaultdict[tuple[Any, ...], _Compiled] = defaultdict(_Compiled)
    made = Office.__dict__["engine"].func

    def with_cache(office: Office) -> Engine:
        engine: Engine = made(office)
        kind = (type(engine.dialect), engine.dialect.dbapi, office.id)
        engine._compiled_cache = caches[kind]  # type: ignore[assignment]
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Office.__dict__["engine"], "func", with_cache)
        yield
