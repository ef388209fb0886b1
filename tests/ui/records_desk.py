"""A records screen and the keyboard on it: what the tests of that screen share."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk.storage.office import Office
from qadesk.ui.screens.records.screen import RecordsScreen
from qadesk.ui.tasks import Tasks
from tests.ui.desk import settle, show_screen

Key = Qt.Key
Opened = Callable[[], RecordsScreen]


def show(qtbot: QtBot, branch: Office, tasks: Tasks) -> RecordsScreen:
    """The screen as the window would show it, once it has read the office."""
    return show_screen(qtbot, RecordsScreen(branch, tasks))


def idle(qtbot: QtBot, screen: RecordsScreen) -> None:
    settle(qtbot, screen.tasks)


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
    """Choose an entry in the opened list: space, the arrow keys, Enter."""
    box.setFocus()
    wanted = box.findData(data)
    assert wanted >= 0, data
    qtbot.keyClick(box, Key.Key_Space)
    listed = box.view()
    qtbot.waitUntil(listed.isVisible)
    for _step in range(box.count()):
        at = listed.currentIndex().row()
        if at != wanted:
            qtbot.keyClick(listed, Key.Key_Down if at < wanted else Key.Key_Up)
    assert listed.currentIndex().row() == wanted, data
    qtbot.keyClick(listed, Key.Key_Return)
