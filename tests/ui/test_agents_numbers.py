"""Agents: a mistyped staff number is corrected by keyboard, and found by the one of before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qadesk import i18n
from qadesk.services import renumbering, roster
from qadesk.services.roster import AgentEntry
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.agents.screen import AgentsScreen
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import show_screen, tells

Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(params=["en", "zh_CN"])
def screen(request: pytest.FixtureRequest, qtbot: QtBot, branch: Office, tasks: Tasks) -> AgentsScreen:
    i18n.set_language(request.param)
    for entry in (AgentEntry("KF1001", "龚䶮", "晚班"), AgentEntry("KF1013", "赵超", "晚班")):
        roster.add(branch, entry)
    return show_screen(qtbot, AgentsScreen(branch, tasks), changes=frozenset({"agents"}))


def _form(dialog: Dialog, name: str) -> FormDialog:
    form = dialog(name)
    assert isinstance(form, FormDialog)
    return form


def _numbers(screen: AgentsScreen) -> list[str]:
    return [agent.staff_no for agent in screen.page.model.rows]


def test_a_number_is_corrected_and_undone_by_keyboard(
    qtbot: QtBot, screen: AgentsScreen, dialog: Dialog, branch: Office
) -> None:
    qtbot.keyClick(screen.page.table, Key.Key_F2, SHIFT)
    form = _form(dialog, "numberDialog")
    qtbot.waitUntil(form.field("new").hasFocus)
    qtbot.keyClicks(form.field("new"), "KF1013")
    qtbot.keyClick(form.field("new"), Key.Key_Return)
    assert form.wrong.text(), "a reason is asked for"
    qtbot.keyClicks(form.field("reason"), "typo")
    qtbot.keyClick(form.field("reason"), Key.Key_Return)
    qtbot.waitUntil(lambda: tells(form.wrong, "roster.number_taken", "赵超"))

    form.field("new").selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(form.field("new"), "KF1099")
    qtbot.keyClick(form.field("new"), Key.Key_Return)
    qtbot.waitUntil(lambda: _numbers(screen) == ["KF1013", "KF1099"])
    qtbot.waitUntil(lambda: "KF1001" in screen.panel.text("details"))
    assert "KF1099" in screen.page.notice.text.text()
    screen.page.search.insert("kf1001")
    assert _numbers(screen) == ["KF1099"], "found by the number of before"
    screen.page.search.clear()

    screen.activateWindow()  # the form was on top; no window manager hands the keyboard back
    qtbot.waitUntil(screen.isActiveWindow)
    qtbot.keyClick(screen.page.table, Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: _numbers(screen) == ["KF1001", "KF1013"])
    assert roster.agent(branch, "KF1001").former == ()


def test_who_was_corrected_stays_chosen(qtbot: QtBot, screen: AgentsScreen, branch: Office) -> None:
    screen.page.table.select_row(1)
    chosen = roster.agent(branch, "KF1013").id
    renumbering.correct(branch, "KF1013", "KF0001", "typo")
    screen.refresh(frozenset({"agents"}))
    qtbot.waitUntil(lambda: _numbers(screen) == ["KF0001", "KF1001"])
    assert screen.page.current is not None
    assert screen.page.current.id == chosen


def test_a_former_number_is_given_to_somebody_new_only_on_a_second_word(
    qtbot: QtBot, screen: AgentsScreen, dialog: Dialog, branch: Office
) -> None:
    renumbering.correct(branch, "KF1001", "KF1099", "typo")
    qtbot.keyClick(screen, Key.Key_N, CTRL)
    form = _form(dialog, "agentDialog")
    qtbot.keyClicks(form.field("number"), "KF1001")
    form.field("name").insert("张三")  # type: ignore[attr-defined]
    qtbot.keyClick(form.field("name"), Key.Key_Return)
    asked = dialog("confirmDialog")
    qtbot.keyClick(asked, Key.Key_Escape)
    assert form.isVisible()
    assert len(roster.agents(branch)) == 2

    qtbot.keyClick(form.field("name"), Key.Key_Return)
    button = dialog("confirmDialog").findChild(QWidget, "confirmAction")
    assert button is not None
    qtbot.keyClick(button, Key.Key_Space)
    qtbot.waitUntil(lambda: _numbers(screen) == ["KF1001", "KF1013", "KF1099"])
    qtbot.waitUntil(lambda: screen.panel.agent is not None and screen.panel.agent.name == "张三")
    assert roster.agent(branch, "KF1001").name == "张三"


def test_a_closed_month_finds_the_person_by_the_number_it_has(
    qtbot: QtBot, screen: AgentsScreen, branch: Office
) -> None:
    renumbering.correct(branch, "KF1013", "KF1000", "typo")
    screen.arrive("KF1013")
    screen.refresh(frozenset({"agents"}))
    qtbot.waitUntil(lambda: screen.panel.agent is not None and screen.panel.agent.staff_no == "KF1000")
