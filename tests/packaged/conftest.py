"""Tests of a built package: collected only where one is named, so `make test` leaves them alone."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from installer.trial import Machine, machine

collect_ignore_glob = []
if "QADESK_PROGRAM" not in os.environ:
    collect_ignore_glob.append("test_program.py")
if "QADESK_SETUP" not in os.environ:
    collect_ignore_glob.append("test_setup.py")


@pytest.fixture(scope="session")
def pc() -> Iterator[Machine]:
    """Where the package is tried."""
    with machine() as found:
        yield found
