"""What of the grid stays in sight, whole, in windows and texts of any size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qadesk import i18n
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import badge_width
from qadesk.ui.widgets.table_header import width_in_two
from tests import unusual_forms as forms
from tests.ui.score_desk import CLOSED, OPEN, ScoreDesk

LATE = "KF1011"  # nobody has scored this agent in the sample


def on_twenty(desk: ScoreDesk) -> ScoreDesk:
    """The screen on a scorecard of twenty items, the cursor of the grid in the middle."""
    forms.put_on(desk.office, forms.twenty())
    desk.open()
    desk.screen.grid.go((LATE, None), "item9")
    return desk


@pytest.mark.parametrize("size", [(1198, 652), (855, 412)])
def test_number_name_comment_and_state_stay_in_sight_at_twenty_items(
    score_desk: ScoreDesk, size: tuple[int, int]
) -> None:
    desk = on_twenty(score_desk)
    desk.screen.resize(*size)
    desk.settle()
    grid = desk.screen.grid
    assert (grid.frozen.isVisible(), grid.kept.isVisible()) == (True, True)
    first, last = grid.frozen.geometry(), grid.kept.geometry()
    assert first.left() == grid.viewport().x()
    assert last.right() == grid.viewport().geometry().right()
    cell = grid.visualRect(grid.currentIndex()).translated(grid.viewport().pos())
    assert first.right() < cell.left()
    assert cell.right() <= last.left()
    for column in range(grid.grid_model.columnCount()):
        assert grid.frozen.isColumnHidden(column) == (column >= 2)
        assert grid.kept.isColumnHidden(column) == (column < grid.grid_model.comment_column)
    for view in (grid.frozen, grid.kept):
        assert [view.columnWidth(n) for n in view.columns] == [grid.columnWidth(n) for n in view.columns]
    before = grid.horizontalScrollBar().value()
    desk.key("c")
    desk.type("calm")
    box = desk.focus()
    assert box.geometry().right() <= last.left()  # beside what stands still
    desk.key(Qt.Key.Key_Escape)
    assert grid.horizontalScrollBar().value() == before
    assert desk.stored(LATE).comment == "calm"


def test_columns_are_as_wide_in_another_month(score_desk: ScoreDesk) -> None:
    def widths() -> list[int]:
        return [grid.columnWidth(column) for column in range(grid.grid_model.columnCount())]

    score_desk.open()
    grid = score_desk.screen.grid
    first = widths()
    assert sum(first) == grid.viewport().width()
    for code, state in ((CLOSED, "closed"), (OPEN, "open")):
        score_desk.open(code, state)
        assert sum(widths()) == grid.viewport().width()
    assert widths() == first


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("percent", [100, 130, 150])
def test_headings_and_both_ends_are_whole_at_any_text_size(
    qtbot: QtBot, qapp: QApplication, sample_office: Office, tasks: Tasks, percent: int, language: str
) -> None:
    i18n.set_language(language)
    theme.apply(qapp, "dark", percent)
    desk = on_twenty(ScoreDesk(qtbot, sample_office, tasks))
    desk.screen.resize(1198, 680)  # 1366 pixels less the side bar
    desk.settle()
    grid, metrics = desk.screen.grid, QFontMetrics(theme.font(theme.SMALL))
    head = grid.horizontalHeader()
    assert head.height() >= 2 * metrics.height()
    assert grid.frozen.horizontalHeader().height() == head.height()
    assert grid.frozen.isVisible()
    assert grid.kept.isVisible()
    cells = desk.screen.book.cells
    for column, cell in enumerate(cells):
        assert head.sectionSize(column) >= width_in_two(cell.head) + 2 * GRID, cell.head
        assert grid.grid_model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) == (
            cell.head
        )
    body = QFontMetrics(theme.font())
    states = [cells[-1].text(entry) for entry in desk.screen.book.entries()]
    room = head.sectionSize(grid.grid_model.state_column) - 2 * GRID
    assert all(badge_width(body, text) <= room for text in states)
