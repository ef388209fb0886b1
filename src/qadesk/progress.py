"""Progress and cancellation of long work, with no toolkit in it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from qadesk.errors import Cancelled


class Progress:
    """Handed to long work: it reports how far it is and learns whether to stop.

    `report` is called from the working thread; the listener decides how often to repaint.
    """

    def __init__(
        self, listener: Callable[[int, int, str], None] | None = None, *, patient: bool = False
    ) -> None:
        """`patient`: of work that is done beside other work, and waits for it as long as that takes."""
        self._listener, self.patient = listener, patient
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

    @property
    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self._cancelled.is_set()


_here = threading.local()


@contextmanager
def of_job(progress: Progress) -> Iterator[None]:
    """Make `progress` that of whatever this thread does meanwhile, for what waits deep within it."""
    before = getattr(_here, "progress", None)
    _here.progress = progress
    try:
        yield
    finally:
        _here.progress = before


def is_cancelled() -> bool:
    """Whether the job that this thread works on was cancelled."""
    progress: Progress | None = getattr(_here, "progress", None)
    return progress is not None and progress.cancelled


def is_patient() -> bool:
    """Whether the job that this thread works on waits for other work as long as that takes."""
    progress: Progress | None = getattr(_here, "progress", None)
    return progress is not None and progress.patient
