"""Personal data in Settings: what is due is listed, removed after a question, and Today says so."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk.services.retention import due, periods
from qadesk.services.trail import proof
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.settings.screen import SettingsScreen
from qadesk.ui.screens.today.screen import TodayScreen
from qadesk.ui.tasks import Tasks
from tests import signed_in
from tests.ui.conftest import Dialog
from tests.ui.desk import settle, show_screen, tells


@pytest.fixture
def later(sample_office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The sample office years later."""
    monkeypatch.setattr(Office, "today", lambda _self: date(2031, 1, 1))
    return sample_office


@pytest.fixture
def screen(qtbot: QtBot, later: Office, tasks: Tasks) -> SettingsScreen:
    return show_screen(qtbot, SettingsScreen(later, tasks), changes=frozenset({"settings"}))


def cells(screen: SettingsScreen) -> list[list[str]]:
    model = screen.retention.model
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_what_is_due_is_listed(screen: SettingsScreen) -> None:
    listed = cells(screen)
    assert [row[:2] for row in listed] == [
        ["Customers' numbers and texts", "12 months"],
        ["Files attached to agents", "36 months"],
        ["Records of closed months", "36 months"],
        ["Agents who left", "36 months"],
    ]
    assert listed[0][2].endswith(" rows")
    assert listed[2][3] == "2026-09-01"


def test_it_is_removed_after_a_question_and_cannot_be_undone(
    qtbot: QtBot, screen: SettingsScreen, later: Office, dialog: Dialog
) -> None:
    panel = screen.retention
    panel.table.selectRow(2)
    panel.ask_to_remove()
    asked = dialog("confirmDialog")
    said = asked.findChild(QLabel, "messageLoses")
    assert said is not None
    for words in ("Calls and chats:", "oldest 2026-09-01", "for example:", "This cannot be undone."):
        assert words in said.text()
    asked.reject()
    assert due.due_sorts(later)
    before = panel.current
    assert before is not None
    panel.ask_to_remove()
    shown = dialog("confirmDialog").findChildren(QPushButton)
    button = next(one for one in shown if one.text() == "Remove for good")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot, screen.tasks)
    tells(screen.notice, "removed or made anonymous")
    assert not screen.writes.can_undo()
    assert before.sort not in due.due_sorts(later)
    assert proof.prove(later).trail == ()


def test_a_period_is_changed_and_undone(
    qtbot: QtBot, screen: SettingsScreen, later: Office, dialog: Dialog
) -> None:
    panel = screen.retention
    panel.table.selectRow(0)
    panel.set_period()
    form = dialog("retentionDialog")
    assert isinstance(form, FormDialog)
    months = form.field("months")
    assert isinstance(months, QLineEdit)
    assert months.text() == "12"
    months.setText("3")
    form.submit()
    settle(qtbot, screen.tasks)
    assert periods.periods(later)["customers"] == 3
    assert cells(screen)[0][1] == "3 months"
    screen.writes.undo()
    settle(qtbot, screen.tasks)
    assert periods.periods(later)["customers"] == 12


def test_who_is_no_administrator_is_told_who_is(qtbot: QtBot, later: Office, tasks: Tasks) -> None:
    signed_in.person(later, "supervisor")
    later.user = later.people[-1]  # the first user acts as administrator
    screen = show_screen(qtbot, SettingsScreen(later, tasks), changes=frozenset({"settings"}))
    screen.retention.table.selectRow(0)
    for name in ("retentionRemove", "retentionPeriod"):
        button = screen.findChild(QWidget, name)
        assert button is not None
        assert not button.isEnabled()
        assert "can do it" in button.toolTip()


def test_today_says_that_something_is_due(qtbot: QtBot, later: Office, tasks: Tasks) -> None:
    today = show_screen(qtbot, TodayScreen(later, tasks))
    asked: list[tuple[str, object]] = []
    today.open_requested.connect(lambda where, context: asked.append((where, context)))
    said = [one for one in today.findChildren(QLabel) if "Past the time it is kept for" in one.text()]
    assert len(said) == 1
    name = said[0].objectName().replace("Text", "Go")
    button = today.findChild(QWidget, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == [("settings", "retention")]
