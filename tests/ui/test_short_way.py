"""From the first start to the first sheets, by the very keys that docs/usability.md counts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qadesk.storage.office import Office
from qadesk.ui.main_window import MainWindow
from tests.ui.conftest import Dialog
from tests.ui.program_desk import Key, Run
from tests.unit.services.import_office import SAMPLES

PAGE = Path(__file__).parents[2] / "docs" / "usability.md"
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
RATINGS = ("44", "44", "54", "55", "45", "55", "43", "44", "54", "43", "34", "55", "44")  # one agent each


class Hand:
    """Whoever sits there: every key, every word typed and every drag is counted, by step."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.counted: dict[str, int] = {}

    def begin(self, step: str) -> None:
        self._step = step
        self.counted[step] = 0

    def _at(self) -> QWidget:
        self.counted[self._step] += 1
        focused = QApplication.focusWidget()
        assert focused is not None, self._step
        return focused

    def key(self, key: Qt.Key | str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._at(), key, keys)  # type: ignore[call-overload]

    def word(self, text: str) -> None:
        QTest.keyClicks(self._at(), text)

    def drag(self, folder: Path, over: QWidget) -> None:
        self._at()
        data, copy, left = QMimeData(), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        data.setUrls([QUrl.fromLocalFile(str(folder))])
        none = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(over, QDragEnterEvent(QPoint(300, 300), copy, data, left, none))
        event = QDropEvent(QPointF(300, 300), copy, data, left, none)
        QApplication.sendEvent(over, event)
        assert event.isAccepted()

    def on(self, name: str) -> None:
        """Look until the keyboard is where one expects it."""

        def there() -> bool:
            if QApplication.activeWindow() is None:  # as a window manager does when a dialog has closed
                next(w for w in QApplication.topLevelWidgets() if w.isVisible()).activateWindow()
            focused = QApplication.focusWidget()
            return focused is not None and focused.objectName() == name

        self.qtbot.waitUntil(there, timeout=20_000)


def told(heading: str) -> dict[str, int]:
    """The steps of a table of the page, and the last count of each line."""
    part = PAGE.read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = re.findall(r"^\| ([^|]+?) \|.*\| (\d+) \|$", part, re.MULTILINE)
    return {step: int(count) for step, count in lines}


@pytest.mark.parametrize("pasted", [False, True], ids=["typed", "pasted"])
def test_the_keys_to_the_first_sheets_are_those_the_page_tells(
    run: Callable[[], Run],
    qtbot: QtBot,
    dialog: Dialog,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    pasted: bool,
) -> None:
    """On the second of November, with October's exports and the staff list in one folder."""
    monkeypatch.setattr(Office, "today", lambda _self: date(2026, 11, 2))
    monkeypatch.setattr("qadesk.ui.kit.files.usual", lambda _place: tmp_path)
    exports = tmp_path / "exports"
    exports.mkdir()
    for file in (SAMPLES / "花名册.xlsx", *SAMPLES.glob("*_2026-10.*")):
        if not file.name.startswith("评分"):
            shutil.copy(file, exports)
    one, hand = run(), Hand(qtbot)
    one.start()
    dialog("firstStart")

    hand.begin("First start: office, name, password; recovery codes read")
    hand.on("firstOffice")
    hand.word("East Gate")
    hand.key(Key.Key_Tab)
    hand.word("Wang")
    hand.key(Key.Key_Tab)
    hand.word("secret-1")
    hand.key(Key.Key_Return)
    hand.on("codesText")
    hand.key(Key.Key_Tab)
    hand.on("codesClose")
    hand.key(Key.Key_Return)
    window = one.window()

    hand.begin("Files: drag the folder onto the window, import")
    hand.on("openWaiting")
    hand.drag(exports, window.stack)
    hand.on("importFiles")
    hand.key(Key.Key_Return)
    hand.on("outcomeNext")

    hand.begin("Open October")
    hand.key(Key.Key_Return)
    hand.on("openingScorecard")
    hand.key(Key.Key_Return)
    hand.on("scoreGrid")

    hand.begin("Ratings: 13 agents on 2 items")
    qtbot.waitUntil(lambda: not window.tasks.busy)
    _rate(hand, window, pasted=pasted)

    hand.begin("Submit them")
    hand.key(Key.Key_Return, CTRL)
    hand.on("submitAction")
    hand.key(Key.Key_Return)
    hand.on("scoreGrid")
    qtbot.waitUntil(lambda: not window.tasks.busy)

    hand.begin("Sheets of all as PDF")
    hand.key(Key.Key_M, CTRL | SHIFT)
    hand.on("fileNameEdit")
    hand.key(Key.Key_Return)
    made = tmp_path / "2026-10_assessment-sheets.pdf"
    qtbot.waitUntil(lambda: made.exists() and not window.tasks.busy, timeout=20_000)
    assert len(PdfReader(made).pages) == len(RATINGS)

    assert hand.counted | {"Together": sum(hand.counted.values())} == told(
        "The short way, ratings pasted" if pasted else "The short way"
    )
    window.close()
    one.wait_for_the_end()


def _rate(hand: Hand, window: MainWindow, *, pasted: bool) -> None:
    """Rate everybody: digit by digit, or with what was copied in a spreadsheet."""
    if pasted:
        QApplication.clipboard().setText("\n".join("\t".join(both) for both in RATINGS))
        hand.key(Key.Key_V, CTRL)
    else:
        for both in RATINGS:
            for digit in both:
                hand.key(digit)
    hand.qtbot.waitUntil(lambda: not window.tasks.busy)
