"""Who has read a scorecard, in its window: entered for many by keyboard, undone, told beside the version."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qadesk.services import readers
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.scorecards.readers_window import ReadersList, ReadersWindow
from qadesk.ui.screens.scorecards.screen import ScorecardsScreen
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import settle, show_screen, tells

Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def screen(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> ScorecardsScreen:
    return show_screen(qtbot, ScorecardsScreen(sample_office, tasks), changes=frozenset({"scorecard"}))


def opened(qtbot: QtBot, screen: ScorecardsScreen, tasks: Tasks, dialog: Dialog) -> ReadersList:
    published = next(one.id for one in screen.versions.rows if one.published_at is not None)
    screen.versions.go_to(published)
    settle(qtbot, tasks)
    screen.versions.table.setFocus()
    qtbot.keyClick(screen.versions.table, Key.Key_R, CTRL | SHIFT)
    window = dialog("readersWindow")
    assert isinstance(window, ReadersWindow)
    settle(qtbot, tasks)
    return window.list


def test_all_are_entered_at_once_and_it_is_undone(
    qtbot: QtBot, screen: ScorecardsScreen, tasks: Tasks, sample_office: Office, dialog: Dialog
) -> None:
    listed = opened(qtbot, screen, tasks, dialog)
    listed.page.table.selectAll()
    listed.page.table.setFocus()
    qtbot.keyClick(listed.page.table, Key.Key_Return, CTRL)
    form = dialog("readersSignDialog")
    assert isinstance(form, FormDialog)
    qtbot.keyClick(form, Key.Key_Return)
    settle(qtbot, tasks)
    n = len(listed.page.rows)
    assert tells(listed.page.notice, "done", f"{n} signatures entered")
    assert listed.page.count.text() == f"{n} of {n} have signed for it"
    current = screen.versions.current
    assert current is not None
    assert all(one.day for one in readers.signers(sample_office, current.id))
    assert f"{n} of {n} have signed" in screen.versions.aside.text("readers")
    listed.page.operations.undo()
    settle(qtbot, tasks)
    assert not any(one.day for one in readers.signers(sample_office, current.id))
    listed.window().close()


def test_what_fits_nobody_chosen_says_why(
    qtbot: QtBot, screen: ScorecardsScreen, tasks: Tasks, dialog: Dialog
) -> None:
    listed = opened(qtbot, screen, tasks, dialog)
    listed.page.go_to("KF1001")
    assert "signed" in listed.page.actions_.button("readersTakeBack").toolTip()
    listed.window().close()
