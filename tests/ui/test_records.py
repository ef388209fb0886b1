"""Records by keyboard: files in, columns put right, bad rows seen, an import undone, records browsed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk.errors import Cancelled, UserError
from qadesk.i18n import set_language
from qadesk.services.records import imports
from qadesk.storage.office import Office
from qadesk.ui.screens.records import RecordsScreen
from qadesk.ui.screens.records.import_dialog import ImportDialog
from qadesk.ui.screens.records.outcome_dialog import OutcomeDialog
from qadesk.ui.screens.records.work import Candidate, Outcome, import_all, look
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.unit.services.import_office import SAMPLES, call, calls, staff, write

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
Opened = Callable[[], RecordsScreen]


@pytest.fixture
def opened(qtbot: QtBot, branch: Office, tasks: Tasks) -> Opened:
    """Shows the screen as the window would, and waits until it has read the office."""

    def show() -> RecordsScreen:
        screen = RecordsScreen(branch, tasks)
        qtbot.addWidget(screen)
        screen.changed.connect(lambda changes, itself: screen.refresh(changes) if itself else None)
        screen.cycle, screen.cycle_state = "2026-10", "open"
        screen.resize(1198, 680)
        screen.show()
        qtbot.waitActive(screen)
        screen.refresh(frozenset({"cycle"}))
        qtbot.waitUntil(lambda: not tasks.busy)
        screen.focus_first()
        return screen

    return show


def idle(qtbot: QtBot, screen: RecordsScreen) -> None:
    qtbot.waitUntil(lambda: not screen.tasks.busy)


def press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    button = inside.findChild(QPushButton, name)
    assert button is not None, name
    button.setFocus()
    qtbot.keyClick(button, Key.Key_Return)


def texts(inside: QWidget, name: str) -> str:
    found = inside.findChild(QLabel, name)
    assert found is not None, name
    return found.text()


def pick(qtbot: QtBot, box: QComboBox, data: str) -> None:
    """Choose an entry with the arrow keys."""
    box.setFocus()
    wanted = box.findData(data)
    assert wanted >= 0, data
    while box.currentIndex() != wanted:
        qtbot.keyClick(box, Key.Key_Down if box.currentIndex() < wanted else Key.Key_Up)


def test_an_empty_office_says_what_to_drop_and_its_button_chooses(
    opened: Opened, qtbot: QtBot, dialog: Dialog
) -> None:
    screen = opened()
    assert screen.imports.empty.isVisible()
    press(qtbot, screen, "importsEmptyChoose")
    files = dialog("recordsFileDialog")
    assert isinstance(files, QFileDialog)
    assert files.fileMode() == QFileDialog.FileMode.ExistingFiles
    files.close()


def test_ctrl_o_then_enter_imports_several_files_and_lists_what_came_of_them(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office
) -> None:
    screen = opened()
    qtbot.keyClick(screen, Key.Key_O, CTRL)
    files = dialog("recordsFileDialog")
    assert isinstance(files, QFileDialog)
    names = ["话务明细_2026-10.csv", "花名册.xlsx", "表扬差错_2026-10.csv"]
    files.filesSelected.emit([str(SAMPLES / name) for name in names])
    files.close()
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    assert window.files.count() == 3
    assert window.go.text() == "Import 3 files"
    qtbot.keyClick(window.go, Key.Key_Return)
    told = dialog("outcomeDialog")
    assert isinstance(told, OutcomeDialog)
    idle(qtbot, screen)
    rows = [[told.model.index(row, at).data() for at in range(3)] for row in range(3)]
    assert rows == [
        ["花名册.xlsx", "Staff list", "14 new"],  # first, so that the records find their agents
        ["话务明细_2026-10.csv", "Calls", "5,739 new, 3 already there, 5 rows rejected"],
        ["表扬差错_2026-10.csv", "Praise and errors", "56 new"],
    ]
    press(qtbot, told, "outcomeShowRows")
    idle(qtbot, screen)
    assert screen.imports.heading.text() == "话务明细_2026-10.csv"
    qtbot.waitUntil(
        lambda: [row.line for row in screen.imports.rows_model.rows] == [966, 1278, 2296, 2397, 4309]
    )
    assert [batch.kind for batch in imports.history(branch)] == ["incidents", "calls", "roster"]


def test_one_file_is_told_in_a_line_and_its_undo_takes_it_back(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    screen.import_files([calls(tmp_path / "通话.csv", call(1), call(2))])
    window = dialog("importDialog")
    assert not window.findChild(QWidget, "importFiles").isVisible()
    press(qtbot, window, "importGo")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    assert screen.notice.text.text() == "通话.csv: 2 new."
    press(qtbot, screen.notice, "recordsNoticeAction")
    qtbot.waitUntil(lambda: "was undone" in screen.notice.text.text())
    idle(qtbot, screen)
    assert imports.history(branch)[0].undone_at is not None
    assert screen.imports.model.index(0, screen.imports.model.column_number("state")).data() == "Undone"
    assert not screen.imports.undo.isEnabled()


def test_undo_from_the_list_asks_once_and_names_what_goes(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    imports.run(branch, calls(tmp_path / "通话.csv", call(1), call(2)))
    screen = opened()
    press(qtbot, screen, "importUndo")
    question = dialog("confirmDialog")
    assert "2 new records go" in texts(question, "messageLoses")
    qtbot.keyClick(question, Key.Key_Escape)
    assert imports.history(branch)[0].undone_at is None
    press(qtbot, screen, "importUndo")
    press(qtbot, dialog("confirmDialog"), "confirmAction")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    assert imports.history(branch)[0].undone_at is not None


def test_an_unknown_layout_is_put_right_with_the_arrow_keys_and_known_the_next_time(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    screen.import_files(
        [write(tmp_path / "odd.csv", "甲,乙,丙", "x,y,1", "x,y,2", "007,2026-10-03 09:05,90")]
    )
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    editor = window.editor
    assert not window.go.isEnabled()
    assert "cannot be told" in editor.lacking.text()
    pick(qtbot, editor.kind, "chats")
    idle(qtbot, screen)
    assert editor.lacking.text() == "Still needed: Agent, Date and time. Say which column it is."
    for column, field in (("0", "agent"), ("1", "at"), ("2", "response")):
        box = editor.findChild(QComboBox, f"importField_{column}")
        assert isinstance(box, QComboBox)
        pick(qtbot, box, field)
        idle(qtbot, screen)
    assert editor.model.row(0)[editor.model.column_number("response")] == "90 s"
    assert "line 2, 甲 “x”" in editor.wrong.text()
    qtbot.waitUntil(window.go.isEnabled)
    press(qtbot, window, "importGo")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    again = imports.preview(branch, write(tmp_path / "next.csv", "乙,甲,丙", "2026-10-04 09:05,007,5"))
    assert (again.kind, again.remembered, again.mapping["response"]) == ("chats", True, "丙")


def test_a_field_belongs_to_one_column(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    screen.import_files([calls(tmp_path / "通话.csv", call(1))])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    boxes = {number: window.editor.findChild(QComboBox, f"importField_{number}") for number in range(10)}
    assert boxes[5].currentData() == "response"
    pick(qtbot, boxes[6], "response")
    idle(qtbot, screen)
    assert (boxes[5].currentData(), boxes[6].currentData()) == ("", "response")
    press(qtbot, window, "importCancel")
    idle(qtbot, screen)
    assert imports.history(branch) == ()


def test_a_file_that_is_no_table_says_so_and_stays_out(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    photo = tmp_path / "photo.csv"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    screen.import_files([calls(tmp_path / "通话.csv", call(1)), photo])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    assert window.refused.title.text() == "“photo.csv” is not a table."
    assert window.summary.text() == "1 file stays out as it is."
    press(qtbot, window, "importGo")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    assert [batch.file_name for batch in imports.history(branch)] == ["通话.csv"]


def test_bad_rows_are_exported(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    imports.run(branch, calls(tmp_path / "通话.csv", call(1), call(2, rating="=9")))
    screen = opened()
    qtbot.waitUntil(lambda: len(screen.imports.rows_model.rows) == 1)
    press(qtbot, screen, "badRowsExport")
    files = dialog("badRowsFileDialog")
    assert isinstance(files, QFileDialog)
    files.fileSelected.emit(str(tmp_path / "bad.csv"))
    files.close()
    qtbot.waitUntil(screen.notice.isVisible)
    assert "3,满意度,'=9,A rating is 1 to 5." in (tmp_path / "bad.csv").read_text(encoding="utf-8-sig")


def test_files_are_dropped_anywhere_on_the_page(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(calls(tmp_path / "通话.csv", call(1))))])
    where, action = QPointF(40, 300), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where.toPoint(), action, data, buttons, keys)
    screen.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert screen.drop_hint.text() == "Let go to import"
    screen.dropEvent(QDropEvent(where, action, data, buttons, keys))
    press(qtbot, dialog("importDialog"), "importGo")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    assert imports.history(branch)[0].imported == 1


def test_the_months_records_are_browsed_by_kind_and_agent_page_by_page(
    opened: Opened, qtbot: QtBot, branch: Office
) -> None:
    imports.run(branch, SAMPLES / "花名册.xlsx")
    imports.run(branch, SAMPLES / "话务明细_2026-10.csv")
    imports.run(branch, SAMPLES / "派送时效_2026-10.csv")
    screen = opened()
    screen.tabs.tabBar().setFocus()
    qtbot.keyClick(screen.tabs.tabBar(), Key.Key_Right)
    page = screen.browse
    qtbot.waitUntil(lambda: page.count.text() == "5,739 records")
    assert page.model.rowCount() == 200
    qtbot.keyClick(page.table, Key.Key_End, CTRL)
    page.table.scrollToBottom()
    qtbot.waitUntil(lambda: page.model.rowCount() > 200)
    pick(qtbot, page.who, "KF1001")
    idle(qtbot, screen)
    assert {record.staff_no for record in page.model.rows} == {"KF1001"}
    assert page.model.index(0, 0).data().startswith("2026-10-0")
    pick(qtbot, page.kind, "deliveries")
    idle(qtbot, screen)
    assert (page.count.text(), page.who.isEnabled()) == ("31 records", False)
    pick(qtbot, page.kind, "surveys")
    idle(qtbot, screen)
    assert page.nothing.isVisible()


def test_another_screen_may_ask_for_an_import_or_an_agent(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    first = imports.run(branch, calls(tmp_path / "a.csv", call(1)))
    imports.run(branch, calls(tmp_path / "b.csv", call(2)))
    screen = opened()
    screen.arrive(first.batch_id)
    assert screen.imports.heading.text() == "a.csv"
    screen.arrive("007")
    idle(qtbot, screen)
    qtbot.waitUntil(lambda: screen.browse.who.currentData() == "007")
    screen.arrive("roster")
    dialog("recordsFileDialog").close()


def test_a_refusal_does_not_stop_the_other_files_and_stopping_says_what_was_not_begun(
    branch: Office, tmp_path: Path
) -> None:
    from qadesk.progress import Progress

    staff(branch)
    good = look(branch, calls(tmp_path / "a.csv", call(1)))
    gone = look(branch, calls(tmp_path / "b.csv", call(2)))
    (tmp_path / "b.csv").unlink()
    last = look(branch, calls(tmp_path / "c.csv", call(3)))
    outcomes = import_all(branch, [gone, good, last], Progress())
    assert [type(outcome.error) for outcome in outcomes] == [UserError, type(None), type(None)]

    def stop_after_the_first(done: int, _total: int, _text: str) -> None:
        if done >= 1000:
            progress.cancel()

    progress = Progress(stop_after_the_first)
    more = [look(branch, calls(tmp_path / f"{n}.csv", call(10 + n))) for n in range(3)]
    outcomes = import_all(branch, more, progress)
    assert [outcome.report is not None for outcome in outcomes] == [True, False, False]
    assert outcomes[1] == Outcome(tmp_path / "1.csv")


def test_a_cancelled_import_says_that_nothing_came_in(
    opened: Opened, qtbot: QtBot, branch: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled(*_args: object, **_options: object) -> None:
        raise Cancelled

    staff(branch)
    screen = opened()
    monkeypatch.setattr(imports, "run", cancelled)
    screen._import([look(branch, calls(tmp_path / "a.csv", call(1)))])
    qtbot.waitUntil(screen.notice.isVisible)
    assert screen.notice.text.text() == "Stopped. Nothing was imported."


def test_every_control_has_a_name_for_screen_readers_and_for_tests(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    set_language("zh_CN")
    staff(branch)
    screen = opened()
    screen.import_files([calls(tmp_path / "通话.csv", call(1))])
    window = dialog("importDialog")
    for page in (screen, window):
        for control in page.findChildren(QWidget):
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisibleTo(page):
                assert control.objectName(), control
                assert control.accessibleName(), control.objectName()
    window.close()
    idle(qtbot, screen)


def test_a_candidate_without_a_kind_is_not_ready(tmp_path: Path) -> None:
    assert not Candidate(tmp_path / "a.csv", error=UserError("no")).ready
