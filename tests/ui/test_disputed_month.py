"""A disputed month by keyboard: scans back, three appeals, two corrections, the bonus list; as by services.

Every key is counted; docs/usability.md tells the counts. What is disputed is in
`tests/integration/test_disputed_month.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qadesk.domain.appeals import AppealOutcome
from tests.integration.test_disputed_month import (
    DISPUTED,
    OUTCOMES,
    PRAISES,
    REASONS,
    WORDS,
    DisputedByServices,
    all_of,
    praises,
)
from tests.ui.conftest import Dialog
from tests.ui.program_desk import Key, Run
from tests.ui.test_short_way import CTRL, SHIFT, told
from tests.ui.test_whole_month import ByKeyboard
from tests.whole_month import RATINGS, Clock, go

CHOSEN = {
    AppealOutcome.UPHELD: ["U"],
    AppealOutcome.PARTLY_UPHELD: [Key.Key_Down, Key.Key_Down],
    AppealOutcome.REJECTED: ["R"],
}


class DisputedByKeyboard(ByKeyboard):
    """With what follows the signature."""

    def scan(self) -> None:
        hand = self._hand
        signed = self._folder / "signed"
        signed.mkdir()
        shutil.copy(self._folder / "2026-10_assessment-sheets.pdf", signed)
        hand.begin("Scans of all sheets, dragged onto their window")
        hand.key("S", CTRL | SHIFT)
        window = self._dialog("scansWindow")
        hand.on("scansEmptyChoose")
        hand.drag(signed, window.list)  # type: ignore[attr-defined]
        hand.qtbot.waitUntil(lambda: len(window.list.page.rows) == len(RATINGS), timeout=60_000)  # type: ignore[attr-defined]
        self._back_in(window, "scansTable")
        hand.key(Key.Key_Escape)
        self._back_in_window()

    def _back_in(self, window: QWidget, name: str) -> None:
        """Wait until the keyboard is there again, after what showed its progress took it for a while."""

        def there() -> bool:
            if self.window.tasks.busy:
                return False
            if QApplication.activeWindow() is not window:
                window.activateWindow()
            focused = QApplication.focusWidget()
            return focused is not None and focused.objectName() == name

        self._hand.qtbot.waitUntil(there, timeout=60_000)

    def appeal(self) -> None:
        hand = self._hand
        hand.begin("Three appeals entered")
        hand.key("8", CTRL)
        self._rest()
        for _who in OUTCOMES:
            self._rest()
            hand.key("N", CTRL)
            hand.on("appealsStaff_no")
            hand.key(Key.Key_Tab)
            hand.on("appealsWords")
            hand.word(WORDS)
            hand.key(Key.Key_Return, CTRL)
            self._on("appealsTable")

    def decide(self) -> None:
        hand = self._hand
        hand.begin("The three decided, two with what was not counted imported")
        hand.key(Key.Key_Home, CTRL)
        for who, outcome in OUTCOMES.items():
            self._on("appealsTable")
            if who in PRAISES:
                hand.key("K", CTRL | SHIFT)
                self._rest()
                hand.drag(praises(self._folder, who), self.window.stack)
                hand.on("importKind")
                hand.key(Key.Key_Return)
                self._back_in_window()
                hand.key("8", CTRL)
                self._on("appealsTable")
            hand.key(Key.Key_Return, CTRL)
            hand.on("appealsDecisionOutcome")
            for key in CHOSEN[outcome]:
                hand.key(key)  # type: ignore[arg-type]
            hand.key(Key.Key_Tab)
            hand.on("appealsDecisionReasons")
            hand.word(REASONS)
            hand.key(Key.Key_Return, CTRL)
            self._back_in_window()

    def make_final(self) -> None:
        hand = self._hand
        hand.begin("Final, once the time to appeal is over")
        hand.key("7", CTRL)
        self._on("signoffTable")
        hand.key("A", CTRL)
        hand.key("F", CTRL | SHIFT)
        self._on("signoffTable")

    def bonus(self) -> None:
        hand = self._hand
        hand.begin("Rules for using results, put in force")
        hand.key("9", CTRL)
        self._on("usesEmptyRules")
        hand.key(Key.Key_Return)
        self._on("usesRulesEmptyBegin")
        hand.key(Key.Key_Return)
        self._on("usesRulesTable")
        hand.key("F", CTRL | SHIFT)
        hand.on("usesForceSince")
        hand.key(Key.Key_Return)
        self._on("usesRulesTable")
        hand.begin("The bonus list for payroll")
        hand.key(Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        self._on("usesTable")
        hand.key("E", CTRL | SHIFT)
        hand.on("usesPayrollMonth")
        hand.key(Key.Key_Return)
        self._bring_to_front("usesPayrollFile")
        hand.on("fileNameEdit")
        hand.key(Key.Key_Return)
        hand.qtbot.waitUntil(lambda: any(self._folder.glob("Bonus*.xlsx")), timeout=60_000)
        self._on("usesTable")


def test_by_keyboard_the_same_comes_of_it(
    run: Callable[[], Run],
    qtbot: QtBot,
    dialog: Dialog,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setattr("qadesk.ui.kit.files.usual", lambda _place: kept)
    way = DisputedByKeyboard(run(), qtbot, dialog, home, kept)
    by_keyboard = go(way, Clock(monkeypatch), DISPUTED, all_of)
    services = tmp_path / "services"
    services.mkdir()
    expected = go(DisputedByServices(services), Clock(monkeypatch), DISPUTED, all_of)
    for part, said in expected.items():
        assert by_keyboard[part] == said, part
    counted = way.counted | {"Together": sum(way.counted.values())}
    assert counted == told("A disputed month, to the bonus list")
