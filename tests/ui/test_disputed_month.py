"""A disputed month by keyboard: scans back, three appeals, two corrections, the bonus list; as by services.

Every key is counted; docs/usability.md tells the counts. What is disputed is in
`tests/integration/test_disputed_month.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
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
from tests.whole_month import Clock, go

RATINGS = "Ratings: 13 agents on 2 items"
FIRST_LETTER = {
    AppealOutcome.UPHELD: "U",
    AppealOutcome.PARTLY_UPHELD: "P",
    AppealOutcome.REJECTED: "R",
}


class DisputedByKeyboard(ByKeyboard):
    """With what follows the signature."""

    def scan(self) -> None:
        hand = self._hand
        signed = self._folder / "signed"
        signed.mkdir()
        shutil.copy(self._folder / "2026-10_assessment-sheets.pdf", signed)
        hand.begin("Scans of the signed sheets: dragged onto their window")
        hand.key("S", CTRL | SHIFT)
        window = self._dialog("scansWindow")
        hand.on("scansTable")
        hand.drag(signed / "2026-10_assessment-sheets.pdf", window.list)
        self._rest()
        hand.on("scansTable")
        assert len(window.list.page.rows) == 13
        hand.key(Key.Key_Escape)
        self._back_in_window()

    def appeal(self) -> None:
        hand = self._hand
        hand.begin("Three appeals entered")
        hand.key("8", CTRL)
        self._on("appealsGoToday")
