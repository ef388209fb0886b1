"""The log that a branch can send in, and the last words of a library that ends the program."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

_LAST_WORDS_BYTES: Final = 100_000

log = logging.getLogger(__name__)


def begin() -> None:
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
        _tell_last_words(folder / "qadesk.crash")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)


def _tell_last_words(file: Path) -> None:
    """Where a library ends the program at once, no log is written any more: keep at least where it was."""
    import faulthandler

    try:
        if file.exists() and file.stat().st_size > _LAST_WORDS_BYTES:
            file.unlink()
        faulthandler.enable(file.open("a", encoding="utf-8"))
    except OSError:
        log.info("%s could not be opened", file.name, exc_info=True)
