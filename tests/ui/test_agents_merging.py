"""Agents: two entries of one person are merged by keyboard, asked where both have something, and undone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from qadesk import i18n
from qadesk.services import cycles, roster
from qadesk.services.assessment import exemptions
from qadesk.services.roster import AgentEntry
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.agents.screen import AgentsScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.table import TableView
from tests.ui.conftest import Dialog
from tests.ui.desk import show_screen

Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(params=["en", "zh_CN"])
def screen(request: pytest.FixtureRequest, qtbot: QtBot, sample_office: Office, tasks: Tasks) -> AgentsScreen:
    """A second entry of KF1001 stands on the roster and has the complaints."""
    i18n.set_language(request.param)
    two = roster.add(sample_office, AgentEntry("KF2001", "龚䶮")).value.id
    one, complaint = roster.agent(sample_office, "KF1001").id, tables.complaint
    with sample_office.write() as connection:
        connection.execute(update(complaint).where(complaint.c.agent_id == one).values(agent_id=two))
    made = show_screen(qtbot, AgentsScreen(sample_office, tasks), changes=frozenset({"agents"}))
    made.arrive("KF1001")
    return made


def _form(dialog: Dialog, name: str) -> FormDialog:
    form = dialog(name)
    assert isinstance(form, FormDialog)
    return form


def _numbers(screen: AgentsScreen) -> set[str]:
    return {agent.staff_no for agent in screen.page.model.rows}


def _choose_twin(qtbot: QtBot, screen: AgentsScreen, dialog: Dialog) -> FormDialog:
    qtbot.keyClick(screen.page.table, Key.Key_M, CTRL)
    choice = _form(dialog, "mergeChoiceDialog")
    qtbot.waitUntil(choice.field("other").hasFocus)
    qtbot.keyClick(choice.field("other"), Key.Key_Return)
    assert choice.wrong.text(), "nobody is chosen by itself"
    qtbot.keyClick(choice.field("other"), Key.Key_Down)  # who has the same name comes first
    qtbot.keyClick(choice.action, Key.Key_Space)
    return _form(dialog, "mergeDialog")


def test_two_entries_are_merged_and_undone_by_keyboard(
    qtbot: QtBot, screen: AgentsScreen, dialog: Dialog
) -> None:
    form = _choose_twin(qtbot, screen, dialog)
    beside = form.findChild(TableView, "mergeTable")
    assert beside is not None
    lines = {(line.month, line.what): line for line in beside.model().rows}
    assert next((one.kept, one.other) for one in lines.values()) == ("KF1001", "KF2001")
    assert any(month == "2026-10" and int(line.other) for (month, _what), line in lines.items() if month)
    qtbot.waitUntil(beside.hasFocus)
    qtbot.keyClick(beside, Key.Key_Return)
    assert "KF2001" in _numbers(screen), "a stray Enter merges nothing"
    qtbot.keyClick(form.action, Key.Key_Space)
    qtbot.waitUntil(lambda: "KF2001" not in _numbers(screen))
    qtbot.waitUntil(lambda: "KF2001" in screen.panel.text("details"))
    assert "KF2001" in screen.page.notice.text.text()
    screen.activateWindow()  # the form was on top; no window manager hands the keyboard back
    qtbot.waitUntil(screen.isActiveWindow)
    qtbot.keyClick(screen.page.table, Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: {"KF1001", "KF2001"} <= _numbers(screen))


def test_whose_is_kept_is_asked_where_both_have_something(
    qtbot: QtBot, screen: AgentsScreen, dialog: Dialog, sample_office: Office
) -> None:
    for number in ("KF1001", "KF2001"):
        exemptions.exempt(sample_office, "2026-10", number, "csat", exemptions.NA, number)
    form = _choose_twin(qtbot, screen, dialog)
    prefer = form.field("prefer")
    prefer.setFocus()
    qtbot.keyClick(prefer, Key.Key_Return)
    assert form.wrong.text()
    assert "KF2001" in _numbers(screen)
    qtbot.keyClick(prefer, Key.Key_Down)
    qtbot.keyClick(prefer, Key.Key_Down)
    qtbot.keyClick(prefer, Key.Key_Return)
    qtbot.waitUntil(lambda: "KF2001" not in _numbers(screen))
    cycle = cycles.get(sample_office, "2026-10")
    with sample_office.read() as connection:
        reasons = {one.staff_no: one.reason for one in exemptions.of_cycle(connection, cycle)}
    assert reasons["KF1001"] == "KF2001"


def test_the_team_of_either_entry_can_be_kept(
    qtbot: QtBot, screen: AgentsScreen, dialog: Dialog, sample_office: Office
) -> None:
    two = roster.agent(sample_office, "KF2001")
    roster.edit(sample_office, replace(roster.entry_of(two), team="夜班"))
    form = _choose_twin(qtbot, screen, dialog)
    team = form.field("team")
    beside = form.findChild(TableView, "mergeTable")
    assert beside is not None

    def afterwards() -> str:
        return next(one.after for one in beside.model().rows if one.field == "team")

    assert afterwards() != "夜班"
    qtbot.keyClick(team, Key.Key_Down)
    assert afterwards() == "夜班", "the table shows what is chosen below"
    qtbot.keyClick(form.action, Key.Key_Space)
    qtbot.waitUntil(lambda: "KF2001" not in _numbers(screen))
    assert roster.agent(sample_office, "KF1001").team == "夜班"


def test_what_cannot_be_merged_is_said_in_the_form(
    qtbot: QtBot, screen: AgentsScreen, dialog: Dialog
) -> None:
    qtbot.keyClick(screen.page.table, Key.Key_M, CTRL)
    choice = _form(dialog, "mergeChoiceDialog")
    choice.field("other").choose("KF1002")  # type: ignore[attr-defined]
    qtbot.keyClick(choice.action, Key.Key_Space)
    qtbot.waitUntil(lambda: "2026-09" in choice.wrong.text())
    assert choice.isVisible()
    qtbot.keyClick(choice.cancel, Key.Key_Space)


def test_a_number_that_is_taken_leads_to_merging(
    qtbot: QtBot, screen: AgentsScreen, dialog: Dialog, sample_office: Office
) -> None:
    qtbot.keyClick(screen.page.table, Key.Key_F2, SHIFT)
    form = _form(dialog, "numberDialog")
    qtbot.keyClicks(form.field("new"), "KF2001")
    qtbot.keyClicks(form.field("reason"), "typo")
    qtbot.keyClick(form.field("reason"), Key.Key_Return)
    button = dialog("errorDialog").findChild(QWidget, "errorInstead")
    assert button is not None
    qtbot.keyClick(button, Key.Key_Space)
    merge = _form(dialog, "mergeDialog")
    qtbot.keyClick(merge.action, Key.Key_Space)
    qtbot.waitUntil(lambda: "KF1001" not in _numbers(screen))
    assert roster.agent(sample_office, "KF1001").staff_no == "KF2001"
