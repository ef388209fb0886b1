"""The folder of the office's scanner, watched as long as the window is open; Today says what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer

from qadesk.errors import Cancelled, UserError
from qadesk.i18n import _
from qadesk.services import rights
from qadesk.services.scans import folder
from qadesk.services.scans.filing import Filing
from qadesk.services.scans.scan_words import filing_words
from qadesk.ui.main_window import MainWindow

_AFTER_TROUBLE_MS: Final = 300_000


class ScannerFolder(QObject):
    """Looks again and again, one look at a time, on a worker of its own: no other work waits for it.

    What is read of the office waits there until other transactions have ended. A folder that is gone is told
    once, and so is what keeps scans from being filed, after which it rests for a while.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._known = window, folder.Watched()
        self._busy, self._told_away, self._trouble = False, False, ""
        self._timer = QTimer(self, interval=round(folder.EVERY_S * 1000))
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Look into the folder, unless somebody may not file what is there, or the look before goes on."""
        window, office = self._window, self._window.office
        if self._busy or window.tasks.closed or rights.why_not(office, "prepare"):
            return
        self._busy = True
        self._timer.setInterval(round(folder.EVERY_S * 1000))
        known = self._known
        beside = window.tasks.beside
        beside.run(
            lambda _told: folder.look(office, known), self._found, self._refused,
            progress=True, quiet=True, owner=self,
        )  # fmt: skip

    def _found(self, seen: tuple[folder.Watched, tuple[Path, ...]]) -> None:
        self._known, paths = seen
        self._say_whether_away()
        place, known, office = self._known.place, self._known, self._window.office
        if not paths or place is None:
            self._busy = False
            return
        today = self._window.screen_of("today")
        today.writes.run(
            lambda progress: folder.pick_up(office, place, paths, known, progress), self._picked_up,
            self._refused, said=filing_words, tone=_tone, progress="beside",
        )  # fmt: skip

    def _picked_up(self, made: Filing) -> None:
        self._busy, self._trouble = False, ""
        self._say_in_sight(filing_words(made), _tone(made))

    def _say_whether_away(self) -> None:
        away, before = self._known.away, self._told_away
        self._told_away = away
        if away and not before:
            text = _("The folder of the scanner is not there: {folder}. It is watched again once it is back.")
            said = text.format(folder=self._known.place)
            self._window.screen_of("today").writes.notice.say(said, "warn", code="folder_away")
            self._say_in_sight(said, "warn")

    def _refused(self, error: BaseException) -> bool:
        """Say once what keeps scans from being filed; the files stay where they are."""
        self._busy = False
        if isinstance(error, Cancelled):
            return True
        if not isinstance(error, UserError):
            self._timer.stop()  # a bug would be told every two seconds
            return False
        self._timer.setInterval(_AFTER_TROUBLE_MS)
        if error.code != self._trouble:
            self._trouble = error.code
            self._window.screen_of("today").writes.notice.refuse(error)
        return True

    def _say_in_sight(self, text: str, tone: str) -> None:
        """On the screen in sight as well, where that is another and has nothing to say itself."""
        window = self._window
        if window.current in {"", "today"}:
            return
        writes = getattr(window.screen_of(window.current), "writes", None)
        if writes is not None and writes.notice.isHidden():
            writes.notice.say(text, tone, code="picked_up")


def _tone(made: Filing) -> str:
    return "warn" if made.left or made.stays else "good"
