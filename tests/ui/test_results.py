"""Results by keyboard: ranking, one agent, how a figure was made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyleOptionHeader, QWidget
from pytestqt.qtbot import QtBot

from qadesk import i18n
from qadesk.domain.scoring import Status
from qadesk.services.assessment import exemptions
from qadesk.services.assessment.uncertainty import MonthUncertainty
from qadesk.services.done import CHANGES
from qadesk.services.explaining import result_words as wording
from qadesk.services.records import imports
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID, SMALL, font
from qadesk.ui.widgets.frozen import FrozenColumns
from qadesk.ui.widgets.table_header import in_three, in_two, width_in_two
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.ui.desk import has_focus
from tests.ui.results_desk import Desk


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


def test_the_ranking_says_what_came_out(desk: Desk) -> None:
    assert desk.ranking("rank") == ["1", "2", "3", "–"]
    assert desk.ranking("staff_no") == ["KF01", "KF02", "KF04", "KF03"]
    assert desk.ranking("total") == ["99.90", "66.14", "0.00", "–"]
    assert desk.ranking("grade") == [
        "A Excellent", "D Needs improvement", "D, red line", "Incomplete",
    ]  # fmt: skip
    assert desk.ranking("indicator:csat") == ["96.00", "74.29", "100.00", "80.00"]
    assert desk.ranking("indicator:attitude") == ["90.00", "80.00", "100.00", "Missing"]
    assert desk.text("resultsCount") == "3 of 4 graded"


def test_values_stand_in_place_of_points_on_demand(desk: Desk) -> None:
    desk.screen.ranking.filters["Shown"].setFocus()
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
    assert desk.text("resultsCount") == "2 of 4 agents"
    desk.key(Qt.Key.Key_Escape)
    assert ranking.model.rowCount() == 4
    ranking.filters["Team"].setCurrentIndex(ranking.filters["Team"].findData("二组"))
    assert sorted(map(str, desk.ranking("staff_no"))) == ["KF03", "KF04"]
    ranking.filters["Grade"].setCurrentIndex(ranking.filters["Grade"].findData("A"))
    assert not ranking.table.isVisible()
    assert desk.text("resultsNoMatchTitle") == "No agents match this filter."
    desk.press("resultsShowAll")
    assert ranking.model.rowCount() == 4
    assert has_focus(ranking.search)
    ranking.show_only(Status.INCOMPLETE)
    assert desk.ranking("staff_no") == ["KF03"]


def test_enter_goes_deeper_and_escape_comes_back(desk: Desk) -> None:
    screen = desk.screen
    desk.key(Qt.Key.Key_Down)
    assert screen.ranking.current_staff_no == "KF02"
    desk.key(Qt.Key.Key_Return)
    assert screen.pages.currentWidget() is screen.agent
    assert desk.text("agentNumber") == "KF02"
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert screen.pages.currentWidget() is screen.chain
    assert desk.text("chainText_value").startswith("8 solved at the first contact ÷ 9")
    assert screen.chain.records.model.rowCount() == 11
    assert desk.text("chainCount") == "11 records, 9 count"
    desk.key(Qt.Key.Key_Escape)
    assert screen.pages.currentWidget() is screen.agent
    assert screen.agent.table.current_record().line.code == "first_contact_resolution"
    desk.key(Qt.Key.Key_Escape)
    assert screen.pages.currentWidget() is screen.ranking
    assert screen.ranking.current_staff_no == "KF02"
    assert has_focus(screen.ranking.table)


def test_one_agent_shows_every_indicator_with_its_part(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert desk.indicators("value")["avg_response_seconds"] == "44.00 s"
    assert desk.indicators("n")["csat"] == "7"
    assert desk.indicators("standard")["first_contact_resolution"] == "≥ 90%"
    assert desk.indicators("met")["csat"] == "Not met"
    assert desk.indicators("met")["errors"] == "Not met"
    assert desk.indicators("points")["complaint_rate"] == "0.00"
    assert desk.indicators("weight")["csat"] == "15%"
    assert desk.indicators("contribution")["csat"] == "11.14"
    assert desk.indicators("interval")["first_contact_resolution"] == "56.50–98.01"
    assert desk.indicators("note")["attitude"] == "Whole-cycle rating"
    assert desk.indicators("note")["csat"] == "Few cases"
    facts = desk.text("agentFacts")
    assert "Weakest area: Upheld-complaint rate, 10.00 points lost" in facts
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
    desk.qtbot.waitUntil(lambda: desk.text("agentNumber") == "KF02")
    desk.key(Qt.Key.Key_Up, alt=True)
    desk.qtbot.waitUntil(lambda: desk.text("agentNumber") == "KF01")
    assert not desk.button("agentBefore").isEnabled()


def test_the_total_is_explained_by_its_parts(desk: Desk) -> None:
    desk.key(Qt.Key.Key_Return)
    desk.press("agentTotal")
    assert desk.text("chainTitle") == "Total"
    assert desk.text("chainText_sum") == "99.9000, rounded half-up to 99.90"
    assert not desk.screen.chain.records.isVisible()


def test_a_refresh_stays_on_the_figure_looked_at(desk: Desk) -> None:
    desk.screen.show_chain("KF02", "csat")
    desk.settle()
    exemptions.exempt(desk.office, CODE, "KF02", "attitude", "na", "new")
    desk.screen.refresh(frozenset({"results"}))
    desk.settle()
    assert desk.screen.pages.currentWidget() is desk.screen.chain
    assert desk.text("chainText_weight").startswith("15% → 17.6471%: the whole section Attitude (N/A: new)")
    assert desk.screen.chain.records.model.rowCount() == 11


def test_records_behind_a_figure_are_fetched_as_one_scrolls_and_sorted_in_the_file(desk: Desk) -> None:
    model = desk.screen.chain.records.model
    desk.screen.show_chain("KF02", "csat")
    desk.settle()
    table = desk.screen.chain.records.table
    table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    desk.settle()
    assert [model.index(row, 3).data() for row in range(3)] == ["3 of 5", "3 of 5", "4 of 5"]
    assert model.index(10, 4).data() == "No: not answered"
    table.sortByColumn(5, Qt.SortOrder.AscendingOrder)  # notes have no order: nothing is asked for
    assert (model.order, model.rowCount()) == ("value", 11)


def test_a_rate_of_complaints_shows_its_denominator_on_demand(desk: Desk) -> None:
    chain = desk.screen.chain
    desk.screen.show_chain("KF02", "complaint_rate")
    desk.settle()
    assert chain.records.model.rowCount() == 2
    chain.records.filters["Source"].setFocus()
    desk.key(Qt.Key.Key_Down)
    assert desk.text("chainCount") == "11 records"


def test_enter_on_a_record_goes_to_where_it_came_from(desk: Desk) -> None:
    desk.screen.show_chain("KF02", "csat")
    desk.settle()
    desk.screen.chain.records.table.setFocus()
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Return)
    record = desk.screen.chain.records.table.current_record()
    imported = {batch.id: batch.file_name for batch in imports.history(desk.office)}
    assert desk.asked == [("records", record.batch_id)]
    assert imported[record.batch_id] == record.file
    desk.screen.show_chain("KF02", "attitude")
    desk.settle()
    assert desk.button("chainOrigin").accessibleName() == "Go to the rating"
    desk.press("chainOrigin")
    assert desk.asked[1:] == [("score", ("KF02", "attitude"))]


def test_another_screen_may_ask_for_an_agent_and_an_indicator(desk: Desk) -> None:
    desk.screen.arrive(("KF02", "csat"))
    assert desk.text("agentNumber") == "KF02"
    assert desk.screen.agent.table.current_record().line.code == "csat"
    desk.screen.arrive("KF01")
    assert desk.text("agentNumber") == "KF01"


def test_asked_before_the_results_are_there_is_answered_when_they_are(
    qtbot: QtBot, office: Office, tasks: Tasks
) -> None:
    desk = Desk(qtbot, office, tasks)
    desk.screen.cycle, desk.screen.cycle_state = CODE, "open"
    desk.screen.refresh(CHANGES)
    desk.screen.arrive("KF02")
    desk.settle()
    assert desk.text("agentNumber") == "KF02"


def test_its_size_may_change_before_the_results_are_there(qtbot: QtBot, office: Office, tasks: Tasks) -> None:
    screen = Desk(qtbot, office, tasks).screen
    for width in (900, 1300):
        screen.resize(width, 600)
        screen.ranking.table.width_changed.emit()
    assert not screen.ranking.alike.isVisible()


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


# ---- many indicators, and what is remembered


def test_rank_number_and_name_stay_in_sight_and_no_heading_is_cut_short(desk: Desk) -> None:
    ranking = desk.screen.ranking
    ranking.table.set_own_widths({"total": 1000})
    desk.settle()
    bar, frozen = ranking.table.horizontalScrollBar(), ranking.table.findChild(FrozenColumns)
    assert frozen is not None
    desk.qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    assert frozen.isVisible()
    shown = [n for n in range(ranking.model.columnCount()) if not frozen.isColumnHidden(n)]
    assert [ranking.model.columns[n].key for n in shown] == ["rank", "staff_no", "name"]
    heads = [in_two(column.header) for column in ranking.model.columns]
    assert ("Not distinguishable", "from") in heads
    for number, column in enumerate(ranking.model.columns):
        assert ranking.table.columnWidth(number) >= width_in_two(column.header), column.header
    frozen.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)  # as a click does
    assert desk.ranking("staff_no") == ["KF04", "KF03", "KF02", "KF01"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("First-contact resolution", ("First-contact", "resolution")),
        ("Upheld-complaint rate", ("Upheld-complaint", "rate")),
        ("Call-back/return", ("Call-back/", "return")),
        ("服务规范第 3 项", ("服务规范第", "3 项")),
        ("客户满意度", ("客户", "满意度")),
        ("差异不显著的名次", ("差异不", "显著的名次")),
        ("净推荐值", ("净推荐值",)),
        ("计入数值", ("计入", "数值")),
        ("服务态度评分", ("服务态度", "评分")),
        ("在线会话首次响应时间", ("在线会话首次", "响应时间")),
        ("Bonus", ("Bonus",)),
    ],
)
def test_a_heading_breaks_between_words(desk: Desk, text: str, lines: tuple[str, ...]) -> None:
    assert in_two(text) == lines


def test_a_heading_with_its_unit_is_whole_in_three_lines(desk: Desk) -> None:
    assert in_three("在线会话首次响应时间（秒）") == ("在线会话", "首次响应", "时间（秒）")
    assert in_three("Bonus") == ("Bonus",)


@pytest.mark.parametrize("text", ["Attitude rating", "Communication rating", "服务态度评分"])
def test_a_heading_that_just_fails_to_fit_is_broken_and_not_cut_short(desk: Desk, text: str) -> None:
    table = desk.screen.ranking.table
    head = table.head
    table.model().headerData = lambda *_asked: text  # type: ignore[method-assign]
    whole = QFontMetrics(font(SMALL)).horizontalAdvance(text) + 2 * GRID
    for width in range(whole - 3, whole + 4):
        head.resizeSection(1, width)
        option = QStyleOptionHeader()
        head.initStyleOptionForIndex(option, 1)
        assert option.text in (text, "\n".join(in_two(text))), width - whole


def test_sorting_filters_and_widths_are_found_again(
    desk: Desk, qtbot: QtBot, office: Office, tasks: Tasks
) -> None:
    ranking = desk.screen.ranking
    ranking.table.sortByColumn(ranking.model.column_number("indicator:csat"), Qt.SortOrder.AscendingOrder)
    for box, data in ((ranking.filters["Team"], "二组"), (ranking.filters["Shown"], "values")):
        box.setFocus()
        desk.key(Qt.Key.Key_End)
        assert box.currentData() == data
    again = Desk(qtbot, office, tasks)
    again.open()
    assert again.ranking("staff_no") == ["KF03", "KF04"]
    assert again.ranking("indicator:avg_response_seconds") == ["28.00 s", "10.00 s"]
    again.screen.ranking.filters["Grade"].setCurrentIndex(1)
    again.press("resultsShowAll")
    third = Desk(qtbot, office, tasks)
    third.open()
    assert third.ranking("staff_no") == ["KF02", "KF03", "KF01", "KF04"]


def test_a_place_in_the_list_never_reads_like_a_rank(desk: Desk) -> None:
    ranking = desk.screen.ranking
    ranking.table.sortByColumn(ranking.model.column_number("indicator:csat"), Qt.SortOrder.AscendingOrder)
    desk.screen.show_agent("KF01")
    assert desk.text("agentPosition") == "line 3 of 4"
    assert "Rank 1" in desk.text("agentFacts")
    ranking.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    desk.screen.show_agent("KF01")
    assert desk.text("agentPosition") == "1 of 4"


def test_a_red_line_is_marked_beside_the_grade_in_a_narrow_window(desk: Desk) -> None:
    made = desk.screen.made
    brief = [wording.grade_text(made.cards.own.card, r.assessment, brief=True) for r in made.results]
    assert brief == ["A", "D", "D, red line", "–"]


def test_what_cannot_be_told_apart_is_explained_below_the_table(desk: Desk) -> None:
    ranking = desk.screen.ranking
    standings = desk.screen.standings
    assert standings is not None
    assert ranking.alike.isHidden()
    alike = MonthUncertainty({}, {"KF01": ("KF02",), "KF02": ("KF01",)})
    ranking.show_standings(replace(standings, sure=alike))
    assert desk.ranking("alike") == ["2", "1", "", ""]
    assert ranking.alike.isVisible()
    assert "the order among these ranks may be chance" in ranking.alike.text()


def test_how_sure_results_are_comes_after_the_ranking(desk: Desk) -> None:
    standings = desk.screen.standings
    assert standings is not None
    assert standings.sure.of.keys() == {"KF01", "KF02"}
    desk.screen.show_agent("KF01")
    said = desk.text("agentFacts")
    assert "95% interval" in said
    assert "of 105" in said
    assert "probability of grades: A " in said
    desk.screen.show_chain("KF01", "")
    desk.settle()
    made = desk.screen.chain.explanation
    assert made is not None
    assert "had the cycle come out a little differently" in made.text("sure")


def test_how_sure_results_are_is_dropped_for_results_read_meanwhile(desk: Desk) -> None:
    standings = desk.screen.standings
    assert standings is not None
    other = replace(standings, made=replace(standings.made), sure=MonthUncertainty({}, {}))
    desk.screen._show_sure(other)
    assert desk.screen.standings is standings
