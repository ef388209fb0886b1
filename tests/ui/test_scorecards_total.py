"""The designer's page of rules on the total: written, changed and taken out by keyboard."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.rules import Unscored
from qadesk.domain.scorecard import Better, Indicator, Names, Unit
from qadesk.domain.total_rules import Sign, TotalEffect
from qadesk.storage.office import Office
from qadesk.ui.screens.scorecards.total_page import TotalPage
from qadesk.ui.tasks import Tasks
from tests.ui.desk import has_focus
from tests.ui.scorecard_desk import Desk

ABSENT = Indicator(
    "absent", Names("旷工天数", "Days absent"), Unit.COUNT, Better.LOWER, Decimal(0), Unscored(), None,
    typed=True, greatest=Decimal(31),
)  # fmt: skip


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    return Desk(qtbot, branch, tasks)


def page_of(desk: Desk) -> TotalPage:
    """The page of a draft that has the days absent, shown only."""
    desk.open_copy()
    draft, designer = desk.screen.draft, desk.screen.designer
    draft.apply(editing.add_indicator(draft.card, Spot(0), ABSENT), ("sections", 0))
    desk.settle()
    designer.tabs.setCurrentIndex(designer.pages.indexOf(designer.total_page))
    desk.settle()
    return designer.total_page


def said(page: TotalPage) -> list[str]:
    model = page.model
    last = model.columnCount() - 1
    return [model.index(row, last).data() for row in range(model.rowCount())]


def test_a_rule_is_added_changed_and_taken_out(desk: Desk) -> None:
    page = page_of(desk)
    assert has_focus(page.empty_action)
    desk.key(Qt.Key.Key_Return)
    assert said(page) == ["Days absent ≥ 1: total × 0.5"]
    page.table.set_current(page.model.index(0, 2))
    desk.type("3")
    desk.key(Qt.Key.Key_Return)
    page.table.set_current(page.model.index(0, 3))
    desk.key(Qt.Key.Key_Return)
    desk.pick("designCellBox", TotalEffect.BEST_GRADE.value)
    page.table.set_current(page.model.index(0, 5))
    desk.key(Qt.Key.Key_Return)
    desk.pick("designCellBox", "C")
    assert said(page) == ["Days absent ≥ 3: grade no better than C"]
    (rule,) = desk.stored().on_total
    assert (rule.when.sign, rule.when.limit, rule.value, rule.grade) == (Sign.AT_LEAST, Decimal(3), None, "C")
    desk.press("totalRuleRemove")
    assert desk.stored().on_total == ()
    desk.screen.designer.undo()
    desk.settle()
    assert len(desk.stored().on_total) == 1


def test_a_problem_leads_to_its_cell_and_a_rule_of_another_figure_turns_around(desk: Desk) -> None:
    page = page_of(desk)
    desk.key(Qt.Key.Key_Return)
    draft = desk.screen.draft
    (rule,) = draft.card.on_total
    wrong = replace(rule, when=replace(rule.when, sign=Sign.UNDER))
    draft.apply(editing.change_total_rule(draft.card, 0, wrong), ("on_total", 0))
    desk.settle()
    told = next(one for one in draft.problems if one.code == "total_rule_against")
    assert told.where == "rule 1 on the total › Comparison"
    desk.screen.designer.tabs.setCurrentIndex(0)
    desk.screen.designer.go(told.path)
    assert page.table.currentIndex().column() == 1
    column = next(one for one in page.model.columns if one.key == "figure")
    assert column.put is not None
    turned = column.put(draft.card, 0, "csat").on_total[0]
    assert (turned.when.figure, turned.when.sign, turned.when.limit) == ("csat", Sign.UNDER, Decimal(4))


def test_an_indicator_applies_only_under_a_condition(desk: Desk) -> None:
    page_of(desk)
    designer, draft = desk.screen.designer, desk.screen.draft
    designer.tabs.setCurrentIndex(0)
    desk.stand_on("csat", "rule")
    designer.table_page.show_editor(True, enter=False)
    desk.settle()
    form = designer.table_page.side.form
    form.follow()
    names = [row.asked.name for row in form._shown]
    assert "appliesFigure" in names
    assert "appliesLimit" not in names
    asked = next(row.asked for row in form._shown if row.asked.name == "appliesFigure")
    draft.apply(asked.put(draft.card, "absent"), asked.path)
    desk.settle()
    form.follow()
    assert {"appliesSign", "appliesLimit"} <= {row.asked.name for row in form._shown}
    assert desk.stored().indicator("csat").applies_if is not None
