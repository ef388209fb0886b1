"""The designer compares with peers by choices, without a formula being written."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from qadesk.domain.against_peers import How
from qadesk.domain.rules import Ladder
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import ComboBox
from tests.ui.scorecard_desk import Desk


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
