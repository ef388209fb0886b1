"""The whole program in a test: one run of it, and what a user does to get into an office."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk.app import Program
from qadesk.services import setup
from qadesk.ui.main_window import MainWindow

Key = Qt.Key
PASSWORD = "at the gate"


class Run:
    """One run of the program, and whether it has ended."""

    def __init__(self, qtbot: QtBot, app: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ended = False
        monkeypatch.setattr(app, "quit", self._end)
        self.qtbot = qtbot
        self.program = Program(app)

    def _end(self) -> None:
        self.ended = True

    def start(self, *, sample: bool = False, office: str | None = None) -> None:
        self.program.start(argparse.Namespace(sample=sample, office=office))

    def window(self, screen: str = "today") -> MainWindow:
        """The window in sight once it holds an office and shows a screen, its first."""

        def found() -> MainWindow | None:
            return next(
                (
                    widget
                    for widget in QApplication.topLevelWidgets()
                    if isinstance(widget, MainWindow)
                    and widget.isVisible()
                    and widget.current == screen
                    and not widget.tasks.busy
                ),
                None,
            )

        self.qtbot.waitUntil(lambda: found() is not None, timeout=10_000)
        window = found()
        assert window is not None
        return window

    def wait_for_the_end(self) -> None:
        self.qtbot.waitUntil(lambda: self.ended)


def write(qtbot: QtBot, inside: QWidget, name: str, text: str) -> QLineEdit:
    field = inside.findChild(QLineEdit, name)
    assert field is not None, name
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    return field


def press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    button = inside.findChild(QPushButton, name)
    assert button is not None, name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def password_of(asking: QWidget) -> QLineEdit:
    return next(
        field for field in asking.findChildren(QLineEdit) if field.echoMode() == QLineEdit.EchoMode.Password
    )


def sign_in(qtbot: QtBot, asking: QWidget, password: str) -> None:
    """Type a password as soon as it is known whose it is."""
    people = asking.findChild(QComboBox, "signInName")
    assert people is not None
    qtbot.waitUntil(lambda: people.currentText() == "Li")
    field = password_of(asking)
    qtbot.keyClicks(field, password)
    qtbot.keyClick(field, Key.Key_Return)


def free(path: Path) -> bool:
    """Whether nobody holds the office any more: opening one that is held is refused."""
    office = setup.open_office(path)
    office.close()
    return True


def press_radio(qtbot: QtBot, inside: QWidget, name: str) -> None:
    radio = inside.findChild(QRadioButton, name)
    assert radio is not None, name
    qtbot.mouseClick(radio, Qt.MouseButton.LeftButton, pos=QPoint(6, radio.height() // 2))
