"""The choices above a sheet and the side bar in a window as small as one of 1366 × 768 at 150 %."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from qadesk import app
from qadesk.i18n import LANGUAGES, set_language
from qadesk.storage.office import Office
from qadesk.ui.main_window import MainWindow
from qadesk.ui.screens.sheets.screen import SheetsScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import ComboBox
from tests.ui.desk import settle


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_choices_above_a_sheet_are_whole_in_the_narrowest_window(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, language: str
) -> None:
    set_language(language)
    window = MainWindow(sample_office, tasks, app.entries(lambda: sample_office, tasks))
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(911, 512)  # 1366 × 768 at 150 %
    window.show_first()
    qtbot.waitActive(window)
    window.open_screen("sheets")
    qtbot.waitUntil(lambda: not tasks.busy, timeout=30_000)
    settle(qtbot, tasks)
    for name in ("sheetZoom", "sheetLanguage"):
        box = window.findChild(ComboBox, name)
        assert box.width() >= box.sizeHint().width(), name
    screen = window.screen_of("sheets")
    assert isinstance(screen, SheetsScreen)
    parts = [screen.pane.bar.itemAt(n).widget() for n in range(screen.pane.bar.count())]
    shown = [one.geometry() for one in parts if one is not None and one.isVisible()]
    assert len(shown) == 6
    assert all(left.right() < right.left() for left, right in pairwise(shown)), "none lies over another"
    assert shown[-1].right() < screen.pane.width()
    window.resize(911, 460)  # less a title bar and a task bar
    settle(qtbot, tasks)
    side = window.side.findChild(QScrollArea, "sideScroll")
    assert side.verticalScrollBar().maximum() == 0, "every page is in sight in the side bar"
    for entry in window.side.findChildren(QToolButton):
        assert entry.height() >= entry.iconSize().height() + entry.fontMetrics().height(), entry.text()
    window.close()
