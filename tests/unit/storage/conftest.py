"""Here every office file is made as the program makes it."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _as_the_program(tables_as_the_program_makes_them: None) -> None:
    """See `tests.made_once`."""
