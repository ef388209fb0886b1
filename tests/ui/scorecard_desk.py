"""A Scorecards screen with someone at the keyboard: what the tests of that screen share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from qadesk.domain.scorecard import Scorecard
from qadesk.services.designing import versions
from qadesk.services.designing.row_fields import KEYS, Key
from qadesk.services.done import CHANGES
from qadesk.storage.office import Office
from qadesk.ui.screens.scorecards.screen import ScorecardsScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button, ComboBox

NONE, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Desk:
    """A Scorecards screen with someone at the keyboard."""

    def __init__(self, qtbot: QtBot, office: Office, tasks: Tasks) -> None:
        self.qtbot, self.office, self.tasks = qtbot, office, tasks
        self.screen = ScorecardsScreen(office, tasks)
        qtbot.addWidget(self.screen)
        tasks.set_window(self.screen)
        self.told: list[frozenset[str]] = []
        self.screen.changed.connect(self._tell)
        self.screen.resize(1198, 700)
        self.screen.show()
        qtbot.waitUntil(self.screen.isActiveWindow)
        self.screen.refresh(CHANGES)
        self.settle()
        self.screen.focus_first()

    def _tell(self, changes: frozenset[str], itself: bool) -> None:
        self.told.append(changes)
        if itself:
            self.screen.refresh(changes)

    # ---- waiting, typing, pressing

    def settle(self) -> None:
        """Until everything handed to the worker, also by timers that run, has come back."""
        draft = self.screen.draft
        for _turn in range(2):
            self.qtbot.waitUntil(lambda: not self.tasks.busy)
            QApplication.sendPostedEvents()
        if draft.is_open and draft.saving.status != "failed":
            self.qtbot.waitUntil(lambda: draft.checked and not self.tasks.busy)

    def come_back(self) -> None:
        """To the screen from a dialog that is gone: without a window manager nobody gives it back."""
        if not self.screen.isActiveWindow() or QApplication.focusWidget() is None:
            self.screen.activateWindow()
            self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)

    def key(self, *keys: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        self.come_back()
        for key in keys:
            widget = QApplication.focusWidget()
            assert widget is not None
            QTest.keyClick(widget, key, held)
        self.settle()

    def type(self, text: str) -> None:
        """Characters as a keyboard gives them, to whatever has the focus."""
        self.come_back()
        for letter in text:
            widget = QApplication.focusWidget()
            assert widget is not None
            QTest.keyClicks(widget, letter)
        self.settle()

    def press(self, name: str) -> None:
        QTest.keyClick(self.button(name), Qt.Key.Key_Return)
        self.settle()

    def pick(self, name: str, data: object) -> None:
        """Choose from a list in a cell: Enter on a line of it."""
        box = self.find(ComboBox, name)
        assert isinstance(box, ComboBox)
        self.qtbot.waitUntil(box.view().isVisible)
        box.hidePopup()
        self.come_back()
        box.setCurrentIndex(box.findData(data))
        QTest.keyClick(box, Qt.Key.Key_Return)
        self.settle()
        self.come_back()

    # ---- where things are

    def find(self, kind: type[QWidget], name: str) -> QWidget:
        found = self.screen.findChild(kind, name)
        assert isinstance(found, kind), name
        return found

    def button(self, name: str) -> Button:
        found = self.find(Button, name)
        assert isinstance(found, Button)
        return found

    def text(self, name: str) -> str:
        found = self.find(QLabel, name)
        assert isinstance(found, QLabel)
        return found.text()

    @property
    def table(self) -> QWidget:
        return self.screen.designer.table_page.table

    def open_copy(self) -> int:
        """Begin a new version of the one the list stands on; its id."""
        self.press("versionCopy")
        self.settle()
        return self.screen.draft.version.id

    def stand_on(self, code: str, column: Key) -> None:
        """Put the keyboard on a cell of the table."""
        table = self.screen.designer.table_page.table
        model = table.edited
        row = next(
            n
            for n in range(model.rowCount())
            if model.index(n, KEYS.index("code")).data() == code and n not in self._heads()
        )
        table.setCurrentIndex(model.index(row, KEYS.index(column)))
        table.setFocus()

    def _heads(self) -> set[int]:
        model = self.screen.designer.table_page.table.edited
        return {n for n, spot in enumerate(model.rows) if spot.indicator is None}

    @property
    def card(self) -> Scorecard:
        """The scorecard in sight."""
        return self.screen.draft.card

    def stored(self) -> Scorecard:
        """The scorecard in sight, as the office file has it."""
        return versions.card(self.office, self.screen.draft.version.id)
