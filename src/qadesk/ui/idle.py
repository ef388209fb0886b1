"""The window locks when nobody has touched it for long, and comes back as it was after the password.

What is typed stays in the window, which is only hidden; so is what would come up meanwhile, such as the end
of an import or a question. How long is the office's setting; it is looked up
once nobody has touched anything for a while, so that a change holds at once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from qadesk.ui.main_window import MainWindow

_LOOK_MS: Final = 5_000
_SHORTEST_S: Final = 60.0  # of what can be set
_TOUCHED: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)
log = logging.getLogger(__name__)


class IdleLock(QObject):
    """Watches what is done in all windows while its window is open."""

    locked = Signal(object)  # the windows hidden: what was in sight

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._touched = time.monotonic()
        self.is_locked = False
        app = QApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._watch)
        self._watch(app.focusWindow())
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def _watch(self, window: QWindow | None) -> None:
        """Input comes to the windows of the system first: watched there, no other event costs anything."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
        self._touched = time.monotonic()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHED:
            self._touched = time.monotonic()
        return False

    @property
    def idle_s(self) -> float:
        """For how many seconds nobody has touched it."""
        return time.monotonic() - self._touched

    def look(self) -> None:
        """Lock if it is time."""
        if self.is_locked or self.idle_s < _SHORTEST_S or self._window.tasks.closed:
            return
        office = self._window.office

        def lock_if(minutes: int) -> None:
            if minutes and self.idle_s >= 60 * minutes and not self.is_locked:
                self.lock()

        def read() -> int:
            from qadesk.services import locking  # with SQLAlchemy, which nothing at the start waits for

            return locking.locks_after(office)

        self._window.tasks.run(read, lock_if, owner=self._window)

    def lock(self) -> None:
        """Hide all that is in sight; who is told brings it back."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self.is_locked = True
        self.locked.emit([one for one in QApplication.topLevelWidgets() if one.isVisible()])

    def unlock(self) -> None:
        """What is done counts again."""
        self.is_locked = False
        self._touched = time.monotonic()


class _KeptHidden(QObject):
    """Hides what comes up beside the dialog that asks for the password, and adds it to what is `hidden`."""

    def __init__(self, asking: QWidget, hidden: list[QWidget]) -> None:
        super().__init__(asking)
        self._asking, self._hidden = asking, hidden
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def eventFilter(self, shown: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(shown, QWidget) and not self._may_show(shown):
            shown.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)  # it is being shown: not for a moment
            QTimer.singleShot(0, shown, lambda: self._hide(shown))
        return False

    def _may_show(self, shown: QWidget) -> bool:
        """Whether it is no window, or one of those that ask."""
        one: QWidget | None = shown
        while one is not None and one is not self._asking:
            one = one.parentWidget()
        return one is not None or not shown.isWindow() or shown.windowType() is Qt.WindowType.ToolTip

    def _hide(self, shown: QWidget) -> None:
        shown.hide()
        shown.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
        if shown not in self._hidden:
            self._hidden.append(shown)

    def end(self) -> None:
        """What comes up may be seen again."""
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self)


def watch(window: MainWindow, sign_out: Callable[[], object]) -> IdleLock:
    """Lock `window` when nobody touches it; `sign_out` lets somebody else in."""
    from qadesk.ui.screens.sign_in import SignIn

    lock = IdleLock(window)

    def ask(hidden: list[QWidget]) -> None:
        dialog = SignIn(window.office, window.tasks, locked=True)
        dialog.show()
        for one in hidden:
            one.hide()
        kept = _KeptHidden(dialog, hidden)

        def back() -> None:
            kept.end()
            for one in hidden:
                if shiboken6.isValid(one):
                    one.show()
            dialog.deleteLater()
            lock.unlock()

        def leave(then: Callable[[], object]) -> None:
            """Without showing anything, and without a question that would: what is unsaved was given up."""
            kept.end()
            window.given_up = True
            dialog.deleteLater()
            then()

        dialog.signed_in.connect(back)
        dialog.open_asked.connect(dialog.hide)
        dialog.open_asked.connect(lambda: leave(sign_out))
        dialog.rejected.connect(lambda: leave(window.close))

    lock.locked.connect(ask)
    return lock
