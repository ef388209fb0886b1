"""After an import of another month the screen offers to go there."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qadesk.services.records import imports, imports_month
from qadesk.services.records.bringing import candidates
from qadesk.storage.office import Office
from qadesk.ui.screens.records.import_dialog import OutcomeDialog
from qadesk.ui.screens.records.screen import RecordsScreen
from qadesk.ui.tasks import Tasks
from tests.ui.records_desk import idle, press, show, texts
from tests.unit.services.import_office import call, calls, staff


@pytest.fixture
def screen(qtbot: QtBot, branch: Office, tasks: Tasks) -> RecordsScreen:
    staff(branch)
    made = show(qtbot, branch, tasks)
    made.cycle, made.cycle_state = "2026-10", "open"
    return made


def bring(qtbot: QtBot, screen: RecordsScreen, file: Path) -> None:
    screen._import(candidates(screen.office, file))  # as the preview's button does
    idle(qtbot, screen)


def outcome(qtbot: QtBot, screen: RecordsScreen, files: list[Path]) -> OutcomeDialog:
    screen._import([one for file in files for one in candidates(screen.office, file)])
    idle(qtbot, screen)
    told = next(w for w in QApplication.topLevelWidgets() if isinstance(w, OutcomeDialog) and w.isVisible())
    qtbot.waitUntil(told.next_button.isVisible)
    return told


def test_enter_after_an_import_goes_on_with_the_month(
    qtbot: QtBot, screen: RecordsScreen, tmp_path: Path
) -> None:
    """A month with records that is not open is opened; in one that lacks files Today says which."""
    asked: list[tuple[str, object]] = []
    screen.open_requested.connect(lambda key, context: asked.append((key, context)))
    november = calls(tmp_path / "nov.csv", call(1, at="2026-11-03 09:05"))
    more = calls(tmp_path / "more.csv", call(2, at="2026-11-04 09:05"))
    told = outcome(qtbot, screen, [november, more])
    assert told.next_button.text() == "Open November 2026"
    qtbot.keyClick(told.next_button, Qt.Key.Key_Return)
    assert asked == [("month", "2026-11"), ("today", ("open", "2026-11"))]
    asked.clear()
    october = calls(tmp_path / "oct.csv", call(3, at="2026-10-03 09:05"))
    told = outcome(qtbot, screen, [october, november])
    assert told.next_button.text() == "Go to Today"
    qtbot.keyClick(told.next_button, Qt.Key.Key_Return)
    assert asked == [("today", None)]


def september(folder: Path, *days: int) -> Path:
    return calls(folder / "calls.csv", *(call(n, at=f"2026-09-{n:02} 09:05") for n in days))


def test_another_month_is_offered_and_leads_there(
    qtbot: QtBot, screen: RecordsScreen, tmp_path: Path
) -> None:
    asked: list[tuple[str, object]] = []
    screen.open_requested.connect(lambda key, context: asked.append((key, context)))
    bring(qtbot, screen, september(tmp_path, 3, 4))
    assert screen.elsewhere.isVisible()
    assert texts(screen, "recordsElsewhereText") == (
        "These records are of September 2026; this page shows October 2026."
    )
    assert screen.notice.isVisible()  # what was imported, with undo, stays beside it
    press(qtbot, screen, "recordsElsewhereAction")
    assert asked == [("month", "2026-09")]


def test_it_goes_with_the_month_and_with_the_next_import(
    qtbot: QtBot, screen: RecordsScreen, tmp_path: Path
) -> None:
    bring(qtbot, screen, september(tmp_path, 3))
    screen.cycle = "2026-09"
    screen.refresh(frozenset({"cycle"}))
    idle(qtbot, screen)
    assert not screen.elsewhere.isVisible()
    bring(qtbot, screen, september(tmp_path, 5))
    assert not screen.elsewhere.isVisible()


@pytest.mark.parametrize(
    "days, month",
    [
        (("2026-09-03",), "2026-09"),
        (("2026-09-03", "2026-10-01"), ""),
        (("2026-10-31",), ""),
        (("2026-11-01",), "2026-11"),  # not open yet
        (("2026-08-31", "2026-11-01"), ""),  # around it: some of it may lie in October
    ],
)
def test_which_month(branch: Office, tmp_path: Path, days: tuple[str, ...], month: str) -> None:
    staff(branch)
    rows = [call(n, at=f"{day} 09:05") for n, day in enumerate(days)]
    report = imports.run(branch, calls(tmp_path / "calls.csv", *rows))
    assert imports_month.elsewhere(branch, report.batch_ids, "2026-10") == month
    assert imports_month.elsewhere(branch, (), "2026-10") == ""
