"""The ready scorecards and check forms in their window: looked through by keys, and one begun with."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qadesk.services import library
from qadesk.services.checks import forms
from qadesk.services.designing import versions
from qadesk.services.library import ReadyForm, ReadyScorecard
from qadesk.storage.office import Office
from qadesk.ui.kit.library_window import LibraryWindow
from qadesk.ui.screens.checks.screen import ChecksScreen
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import settle, show_screen
from tests.ui.scorecard_desk import CTRL, Desk


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    return Desk(qtbot, branch, tasks)


def test_a_ready_scorecard_becomes_a_draft_and_is_opened(desk: Desk, dialog: Dialog) -> None:
    desk.key(Qt.Key.Key_N, held=CTRL | Qt.KeyboardModifier.ShiftModifier)
    window = cast(LibraryWindow[ReadyScorecard], dialog("libraryWindow"))
    assert [one.name for one in window.list.rows] == [one.name for one in library.scorecards()]
    wanted = next(at for at, one in enumerate(window.list.rows) if one.name == "team-lead")
    for _step in range(wanted):
        QTest.keyClick(window.list.table, Qt.Key.Key_Down)
    assert window.aside.text("name") == "Team leader"
    assert "how it is led" in window.aside.text("practice")
    assert window.aside.text("contents").splitlines()[0] == "Share of the team at B or better: 25%"
    QTest.keyClick(window.list.table, Qt.Key.Key_Return)
    desk.settle()
    assert desk.screen.draft.is_open
    assert desk.stored() == library.scorecard("team-lead")


def test_nothing_is_begun_with_esc(desk: Desk, dialog: Dialog) -> None:
    before = versions.versions(desk.office)
    desk.key(Qt.Key.Key_N, held=CTRL | Qt.KeyboardModifier.ShiftModifier)
    window = dialog("libraryWindow")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    desk.settle()
    assert versions.versions(desk.office) == before


def test_a_ready_form_becomes_a_draft(qtbot: QtBot, branch: Office, tasks: Tasks, dialog: Dialog) -> None:
    screen = show_screen(qtbot, ChecksScreen(branch, tasks))
    screen.page.actions_.trigger("checksForms")
    settle(qtbot, tasks)
    screen.forms_page.actions_.trigger("checkFormsLibrary")
    window = cast(LibraryWindow[ReadyForm], dialog("libraryWindow"))
    for _step in range(2):
        QTest.keyClick(window.list.table, Qt.Key.Key_Down)
    assert "critical, its group has no points" in window.aside.text("contents")
    QTest.keyClick(window.list.table, Qt.Key.Key_Return)
    settle(qtbot, tasks)
    assert [(one.form.code, one.status) for one in forms.forms(branch)] == [("complaint", "draft")]
