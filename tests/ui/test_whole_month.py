"""A whole month by keyboard, from the first start to the posted notice: the same comes of it as by services.

Every key is counted; docs/usability.md tells the counts.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qadesk.services import setup
from qadesk.storage.office import Office
from qadesk.ui.main_window import MainWindow
from tests.integration.test_whole_month import ByServices
from tests.ui.conftest import Dialog
from tests.ui.program_desk import Key, Run
from tests.ui.test_short_way import CTRL, SHIFT, Hand, told
from tests.unit.services.import_office import SAMPLES
from tests.whole_month import RATINGS, STRENGTHS, Clock, go

MOST = 60  # keys beyond the ratings themselves


class ByKeyboard:
    """Who sees nothing but the window."""

    def __init__(self, run: Run, qtbot: QtBot, dialog: Dialog, home: Path, folder: Path) -> None:
        self._run, self._hand, self._dialog, self._folder = run, Hand(qtbot), dialog, folder
        self._home = home
        self._window: MainWindow | None = None

    @property
    def counted(self) -> dict[str, int]:
        """The keys of each step."""
        return self._hand.counted

    @property
    def window(self) -> MainWindow:
        assert self._window is not None
        return self._window

    def office(self) -> Office:
        """What was made, once the window has let go of it."""
        self.window.close()
        self._run.wait_for_the_end()
        (path,) = (one for one in self._home.rglob("*.qadesk") if not one.parent.name.endswith(".backups"))
        return setup.open_office(path)

    def _rest(self) -> None:
        self._hand.qtbot.waitUntil(lambda: not self.window.tasks.busy, timeout=60_000)

    def _on(self, name: str) -> None:
        """Look until all is read and the keyboard is there; what showed its progress took it for a while."""
        self._hand.on(name)
        self._rest()
        self._hand.on(name)

    def _back_in_window(self) -> None:
        """Wait until no other window is open, all is read, and the keyboard is somewhere in this one."""

        def there() -> bool:
            shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
            if shown == [self.window] and QApplication.activeWindow() is None:
                self.window.activateWindow()
            return (
                shown == [self.window]
                and not self.window.tasks.busy
                and QApplication.focusWidget() is not None
            )

        self._hand.qtbot.waitUntil(there, timeout=60_000)

    def _bring_to_front(self, name: str) -> None:
        """A window that opens as another closes is the active one, as a window manager has it."""

        def found() -> list[QWidget]:
            shown = QApplication.topLevelWidgets()
            return [one for one in shown if one.objectName() == name and one.isVisible()]

        self._hand.qtbot.waitUntil(lambda: bool(found()))
        self._hand.qtbot.waitUntil(lambda: QApplication.activeWindow() is not None)
        found()[0].activateWindow()

    def _tab_to(self, name: str, window: QWidget) -> None:
        """Press Tab until the keyboard is there, as one does who sees where it is."""
        for _time in range(10):
            focused = window.focusWidget()
            if focused is not None and focused.objectName() == name:
                return
            self._hand.key(Key.Key_Tab)
        raise AssertionError(f"no way to {name}")

    def set_up(self) -> None:
        hand = self._hand
        self._run.start()
        self._dialog("firstStart")
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
        self._window = self._run.window()

    def bring_files(self) -> None:
        hand = self._hand
        exports = self._folder / "exports"
        exports.mkdir()
        for file in (SAMPLES / "花名册.xlsx", *SAMPLES.glob("*_2026-10.*")):
            if not file.name.startswith("评分"):
                shutil.copy(file, exports)
        hand.begin("Files: drag the folder onto the window, import")
        hand.on("openWaiting")
        hand.drag(exports, self.window.stack)
        hand.on("importFiles")
        hand.key(Key.Key_Return)
        hand.on("outcomeNext")

    def open_month(self) -> None:
        hand = self._hand
        hand.begin("Open October")
        hand.key(Key.Key_Return)
        hand.on("openingScorecard")
        hand.key(Key.Key_Return)
        self._on("scoreGrid")

    def score(self) -> None:
        hand = self._hand
        hand.begin("Ratings: 13 agents on 2 items")
        for both in RATINGS:
            for digit in both:
                hand.key(digit)
        self._rest()
        hand.begin("Submit them")
        hand.key(Key.Key_Return, CTRL)
        hand.on("submitAction")
        hand.key(Key.Key_Return)
        self._on("scoreGrid")

    def close(self) -> None:
        hand = self._hand
        hand.begin("Close October: Today, its step, what is pending read")
        hand.key("1", CTRL)
        self._on("step_sheets_go")
        self._tab_to("step_close_go", self.window)
        hand.key(Key.Key_Return)
        self._tab_to("confirmAction", self._dialog("closingDialog"))
        hand.key(Key.Key_Return)
        self._back_in_window()

    def sheets(self) -> None:
        hand = self._hand
        hand.begin("Sheets of all as PDF")
        hand.key("6", CTRL)
        self._on("sheetsTable")
        hand.key(Key.Key_M, CTRL | SHIFT)
        hand.on("fileNameEdit")
        hand.key(Key.Key_Return)
        made = self._folder / "2026-10_assessment-sheets.pdf"
        hand.qtbot.waitUntil(lambda: made.exists() and not self.window.tasks.busy, timeout=60_000)
        self._on("sheetsTable")

    def review(self) -> None:
        hand = self._hand
        hand.begin("Review: all results approved")
        hand.key("7", CTRL)
        self._on("signoffTable")
        hand.key("A", CTRL)
        hand.key(Key.Key_Return, CTRL)
        self._on("signoffTable")

    def interview(self) -> None:
        hand = self._hand
        hand.begin("An interview with one agent")
        hand.key(Key.Key_Home, CTRL)
        hand.key("I", CTRL | SHIFT)
        hand.on("interviewDay")
        hand.key(Key.Key_Tab)
        hand.key(Key.Key_Tab)
        hand.on("interviewStrengths")
        hand.word(STRENGTHS)
        hand.key(Key.Key_Return, CTRL)
        self._on("signoffTable")

    def deliver(self) -> None:
        hand = self._hand
        hand.begin("Handed over and signed, all at once")
        hand.key("A", CTRL)
        hand.key("G", CTRL | SHIFT)
        hand.on("signoffDay")
        hand.key(Key.Key_Return)
        self._on("signoffTable")

    def make_final(self) -> None:
        hand = self._hand
        hand.begin("Final, once the time to appeal is over")
        hand.key("A", CTRL)
        hand.key("F", CTRL | SHIFT)
        self._on("signoffTable")

    def notice(self) -> None:
        hand = self._hand
        hand.begin("The notice as PDF")
        hand.key("O", CTRL | SHIFT)
        hand.on("noticeNamed")
        hand.key(Key.Key_Return)
        self._bring_to_front("signoffNoticeFile")
        hand.on("fileNameEdit")
        hand.key(Key.Key_Return)
        hand.qtbot.waitUntil(lambda: any(self._folder.glob("Notice*.pdf")), timeout=60_000)
        self._on("signoffTable")

    def publish(self) -> None:
        hand = self._hand
        hand.begin("Posted")
        hand.key("D", CTRL | SHIFT)
        self._on("signoffTable")


def test_by_keyboard_the_same_comes_of_it_in_at_most_sixty_keys(
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
    way = ByKeyboard(run(), qtbot, dialog, home, kept)
    by_keyboard = go(way, Clock(monkeypatch))
    services = tmp_path / "services"
    services.mkdir()
    expected = go(ByServices(services), Clock(monkeypatch))
    for part, said in expected.items():
        assert by_keyboard[part] == said, part
    counted = way.counted | {"Together": sum(way.counted.values())}
    assert counted == told("The whole month, to the posted notice")
    assert counted["Together"] - counted["Ratings: 13 agents on 2 items"] <= MOST
