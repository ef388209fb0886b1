"""Where the window stands on the screen: as it was left, and never beyond what the screen has free."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QWidget

from qadesk.ui.kit.memory import settings

USUAL: Final = QSize(1366, 720)  # the first time, on a screen that is larger
_KEY: Final = "window/geometry"
_NO_FRAME: Final = Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen


def restore(window: QWidget) -> None:
    """Place a window that is not yet shown as it was left; the first time it fills a small screen."""
    kept = settings().value(_KEY)
    if kept is None or not window.restoreGeometry(kept):
        window.resize(USUAL)
        if window.screen().availableSize().width() <= USUAL.width():
            window.setWindowState(Qt.WindowState.WindowMaximized)


def keep(window: QWidget) -> None:
    """Remember where a window stands."""
    settings().setValue(_KEY, window.saveGeometry())


def fit(window: QWidget) -> None:
    """Bring a window that is shown, with title and frame, into what its screen has free."""
    if window.windowState() & _NO_FRAME:
        return
    inner, outer = window.geometry(), window.frameGeometry()
    frame = QMargins(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        outer.right() - inner.right(),
        outer.bottom() - inner.bottom(),
    )
    wanted = fitted(inner, window.screen().availableGeometry(), frame)
    if wanted != inner:
        window.setGeometry(wanted)


def fitted(inner: QRect, free: QRect, frame: QMargins) -> QRect:
    """Where a window lies best, without its `frame`: unchanged if it lies within `free` with it."""
    room = free.marginsRemoved(frame)
    wanted = QRect(inner.topLeft(), inner.size().boundedTo(room.size()))
    wanted.moveLeft(min(max(wanted.left(), room.left()), room.right() + 1 - wanted.width()))
    wanted.moveTop(min(max(wanted.top(), room.top()), room.bottom() + 1 - wanted.height()))
    return wanted
