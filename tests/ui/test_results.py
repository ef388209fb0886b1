"""Results by keyboard: ranking, one agent, how a figure was made; exempting, undoing, closing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk import i18n
from qadesk.domain.scoring import State, Status
from qadesk.services import cycles, exemptions, results
from qadesk.storage.office import Office
from qadesk.ui.screen import CHANGES
from qadesk.ui.screens.results import ResultsScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.ui.conftest import Dialog


class Desk:
    """A results screen with someone at the keyboard."""

    def __init__(self, qtbot: QtBot, office: Office, tasks: Tasks) -> None:
        self.qtbot, self.office, self.tasks = qtbot, office, tasks
        self.screen = ResultsScreen(office, tasks)
        qtbot.addWidget(self.screen)
        tasks.set_window(self.screen)
        self.asked: list[tuple[str, object]] = []
        self.told: list[frozenset[str]] = []
        self.screen.open_requested.connect(lambda key, context: self.asked.append((key, context)))
        self.screen.changed.connect(self._tell)
        self.screen.resize(1180, 640)
        self.screen.show()
        qtbot.waitUntil(self.screen.isActiveWindow)

    def _tell(self, changes: frozenset[str], itself: bool) -> None:
        self.told.append(changes)
        if "cycle" in changes:
            self.screen.cycle_state = "closed" if cycles.get(self.office, CODE).closed else "open"
        if itself:
            self.screen.refresh(changes)

    def open(self, state: str = "open") -> None:
        self.screen.cycle, self.screen.cycle_state = CODE, state
        self.screen.refresh(CHANGES)
        self.settle()
        self.screen.focus_first()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.busy)
        QApplication.sendPostedEvents()
        self.qtbot.waitUntil(lambda: not self.tasks.busy)

    def key(self, *keys: Qt.Key, alt: bool = False) -> None:
        modifier = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
        for key in keys:
            widget = QApplication.focusWidget()
            assert widget is not None
            QTest.keyClick(widget, key, modifier)
        self.settle()

    def text(self, name: str) -> str:
        found = self.screen.findChild(QLabel, name)
        assert found is not None, name
        return str(found.text())

    def button(self, name: str) -> Button:
        found = self.screen.findChild(Button, name)
        assert found is not None, name
        return found

    def press(self, name: str) -> None:
        QTest.keyClick(self.button(name), Qt.Key.Key_Return)
        self.settle()

    def ranking(self, key: str) -> list[object]:
        model = self.screen.ranking.model
        number = model.column_number(key)
        return [model.index(row, number).data() for row in range(model.rowCount())]

    def indicators(self, key: str) -> dict[str, object]:
        model = self.screen.agent.model
        number = model.column_number(key)
        return {row.line.code: model.index(at, number).data() for at, row in enumerate(model.rows)}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = month.new_office(tmp_path / "branch.qadesk")
    month.fill(made)
    yield made
    made.close()


@pytest.fixture
def desk(qtbot: QtBot, office: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, office, tasks)
    made.open()
    return made


def test_the_ranking_says_what_came_out(desk: Desk) -> None:
    assert desk.ranking("rank") == ["1", "2", "3", "–"]
    assert desk.ranking("staff_no") == ["KF01", "KF02", "KF04", "KF03"]
    assert desk.ranking("total") == ["99.90", "66.14", "0.00", "–"]
    assert desk.ranking("grade") == [
        "A Excellent", "D Needs improvement", "D Needs improvement, red line", "Incomplete",
    ]  # fmt: skip
    assert desk.ranking("indicator:csat") == ["96", "74.29", "100", "80"]
    assert desk.ranking("indicator:attitude") == ["90", "80", "100", "Missing"]
    assert desk.text("resultsSummary") == "3 of 4 graded"


def test_values_stand_in_place_of_points_on_demand(desk: Desk) -> None:
    desk.screen.ranking.shown.setFocus()
    desk.key(Qt.Key.Key_Down)
    assert desk.ranking("indicator:avg_response_seconds") == ["20.00 s", "44.00 s", "10.00 s", "28.00 s"]
    assert desk.ranking("indicator:first_contact_resolution")[1] == "88.89%"


def test_sorting_and_filters_work_on_figures(desk: Desk) -> None:
    ranking = desk.screen.ranking
    ranking.table.sortByColumn(ranking.model.column_number("indicator:csat"), Qt.SortOrder.AscendingOrder)
    assert desk.ranking("staff_no") == ["KF02", "KF03", "KF01", "KF04"]
    ranking.search.setFocus()
    ranking.search.setText("王小红")
    assert desk.ranking("staff_no") == ["KF01", "KF04"]
    assert desk.text("resultsSummary") == "2 of 4 agents"
    desk.key(Qt.Key.Key_Escape)
    assert ranking.model.rowCount() == 4
    ranking.team.setCurrentIndex(ranking.team.findData("二组"))
    assert sorted(map(str, desk.ranking("staff_no"))) == ["KF03", "KF04"]
    ranking.grade.setCurrentIndex(ranking.grade.findData("A"))
    assert desk.text("resultsSummary") == "Nobody fits this filter."
    ranking.show_only(Status.INCOMPLETE)
    assert desk.ranking("staff_no") == ["KF03"]


def test_enter_goes_deeper_and_escape_comes_back(desk: Desk) -> None:
    screen = desk.screen
    desk.key(Qt.Key.Key_Down)
    assert screen.ranking.current_staff_no == "KF02"
    desk.key(Qt.Key.Key_Return)
    assert screen.pages.currentWidget() is screen.agent
    assert desk.text("agentName") == "李强  KF02"
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert screen.pages.currentWidget() is screen.chain
    assert desk.text("chainText_value").startswith("8 solved at the first contact ÷ 9")
    assert screen.chain.model.rowCount() == 11
    desk.key(Qt.Key.Key_Escape)
    assert screen.pages.currentWidget() is screen.agent
    assert screen.agent.table.current_record().line.code == "first_contact_resolution"
    desk.key(Qt.Key.Key_Escape)
    assert screen.pages.currentWidget() is screen.ranking
    assert screen.ranking.current_staff_no == "KF02"
    assert screen.ranking.table.hasFocus()


def test_one_agent_shows_every_indicator_with_its_part(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert desk.indicators("value")["avg_response_seconds"] == "44.00 s"
    assert desk.indicators("n")["csat"] == "7"
    assert desk.indicators("standard")["first_contact_resolution"] == "≥ 90%"
    assert desk.indicators("met")["csat"] == "Not met"
    assert desk.indicators("met")["errors"] == "Not met"
    assert desk.indicators("points")["complaint_rate"] == "0"
    assert desk.indicators("weight")["csat"] == "15%"
    assert desk.indicators("contribution")["csat"] == "11.14"
    assert desk.indicators("interval")["first_contact_resolution"] == "56.50% – 98.01%"
    assert desk.indicators("note")["attitude"] == "Too few data"
    assert desk.indicators("note")["csat"] == "Indicative"
    facts = desk.text("agentFacts")
    assert "Weakest plank: Upheld-complaint rate, costs 10.00 points" in facts
    assert "Rank 2" in facts
    assert desk.text("agentSummary").startswith("440 s of waiting")


def test_a_red_line_shows_the_computed_total(desk: Desk) -> None:
    desk.screen.show_agent("KF04")
    assert "Red line: Abusive language; computed total 97.00" in desk.text("agentFacts")
    assert desk.button("agentTotal").text() == "Total 0.00"


def test_neighbours_are_two_keys_away(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Return)
    assert desk.text("agentPosition") == "1 of 4"
    desk.key(Qt.Key.Key_Down, alt=True)
    desk.qtbot.waitUntil(lambda: desk.text("agentName") == "李强  KF02")
    desk.key(Qt.Key.Key_Up, alt=True)
    desk.qtbot.waitUntil(lambda: desk.text("agentName") == "王小红  KF01")
    assert not desk.button("agentBefore").isEnabled()


def test_the_total_is_explained_by_its_parts(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Return)
    desk.press("agentTotal")
    assert desk.text("chainTitle") == "Total"
    assert desk.text("chainText_sum") == "99.9000, rounded half-up to 99.90"
    assert not desk.screen.chain.behind.isVisible()


def test_what_is_missing_leads_to_where_it_is_mended(desk: Desk) -> None:
    assert desk.screen.ranking.gaps.isVisible()
    assert desk.text("gapTitle0") == "Missing: Attitude rating, Communication rating"
    assert "KF03 龚䶮" in desk.text("gapDetail0")
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


def test_not_applicable_with_a_reason_and_undone(desk: Desk, dialog: Dialog) -> None:
    desk.screen.show_agent("KF03")
    assert desk.screen.agent.table.current_record().line.code == "attitude"  # what is missing comes first
    desk.press("agentNa")
    question = dialog("reasonDialog")
    ok = question.findChild(QPushButton, "reasonOk")
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


def test_an_incomplete_month_is_not_closed_and_says_whose(desk: Desk, dialog: Dialog) -> None:
    desk.press("resultsClose")
    refused = dialog("errorDialog")
    heading = refused.findChild(QLabel, "messageHeading")
    assert heading is not None
    assert "KF03 龚䶮" in heading.text()
    QTest.keyClick(refused, Qt.Key.Key_Escape)
    assert not cycles.get(desk.office, CODE).closed


def test_closing_asks_once_names_what_it_locks_and_locks_it(desk: Desk, dialog: Dialog) -> None:
    exemptions.exempt(desk.office, CODE, "KF03", None, "na", "on leave")
    desk.screen.refresh(frozenset({"results"}))
    desk.settle()
    assert not desk.screen.ranking.gaps.isVisible()
    desk.press("resultsClose")
    question = dialog("confirmDialog")
    loses = question.findChild(QLabel, "messageLoses")
    assert loses is not None
    assert loses.text().startswith("4 results are stored as they stand now.")
    QTest.keyClick(question.findChild(QPushButton, "confirmAction"), Qt.Key.Key_Return)
    desk.settle()
    assert cycles.get(desk.office, CODE).closed
    assert not desk.button("resultsClose").isVisible()
    desk.screen.show_agent("KF03")
    assert not any(
        desk.button(name).isVisible() for name in ("agentNa", "agentWaive", "agentRestore", "agentExclude")
    )


def test_another_screen_may_ask_for_an_agent_and_an_indicator(desk: Desk) -> None:
    desk.screen.arrive(("KF02", "csat"))
    assert desk.text("agentName") == "李强  KF02"
    assert desk.screen.agent.table.current_record().line.code == "csat"
    desk.screen.arrive("KF01")
    assert desk.text("agentName") == "王小红  KF01"


def test_asked_before_the_results_are_there_is_answered_when_they_are(
    qtbot: QtBot, office: Office, tasks: Tasks
) -> None:
    desk = Desk(qtbot, office, tasks)
    desk.screen.cycle, desk.screen.cycle_state = CODE, "open"
    desk.screen.refresh(CHANGES)
    desk.screen.arrive("KF02")
    desk.settle()
    assert desk.text("agentName") == "李强  KF02"


@pytest.mark.parametrize("state, way_on", [("unopened", "today"), ("open", "agents")])
def test_empty_months_say_what_to_do(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, state: str, way_on: str
) -> None:
    nobody = month.new_office(tmp_path / "nobody.qadesk")
    desk = Desk(qtbot, nobody, tasks)
    desk.open(state)
    assert desk.screen.pages.currentWidget() is desk.screen.empty
    desk.press("resultsEmptyAction")
    assert desk.asked == [(way_on, None)]
    nobody.close()


def test_a_supposed_standard_shows_who_would_move(desk: Desk, dialog: Dialog) -> None:
    desk.press("resultsSimulate")
    asked = dialog("whatIfDialog")
    said, field = asked.findChild(QLabel, "whatIfSaid"), asked.findChild(QLineEdit, "whatIfStandard")
    assert said is not None
    assert field is not None
    assert (field.text(), said.text()) == ("1", "Nobody would move.")
    field.selectAll()
    QTest.keyClicks(field, "10")
    assert said.text() == "1 agent would move; 1 grade would differ"
    model = asked.model  # type: ignore[attr-defined]
    at = model.find(lambda move: move.agent.staff_no == "KF02")
    shown = [model.index(at, column).data() for column in range(model.columnCount())]
    assert shown[2:7] == ["Not met → Met", "66.14 → 76.14", "D → C", "2", "Moves"]
    field.selectAll()
    QTest.keyClicks(field, "many")
    assert said.text() == "Type a figure such as 1.2."
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    line = results.results(desk.office, CODE).of("KF02").assessment.line("complaint_rate")
    assert line.standard == Decimal("0.01")


def test_the_table_is_saved_as_a_workbook(desk: Desk, tmp_path: Path) -> None:
    desk.screen.commands.export(tmp_path / "october.xlsx")
    desk.settle()
    assert (tmp_path / "october.xlsx").stat().st_size > 1000
    assert desk.text("resultsNoticeText") == "Results saved: october.xlsx"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_control_has_a_name_for_tests_and_for_ears(
    qtbot: QtBot, office: Office, tasks: Tasks, language: str
) -> None:
    i18n.set_language(language)
    desk = Desk(qtbot, office, tasks)
    desk.open()
    desk.screen.show_chain("KF02", "complaint_rate")
    desk.settle()
    unnamed = [
        type(widget).__name__
        for widget in desk.screen.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.objectName() != "chainScroll"
        and not (widget.objectName() and widget.accessibleName())
    ]
    assert unnamed == []
