"""Progress and cancellation of long work, with no toolkit in it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from qadesk.errors import Cancelled


class Progress:
    """Handed to long work: it reports how far it is and learns whether to stop.

    `report` is called from the working thread; the listener decides how often to repaint.
    """

    def __init__(self, listener: Callable[[int, int, str], None] | None = None) -> None:
        self._listener = listener
        self._cancelled = threading.Event()

    def report(self, done: int, total: int, text: str = "") -> None:
        """Say that `done` of `total` units are finished (total 0: not known).

        Raises Cancelled if the user asked to stop, so that every report is also a place to stop at.
        """
        if self._cancelled.is_set():
            raise Cancelled
        if self._listener is not None:
            self._listener(done, total, text)

    def cancel(self) -> None:
        """Ask the work to stop at its next report; may be called from any thread."""
        self._cancelled.set()
