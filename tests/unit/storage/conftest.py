"""Here every office file is made as the program makes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qadesk.storage.office import Office
from tests import signed_in


@pytest.fixture(autouse=True)
def _as_the_program(tables_as_the_program_makes_them: None) -> None:
    """See `tests.made_once`."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """See `tests.conftest`; no copy."""
    made = signed_in.made(tmp_path / "office.qadesk")
    yield made
    made.close()
