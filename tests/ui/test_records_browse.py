"""Records of the cycle: searched, sorted, exported whole; what counts is changed and changed back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from qadesk.services.checks import board, forms
from qadesk.services.records import by_hand, corrections, counting, imports
from qadesk.services.records.bringing import candidates
from qadesk.storage.office import Office
from qadesk.ui.screens.records.screen import RecordsScreen
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import has_focus, tells
from tests.ui.records_desk import Key, idle, pick, press, show
from tests.unit.services.checks_written import published
from tests.unit.services.import_office import SAMPLES, call, calls, staff, write

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def browsing(qtbot: QtBot, branch: Office, tasks: Tasks) -> RecordsScreen:
    imports.run(branch, SAMPLES / "花名册.xlsx")
    imports.run(branch, SAMPLES / "话务明细_2026-10.csv")
    screen = show(qtbot, branch, tasks)
    screen.tabs.setCurrentWidget(screen.browse)
    idle(qtbot, screen)
    return screen


def test_the_list_is_searched_and_sorted_where_it_is_stored(qtbot: QtBot, browsing: RecordsScreen) -> None:
    page = browsing.browse
    qtbot.keyClick(page.table, Key.Key_F, CTRL)
    assert has_focus(page.search)
    qtbot.keyClicks(page.search, "kf1003")
    qtbot.waitUntil(lambda: page.count.text() != "5,739 records")
    idle(qtbot, browsing)
    assert {record.staff_no for record in page.model.rows} == {"KF1003"}
    at = page.model.column_number("talk")
    page.table.sortByColumn(at, Qt.SortOrder.DescendingOrder)
    idle(qtbot, browsing)
    values = [page.model.columns[at].value(record) for record in page.model.rows]
    assert len(values) == 200
    assert values == sorted(values, reverse=True)
    page.search.setText("no such thing")
    qtbot.waitUntil(page.no_match.isVisible)
    press(qtbot, page, "recordsShowAll")
    qtbot.waitUntil(lambda: page.count.text() == "5,739 records")


def test_a_record_a_file_brought_is_put_right_and_given_back(
    qtbot: QtBot, browsing: RecordsScreen, branch: Office, dialog: Dialog
) -> None:
    page = browsing.browse
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(0, 0))
    record = page.model.row(0)
    assert record is not None
    before = corrections.as_entry(branch, "calls", record)
    qtbot.keyClick(page.table, Key.Key_F2)
    window = dialog("byHandDialog")
    assert window.windowTitle() == "Correct record"
    rating = window.findChild(QLineEdit, "byHandRating")
    rating.setText("9")
    qtbot.keyClick(rating, Key.Key_Return)
    wrong = window.findChild(QLabel, "byHandDialogWrong")
    qtbot.waitUntil(lambda: "1" in wrong.text())
    rating.setText("1")
    with qtbot.waitSignal(browsing.changed):
        qtbot.keyClick(rating, Key.Key_Return)
    idle(qtbot, browsing)
    (made,) = by_hand.records(branch, "2026-10")
    assert (made.entry.values["rating"], made.entry.staff_no) == (1, before.staff_no)
    with qtbot.waitSignal(browsing.changed):
        press(qtbot, page, "recordsNoticeAction")
    idle(qtbot, browsing)
    assert by_hand.records(branch, "2026-10") == ()
    again = page.model.row(0)
    assert again is not None
    assert corrections.as_entry(branch, "calls", again) == before


def test_the_record_that_was_corrected_stays_chosen(
    qtbot: QtBot, browsing: RecordsScreen, branch: Office, dialog: Dialog
) -> None:
    page = browsing.browse
    page.table.select_row(5)
    before = page.current
    assert before is not None
    press(qtbot, page, "recordsCorrect")  # as one looks for it: a button above the list
    window = dialog("byHandDialog")
    told = [label.text() for label in window.findChildren(QLabel)]
    assert {"Response time (seconds, or 2:13)", "Customer's rating (1–5)"} <= {*told}
    note = window.findChild(QLineEdit, "byHandNote")
    note.setText("x")
    with qtbot.waitSignal(browsing.changed):
        qtbot.keyClick(note, Key.Key_Return)
    idle(qtbot, browsing)
    idle(qtbot, browsing)
    assert page.current is not None
    assert page.current.id == before.id


def test_each_kind_is_found_again_as_it_was_left(
    qtbot: QtBot, browsing: RecordsScreen, branch: Office, tasks: Tasks
) -> None:
    page = browsing.browse
    page.table.sortByColumn(page.model.column_number("rating"), Qt.SortOrder.DescendingOrder)
    idle(qtbot, browsing)
    pick(qtbot, page.kind, "chats")
    idle(qtbot, browsing)
    assert page.asked.order == ""
    pick(qtbot, page.kind, "calls")
    idle(qtbot, browsing)
    assert page.asked.order == "-rating"
    assert page.model.row(0).values[6] == 5
    page.who.setCurrentIndex(page.who.findData("KF1002"))
    page.who.activated.emit(page.who.currentIndex())
    browsing.close()
    again = show(qtbot, branch, tasks)
    again.tabs.setCurrentWidget(again.browse)
    idle(qtbot, again)
    assert again.browse.asked.filters == {"Kind": "calls", "Agent": "KF1002"}
    assert again.browse.asked.order == "-rating"
    assert {record.staff_no for record in again.browse.model.rows} == {"KF1002"}


def test_the_whole_list_is_exported_not_only_what_was_read(
    qtbot: QtBot, browsing: RecordsScreen, dialog: Dialog, tmp_path: Path
) -> None:
    browsing.browse.actions_.trigger("recordsExport")
    files = dialog("recordsExportDialog")
    assert isinstance(files, QFileDialog)
    files.fileSelected.emit(str(tmp_path / "calls.csv"))
    files.close()
    qtbot.waitUntil(browsing.browse.notice.isVisible)
    lines = (tmp_path / "calls.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 5740
    assert lines[0].startswith("When,Agent,Reference,")


def test_what_counts_is_changed_and_changed_back(
    qtbot: QtBot, branch: Office, tasks: Tasks, dialog: Dialog, tmp_path: Path
) -> None:
    staff(branch, (("1001", "张三"),))
    imports.run(branch, write(tmp_path / "t.csv", "日期,客服,接待会话量", "2026-10-01,1001,86"))
    chats = write(tmp_path / "c.csv", "会话编号,开始时间,客服工号,满意度", "s1,2026-10-01 09:00:00,1001,5")
    imports.run(branch, chats, counts="records")
    screen = show(qtbot, branch, tasks)
    screen.tabs.setCurrentWidget(screen.browse)
    idle(qtbot, screen)
    pick(qtbot, screen.browse.kind, "totals")
    idle(qtbot, screen)
    press(qtbot, screen, "recordsChangeCounts")
    press(qtbot, dialog("clashDialog"), "clash_both")
    qtbot.waitUntil(screen.browse.notice.isVisible)
    idle(qtbot, screen)
    assert chosen(branch) == {("2026-10", "chat"): "both"}
    screen.activateWindow()  # the question was on top; no window manager hands the keyboard back
    qtbot.waitUntil(screen.isActiveWindow)
    qtbot.keyClick(screen.browse.table, Key.Key_Z, CTRL)
    idle(qtbot, screen)
    assert chosen(branch) == {("2026-10", "chat"): "records"}
    assert "The single records count." in screen.browse.met.text()


def chosen(office: Office) -> dict[tuple[str, str], str]:
    with office.read() as connection:
        return dict(counting.choices(connection, office))


def test_an_import_is_undone_and_done_again_from_the_keyboard(
    qtbot: QtBot, branch: Office, tasks: Tasks, tmp_path: Path
) -> None:
    staff(branch)
    screen = show(qtbot, branch, tasks)
    file = calls(tmp_path / "通话.csv", call(1), call(2))
    screen._import(candidates(branch, file))
    idle(qtbot, screen)
    screen.tabs.tabBar().setFocus()  # outside the page
    qtbot.keyClick(screen.tabs.tabBar(), Key.Key_Z, CTRL)
    idle(qtbot, screen)
    assert [batch.undone_at is None for batch in imports.history(branch)] == [False]
    qtbot.keyClick(screen.imports.table, Key.Key_Y, CTRL)
    idle(qtbot, screen)
    assert [(b.undone_at is None, b.imported) for b in imports.history(branch)] == [(True, 2), (False, 2)]
    qtbot.keyClick(screen.imports.table, Key.Key_Z, CTRL)
    idle(qtbot, screen)
    file.unlink()
    qtbot.keyClick(screen.imports.table, Key.Key_Y, CTRL)
    idle(qtbot, screen)
    assert tells(screen.notice, "file.missing", file)
    assert all(batch.undone_at is not None for batch in imports.history(branch))


def test_an_undo_without_a_backup_is_offered(
    qtbot: QtBot,
    branch: Office,
    tasks: Tasks,
    dialog: Dialog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from qadesk.errors import UserError

    staff(branch)
    screen = show(qtbot, branch, tasks)
    screen._import(candidates(branch, calls(tmp_path / "通话.csv", call(1))))
    idle(qtbot, screen)

    def refuse(_target: Path, _progress: object = None) -> None:
        raise UserError("file.disk_full", "no room")

    monkeypatch.setattr(branch, "copy", refuse)
    press(qtbot, screen, "importsNoticeAction")
    press(qtbot, dialog("errorDialog"), "errorInstead")
    idle(qtbot, screen)
    assert imports.history(branch)[0].undone_at is not None
    assert tells(screen.notice, "undone", "通话.csv")


def test_a_call_is_checked_from_its_record_and_gone_on_with(
    qtbot: QtBot, browsing: RecordsScreen, branch: Office, dialog: Dialog
) -> None:
    page = browsing.browse
    at = next(n for n, one in enumerate(page.model.rows) if one.row.answered)
    page.table.select_row(at)
    record = page.current
    assert record is not None
    press(qtbot, page, "recordsCheck")
    qtbot.waitUntil(lambda: "No check form" in page.operations.notice.text.text())
    published(branch, "chat")
    assert board.of_contact(branch, "2026-10", record.id) == ()  # a form for chats is none for calls
    form = published(branch)
    opened = []
    browsing.open_requested.connect(lambda *asked: opened.append(asked))
    for _again in range(2):
        press(qtbot, page, "recordsCheck")
        window = dialog("recordsCheckDialog")
        press(qtbot, window, "recordsCheckDialogDo")
        idle(qtbot, browsing)
    (check,) = board.board(branch, "2026-10").lines
    assert (check.staff_no, check.ref, check.status) == (record.staff_no, record.row.ref, "draft")
    assert opened == [("checks", ("open", check.id))] * 2
    (known,) = board.of_contact(branch, "2026-10", record.id)
    assert (known.form.id, known.check) == (form, check.id)
    assert forms.forms(branch)[1].id == form


def test_only_an_answered_call_or_chat_is_checked(qtbot: QtBot, browsing: RecordsScreen) -> None:
    page = browsing.browse
    lost = next(n for n, one in enumerate(page.model.rows) if not one.row.answered)
    button = page.findChild(QPushButton, "recordsCheck")
    page.table.select_row(lost)
    assert not button.isEnabled()
    pick(qtbot, page.kind, "complaints")
    idle(qtbot, browsing)
    assert not button.isVisible()
    pick(qtbot, page.kind, "chats")
    idle(qtbot, browsing)
    assert button.isVisible()
