"""Says when a window has been painted: what the benchmark of the start waits for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer

from qadesk.ui.main_window import MainWindow


class Painted(QObject):
    """Tells "painted" at the first paint, "filled" once the first screen stands, then closes the window."""

    def __init__(self, window: MainWindow, tell: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window = window
        self._tell = tell
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        self._tell("painted")
        self._look_again()

    def _look_again(self) -> None:
        if self._window.filled and self._window.current and not self._window.tasks.busy:
            self._window.repaint()
            self._tell("filled")
            self._window.close()
        else:
            QTimer.singleShot(5, self._look_again)
