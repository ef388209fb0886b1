"""Notes in their window: written, attached, opened, saved, deleted and undone by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk import i18n
from qadesk.services import roster
from qadesk.services.notes import files, keeping
from qadesk.services.notes.keeping import NoteSubject
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.kit.notes import NotesList, NotesWindow
from qadesk.ui.screens.agents.screen import AgentsScreen
from qadesk.ui.screens.records.screen import RecordsScreen
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog, answer
from tests.ui.desk import settle, show_screen, tells
from tests.ui.records_desk import pick

Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
AGENT = NoteSubject("KF1001")


@pytest.fixture(params=["en", "zh_CN"])
def screen(request: pytest.FixtureRequest, qtbot: QtBot, sample_office: Office, tasks: Tasks) -> AgentsScreen:
    i18n.set_language(request.param)
    made = show_screen(qtbot, AgentsScreen(sample_office, tasks), changes=frozenset({"agents"}))
    made.arrive("KF1001")
    return made


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "投诉单.pdf"
    path.write_bytes(PDF)
    return path


def _open(qtbot: QtBot, table: QWidget, dialog: Dialog, tasks: Tasks) -> NotesList:
    qtbot.keyClick(table, Key.Key_N, CTRL | SHIFT)
    window = dialog("notesWindow")
    assert isinstance(window, NotesWindow)
    settle(qtbot, tasks)
    return window.list


def _back(qtbot: QtBot, notes: NotesList) -> None:
    """The form was on top of the window; no window manager hands the keyboard back."""
    notes.window().activateWindow()
    qtbot.waitUntil(notes.isActiveWindow)


def _texts(notes: NotesList) -> list[str]:
    return [note.text or (note.file.name if note.file else "") for note in notes.page.model.rows]


def _button(screen: QWidget, name: str) -> QPushButton:
    found = screen.findChild(QPushButton, name)
    assert found is not None
    return found


def test_a_note_is_written_counted_and_undone(
    qtbot: QtBot, screen: AgentsScreen, dialog: Dialog, tasks: Tasks
) -> None:
    notes = _open(qtbot, screen.page.table, dialog, tasks)
    assert notes.page.empty.isVisible()
    qtbot.keyClick(notes.page, Key.Key_N, CTRL)
    form = dialog("noteDialog")
    assert isinstance(form, FormDialog)
    text = form.field("text")
    assert isinstance(text, QPlainTextEdit)
    text.setPlainText("已谈话。\n本人认可。")
    qtbot.keyClick(form.action, Key.Key_Space)
    qtbot.waitUntil(lambda: _texts(notes) == ["已谈话。\n本人认可。"])
    qtbot.waitUntil(lambda: "1" in _button(screen, "agentsNotes").text())

    _back(qtbot, notes)
    qtbot.keyClick(notes.page.table, Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: _texts(notes) == [])
    qtbot.waitUntil(lambda: "1" not in _button(screen, "agentsNotes").text())
    qtbot.keyClick(notes.window(), Key.Key_Escape)


def test_a_file_is_attached_opened_saved_deleted_and_brought_back(
    qtbot: QtBot,
    screen: AgentsScreen,
    dialog: Dialog,
    tasks: Tasks,
    scan: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[Path] = []

    def look(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", look)
    notes = _open(qtbot, screen.page.table, dialog, tasks)
    qtbot.keyClick(notes.page, Key.Key_O, CTRL)
    asked = dialog("noteFileDialog")
    assert isinstance(asked, QFileDialog)
    assert "*.pdf" in asked.nameFilters()[0]
    answer(asked, scan)
    qtbot.waitUntil(lambda: _texts(notes) == ["投诉单.pdf"])
    settle(qtbot, tasks)

    _back(qtbot, notes)
    qtbot.keyClick(notes.page.table, Key.Key_Return)
    qtbot.waitUntil(lambda: len(opened) == 1)
    assert (opened[0].name, opened[0].read_bytes()) == ("投诉单.pdf", PDF)

    qtbot.keyClick(notes.page.table, Key.Key_S, CTRL)
    saved = scan.with_name("另存.pdf")
    answer(dialog("noteSaveDialog"), saved)
    qtbot.waitUntil(saved.exists)
    settle(qtbot, tasks)

    _back(qtbot, notes)
    qtbot.keyClick(notes.page.table, Key.Key_Delete)
    reason = dialog("noteDeleteDialog")
    field, do = reason.findChild(QLineEdit, "noteDeleteText"), reason.findChild(QWidget, "noteDeleteDo")
    assert field is not None
    assert do is not None
    assert not do.isEnabled()
    field.insert("wrong")
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: _texts(notes) == [])
    _back(qtbot, notes)
    qtbot.keyClick(notes.page.empty, Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: _texts(notes) == ["投诉单.pdf"])
    qtbot.keyClick(notes.window(), Key.Key_Escape)


def test_undo_takes_back_what_was_done_last_and_in_the_window_what_was_done_there(
    qtbot: QtBot, screen: AgentsScreen, dialog: Dialog, tasks: Tasks, sample_office: Office
) -> None:
    screen.page.operations.run(
        lambda: roster.add(sample_office, roster.AgentEntry("KF2001", "新人")), said="Someone was added."
    )
    settle(qtbot, tasks)
    notes = _open(qtbot, screen.page.table, dialog, tasks)
    qtbot.keyClick(notes.page.empty, Key.Key_Z, CTRL)  # the page below is not in front
    settle(qtbot, tasks)
    assert not screen.page.notice.is_told("info")
    notes.page.operations.run(lambda: keeping.add(sample_office, AGENT, "said"), said="A note was added.")
    settle(qtbot, tasks)
    qtbot.keyClick(notes.window(), Key.Key_Escape)
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.page.table.setFocus()
    qtbot.keyClick(screen.page.table, Key.Key_Z, CTRL)
    settle(qtbot, tasks)
    assert tells(
        screen.page.notice,
        "undone",
        "撤销：添加备注" if i18n.current_language() == "zh_CN" else "Undone: add a note",
    )
    assert keeping.count(sample_office, AGENT) == 0
    qtbot.keyClick(screen.page.table, Key.Key_Z, CTRL)
    settle(qtbot, tasks)
    assert tells(screen.page.notice, "undone", "新人")


def test_what_cannot_be_attached_is_said_in_the_window(
    qtbot: QtBot, screen: AgentsScreen, dialog: Dialog, tasks: Tasks, scan: Path, sample_office: Office
) -> None:
    notes = _open(qtbot, screen.page.table, dialog, tasks)
    large = scan.with_name("大.pdf")
    with large.open("wb") as file:
        file.write(PDF)
        file.truncate(files.MOST_BYTES * 100)
    qtbot.keyClick(notes.page, Key.Key_O, CTRL)
    answer(dialog("noteFileDialog"), large)
    qtbot.waitUntil(lambda: tells(notes.page.notice, "note.too_large", "大.pdf", "10 MB"))
    assert keeping.count(sample_office, AGENT) == 0
    qtbot.keyClick(notes.window(), Key.Key_Escape)


def test_where_no_program_opens_it_that_is_said(
    qtbot: QtBot, screen: AgentsScreen, dialog: Dialog, tasks: Tasks, scan: Path, sample_office: Office,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    keeping.add(sample_office, AGENT, "", scan)
    notes = _open(qtbot, screen.page.table, dialog, tasks)
    qtbot.keyClick(notes.page.table, Key.Key_Return)
    qtbot.waitUntil(lambda: "投诉单.pdf" in notes.page.notice.text.text())
    qtbot.keyClick(notes.window(), Key.Key_Escape)


def test_a_record_has_notes_too_and_says_how_many(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, dialog: Dialog
) -> None:
    screen = show_screen(qtbot, RecordsScreen(sample_office, tasks))
    page = screen.browse
    screen.tabs.setCurrentWidget(page)
    pick(qtbot, page.kind, "complaints")
    settle(qtbot, tasks)
    screen.activateWindow()  # no window manager hands the keyboard back after the list of kinds
    qtbot.waitUntil(screen.isActiveWindow)
    page.table.setFocus()
    record = page.current
    assert record is not None
    keeping.add(
        sample_office, NoteSubject(kind="complaints", ref=record.row.ref, part=record.row.part), "扫描件"
    )
    notes = _open(qtbot, page.table, dialog, tasks)
    assert _texts(notes) == ["扫描件"]
    assert record.row.ref in notes.window().windowTitle()
    qtbot.keyClick(notes.window(), Key.Key_Escape)
    page.notes.look()
    qtbot.waitUntil(lambda: "1" in _button(screen, "recordsNotes").text())

    pick(qtbot, page.kind, "deliveries")
    settle(qtbot, tasks)
    assert not _button(screen, "recordsNotes").isEnabled(), "a day of the whole office is nobody's record"
