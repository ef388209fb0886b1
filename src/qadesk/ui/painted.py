"""Says how far a window is: what the benchmark of the start waits for."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from qadesk.ui.main_window import MainWindow


class Painted(QObject):
    """Tells "painted" at the first paint, "figures" with today's counts, "added up" with the month's results.

    Then it closes the window. Nothing is polled: that would take turns with what is measured.
    """

    def __init__(self, window: MainWindow, tell: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window = window
        self._tell = tell
        self._awaited: dict[QObject, str] = {}
        self._month_awaited = False
        self._await(window, "painted")
        window.tasks.busy_changed.connect(self._work_ended)

    def _await(self, widget: QWidget, word: str) -> None:
        self._awaited[widget] = word
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and watched in self._awaited:
            watched.removeEventFilter(self)
            word = self._awaited.pop(watched)
            QTimer.singleShot(0, lambda: self._tell(word))
        return False

    def _work_ended(self, busy: bool) -> None:
        if busy:
            return
        if not self._month_awaited:
            month = self._window.findChild(QScrollArea, "todayScroll")
            if month is not None:  # built, and hidden until its counts are read
                self._month_awaited = True
                self._await(month.viewport(), "figures")
            return
        QTimer.singleShot(0, self._look_for_results)

    def _look_for_results(self) -> None:
        """Once what the last work brought is shown: unless that asked for more, all is read."""
        if not self._window.tasks.busy:
            self._window.repaint()
            self._tell("added up")
            self._window.close()


def tell_when_painted(window: MainWindow) -> None:
    """Say when the window is painted, and when what stands in it, then end."""

    def tell(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    Painted(window, tell)
