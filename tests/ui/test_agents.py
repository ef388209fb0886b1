"""Agents: found, added, changed, gone and back, all by keyboard, all undoable."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from qadesk.services import roster
from qadesk.services.assessment import history
from qadesk.services.roster import AgentEntry
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.agents.screen import AgentsScreen
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import show_screen, tells

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def screen(qtbot: QtBot, branch: Office, tasks: Tasks) -> AgentsScreen:
    for entry in (
        AgentEntry("KF1001", "龚䶮", "晚班", "客服专员", hired_on=date(2019, 1, 1)),
        AgentEntry("KF1008", "张桂英", "早班", "客服专员", "left"),
        AgentEntry("KF1013", "赵超", "晚班", "客服专员"),
        AgentEntry("KF1014", "赵超", "早班", "投诉专员", "probation"),
    ):
        roster.add(branch, entry)
    return _open(qtbot, branch, tasks)


def _open(qtbot: QtBot, office: Office, tasks: Tasks) -> AgentsScreen:
    return show_screen(qtbot, AgentsScreen(office, tasks), changes=frozenset({"agents"}))


def _numbers(screen: AgentsScreen) -> list[str]:
    return [agent.staff_no for agent in screen.page.model.rows]


def _press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    button = inside.findChild(QWidget, name)
    assert button is not None, name
    button.setFocus()
    qtbot.keyClick(button, Key.Key_Return)


def _fill(field: QWidget, text: str) -> None:
    field.selectAll()  # type: ignore[attr-defined]
    field.insert(text)  # type: ignore[attr-defined]


def test_those_at_work_are_shown_and_the_first_is_chosen(screen: AgentsScreen) -> None:
    assert _numbers(screen) == ["KF1001", "KF1013", "KF1014"]
    assert screen.panel.agent is not None
    assert screen.panel.agent.staff_no == "KF1001"
    assert screen.page.count.text() == "3 agents"


def test_search_takes_every_word_in_any_field(qtbot: QtBot, screen: AgentsScreen) -> None:
    qtbot.keyClick(screen, Key.Key_F, CTRL)
    qtbot.waitUntil(screen.page.search.hasFocus)
    screen.page.search.insert("赵超 早班")
    assert _numbers(screen) == ["KF1014"]
    qtbot.keyClick(screen.page.search, Key.Key_Escape)
    assert len(_numbers(screen)) == 3
    screen.page.search.insert("nobody")
    assert screen.page.no_match.isVisible()
    _press(qtbot, screen, "agentsShowAll")
    assert len(_numbers(screen)) == 4
    screen.page.filters["Who"].setCurrentIndex(1)
    screen.page.search.insert("kf1008")
    assert _numbers(screen) == ["KF1008"]


def test_a_person_is_added_by_keyboard_and_taken_back(
    qtbot: QtBot, screen: AgentsScreen, branch: Office, tasks: Tasks, dialog: Dialog
) -> None:
    qtbot.keyClick(screen, Key.Key_N, CTRL)
    form = dialog("agentDialog")
    assert isinstance(form, FormDialog)
    qtbot.keyClicks(form.field("number"), "KF1015")
    form.field("name").insert("欧阳珺瑶")
    _fill(form.field("hired"), "2026年10月8日")
    qtbot.keyClick(form.field("hired"), Key.Key_Return)
    qtbot.waitUntil(lambda: "KF1015" in _numbers(screen))

    added = roster.agent(branch, "KF1015")
    assert (added.name, added.status, added.hired_on) == ("欧阳珺瑶", "active", date(2026, 10, 8))
    assert screen.panel.agent == added
    assert tells(screen.page.notice, "done", "欧阳珺瑶")
    _press(qtbot, screen, "agentsNoticeAction")
    qtbot.waitUntil(lambda: "KF1015" not in _numbers(screen))
    assert tells(screen.page.notice, "undone", "欧阳珺瑶")


def test_a_refused_entry_stays_with_everything_typed(
    qtbot: QtBot, screen: AgentsScreen, dialog: Dialog, tasks: Tasks
) -> None:
    screen.add()
    form = dialog("agentDialog")
    assert isinstance(form, FormDialog)
    qtbot.keyClicks(form.field("number"), "KF1001")
    form.field("name").insert("王芳")
    qtbot.keyClick(form.field("name"), Key.Key_Return)
    qtbot.waitUntil(lambda: tells(form.wrong, "roster.number_taken", "龚䶮"))
    assert form.isVisible()
    assert (form.field("number").text(), form.field("name").text()) == ("KF1001", "王芳")

    _fill(form.field("number"), "KF1099")
    _fill(form.field("hired"), "soon")
    qtbot.keyClick(form.field("hired"), Key.Key_Return)
    assert "“soon” is not a date" in form.wrong.text()
    _press(qtbot, form, "agentDialogCancel")
    _press(qtbot, dialog("confirmDialog"), "confirmAction")
    qtbot.waitUntil(lambda: _numbers(screen) == ["KF1001", "KF1013", "KF1014"])


def test_an_entry_is_corrected_from_the_table_and_undone(
    qtbot: QtBot, screen: AgentsScreen, branch: Office, dialog: Dialog
) -> None:
    qtbot.keyClick(screen.page.table, Key.Key_Return)
    form = dialog("agentDialog")
    assert isinstance(form, FormDialog)
    assert not form.field("number").isEnabled()
    form.field("team").setEditText("夜班")
    qtbot.keyClick(form.field("name"), Key.Key_Return)
    qtbot.waitUntil(lambda: screen.page.model.row(0).team == "夜班")
    _press(qtbot, screen, "agentsNoticeAction")
    qtbot.waitUntil(lambda: screen.page.model.row(0).team == "晚班")


def test_somebody_leaves_and_comes_back(
    qtbot: QtBot, screen: AgentsScreen, branch: Office, dialog: Dialog
) -> None:
    _press(qtbot, screen, "agentsLeave")
    form = dialog("leaveDialog")
    assert isinstance(form, FormDialog)
    _fill(form.field("day"), "2026-10-15")
    qtbot.keyClick(form.field("day"), Key.Key_Return)
    qtbot.waitUntil(lambda: not roster.agent(branch, "KF1001").here)

    assert roster.agent(branch, "KF1001").left_on == date(2026, 10, 16)  # the first day away
    qtbot.waitUntil(lambda: screen.panel.agent is not None and not screen.panel.agent.here)
    assert "not employed since 2026-10-16" in screen.panel.text("details")
    _press(qtbot, screen, "agentsLeave")
    qtbot.waitUntil(lambda: screen.panel.agent is not None and screen.panel.agent.here)
    assert roster.agent(branch, "KF1001").left_on is None


def test_ctrl_z_takes_back_what_was_just_done(qtbot: QtBot, screen: AgentsScreen, branch: Office) -> None:
    screen.arrive("KF1008")
    _press(qtbot, screen, "agentsLeave")
    qtbot.waitUntil(lambda: screen.panel.agent is not None and screen.panel.agent.here)
    assert screen.focusWidget() is screen.page.table  # not on a button that went out of sight meanwhile
    qtbot.keyClick(screen.page.table, Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: not roster.agent(branch, "KF1008").here)


def test_an_empty_roster_says_what_to_do(qtbot: QtBot, branch: Office, tasks: Tasks) -> None:
    screen = _open(qtbot, branch, tasks)
    assert screen.page.empty.isVisible()
    with qtbot.waitSignal(screen.open_requested) as asked:
        _press(qtbot, screen, "agentsEmptyImport")
    assert asked.args == ["records", "roster"]


def test_another_screen_can_ask_for_somebody_who_left(screen: AgentsScreen) -> None:
    screen.arrive("KF1008")
    assert screen.panel.agent is not None
    assert screen.panel.agent.staff_no == "KF1008"


def test_history_shows_totals_grades_and_the_weakest_plank(
    qtbot: QtBot, sample_office: Office, tasks: Tasks
) -> None:
    points = history.history(sample_office, "KF1001")
    assert [point.code for point in points] == ["2026-09", "2026-10"]
    assert points[0].closed
    assert points[0].weakest is not None

    screen = _open(qtbot, sample_office, tasks)
    screen.arrive("KF1001")
    qtbot.waitUntil(lambda: screen.panel.findChild(QLabel, "panelTotal_2026-09") is not None)
    total = screen.panel.findChild(QLabel, "panelTotal_2026-09")
    weakest = screen.panel.findChild(QLabel, "panelWeakest_2026-09")
    assert total is not None
    assert weakest is not None
    assert total.text() == str(points[0].total)
    assert points[0].weakest_names is not None
    assert weakest.text() == points[0].weakest_names.en
    assert screen.panel.trend.accessibleName().startswith(f"26-09: {points[0].total}")


def test_nothing_of_the_history_is_cut_off_beside_a_narrow_roster(
    qtbot: QtBot, sample_office: Office, tasks: Tasks
) -> None:
    screen = _open(qtbot, sample_office, tasks)
    screen.resize(840, 420)
    screen.page.table.selectRow(0)
    qtbot.waitUntil(lambda: screen.panel.months.isVisible() and not tasks.busy)
    area = screen.panel.findChild(QScrollArea, "panelAsideScroll")
    assert area is not None
    qtbot.waitUntil(lambda: area.viewport().width() >= area.widget().width())
