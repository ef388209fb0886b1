"""In Results who was excluded by mistake in a closed month is reopened, and the exemption withdrawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from qadesk.services import cycles
from qadesk.services.after_closing import stages
from qadesk.services.assessment import exemptions
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests import appealed_month
from tests.made_up_month import CODE
from tests.ui.conftest import Dialog
from tests.ui.results_desk import Desk

OUT = "KF01"


def test_excluded_by_mistake_is_reopened_with_a_reason_and_undone(
    tmp_path: Path, qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch, dialog: Dialog
) -> None:
    appealed_month.on(monkeypatch, date(2026, 11, 3))
    office = appealed_month.closed_without(OUT, tmp_path / "branch.qadesk")
    desk = Desk(qtbot, office, tasks)
    desk.open("closed")
    desk.screen.show_agent("KF02")
    desk.settle()
    assert desk.button("agentReopen").isHidden()
    desk.screen.show_agent(OUT)
    desk.settle()
    assert not desk.button("agentReopen").isHidden()
    assert desk.button("agentRestore").isHidden()
    desk.press("agentReopen")
    asked = dialog("resultsReopenDialog")
    go = asked.findChild(Button, "resultsReopenDo")
    assert isinstance(go, Button)
    assert not go.isEnabled()
    QTest.keyClicks(asked.findChild(QLineEdit, "resultsReopenText"), "was here")
    go.click()
    desk.settle()
    assert [one.staff_no for one in stages.positions(office, CODE).positions if one.correction] == [OUT]
    assert desk.button("agentReopen").isHidden()
    desk.press("agentRestore")
    with office.read() as connection:
        assert not exemptions.of_cycle(connection, cycles.get_in(connection, office, CODE))
    office.close()
