"""The screen Sign-off: a closed month's results approved, handed over, signed; each step can be undone."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from qadesk.domain.stages import Stage
from qadesk.services.after_closing import corrections, delivery, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.assessment import exemptions
from qadesk.storage.office import Office
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.screens.records.screen import RecordsScreen
from qadesk.ui.screens.results.screen import ResultsScreen
from qadesk.ui.screens.score.screen import ScoreScreen
from qadesk.ui.screens.signoff.screen import SignoffScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests.ui.conftest import Dialog
from tests.ui.desk import settle, show_screen, tells
from tests.ui.records_desk import pick

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
CLOSED = "2026-09"


@pytest.fixture
def screen(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> SignoffScreen:
    made = SignoffScreen(sample_office, tasks)
    return show_screen(qtbot, made, cycle=CLOSED, state="closed")


def stage_of(office: Office, staff_no: str) -> Stage:
    return next(one for one in stages.positions(office, CLOSED).positions if one.staff_no == staff_no).stage


def button(screen: SignoffScreen, name: str) -> Button:
    found = screen.findChild(Button, name)
    assert found is not None
    return found


def choose_all(screen: SignoffScreen) -> None:
    screen.page.table.setFocus()
    screen.page.table.selectAll()


def test_an_open_month_says_that_it_has_to_be_closed(
    qtbot: QtBot, sample_office: Office, tasks: Tasks
) -> None:
    made = show_screen(qtbot, SignoffScreen(sample_office, tasks), cycle="2026-10", state="open")
    assert made.page.empty.isVisible()
    assert "closed" in made.page.empty.title.text()


def test_all_are_approved_at_once_and_it_is_undone(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, sample_office: Office
) -> None:
    choose_all(screen)
    qtbot.keyClick(screen.page.table, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert tells(screen.page.notice, "done", "14 results: Approved")
    assert stage_of(sample_office, "KF1001") is Stage.APPROVED
    qtbot.keyClick(screen.page.table, Key.Key_Z, CTRL)
    settle(qtbot, tasks)
    assert stage_of(sample_office, "KF1001") is Stage.IN_REVIEW


def test_only_what_can_follow_has_a_button(screen: SignoffScreen, sample_office: Office) -> None:
    choose_all(screen)
    names = ("Approve", "Return", "HandIn", "Deliver", "Final", "Notice")
    shown = [name for name in names if not button(screen, f"signoff{name}").isHidden()]
    assert shown == ["Approve", "Return"]


def test_a_refusal_asks_for_its_witness(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, sample_office: Office, dialog: Dialog
) -> None:
    review.approve(sample_office, CLOSED, ["KF1003"])
    screen.refresh(frozenset({"cycle"}))
    settle(qtbot, tasks)
    screen.page.go_to("KF1003")
    screen.page.actions_.trigger("signoffRefused")
    form = dialog("signoffDeliveryDialog")
    assert isinstance(form, FormDialog)
    form.field("reason").setPlainText("投诉不是我的")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    assert form.isVisible(), "a witness is asked for"
    form.field("witness").setText("孙组长")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert stage_of(sample_office, "KF1003") is Stage.REFUSED
    screen.page.go_to("KF1003")
    assert "witness: 孙组长" in screen.aside.text("steps")
    assert "received; not counted" in screen.aside.text("deadline")


def test_a_result_is_returned_with_a_reason(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, sample_office: Office, dialog: Dialog
) -> None:
    screen.page.go_to("KF1001")
    qtbot.mouseClick(button(screen, "signoffReturn"), Qt.MouseButton.LeftButton)
    form = dialog("signoffReturnDialog")
    assert isinstance(form, FormDialog)
    reason = form.field("reason")
    assert isinstance(reason, QPlainTextEdit)
    reason.setPlainText("核实两次投诉")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert stage_of(sample_office, "KF1001") is Stage.RETURNED
    pick(qtbot, screen.page.filters["Stage"], Stage.RETURNED.value)
    assert [screen.page.model.row(n).position.staff_no for n in range(screen.page.model.rowCount())] == [
        "KF1001"
    ]


def test_a_step_is_taken_back_with_a_reason_on_a_later_day_too(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, sample_office: Office, dialog: Dialog
) -> None:
    """Not by Ctrl+Z: whoever entered it has closed the window long ago."""
    review.approve(sample_office, CLOSED, ["KF1002"])
    delivery.deliver(sample_office, CLOSED, ["KF1002"], Handover(Stage.SIGNED, sample_office.today()))
    screen.refresh(frozenset({"cycle"}))
    settle(qtbot, tasks)
    screen.page.go_to("KF1001")
    action = screen.findChild(QAction, "signoffTakeBackAction")
    assert isinstance(action, QAction)
    assert not action.isEnabled(), "nothing but its closing has happened to it"
    screen.page.go_to("KF1002")
    assert action.isEnabled()
    action.trigger()
    form = dialog("signoffTakeBackDialog")
    assert isinstance(form, FormDialog)
    reason = form.field("reason")
    assert isinstance(reason, QPlainTextEdit)
    reason.setPlainText("日期写错了")
    qtbot.keyClick(form, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert stage_of(sample_office, "KF1002") is Stage.APPROVED
    assert tells(screen.page.notice, "done", "Last step of 1 result taken back")
    screen.page.operations.undo()
    settle(qtbot, tasks)
    assert stage_of(sample_office, "KF1002") is Stage.SIGNED


def test_the_list_says_until_when_each_can_appeal(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, sample_office: Office
) -> None:
    day = sample_office.today()
    review.approve(sample_office, CLOSED, ["KF1002"])
    delivery.deliver(sample_office, CLOSED, ["KF1002"], Handover(Stage.SIGNED, day))
    screen.refresh(frozenset({"cycle"}))
    settle(qtbot, tasks)
    row = next(row for row in screen.page.rows if row.position.staff_no == "KF1002")
    assert row.position.received == day
    assert row.position.appeal is not None
    assert row.position.appeal.last > day >= date(2026, 9, 1)


def test_what_cannot_follow_for_all_is_said(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, sample_office: Office
) -> None:
    review.approve(sample_office, CLOSED, ["KF1003"])
    review.give_back(sample_office, CLOSED, ["KF1002"], "核实")
    screen.refresh(frozenset({"cycle"}))
    settle(qtbot, tasks)
    choose_all(screen)
    assert "Returned" in button(screen, "signoffDeliver").toolTip()
    qtbot.keyClick(screen.page.table, Key.Key_Return, CTRL)
    settle(qtbot, tasks)
    assert tells(screen.page.notice, "stage.not_possible", "KF1002")
    assert stage_of(sample_office, "KF1001") is Stage.IN_REVIEW


def test_enter_leads_to_the_result_that_is_reviewed(qtbot: QtBot, screen: SignoffScreen) -> None:
    screen.page.go_to("KF1005")
    with qtbot.waitSignal(screen.open_requested) as asked:
        qtbot.keyClick(screen.page.table, Key.Key_Return)
    assert asked.args == ["results", "KF1005"]


def test_handing_in_again_has_its_button_while_something_is_returned(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, sample_office: Office
) -> None:
    assert button(screen, "signoffHandIn").isHidden()
    review.give_back(sample_office, CLOSED, ["KF1002"], "核实")
    screen.refresh(frozenset({"cycle"}))
    settle(qtbot, tasks)
    assert not button(screen, "signoffHandIn").isHidden()
    assert screen.page.count.text() == "14 results, 13 to review, 1 returned"


def test_a_result_is_reopened_and_its_correction_finished(
    qtbot: QtBot, screen: SignoffScreen, tasks: Tasks, sample_office: Office, dialog: Dialog
) -> None:
    screen.page.go_to("KF1002")
    screen.page.actions_.trigger("signoffReopen")
    asked = dialog("signoffReopenDialog")
    field = asked.findChild(QLineEdit, "signoffReopenText")
    assert field is not None
    field.setText("豁免漏登")
    qtbot.keyClick(field, Key.Key_Return)
    settle(qtbot, tasks)
    screen.page.go_to("KF1002")
    settle(qtbot, tasks)
    assert "豁免漏登" in screen.aside.text("correction")
    assert "Nothing differs" in screen.aside.text("differs")
    exemptions.exempt(sample_office, CLOSED, "KF1002", "csat", "na", "新人")
    screen.refresh(frozenset({"results"}))
    settle(qtbot, tasks)
    screen.page.go_to("KF1002")
    settle(qtbot, tasks)
    assert "not applicable" in screen.aside.text("differs")
    qtbot.mouseClick(button(screen, "signoffFinish"), Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    sure = dialog("signoffFinishDialog")
    done = sure.findChild(Button, "signoffFinishDo")
    assert done is not None
    qtbot.mouseClick(done, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert tells(screen.page.notice, "done", "Revision 2")
    assert stages.positions(sample_office, CLOSED).positions[1].revision == 2
    screen.page.go_to("KF1002")
    assert screen.aside.text("correction") == ""


def test_while_it_is_in_hand_the_screens_change_that_agent_alone(
    qtbot: QtBot, sample_office: Office, tasks: Tasks
) -> None:
    corrections.begin(sample_office, CLOSED, "KF1002", "豁免漏登")
    score = show_screen(qtbot, ScoreScreen(sample_office, tasks), cycle=CLOSED, state="closed")
    book = score.book
    assert not book.closed
    assert [number for number in book.staff if not book.locked(number)] == ["KF1002"]
    records = show_screen(qtbot, RecordsScreen(sample_office, tasks), cycle=CLOSED, state="closed")
    records.tabs.setCurrentWidget(records.by_hand)
    settle(qtbot, tasks)
    assert records.by_hand._may_add()
    assert [one.staff_no for one in records.by_hand._people] == ["KF1002"]
    results = show_screen(qtbot, ResultsScreen(sample_office, tasks), cycle=CLOSED, state="closed")
    settle(qtbot, tasks)
    assert results.can_change("KF1002")
    assert not results.can_change("KF1001")
    corrections.give_up(sample_office, CLOSED, "KF1002")
    score.refresh(frozenset({"cycle"}))
    settle(qtbot, tasks)
    assert book.closed
