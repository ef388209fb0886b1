"""The page that tries a draft on a past month, at the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from qadesk.domain.scorecard import Names, Scorecard
from qadesk.services import scorecards
from qadesk.services.assessment import exemptions
from qadesk.storage import files, tables
from qadesk.storage.office import Office
from qadesk.ui.screens.scorecards.past_months import TrialPage
from qadesk.ui.tasks import Tasks
from tests import made_up_month as month
from tests.closing_months import close_month
from tests.made_up_month import CODE
from tests.ui.conftest import Dialog
from tests.ui.desk import PageDesk, tells
from tests.unit.services.trial_office import changed, one, with_section

D = Decimal


class Desk(PageDesk[TrialPage]):
    """A trial page with someone at the keyboard."""

    def __init__(self, qtbot: QtBot, office: Office, tasks: Tasks) -> None:
        super().__init__(qtbot, office, tasks, TrialPage)

    def try_on(self, card: Scorecard) -> None:
        self.page.try_on(card)
        self.settle()
        self.page.focus_first()

    def column(self, key: str) -> list[object]:
        number = self.page.model.column_number(key)
        return [self.page.model.index(row, number).data() for row in range(self.page.model.rowCount())]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = month.filled(tmp_path / "branch.qadesk")
    yield made
    made.close()


@pytest.fixture
def desk(qtbot: QtBot, office: Office, tasks: Tasks) -> Desk:
    return Desk(qtbot, office, tasks)


@pytest.fixture
def card() -> Scorecard:
    return scorecards.shipped()


def test_who_would_move_comes_first_with_shape_word_and_reason(desk: Desk, card: Scorecard) -> None:
    desk.try_on(changed(card, "complaint_rate", standard=D("0.1")))
    desk.qtbot.waitUntil(lambda: QApplication.focusWidget() is desk.page.table)
    assert desk.column("staff_no")[0] == "KF02"
    assert desk.column("moved") == ["Up", "", "", ""]
    assert desk.column("difference")[0] == "+10.00"
    assert desk.column("grade") == ["D → C", "A", "D", "–"]
    assert desk.column("why")[0] == "Upheld-complaint rate +10.00"
    assert desk.text("trialCount") == "1 result would change; 1 grade would change"
    assert desk.text("trialWho") == "李强 (KF02)"
    assert desk.text("trialShifts") == "Upheld-complaint rate +10.00\nGrade differs: another total"
    assert (
        desk.text("trialStandards")
        == "Upheld-complaint rate: ≤ 10% as the draft has it, not the cycle's ≤ 1%"
    )
    assert "C Satisfactory 0 → 1" in desk.page.bars.accessibleName()
    QTest.keyClick(desk.page.table, Qt.Key.Key_Down)
    assert desk.text("trialShifts") == "Unchanged."


def test_what_nobody_was_measured_on_can_be_left_out_by_keyboard(desk: Desk, card: Scorecard) -> None:
    desk.try_on(with_section(card, one("teamwork")))
    assert desk.column("moved")[0] == "Incomplete"
    assert desk.column("why")[0] == "Missing: Teamwork"
    assert "never rated" in desk.text("trialLacks")
    desk.page.leave_out.setFocus()
    QTest.keyClick(desk.page.leave_out, Qt.Key.Key_Space)
    desk.settle()
    assert desk.text("trialCount") == "No results would change."
    assert desk.text("trialLeftOut") == "Left out: Teamwork"
    QTest.keyClick(desk.page.leave_out, Qt.Key.Key_Space)
    desk.settle()
    assert desk.column("moved")[0] == "Incomplete"


def test_whom_a_quota_puts_lower_is_told_so_whatever_the_grades_are_called(
    desk: Desk, card: Scorecard
) -> None:
    gold, *rest = card.grades
    named = (replace(gold, code="金牌", names=Names("金牌客服", "Gold"), quota=D("0.2")), *rest[:-1])
    last = replace(rest[-1], code="待提升")
    desk.try_on(replace(card, quota_from=1, grades=(*named, last)))
    row = desk.page.model.find(lambda r: r.move.after.assessment.by_total == "金牌")
    assert row is not None
    desk.page.table.select_row(row)
    assert "The total would give 金牌, but at most 20% of agents may have it" in desk.text("trialShifts")
    assert "金牌 Gold 0 → 0" not in desk.page.bars.accessibleName()
    assert "金牌 Gold – → 0" in desk.page.bars.accessibleName()


def test_another_month_is_chosen_by_keyboard(desk: Desk, office: Office, card: Scorecard) -> None:
    from qadesk.services import cycles

    exemptions.exempt(office, CODE, "KF03", None, "na", "on leave")
    close_month(office, CODE)
    cycles.open_cycle(office, "2026-11")
    desk.try_on(card)
    assert desk.page.month == CODE  # the newest closed month, not the one just begun
    desk.page.months.setFocus()
    QTest.keyClick(desk.page.months, Qt.Key.Key_Up)
    desk.settle()
    assert desk.page.month == "2026-11"
    assert desk.column("moved") == ["", "", "", ""]
    desk.try_on(replace(card, cap=D(100)))  # another draft keeps the month
    assert desk.page.month == "2026-11"


def test_a_draft_that_cannot_be_worked_out_says_why_on_the_page(desk: Desk, card: Scorecard) -> None:
    desk.try_on(changed(card, "complaint_rate", standard=None))
    assert desk.text("trialEmptyTitle") == "This draft cannot be tried yet:"
    assert "Upheld-complaint rate" in desk.text("trialEmptyText")
    assert not desk.button("trialExport").isEnabled()
    desk.try_on(card)
    assert desk.page.table.isVisible()


def test_an_office_without_months_says_what_to_do(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, card: Scorecard
) -> None:
    bare = files.create(tmp_path / "bare.qadesk", name="Bare", zone="Asia/Shanghai")
    desk = Desk(qtbot, bare, tasks)
    desk.try_on(card)
    assert desk.text("trialEmptyTitle") == "There is no month to try it on yet"
    QTest.keyClick(desk.button("trialEmptyGoRecords"), Qt.Key.Key_Return)
    assert desk.asked == ["records"]
    bare.close()


def test_the_table_is_saved_as_a_workbook(
    desk: Desk, card: Scorecard, tmp_path: Path, dialog: Dialog
) -> None:
    import openpyxl

    desk.try_on(changed(card, "complaint_rate", standard=D("0.1")))
    desk.button("trialExport").setFocus()
    QTest.keyClick(desk.button("trialExport"), Qt.Key.Key_Return)
    asked = dialog("trialExportDialog")
    assert isinstance(asked, QFileDialog)
    asked.fileSelected.emit(str(tmp_path / "trial.xlsx"))
    asked.close()
    desk.settle()
    assert tells(desk.page.notice, "saved", "trial.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "trial.xlsx").active.values)
    assert rows[0][:6] == ("Staff no.", "Name", "Team", "Total before", "Total after", "Difference")
    assert rows[1][:8] == ("KF02", "李强", "一组", 66.14, 76.14, 10, "D", "C")
    assert rows[1][10] == "Upheld-complaint rate +10.00"
    assert rows[-1][11] == "Attitude rating, Communication rating"  # missing before as after


def test_a_second_trial_takes_the_place_of_the_first(desk: Desk, card: Scorecard) -> None:
    desk.page.try_on(changed(card, "complaint_rate", standard=D("0.1")))
    desk.page.try_on(card)
    desk.settle()
    assert desk.text("trialCount") == "No results would change."


def test_a_month_not_opened_is_tried_without_what_nobody_could_rate(desk: Desk, card: Scorecard) -> None:
    with desk.page._screen.office.write() as connection:
        before = date(2026, 8, 1), date(2026, 9, 1)
        connection.execute(update(tables.cycle).values(code="2026-08", start=before[0], end=before[1]))
        connection.execute(update(tables.import_batch).values(first_day=date(2026, 10, 1)))
    desk.try_on(card)
    page = desk.page
    page.months.setCurrentIndex(page.months.findData(CODE))
    desk.settle()
    assert page.months.currentText() == "October 2026 · not opened"
    assert page.leave_out.isChecked()
    assert page.found is not None
    assert {"attitude", "communication"} <= set(page.found.left_out)
    page.leave_out.setChecked(False)  # stays so while the draft is edited
    desk.settle()
    desk.try_on(changed(card, "complaint_rate", standard=D("0.1")))
    assert not page.leave_out.isChecked()
