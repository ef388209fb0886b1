"""Where the window stands on the screen: as it was left, and never beyond what the screen has free."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from qadesk.ui.kit.memory import settings

USUAL: Final = QSize(1366, 720)  # the first time, on a screen that is larger
_FRAME: Final = QSize(16, 48)  # what a system's title and frame take
_KEY: Final = "window/geometry"


def restore(window: QWidget) -> None:
    """Place a window that is not yet shown as it was left, which Qt brings into what the screen has free.

    The first time it fills a small screen.
    """
    kept = settings().value(_KEY)
    if kept is None or not window.restoreGeometry(kept):
        free = window.screen().availableSize()
        window.resize(USUAL.boundedTo(free - _FRAME))
        if free.width() <= USUAL.width():
            window.setWindowState(Qt.WindowState.WindowMaximized)


def keep(window: QWidget) -> None:
    """Remember where a window stands."""
    settings().setValue(_KEY, window.saveGeometry())
