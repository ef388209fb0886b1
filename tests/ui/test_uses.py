"""The screen Use of results: what follows from a closed month, by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qadesk.services.uses import rules
from qadesk.storage.office import Office
from qadesk.ui.screens.uses.screen import UsesScreen
from qadesk.ui.tasks import Tasks
from tests.ui.desk import show_screen

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
CLOSED = "2026-09"


def in_force(office: Office) -> None:
    rules.put_in_force(office, rules.draft(office).value, CLOSED)


@pytest.fixture
def screen(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> UsesScreen:
    in_force(sample_office)
    return show_screen(qtbot, UsesScreen(sample_office, tasks), cycle=CLOSED, state="closed")


def test_an_open_month_has_to_be_closed_first(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> None:
    made = show_screen(qtbot, UsesScreen(sample_office, tasks), cycle="2026-10", state="open")
    assert made.page.empty.isVisible()
    assert "closed" in made.page.empty.title.text()


def test_without_rules_it_says_so(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> None:
    made = show_screen(qtbot, UsesScreen(sample_office, tasks), cycle=CLOSED, state="closed")
    assert made.page.empty.isVisible()
    assert "No rules" in made.page.empty.title.text()


def test_each_agent_has_a_coefficient_and_why(screen: UsesScreen) -> None:
    rows = [row for row in screen.page.rows if row.kind == "bonus"]
    assert len(rows) == 14
    first = rows[0]
    screen.page.go_to(first.key)
    assert f"Grade {first.grade}" in first.why
    assert "provisional" in screen.page.count.text()
