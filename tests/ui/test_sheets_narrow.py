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
from qadesk.ui.screens.sheets.preview import PreviewPane
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
    bar = window.findChild(PreviewPane).bar
    parts = [part for n in range(bar.count()) if (part := bar.itemAt(n).widget()) is not None]
    assert len(parts) == 6
    for one, other in pairwise(parts):
        assert one.geometry().right() < other.geometry().left(), (one.objectName(), other.objectName())
    assert parts[-1].geometry().right() <= parts[-1].parentWidget().width()
    window.resize(911, 460)  # less a title bar and a task bar
    settle(qtbot, tasks)
    side = window.side.findChild(QScrollArea, "sideScroll")
    assert side.verticalScrollBar().maximum() == 0, "every page is in sight in the side bar"
    for entry in window.side.findChildren(QToolButton):
        assert entry.height() >= entry.iconSize().height() + entry.fontMetrics().height(), entry.text()
    window.close()
