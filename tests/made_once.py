"""New office files are copies of one that the migrations made once in this run: they take most of a second.

Tests of the files themselves (`tests/unit/storage`) have each one made as the program makes it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from qadesk.storage import files
from qadesk.storage.cipher.keys import Key

_as_the_program = files._write_tables


@pytest.fixture(scope="session", autouse=True)
def _tables_made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("tables")

    def copied(path: Path, schema: int, key: Key | None) -> None:
        if key is not None:
            _as_the_program(path, schema, key)
            return
        kept = folder / f"{schema}.qadesk"
        if not kept.exists():
            _as_the_program(kept, schema, None)
        shutil.copyfile(kept, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "_write_tables", copied)
        yield


@pytest.fixture
def tables_as_the_program_makes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo that for one test."""
    monkeypatch.setattr(files, "_write_tables", _as_the_program)
