"""A score screen with someone typing at it: what the tests of that screen share."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qadesk.services.scoring import boards
from qadesk.services.scoring.forms import Evaluation
from qadesk.storage.office import Office
from qadesk.ui.screens.score.screen import ScoreScreen
from qadesk.ui.tasks import Tasks
from tests.ui.desk import ScreenDesk

OPEN, CLOSED = "2026-10", "2026-09"


class ScoreDesk(ScreenDesk[ScoreScreen]):
    """A score screen with someone typing at it."""

    def __init__(self, qtbot: QtBot, office: Office, tasks: Tasks) -> None:
        super().__init__(qtbot, office, tasks, ScoreScreen(office, tasks))

    def open(self, code: str = OPEN, state: str = "open") -> None:
        self.show_month(code, state)

    def type(self, text: str) -> None:
        for key in text:  # the first may open a field that the others go to
            QTest.keyClick(self.focus(), key)

    def stored(self, staff_no: str) -> Evaluation:
        """What the office file says, once everything is saved."""
        self.settle()
        assert self.screen.book.board is not None
        found = boards.board(self.office, self.screen.book.board.cycle.code)
        return next(entry for entry in found.entries if entry.staff_no == staff_no)

    def place(self) -> tuple[str, str | None]:
        """The staff number and the item the cursor of the grid is on."""
        key, item = self.screen.grid.place()
        assert key is not None
        return key[0], item

    def dialog(self, name: str) -> QWidget:
        """The dialog that is open or about to be."""

        def shown() -> QWidget | None:  # on a slow machine the progress of an import stands before it
            active = QApplication.activeModalWidget()
            return active if active is not None and active.objectName() == name else None

        self.qtbot.waitUntil(lambda: shown() is not None)
        found = shown()
        assert found is not None
        self.qtbot.waitUntil(found.isActiveWindow)
        return found

    def come_back(self) -> None:
        """After a dialog has closed: what a window manager does by itself."""
        self.screen.activateWindow()
        self.qtbot.waitUntil(self.screen.isActiveWindow)

    def press(self, name: str) -> None:
        """Click a button of the dialog that is open, or of the screen."""
        found = (QApplication.activeModalWidget() or self.screen).findChild(QPushButton, name)
        assert found is not None, name
        found.click()

    def close(self) -> None:
        """Leave the screen as closing the window does."""
        self.screen.hide()
        self.tasks.shutdown()
