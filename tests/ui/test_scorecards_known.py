"""The design table takes tables from elsewhere: with their headings, and values the records have by name."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import Indicator, Names, Origin, Scorecard, Unit
from qadesk.services.designing import drafts
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from tests.ui.desk import tells
from tests.ui.scorecard_desk import CTRL, Desk

ELSEWHERE = """指标名称	权重	标准	计分规则	数据来源
效率
平均通话时长	5	≤180秒	≤180秒 100分，≤240秒 60分，其余 0分	系统
考勤	5	1	达标得 100 分，否则 0 分	手工
"""


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, branch, tasks)
    made.open_copy()
    return made


def paste_below(desk: Desk, text: str) -> None:
    table = desk.screen.designer.table_page.table
    table.go_to(table.edited.rows[-1], 0)
    table.setFocus()
    QApplication.clipboard().setText(text)
    desk.key(Qt.Key.Key_V, held=CTRL)


def below(card: Scorecard) -> dict[str, Indicator]:
    """The indicators typed or pasted there, by name."""
    return {one.names.en or one.names.zh: one for one in card.sections[-1].indicators}


def test_a_table_with_headings_sections_and_a_system_becomes_what_it_says(desk: Desk) -> None:
    before = desk.card
    paste_below(desk, ELSEWHERE)
    card = desk.stored()
    assert len(card.sections) == len(before.sections) + 1
    assert desk.text("designerNoticeText") == "2 indicators were added to “效率”."
    talk, attendance = below(card).values()
    assert (talk.origin, talk.figure, talk.unit) == (Origin.RECORDS, "avg_talk_seconds", Unit.SECONDS)
    bands = ((Decimal(180), Decimal(100)), (Decimal(240), Decimal(60)))
    assert (talk.weight, talk.rule) == (Decimal(5), Ladder("lower", bands))
    assert attendance.origin is Origin.TYPED
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.stored() == before


def test_what_the_system_is_not_known_to_have_is_asked_for(desk: Desk) -> None:
    before = desk.card
    paste_below(desk, "考勤\t5\t1\t达标得 100 分，否则 0 分\t系统")
    assert tells(desk.screen.designer.notice, "cell.no_source", "考勤", "系统")
    assert desk.stored() == before


def test_all_cells_that_cannot_be_read_are_named_at_once(desk: Desk) -> None:
    before = desk.card
    paste_below(desk, "Talk\t5\t1\tas it comes\nLateness\t5\t1\tby ear\nHelp\t5\t1")
    said = desk.text("designerNoticeText")
    assert said.startswith("Row 1, “Talk”, Rule: “as it comes” is no rule")
    assert "Not read either: row 2, “Lateness”, Rule" in said
    assert desk.stored() == before


def test_rows_with_neither_weight_nor_standard_are_sections(desk: Desk) -> None:
    sections = len(desk.card.sections)
    paste_below(desk, "Manners\t\t\nPoliteness\t5\t4\nTeam\t\t\nHelp\t5\t4")
    made = desk.stored().sections[sections:]
    assert [(one.names.en, [i.names.en for i in one.indicators]) for one in made] == [
        ("Manners", ["Politeness"]),
        ("Team", ["Help"]),
    ]


def test_the_first_section_of_a_table_takes_the_place_of_that_of_an_empty_one(desk: Desk) -> None:
    number = drafts.new_draft(desk.office, None, "own", Names("自己的", "Own")).value
    desk.screen.open_id(number)
    desk.settle()
    paste_below(desk, ELSEWHERE)
    assert [one.names.en or one.names.zh for one in desk.stored().sections] == ["效率"]


def test_a_typed_value_that_the_records_have_is_offered_from_them(desk: Desk) -> None:
    table = desk.screen.designer.table_page.table
    table.go_to(table.edited.rows[-1], 0)
    table.setFocus()
    desk.type("Punctuality")
    desk.key(Qt.Key.Key_Return)
    assert not desk.screen.designer.notice.isVisible()
    desk.type("Net promoter score")
    desk.key(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(desk.screen.designer.notice.isVisible)
    assert desk.text("designerNoticeText") == (
        "“Net promoter score” can be calculated from the imported records."
    )
    typed = desk.card
    assert below(typed)["Net promoter score"].origin is Origin.TYPED  # until somebody says so
    desk.press("designerNoticeAction")
    made = below(desk.stored())["Net promoter score"]
    assert (made.origin, made.figure) == (Origin.RECORDS, "nps")
    said = desk.text("designerNoticeText")
    assert "Net promoter score: “≥ 1; 100 points if the standard is met, otherwise 0” before, “≥ " in said
    table.setFocus()
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.card == typed


def test_nothing_is_offered_that_is_calculated_already(desk: Desk) -> None:
    paste_below(desk, "Average response time\t5\t30\nPunctuality\t5\t30")
    assert desk.text("designerNoticeText").startswith("2 indicators were added to “Accuracy”.")
    assert "can be calculated" not in desk.text("designerNoticeText")


def test_the_offer_goes_when_there_is_nothing_left_to_take(desk: Desk) -> None:
    paste_below(desk, "Average talk time\t5\t180\nNet promoter score\t5\t30")
    designer = desk.screen.designer
    desk.qtbot.waitUntil(lambda: bool(designer.notice.action.text()))
    assert desk.text("designerNoticeText").endswith(
        "2 values to be typed can be calculated from the imported records, “Average talk time” for one."
    )
    desk.screen.designer.table_page.table.setFocus()
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert not designer.notice.isVisible()
