"""Whose scorecard is which, in its window: rules made and deleted by keyboard, undone, told at opening."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qadesk.domain.scorecard import Names
from qadesk.services import card_rules, freezing, opening, roster, scorecards
from qadesk.services.roster import AgentEntry
from qadesk.services.target_plan import Whose
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.scorecards.rules_window import RulesList, RulesWindow
from qadesk.ui.screens.scorecards.screen import ScorecardsScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests.ui.conftest import Dialog
from tests.ui.desk import settle, show_screen

Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def screen(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> ScorecardsScreen:
    card = replace(scorecards.shipped(), code="team-lead", names=Names("班长考核方案", "Team leaders"))
    with sample_office.write("test", "test") as connection:
        scorecards.install(connection, sample_office, card)
    first = roster.agents(sample_office)[0]
    roster.edit(sample_office, AgentEntry(first.staff_no, first.name, first.team, "班长"))
    return show_screen(qtbot, ScorecardsScreen(sample_office, tasks), changes=frozenset({"scorecard"}))


def opened(qtbot: QtBot, screen: ScorecardsScreen, tasks: Tasks, dialog: Dialog) -> RulesList:
    screen.versions.table.setFocus()
    qtbot.keyClick(screen.versions.table, Key.Key_W, CTRL | SHIFT)
    window = dialog("cardRulesWindow")
    assert isinstance(window, RulesWindow)
    settle(qtbot, tasks)
    return window.list


def press(listed: RulesList, name: str) -> None:
    button = listed.page.findChild(Button, name)
    assert button is not None
    button.click()


def test_a_rule_is_made_by_keyboard_told_at_opening_and_undone(
    qtbot: QtBot, screen: ScorecardsScreen, tasks: Tasks, sample_office: Office, dialog: Dialog
) -> None:
    listed = opened(qtbot, screen, tasks, dialog)
    assert listed.page.rows == ()
    qtbot.keyClick(listed.page.table, Key.Key_N, CTRL)
    form = dialog("cardRuleNew")
    assert isinstance(form, FormDialog)
    whose, code = (form.form.widgets[key] for key in ("whose", "code"))
    assert listed.offer is not None
    lead = [text for _whose, text in listed.offer.whom].index("Post 班长")
    whose.choose(lead)  # type: ignore[attr-defined]
    code.choose("team-lead")  # type: ignore[attr-defined]
    qtbot.keyClick(form, Key.Key_Return)
    settle(qtbot, tasks)
    (rule,) = card_rules.rules(sample_office)
    assert (rule.whose, rule.code, len(rule.agents)) == (Whose(post="班长"), "team-lead", 1)
    assert [one.text for one in listed.page.rows] == ["Post 班长"]
    usual = opening.choice(sample_office, "courier-standard").scorecard_id
    told = freezing.frozen(sample_office, "2026-11", usual)
    assert [(card, len(those)) for card, those in told.cards][1:] == [("Team leaders, version 1", 1)]
    assert "Team leaders, version 1: 1 agent: " in freezing.who_takes_part(told)
    assert "with those of the same scorecard" in freezing.note(told, only=False)
    listed.page.go_to(rule.whose)
    press(listed, "cardRulesDelete")
    settle(qtbot, tasks)
    assert card_rules.rules(sample_office) == ()
    listed.page.operations.undo()
    settle(qtbot, tasks)
    assert len(card_rules.rules(sample_office)) == 1
    listed.window().close()


def test_how_they_go_together_is_chosen(
    qtbot: QtBot, screen: ScorecardsScreen, tasks: Tasks, sample_office: Office, dialog: Dialog
) -> None:
    listed = opened(qtbot, screen, tasks, dialog)
    assert "with those of the same scorecard" in listed.way.text()
    press(listed, "cardRulesWays")
    form = dialog("cardRulesWay")
    assert isinstance(form, FormDialog)
    form.form.widgets["together"].choose(True)  # type: ignore[attr-defined]
    qtbot.keyClick(form, Key.Key_Return)
    settle(qtbot, tasks)
    assert card_rules.way(sample_office).together
    assert "All agents are ranked together" in listed.way.text()
    listed.window().close()


def test_a_rule_that_cannot_be_kept_is_told_before_opening(sample_office: Office) -> None:
    card = replace(scorecards.shipped(), code="team-lead", half_points=True)
    with sample_office.write("test", "test") as connection:
        scorecards.install(connection, sample_office, card)
    card_rules.assign(sample_office, [Whose(post="班长")], "team-lead")
    usual = opening.choice(sample_office, "courier-standard").scorecard_id
    told = freezing.frozen(sample_office, "2026-11", usual)
    assert "both ask for “attitude”, but in different ways" in freezing.note(told, only=False)
