"""Where the keyboard is on the results screen, and what stays in sight in a small window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from qadesk import i18n
from qadesk.services.assessment import exemptions, results
from qadesk.services.assessment.standings import Standings
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.reading import keys_in_sight
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.frozen import FrozenColumns
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.ui.conftest import Dialog
from tests.ui.desk import has_focus, tells
from tests.ui.results_desk import Desk
from tests.under_card import under

LONG = "Maximiliana Konstantinopoulou-Featherstonehaugh von Habsburg"
Key = Qt.Key


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


def row(desk: Desk) -> str:
    """The indicator whose row has the keyboard, or gets it with the window."""
    table = desk.screen.agent.table
    assert desk.screen.focusWidget() is table
    return str(table.current_record().line.code)


def press(desk: Desk, name: str) -> None:
    """Go to a button and press it."""
    desk.button(name).setFocus()
    desk.press(name)


def test_work_goes_on_in_the_row_an_exemption_was_about(desk: Desk, dialog: Dialog) -> None:
    desk.screen.show_agent("KF03")
    desk.key(Key.Key_Down)
    press(desk, "agentNa")
    field = dialog("reasonDialog").findChild(QLineEdit, "reasonText")
    assert field is not None
    QTest.keyClicks(field, "back office")
    QTest.keyClick(field, Key.Key_Return)
    desk.settle()
    assert row(desk) == "communication"
    press(desk, "agentRestore")
    assert row(desk) == "communication"
    press(desk, "resultsNoticeAction")
    assert row(desk) == "communication"
    assert desk.indicators("note")["communication"] == "back office"


def test_a_reason_left_with_escape_is_still_there(desk: Desk, dialog: Dialog) -> None:
    desk.screen.show_agent("KF03")
    press(desk, "agentWaive")
    QTest.keyClicks(dialog("reasonDialog").findChild(QLineEdit, "reasonText"), "no time")
    QTest.keyClick(dialog("reasonDialog"), Key.Key_Escape)
    assert row(desk) == "attitude"
    press(desk, "agentNa")
    field = dialog("reasonDialog").findChild(QLineEdit, "reasonText")
    assert field is not None
    assert field.text() == ""  # another question
    QTest.keyClick(field, Key.Key_Escape)
    press(desk, "agentWaive")
    field = dialog("reasonDialog").findChild(QLineEdit, "reasonText")
    assert field is not None
    assert field.text() == "no time"
    QTest.keyClick(field, Key.Key_Return)
    desk.settle()
    assert results.results(desk.office, CODE).of("KF03").assessment.line("attitude").reason == "no time"


def test_a_message_that_is_dismissed_hands_the_keyboard_to_the_page(desk: Desk) -> None:
    desk.screen.notice.say("Something", "info")
    desk.screen.notice.close_button.setFocus()
    desk.key(Key.Key_Escape)
    assert has_focus(desk.screen.ranking.table)
    assert desk.screen.pages.currentWidget() is desk.screen.ranking


def test_old_news_goes_with_its_page_and_what_can_be_undone_stays(desk: Desk) -> None:
    desk.screen.notice.say("Saved")
    desk.key(Key.Key_Return)
    assert not desk.screen.notice.isVisible()
    desk.screen.notice.say("Taken back", action="Undo")
    desk.key(Key.Key_Down, alt=True)
    assert desk.screen.notice.isVisible()


def test_a_closed_month_says_so(desk: Desk, dialog: Dialog) -> None:
    exemptions.exempt(desk.office, CODE, "KF03", None, "na", "on leave")
    desk.press("resultsClose")
    action = dialog("closingDialog").findChild(QPushButton, "confirmAction")
    assert action is not None
    QTest.keyClick(action, Qt.Key.Key_Return)
    desk.settle()
    assert desk.screen.notice.isVisible()
    assert tells(desk.screen.notice, "done", "October 2026")


def test_escape_leads_out_of_a_figure_without_records(desk: Desk) -> None:
    desk.screen.show_agent("KF01")
    desk.screen.agent.choose("complaint_rate")
    desk.key(Key.Key_Return)
    assert desk.screen.chain.records.no_match.isVisible()
    assert desk.focus() is desk.screen.chain.back
    desk.key(Key.Key_Escape)
    assert row(desk) == "complaint_rate"
    desk.screen.show_chain("KF02", "csat")
    desk.settle()
    assert desk.focus() is desk.screen.chain.records.table


def test_neighbours_are_compared_by_the_same_indicator(desk: Desk) -> None:
    desk.key(Key.Key_Return, Key.Key_Down, Key.Key_Down)
    desk.key(Key.Key_Down, alt=True)
    desk.qtbot.waitUntil(lambda: desk.text("agentNumber") == "KF02")
    assert row(desk) == "csat"


def test_tab_goes_through_the_ranking_from_top_to_bottom(desk: Desk) -> None:
    desk.screen.ranking.search.setFocus()
    passed = []
    while desk.focus() is not desk.screen.ranking.table:
        passed.append(desk.focus().objectName())
        desk.key(Key.Key_Tab)
    assert passed == [
        "resultsSearch", "resultsTeam", "resultsGrade", "resultsShown", "resultsFocus", "resultsSimulate",
        "resultsExport", "resultsClose", "gapAction0",
    ]  # fmt: skip


def test_the_keyboard_stays_where_the_months_are_stepped_through(
    qtbot: QtBot, office: Office, tasks: Tasks
) -> None:
    desk = Desk(qtbot, office, tasks)
    window, months = QWidget(), QLineEdit()
    qtbot.addWidget(window)
    page = QVBoxLayout(window)
    page.addWidget(months)
    page.addWidget(desk.screen)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    desk.open()
    assert desk.focus() is desk.screen.ranking.table
    months.setFocus()
    for state in ("unopened", "open"):
        desk.screen.cycle_state = state
        desk.screen.refresh(frozenset({"cycle"}))
        desk.settle()
        assert desk.focus() is months
    desk.screen.setParent(None)


def test_a_ranking_keeps_its_order_under_other_columns(desk: Desk) -> None:
    ranking = desk.screen.ranking
    ranking.table.sortByColumn(ranking.model.column_number("indicator:csat"), Qt.SortOrder.AscendingOrder)
    assert desk.ranking("staff_no") == ["KF02", "KF03", "KF01", "KF04"]
    ranking.filters["Shown"].setCurrentIndex(1)
    assert desk.ranking("staff_no") == ["KF02", "KF03", "KF01", "KF04"]
    assert ranking.current_staff_no == "KF01"


def test_another_month_may_have_another_scorecard(desk: Desk) -> None:
    assert desk.screen.standings is not None
    ranking = desk.screen.ranking
    ranking.table.sortByColumn(ranking.model.column_number("indicator:csat"), Qt.SortOrder.AscendingOrder)
    ranking.show_standings(without_satisfaction(desk.screen.standings))
    assert "indicator:csat" not in [column.key for column in ranking.model.columns]
    assert desk.ranking("staff_no") == ["KF01", "KF02", "KF04", "KF03"]
    ranking.show_standings(desk.screen.standings)  # what it was sorted by is there again
    assert desk.ranking("indicator:csat") == ["74.29", "80.00", "96.00", "100.00"]


def without_satisfaction(standings: Standings) -> Standings:
    made = standings.made
    card = made.cards.own.card
    card = replace(card, sections=tuple(s for s in card.sections if s.code != "satisfaction"))
    left = tuple(
        replace(
            r,
            assessment=replace(
                r.assessment, lines=tuple(x for x in r.assessment.lines if x.section != "satisfaction")
            ),
        )
        for r in made.results
    )
    return replace(standings, made=under(made, card, left))


def test_the_ranking_stands_where_it_was_after_a_look_at_one_agent(
    qtbot: QtBot, office: Office, tasks: Tasks
) -> None:
    desk = Desk(qtbot, office, tasks)
    desk.open()
    desk.screen.resize(700, 460)
    desk.settle()
    bar = desk.screen.ranking.table.horizontalScrollBar()
    bar.setValue(bar.maximum())
    at = bar.value()
    assert at > 0
    desk.key(Key.Key_Return)
    desk.settle()
    assert desk.screen.pages.currentWidget() is desk.screen.agent
    desk.key(Key.Key_Escape)
    desk.settle()
    desk.screen.refresh(frozenset({"results"}))
    desk.settle()
    assert bar.value() == at


@pytest.mark.parametrize("language, width", [("en", 1198), ("zh_CN", 843), ("en", 843)])
def test_nothing_scrolls_sideways_but_what_is_too_much_for_the_window(
    qtbot: QtBot, office: Office, tasks: Tasks, language: str, width: int
) -> None:
    """What a PC of 1366×768 leaves beside the side bar: in full, and at 150 %.

    There English headings of the ranking, which are not cut short, take more: who it is stays in sight.
    """
    with office.write() as connection:
        who = tables.agent
        connection.execute(update(who).where(who.c.staff_no == "KF02").values(name=LONG))
    i18n.set_language(language)
    desk = Desk(qtbot, office, tasks)
    desk.open()
    desk.screen.resize(width, 460)
    desk.screen.show_agent("KF03")
    for page in (desk.screen.ranking, desk.screen.agent):
        desk.screen.pages.setCurrentWidget(page)
        desk.settle()
        assert page.width() == width
        bar = page.table.horizontalScrollBar()
        if page is desk.screen.ranking and (language, width) == ("en", 843):
            bar.setValue(bar.maximum())
            assert desk.screen.ranking.table.findChild(FrozenColumns).isVisible()
        else:
            assert bar.maximum() == 0
    desk.screen.show_agent("KF02")
    number = desk.screen.agent.number
    assert number.width() >= number.sizeHint().width()


@pytest.mark.parametrize("percent", [100, 130])
def test_headings_in_two_lines_are_as_high_as_their_letters(
    qtbot: QtBot, qapp: QApplication, office: Office, tasks: Tasks, percent: int
) -> None:
    theme.apply(qapp, "dark", percent)
    desk = Desk(qtbot, office, tasks)
    desk.open()
    head = desk.screen.ranking.table.head
    two = 2 * QFontMetrics(theme.font(theme.SMALL)).lineSpacing()
    theme.apply(qapp, "light")
    assert head.height() >= two
    frozen = desk.screen.ranking.table.findChild(FrozenColumns)
    assert frozen is not None
    assert frozen.horizontalHeader().height() == head.height()


def test_the_overview_names_what_the_keys_of_each_page_do(desk: Desk) -> None:
    def words(key: str) -> list[str]:
        listed = [line for _title, lines in keys_in_sight(desk.screen) for line in lines]
        return [text for text, keys in listed if key in keys.split(" / ")]

    assert words("Enter") == ["See the agent"]
    desk.key(Key.Key_Return)
    assert words("Enter") == ["How was this calculated?"]
    assert words("Alt+Up") == ["Previous agent"]
    desk.screen.show_chain("KF02", "csat")
    desk.settle()
    assert words("Enter") == ["Go to its import"]
    desk.screen.show_focus()
    assert (words("Enter"), words("Tab")) == (["Confirm"], ["Write the agreed action"])


def test_a_red_line_has_no_points(desk: Desk) -> None:
    desk.screen.show_agent("KF04")
    assert desk.indicators("value")["abusive_language"] == "1"
    assert desk.indicators("points")["abusive_language"] == ""
    assert desk.indicators("contribution")["abusive_language"] == ""
    desk.screen.show_agent("KF01")
    assert desk.indicators("points")["praises"] == "+2.00"
