"""The screen Rewards: what follows from a closed month, by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from qadesk.i18n import _
from qadesk.services.uses import payroll, rules
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.uses.screen import UsesScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests.ui.conftest import Dialog, answer
from tests.ui.desk import settle, show_screen, tells
from tests.ui.records_desk import pick

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
CLOSED = "2026-09"


def in_force(office: Office) -> None:
    rules.put_in_force(office, rules.draft(office).value, CLOSED)


def back(qtbot: QtBot, screen: UsesScreen) -> None:
    """The window is in front again, after one that was asked in."""
    screen.window().activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)


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


def test_rules_are_begun_changed_tried_and_put_in_force_by_keyboard(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, dialog: Dialog
) -> None:
    made = show_screen(qtbot, UsesScreen(sample_office, tasks), cycle=CLOSED, state="closed")
    qtbot.keyClick(made.page.empty, Key.Key_R, CTRL)
    settle(qtbot, tasks)
    page = made.rules_page
    assert page.isVisible()
    said = _("Begin with the proposed rules")
    offered = [b.word for b in page.findChildren(Button) if b.isVisible() and b.word not in (_("Back"), "")]
    assert offered == [said]  # once, and not in the bar as well
    qtbot.keyClick(page.empty, Key.Key_N, CTRL)
    settle(qtbot, tasks)
    assert [line.part for line in page.rows] == ["bonus", *["award"] * 4, *["list"] * 2]
    page.select((1, "bonus", 0))
    qtbot.keyClick(page.table, Key.Key_Return)
    form = dialog("usesRuleBonusDialog")
    assert isinstance(form, FormDialog)
    values = form.field("values")
    assert isinstance(values, QPlainTextEdit)
    values.setPlainText("A 1,5 x")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert "A 1,5 x" in form.wrong.text()
    values.setPlainText("A 1.5\nB 1\nC 0.7\nD 0")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert page.rows[0].words.startswith("A 1.5, B 1, C 0.7, D 0")
    back(qtbot, made)
    qtbot.keyClick(page.table, Key.Key_T, CTRL)
    settle(qtbot, tasks)
    assert "together" in page.side.text("tried")
    qtbot.keyClick(page.table, Key.Key_F, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(dialog("usesForceDialog"), Key.Key_Return)
    settle(qtbot, tasks)
    assert rules.versions(sample_office)[0].since == CLOSED
    back(qtbot, made)
    qtbot.keyClick(page.table, Key.Key_Escape)
    assert made.page.isVisible()
    best = next(row for row in made.page.rows if row.grade == "A" and row.kind == "bonus")
    assert best.value == "1.50"
    for _step in range(3):  # in force, changed, begun
        qtbot.keyClick(made.page, Key.Key_Z, CTRL)
        settle(qtbot, tasks)
    assert rules.versions(sample_office) == ()


def test_columns_for_payroll_are_chosen_and_remembered(
    qtbot: QtBot, screen: UsesScreen, tasks: Tasks, sample_office: Office, dialog: Dialog, tmp_path: Path
) -> None:
    qtbot.keyClick(screen.page.table, Key.Key_E, CTRL | Qt.KeyboardModifier.ShiftModifier)
    form = dialog("usesPayrollDialog")
    assert isinstance(form, FormDialog)
    for key in ("month", "team", "total", "grade", "sure", "mark", "standing", "why"):
        box = form.field(key)
        assert isinstance(box, QCheckBox)
        box.setChecked(False)
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    answer(dialog("usesPayrollFile"), tmp_path / "奖金.xlsx")
    settle(qtbot, tasks)
    assert (tmp_path / "奖金.xlsx").exists()
    assert payroll.columns(sample_office) == ("staff_no", "name", "coefficient", "amount")
    assert tells(screen.page.notice, "saved", "奖金.xlsx")


def test_letters_of_lines_of_one_kind(
    qtbot: QtBot, screen: UsesScreen, tasks: Tasks, dialog: Dialog, tmp_path: Path
) -> None:
    screen.page.table.selectAll()
    assert "one kind" in screen._no_letter()
    pick(qtbot, screen.page.filters["Kind"], "award")
    settle(qtbot, tasks)
    screen.page.table.setFocus()
    screen.page.table.selectAll()
    assert screen._no_letter() == ""
    qtbot.keyClick(screen.page.table, Key.Key_L, CTRL)
    qtbot.keyClick(dialog("usesLettersDialog"), Key.Key_Return, CTRL)
    answer(dialog("usesLettersFile"), tmp_path / "letters.pdf")
    settle(qtbot, tasks)
    assert (tmp_path / "letters.pdf").read_bytes().startswith(b"%PDF")
