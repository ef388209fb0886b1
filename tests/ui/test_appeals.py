"""The screen Appeals by keyboard: entered, given evidence, corrected, decided, undone; the clock in sight."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from qadesk.domain.appeals import AppealAbout, AppealOutcome
from qadesk.domain.stages import Stage
from qadesk.services.after_closing import delivery, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.appeals import deciding, entering, evidence, reading
from qadesk.services.appeals.reading import Appeal
from qadesk.services.appeals.storing import AppealEntry, PointEntry
from qadesk.services.assessment import results
from qadesk.services.records import by_hand
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.appeals.screen import AppealsScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests.appealed_month import opened_with
from tests.ui.conftest import Dialog
from tests.ui.desk import settle, show_screen, tells
from tests.ui.records_desk import pick

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
CLOSED = "2026-09"
WHO = ("KF1001", "KF1002", "KF1003")


@pytest.fixture
def office(sample_office: Office) -> Office:
    """The sheets of three agents were signed today."""
    review.approve(sample_office, CLOSED, WHO)
    delivery.deliver(sample_office, CLOSED, WHO, Handover(Stage.SIGNED, sample_office.today()))
    return sample_office


@pytest.fixture
def screen(qtbot: QtBot, office: Office, tasks: Tasks) -> AppealsScreen:
    return show_screen(qtbot, AppealsScreen(office, tasks), cycle=CLOSED, state="closed")


def appeal_of(office: Office, staff_no: str) -> Appeal:
    found = [one for one in reading.appeals(office, CLOSED).appeals if one.position.staff_no == staff_no]
    return next(one for one in found if one.newest)


def entered(office: Office, staff_no: str = "KF1001", *points: PointEntry) -> Appeal:
    return entering.enter(
        office, CLOSED, staff_no, AppealEntry("不认可沟通评分", office.today(), points=points)
    ).value


def again(qtbot: QtBot, screen: AppealsScreen, tasks: Tasks) -> None:
    screen.refresh(frozenset({"cycle"}))
    settle(qtbot, tasks)


def button(screen: AppealsScreen, name: str) -> Button:
    found = screen.findChild(Button, name)
    assert found is not None
    return found


def test_an_open_month_and_one_without_appeals_say_what_to_do(
    qtbot: QtBot, screen: AppealsScreen, tasks: Tasks, office: Office
) -> None:
    assert "Nobody has appealed" in screen.page.empty.title.text()
    made = show_screen(qtbot, AppealsScreen(office, tasks), cycle="2026-10", state="open")
    assert "not closed" in made.page.empty.title.text()


def test_an_appeal_is_entered_by_keyboard_and_undone(
    qtbot: QtBot, screen: AppealsScreen, tasks: Tasks, office: Office, dialog: Dialog
) -> None:
    qtbot.keyClick(screen, Key.Key_N, CTRL)
    settle(qtbot, tasks)
    form = dialog("appealsEnterDialog")
    assert isinstance(form, FormDialog)
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    assert form.isVisible(), "the agent's words are asked for"
    form.field("words").setPlainText("沟通评分偏低")
    pick(qtbot, form.field("about0"), "indicator/communication")
    form.field("wrong0").setText("客户当场表扬")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    one = appeal_of(office, "KF1001")
    assert [(point.ref, point.words) for point in one.points] == [("communication", "客户当场表扬")]
    assert screen.aside.text("words") == "沟通评分偏低"
    assert "客户当场表扬" in screen.aside.text("points")
    assert "received; not counted" in screen.aside.text("deadline")
    screen.page.actions_.trigger("appealsUndo")
    settle(qtbot, tasks)
    assert reading.appeals(office, CLOSED).appeals == ()


def test_it_is_corrected_and_points_at_records(
    qtbot: QtBot, screen: AppealsScreen, tasks: Tasks, office: Office, dialog: Dialog
) -> None:
    entered(office, "KF1001", PointEntry(AppealAbout.INDICATOR, "attitude", "太低"))
    again(qtbot, screen, tasks)
    qtbot.keyClick(screen.page.table, Key.Key_F2)
    settle(qtbot, tasks)
    form = dialog("appealsEditDialog")
    assert isinstance(form, FormDialog)
    assert form.field("wrong0").text() == "太低"
    form.field("records").setPlainText("NO-SUCH 不是我的")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert form.isVisible()
    form.field("records").setPlainText("")
    form.field("words").setPlainText("改写")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert appeal_of(office, "KF1001").words == "改写"


def test_figures_are_corrected_inside_it_and_the_decision_stores_them(
    qtbot: QtBot, screen: AppealsScreen, tasks: Tasks, office: Office, dialog: Dialog
) -> None:
    one = entered(office, "KF1001", PointEntry(AppealAbout.INDICATOR, "praises"))
    again(qtbot, screen, tasks)
    screen.page.actions_.trigger("appealsCorrect")
    settle(qtbot, tasks)
    day = results.results(office, CLOSED).cycle.period.start
    by_hand.add(office, RecordEntry("incidents", "KF1001", {"day": day, "kind": "praise"}))
    again(qtbot, screen, tasks)
    assert "→" in screen.aside.text("figures")
    qtbot.keyClick(screen.page.table, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    form = dialog("appealsDecideDialog")
    assert isinstance(form, FormDialog)
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    assert form.isVisible(), "the outcome is asked for"
    pick(qtbot, form.field("outcome"), AppealOutcome.UPHELD.value)
    form.field(f"found{one.points[0].id}").setText("漏录一次表扬")
    form.field("reasons").setPlainText("已补录")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert tells(screen.page.notice, "done", "Upheld")
    made = appeal_of(office, "KF1001")
    assert (made.outcome, made.points[0].found) == (AppealOutcome.UPHELD, "漏录一次表扬")
    assert results.results(office, CLOSED).of("KF1001").revision == 2
    assert "→" in screen.aside.text("figures"), "old beside new stays"
    assert screen.aside.text("reasons") == "已补录"


def test_a_decision_without_figures_is_undone(
    qtbot: QtBot, screen: AppealsScreen, tasks: Tasks, office: Office, dialog: Dialog
) -> None:
    entered(office)
    again(qtbot, screen, tasks)
    qtbot.keyClick(screen.page.table, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    form = dialog("appealsDecideDialog")
    assert isinstance(form, FormDialog)
    pick(qtbot, form.field("outcome"), AppealOutcome.REJECTED.value)
    form.field("reasons").setPlainText("录音核实无误")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert appeal_of(office, "KF1001").outcome is AppealOutcome.REJECTED
    screen.page.actions_.trigger("appealsUndo")
    settle(qtbot, tasks)
    assert appeal_of(office, "KF1001").open


def test_what_is_decided_says_why_it_cannot_be_again_and_goes_further(
    qtbot: QtBot, screen: AppealsScreen, tasks: Tasks, office: Office, dialog: Dialog
) -> None:
    opened_with(office, "区域客服部", CLOSED)
    entered(office)
    entered(office, "KF1002")
    deciding.decide(office, CLOSED, "KF1001", deciding.Decision(AppealOutcome.REJECTED, "无误"))
    again(qtbot, screen, tasks)
    screen.page.go_to(appeal_of(office, "KF1001").id)
    assert "decided already" in button(screen, "appealsDecide").toolTip()
    screen.page.actions_.trigger("appealsNext")
    form = dialog("appealsNextDialog")
    assert isinstance(form, FormDialog)
    form.field("words").setPlainText("仍不认可")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert appeal_of(office, "KF1001").level == 2
    assert "区域客服部" in screen.aside.text("state")


def test_evidence_is_attached_and_taken_off(
    qtbot: QtBot, screen: AppealsScreen, tasks: Tasks, office: Office, dialog: Dialog, tmp_path: Path
) -> None:
    entered(office)
    again(qtbot, screen, tasks)
    (tmp_path / "录音.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    screen.page.actions_.trigger("appealsAttach")
    chooser = dialog("appealsFileDialog")
    assert isinstance(chooser, QFileDialog)
    chooser.filesSelected.emit([str(tmp_path / "录音.pdf")])
    chooser.reject()
    settle(qtbot, tasks)
    assert "录音.pdf" in screen.aside.text("files")
    screen.page.actions_.trigger("appealsDetach")
    settle(qtbot, tasks)
    assert appeal_of(office, "KF1001").files == ()


def test_it_is_withdrawn_on_a_day(
    qtbot: QtBot, screen: AppealsScreen, tasks: Tasks, office: Office, dialog: Dialog
) -> None:
    entered(office)
    again(qtbot, screen, tasks)
    screen.page.actions_.trigger("appealsWithdraw")
    form = dialog("appealsWithdrawDialog")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert appeal_of(office, "KF1001").outcome is AppealOutcome.WITHDRAWN
    pick(qtbot, screen.page.filters["State"], "open")
    assert screen.page.model.rowCount() == 0


def test_a_form_is_saved(
    qtbot: QtBot, screen: AppealsScreen, tasks: Tasks, office: Office, dialog: Dialog, tmp_path: Path
) -> None:
    entered(office)
    again(qtbot, screen, tasks)
    screen.page.actions_.trigger("appealsForm")
    chooser = dialog("appealsFormFile")
    assert isinstance(chooser, QFileDialog)
    chooser.fileSelected.emit(str(tmp_path / "form.pdf"))
    chooser.reject()
    settle(qtbot, tasks)
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF")


def test_sign_off_leads_to_it_and_who_has_no_appeal_is_asked_for(
    qtbot: QtBot, screen: AppealsScreen, tasks: Tasks, office: Office, dialog: Dialog
) -> None:
    entered(office)
    again(qtbot, screen, tasks)
    screen.arrive("KF1001")
    assert screen.page.current is not None
    assert screen.page.current.position.staff_no == "KF1001"
    screen.arrive("KF1003")
    settle(qtbot, tasks)
    form = dialog("appealsEnterDialog")
    assert isinstance(form, FormDialog)
    assert form.field("staff_no").currentData() == "KF1003"
    form.reject()
    assert stages.positions(office, CLOSED).positions
    assert evidence.MOST_FILES
