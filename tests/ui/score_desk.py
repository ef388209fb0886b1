"""A score screen with someone typing at it: what the tests of that screen share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk.services.scoring import boards
from qadesk.services.scoring.boards import Entry
from qadesk.storage.office import Office
from qadesk.ui import theme
from qadesk.ui.screen import CHANGES
from qadesk.ui.screens.score import ScoreScreen
from qadesk.ui.tasks import Tasks

OPEN, CLOSED = "2026-10", "2026-09"


class Desk:
    """A screen with someone typing at it."""

    def __init__(self, qtbot: QtBot, office: Office) -> None:
        theme.apply(QApplication.instance() or QApplication([]), "light")
        self.qtbot, self.office = qtbot, office
        self.tasks = Tasks()
        self.screen = ScoreScreen(office, self.tasks)
        qtbot.addWidget(self.screen)
        self.tasks.set_window(self.screen)
        self.screen.changed.connect(self._tell)
        self.screen.resize(1180, 640)
        self.screen.show()
        qtbot.waitUntil(self.screen.isActiveWindow)

    def _tell(self, changes: frozenset[str], itself: bool) -> None:
        """What the main window does with a change."""
        if itself:
            self.screen.refresh(changes)

    def open(self, code: str = OPEN, state: str = "open") -> None:
        self.screen.cycle, self.screen.cycle_state = code, state
        self.screen.refresh(CHANGES)
        self.settle()
        self.screen.focus_first()

    def settle(self) -> None:
        """Until all that was typed is in the office file."""
        self.qtbot.waitUntil(lambda: not self.tasks.busy)
        QApplication.sendPostedEvents()
        self.qtbot.waitUntil(lambda: not self.tasks.busy)

    def key(self, *keys: Qt.Key | str, ctrl: bool = False) -> None:
        modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        for key in keys:
            QTest.keyClick(self.focus(), key, modifier)  # type: ignore[call-overload]

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus(), text)

    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def stored(self, staff_no: str) -> Entry:
        """What the office file says, once everything is saved."""
        self.settle()
        found = boards.board(self.office, self.screen.book.board.cycle.code)  # type: ignore[union-attr]
        return next(entry for entry in found.entries if entry.staff_no == staff_no)

    def dialog(self, name: str) -> QWidget:
        self.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
        found = QApplication.activeModalWidget()
        assert found is not None
        assert found.objectName() == name
        self.qtbot.waitUntil(found.isActiveWindow)
        return found

    def come_back(self) -> None:
        """After a dialog has closed: what a window manager does by itself."""
        self.screen.activateWindow()
        self.qtbot.waitUntil(self.screen.isActiveWindow)

    def press(self, name: str) -> None:
        button = QApplication.activeModalWidget() or self.screen
        found = button.findChild(QPushButton, name)
        assert found is not None
        found.click()

    def text(self, name: str) -> str:
        found = self.screen.findChild(QWidget, name)
        assert found is not None
        return str(found.property("text"))

    def close(self) -> None:
        """Leave the screen as closing the window does."""
        self.screen.hide()
        self.tasks.shutdown()
