"""A results screen with someone at the keyboard: what the tests of that screen share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from qadesk.services import cycles
from qadesk.storage.office import Office
from qadesk.ui.screen import CHANGES
from qadesk.ui.screens.results import ResultsScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests.made_up_month import CODE


class Desk:
    """A results screen with someone at the keyboard."""

    def __init__(self, qtbot: QtBot, office: Office, tasks: Tasks) -> None:
        self.qtbot, self.office, self.tasks = qtbot, office, tasks
        self.screen = ResultsScreen(office, tasks)
        qtbot.addWidget(self.screen)
        tasks.set_window(self.screen)
        self.asked: list[tuple[str, object]] = []
        self.told: list[frozenset[str]] = []
        self.screen.open_requested.connect(lambda key, context: self.asked.append((key, context)))
        self.screen.changed.connect(self._tell)
        self.screen.resize(1180, 640)
        self.screen.show()
        qtbot.waitUntil(self.screen.isActiveWindow)

    def _tell(self, changes: frozenset[str], itself: bool) -> None:
        self.told.append(changes)
        if "cycle" in changes:
            self.screen.cycle_state = "closed" if cycles.get(self.office, CODE).closed else "open"
        if itself:
            self.screen.refresh(changes)

    def open(self, state: str = "open") -> None:
        self.screen.cycle, self.screen.cycle_state = CODE, state
        self.screen.refresh(CHANGES)
        self.settle()
        self.screen.focus_first()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.busy)
        QApplication.sendPostedEvents()
        self.qtbot.waitUntil(lambda: not self.tasks.busy)

    def key(self, *keys: Qt.Key, alt: bool = False) -> None:
        modifier = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
        for key in keys:
            widget = QApplication.focusWidget()
            assert widget is not None
            QTest.keyClick(widget, key, modifier)
        self.settle()

    def text(self, name: str) -> str:
        found = self.screen.findChild(QLabel, name)
        assert found is not None, name
        return str(found.text())

    def button(self, name: str) -> Button:
        found = self.screen.findChild(Button, name)
        assert found is not None, name
        return found

    def press(self, name: str) -> None:
        QTest.keyClick(self.button(name), Qt.Key.Key_Return)
        self.settle()

    def ranking(self, key: str) -> list[object]:
        model = self.screen.ranking.model
        number = model.column_number(key)
        return [model.index(row, number).data() for row in range(model.rowCount())]

    def indicators(self, key: str) -> dict[str, object]:
        model = self.screen.agent.model
        number = model.column_number(key)
        return {row.line.code: model.index(at, number).data() for at, row in enumerate(model.rows)}
