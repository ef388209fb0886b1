"""What the window does by itself: a new month opens, Today says so and takes it back."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from qadesk import app
from qadesk.services import cycles
from qadesk.storage.office import Office
from qadesk.ui import by_itself
from qadesk.ui.main_window import MainWindow
from qadesk.ui.tasks import Tasks
from tests.ui.desk import settle, tells


def test_a_new_month_opens_and_is_taken_back(
    qtbot: QtBot, branch: Office, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(branch), "today", lambda _office: date(2026, 11, 3))
    window = MainWindow(branch, tasks, app.entries(lambda: branch, tasks))
    qtbot.addWidget(window)
    window.show()
    settle(qtbot, tasks)
    by_itself.open_due(window)
    settle(qtbot, tasks)
    today = window.screen_of("today")
    assert [one.code for one in cycles.all_cycles(branch)] == ["2026-11", "2026-10", "2026-09"]
    assert tells(today.notice, "done", "November 2026 opened by itself")
    assert ("2026-11", "open") in [(one.code, one.state) for one in window.cycles]
    today.writes.undo()
    settle(qtbot, tasks)
    by_itself.open_due(window)
    settle(qtbot, tasks)
    assert [one.code for one in cycles.all_cycles(branch)] == ["2026-10", "2026-09"]
