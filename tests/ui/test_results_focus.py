"""What everybody works on next: proposed, confirmed, changed and taken back by keyboard."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import delete, update

from qadesk import i18n
from qadesk.domain.scorecard_forms import to_dict
from qadesk.services import cycles, scorecards
from qadesk.services.assessment import focus, results
from qadesk.services.assessment.focus import Basis, SettledFocus
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from tests.odd_office import every_kind, make_odd
from tests.ui.conftest import Dialog
from tests.ui.desk import has_focus, tells
from tests.ui.results_desk import Desk

Key = Qt.Key
SEPTEMBER, OCTOBER = "2026-09", "2026-10"


@pytest.fixture
def desk(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> Desk:
    """The Focus page of September, which is closed; October is open."""
    with sample_office.write() as connection:
        connection.execute(delete(tables.focus))
    made = Desk(qtbot, sample_office, tasks)
    made.show_month(SEPTEMBER, "closed")
    made.press("resultsFocus")
    return made


def settled(office: Office, code: str = SEPTEMBER) -> dict[str, SettledFocus]:
    found = focus.board(office, code).agents
    return {one.result.agent.staff_no: one.settled for one in found if one.settled is not None}


def shown(desk: Desk, key: str) -> dict[str, object]:
    model = desk.screen.focus.model
    number = model.column_number(key)
    return {row.staff_no: model.index(at, number).data() for at, row in enumerate(model.rows)}


def test_enter_confirms_one_after_another_and_each_can_be_undone(desk: Desk) -> None:
    page = desk.screen.focus
    first, second = (row.staff_no for row in page.model.rows[:2])
    proposed = page.model.rows[0].one.result.assessment.weakest
    assert desk.text("focusTitle") == "Focus for October 2026"
    assert has_focus(page.table)
    desk.key(Key.Key_Return)
    assert page.current_staff_no == second
    assert settled(desk.office)[first].indicator == proposed
    assert settled(desk.office)[first].basis is Basis.LOST
    assert (shown(desk, "state")[first], shown(desk, "state")[second]) == ("Confirmed", "Proposed")
    assert desk.told == [frozenset({"focus"})]  # the sheets say it, too
    desk.key(Key.Key_Return)
    assert settled(desk.office).keys() == {first, second}
    desk.key("Z", ctrl=True)
    assert settled(desk.office).keys() == {first}
    desk.key("Z", ctrl=True)
    assert settled(desk.office) == {}
    assert shown(desk, "state")[first] == "Proposed"


def test_all_proposals_at_once_leave_what_was_settled_and_are_undone_at_once(desk: Desk) -> None:
    focus.settle(desk.office, SEPTEMBER, "KF1003", "csat", "两通录音")
    desk.screen.refresh(frozenset({"results"}))
    desk.settle()
    assert desk.text("focusAll").strip() == "Confirm all 12 proposals"  # one of the 14 has left
    desk.press("focusAll")
    assert len(settled(desk.office)) == 13
    (left,) = set(shown(desk, "state")) - settled(desk.office).keys()
    assert shown(desk, "state")[left] == "Left"
    assert settled(desk.office)["KF1003"].step == "两通录音"
    assert not desk.button("focusAll").isEnabled()
    assert desk.text("focusCount") == "13 of 13 confirmed"
    desk.press("resultsNoticeAction")
    assert settled(desk.office).keys() == {"KF1003"}


def test_another_indicator_and_a_step_are_kept_by_enter_and_by_going_on(desk: Desk) -> None:
    page = desk.screen.focus
    staff_no = page.current_staff_no
    page.editor.indicator.setFocus()
    page.editor.indicator.setCurrentIndex(page.editor.indicator.findData("avg_response_seconds"))
    page.editor.step.setFocus()
    QTest.keyClicks(page.editor.step, "Greets within 20 s")
    desk.key(Key.Key_Return)
    assert has_focus(page.table)
    assert desk.screen.pages.currentWidget() is page
    made = settled(desk.office)[staff_no]
    assert (made.indicator, made.step, made.basis) == (
        "avg_response_seconds", "Greets within 20 s", Basis.CHOSEN,
    )  # fmt: skip
    assert shown(desk, "step")[staff_no] == "Greets within 20 s"
    desk.key(Key.Key_Return)  # on what is settled, to its step
    assert has_focus(page.editor.step)
    QTest.keyClicks(page.editor.step, "x" * 400)
    assert len(page.editor.step.text()) == 300
    assert desk.text("focusEditorCount") == "300 of 300"
    page.select("KF1001")  # another row: what was typed is stored
    desk.settle()
    assert len(settled(desk.office)[staff_no].step) == 300
    page.select(staff_no)
    desk.press("focusEditorWithdraw")
    assert staff_no not in settled(desk.office)
    desk.press("resultsNoticeAction")
    assert len(settled(desk.office)[staff_no].step) == 300


def test_escape_gives_up_what_was_changed_and_asks_about_more_than_a_word(desk: Desk, dialog: Dialog) -> None:
    page = desk.screen.focus
    step, indicator = page.editor.step, page.editor.indicator
    proposed = indicator.currentData()
    indicator.setFocus()
    indicator.setCurrentIndex(indicator.findData("errors"))
    step.setFocus()
    QTest.keyClicks(step, "Greets")
    desk.key(Key.Key_Escape)
    assert has_focus(page.table)
    assert (indicator.currentData(), step.text()) == (proposed, "")
    step.setFocus()
    QTest.keyClicks(step, "Greets within 20 s")
    desk.key(Key.Key_Escape)
    QTest.keyClick(dialog("confirmDialog").findChild(QPushButton, "confirmCancel"), Key.Key_Return)
    assert step.text() == "Greets within 20 s"
    step.setFocus()
    desk.key(Key.Key_Escape)
    QTest.keyClick(dialog("confirmDialog").findChild(QPushButton, "confirmAction"), Key.Key_Return)
    assert step.text() == ""
    desk.screen.flush()
    page.select("KF1001")
    desk.settle()
    assert settled(desk.office) == {}
    assert desk.screen.pages.currentWidget() is page


def test_a_chinese_sentence_is_more_than_a_word(desk: Desk, dialog: Dialog) -> None:
    step = desk.screen.focus.editor.step
    step.setFocus()
    step.setText("先问候")
    desk.key(Key.Key_Escape)
    assert step.text() == ""
    step.setFocus()
    step.setText("每周抽听三通电话并反馈")
    desk.key(Key.Key_Escape)
    QTest.keyClick(dialog("confirmDialog").findChild(QPushButton, "confirmCancel"), Key.Key_Return)
    assert step.text() == "每周抽听三通电话并反馈"


def test_typing_goes_on_where_it_was_when_the_page_is_read_again(desk: Desk) -> None:
    page = desk.screen.focus
    page.select("KF1003")  # not the first
    page.editor.step.setFocus()
    QTest.keyClicks(page.editor.step, "calls ")
    desk.screen.refresh(frozenset({"results"}))
    QTest.keyClicks(page.editor.step, "ba")
    desk.settle()
    QTest.keyClicks(page.editor.step, "ck")
    assert page.editor.step.text() == "calls back"
    assert page.current_staff_no == "KF1003"


def test_what_could_not_be_stored_is_still_there(desk: Desk) -> None:
    page = desk.screen.focus
    staff_no = page.current_staff_no
    with desk.office.write() as connection:
        this = tables.cycle.c.code == OCTOBER
        connection.execute(update(tables.cycle).where(this).values(status="closed"))
    page.editor.step.setFocus()
    QTest.keyClicks(page.editor.step, "calls back")
    desk.key(Key.Key_Return)
    desk.settle()
    assert tells(desk.screen.notice, "cycle.closed", OCTOBER)
    page.select("KF1001")
    desk.settle()
    page.select(staff_no)
    assert page.editor.step.text() == "calls back"
    desk.screen.refresh(frozenset({"cycle"}))  # tries once more
    desk.settle()
    assert desk.text("focusSaid").startswith("October 2026 is closed")
    assert not desk.button("focusAll").isVisible()
    assert page.editor.step.isReadOnly()
    assert page.editor.step.text() == ""  # what stands, and nothing else


def test_the_next_month_shows_whether_it_moved(desk: Desk) -> None:
    made = results.results(desk.office, SEPTEMBER)
    now = results.results(desk.office, OCTOBER)
    for result in made.results[:6]:
        focus.settle(desk.office, SEPTEMBER, result.agent.staff_no, "csat", "两通录音")
    desk.show_month(OCTOBER, "open")
    words = {1: "▲ better", 0: "= the same", -1: "▼ worse"}
    for result in made.results[:6]:
        staff_no = result.agent.staff_no
        before, after = (one.of(staff_no).assessment.line("csat").value for one in (made, now))
        assert before is not None
        assert after is not None
        way = (round(after, 2) > round(before, 2)) - (round(after, 2) < round(before, 2))
        assert shown(desk, "moved")[staff_no] == words[way]
    model = desk.screen.focus.model
    at = model.find(lambda row: row.staff_no == made.results[0].agent.staff_no)
    spoken = model.index(at or 0, model.column_number("moved")).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Trend: Customer satisfaction (CSAT), from ")
    incomplete = {row.staff_no for row in model.rows if shown(desk, "state")[row.staff_no] == "Incomplete"}
    assert incomplete
    assert "incomplete" in desk.text("focusSaid")
    desk.press("focusAll")
    assert not settled(desk.office, OCTOBER).keys() & incomplete


def test_an_agents_page_settles_it_too_and_says_what_became_of_the_last(desk: Desk) -> None:
    focus.settle(desk.office, SEPTEMBER, "KF1003", "csat", "两通录音")
    desk.show_month(OCTOBER, "open")
    desk.screen.focus.select("KF1003")
    desk.press("focusAgent")
    page = desk.screen.agent
    assert desk.text("agentBack").strip() == "Focus"
    assert "Last focus: Customer satisfaction (CSAT), from" in desk.text("agentFacts")
    page.focus.step.setFocus()
    QTest.keyClicks(page.focus.step, "reads back the address")
    desk.key(Key.Key_Return)
    assert has_focus(page.table)
    assert settled(desk.office, OCTOBER)["KF1003"].step == "reads back the address"
    page.focus.step.setFocus()
    QTest.keyClicks(page.focus.step, " twice")
    assert desk.screen.flush()  # as when the window closes
    desk.settle()
    assert settled(desk.office, OCTOBER)["KF1003"].step == "reads back the address twice"
    desk.press("agentBack")
    assert desk.screen.pages.currentWidget() is desk.screen.focus
    desk.key(Key.Key_Escape)
    assert desk.screen.pages.currentWidget() is desk.screen.ranking


def test_tab_leads_to_the_agreed_action_and_enter_there_confirms_both(desk: Desk) -> None:
    page = desk.screen.focus
    page.select("KF1003")
    page.table.setFocus()
    desk.key(Key.Key_Tab)
    assert has_focus(page.editor.step)
    QTest.keyClicks(page.editor.step, "reads back the address")
    desk.key(Key.Key_Return)
    assert has_focus(page.table)
    assert settled(desk.office)["KF1003"].step == "reads back the address"


# ---- a scorecard with everything


@pytest.fixture
def odd(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> Desk:
    """October under a table of every kind, with quotas."""
    card = every_kind(scorecards.shipped())
    best, good, *rest = card.grades
    grades = (replace(best, at_least=D(80), quota=D("0.1")), replace(good, at_least=D(70)), *rest)
    make_odd(sample_office, replace(card, grades=grades, quota_from=5))
    made = Desk(qtbot, sample_office, tasks)
    made.show_month(OCTOBER, "open")
    return made


D = Decimal


def test_a_grade_that_is_not_the_totals_says_why(odd: Desk) -> None:
    made = {r.agent.staff_no: r.assessment for r in odd.screen.standings.made.results}  # type: ignore[union-attr]
    lowered = [who for who, one in made.items() if one.by_total == "A"]
    assert len(lowered) > 1
    model = odd.screen.ranking.model
    at = model.find(lambda row: row.staff_no == lowered[0])
    assert at is not None
    index = model.index(at, model.column_number("grade"))
    assert index.data() == "B, quota"
    why = "The total would give A, but at most 10% of agents may have it; the grade is B."
    assert index.data(Qt.ItemDataRole.ToolTipRole) == why
    odd.screen.show_agent(lowered[0])
    assert why in odd.text("agentFacts")
    i18n.set_language("zh_CN")
    odd.screen.show_agent(lowered[0])
    assert "按总分应为 A" in odd.text("agentFacts")


def test_weights_limits_and_references_read_right(odd: Desk) -> None:
    odd.screen.show_agent("KF1011")
    assert odd.indicators("note")["csat"] == "focus, +5%"
    assert odd.indicators("weight")["csat"] == "18 → 23%"
    assert odd.indicators("note")["shown"] == "for reference only"
    assert (odd.indicators("points")["shown"], odd.indicators("contribution")["shown"]) == ("", "")
    assert odd.indicators("contribution")["slips"] == "−1.00"
    assert "Extra: 10.5, counted as its upper limit 6" in odd.text("agentFacts")
    assert odd.screen.agent.focus.extra.isVisible()
    odd.screen.show_chain("KF1011", "")
    odd.settle()
    assert odd.text("chainText_shown") == "for reference only"


def test_extra_weight_is_settled_within_what_the_next_scorecard_allows(odd: Desk) -> None:
    with odd.office.write() as connection:
        allowing = replace(scorecards.shipped(), focus_extra=D("2.5"))
        newest = scorecards.newest_published(connection)
        row = tables.scorecard.c
        connection.execute(update(tables.scorecard).where(row.id == newest).values(content=to_dict(allowing)))
    cycles.open_cycle(odd.office, "2026-11")
    odd.screen.refresh(frozenset({"results"}))
    odd.settle()
    odd.press("resultsFocus")
    editor = odd.screen.focus.editor
    offered = [editor.extra.itemText(n) for n in range(editor.extra.count())]
    assert offered == [f"Weight +{n}%" for n in ("0", "1", "2", "2.5")]
    staff_no = odd.screen.focus.current_staff_no
    editor.extra.setCurrentIndex(3)
    odd.press("focusEditorConfirm")
    assert settled(odd.office, OCTOBER)[staff_no].extra == D("2.5")
    assert str(shown(odd, "focus")[staff_no]).endswith("+2.5%")


def test_the_workbook_is_asked_for_and_written(odd: Desk, dialog: Dialog, tmp_path: Path) -> None:
    odd.screen.show_agent("KF1011")
    odd.press("agentWorkbook")
    asked = dialog("workbookDialog")
    assert isinstance(asked, QFileDialog)
    assert Path(asked.selectedFiles()[0]).name.startswith("Assessment 2026-10 KF1011")
    asked.reject()
    odd.screen.show_chain("KF1011", "typed")
    odd.settle()
    odd.press("chainWorkbook")
    asked = dialog("workbookDialog")
    assert isinstance(asked, QFileDialog)
    asked.fileSelected.emit(str(tmp_path / "one.xlsx"))
    asked.reject()
    odd.settle()
    assert (tmp_path / "one.xlsx").stat().st_size > 5000
    assert odd.text("resultsNoticeText").startswith("Saved: one.xlsx.")


def test_the_page_is_made_when_it_is_seen_and_then_is_of_the_results_shown(
    qtbot: QtBot, sample_office: Office, tasks: Tasks
) -> None:
    made = Desk(qtbot, sample_office, tasks)
    made.show_month(SEPTEMBER, "closed")
    page = made.screen.focus
    assert page.shown is None
    made.press("resultsFocus")
    assert page.shown is made.screen.board
    assert page.rows
    made.screen.go_back()
    made.show_month(OCTOBER, "open")
    assert page.shown is not made.screen.board
    made.press("resultsFocus")
    assert page.shown is made.screen.board
    assert all(row.board is made.screen.board for row in page.rows)
