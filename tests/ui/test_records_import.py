"""Files on their way in: what each is taken for, columns put right, what is refused or stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from qadesk.errors import Cancelled, UserError
from qadesk.progress import Progress
from qadesk.services.records import imports
from qadesk.services.records.bringing import Candidate, FileOutcome, candidates, import_all
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.choosing import Answers
from qadesk.ui.screens.records.import_dialog import ImportDialog
from qadesk.ui.tasks import Tasks
from tests.ui.conftest import Dialog
from tests.ui.desk import tells
from tests.ui.records_desk import Key, Opened, idle, pick, press, show, texts
from tests.unit.services.import_office import SAMPLES, call, calls, staff, write

SHAPES = Path(__file__).parents[1] / "data" / "shapes"
SHEETS = SHAPES / "cases" / "sheets_kinds.xlsx"
PEOPLE = (("1001", "张三"), ("1002", "李四"), ("1003", "王五"))


@pytest.fixture
def opened(qtbot: QtBot, branch: Office, tasks: Tasks) -> Opened:
    """Shows the screen as the window would, and waits until it has read the office."""
    return lambda: show(qtbot, branch, tasks)


def one(office: Office, path: Path) -> Candidate:
    """How the only sheet of a file would be read."""
    (found,) = candidates(office, path)
    return found


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
    assert "was not recognised" in editor.lacking.text()
    pick(qtbot, editor.kind, "chats")
    idle(qtbot, screen)
    assert editor.lacking.text() == "Still needed: Agent, Date and time. Choose the column."
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


def test_where_no_file_can_be_imported_there_is_nothing_to_press_but_close(
    opened: Opened, qtbot: QtBot, dialog: Dialog, tmp_path: Path
) -> None:
    screen = opened()
    (tmp_path / "empty.csv").touch()
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    screen.import_files([photo])
    refusal = dialog("errorDialog")
    assert tells(refusal, "import.no_table", "photo.png")
    qtbot.keyClick(refusal, Key.Key_Escape)
    screen.import_files([photo, tmp_path / "empty.csv"])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    assert not window.go.isVisible()
    assert window.cancel.text() == "Close"
    qtbot.keyClick(window.cancel, Key.Key_Return)
    assert not window.isVisible()


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
    assert tells(window.refused, "import.no_table", "photo.csv")
    assert window.summary.text() == "1 entry cannot be imported yet."
    press(qtbot, window, "importGo")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    assert [batch.file_name for batch in imports.history(branch)] == ["通话.csv"]
    assert screen.notice.property("tone") == "warn"
    assert screen.notice.text.text().endswith("1 file was not imported: photo.csv.")


def test_esc_leaves_at_once_but_asks_where_columns_were_settled(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    file = calls(tmp_path / "通话.csv", call(1))
    screen.import_files([file])
    window = dialog("importDialog")
    qtbot.keyClick(window, Key.Key_Escape)
    assert not window.isVisible()
    idle(qtbot, screen)
    screen.import_files([file])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    pick(qtbot, window.editor.kind, "chats")
    idle(qtbot, screen)
    qtbot.keyClick(window, Key.Key_Escape)
    qtbot.keyClick(dialog("confirmDialog"), Key.Key_Escape)
    assert window.isVisible()
    assert window.editor.kind.currentData() == "chats"
    qtbot.keyClick(window, Key.Key_Escape)
    press(qtbot, dialog("confirmDialog"), "confirmAction")
    assert not window.isVisible()
    assert imports.history(branch) == ()


def test_files_of_different_kinds_are_looked_at_in_turn(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office
) -> None:
    imports.run(branch, SAMPLES / "花名册.xlsx")
    screen = opened()
    names = ("表扬差错_2026-10.csv", "投诉工单_2026-10.xlsx", "派送时效_2026-10.csv")
    screen.import_files([SAMPLES / name for name in names])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    model = window.editor.model
    for row in (0, 1, 2, 1):
        window.files.setCurrentRow(row)
        cells = [model.index(0, at).data() for at in range(model.columnCount())]
        assert len(cells) == len(model.row(0))
        assert str(window.editor.kind.currentText()) in window.files.item(row).text()
    pick(qtbot, window.editor.kind, "surveys")
    window.files.setCurrentRow(0)  # before the answer about the other one has come
    assert not window.go.isEnabled()
    idle(qtbot, screen)
    assert (window.editor.kind.currentData(), window.go.text()) == ("incidents", "Import 2 files")
    assert window.go.isEnabled()
    press(qtbot, window, "importCancel")


def test_the_keyboard_goes_through_the_columns_in_their_order(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    screen.import_files([calls(tmp_path / "a.csv", call(1)), calls(tmp_path / "b.csv", call(2))])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    window.files.setCurrentRow(1)
    window.files.setFocus()
    qtbot.waitUntil(window.editor.findChildren(QComboBox)[-1].isVisible)
    visited = []
    for _step in range(15):
        focused = window.focusWidget()
        visited.append(focused.objectName())
        qtbot.keyClick(focused, Key.Key_Tab)
    columns = [f"importField_{number}" for number in range(10)]
    assert visited[:14] == ["importFiles", "importKind", "importTabBar", *columns, "importFirstRows"]
    window.reject()


def test_a_refusal_does_not_stop_the_other_files_and_stopping_says_what_was_not_begun(
    branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    good = one(branch, calls(tmp_path / "a.csv", call(1)))
    gone = one(branch, calls(tmp_path / "b.csv", call(2)))
    (tmp_path / "b.csv").unlink()
    last = one(branch, calls(tmp_path / "c.csv", call(3)))
    outcomes = import_all(branch, [gone, good, last], Progress()).value
    assert [type(outcome.error) for outcome in outcomes] == [UserError, type(None), type(None)]

    def stop_after_the_first(done: int, _total: int, _text: str) -> None:
        if done >= 1000:
            progress.cancel()

    progress = Progress(stop_after_the_first)
    more = [one(branch, calls(tmp_path / f"{n}.csv", call(10 + n))) for n in range(3)]
    outcomes = import_all(branch, more, progress).value
    assert [outcome.report is not None for outcome in outcomes] == [True, False, False]
    assert outcomes[1] == FileOutcome(tmp_path / "1.csv")


def test_a_cancelled_import_says_that_nothing_came_in(
    opened: Opened, qtbot: QtBot, branch: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled(*_args: object, **_options: object) -> None:
        raise Cancelled

    staff(branch)
    screen = opened()
    monkeypatch.setattr(imports, "run", cancelled)
    screen._import([one(branch, calls(tmp_path / "a.csv", call(1)))])
    qtbot.waitUntil(screen.notice.isVisible)
    assert tells(screen.notice, "stopped")


def test_a_candidate_without_a_kind_is_not_ready(tmp_path: Path) -> None:
    assert not Candidate(tmp_path / "a.csv", error=UserError("file.missing", "no")).ready


def test_what_is_unsure_waits_for_an_answer_and_is_known_the_next_time(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    lines = "通话ID,呼入时间,坐席工号,排队时长,振铃时长,通话时长", "a,2026-10-03 09:05,007,9,4,60"
    screen.import_files([write(tmp_path / "a.csv", *lines)])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    assert not window.go.isEnabled()
    (box,) = window.editor.questions.boxes
    assert [box.itemText(at) for at in range(box.count())] == [
        "Yes, “振铃时长”",
        "No, “排队时长”",
        "No, there is none",
    ]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    qtbot.waitUntil(window.go.isEnabled)
    assert "Answered" in texts(window, "importFirst")
    press(qtbot, window, "importGo")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    again = one(branch, write(tmp_path / "b.csv", *lines))
    assert again.ready
    assert again.preview is not None
    assert again.preview.mapping["response"] == "排队时长"


def test_words_nobody_knows_are_answered_in_the_second_table_and_remembered(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    screen = opened()
    lines = (
        "通话ID,呼入时间,坐席工号,响应时长,接听状态",
        "a,2026-10-03 09:05,007,9,转接语音",
        "b,2026-10-03 09:06,007,9,已接",
    )
    screen.import_files([write(tmp_path / "a.csv", *lines)])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    assert not window.go.isEnabled()
    assert "转接语音" in texts(window, "importQuestion_0")
    box = window.editor.words.boxes[0]  # what is not understood comes first
    assert box.currentIndex() == -1
    no = box.findData("no")
    box.setCurrentIndex(no)
    box.activated.emit(no)
    qtbot.waitUntil(window.go.isEnabled)
    press(qtbot, window, "importGo")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    assert one(branch, write(tmp_path / "b.csv", *lines)).ready


def test_each_sheet_of_a_workbook_is_an_entry_and_all_come_in_together(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office
) -> None:
    staff(branch, [("1001", "张三"), ("1002", "李四")])
    screen = opened()
    screen.import_files([SHEETS])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    names = [window.files.item(row).text().splitlines()[0] for row in range(window.files.count())]
    assert names == [f"sheets_kinds.xlsx › {sheet}" for sheet in ("通话", "投诉", "表扬")]
    press(qtbot, window, "importGo")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    assert [(b.kind, b.sheet) for b in reversed(imports.history(branch))] == [
        ("calls", "通话"),
        ("complaints", "投诉"),
        ("incidents", "表扬"),
    ]


def test_undoing_from_the_notice_takes_back_all_sheets_of_the_file(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office
) -> None:
    staff(branch, [("1001", "张三"), ("1002", "李四")])
    screen = opened()
    screen.import_files([SHEETS])
    press(qtbot, dialog("importDialog"), "importGo")
    qtbot.waitUntil(screen.notice.isVisible)
    idle(qtbot, screen)
    assert screen.imports.heading.text() == "sheets_kinds.xlsx › 通话"
    screen.notice.action.click()
    idle(qtbot, screen)
    assert all(batch.undone_at is not None for batch in imports.history(branch))


def test_an_import_says_afterwards_what_was_guessed_and_left_out(
    opened: Opened, qtbot: QtBot, branch: Office, tmp_path: Path
) -> None:
    staff(branch)
    lines = (
        "通话ID,呼入时间,坐席工号,排队时长,振铃时长,质检评分",
        "a,2026-10-03 09:05,007,9,4,90",
        "合计,,,,,",
    )
    imports.run(branch, write(tmp_path / "通话.csv", *lines), answers=Answers(accept=True))
    screen = opened()
    qtbot.waitUntil(lambda: bool(screen.imports.account.text()))
    told = screen.imports.account.text()
    assert "Guesses accepted: Response time." in told
    assert "“质检评分” (the score of a quality check, not the customer's rating)" in told
    assert "Lines that are no records: 1 (totals)." in told


def test_the_tab_key_goes_down_the_page_and_round_through_the_buttons(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office
) -> None:
    staff(branch, PEOPLE)
    opened().import_files([SHAPES / "call_key_ratings.csv"])
    window = dialog("importDialog")
    stops = []
    while len(stops) < 40 and (not stops or stops[-1] != "importCancel"):
        at = QApplication.focusWidget()
        assert at is not None
        stops.append(at.objectName())
        qtbot.keyClick(at, Key.Key_Tab)
    fields = [f"importField_{column}" for column in range(7)]
    assert stops == [
        "importKind", "importAnswer_0", "importTabBar", *fields, "importFirstRows", "importCancel"
    ]  # fmt: skip
    again = QApplication.focusWidget()
    assert again is not None
    assert again.objectName() == "importKind"
    qtbot.keyClick(window, Key.Key_Escape)


def test_codes_nobody_knows_are_told_under_words(
    opened: Opened, qtbot: QtBot, dialog: Dialog, branch: Office
) -> None:
    staff(branch, PEOPLE)
    screen = opened()
    screen.import_files([SHAPES / "chat_resolved_codes.csv"])
    window = dialog("importDialog")
    assert isinstance(window, ImportDialog)
    for word, meaning in (("1", "no"), ("2", "yes")):
        assert not window.go.isEnabled()
        press(qtbot, window, "importToWords_0")
        box = next(box for box in window.editor.words.boxes if f"“{word}”" in box.accessibleName())
        assert box.currentIndex() == -1
        pick(qtbot, box, meaning)
        idle(qtbot, screen)
    assert window.go.isEnabled()
    press(qtbot, window, "importGo")
    idle(qtbot, screen)
    with branch.read() as connection:
        resolved = connection.execute(select(tables.contact.c.resolved).order_by(tables.contact.c.at))
        assert list(resolved.scalars()) == [True, False, True]
