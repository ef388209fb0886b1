"""A results screen with someone at the keyboard: what the tests of that screen share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qadesk.services import cycles
from qadesk.storage.office import Office
from qadesk.ui.screens.results.screen import ResultsScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button
from tests.made_up_month import CODE
from tests.ui.desk import ScreenDesk


class Desk(ScreenDesk[ResultsScreen]):
    """A results screen with someone at the keyboard."""

    def __init__(self, qtbot: QtBot, office: Office, tasks: Tasks) -> None:
        super().__init__(qtbot, office, tasks, ResultsScreen(office, tasks))

    def tell(self, changes: frozenset[str], itself: bool) -> None:
        if "cycle" in changes:
            self.screen.cycle_state = "closed" if cycles.get(self.office, CODE).closed else "open"
        super().tell(changes, itself)

    def open(self, state: str = "open") -> None:
        self.show_month(CODE, state)

    def key(self, *keys: Qt.Key | str, ctrl: bool = False, alt: bool = False) -> None:
        super().key(*keys, ctrl=ctrl, alt=alt)
        self.settle()

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
