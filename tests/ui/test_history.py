"""*History…* is on every screen that shows a thing of its own: by its keys and in its menu."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from qadesk import app
from qadesk.services import cycles
from qadesk.services.scoring import drafts
from qadesk.services.trail import things
from qadesk.storage.office import Office
from qadesk.ui.kit.history import HistoryWindow
from qadesk.ui.main_window import MainWindow
from qadesk.ui.screens.results.screen import ResultsScreen
from qadesk.ui.tasks import Tasks
from tests.ui.desk import settle, show_screen


def opened(qtbot: QtBot, inside: object, tasks: Tasks) -> HistoryWindow:
    windows = inside.findChildren(HistoryWindow)  # type: ignore[attr-defined]
    assert len(windows) == 1
    settle(qtbot, tasks)
    return windows[0]


def shown(window: HistoryWindow, key: str) -> list[str]:
    model = window.list.page.model
    return [model.index(row, model.column_number(key)).data() for row in range(model.rowCount())]


def test_the_history_of_a_rating_says_who_when_from_what_to_what(
    qtbot: QtBot, sample_office: Office, tasks: Tasks
) -> None:
    for level in ("2", "5"):
        drafts.rate(sample_office, cycles.get(sample_office, "2026-10"), "KF1009", "attitude", Decimal(level))
    screen = show_screen(qtbot, ResultsScreen(sample_office, tasks))
    HistoryWindow(screen, things.of_cell("2026-10", "KF1009", "attitude")).open()
    window = opened(qtbot, screen, tasks)
    assert window.windowTitle() == "History of 杨娟 (KF1009) · October 2026 · Attitude rating"
    assert (shown(window, "was")[:2], shown(window, "became")[:2]) == (["2", "4"], ["5", "2"])
    assert shown(window, "who")[0] == sample_office.user.name if sample_office.user else False
    window.list.page.search.setText("nothing like it")
    assert window.list.page.no_match.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


@pytest.mark.parametrize(
    "key, name",
    [
        ("agents", "agents"),
        ("records", "records"),
        ("score", "score"),
        ("results", "results"),
        ("results", "resultsMonth"),
        ("sheets", "sheets"),
        ("scorecards", "version"),
        ("settings", "people"),
    ],
)
def test_every_screen_has_a_way_to_the_history(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, key: str, name: str
) -> None:
    window = MainWindow(sample_office, tasks, app.entries(lambda: sample_office, tasks))
    window.show_first()
    qtbot.waitActive(window)
    window.open_screen(key)
    screen = window.screen_of(key)
    qtbot.waitUntil(lambda: not tasks.busy, timeout=30_000)  # a sheet is drawn
    settle(qtbot, tasks)
    if key == "records":
        screen.tabs.setCurrentWidget(screen.browse)  # type: ignore[attr-defined]
        settle(qtbot, tasks)
    if key == "settings":
        screen.people.table.select_row(0)  # type: ignore[attr-defined]
    action = screen.findChild(QAction, f"{name}HistoryAction")
    assert action is not None
    action.trigger()
    history = opened(qtbot, window, tasks)
    empty = history.list.page.model.rowCount() == 0
    assert empty == (key == "score")  # where the first is still to be rated
    assert history.list.page.empty.isVisible() == empty
    assert history.windowTitle() not in ("History", "History of ")
    history.close()
    window.close()


def test_a_figure_and_all_figures_on_an_agents_page(
    qtbot: QtBot, sample_office: Office, tasks: Tasks
) -> None:
    screen = show_screen(qtbot, ResultsScreen(sample_office, tasks))
    screen.cycle, screen.cycle_state = "2026-10", "open"
    screen.refresh(frozenset({"cycle"}))
    settle(qtbot, tasks)
    screen.arrive("KF1001")
    settle(qtbot, tasks)
    screen.agent.table.setFocus()
    qtbot.keyClick(screen.agent.table, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    figure = opened(qtbot, screen, tasks)
    few = figure.list.page.model.rowCount()
    figure.close()
    qtbot.waitUntil(lambda: not screen.findChildren(HistoryWindow))
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.agent.table.setFocus()
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(screen.agent.table, Qt.Key.Key_H, modifiers)
    whole = opened(qtbot, screen, tasks)
    assert whole.list.page.model.rowCount() > few
    names = shown(whole, "row")
    assert "Ratings: Attitude rating" in names  # whose and of which month stands in the title
    assert not [name for name in names if "(KF1001) · October 2026 ·" in name]
    whole.close()
