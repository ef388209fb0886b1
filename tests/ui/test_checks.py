"""Quality checks by keyboard: a contact checked in few keys, the next at once; forms typed in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from qadesk.services import library
from qadesk.services.checks import board, checking, forms, sampling, stored
from qadesk.storage.office import Office
from qadesk.ui.screens.checks.screen import ChecksScreen
from qadesk.ui.tasks import Tasks
from tests import made_up_month
from tests.ui.conftest import Dialog
from tests.unit.services.checks_written import published

CODE = made_up_month.CODE


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = made_up_month.filled(tmp_path / "branch.qadesk")
    yield office
    office.close()


@pytest.fixture
def screen(qtbot: QtBot, branch: Office, tasks: Tasks) -> ChecksScreen:
    published(branch)
    sampling.draw_sample(branch, CODE, forms.forms(branch)[0].id, 1, (), "seed")
    return shown(qtbot, branch, tasks)


def shown(qtbot: QtBot, office: Office, tasks: Tasks) -> ChecksScreen:
    made = ChecksScreen(office, tasks)
    qtbot.addWidget(made)
    made.cycle, made.cycle_state = CODE, "open"
    made.resize(1200, 700)
    made.show()
    made.refresh(frozenset({"cycle"}))
    qtbot.waitUntil(lambda: not tasks.busy)
    return made


def keys(qtbot: QtBot, screen: ChecksScreen, *pressed: str | Qt.Key) -> None:
    for one in pressed:
        widget = screen.focusWidget() or screen
        if isinstance(one, str):
            for letter in one:
                QTest.keyClick(screen.focusWidget() or screen, letter)
        else:
            QTest.keyClick(widget, one)
    qtbot.waitUntil(lambda: not screen.tasks.busy)


def test_a_check_of_fifteen_questions_takes_no_more_than_twenty_keys(
    qtbot: QtBot, screen: ChecksScreen, branch: Office
) -> None:
    screen.page.focus_first()
    first, second = (one.id for one in board.board(branch, CODE).lines[:2])
    keys(qtbot, screen, Qt.Key.Key_Return)
    page = screen.check_page
    qtbot.waitUntil(lambda: page.check is not None and page.check.id == first)
    pressed = 1
    while page.check is not None and page.check.score.open:
        keys(qtbot, screen, "2" if page.current is not None and page.current.number == 1 else "1")
        pressed += 1
    assert page.check is not None
    said = {code: one.answer for code, one in stored.check(branch, first).answers.items()}
    assert said == {code: one.answer for code, one in page.check.answers.items()}
    assert (said["greeting"], len(said)) == ("no", 15)
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    pressed += 1
    qtbot.waitUntil(lambda: page.check is not None and page.check.id == second)
    assert pressed <= 20
    assert stored.check(branch, first).status == "submitted"


def test_what_the_answers_look_like_stands_beside_the_question(
    qtbot: QtBot, screen: ChecksScreen, branch: Office
) -> None:
    check = board.board(branch, CODE).lines[0]
    checking.remark(branch, check.id, "greeting", "没有报姓名", 72)
    screen._show_check(check.id)
    qtbot.waitUntil(lambda: screen.check_page.check is not None)
    qtbot.waitUntil(lambda: not screen.tasks.busy)
    side = screen.check_page.side
    assert side.text("question") == "Greets and gives a name"
    assert side.text("answers").startswith("1: Yes – “Hello, this is Li")
    assert side.text("comment") == "1:12 没有报姓名"
    assert "Not finished" in side.text("score")
    keys(qtbot, screen, Qt.Key.Key_Escape)
    assert screen.pages.currentWidget() is screen.page


def test_another_screen_opens_a_check(qtbot: QtBot, screen: ChecksScreen, branch: Office) -> None:
    second = board.board(branch, CODE).lines[1].id
    screen.arrive(("open", second))
    qtbot.waitUntil(lambda: screen.check_page.check is not None)
    assert screen.check_page.check is not None
    assert screen.check_page.check.id == second
    screen.go_back()
    qtbot.waitUntil(lambda: screen.page.current is not None and screen.page.current.id == second)


def test_how_precise_a_sample_would_be_follows_the_number(
    qtbot: QtBot, branch: Office, tasks: Tasks, dialog: Dialog
) -> None:
    published(branch)
    published(branch, "chat")
    screen = shown(qtbot, branch, tasks)
    screen.page.actions_.trigger("checksSample")
    window = dialog("checksSampleDialog")
    each, told = (
        window.findChild(QLineEdit, "checksSampleEach"),
        window.findChild(QLabel, "checksSamplePrecision"),
    )
    form = next(one.id for one in forms.forms(branch) if one.form.code == library.form("phone").code)
    box = window.findChild(QComboBox, "checksSampleForm")
    box.setCurrentIndex(box.findData(form))
    for number in (4, 8):
        each.setText(str(number))
        off = {one.precise for one in sampling.plan(branch, CODE, form, number).agents}
        assert all(f"± {one}" in told.text() for one in (min(off), max(off)))
    each.setText("1")
    assert told.text().startswith("A single check does not tell")
    each.setText("20")
    assert "4 agents have fewer contacts." in told.text()
    each.setText("")
    assert told.text() == ""
    each.setText("2")
    window.submit()
    qtbot.waitUntil(lambda: len(board.board(branch, CODE).lines) == 8)
    qtbot.waitUntil(lambda: not screen.tasks.busy)


def test_what_is_refused_is_told_and_read_again(qtbot: QtBot, screen: ChecksScreen, branch: Office) -> None:
    check = board.board(branch, CODE).lines[0].id
    screen._show_check(check)
    qtbot.waitUntil(lambda: screen.check_page.check is not None)
    qtbot.waitUntil(lambda: not screen.tasks.busy)
    sampling.replace(branch, check, "录音听不清")
    keys(qtbot, screen, "1")
    qtbot.waitUntil(lambda: not screen.tasks.busy)
    assert "Another contact is checked" in screen.notice.text.text()
    assert screen.check_page.check is not None
    assert not screen.check_page.check.answers


def test_a_draft_is_typed_in_undone_and_published(qtbot: QtBot, branch: Office, tasks: Tasks) -> None:
    screen = shown(qtbot, branch, tasks)
    screen._show_forms()
    page = screen.forms_page
    page.actions_.trigger("checkFormsNew")
    qtbot.waitUntil(lambda: page.current is not None)
    qtbot.waitUntil(lambda: not screen.tasks.busy)
    page.form_table.set_current(page.edited.at((0, 0), "en"))
    page.form_table.setFocus()
    keys(qtbot, screen, "Greets")
    keys(qtbot, screen, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: next(iter(forms.forms(branch)[0].form.questions())).names.en == "Greets")
    # The draft, and what was typed in the cell as one step.
    qtbot.waitUntil(lambda: screen.writes.stack.count() == 2)
    page._add_question()
    qtbot.waitUntil(lambda: not screen.tasks.busy)
    assert len(list(forms.forms(branch)[0].form.questions())) == 2
    screen.writes.undo()
    qtbot.waitUntil(lambda: not screen.tasks.busy)
    assert len(list(forms.forms(branch)[0].form.questions())) == 1
    page.actions_.trigger("checkFormsPublish")
    qtbot.waitUntil(lambda: not screen.tasks.busy)
    assert "It has no name" in screen.notice.text.text()  # the form, and its group
