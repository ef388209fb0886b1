"""Tests of a built package: collected only where one is named, so `make test` leaves them alone."""

from __future__ import annotations

import os

import pytest

from installer.trial import Machine, machine

collect_ignore_glob = []
if "QADESK_PROGRAM" not in os.environ:
    collect_ignore_glob.append("test_program.py")
if "QADESK_SETUP" not in os.environ:
    collect_ignore_glob.append("test_setup*.py")


@pytest.fixture(scope="session")
def pc() -> Machine:
    """Where the package is tried."""
    return machine()
