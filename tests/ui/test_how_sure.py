"""How sure the results are, in the window: worked out after the ranking, cancelled, asked for again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qadesk.progress import Progress
from qadesk.services.assessment import standings, uncertainty
from qadesk.services.assessment.standings import Standings
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from tests import made_up_month as month
from tests.ui.results_desk import Desk

SAID = "How sure the results are was not calculated: it was cancelled."


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, tasks: Tasks) -> Iterator[Desk]:
    office: Office = month.filled(tmp_path / "branch.qadesk")
    made = Desk(qtbot, office, tasks)
    made.open()
    yield made
    office.close()


def test_it_can_be_cancelled_and_asked_for_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Event()

    def forever(_found: Standings, progress: Progress) -> Standings:
        begun.set()
        while True:
            progress.report(0, 0)

    known, screen = desk.ranking("alike"), desk.screen
    assert screen.standings is not None
    assert screen.standings.sure.of
    with monkeypatch.context() as patched:
        patched.setattr(standings, "with_uncertainty", forever)
        screen.work_out_sure()
        assert begun.wait(10)
        assert screen._sure is not None
        screen._sure.cancel()
        desk.settle()
    assert screen.standings.sure == uncertainty.STOPPED
    assert desk.ranking("staff_no") == ["KF01", "KF02", "KF04", "KF03"]  # they stay
    assert desk.text("resultsNoticeText") == desk.text("resultsAlike") == SAID
    desk.key(Qt.Key.Key_Return)
    assert SAID in desk.text("agentFacts")
    desk.key(Qt.Key.Key_Escape)
    desk.press("resultsNoticeAction")
    assert desk.ranking("alike") == known
    assert screen.standings.sure.of
    assert not screen.not_sure


def test_of_results_that_are_not_shown_any_more_it_is_cancelled(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, made = Event(), standings.with_uncertainty

    def slow_once(found: Standings, progress: Progress) -> Standings:
        if not begun.is_set():
            begun.set()
            while True:
                progress.report(0, 0)
        return made(found, progress)

    monkeypatch.setattr(standings, "with_uncertainty", slow_once)
    desk.screen.work_out_sure()
    assert begun.wait(10)
    desk.screen.work_out_sure()
    desk.settle()
    assert desk.screen.standings is not None
    assert desk.screen.standings.sure.of
    assert not desk.screen.notice.isVisible()
