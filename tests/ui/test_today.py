"""Today: the steps told truthfully, and each a key away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from qadesk.kinds.registry import expected_kinds
from qadesk.services import cycles, first_look, roster, today
from qadesk.services.after_closing.stages import SignOff
from qadesk.services.assessment import exemptions
from qadesk.services.backups import keeping, state
from qadesk.services.designing import versions
from qadesk.services.designing.versions import VersionStatus
from qadesk.services.first_look import Imported, Overview
from qadesk.services.month_concerns import deadline, warnings
from qadesk.services.month_steps import next_step, steps
from qadesk.services.roster import AgentEntry
from qadesk.services.scoring import drafts
from qadesk.services.today import Outcome, WaitingExemptions
from qadesk.storage import generations, tables
from qadesk.storage.office import Office
from qadesk.ui.screens.today.screen import TodayScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.table import TableView
from tests.refusals import refuses
from tests.ui.conftest import Dialog
from tests.ui.desk import tells

LATE, EARLY = date(2026, 11, 22), date(2026, 10, 20)


@pytest.fixture
def month(branch: Office) -> Overview:
    """October with 14 agents, all files but the survey, nine scored, two begun, four printed."""
    at = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
    imported = {kind: Imported(kind, 1, 100, 0, date(2026, 10, 31), at) for kind in expected_kinds()}
    imported["surveys"] = Imported("surveys", 0, 0, 0, None, None)
    return Overview(cycles.get(branch, "2026-10"), 14, imported, 9, 2, 4, at, date(2026, 11, 5))


OUTCOME = Outcome(14, 8, 6, 0, {"A": 3, "B": 4, "C": 1, "D": 0}, (), (), on_paper=4)


def test_every_step_has_its_count_and_state(branch: Office, month: Overview) -> None:
    found = {step.key: (step.state, step.count) for step in steps(branch, month, OUTCOME)}
    assert found == {
        "roster": ("done", "14"),
        "records": ("doing", "5/6"),
        "score": ("doing", "9/14"),
        "results": ("doing", "8/14"),
        "sheets": ("doing", "4/14"),
        "close": ("blocked", ""),
        "signoff": ("blocked", ""),
    }


def test_steps_say_what_is_left(branch: Office, month: Overview) -> None:
    details = {step.key: step.detail for step in steps(branch, month, OUTCOME)}
    assert details["records"] == "Still missing: Call-back survey"
    assert details["score"] == "2 started; 3 not started"
    assert details["results"] == "A 3; B 4; C 1; 6 agents incomplete"
    assert details["sheets"] == "Last printed 2026-11-01 10:00"  # on the office's clocks
    assert details["close"].startswith("6 assessments are incomplete")


def test_values_nobody_entered_are_named(branch: Office, month: Overview) -> None:
    lacking = replace(OUTCOME, not_entered=3)
    said = {step.key: step.detail for step in steps(branch, month, lacking)}
    assert said["results"].endswith("6 agents incomplete; values of 3 agents not entered")


def test_the_next_step_is_the_first_that_can_be_done(branch: Office, month: Overview) -> None:
    def key(overview: Overview, outcome: Outcome | None = OUTCOME) -> str | None:
        step = next_step(steps(branch, overview, outcome))
        return step.key if step else None

    assert key(replace(month, agents=0)) == "roster"
    assert key(month) == "records"
    complete = replace(month, imported=month.imported | {"surveys": month.imported["calls"]})
    assert key(complete) == "score"
    scored = replace(complete, submitted=14, drafts=0, printed=14)
    assert key(scored, replace(OUTCOME, graded=14, incomplete=0, on_paper=14)) == "close"
    closed = replace(scored, cycle=replace(month.cycle, closed=True))
    assert key(closed, replace(OUTCOME, graded=14, incomplete=0, on_paper=14)) is None


def test_an_empty_office_offers_the_roster_and_files_and_nothing_else(
    branch: Office, month: Overview
) -> None:
    listed = steps(branch, replace(month, agents=0, submitted=0, drafts=0, printed=0), None)
    assert [step.key for step in listed if step.action] == ["roster", "records"]
    assert next_step(listed) is listed[0]
    assert listed[1].detail == "The staff list and the cycle's files can be imported together."


def test_sheets_printed_before_closing_are_to_be_printed_again(branch: Office, month: Overview) -> None:
    graded = replace(OUTCOME, graded=14, incomplete=0)
    scored = replace(month, agents=14, submitted=14, drafts=0, printed=0, last_printed=None)
    sheets = {step.key: step for step in steps(branch, scored, graded)}["sheets"]
    assert sheets.detail == "14 sheets can be printed; “provisional” until the cycle is closed"
    closed = replace(month.cycle, closed=True)
    early = replace(scored, cycle=closed, printed=14, provisional=13)
    sheets = {step.key: step for step in steps(branch, early, replace(graded, on_paper=1))}["sheets"]
    assert (sheets.state, sheets.count) == ("doing", "1/14")
    assert sheets.detail.startswith("13 sheets were made before the cycle was closed")


def test_the_deadline_counts_days_and_goes_when_all_is_printed(month: Overview) -> None:
    def due(overview: Overview, day: int, outcome: Outcome | None = OUTCOME) -> tuple[str, str]:
        return deadline(overview, outcome, date(2026, 11, day))

    assert due(month, 2) == ("Print sheets by 2026-11-05", "in 3 days")
    assert due(month, 5, None)[1] == "today"
    assert due(month, 6)[1] == "1 day overdue"
    assert due(replace(month, printed=14), 2, None) == ("", "")
    assert due(replace(month, printed=14), 2)[1] == "in 3 days"  # most of them as PDF alone
    assert due(replace(month, printed=14), 2, replace(OUTCOME, on_paper=14)) == ("", "")
    closed = replace(month, cycle=replace(month.cycle, closed=True))
    assert due(closed, 2) == ("", "")
    signed = SignOff(14, 2, 0, 1, 0, 11, 0, 0, 0, date(2026, 11, 12))
    assert due(closed, 10, replace(OUTCOME, sign_off=signed)) == ("Appeals until 2026-11-12", "in 2 days")


def test_a_sheet_that_changed_since_is_not_done_and_one_saved_as_pdf_not_printed(
    branch: Office, month: Overview
) -> None:
    def sheets_of(outcome: Outcome) -> tuple[str, str, str]:
        return next((s.state, s.count, s.detail) for s in steps(branch, done, outcome) if s.key == "sheets")

    done = replace(month, printed=14)
    said = "Last printed 2026-11-01 10:00"
    assert sheets_of(replace(OUTCOME, on_paper=14)) == ("done", "14/14", said)
    assert sheets_of(replace(OUTCOME, on_paper=13))[:2] == ("doing", "13/14")
    only = "14 sheets only saved as PDF; last 2026-11-01 10:00"
    assert sheets_of(replace(OUTCOME, on_paper=0, only_files=14)) == ("todo", "0/14", only)
    (quick,) = (step for step in steps(branch, done, None) if step.key == "sheets")
    assert (quick.count, quick.state) == ("", "blocked")  # which went on paper is not known yet


def test_an_exemption_that_waits_says_for_whom(month: Overview) -> None:
    outcome = replace(
        OUTCOME,
        unconfirmed=(
            WaitingExemptions(1, ("KF1011",), ""),
            WaitingExemptions(2, ("KF1002", "KF1003"), "Wang"),
        ),
    )
    assert [(one.text, one.screen, one.context) for one in warnings(month, outcome, EARLY)] == [
        ("1 exemption waits for you to confirm it: KF1011", "results", "KF1011"),
        ("2 exemptions wait to be confirmed by Wang: KF1002, KF1003", "results", "KF1002"),
    ]


def test_warnings_name_what_is_odd_and_where_to_look(month: Overview) -> None:
    calls = replace(month.imported["calls"], rejected=5)
    odd = replace(month, imported=month.imported | {"calls": calls})
    outcome = replace(OUTCOME, red_lines=("KF1012",), outdated_sheets=("KF1003", "KF1004"), waiting="2026-11")
    outcome = replace(outcome, names={"KF1012": "黄洋", "KF1003": "马堃"})
    found = [(warning.text, warning.screen) for warning in warnings(odd, outcome, LATE)]
    assert found == [
        ("Red line crossed: 黄洋 (KF1012)", "results"),
        ("The cycle is over and these files are missing: Call-back survey", "records"),
        ("Printed sheets that differ from the current results: 马堃 (KF1003), KF1004", "sheets"),
        ("Records of November 2026 have been imported, but that month is not open yet", "month"),
        ("5 rows were rejected on import", "records"),
    ]
    assert warnings(month, OUTCOME, EARLY) == []  # a file may still come while the month runs


Opened = Callable[[str, str], TodayScreen]


@pytest.fixture
def opened(qtbot: QtBot, branch: Office, tasks: Tasks) -> Iterator[Opened]:
    def show(cycle: str, state: str) -> TodayScreen:
        screen = TodayScreen(branch, tasks)
        qtbot.addWidget(screen)
        screen.resize(1198, 680)
        screen.cycle, screen.cycle_state = cycle, state
        screen.show()
        screen.focus_first()
        screen.refresh(frozenset({"cycle"}))
        qtbot.waitUntil(lambda: not tasks.busy)
        return screen

    return show


def test_enter_goes_to_the_next_thing_to_do(qtbot: QtBot, opened: Opened) -> None:
    screen = opened("2026-10", "open")
    button = screen.focusWidget()
    assert button is screen.rows["roster"].button
    with qtbot.waitSignal(screen.open_requested) as asked:
        qtbot.keyClick(button, Qt.Key.Key_Return)
    assert asked.args == ["agents", None]


def test_what_only_the_results_show_to_be_next_has_the_keyboard_then(
    qtbot: QtBot, opened: Opened, month: Overview, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = opened("2026-10", "open")
    complete = month.imported | {"surveys": month.imported["calls"]}
    scored = replace(month, imported=complete, submitted=14, drafts=0, printed=0, last_printed=None)
    monkeypatch.setattr(first_look, "overview", lambda _office, _code: scored)
    graded = replace(OUTCOME, graded=14, incomplete=0)
    monkeypatch.setattr(today, "outcome", lambda _office, _code: graded)
    screen.refresh(frozenset({"ratings"}))
    screen.focus_first()  # as on coming back to it: the roster was next when it was left
    qtbot.waitUntil(lambda: not tasks.busy)
    assert screen.focusWidget() is screen.rows["sheets"].button
    screen.rows["results"].button.setFocus()  # who has gone elsewhere stays there
    screen.refresh(frozenset({"ratings"}))
    qtbot.waitUntil(lambda: not tasks.busy)
    assert screen.focusWidget() is screen.rows["results"].button


def test_figures_follow_what_is_written(qtbot: QtBot, opened: Opened, branch: Office, tasks: Tasks) -> None:
    screen = opened("2026-10", "open")
    roster.add(branch, AgentEntry("KF1001", "龚䶮"))
    screen.refresh(frozenset({"agents"}))
    qtbot.waitUntil(lambda: not tasks.busy)
    title = screen.findChild(QLabel, "todayHeadline")
    assert title is not None
    assert title.text() == "October 2026, 1 agent"
    assert screen.rows["records"].button.property("kind") == "primary"
    assert screen.rows["score"].accessibleName().startswith("Scores, to do, 0/1")


def test_a_month_is_opened_from_the_empty_page(
    qtbot: QtBot, opened: Opened, branch: Office, dialog: Dialog
) -> None:
    screen = opened("2026-08", "unopened")
    button = screen.focusWidget()
    assert button is not None
    assert button.objectName() == "openMonth"
    said = screen.findChild(QLabel, "todayEmptyText")
    assert said is not None
    qtbot.waitUntil(lambda: "Standard courier scorecard, version 1" in said.text())  # what it would freeze
    qtbot.keyClick(button, Qt.Key.Key_Return)
    window = dialog("openMonth")
    frozen = window.findChild(TableView, "openingFrozen").model().rows
    assert len(frozen) == 9
    assert {line.required for line in frozen if line.code == "csat"} != {""}
    people = window.findChild(QPlainTextEdit, "openingAgents").toPlainText()
    assert people.startswith("Nobody is on the roster yet")
    with qtbot.waitSignal(screen.changed) as told:
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert told.args is not None
    assert told.args[0] == {"cycle"}
    assert cycles.get(branch, "2026-08").closed is False
    assert tells(screen.notice, "done", "August 2026")
    with qtbot.waitSignal(screen.changed):
        qtbot.keyClick(screen.notice.action, Qt.Key.Key_Return)
    with refuses("cycle.not_opened"):
        cycles.get(branch, "2026-08")


def test_an_opening_nobody_has_worked_on_can_be_taken_back(
    qtbot: QtBot, opened: Opened, branch: Office, tasks: Tasks
) -> None:
    screen = opened("2026-10", "open")
    qtbot.waitUntil(screen.take_back.isVisible)
    roster.add(branch, AgentEntry("KF1001", "龚䶮"))
    drafts.rate(branch, cycles.get(branch, "2026-10"), "KF1001", "attitude", Decimal(4))
    screen.take_back.setFocus()
    qtbot.keyClick(screen.take_back, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tells(screen.notice, "cycle.worked_on", 1))
    screen.refresh(frozenset({"ratings"}))
    qtbot.waitUntil(lambda: not tasks.busy and not screen.take_back.isVisible())
    drafts.rate(branch, cycles.get(branch, "2026-10"), "KF1001", "attitude", None)
    assert cycles.get(branch, "2026-10")


def test_without_a_published_scorecard_it_says_what_a_month_needs(
    qtbot: QtBot, opened: Opened, branch: Office
) -> None:
    with branch.write() as connection:
        connection.execute(update(tables.scorecard).values(status="retired"))
    said = opened("2026-08", "unopened").findChild(QLabel, "todayEmptyText")
    assert said is not None
    qtbot.waitUntil(lambda: said.text().startswith("No scorecard is published yet"))


def test_closing_lists_what_is_pending_and_is_final(
    qtbot: QtBot, opened: Opened, branch: Office, dialog: Dialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Office, "today", lambda _self: date(2026, 11, 3))
    done = replace(OUTCOME, agents=1, graded=1, incomplete=0)
    monkeypatch.setattr(today, "outcome", lambda _office, _code: done)
    screen = opened("2026-10", "open")
    roster.add(branch, AgentEntry("KF1001", "龚䶮"))
    exemptions.exempt(branch, "2026-10", "KF1001", None, "waived", "on leave")
    screen.refresh(frozenset({"agents"}))
    qtbot.waitUntil(lambda: screen.rows["close"].button.isVisible())
    screen.rows["close"].button.setFocus()
    qtbot.keyClick(screen.rows["close"].button, Qt.Key.Key_Return)
    window = dialog("closingDialog")
    assert window.findChild(QLabel, "pendingText0").text() == "Nobody is assessed this cycle"
    locked = window.findChild(QLabel, "closingFinal").text()
    assert locked.startswith("0 results are locked with their grades")
    action = window.findChild(type(screen.rows["close"].button), "confirmAction")
    assert action is not None
    assert action.text() == "Close anyway"
    with qtbot.waitSignal(screen.changed) as told:
        qtbot.keyClick(action, Qt.Key.Key_Return)
    assert cycles.get(branch, "2026-10").closed
    assert told.args is not None
    assert told.args[0] == {"cycle", "results", "backups"}
    made = generations.list_copies(generations.folder_of(branch.path))
    assert [one.reason for one in made] == ["closing"]
    assert tells(screen.notice, "done", "October 2026")
    screen.cycle_state = "closed"
    screen.refresh(frozenset({"cycle"}))
    qtbot.waitUntil(lambda: screen.window().focusWidget() is not screen.rows["close"].button)
    assert screen.window().focusWidget().property("kind") == "primary"  # not on to the next month


def test_an_incomplete_month_leads_to_what_is_pending(
    qtbot: QtBot, opened: Opened, branch: Office, dialog: Dialog
) -> None:
    roster.add(branch, AgentEntry("KF1001", "龚䶮"))
    screen = opened("2026-10", "open")
    qtbot.waitUntil(lambda: screen.rows["close"].button.isVisible())
    assert screen.rows["close"].button.text() == "What is pending…"
    qtbot.mouseClick(screen.rows["close"].button, Qt.MouseButton.LeftButton)
    window = dialog("closingDialog")
    assert not window.findChild(type(screen.rows["close"].button), "confirmAction").isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not cycles.get(branch, "2026-10").closed


def test_what_is_wrong_with_backups_is_said_of_a_month_not_open_yet_too(
    qtbot: QtBot, opened: Callable[[str, str], TodayScreen], branch: Office
) -> None:
    keeping.make(branch, generations.ASKED)
    state.change(keeping.folder(branch), failed="No room.")
    said = opened("2026-08", "unopened").findChild(QLabel, "todayEmptyText")
    assert said is not None
    qtbot.waitUntil(lambda: "No room." in said.text())
    assert "scorecard" in said.text()


def test_a_month_that_was_left_open_is_named_where_another_is_in_sight(
    qtbot: QtBot, opened: Opened, branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Office, "today", lambda _office: date(2026, 12, 1))
    screen = opened("2026-12", "unopened")
    said = screen.findChild(QLabel, "todayEmptyText")
    assert said is not None
    qtbot.waitUntil(lambda: "October 2026 is open and not closed yet." in said.text())
    with qtbot.waitSignal(screen.open_requested) as asked:
        screen.findChild(Button, "openBefore").click()
    assert asked.args == ["month", "2026-10"]
    cycles.open_cycle(branch, "2026-11")
    there = today.outcome(branch, "2026-11")
    assert there.left_open == "2026-10"
    assert today.outcome(branch, "2026-10").left_open == "2026-09"
    assert today.outcome(branch, "2026-09").left_open == ""
    text = "October 2026 is open and not closed yet"
    assert (text, "month") in [
        (w.text, w.screen) for w in warnings(first_look.overview(branch, "2026-11"), there, LATE)
    ]


@pytest.mark.parametrize("status", [VersionStatus.SUBMITTED, VersionStatus.APPROVED])
def test_a_scorecard_on_its_way_is_told_before_a_month_is_opened_without_it(
    qtbot: QtBot, opened: Opened, branch: Office, month: Overview, status: VersionStatus
) -> None:
    first = versions.versions(branch)[0]
    draft = versions.new_draft(branch, first.id).value
    for to in (VersionStatus.SUBMITTED, status)[: 1 + (status is VersionStatus.APPROVED)]:
        versions.advance(branch, draft, to)
    screen = opened("2026-08", "unopened")
    said = screen.findChild(QLabel, "todayEmptyText")
    waits = (
        "waits for approval." if status is VersionStatus.SUBMITTED else "is approved and not published yet."
    )
    assert said is not None
    qtbot.waitUntil(lambda: f"Standard courier scorecard, version 2 {waits}" in said.text())
    with qtbot.waitSignal(screen.open_requested) as asked:
        screen.findChild(Button, "openScorecards").click()
    assert asked.args == ["scorecards", None]
    there = today.outcome(branch, "2026-10")
    assert [one.screen for one in warnings(month, there, EARLY)][-1:] == ["scorecards"]
