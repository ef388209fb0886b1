"""The designer compares with peers by choices, without a formula being written."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from qadesk.domain import editing
from qadesk.domain.against_peers import How
from qadesk.domain.editing import Spot
from qadesk.domain.rules import Ladder
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import ComboBox
from tests.ui.scorecard_desk import Desk
from tests.unit.domain.test_earlier import STEP, computed


def choose(desk: Desk, name: str, data: object) -> None:
    box = desk.find(ComboBox, name)
    assert isinstance(box, ComboBox)
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())
    desk.settle()


def test_points_by_rank_are_chosen(qtbot: QtBot, branch: Office, tasks: Tasks) -> None:
    desk = Desk(qtbot, branch, tasks)
    desk.open_copy()
    desk.stand_on("csat", "name")
    choose(desk, "indicatorSource", "peers")
    choose(desk, "peersHow", How.RANK_SHARE)
    choose(desk, "peersGroup", "office")
    choose(desk, "peersOf", "first_contact_resolution")
    formula = desk.find(QLineEdit, "indicatorFormula")
    assert isinstance(formula, QLineEdit)
    assert formula.text() == "office_rank_share(first_contact_resolution)"
    rule = desk.card.indicator("csat").rule
    assert isinstance(rule, Ladder)
    assert [(str(limit), str(points)) for limit, points in rule.bands] == [
        ("0.1", "100"), ("0.3", "90"), ("0.7", "80"),
    ]  # fmt: skip
    choose(desk, "peersHow", How.MINUS_MEAN)
    desk.find(QCheckBox, "peersOthers").click()  # type: ignore[attr-defined]
    desk.settle()
    written = "first_contact_resolution - office_mean(first_contact_resolution, others)"
    assert desk.card.indicator("csat").formula == written
    assert desk.card.indicator("csat").standard == 0


def test_a_longer_formula_of_the_next_row_is_read_whole(qtbot: QtBot, branch: Office, tasks: Tasks) -> None:
    """What is said below a field gets the height of its words, not that of the row before."""
    desk = Desk(qtbot, branch, tasks)
    desk.open_copy()
    card = desk.card
    for code, written in (
        ("short", "office_rank(csat)"),
        ("long", "(first_contact_resolution - before(first_contact_resolution)) * 100"),
    ):
        steps = {"rule": STEP, "standard": Decimal(0), "on_top": True} if code == "long" else {}
        card = editing.add_indicator(card, Spot(0), computed(written, code, **steps))
    desk.screen.draft.apply(card, ("sections", 0))
    page = desk.screen.designer.table_page
    page.show_editor(True)
    for code in ("short", "long"):
        desk.stand_on(code, "name")
        desk.settle()
        qtbot.wait(100)
    hints = [one for one in page.side.form.findChildren(QLabel) if one.isVisible() and one.wordWrap()]
    assert any("before(" in one.text() for one in hints)
    assert [one.text() for one in hints if one.height() < one.heightForWidth(one.width())] == []
