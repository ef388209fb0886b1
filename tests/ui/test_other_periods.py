"""Figures of other periods on screen: built in the designer, followed from Results to their month."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from qadesk.domain.checking import check
from qadesk.domain.scorecard import Unit
from qadesk.services.designing import additions
from qadesk.storage.office import Office
from qadesk.ui.kit.edit_cell import LiveField
from qadesk.ui.tasks import Tasks
from tests.made_up_month import CODE, filled
from tests.ui import results_desk
from tests.ui.scorecard_desk import Desk
from tests.unit.services.test_earlier_months import ALL, BEFORE, improving, month


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, branch, tasks)
    made.open_copy()
    return made


def test_improvement_is_added_from_the_list(desk: Desk) -> None:
    """Nothing is typed: the row is about the one it was added at, and is sound as it is."""
    desk.stand_on("first_contact_resolution", "name")
    assert additions.IMPROVEMENT in dict(additions.offers(desk.card)[0])
    desk.screen.designer.table_page.add_row(additions.IMPROVEMENT)
    desk.settle()
    made = next(i for i in desk.stored().indicators() if i.formula)
    code = "first_contact_resolution"
    assert made.formula == f"({code} - before({code})) * 100"
    assert made.unit is Unit.SCORE
    assert [one for one in check(desk.card) if "formula" in one.code] == []
    hints = [one.text() for one in desk.screen.findChildren(QLabel) if one.isVisible()]
    assert "(“First-contact resolution” − before(“First-contact resolution”)) × 100" in hints


def test_functions_are_offered_with_their_figures(desk: Desk) -> None:
    desk.screen.designer.table_page.add_row("formula")
    desk.settle()
    field = desk.find(LiveField, "indicatorFormula")
    assert isinstance(field, LiveField)
    field.setFocus()
    field.selectAll()
    desk.key(Qt.Key.Key_Delete)
    desk.button("indicatorFormulaInsert").click()
    menu = desk.screen.findChild(QMenu, "indicatorFormulaMenu")
    assert menu is not None
    inner = {found.title(): found for one in menu.actions() if (found := one.menu()) is not None}
    assert isinstance(menu, QMenu)
    offered = [one.data() for one in inner["Mean of the last 3 periods"].actions()]
    assert {"mean_of_last(csat, 3)", "mean_of_last(total, 3)"} <= set(offered)
    assert "quarter_to_date(attitude)" not in [one.data() for one in inner["Quarter to date"].actions()]
    next(one for one in inner["Period before"].actions() if one.data() == "before(csat)").trigger()
    menu.close()
    desk.settle()
    assert next(i for i in desk.stored().indicators() if i.formula).formula == "before(csat)"


def test_a_standard_is_taken_from_last_month(desk: Desk) -> None:
    desk.stand_on("csat", "name")
    field = desk.find(LiveField, "indicatorStandardFrom")
    assert isinstance(field, LiveField)
    field.setFocus()
    desk.type("before(csat")
    assert field.property("wrong") is True
    desk.type(")")
    assert not field.property("wrong")
    assert desk.stored().indicator("csat").standard_from == "before(csat)"
    field.selectAll()
    desk.key(Qt.Key.Key_Delete)
    assert desk.stored().indicator("csat").standard_from == ""
    assert not field.property("wrong")


@pytest.fixture
def months(tmp_path: Path) -> Iterator[Office]:
    office = filled(tmp_path / "b.qadesk")
    month(office, BEFORE, improving(), close=True, KF01="0.91", **ALL)
    month(office, CODE, improving(), KF01="0.93", **ALL)
    yield office
    office.close()


def test_a_figure_leads_to_the_month_it_is_from(qtbot: QtBot, months: Office, tasks: Tasks) -> None:
    desk = results_desk.Desk(qtbot, months, tasks)
    desk.open()
    asked = list[tuple[str, object]]()
    desk.screen.open_requested.connect(lambda key, context: asked.append((key, context)))
    desk.screen.arrive(("KF01", "gain"))
    desk.settle()
    desk.key(Qt.Key.Key_Return)
    said = desk.screen.findChild(QLabel, "chainText_value")
    assert said is not None
    assert "before(sat) (Satisfaction: September 2026) = 91.00%" in said.text()
    desk.press(f"chainPeriod_{BEFORE}")
    assert asked == [("month", BEFORE)]
    desk.show_month(BEFORE, "closed")
    desk.key(Qt.Key.Key_Return)
    assert desk.screen.chain.explanation is not None
    assert desk.screen.chain.explanation.indicator is not None
    assert desk.screen.chain.explanation.indicator.code == "sat"
