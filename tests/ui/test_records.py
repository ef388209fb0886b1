"""Records by keyboard: files in, columns put right, bad rows seen, an import undone, records browsed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from qadesk.i18n import set_language
from qadesk.progress import Progress
from qadesk.services.records import imports
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.screens.records.import_dialog import ImportDialog, OutcomeDialog
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import has_focus, tells
from tests.ui.records_desk import Key, Opened, idle, pick, press, show, texts
from tests.unit.services.import_office import SAMPLES, call, calls, staff

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(qtbot: QtBot, branch: Office, tasks: Tasks) -> Opened:
    """Shows the screen as the window would, and waits until it has read the office."""
    return lambda: show(qtbot, branch, tasks)


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
    assert window.files.currentRow() == 0  # nobody of the calls is known yet, which is no fault of theirs
    assert not window.editor.lacking.isVisible()
    assert not window.editor.wrong.isVisible()
    assert window.editor.coming.text() == (
        "Its agents are not on the roster yet; the staff list 花名册.xlsx is imported first."
    )
    qtbot.keyClick(window.go, Key.Key_Return)
    told = dialog("outcomeDialog")
    assert isinstance(told, OutcomeDialog)
    idle(qtbot, screen)
    assert told.next_button.text() == "Go to Today"  # some files are missing yet
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
    assert tells(screen.notice, "done", "通话.csv", 2)
    press(qtbot, screen.notice, "importsNoticeAction")
    qtbot.waitUntil(lambda: tells(screen.notice, "undone", "通话.csv"))
    idle(qtbot, screen)
    assert imports.history(branch)[0].undone_at is not None
    page = screen.imports
    assert page.model.index(0, page.model.column_number("state")).data() == "Undone"
    assert not page.undo.isEnabled()
    assert page.said.text().startswith("This import was undone")
    assert re.search(r"undone 20\d\d-.* by 王主管$", page.facts.text())


def test_undo_from_the_list_asks_once_and_names_what_goes(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    imports.run(branch, calls(tmp_path / "通话.csv", call(1), call(2)))
    screen = opened()
    press(qtbot, screen, "importUndo")
    question = dialog("confirmDialog")
    assert "2 new records will be removed" in texts(question, "messageLoses")
    qtbot.keyClick(question, Key.Key_Escape)
    assert imports.history(branch)[0].undone_at is None
    press(qtbot, screen, "importUndo")
    press(qtbot, dialog("confirmDialog"), "confirmAction")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    assert imports.history(branch)[0].undone_at is not None


def test_imports_of_the_month_shown_are_listed_and_all_months_on_request(
    qtbot: QtBot, sample_office: Office, tasks: Tasks
) -> None:
    screen = show(qtbot, sample_office, tasks)
    page, box = screen.imports, screen.imports.filters["Month"]

    def listed() -> set[str]:
        return {page.model.row(n).file_name for n in range(page.model.rowCount())}

    assert [box.itemText(n) for n in range(box.count())] == ["October 2026", "All cycles"]
    assert "话务明细_2026-10.csv" in listed()
    assert "花名册.xlsx" in listed()  # of no month
    assert not [name for name in listed() if "2026-09" in name]
    screen.cycle = "2026-09"
    screen.refresh(frozenset({"cycle"}))
    idle(qtbot, screen)
    assert box.currentText() == "September 2026"
    assert not [name for name in listed() if "2026-10" in name]
    box.setFocus()
    qtbot.keyClick(box, Key.Key_Down)
    assert len(listed()) == len(page.rows)


def test_an_import_of_a_closed_month_is_refused_before_anything_is_asked(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, dialog: Dialog
) -> None:
    screen = show(qtbot, sample_office, tasks)
    page = screen.imports
    page.show_all()
    closed = page.model.find(lambda batch: batch.file_name == "话务明细_2026-09.csv")
    assert closed is not None
    page.table.select_row(closed)
    press(qtbot, screen, "importUndo")
    told = dialog("errorDialog")
    assert tells(told, "cycle.records_closed", "2026-09")
    qtbot.keyClick(told, Key.Key_Escape)
    idle(qtbot, screen)
    assert page.undo.isEnabled()


def test_an_undo_that_is_stopped_says_so_and_undoes_nothing(
    opened: Opened,
    qtbot: QtBot,
    dialog: Dialog,
    branch: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    staff(branch)
    imports.run(branch, calls(tmp_path / "通话.csv", call(1)))
    screen = opened()
    undo = imports.undo

    def stopped(office: Office, batch_id: int, progress: Progress) -> None:
        progress.cancel()
        undo(office, batch_id, progress)

    monkeypatch.setattr(imports, "undo", stopped)
    press(qtbot, screen, "importUndo")
    press(qtbot, dialog("confirmDialog"), "confirmAction")
    qtbot.waitUntil(screen.notice.isVisible)
    assert tells(screen.notice, "stopped")
    assert imports.history(branch)[0].undone_at is None
    assert screen.imports.undo.isEnabled()


def test_what_is_shown_of_an_import_is_the_chosen_ones_wherever_one_clicks(
    opened: Opened, qtbot: QtBot, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    for name in ("a", "b"):
        imports.run(branch, calls(tmp_path / f"{name}.csv", call(1)))
    screen = opened()
    page = screen.imports
    table = page.table
    qtbot.keyClick(table, Key.Key_Down)
    below = QPoint(20, table.viewport().height() - 5)
    assert not table.indexAt(below).isValid()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=below)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [1]
    assert (page.heading.text(), page.said.text()) == ("a.csv", "All rows were imported.")
    page.undo.setFocus()
    screen.refresh(frozenset({"records"}))
    idle(qtbot, screen)
    assert has_focus(page.undo)  # reading the list anew leaves the keyboard where it is
    assert page.heading.text() == "a.csv"


def test_bad_rows_are_exported(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    imports.run(branch, calls(tmp_path / "通话.csv", call(1), call(2, agent="=9")))
    screen = opened()
    qtbot.waitUntil(lambda: len(screen.imports.rows_model.rows) == 1)
    press(qtbot, screen, "badRowsExport")
    files = dialog("badRowsFileDialog")
    assert isinstance(files, QFileDialog)
    files.fileSelected.emit(str(tmp_path / "bad.csv"))
    files.close()
    qtbot.waitUntil(screen.notice.isVisible)
    assert "3,工号,'=9," in (tmp_path / "bad.csv").read_text(encoding="utf-8-sig")
    screen.imports.actions_.trigger("importsExport")  # the list itself
    dialog("importsExportDialog").close()


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
    assert page.no_match.isVisible()
    page.kind.setCurrentIndex(page.kind.findData("calls"))
    idle(qtbot, screen)
    page.kind.setCurrentIndex(page.kind.findData("complaints"))  # which have more columns
    idle(qtbot, screen)
    assert page.no_match.isVisible()


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


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_narrow_window_shows_whose_file_it_was_and_every_column_of_calls(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, language: str
) -> None:
    """What a PC of 1366×768 leaves beside the side bar at 150 %."""
    set_language(language)
    screen = show(qtbot, sample_office, tasks)
    screen.resize(855, 460)
    page = screen.imports
    file = QFontMetrics(theme.font()).horizontalAdvance("派送时效_2026-10")
    assert page.table.columnWidth(page.model.column_number("file")) >= file
    assert page.table.fits
    assert not any("…" in line for n in range(page.table.head.count()) for line in page.table.head._shown(n))
    assert ("31 rows" in page.facts.text()) == (language == "en")
    screen.tabs.setCurrentWidget(screen.browse)
    idle(qtbot, screen)
    assert screen.browse.model.rowCount()
    assert screen.browse.table.fits
