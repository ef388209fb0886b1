"""Records entered by hand, from the keyboard: added, refused, corrected, deleted, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk.i18n import set_language
from qadesk.services.records import by_hand, imports
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.records.by_hand import ByHandPage
from qadesk.ui.screens.records.screen import RecordsScreen
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import has_focus, show_screen, tells
from tests.ui.records_desk import Key, idle, texts
from tests.unit.services.import_office import staff, write

CTRL = Qt.KeyboardModifier.ControlModifier
MONTH = "2026-09"  # it is over, whatever day it is
KINDS = ["complaints", "incidents", "surveys", "calls", "chats"]


@pytest.fixture
def screen(qtbot: QtBot, branch: Office, tasks: Tasks) -> RecordsScreen:
    staff(branch)
    return opened(qtbot, branch, tasks)


def opened(qtbot: QtBot, branch: Office, tasks: Tasks) -> RecordsScreen:
    made = show_screen(qtbot, RecordsScreen(branch, tasks), cycle=MONTH)
    made.tabs.tabBar().setFocus()
    for _step in range(2):
        qtbot.keyClick(made.tabs.tabBar(), Key.Key_Right)
    idle(qtbot, made)
    made.by_hand.focus_first()
    return made


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def begin(qtbot: QtBot, page: ByHandPage, kind: str, dialog: Dialog) -> FormDialog:
    """Ctrl+N, down to the kind, Enter."""
    qtbot.keyClick(page.search if page.rows else page.empty, Key.Key_N, CTRL)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert len(menu.actions()) == len(KINDS)
    for _step in range(KINDS.index(kind) + 1):
        qtbot.keyClick(menu, Key.Key_Down)
    qtbot.keyClick(menu, Key.Key_Return)
    made = dialog("byHandDialog")
    assert isinstance(made, FormDialog)
    qtbot.waitUntil(made.isActiveWindow)
    return made


def fill(qtbot: QtBot, form: FormDialog, /, **values: str) -> None:
    for key, text in values.items():
        field = form.field(key)
        field.setFocus()
        if isinstance(field, QComboBox):
            while field.currentText() != text:
                before = field.currentIndex()
                qtbot.keyClick(field, Key.Key_Down)
                assert field.currentIndex() != before, text
        else:
            assert isinstance(field, QLineEdit)
            qtbot.keyClick(field, Key.Key_A, CTRL)
            if text.isascii():
                qtbot.keyClicks(field, text)
            else:
                field.insert(text)  # as an input method does


def enter(qtbot: QtBot, screen: RecordsScreen, kind: str, dialog: Dialog, /, **values: str) -> None:
    form = begin(qtbot, screen.by_hand, kind, dialog)
    fill(qtbot, form, **{"agent": "李雷 (007)", **values})
    qtbot.keyClick(focus(), Key.Key_Return)
    settled(qtbot, screen)


def settled(qtbot: QtBot, screen: RecordsScreen) -> None:
    """Until what was asked for is stored and the page in sight again."""
    idle(qtbot, screen)
    idle(qtbot, screen)
    screen.activateWindow()  # as window managers do when a dialog closes
    qtbot.waitUntil(screen.isActiveWindow)


def test_the_keys_of_the_page_work_on_its_tab_and_one_button_is_the_first_to_press(
    qtbot: QtBot, screen: RecordsScreen
) -> None:
    tab = screen.tabs.tabBar()
    qtbot.mouseClick(tab, Qt.MouseButton.LeftButton, pos=tab.tabRect(0).center())
    qtbot.mouseClick(tab, Qt.MouseButton.LeftButton, pos=tab.tabRect(2).center())
    idle(qtbot, screen)
    tab.setFocus()
    qtbot.keyClick(tab, Key.Key_N, CTRL)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()
    first = [b for b in screen.findChildren(QPushButton) if b.property("kind") == "primary" and b.isVisible()]
    assert [b.objectName() for b in first] == ["byHandEmptyAdd"]


def test_a_complaint_is_entered_corrected_deleted_and_brought_back(
    qtbot: QtBot, screen: RecordsScreen, dialog: Dialog, branch: Office
) -> None:
    page = screen.by_hand
    assert page.empty.isVisibleTo(page)
    form = begin(qtbot, page, "complaints", dialog)
    fill(
        qtbot,
        form,
        agent="韩梅 (KF2)",
        received_at="2026-09-03",
        level="高",
        upheld="Yes",
        fault="the agent's",
    )
    qtbot.keyClick(focus(), Key.Key_Return)
    assert "not a date and time" in form.wrong.text()
    assert has_focus(form.field("received_at"))
    fill(qtbot, form, received_at="2026/9/3 9:05", closed_at="2026-09-02 10:00")
    qtbot.keyClick(focus(), Key.Key_Return)
    qtbot.waitUntil(lambda: tells(form.wrong, "record.ends_before_start"))
    fill(qtbot, form, closed_at="2026-09-03 10:00")
    qtbot.keyClick(focus(), Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.rows) == 1)
    settled(qtbot, screen)
    (made,) = page.rows
    assert tells(page.notice, "done", "M20260903-1", "韩梅")
    assert made.entry.values["upheld"] is True

    qtbot.keyClick(page.table, Key.Key_F2)
    form = dialog("byHandDialog")  # type: ignore[assignment]
    assert isinstance(form, FormDialog)
    qtbot.waitUntil(form.isActiveWindow)
    assert form.field("received_at").property("text") == "2026-09-03 09:05"
    fill(qtbot, form, note="包裹破损")
    qtbot.keyClick(focus(), Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows[0].entry.values["note"] == "包裹破损")
    settled(qtbot, screen)

    qtbot.keyClick(page.table, Key.Key_Delete)
    qtbot.waitUntil(dialog("byHandDeleteDialog").isActiveWindow)
    qtbot.keyClicks(focus(), "entered twice")
    qtbot.keyClick(focus(), Key.Key_Return)
    qtbot.waitUntil(lambda: not page.rows)
    settled(qtbot, screen)
    for left in (1, 1, 0):  # the deletion, the correction, the record
        qtbot.keyClick(focus(), Key.Key_Z, CTRL)
        settled(qtbot, screen)
        assert len(page.rows) == left
    assert by_hand.records(branch, MONTH) == ()
    qtbot.keyClick(focus(), Key.Key_Y, CTRL)
    settled(qtbot, screen)
    assert [row.entry.values["note"] for row in page.rows] == [None]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_kind_has_a_form_that_fits_a_small_screen(
    qtbot: QtBot, branch: Office, tasks: Tasks, dialog: Dialog, language: str
) -> None:
    """What a PC of 1366×768 has at 150 %."""
    set_language(language)
    staff(branch)
    screen = opened(qtbot, branch, tasks)
    for kind in KINDS:
        form = begin(qtbot, screen.by_hand, kind, dialog)
        assert form.width() <= 910
        assert form.height() <= 480, kind
        for field in form.form.widgets.values():
            assert field.accessibleName()
            assert field.width() >= field.minimumSizeHint().width(), field.objectName()
        qtbot.keyClick(form, Key.Key_Escape)
        qtbot.waitUntil(lambda form=form: not form.isVisible())
        settled(qtbot, screen)


def test_the_list_is_searched_filtered_and_saved_as_a_file_to_import(
    qtbot: QtBot, screen: RecordsScreen, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    page = screen.by_hand
    enter(qtbot, screen, "incidents", dialog, day="2026-09-04", kind="Error", note="发错")
    enter(qtbot, screen, "calls", dialog, at="2026-09-05 9:00", talk="2:13", rating="5", ref="C9")
    enter(qtbot, screen, "chats", dialog, at="2026-09-06 9:00", answered="No")
    enter(qtbot, screen, "surveys", dialog, at="2026-09-07 9:00", score="10")
    assert page.count.text() == "4 records"
    assert page.current is not None
    assert page.current.entry.kind == "surveys"  # the one just entered
    qtbot.keyClicks(page.search, "c9 133 s")
    assert [row.entry.kind for row in page.model.rows] == ["calls"]
    page.search.clear()
    page.choose("Kind", "incidents")
    page.show_rows(page.rows)
    assert [row.entry.values["note"] for row in page.model.rows] == ["发错"]
    page.table.customContextMenuRequested.emit(page.table.rect().center())
    menu = page.table.findChild(QMenu, "byHandTableMenu")
    assert menu is not None
    words = {one.text().partition("\t")[0] for one in menu.actions()}
    assert {"Correct…", "Delete…", "Add call…", "Copy", "Save as Excel…"} <= words
    menu.close()
    page.actions_.trigger("byHandExport")
    files = dialog("byHandExportDialog")
    assert isinstance(files, QFileDialog)
    assert files.nameFilters() == ["Excel workbook (*.xlsx)"]
    files.fileSelected.emit(str(tmp_path / "typed.xlsx"))
    files.close()
    qtbot.waitUntil(lambda: tells(page.notice, "saved", "typed.xlsx"))
    again = imports.run(branch, tmp_path / "typed.xlsx")
    assert (again.duplicates, again.imported, again.rejected) == (4, 0, ())


def test_a_call_of_a_day_with_totals_asks_what_counts(
    qtbot: QtBot, screen: RecordsScreen, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    imports.run(branch, write(tmp_path / "t.csv", "日期,客服,接待会话量", "2026-09-07,007,86"))
    form = begin(qtbot, screen.by_hand, "chats", dialog)
    fill(qtbot, form, at="2026-09-07 9:00")
    qtbot.keyClick(focus(), Key.Key_Return)
    assert "Agent" in form.wrong.text()  # nobody is taken because they come first
    assert has_focus(form.field("agent"))
    fill(qtbot, form, agent="李雷 (007)")
    qtbot.keyClick(focus(), Key.Key_Return)
    asked = dialog("clashDialog")
    assert "1 row of totals" in texts(asked, "clashWhere")
    button = asked.findChild(QWidget, "clash_records")
    assert button is not None
    button.setFocus()
    qtbot.keyClick(button, Key.Key_Return)
    qtbot.waitUntil(lambda: len(screen.by_hand.rows) == 1)
    idle(qtbot, screen)


def test_a_closed_month_is_only_shown(qtbot: QtBot, screen: RecordsScreen) -> None:
    screen.cycle_state = "closed"
    screen.refresh(frozenset({"cycle"}))
    idle(qtbot, screen)
    page = screen.by_hand
    for name in ("byHandAdd_calls", "byHandEdit", "byHandDelete"):
        page.actions_.trigger(name)
    assert QApplication.activeModalWidget() is None
    button = page.findChild(QWidget, "byHandAdd")
    assert button is not None
    assert not button.isEnabled()
