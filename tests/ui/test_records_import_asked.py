"""What the import window asks, and what it does not offer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from qadesk.services.records import imports
from qadesk.services.records.bringing import candidates
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.screens.records.import_dialog import ImportDialog
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import has_focus
from tests.ui.records_desk import Key, Opened, idle, pick, press, show, texts
from tests.unit.services.import_office import call, calls, staff, write


@pytest.fixture
def opened(qtbot: QtBot, branch: Office, tasks: Tasks) -> Opened:
    """Shows the screen as the window would, and waits until it has read the office."""
    return lambda: show(qtbot, branch, tasks)


def test_esc_after_an_answer_alone_closes_at_once(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    """The question comes again; only what was changed by hand is asked about."""
    staff(branch)
    screen = opened()
    lines = "通话ID,呼入时间,坐席工号,排队时长,振铃时长,通话时长", "a,2026-10-03 09:05,007,9,4,60"
    screen.import_files([write(tmp_path / "a.csv", *lines)])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    (box,) = window.editor.questions.boxes
    pick(qtbot, box, box.itemData(0))
    qtbot.waitUntil(window.go.isEnabled)
    qtbot.keyClick(window, Key.Key_Escape)
    assert not window.isVisible()
    idle(qtbot, screen)


def test_a_file_of_which_no_row_can_be_taken_is_not_offered_for_import(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    screen = opened()  # nobody is on the staff list
    file = calls(tmp_path / "a.csv", call(1), call(2))
    screen.import_files([file])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    assert not window.go.isEnabled()
    assert window.editor.lacking.text() == (
        "No row of this file can be imported; see the reason below the table."
    )
    assert "“007”" in window.editor.wrong.text()
    press(qtbot, window, "importCancel")
    idle(qtbot, screen)
    people = write(tmp_path / "staff.csv", "工号,姓名,班组", "007,李雷,一组")
    screen.import_files([file, people])  # with the staff list beside it they are known by then
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    assert window.go.isEnabled()
    assert window.go.text() == "Import 2 files"
    press(qtbot, window, "importCancel")
    idle(qtbot, screen)


def test_words_keep_their_places_while_they_are_told(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    """One goes down the column with Tab: a line that moved would take the answer meant for the next."""
    staff(branch)
    screen = opened()
    heads = "通话ID,呼入时间,坐席工号,响应时长,通话时长,满意度"
    lines = [f"{n},2026-10-0{n} 09:05,007,5,60,{word}" for n, word in enumerate(("甲等", "乙等", "丙等"), 1)]
    screen.import_files([write(tmp_path / "a.csv", heads, *lines)])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    window.editor.tabs.setCurrentIndex(1)
    told = window.editor.words.boxes
    spoken = [box.accessibleName() for box in told]
    for box, key in zip(told, "542", strict=True):
        box.setFocus()
        qtbot.keyClick(box, key)
        idle(qtbot, screen)
    assert [box.accessibleName() for box in window.editor.words.boxes] == spoken
    assert [box.currentData() for box in window.editor.words.boxes] == ["5", "4", "2"]
    press(qtbot, window, "importCancel")
    idle(qtbot, screen)


def test_an_arrow_key_gives_no_answer_and_goes_to_the_next(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    heads = "通话ID,呼入时间,坐席工号,响应时长,通话时长,满意度"
    lines = [f"{n},2026-10-0{n} 09:05,007,5,60,{word}" for n, word in enumerate(("甲等", "乙等", "丙等"), 1)]
    screen.import_files([write(tmp_path / "a.csv", heads, *lines)])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    window.editor.tabs.setCurrentIndex(1)
    told = window.editor.words.boxes
    told[0].setFocus()
    for key, at in ((Key.Key_Down, 1), (Key.Key_Down, 2), (Key.Key_Down, 2), (Key.Key_Up, 1)):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert has_focus(told[at])
    assert [box.currentIndex() for box in told] == [-1, -1, -1]
    pick(qtbot, told[1], "4")
    idle(qtbot, screen)
    assert [box.currentData() for box in window.editor.words.boxes] == [None, "4", None]
    press(qtbot, window, "importCancel")
    idle(qtbot, screen)


def test_enter_opens_the_answers_and_gives_none(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    """An arrow key on the way down the page is no answer."""
    staff(branch)
    screen = opened()
    lines = "通话ID,呼入时间,坐席工号,排队时长,振铃时长,通话时长", "a,2026-10-03 09:05,007,9,4,60"
    screen.import_files([write(tmp_path / "a.csv", *lines)])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    (box,) = window.editor.questions.boxes
    qtbot.keyClick(box, Key.Key_Down)
    assert not box.view().isVisible()
    qtbot.keyClick(box, Key.Key_Return)
    assert box.currentIndex() == -1
    assert box.view().isVisible()
    box.hidePopup()
    press(qtbot, window, "importCancel")
    idle(qtbot, screen)


ODD = (
    "编号,客服,工号,开始时间,首响,时长,评价,接待类型,是否有效",
    "C0,赵喆,007,02/05/2025 10:17,2.500,78915,差评,人工,是",
    "C1,赵喆,007,01/07/2025 10:37,3.750,20276,,人工,否",
    "C2,刘霞,007,10/02/2025 10:30,1.250,22925,好评,机器人,否",
    "C3,刘霞,007,07/12/2025 10:11,3.750,49057,差评,人工,待定",
    "C4,赵喆,007,04/11/2025 10:24,2.500,57982,好评,人工,待定",
    "C5,刘霞,007,03/11/2025 10:56,2.500,35845,,人工,待定",
    "C6,刘霞,007,07/09/2025 10:52,1.250,59763,差评,人工,待定",
    "C7,马堃,007,01/08/2025 10:25,3.750,72990,差评,机器人,否",
)


def test_an_answered_question_keeps_its_place_and_can_be_answered_again(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    screen.import_files([write(tmp_path / "a.csv", *ODD)])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    boxes = window.editor.questions.boxes
    asked = [box.accessibleName() for box in boxes]
    assert len(asked) == 6
    while any(box.currentIndex() < 0 for box in boxes):
        at = next(n for n, box in enumerate(boxes) if box.currentIndex() < 0)
        pick(qtbot, boxes[at], boxes[at].itemData(0))
        idle(qtbot, screen)
        boxes = window.editor.questions.boxes
        assert [box.accessibleName() for box in boxes] == asked
        assert [box.currentIndex() for box in boxes] == [0] * (at + 1) + [-1] * (len(asked) - at - 1)
        assert window.focusWidget() is boxes[min(at + 1, len(asked) - 1)]  # on to the next
    assert window.go.isEnabled()
    model = window.editor.model
    for answer, day in (("mdy", "2025-02-05"), ("dmy", "2025-05-02")):
        pick(qtbot, boxes[0], answer)
        idle(qtbot, screen)
        assert boxes[0].currentData() == answer
        assert window.go.isEnabled()
        assert model.row(0)[model.column_number("at")].startswith(day)
    pick(qtbot, boxes[3], "none")  # the column is left out, and taken again
    idle(qtbot, screen)
    assert window.editor.mapping()["rating"] == ""
    pick(qtbot, boxes[3], "four_two")
    idle(qtbot, screen)
    assert window.editor.mapping()["rating"] == "评价"
    assert [box.currentIndex() < 0 for box in boxes] == [False] * 6
    qtbot.keyClick(window, Key.Key_Escape)
    idle(qtbot, screen)


def test_two_answers_given_at_once_both_count(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    """The second is given before the file was looked at again under the first."""
    staff(branch)
    screen = opened()
    screen.import_files([write(tmp_path / "a.csv", *ODD)])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    boxes = window.editor.questions.boxes
    for box in boxes[:2]:
        box.setCurrentIndex(0)
        box.activated.emit(0)
    idle(qtbot, screen)
    assert [box.currentIndex() for box in boxes] == [0, 0, -1, -1, -1, -1]
    qtbot.keyClick(window, Key.Key_Escape)
    idle(qtbot, screen)


@pytest.mark.parametrize("size", [100, 130])
def test_questions_are_read_in_full_and_before_anything_is_called_wrong(
    qapp: QApplication,
    opened: Opened,
    qtbot: QtBot,
    dialog: Dialog,
    branch: Office,
    tmp_path: Path,
    size: int,
) -> None:
    theme.apply(qapp, "light", size)
    staff(branch)
    screen = opened()
    screen.import_files([write(tmp_path / "a.csv", *ODD)])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    window.resize(911, 512)  # a PC of 1366×768 at 150 %
    QApplication.processEvents()
    for n in range(6):
        text = window.findChild(QLabel, f"importQuestion_{n}")
        assert text is not None
        full = text.heightForWidth(text.width())
        assert text.height() + 2 > full, text.text()  # a layout rounds
    assert texts(window, "importFirst") == "Please answer these questions first:"
    assert not window.editor.lacking.isVisible()
    assert not window.editor.wrong.isVisible()
    qtbot.keyClick(window, Key.Key_Escape)
    idle(qtbot, screen)
    theme.apply(qapp, "light")


def test_a_reference_that_the_file_does_not_have_is_not_shown(branch: Office, tmp_path: Path) -> None:
    staff(branch)
    lines = "呼入时间,坐席工号,响应时长,通话时长", "2026-10-03 09:05,007,5,60"
    (candidate,) = candidates(branch, write(tmp_path / "a.csv", *lines))
    preview = candidate.preview
    assert preview is not None
    assert preview.rows[0][preview.fields.index("ref")] == ""


def test_upheld_in_part_is_shown_as_such(branch: Office, tmp_path: Path) -> None:
    staff(branch, [("1001", "张三")])
    lines = "工单号,受理时间,结案时间,责任客服,核实结果", "K1,2026-10-03 09:05,,1001,部分属实"
    (candidate,) = candidates(branch, write(tmp_path / "a.csv", *lines))
    preview = candidate.preview
    assert preview is not None
    assert preview.rows[0][preview.fields.index("upheld")] == "in part"


def test_what_only_all_rows_leave_open_is_asked_in_the_window_too(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    rows = [f"c{n},2026-10-{n % 28 + 1:02d} 09:00,007,{n % 50 + 5}," for n in range(200)]
    marked = "c200,2026-10-05 10:00,007,9,已合并"
    file = write(tmp_path / "a.csv", "会话ID,开始时间,客服工号,首次响应(秒),会话标签", *rows, marked)
    screen.import_files([file])
    press(qtbot, dialog("importDialog"), "importGo")  # nothing is asked of its first rows
    qtbot.waitUntil(lambda: not screen.tasks.busy)
    again = dialog("importDialog")
    assert isinstance(again, ImportDialog)
    (box,) = again.editor.questions.boxes
    assert "已合并" in box.accessibleName()
    assert not again.go.isEnabled()
    box.activated.emit(0)
    qtbot.waitUntil(again.go.isEnabled)
    press(qtbot, again, "importGo")
    idle(qtbot, screen)
    assert imports.history(branch)[0].imported == 201


def test_a_file_of_which_rows_may_not_count_can_be_left_out_to_be_corrected(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    heads = "会话ID,开始时间,客服工号,首次响应(秒),接待类型"
    rows = [f"c{n},2026-10-05 09:00,007,{n + 5},{'机器人' if n % 3 else '人工'}" for n in range(12)]
    screen.import_files([write(tmp_path / "a.csv", heads, *rows)])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    (box,) = window.editor.questions.boxes
    assert [box.itemData(at) for at in range(box.count())] == ["as_is", "mend"]
    pick(qtbot, box, "mend")
    assert not window.go.isEnabled()
    assert "left out" in window.files.item(0).text()
    assert "Correct the files left out" in window.summary.text()
    pick(qtbot, box, "as_is")
    qtbot.waitUntil(window.go.isEnabled)
    assert "left out" not in window.files.item(0).text()
    press(qtbot, window, "importCancel")
    idle(qtbot, screen)
