"""The rule editor: every kind with its figures, the curve that follows each key, a value tried."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QMenu, QTableView
from pytestqt.qtbot import QtBot

from qadesk.domain.rules import (
    RULES,
    Bonus,
    Deduction,
    Effect,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Rule,
    Step,
    Unscored,
)
from qadesk.domain.scorecard import Role
from qadesk.services.designing.asked_fields import ELSEWHERE, WORDS
from qadesk.storage.office import Office
from qadesk.ui.kit.edit_cell import FigureField, LiveField
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import ComboBox
from tests.ui.desk import has_focus
from tests.ui.scorecard_desk import CTRL, Desk


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, branch, tasks)
    made.open_copy()
    return made


def choose(desk: Desk, name: str, data: str) -> None:
    """Choose in a list beside the table."""
    box = desk.find(ComboBox, name)
    assert isinstance(box, ComboBox)
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())
    desk.settle()


def fill(desk: Desk, name: str, text: str) -> None:
    """Type a figure into a field of the rule."""
    field = desk.find(FigureField, f"rule_{name}")
    field.setFocus()
    assert isinstance(field, FigureField)
    field.selectAll()
    desk.type(text)


D = Decimal


@pytest.mark.parametrize(
    "code, kind, typed, rule",
    [
        ("csat", "proportional", {"full": "4.8", "zero": "1"}, Proportional(full=D("4.8"), zero=D(1))),
        ("complaint_rate", "step", {"unit": "0.5", "lose": "10", "gain": "2.5", "cap": "115", "floor": "20"},
         Step("lower", D("0.005"), D(10), D("2.5"), None, D(20), D(115))),
        ("errors", "deduction", {"each": "5", "free": "1", "floor": "10"}, Deduction(D(5), D(10), D(1))),
        ("first_contact_resolution", "pass_fail", {"earns": "90"}, PassFail("higher", D(90))),
        ("errors", "bonus", {"each": "0.5", "cap": "3"}, Bonus(D("0.5"), D(3))),
        ("errors", "red_line", {"allowed": "2"}, RedLine(allowed=D(2))),
        ("errors", "unscored", {}, Unscored()),
    ],
)  # fmt: skip
def test_a_rule_of_every_kind_is_typed(
    desk: Desk, code: str, kind: str, typed: dict[str, str], rule: Rule
) -> None:
    desk.stand_on(code, "rule")
    desk.key(Qt.Key.Key_Return)
    assert desk.screen.designer.table_page.side.isAncestorOf(desk.screen.focusWidget())
    choose(desk, "ruleKind", kind)
    for name, text in typed.items():
        fill(desk, name, text)
    desk.key(Qt.Key.Key_Return)
    assert desk.stored().indicator(code).rule == rule
    desk.key(Qt.Key.Key_Escape)
    assert has_focus(desk.table)


def test_limits_of_percentages_are_asked_where_they_could_be_shares(desk: Desk) -> None:
    desk.stand_on("first_contact_resolution", "rule")
    desk.key(Qt.Key.Key_Return)
    table = desk.find(QTableView, "ruleBands")
    assert isinstance(table, QTableView)
    assert table.model().headerData(0, Qt.Orientation.Horizontal) == "Limit (%)"
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    desk.type("0.97")
    assert "could mean 0.97% or 97%" in desk.text("designerNoticeText")
    desk.key(Qt.Key.Key_Escape)
    rule = desk.stored().indicator("first_contact_resolution").rule
    assert isinstance(rule, Ladder)
    assert rule.bands[0] == (D("0.95"), 100)
    table.setCurrentIndex(table.model().index(0, 0))
    desk.type("97%")
    desk.key(Qt.Key.Key_Return)
    rule = desk.stored().indicator("first_contact_resolution").rule
    assert isinstance(rule, Ladder)
    assert rule.bands[0] == (D("0.97"), 100)


def test_the_bands_of_a_ladder_are_a_table(desk: Desk) -> None:
    desk.stand_on("avg_response_seconds", "rule")
    desk.key(Qt.Key.Key_Return)
    table = desk.find(QTableView, "ruleBands")
    assert isinstance(table, QTableView)
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    desk.type("28")
    desk.key(Qt.Key.Key_Tab)
    desk.type("99")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Insert)
    rule = desk.stored().indicator("avg_response_seconds").rule
    assert isinstance(rule, Ladder)
    assert rule.bands[0] == (28, 99)
    assert rule.bands[-1] == (75, 30)  # as far on as the band before, half-way down
    assert has_focus(table)
    desk.key(Qt.Key.Key_Delete, held=CTRL)
    rule = desk.stored().indicator("avg_response_seconds").rule
    assert isinstance(rule, Ladder)
    assert [limit for limit, _points in rule.bands] == [28, 35, 45, 60]
    table.setCurrentIndex(table.model().index(4, 1))
    desk.type("10")
    desk.key(Qt.Key.Key_Return)
    rule = desk.stored().indicator("avg_response_seconds").rule
    assert isinstance(rule, Ladder)
    assert rule.otherwise == 10
    wrong = {told.code: told for told in desk.screen.draft.problems}
    desk.screen.designer.go(wrong["no_full_marks"].path)
    desk.key(Qt.Key.Key_Z, Qt.Key.Key_Z, Qt.Key.Key_Z, Qt.Key.Key_Z, Qt.Key.Key_Z, held=CTRL)
    assert desk.screen.draft.problems == ()


def test_a_ladder_is_pasted_from_a_spreadsheet_as_one_step(desk: Desk) -> None:
    desk.stand_on("first_contact_resolution", "rule")
    desk.key(Qt.Key.Key_Return)
    bands, before = desk.screen.designer.table_page.side.bands, desk.card
    steps = "≥100%\t100\r\n95%\t90\r\n90\t80\r\n>=85\t70\r\n80\t60\r\n70\t40\r\n"

    def paste(text: str, row: int = 0, column: int = 0) -> Ladder:
        bands.table.set_current(bands.model.index(row, column))
        bands.table.setFocus()
        QApplication.clipboard().setText(text)
        desk.key(Qt.Key.Key_V, held=CTRL)
        rule = desk.card.indicator("first_contact_resolution").rule
        assert isinstance(rule, Ladder)
        return rule

    limits = ("1", "0.95", "0.9", "0.85", "0.8", "0.7")
    full = paste(f"{steps}低于 70%\t10")
    assert full.bands == tuple(
        (D(limit), D(n)) for limit, n in zip(limits, (100, 90, 80, 70, 60, 40), strict=True)
    )
    assert full.otherwise == 10
    assert [points for _limit, points in paste("99\n88", 1, 1).bands] == [100, 99, 88, 70, 60, 40]
    assert paste("60\t20", 6).bands[-1] == (D("0.6"), D(20))  # on the row beyond: one more
    kept = desk.card
    paste("35-45 秒\t80\n50\t60")
    assert desk.card == kept
    assert "“35-45 秒” is not a number" in desk.text("designerNoticeText")
    for _step in range(3):
        desk.key(Qt.Key.Key_Z, held=CTRL)
    assert desk.card == before


def test_the_curve_and_the_words_follow_every_key(desk: Desk) -> None:
    desk.stand_on("complaint_rate", "rule")
    side = desk.screen.designer.table_page.side
    before = side.curve.accessibleDescription()
    assert "1% → 100" in before
    picture = side.curve.grab().toImage()
    desk.key(Qt.Key.Key_Return)
    fill(desk, "lose", "20")
    assert "2% → 0" not in side.curve.accessibleDescription()
    assert "1.5% → 0" in side.curve.accessibleDescription()
    assert "−20" in side.words.text()
    assert side.curve.grab().toImage() != picture
    QTest.keyClicks(side.tester.field, "1.25")
    assert side.tester.said.text() == "→ 60 points"
    assert desk.stored() == desk.card  # a trial stores nothing


def test_a_red_line_caps_at_a_grade_of_the_scorecard(desk: Desk) -> None:
    desk.stand_on("abusive_language", "rule")
    desk.settle()
    choose(desk, "ruleEffect", Effect.CAP_GRADE)
    assert desk.stored().indicator("abusive_language").rule == RedLine(Effect.CAP_GRADE, "B")
    choose(desk, "ruleGrade", "C")
    assert desk.stored().indicator("abusive_language").rule == RedLine(Effect.CAP_GRADE, "C")


def test_points_on_top_have_no_weight(desk: Desk) -> None:
    desk.stand_on("complaint_rate", "rule")
    desk.settle()
    on_top = desk.find(QCheckBox, "ruleOnTop")
    assert isinstance(on_top, QCheckBox)
    on_top.click()
    desk.settle()
    made = desk.stored().indicator("complaint_rate")
    assert (made.on_top, made.role, made.weight) == (True, Role.BONUS, 0)
    assert isinstance(made.rule, Step)
    assert made.rule.cap == 5  # begins as points there are on top, not out of 100
    on_top.click()
    desk.settle()
    assert desk.stored().indicator("complaint_rate").role is Role.WEIGHTED


def test_a_formula_is_typed_and_says_when_it_is_none(desk: Desk) -> None:
    desk.screen.designer.table_page.add_row("formula")
    desk.settle()
    formula = desk.find(LiveField, "indicatorFormula")
    assert isinstance(formula, LiveField)
    formula.setFocus()
    formula.selectAll()
    desk.type("resolved / (")
    assert formula.property("wrong") is True
    assert "formula" in {told.code for told in desk.screen.draft.problems}
    desk.button("indicatorFormulaInsert").click()
    menu = desk.screen.findChild(QMenu, "indicatorFormulaMenu")
    assert menu is not None
    next(action for action in menu.actions() if action.data() == "contacts").trigger()
    menu.close()
    desk.type(")")
    assert not formula.property("wrong")
    made = next(i for i in desk.stored().indicators() if i.formula)
    assert made.formula == "resolved / (contacts)"


def test_a_published_rule_is_shown_but_not_changed(qtbot: QtBot, branch: Office, tasks: Tasks) -> None:
    desk = Desk(qtbot, branch, tasks)
    desk.key(Qt.Key.Key_Return)
    side = desk.screen.designer.table_page.side
    for code in ("avg_response_seconds", "complaint_rate", "abusive_language"):
        desk.stand_on(code, "rule")
        desk.settle()
        assert not desk.find(ComboBox, "ruleKind").isEnabled()
        assert all(field.isReadOnly() for field in side.form.findChildren(FigureField))
        assert side.tester.field.isEnabled()
    assert not desk.button("designAdd").isVisible()
    desk.stand_on("avg_response_seconds", "rule")
    assert not desk.button("ruleBandAdd").isVisible()


def test_every_figure_of_every_rule_has_words() -> None:
    for kind, rule in RULES.items():
        there = {field.name for field in fields(rule)} - ELSEWHERE
        assert all(f"{kind}.{name}" in WORDS or name in WORDS for name in there), kind


def test_chance_and_edges_of_a_rule_are_told_and_taken_out_at_one_click(desk: Desk) -> None:
    desk.stand_on("first_contact_resolution", "rule")
    button = desk.button("ruleInBetween")
    desk.qtbot.waitUntil(button.isVisible)
    assert desk.text("ruleNoise").startswith("By chance: ±")
    assert "One case more or less: " in desk.text("ruleNoise")
    button.click()
    desk.settle()
    rule = desk.stored().indicator("first_contact_resolution").rule
    assert isinstance(rule, Ladder)
    assert (rule.interpolated, rule.points(D("0.925"), None)) == (True, 95)
    assert not button.isVisible()  # until it is looked at again, nothing is said of the new rule
    desk.key(Qt.Key.Key_Z, held=CTRL)
    assert not getattr(desk.stored().indicator("first_contact_resolution").rule, "interpolated", True)
    desk.stand_on("csat", "rule")
    assert not button.isVisible()


def test_a_ladder_is_ticked_to_count_in_between(desk: Desk) -> None:
    desk.stand_on("avg_response_seconds", "rule")
    desk.key(Qt.Key.Key_Return)
    box = desk.find(QCheckBox, "rule_interpolated")
    assert isinstance(box, QCheckBox)
    box.click()
    desk.settle()
    assert desk.stored().indicator("avg_response_seconds").rule.points(D("32.5"), None) == 95
    assert desk.text("ruleWords").replace("\u2060", "").endswith("pro rata in between")
