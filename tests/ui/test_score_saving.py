"""What the score screen does when saving fails, and scores by spreadsheet."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services.scoring import boards, drafts, evaluations, score_files
from qadesk.services.scoring.forms import EvaluationState
from qadesk.services.scoring.score_rows import WORDING
from tests.ui.desk import tells
from tests.ui.score_desk import CLOSED, OPEN, ScoreDesk

DISK_FULL = UserError("file.disk_full", "The disk is full.", kept="Kept.", remedy="Free some space.")


class Disk:
    """Stands between the screen and the office file, and can be full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        for name in ("rate_in", "comment_in"):
            self._guard(monkeypatch, name)

    def _guard(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        real = getattr(drafts, name)

        def guarded(*args: object, **kwargs: object) -> object:
            if self.full:
                raise DISK_FULL
            return real(*args, **kwargs)

        monkeypatch.setattr(drafts, name, guarded)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def fail_one(score_desk: ScoreDesk, disk: Disk) -> None:
    disk.full = True
    score_desk.key("4")
    score_desk.settle()


def test_a_failed_save_says_so_and_keeps_what_was_typed(october: ScoreDesk, disk: Disk) -> None:
    fail_one(october, disk)
    book = october.screen.book
    assert october.text("scoreSaving") == "Not saved: 1"
    assert tells(october.screen.notice, "file.disk_full", 1)
    assert book.entry(("KF1009", None)).levels["communication"] == Decimal(4)
    grid = october.screen.grid
    index = grid.grid_model.index(book.staff.index("KF1009"), 3)
    assert "not saved" in str(index.data(Qt.ItemDataRole.AccessibleTextRole))
    assert "communication" not in october.stored("KF1009").levels


def test_trying_again_saves_it(october: ScoreDesk, disk: Disk) -> None:
    fail_one(october, disk)
    october.press("scoreNoticeAction")
    october.settle()
    assert october.text("scoreSaving") == "Not saved: 1"  # still full
    disk.full = False
    october.press("scoreNoticeAction")
    assert october.stored("KF1009").levels["communication"] == Decimal(4)
    assert october.text("scoreSaving") == "All saved"
    assert not october.screen.notice.isVisible()


def test_the_next_key_that_is_saved_brings_the_failed_one_along(october: ScoreDesk, disk: Disk) -> None:
    fail_one(october, disk)
    disk.full = False
    october.key("3")
    assert october.stored("KF1010").levels["attitude"] == Decimal(3)
    assert october.stored("KF1009").levels["communication"] == Decimal(4)
    assert october.screen.book.queue.status == "saved"


def test_reading_the_board_again_keeps_what_is_not_saved(october: ScoreDesk, disk: Disk) -> None:
    fail_one(october, disk)
    october.screen.refresh(frozenset({"ratings"}))
    october.settle()
    assert october.screen.book.entry(("KF1009", None)).levels["communication"] == Decimal(4)


def test_the_screen_is_not_left_while_something_would_be_lost(october: ScoreDesk, disk: Disk) -> None:
    fail_one(october, disk)
    assert not october.screen.flush()
    october.dialog("confirmDialog")
    disk.full = False
    october.press("confirmCancel")
    october.press("scoreNoticeAction")  # try again
    assert october.stored("KF1009").levels["communication"] == Decimal(4)
    october.come_back()
    assert october.screen.flush()


def test_what_cannot_be_saved_can_be_let_go(october: ScoreDesk, disk: Disk) -> None:
    fail_one(october, disk)
    assert not october.screen.flush()
    october.dialog("confirmDialog")
    october.press("confirmAction")
    october.settle()
    assert october.screen.flush()
    assert "communication" not in october.screen.book.entry(("KF1009", None)).levels


def test_a_failed_submit_leaves_drafts(october: ScoreDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise DISK_FULL

    monkeypatch.setattr(evaluations, "submit", refuse)
    october.key(Qt.Key.Key_Return, ctrl=True)
    october.dialog("submitDialog")
    october.press("submitAction")
    assert tells(october.dialog("errorDialog"), "file.disk_full")
    october.press("errorOk")
    assert october.stored("KF1010").state is EvaluationState.DRAFT
    assert october.screen.book.entry(("KF1010", None)).state is EvaluationState.DRAFT


def test_closing_right_after_a_key_saves_it_first(october: ScoreDesk) -> None:
    october.key("5")
    october.key("c")
    october.type("in haste")
    assert october.screen.flush()
    october.close()  # what the window does then: every save that waits is finished
    entries = {e.staff_no: e for e in boards.board(october.office, OPEN).entries}
    assert entries["KF1009"].levels["communication"] == Decimal(5)
    assert entries["KF1010"].comment == "in haste"


def test_what_was_not_saved_of_one_month_is_not_taken_for_another(october: ScoreDesk, disk: Disk) -> None:
    disk.full = True
    october.key("3")
    october.open(CLOSED, "closed")
    assert october.screen.book.entry(("KF1009", None)).levels["communication"] == Decimal(4)
    disk.full = False
    october.screen.book.queue.retry()
    october.settle()
    october.open(OPEN)
    assert october.stored("KF1009").levels["communication"] == Decimal(3)


# ---- spreadsheets


def test_a_template_filled_in_comes_back_and_can_be_undone(october: ScoreDesk, tmp_path: Path) -> None:
    template = tmp_path / "scores.xlsx"
    october.screen.files.ask_template()
    dialog = october.dialog("scoreTemplateDialog")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(template))
    dialog.reject()
    october.settle()
    assert template.exists()
    sheet = tmp_path / "filled.csv"
    sheet.write_text(
        "Staff number,Attitude rating,Communication rating,Comment\nKF1011,5,4,quick\nKF1012,6,4,\n", "utf-8"
    )
    october.come_back()
    october.key("4")
    october.screen.files.run_import(sheet)
    october.dialog("scoreRejected")
    october.press("scoreRejectedExport")
    october.qtbot.waitUntil(lambda: _shown(QFileDialog) is not None)
    export = _shown(QFileDialog)
    assert export is not None
    export.fileSelected.emit(str(tmp_path / "bad.csv"))
    export.reject()
    october.settle()
    assert _lines(tmp_path / "bad.csv") == [
        "Line,Staff number,Column,Value,Reason",
        f'3,KF1012,Attitude rating,6,"{_(WORDING["level"]).format(top=5)}"',
    ]
    october.press("scoreRejectedClose")
    october.come_back()
    october.key("z", ctrl=True)  # what was typed before the import is no step to take back any more
    assert october.stored("KF1011").levels == {"attitude": Decimal(5), "communication": Decimal(4)}
    assert october.stored("KF1012").levels == {}
    assert october.screen.book.entry(("KF1011", None)).comment == "quick"
    assert "ratings: 2, agents: 1" in october.text("scoreNoticeText")
    assert october.stored("KF1009").levels["communication"] == Decimal(4)
    october.press("scoreNoticeAction")
    assert october.stored("KF1011").state is EvaluationState.NONE
    assert october.screen.book.entry(("KF1011", None)).state is EvaluationState.NONE


def test_a_file_that_is_no_score_sheet_is_refused_plainly(october: ScoreDesk, tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("date,amount\n2026-10-01,5\n", "utf-8")
    october.screen.files.run_import(file)
    assert tells(october.dialog("errorDialog"), "score_sheet.not_recognised", "other.csv")
    october.press("errorOk")
    report = score_files.import_scores(october.office, OPEN, _sheet(tmp_path)).value
    assert report.ratings == 1


def _shown(kind: type[QFileDialog]) -> QFileDialog | None:
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()), None)


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8-sig").splitlines()


def _sheet(folder: Path) -> Path:
    file = folder / "ok.csv"
    file.write_text("工号,服务态度评分\nKF1014,3\n", "utf-8")
    return file
