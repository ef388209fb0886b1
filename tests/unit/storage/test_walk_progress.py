"""Looking at the whole trail says how far it is, and can be stopped."""

from __future__ import annotations

import pytest

from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.storage.office import Office
from qadesk.storage.trail.walk import walk


def test_it_says_how_far_it_is_up_to_the_end(sample_office: Office) -> None:
    told: list[tuple[int, int]] = []
    with sample_office.read() as connection:
        found = walk(
            connection, sample_office.id, Progress(lambda done, total, _text: told.append((done, total)))
        )
    assert found.findings == ()
    assert told == sorted(told)
    assert {total for _done, total in told} == {told[-1][0]}
    assert told[-1][0] > 10_000


def test_it_can_be_stopped(sample_office: Office) -> None:
    stopped = Progress()
    stopped.cancel()
    with sample_office.read() as connection, pytest.raises(Cancelled):
        walk(connection, sample_office.id, stopped)
