"""Settings: the office's own days off and worked, how long agents may appeal, and the cycles it has."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qadesk.domain.working_days import AppealRule
from qadesk.services import cycle_rules
from qadesk.services.after_closing import working_days
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.settings.screen import SettingsScreen
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import settle, show_screen, tells

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def screen(qtbot: QtBot, branch: Office, tasks: Tasks) -> SettingsScreen:
    return show_screen(qtbot, SettingsScreen(branch, tasks), changes=frozenset({"settings"}))


def test_days_are_pasted_told_and_taken_back(
    qtbot: QtBot, screen: SettingsScreen, branch: Office, tasks: Tasks, dialog: Dialog
) -> None:
    screen.days.add()
    form = dialog("daysDialog")
    assert isinstance(form, FormDialog)
    form.field("days").setPlainText("元旦")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert form.isVisible(), "what is no day stays in the form"
    form.field("days").setPlainText("2027-01-01 ~ 2027-01-03\t元旦")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert tells(screen.notice, "done", "3 days changed")
    model = screen.days.model
    assert [model.index(0, n).data() for n in range(model.columnCount())] == [
        "2027-01-01", "office closed", "元旦",
    ]  # fmt: skip
    screen.writes.undo()
    settle(qtbot, tasks)
    assert working_days.own_days(branch) == ()


def test_the_time_to_appeal_is_set(
    qtbot: QtBot, screen: SettingsScreen, branch: Office, tasks: Tasks, dialog: Dialog
) -> None:
    assert "7 working days" in screen.days.rule.text()
    screen.days.set_rule()
    form = dialog("appealDialog")
    assert isinstance(form, FormDialog)
    form.field("days").setText("10")
    form.field("working").setCurrentIndex(1)
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert working_days.rule(branch) == AppealRule(10, working=False)
    assert "10 calendar days" in screen.days.rule.text()


def test_chosen_days_are_deleted(qtbot: QtBot, screen: SettingsScreen, branch: Office, tasks: Tasks) -> None:
    days = [working_days.OwnDay(date(2027, 1, n), works=False) for n in (1, 2)]
    working_days.set_days(branch, days)
    screen.refresh(frozenset({"settings"}))
    settle(qtbot, tasks)
    screen.days.table.select_row(0)
    screen.days.remove()
    settle(qtbot, tasks)
    assert [one.day for one in working_days.own_days(branch)] == [date(2027, 1, 2)]


def test_quarters_are_switched_on_and_taken_back(
    qtbot: QtBot, screen: SettingsScreen, branch: Office, tasks: Tasks, dialog: Dialog
) -> None:
    assert "quarters" not in screen.cycles.said
    screen.cycles.change()
    form = dialog("cyclesDialog")
    assert isinstance(form, FormDialog)
    form.field("quarters").click()
    form.field("by_itself").click()
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert cycle_rules.rule(branch) == cycle_rules.CycleRule((3,), by_itself=False)
    assert "quarters" in screen.cycles.said
    screen.writes.undo()
    settle(qtbot, tasks)
    assert cycle_rules.rule(branch) == cycle_rules.CycleRule()
