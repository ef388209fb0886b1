"""A records screen and the keyboard on it: what the tests of that screen share."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk.storage.office import Office
from qadesk.ui.screens.records import RecordsScreen
from qadesk.ui.tasks import Tasks

Key = Qt.Key
Opened = Callable[[], RecordsScreen]


def show(qtbot: QtBot, branch: Office, tasks: Tasks) -> RecordsScreen:
    """The screen as the window would show it, once it has read the office."""
    screen = RecordsScreen(branch, tasks)
    qtbot.addWidget(screen)
    screen.changed.connect(lambda changes, itself: screen.refresh(changes) if itself else None)
    screen.cycle, screen.cycle_state = "2026-10", "open"
    screen.resize(1198, 680)
    screen.show()
    qtbot.waitActive(screen)
    screen.refresh(frozenset({"cycle"}))
    qtbot.waitUntil(lambda: not tasks.busy)
    screen.focus_first()
    return screen


def idle(qtbot: QtBot, screen: RecordsScreen) -> None:
    qtbot.waitUntil(lambda: not screen.tasks.busy)


def press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    button = inside.findChild(QPushButton, name)
    assert button is not None, name
    button.setFocus()
    qtbot.keyClick(button, Key.Key_Return)


def texts(inside: QWidget, name: str) -> str:
    found = inside.findChild(QLabel, name)
    assert found is not None, name
    return found.text()


def pick(qtbot: QtBot, box: QComboBox, data: str) -> None:
    """Choose an entry with the arrow keys."""
    box.setFocus()
    wanted = box.findData(data)
    assert wanted >= 0, data
    while box.currentIndex() != wanted:
        qtbot.keyClick(box, Key.Key_Down if box.currentIndex() < wanted else Key.Key_Up)
