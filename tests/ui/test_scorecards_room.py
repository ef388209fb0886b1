"""What has room in the designer, and what is said once only."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qadesk.domain.editing import Spot
from qadesk.services.designing.row_fields import KEYS
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks
from tests.ui.scorecard_desk import Desk


@pytest.fixture
def desk(qtbot: QtBot, branch: Office, tasks: Tasks) -> Desk:
    made = Desk(qtbot, branch, tasks)
    made.open_copy()
    return made


def test_what_the_weights_line_says_is_not_listed_once_more(desk: Desk) -> None:
    desk.stand_on("csat", "weight")
    desk.type("5")
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    listed = desk.screen.designer.table_page.problems
    assert [told.code for told in listed.model.rows] == ["weights_sum"]
    assert "90%" in desk.screen.designer.table_page.weights.accessibleName()
    assert not listed.table.isVisible()
    desk.press("problemsFirst")
    assert desk.screen.designer.table_page.table.currentIndex().column() == KEYS.index("weight")


def test_rules_are_whole_beside_the_open_panel(desk: Desk) -> None:
    page = desk.screen.designer.table_page
    desk.screen.resize(1366 - 168, 700)  # what the side bar leaves
    page.table.go_to(Spot(0, 0))
    page.show_editor(True)
    desk.settle()
    table, column = page.table, KEYS.index("rule")
    assert page.side.isVisible()
    for row in range(table.edited.rowCount()):
        text = str(table.edited.index(row, column).data() or "")
        if len(text) < 60:  # longer ones take two lines beside
            assert table.fontMetrics().horizontalAdvance(text) <= table.columnWidth(column) - 16, text
    edge = table.columnViewportPosition(column) + table.columnWidth(column)
    assert edge <= table.viewport().width()
