"""Removing what is past its time tells how far it is, and can be stopped: then nothing was removed."""

from __future__ import annotations

import pytest

from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.services.retention import due, removal
from qadesk.services.trail import proof
from qadesk.storage.office import Office
from qadesk.storage.tables import metadata
from tests.unit.services.test_retention import later  # noqa: F401 - a fixture


class Stopping(Progress):
    """Stops at a report."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.left = at
        self.told: list[tuple[int, int]] = []

    def report(self, done: int, total: int, text: str = "") -> None:
        self.told.append((done, total))
        self.left -= 1
        if not self.left:
            self.cancel()
        super().report(done, total, text)


def everything(office: Office) -> dict[str, int]:
    with office.read() as connection:
        return {
            table.name: connection.exec_driver_sql(f'SELECT count(*) FROM "{table.name}"').scalar_one()
            for table in metadata.sorted_tables
        }


def test_it_tells_how_far_it_is(later: Office, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(removal, "_AT_ONCE", 50)
    total = sum(one.count for one in due.due(later))
    progress = Stopping(0)
    removal.carry_out(later, progress=progress)
    said = [done for done, _total in progress.told]
    assert {of for _done, of in progress.told} == {total}
    assert said == sorted(said)
    assert (said[0], said[-1]) == (0, total)
    assert len(set(said)) > 10
    assert proof.prove(later).rows == ()


def test_stopped_anywhere_nothing_was_removed(later: Office, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(removal, "_AT_ONCE", 400)
    before, waiting = everything(later), due.due(later)
    at = 1
    while True:
        progress = Stopping(at)
        try:
            removal.carry_out(later, progress=progress)
        except Cancelled:
            assert everything(later) == before
            assert due.due(later) == waiting
            at += max(1, at // 2)
        else:
            break
    assert at > 5
    assert everything(later) != before
