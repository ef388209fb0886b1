"""Python's garbage is looked for on the window's thread and between two events, while workers run.

Objects that refer to each other in circles are found by whichever thread happens to make the next object.
Widgets and timers can be among them, and may be destroyed on their own thread only, and there not while Qt
calls into them: else the program ends in a segmentation fault. See docs/decisions/0016-collecting.md.
"""

from __future__ import annotations

import gc
import time
from functools import cache
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from qadesk import garbage

_BUSY_MS: Final = 10  # while a worker makes objects; the more of them, the longer one look takes
_IDLE_MS: Final = 500
_SHARE: Final = 50  # looking through everything takes at most one part of so many of the time
_OVERDUE: Final = 10  # times as much as makes that due, it no longer waits for the workers to end


class Collector(QObject):
    """Looks for garbage where it was made, in generations as Python does, while it is `wanted`."""

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self._wanted = self._busy = 0
        self._whole_after = 0.0
        self._timer = QTimer(self, interval=_IDLE_MS)
        self._timer.timeout.connect(self.look)

    def want(self) -> None:
        """A worker begins, or the program's events do."""
        garbage.by_hand()
        self._wanted += 1
        self._timer.start()

    def leave(self) -> None:
        """A worker has ended; after the last one Python looks by itself again."""
        self._wanted -= 1
        if not self._wanted:
            self._timer.stop()
        garbage.by_itself()

    def pace(self, *, busy: bool) -> None:
        """A worker has something to do, or no more."""
        self._busy += 1 if busy else -1
        self._timer.setInterval(_BUSY_MS if self._busy else _IDLE_MS)

    def look(self) -> None:
        """Collect as much as is due; everything there is, which takes longest, rather with nobody busy."""
        young, middle, old = gc.get_count()
        many, middles, olds = gc.get_threshold()
        if young < many or garbage.is_left():
            return
        began = time.monotonic()
        if old > (olds * _OVERDUE if self._busy else olds) and began >= self._whole_after:
            gc.collect()
            self._whole_after = time.monotonic() + _SHARE * (time.monotonic() - began)
        else:
            gc.collect(1 if middle > middles else 0)


@cache
def collector() -> Collector:
    """The program's; made with the first worker, on the window's thread."""
    return Collector()
