"""Files and folders shown by the system's own programs; where there is none for them, that is said."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from qadesk.i18n import _
from qadesk.ui.widgets.notice import Notice

_LOOK_MS: Final = 200
_LOOKS: Final = 50  # what runs longer than ten seconds has found its program


def show(place: Path, notice: Notice, otherwise: str = "") -> None:
    """Show a file or a folder; the notice tells `otherwise`, or where it is, when no program opens it."""
    show_or(place, lambda: notice.say(otherwise or _where(place), "warn", code="no_program"))


def show_or(place: Path, say: Callable[[], object]) -> None:
    """Show a file or a folder, and call `say` when no program on this PC opens it.

    Qt does not learn on Linux that the program it leaves this to has found none, so that is waited for here.
    """
    if (found := opener()) is not None:
        _Opening(found, place, say)
    elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(place))):
        say()


def opener() -> str | None:
    """The program that opens what it is given with the one meant for it, where Qt would leave it to that."""
    return shutil.which("xdg-open") if sys.platform == "linux" else None


def _where(place: Path) -> str:
    if place.is_dir():
        return _("No program on this PC shows folders. The folder is {path}.").format(path=place)
    text = _("No program on this PC opens “{file}”. It is in the folder {path}.")
    return text.format(file=place.name, path=place.parent)


class _Opening(QObject):
    """The system's program that looks for another one, until it ends or has certainly found it."""

    def __init__(self, found: str, place: Path, say: Callable[[], object]) -> None:
        super().__init__(QApplication.instance())
        self._say, self._left = say, _LOOKS
        # In a session of its own it stays when this program ends, and finds its own libraries.
        self._began = subprocess.Popen(
            [found, str(place)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=_own_libraries(dict(os.environ)),
            start_new_session=True,
        )  # fmt: skip
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._ask)
        self._look.start()

    def _ask(self) -> None:
        ended = self._began.poll()
        self._left -= 1
        if ended is None and self._left > 0:
            return
        self._look.stop()
        if ended:
            self._say()
        if ended is None:
            self._began.returncode = 0  # nobody waits for it any more
        self.deleteLater()


def _own_libraries(around: dict[str, str]) -> dict[str, str]:
    """The environment as it was before the packed program put its own libraries first."""
    before = around.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        around["LD_LIBRARY_PATH"] = before
    elif getattr(sys, "frozen", False):
        around.pop("LD_LIBRARY_PATH", None)
    return around
