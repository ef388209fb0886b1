"""The Sheets screen, driven by keyboard: list, preview, saving, printing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from qadesk.progress import Progress
from qadesk.services.assessment import exemptions
from qadesk.services.paper import sheets
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.screens.sheets import output
from qadesk.ui.screens.sheets.preview import FIT
from qadesk.ui.screens.sheets.screen import SheetsScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.table import TableView
from tests.refusals import refuses
from tests.ui.desk import has_focus, show_screen, tells
from tests.ui.sheets_desk import choose_folder, column, on_file, one, settle, top_dialog
from tests.unit.services.sheet_office import LAST, NOW, make

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key
Opened = Callable[..., SheetsScreen]


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = make(tmp_path / "branch.qadesk")
    yield made
    made.close()


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, branch: Office) -> Iterator[Opened]:
    """Shows the screen as the window would, and waits until list and preview are there."""
    theme.apply(qapp, "light")
    tasks = Tasks()
    made: list[SheetsScreen] = []

    def show(cycle: str = NOW, state: str = "open", office: Office = branch) -> SheetsScreen:
        screen = SheetsScreen(office, tasks)
        made.append(show_screen(qtbot, screen, cycle=cycle, state=state))
        settle(qtbot, screen)
        return screen

    yield show
    for screen in made:
        screen.hide()
    tasks.shutdown()


def test_the_list_says_who_is_graded_and_who_is_printed(
    opened: Opened, branch: Office, tmp_path: Path
) -> None:
    sheets.save(branch, NOW, tmp_path, ["KF1001", "KF1002"])
    exemptions.exempt(branch, NOW, "KF1002", "csat", "na", "改岗")
    exemptions.exempt(branch, NOW, "KF1003", None, "na", "产假")
    screen = opened()
    assert column(screen, "staff_no") == ["KF1001", "KF1002", "KF1003", "KF1004"]
    assert column(screen, "result")[0].startswith(("A", "B", "C"))
    assert column(screen, "result")[2:] == ["Excluded", "Incomplete"]
    assert column(screen, "printed")[1:] == ["Changed", "Not printed", "Not printed"]
    assert screen.page.count.text() == (
        "0 of 3 printed · 1 only saved as PDF · 1 changed since printing · 1 incomplete"
    )


def test_the_sheet_can_have_the_room_of_the_list(qtbot: QtBot, opened: Opened) -> None:
    screen = opened()
    before = screen.pane.view.width()
    qtbot.keyClick(screen.page.table, Key.Key_F4)
    assert not screen.page.table.isVisible()
    qtbot.waitUntil(lambda: screen.pane.view.width() > before + 300)
    qtbot.keyClick(screen.pane.view, Key.Key_F4)
    assert screen.page.table.isVisible()
    assert has_focus(screen.page.table)


def test_what_went_on_paper_and_what_only_into_a_file_are_told_apart(
    opened: Opened, branch: Office, tmp_path: Path
) -> None:
    made = sheets.document(branch, NOW, ["KF1001"], "en")
    sheets.record(branch, NOW, made.sheets, "print")
    sheets.save(branch, NOW, tmp_path, ["KF1001", "KF1002"])
    screen = opened()
    today = f"{branch.today():%m-%d}"
    assert column(screen, "printed") == [today, f"PDF {today}", "Not printed", "Not printed"]
    tip = screen.page.model.index(0, 3).data(Qt.ItemDataRole.ToolTipRole)
    assert [line.rsplit(" ", 2)[0] for line in tip.splitlines()] == ["Printed", "Saved as PDF"]


def test_a_sheet_can_be_read_beside_the_list_at_150_percent(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    screen.resize(855, 412)  # of a window of 911×460, beside the side bar
    settle(qtbot, screen)
    view = screen.pane.view
    enlarged = 1.5  # by which the system draws it
    assert view.pixels() * enlarged / 8.27 >= 80
    assert not view.horizontalScrollBar().isVisible()


def test_the_preview_follows_the_keyboard(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    view = screen.pane.view
    assert len(view.images) == 1
    assert abs(view.images[0].width() - view.pixels()) <= 1
    first = view.images[0]
    qtbot.keyClick(screen.page.table, Key.Key_Down)
    settle(qtbot, screen)
    assert view.images[0] != first
    assert view.accessibleDescription() == "龚䶮 (KF1002)"
    assert screen.pane.warning.isHidden()
    qtbot.keyClick(screen.page.table, Key.Key_Down)
    settle(qtbot, screen)
    assert "U+20BB7" in screen.pane.warning.text()


def test_the_language_of_the_sheet_is_its_own(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    qtbot.keyClick(screen.page.table, Key.Key_Down)
    settle(qtbot, screen)
    before = screen.pane.view.images[0]
    screen.pane.language.setFocus()
    qtbot.keyClick(screen.pane.language, Key.Key_Up)
    settle(qtbot, screen)
    assert screen.language == "zh_CN"
    assert screen.pane.view.images[0] != before
    assert screen.page.table.current_record().staff_no == "KF1002"
    assert one(screen, Button, "sheetsPrintAll").accessibleName() == "Print all…"


def test_zoom_and_leafing_by_keyboard(opened: Opened, qtbot: QtBot, branch: Office) -> None:
    with branch.write() as connection:
        from sqlalchemy import update

        from qadesk.storage import tables

        connection.execute(update(tables.evaluation).values(comment="很长的评语。" * 400))
    screen = opened()
    view = screen.pane.view
    assert len(view.images) == 2
    assert view.zoom == FIT
    qtbot.keyClick(screen.page.table, Key.Key_Plus, CTRL)
    assert view.zoom in {75, 100, 125}
    settle(qtbot, screen)
    assert screen.pane.zoom.currentData() == view.zoom
    qtbot.keyClick(screen.page.table, Key.Key_0, CTRL)
    assert view.zoom == FIT
    assert screen.pane.pages.text() == "1 / 2"
    screen.pane.after.setFocus()
    qtbot.keyClick(screen.pane.after, Key.Key_Return)
    assert screen.pane.pages.text() == "2 / 2"
    assert not screen.pane.after.isEnabled()
    view.setFocus()
    qtbot.keyClick(view, Key.Key_Home)
    assert screen.pane.pages.text() == "1 / 2"


def test_zoom_and_language_of_the_preview_are_remembered(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    assert screen.language == "en"
    qtbot.keyClick(screen.page.table, Key.Key_Plus, CTRL)
    zoom = screen.pane.view.zoom
    screen.pane.language.setFocus()
    qtbot.keyClick(screen.pane.language, Key.Key_Home)
    settle(qtbot, screen)
    assert screen.language != "en"
    again = opened()
    assert (again.pane.view.zoom, again.pane.zoom.currentData()) == (zoom, zoom)
    assert again.language == screen.language


def test_selected_sheets_are_saved_one_file_each(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    screen = opened()
    qtbot.keyClick(screen.page.table, Key.Key_Down, SHIFT)
    assert one(screen, Button, "sheetsPrintSelected").text() == "Print selected (2)…"
    qtbot.keyClick(screen.page.table, Key.Key_S, CTRL)
    choose_folder(qtbot, tmp_path / "out")
    qtbot.waitUntil(screen.page.notice.isVisible)
    settle(qtbot, screen)
    assert tells(screen.page.notice, "saved", 2, tmp_path / "out")
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 2
    assert column(screen, "printed")[2] == "Not printed"
    assert column(screen, "printed")[0] != "Not printed"


def test_all_sheets_in_one_file_after_a_word_about_missing_glyphs(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    screen = opened()
    qtbot.keyClick(screen.page.table, Key.Key_M, CTRL | SHIFT)
    question = top_dialog(qtbot, "confirmDialog")
    said = one(question, QWidget, "messageLoses").text()  # type: ignore[attr-defined]
    assert "张𠮷 (KF1003): 𠮷 (U+20BB7)" in said
    go_on = one(question, QWidget, "confirmAction")
    go_on.setFocus()
    qtbot.keyClick(go_on, Key.Key_Return)
    dialog = top_dialog(qtbot, "sheetsFileDialog")
    assert isinstance(dialog, QFileDialog)
    assert [Path(file).name for file in dialog.selectedFiles()] == [f"{NOW}_assessment-sheets.pdf"]
    (tmp_path / "十月 v1.2.pdf").write_bytes(b"older")
    dialog.fileSelected.emit(str(tmp_path / "十月 v1.2"))
    dialog.close()
    qtbot.waitUntil(screen.page.notice.isVisible)
    settle(qtbot, screen)
    (file,) = tmp_path.glob("*.pdf")
    assert file.name == "十月 v1.2.pdf"
    assert str(file) in screen.page.notice.text.text()
    assert len(PdfReader(file).pages) == 4


def test_escape_at_the_question_prints_and_saves_nothing(
    opened: Opened, qtbot: QtBot, branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "any_printer", lambda: True)
    screen = opened()
    qtbot.keyClick(screen.page.table, Key.Key_P, CTRL | SHIFT)
    question = top_dialog(qtbot, "confirmDialog")
    qtbot.keyClick(question, Key.Key_Escape)
    settle(qtbot, screen)
    assert {state.printed_at for state in sheets.overview(branch, NOW).states} == {None}


def test_a_folder_that_cannot_be_written_is_told(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    screen = opened()
    qtbot.keyClick(screen.page.table, Key.Key_S, CTRL)
    choose_folder(qtbot, tmp_path / "file")
    error = top_dialog(qtbot, "errorDialog")
    assert tells(error, "sheet.place_taken", "file")
    qtbot.keyClick(error, Key.Key_Escape)
    assert column(screen, "printed")[0] == "Not printed"


def test_printing_puts_every_page_on_paper_and_remembers_it(
    opened: Opened, qtbot: QtBot, branch: Office, tmp_path: Path
) -> None:
    screen = opened()
    document = sheets.document(branch, NOW, None, "zh_CN")
    screen.output.print_on(NOW, document, on_file(tmp_path / "paper.pdf"))
    qtbot.waitUntil(screen.page.notice.isVisible)
    settle(qtbot, screen)
    assert tells(screen.page.notice, "done", 4)
    assert len(PdfReader(tmp_path / "paper.pdf").pages) == 4
    assert "Not printed" not in column(screen, "printed")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the dialog is the system's own")
def test_ctrl_p_ends_in_the_print_dialog_and_its_enter_prints(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(output, "any_printer", lambda: True)
    target = on_file(tmp_path / "paper.pdf")
    monkeypatch.setattr(output, "printer", lambda _title: target)
    screen = opened()
    assert one(screen, Button, "sheetsPrintSelected").toolTip() == "Shortcut: Ctrl+P"
    qtbot.keyClick(screen.page.table, Key.Key_P, CTRL)
    dialog = top_dialog(qtbot, "printDialog")
    qtbot.keyClick(dialog, Key.Key_Return)
    qtbot.waitUntil(screen.page.notice.isVisible)
    assert tells(screen.page.notice, "done", 1)
    assert len(PdfReader(tmp_path / "paper.pdf").pages) == 1
    settle(qtbot, screen)
    assert "Not printed" not in column(screen, "printed")[0]


def test_without_a_printer_files_are_offered_instead(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(output, "any_printer", lambda: False)
    screen = opened()
    qtbot.keyClick(screen.page.table, Key.Key_P, CTRL)
    message = top_dialog(qtbot, "errorDialog")
    assert tells(message, "printer.none")
    qtbot.keyClick(message, Key.Key_Return)
    dialog = top_dialog(qtbot, "sheetsFileDialog")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "out" / "all.pdf"))
    dialog.close()
    qtbot.waitUntil(screen.page.notice.isVisible)
    settle(qtbot, screen)
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 1


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_does_not_start_is_told_and_nothing_is_remembered(
    opened: Opened, qtbot: QtBot, branch: Office, tmp_path: Path
) -> None:
    screen = opened()
    document = sheets.document(branch, NOW, ["KF1001"], "en")
    gone = on_file(tmp_path / "no" / "such" / "folder.pdf")
    with refuses("printer.not_started"):
        output.draw_document(document.pdf, range(1), gone, Progress())
    (tmp_path / "no").write_bytes(b"")
    screen.output.print_on(NOW, document, gone)
    error = top_dialog(qtbot, "errorDialog")
    assert tells(error, "sheet.place_taken")
    qtbot.keyClick(error, Key.Key_Escape)
    settle(qtbot, screen)
    assert column(screen, "printed")[0] == "Not printed"


def test_a_month_not_opened_and_an_office_without_agents_say_what_to_do(
    opened: Opened, qtbot: QtBot, office: Office
) -> None:
    screen = opened("2026-12", "unopened")
    assert screen.page.empty.title.text() == "This cycle has not been opened"
    with qtbot.waitSignal(screen.open_requested) as asked:
        qtbot.keyClick(one(screen, QWidget, "sheetsEmptyGoToday"), Key.Key_Return)
    assert asked.args == ["today", None]
    with refuses("cycle.not_opened"):
        sheets.overview(office, NOW)


def test_another_screen_can_ask_for_one_agent(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    screen.arrive("KF1004")
    settle(qtbot, screen)
    assert screen.page.table.current_record().staff_no == "KF1004"
    assert [state.staff_no for state in screen.page.selected] == ["KF1004"]


def test_last_month_has_its_own_sheets(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    now = screen.pane.view.images[0]
    screen.cycle = LAST
    screen.refresh(frozenset({"cycle"}))
    settle(qtbot, screen)
    assert screen.pane.view.images[0] != now


def test_every_control_has_a_name_for_eyes_and_ears(opened: Opened) -> None:
    screen = opened()
    named = [
        screen.page.table,
        one(screen, Button, "sheetsPrintAll"),
        one(screen, Button, "sheetsPrintSelected"),
        one(screen, Button, "sheetsSave"),
        screen.pane.before,
        screen.pane.after,
        screen.pane.zoom,
        screen.pane.language,
        screen.pane.view,
    ]
    assert all(control.objectName() and control.accessibleName() for control in named)
    assert isinstance(screen.page.table, TableView)


def test_the_list_is_searched_and_all_are_printed_all_the_same(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    qtbot.keyClick(screen.page.table, Key.Key_F, CTRL)
    assert has_focus(screen.page.search)
    qtbot.keyClicks(screen.page.search, "kf1002")
    settle(qtbot, screen)
    assert column(screen, "staff_no") == ["KF1002"]
    assert screen.pane.view.accessibleDescription() == "龚䶮 (KF1002)"
    assert screen.page.count.text() == "0 of 4 printed · 1 incomplete"
    assert one(screen, Button, "sheetsPrintAll").isEnabled()
    qtbot.keyClick(screen.page.search, Key.Key_Escape)
    assert len(column(screen, "staff_no")) == 4
