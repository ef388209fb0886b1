"""Interviews in Sign-off: entered by keyboard, undone, said beside the list; their pages as PDF."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from qadesk.services.after_closing import interviews
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.signoff.screen import SignoffScreen
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import settle, show_screen, tells

Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CLOSED = "2026-09"


@pytest.fixture
def screen(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> SignoffScreen:
    return show_screen(qtbot, SignoffScreen(sample_office, tasks), cycle=CLOSED, state="closed")


def entered(qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, dialog: Dialog, said: str) -> None:
    screen.activateWindow()  # again, after a dialog
    screen.page.go_to("KF1001")
    screen.page.table.setFocus()
    qtbot.waitUntil(screen.isActiveWindow)
    qtbot.keyClick(screen.page.table, Key.Key_I, CTRL | SHIFT)
    settle(qtbot, tasks)
    form = dialog("signoffInterviewDialog")
    assert isinstance(form, FormDialog)
    words = form.field("statement")
    assert isinstance(words, QPlainTextEdit)
    words.setPlainText(said)
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)


def test_an_interview_is_entered_undone_and_corrected(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, sample_office: Office, dialog: Dialog
) -> None:
    entered(qtbot, screen, tasks, dialog, "认可结果")
    assert tells(screen.page.notice, "done", "Interview with")
    assert interviews.interviews(sample_office, CLOSED)["KF1001"].talk.statement == "认可结果"
    screen.page.go_to("KF1001")
    assert "认可结果" in screen.aside.text("interview")
    entered(qtbot, screen, tasks, dialog, "认可结果，会改进")
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    qtbot.keyClick(screen.page.table, Key.Key_Z, CTRL)
    settle(qtbot, tasks)
    assert interviews.interviews(sample_office, CLOSED)["KF1001"].talk.statement == "认可结果"


def test_what_says_nothing_stays_open_and_says_why(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, sample_office: Office, dialog: Dialog
) -> None:
    screen.page.go_to("KF1002")
    screen.page.actions_.trigger("signoffInterview")
    settle(qtbot, tasks)
    form = dialog("signoffInterviewDialog")
    assert isinstance(form, FormDialog)
    for part in ("strengths", "improve", "agreed", "statement"):
        form.field(part).setPlainText("")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert form.isVisible()
    assert "nothing" in form.wrong.text()
    assert interviews.interviews(sample_office, CLOSED) == {}
    form.done(0)


def test_pages_of_those_chosen_are_saved(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qadesk.ui.kit import files

    file = tmp_path / "pages.pdf"

    def saved(_p: object, _n: str, _t: str, _f: str, _k: object, save: object, **_more: object) -> None:
        save(file)  # type: ignore[operator]

    monkeypatch.setattr(files, "ask_save", saved)
    screen.page.table.setFocus()
    screen.page.table.selectAll()
    screen.page.actions_.trigger("signoffInterviewPages")
    settle(qtbot, tasks)
    assert file.read_bytes().startswith(b"%PDF")
    assert tells(screen.page.notice, "saved", "pages.pdf")
