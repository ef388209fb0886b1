"""What comes before the window: the log that a branch can send in, and that Chinese can be typed."""

from __future__ import annotations

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_LAST_WORDS_BYTES: Final = 100_000

log = logging.getLogger(__name__)


def application() -> QApplication:
    """The program's QApplication, with a log and ready for Chinese to be typed."""
    from PySide6.QtWidgets import QApplication

    begin_log()
    let_chinese_be_typed()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("QADesk")
    app.setDesktopFileName("qadesk")  # by which a Linux desktop finds the icon
    app.setQuitOnLastWindowClosed(False)
    return app


def begin_log() -> None:
    """Bugs go to a log that a branch can send in; never silence."""
    import platformdirs

    root = logging.getLogger()
    root.setLevel(logging.INFO)
    try:
        folder = platformdirs.user_log_path("QADesk", appauthor=False, ensure_exists=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / "qadesk.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
        )
    except OSError:
        handler = logging.StreamHandler()
    else:
        _keep_last_words(folder / "qadesk.crash")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)


def _keep_last_words(file: Path) -> None:
    """Where a library ends the program at once, no log is written any more: keep at least where it was."""
    import faulthandler

    try:
        if file.exists() and file.stat().st_size > _LAST_WORDS_BYTES:
            file.unlink()
        faulthandler.enable(file.open("a", encoding="utf-8"))
    except OSError:
        log.info("%s could not be opened", file.name, exc_info=True)


def let_chinese_be_typed() -> None:
    """Fcitx has no plug-in among Qt's own, but speaks IBus, too: without this it would type Latin alone.

    To be called before the application is made.
    """
    if sys.platform.startswith("linux") and os.environ.get("QT_IM_MODULE", "").startswith("fcitx"):
        from PySide6.QtCore import QLibraryInfo

        plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
        if not any((plugins / "platforminputcontexts").glob("*fcitx*")):
            os.environ["QT_IM_MODULE"] = "ibus"
