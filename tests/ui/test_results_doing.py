"""What can be done with results: exempt and undo, close the month, try a standard, save the table."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk.domain.scoring import State, Status
from qadesk.progress import Progress
from qadesk.services import cycles
from qadesk.services.assessment import exemptions, results
from qadesk.services.assessment.gap_words import detail
from qadesk.services.closing import close
from qadesk.services.scoring import leftovers
from qadesk.storage.office import Office
from qadesk.ui import tasks as tasks_module
from qadesk.ui.tasks import Tasks
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.ui.conftest import Dialog
from tests.ui.desk import has_focus, tells
from tests.ui.results_desk import Desk
from tests.unit.services.test_standings import with_own_figures


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = month.filled(tmp_path / "branch.qadesk")
    yield made
    made.close()


@pytest.fixture
def desk(qtbot: QtBot, office: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, office, tasks)
    made.open()
    return made


def test_what_is_missing_leads_to_where_it_is_mended(desk: Desk) -> None:
    assert desk.screen.ranking.gaps.isVisible()
    assert desk.text("gapTitle0") == "Missing: Attitude rating, Communication rating"
    assert "龚䶮 (KF03)" in desk.text("gapDetail0")
    assert desk.screen.ranking.gaps.accessibleName().count("Missing") == 1
    desk.press("gapAction0")
    assert desk.asked == [("score", ("KF03", "attitude"))]


def test_a_missing_file_leads_to_the_records(desk: Desk) -> None:
    from sqlalchemy import update

    from qadesk.storage import tables

    with desk.office.write() as connection:
        batch = tables.import_batch
        connection.execute(
            update(batch).where(batch.c.kind == "complaints").values(undone_at=desk.office.now())
        )
    desk.screen.refresh(frozenset({"records"}))
    desk.settle()
    assert "no file with complaints was imported" in desk.text("gapDetail0")
    desk.press("gapAction0")
    assert desk.asked == [("records", "complaints")]


def test_what_nobody_entered_leads_to_the_scores_and_names_what_is_computed_from_it(desk: Desk) -> None:
    with_own_figures(desk.office)
    desk.screen.refresh(frozenset({"scorecard"}))
    desk.settle()
    titles = [desk.text(f"gapTitle{n}") for n in range(3)]
    at = titles.index("Missing: Twice")
    assert desk.text(f"gapDetail{at}").startswith("computed from Attendance, which is missing · 龚䶮 (KF03)")
    desk.press(f"gapAction{at}")
    assert desk.asked == [("score", ("KF03", "attendance"))]
    texts = [detail(gap) for gap in desk.screen.standings.gaps]  # type: ignore[union-attr]
    assert any(text.startswith("nobody has entered it yet · 龚䶮 (KF03)") for text in texts)
    missing = "computed from survey answers, which is missing · 王小红 (KF01)"
    assert any(text.startswith(missing) for text in texts)


def test_not_applicable_with_a_reason_and_undone(desk: Desk, dialog: Dialog) -> None:
    desk.screen.show_agent("KF03")
    assert desk.screen.agent.table.current_record().line.code == "attitude"  # what is missing comes first
    desk.press("agentNa")
    question = dialog("reasonDialog")
    ok = question.findChild(QPushButton, "reasonDo")
    assert ok is not None
    assert not ok.isEnabled()
    field = question.findChild(QLineEdit, "reasonText")
    QTest.keyClicks(field, "back office")
    QTest.keyClick(field, Qt.Key.Key_Return)
    desk.settle()
    line = results.results(desk.office, CODE).of("KF03").assessment.line("attitude")
    assert (line.state, line.reason) == (State.NOT_APPLICABLE, "back office")
    assert desk.indicators("value")["attitude"] == "N/A"
    assert desk.indicators("note")["attitude"] == "back office"
    assert desk.indicators("weight")["csat"] == "15 → 17.65%"
    assert {"results"} in desk.told
    desk.press("resultsNoticeAction")
    assert results.results(desk.office, CODE).of("KF03").assessment.line("attitude").state is State.MISSING
    assert desk.indicators("value")["attitude"] == "Missing"


def test_esc_leaves_everything_as_it_was(desk: Desk, dialog: Dialog) -> None:
    desk.screen.show_agent("KF03")
    desk.press("agentWaive")
    question = dialog("reasonDialog")
    QTest.keyClicks(question.findChild(QLineEdit, "reasonText"), "no time")
    QTest.keyClick(question, Qt.Key.Key_Escape)
    desk.settle()
    assert results.results(desk.office, CODE).of("KF03").assessment.line("attitude").state is State.MISSING
    assert desk.told == []


def test_an_exemption_can_be_taken_back_later(desk: Desk) -> None:
    exemptions.exempt(desk.office, CODE, "KF03", None, "na", "on leave")
    desk.screen.refresh(frozenset({"results"}))
    desk.settle()
    desk.screen.show_agent("KF03")
    assert desk.button("agentRestore").isVisible()
    assert not desk.button("agentNa").isVisible()
    assert "on leave" in desk.text("agentFacts")
    desk.press("agentRestore")
    assert results.results(desk.office, CODE).of("KF03").assessment.status is Status.INCOMPLETE


def test_what_blocks_is_listed_with_its_way_out_and_the_month_stays_open(desk: Desk, dialog: Dialog) -> None:
    desk.press("resultsClose")
    asked = dialog("closingDialog")
    assert said(asked, "pendingText0") == "1 finished form of yours is not submitted: 龚䶮 (KF03)"
    assert said(asked, "pendingText1").startswith("Missing for 龚䶮 (KF03): ")
    assert said(asked, "closingIntro").startswith("Items marked red")
    assert not button(asked, "confirmAction").isEnabled()
    QTest.mouseClick(button(asked, "pendingGo1"), Qt.MouseButton.LeftButton)
    assert desk.asked == [("score", ("KF03", "attitude"))]
    assert not asked.isVisible()
    assert not cycles.get(desk.office, CODE).closed


def test_looking_what_is_pending_shows_that_it_does_and_can_be_cancelled(
    desk: Desk, dialog: Dialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(_office: Office, _code: str, progress: Progress) -> None:
        while True:
            progress.report(0, 2)
            time.sleep(0.01)

    monkeypatch.setattr(tasks_module, "PATIENCE_MS", 1)
    monkeypatch.setattr(close, "closing", slowly)
    QTest.keyClick(desk.button("resultsClose"), Qt.Key.Key_Return)
    asked = dialog("progressDialog")
    assert "pending in" in asked.accessibleName()
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    desk.settle()
    assert not any(w.objectName() == "closingDialog" for w in QApplication.topLevelWidgets() if w.isVisible())


def test_drafts_are_discarded_in_the_list_and_brought_back(desk: Desk, dialog: Dialog) -> None:
    exemptions.exempt(desk.office, CODE, "KF03", "attitude", "waived", "no time")
    exemptions.exempt(desk.office, CODE, "KF03", "communication", "waived", "no time")
    desk.press("resultsClose")
    asked = dialog("closingDialog")
    QTest.mouseClick(button(asked, "pendingDiscard0"), Qt.MouseButton.LeftButton)
    desk.settle()
    assert leftovers.leftover_drafts(desk.office, CODE) == ()
    assert said(asked, "closingNoticeText") == "1 draft discarded"
    assert button(asked, "confirmAction").isEnabled()
    QTest.mouseClick(button(asked, "closingNoticeAction"), Qt.MouseButton.LeftButton)
    desk.settle()
    assert [draft.staff_no for draft in leftovers.leftover_drafts(desk.office, CODE)] == ["KF03"]
    assert not button(asked, "confirmAction").isEnabled()
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert {"ratings"} in desk.told


def test_closing_names_what_becomes_final_and_locks_it(desk: Desk, dialog: Dialog) -> None:
    exemptions.exempt(desk.office, CODE, "KF03", None, "na", "on leave")
    desk.screen.refresh(frozenset({"results"}))
    desk.settle()
    assert not desk.screen.ranking.gaps.isVisible()
    desk.press("resultsClose")
    question = dialog("closingDialog")
    final = said(question, "closingFinal")
    assert final.startswith("3 results are locked with their grades as they are now. 1 agent is excluded")
    assert has_focus(button(question, "confirmCancel"))  # a stray Enter closes no month
    QTest.keyClick(button(question, "confirmAction"), Qt.Key.Key_Return)
    desk.settle()
    assert cycles.get(desk.office, CODE).closed
    assert not desk.button("resultsClose").isVisible()
    desk.screen.show_agent("KF03")
    assert not any(
        desk.button(name).isVisible() for name in ("agentNa", "agentWaive", "agentRestore", "agentExclude")
    )


def test_the_focus_that_is_not_settled_is_one_click_away(desk: Desk) -> None:
    desk.screen.arrive("focus")
    desk.settle()
    assert desk.screen.pages.currentWidget() is desk.screen.focus


def said(window: QWidget, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert found is not None
    return found.text()


def button(window: QWidget, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert found is not None
    return found


@pytest.mark.parametrize("state, way_on", [("unopened", "today"), ("open", "agents")])
def test_empty_months_say_what_to_do(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, state: str, way_on: str
) -> None:
    nobody = month.new_office(tmp_path / "nobody.qadesk")
    desk = Desk(qtbot, nobody, tasks)
    desk.open(state)
    assert desk.screen.ranking.empty.isVisible()
    desk.press(f"resultsEmptyGo{way_on.capitalize()}")
    assert desk.asked == [(way_on, None)]
    nobody.close()


def test_a_supposed_standard_shows_who_would_move(desk: Desk, dialog: Dialog) -> None:
    desk.press("resultsSimulate")
    asked = dialog("whatIfDialog")
    said, field = asked.findChild(QLabel, "whatIfSaid"), asked.findChild(QLineEdit, "whatIfStandard")
    assert said is not None
    assert field is not None
    assert (field.text(), said.property("code")) == ("1", "nobody_moves")
    field.selectAll()
    QTest.keyClicks(field, "10")
    assert said.text() == "1 result would change; 1 grade would change"
    model = asked.model  # type: ignore[attr-defined]
    at = model.find(lambda move: move.agent.staff_no == "KF02")
    shown = [model.index(at, column).data() for column in range(model.columnCount())]
    assert shown[2:7] == ["Not met → Met", "66.14 → 76.14", "D → C", "2", "Changes"]
    field.selectAll()
    QTest.keyClicks(field, "many")
    assert tells(said, "field.not_number", "1.2")
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    line = results.results(desk.office, CODE).of("KF02").assessment.line("complaint_rate")
    assert line.standard == Decimal("0.01")


def test_the_table_is_saved_as_a_workbook(desk: Desk, dialog: Dialog, tmp_path: Path) -> None:
    desk.press("resultsExport")
    asked = dialog("resultsExportDialog")
    assert isinstance(asked, QFileDialog)
    assert Path(asked.selectedFiles()[0]).name == "Results 2026-10.xlsx"
    asked.fileSelected.emit(str(tmp_path / "october.xlsx"))
    asked.reject()
    desk.settle()
    assert (tmp_path / "october.xlsx").stat().st_size > 1000
    assert tells(desk.screen.notice, "saved", "october.xlsx")
