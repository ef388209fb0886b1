"""In the designer: formulas in names, built from a list; ladders with open limits and flat bands."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QMenu
from pytestqt.qtbot import QtBot

from qadesk.domain.rules import Ladder
from qadesk.services.designing.formula_names import figures_called
from qadesk.storage.office import Office
from qadesk.ui.kit.edit_cell import LiveField
from qadesk.ui.tasks import Tasks
from tests.ui.scorecard_desk import Desk
from tests.unit.domain.cards import D


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, branch, tasks)
    made.open_copy()
    return made


def test_a_formula_may_name_its_figures(desk: Desk) -> None:
    """A name in quotes becomes a code once it is whole; what was typed stays as it is while one types."""
    desk.screen.designer.table_page.add_row("formula")
    desk.settle()
    field = desk.find(LiveField, "indicatorFormula")
    assert isinstance(field, LiveField)
    field.setFocus()
    field.selectAll()
    desk.type('if("')
    desk.button("indicatorFormulaInsert").click()
    menu = desk.screen.findChild(QMenu, "indicatorFormulaMenu")
    assert menu is not None
    offered = [action.data() for action in menu.actions()]
    assert {"if( >= , , not_applicable)", "min( , )", "not_applicable", "contacts", "csat"} <= set(offered)
    menu.close()
    field.setFocus()
    desk.type("Customer satisfaction")
    assert field.property("wrong") is True
    name = desk.card.indicator("csat").names.en
    assert figures_called(desk.card)[name] == ("csat",)
    field.selectAll()
    desk.type(f'if("{name}" >= 4, "{name}" * 60%, not_applicable)')
    assert not field.property("wrong")
    made = next(i for i in desk.stored().indicators() if i.formula)
    assert made.formula == "if(csat >= 4, csat * 60%, not_applicable)"
    assert field.text().startswith('if("')
    hints = [one.text() for one in desk.screen.findChildren(QLabel) if one.isVisible()]
    assert f"if(“{name}” ≥ 4, “{name}” × 60%, not_applicable)" in hints


def test_a_limit_is_typed_with_its_sign_and_a_band_kept_flat(desk: Desk) -> None:
    desk.stand_on("first_contact_resolution", "rule")
    desk.key(Qt.Key.Key_Return)
    bands = desk.screen.designer.table_page.side.bands

    def rule() -> Ladder:
        found = desk.card.indicator("first_contact_resolution").rule
        assert isinstance(found, Ladder)
        return found

    def typed(row: int, column: int, text: str) -> None:
        bands.table.set_current(bands.model.index(row, column))
        bands.table.setFocus()
        desk.type(text)
        desk.key(Qt.Key.Key_Return)

    assert bands.model.columnCount() == 2
    typed(1, 0, "> 90")
    assert rule().over == (False, True)
    assert [rule().points(D(value), None) for value in ("0.9001", "0.9")] == [90, 70]
    assert bands.model.index(1, 0).data() == "> 90%"
    typed(1, 0, "90")
    assert rule().over == ()
    typed(0, 0, "< 96")  # of the other direction
    assert "96" in desk.text("designerNoticeText")
    desk.key(Qt.Key.Key_Escape)
    sloped = desk.find(QLabel, "ruleWords")
    box = desk.find(QCheckBox, "rule_interpolated")
    assert isinstance(box, QCheckBox)
    box.click()
    desk.settle()
    assert bands.model.columnCount() == 3
    bands.model.setData(bands.model.index(2, 2), "flat", Qt.ItemDataRole.EditRole)
    desk.settle()
    assert rule().flat == (False, False, True)
    assert rule().points(D("0.88"), None) == 70
    assert isinstance(sloped, QLabel)
    assert "throughout" in sloped.text().replace("\u2060", "").replace("\u00a0", " ")
    bands.table.set_current(bands.model.index(1, 0))
    bands.remove_band()
    assert rule().flat == (False, True)
