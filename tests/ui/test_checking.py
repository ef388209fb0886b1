"""The office is checked from the window: with codes from paper, and told as a list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from qadesk.services.paper import sheets
from qadesk.storage.office import Office
from qadesk.ui.checking import CheckWindow
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.settings.screen import SettingsScreen
from qadesk.ui.screens.trail.screen import TrailScreen
from qadesk.ui.tasks import Tasks
from tests.ui.desk import show_screen, tells


@pytest.fixture
def screen(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> TrailScreen:
    return show_screen(qtbot, TrailScreen(sample_office, tasks))


def asked(screen: TrailScreen) -> FormDialog:
    screen.page.actions_.trigger("trailCheck")
    (dialog,) = screen.findChildren(FormDialog, "checkDialog")
    return dialog


def test_a_sound_office_is_said_to_be_in_order(
    qtbot: QtBot, screen: TrailScreen, tasks: Tasks, sample_office: Office
) -> None:
    document = sheets.document(sample_office, "2026-09", ["KF1001"])
    sheets.record(sample_office, "2026-09", document.sheets, "print")
    dialog = asked(screen)
    field = dialog.field("papers")
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, document.sheets[0].trail)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(screen.findChildren(CheckWindow)), timeout=60_000)
    (window,) = screen.findChildren(CheckWindow)
    assert window.windowTitle() == "The office is in order"
    assert window.page.current is not None
    assert window.page.current.what == window.page.model.rows[0].what  # read from the top
    window.page.go_to(window.page.model.rows[-1].what)
    assert "Code on paper: proves the trail up to entry" in window.said.text("known")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_what_is_no_code_is_said_in_the_form(qtbot: QtBot, screen: TrailScreen, tasks: Tasks) -> None:
    dialog = asked(screen)
    qtbot.keyClicks(dialog.field("papers"), "12345")
    dialog.submit()
    qtbot.waitUntil(lambda: tells(dialog.wrong, "trail.no_code", "12345"), timeout=60_000)
    assert dialog.isVisible()
    dialog.field("papers").clear()  # what was typed would be asked about
    dialog.reject()


def test_a_row_altered_outside_is_shown_first(
    qtbot: QtBot, screen: TrailScreen, tasks: Tasks, sample_office: Office
) -> None:
    with sample_office.store.write(sample_office.engine) as connection:
        connection.exec_driver_sql("UPDATE rating SET level = '1' WHERE item = 'attitude'")
    dialog = asked(screen)
    dialog.submit()
    qtbot.waitUntil(lambda: bool(screen.findChildren(CheckWindow)), timeout=60_000)
    (window,) = screen.findChildren(CheckWindow)
    assert window.windowTitle() == "The office is not as it should be"
    assert window.page.current is not None
    assert not window.page.current.ok
    window.close()


def test_settings_lead_there_too(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> None:
    screen = show_screen(qtbot, SettingsScreen(sample_office, tasks))
    button = screen.findChild(QPushButton, "settingsCheck")
    assert button is not None
    button.click()
    (dialog,) = screen.findChildren(FormDialog, "checkDialog")
    dialog.reject()
