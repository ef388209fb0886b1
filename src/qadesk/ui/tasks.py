"""Background work: ONE worker thread for everything that touches the office file.

Contract for screens
--------------------
``tasks.run(work, done, failed, title=..., progress=..., owner=...)`` returns at once.

* `work()`, or `work(progress)` with ``progress=True``, runs on the worker thread, after all work handed in
  before it. It must not touch a widget. `progress` is a `qadesk.progress.Progress`.
* `done(result)` runs on the window's thread when it ends well.
* An exception always ends the job. `failed(error)` is told of every one (put buttons back there) and
  returns True if it has shown a UserError itself; otherwise a UserError opens the error dialog, Cancelled
  is quiet, and anything else is a bug: logged, and shown in the crash dialog.
* With `owner`, nothing is delivered once that object is destroyed. (Errors are still shown.)
* A job with ``progress=True`` that has not ended after a second shows a dialog with `title`, how far it is
  and a cancel button. Without it nothing is shown: quick reads and writes need none.
* With ``quiet=True`` such a job shows no dialog either, and is cancelled all the same.
* `tasks.behind` is a second worker for what takes long and need not wait its turn (backups), `tasks.beside`
  a third for what is looked at all the time (the scanner's folder). Transactions of theirs wait for those of
  the first as long as it takes.
* Closing the window calls `shutdown()`: work with progress is cancelled, every other job is finished, so
  that nothing typed is lost.

No worker ever lets go of something of Qt's, which may end on the window's thread only: it keeps no job it has
told of, and does not collect garbage (`ui.collecting`).
"""

from __future__ import annotations

import itertools
import logging
import queue
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from qadesk.errors import SAVE_A_COPY, Cancelled, UserError
from qadesk.progress import Progress, of_job
from qadesk.ui import dialogs
from qadesk.ui.collecting import collector

T = TypeVar("T")

PATIENCE_MS: Final = 1000  # work shorter than this shows no dialog
_REPORT_EVERY_S: Final = 0.1  # more often than the eye follows only steals the window's time
_WAITED_S: Final = {"behind": 15.0, "beside": 3.0}  # how long closing waits for what goes on there
_SWITCH_S: Final = 0.001  # how long the worker may keep the interpreter while the window wants it

log = logging.getLogger(__name__)

_left_behind: list[Tasks] = []  # their threads still hold them, and must not be the last to


@dataclass(eq=False)
class Job:
    """One piece of work on its way; `progress.cancel()` or `cancel()` asks it to stop."""

    number: int
    work: Callable[[], Any]
    done: Callable[[Any], object] | None
    failed: Callable[[BaseException], object] | None
    title: str
    progress: Progress
    shows_progress: bool
    owner: QObject | None
    ended: bool = False
    result: Any = None
    error: BaseException | None = None
    dialog: dialogs.ProgressDialog | None = field(default=None, repr=False)
    _told_at: float = 0.0

    def cancel(self) -> None:
        """Ask the work to stop; what it did is taken back by the work itself."""
        self.progress.cancel()


def let_go_of_ended() -> None:
    """Let go of workers whose threads have ended; after the last one Python looks for garbage by itself."""
    for one in [one for one in _left_behind if not one.runs]:
        _left_behind.remove(one)
        collector().leave()


class Tasks(QObject):
    """The queue of background work of one window."""

    busy_changed = Signal(bool)
    _ended = Signal(int)
    _reported = Signal(int, int, int, str)

    def __init__(self, parent: QWidget | None = None, *, patient: bool = False) -> None:
        super().__init__(parent)
        self._window, self._patient = parent, patient
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._jobs: dict[int, Job] = {}  # by number, until delivered
        self._numbers = itertools.count()
        self._others: dict[str, Tasks] = {}
        self._told_lost = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._show_report, Qt.ConnectionType.QueuedConnection)
        sys.setswitchinterval(_SWITCH_S)
        let_go_of_ended()
        collector().want()
        self._thread = threading.Thread(target=self._loop, name="office", daemon=True)
        self._thread.start()

    def run(
        self,
        work: Callable[..., T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        *,
        title: str = "",
        progress: bool = False,
        quiet: bool = False,
        owner: QObject | None = None,
    ) -> Job:
        """Hand in work; see the module's contract. Raises RuntimeError after `shutdown`."""
        if self.closed:
            raise RuntimeError("tasks have been shut down")
        patient = self._patient
        job = Job(next(self._numbers), work, done, failed, title, Progress(patient=patient), progress, owner)
        if progress:
            job.progress = Progress(
                lambda at, total, text: self._report(job, at, total, text), patient=patient
            )
            job.work = lambda: work(job.progress)
            if not quiet:
                QTimer.singleShot(PATIENCE_MS, self, lambda: self._lose_patience(job))
        self._jobs[job.number] = job
        if len(self._jobs) == 1:
            collector().pace(busy=True)
            self.busy_changed.emit(True)
        self._queue.put(job)
        return job

    @property
    def behind(self) -> Tasks:
        """Another worker, for what takes long. It ends with this one."""
        return self._other("behind")

    @property
    def beside(self) -> Tasks:
        """Another worker, for what is looked at again and again. It ends with this one."""
        return self._other("beside")

    def _other(self, name: str) -> Tasks:
        if name not in self._others:
            self._others[name] = Tasks(patient=True)
            self._others[name].set_window(self._window)
        return self._others[name]

    @property
    def closed(self) -> bool:
        """Whether `shutdown` has ended the worker."""
        return not self._thread.is_alive()

    @property
    def busy(self) -> bool:
        """Whether any job is waiting or running."""
        return bool(self._jobs)

    def set_window(self, window: QWidget | None) -> None:
        """The window over which dialogs open."""
        self._window = window
        for other in self._others.values():
            other.set_window(window)

    @property
    def runs(self) -> bool:
        """Whether its thread has not ended."""
        return self._thread.is_alive()

    def shutdown(self, patience_s: float | None = None) -> None:
        """Cancel work with progress, finish every other job, deliver all that ended, end the thread.

        After `patience_s` the thread is left behind: a share that no longer answers may hold it for minutes.
        """
        if self.closed:
            return
        for tasks in (*self._others.values(), self):
            tasks._cancel()
        for name, other in self._others.items():
            other.shutdown(_WAITED_S[name])
        self._queue.put(None)
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._thread.join(patience_s)
        finally:
            QApplication.restoreOverrideCursor()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)
        _left_behind.append(self)
        let_go_of_ended()

    def _cancel(self) -> None:
        """Ask all work with progress to stop."""
        for job in self._jobs.values():
            if job.shows_progress:
                job.cancel()

    # ---- worker thread

    def _loop(self) -> None:
        while (job := self._queue.get()) is not None:
            self._do(job)
            number = job.number
            del job  # the window's thread may let go of it as soon as it is told
            if not shiboken6.isValid(self):
                return
            self._ended.emit(number)

    def _do(self, job: Job) -> None:
        try:
            if job.shows_progress:
                job.progress.report(0, 0)  # cancelled while it was waiting
            with of_job(job.progress):
                job.result = job.work()
        except BaseException as error:  # noqa: BLE001 - the job must end whatever happened; `_deliver` sorts it out
            job.error = error

    def _report(self, job: Job, at: int, total: int, text: str) -> None:
        now = time.monotonic()
        if now - job._told_at >= _REPORT_EVERY_S or (total and at >= total):
            job._told_at = now
            self._reported.emit(job.number, at, total, text)

    # ---- window's thread

    def _lose_patience(self, job: Job) -> None:
        if job.ended or not shiboken6.isValid(self):
            return
        job.dialog = dialogs.ProgressDialog(job.title, self._window)
        job.dialog.cancelled.connect(job.cancel)
        job.dialog.open()

    def _show_report(self, number: int, at: int, total: int, text: str) -> None:
        job = self._jobs.get(number)
        if job is not None and job.dialog is not None:
            job.dialog.report(at, total, text)

    def _deliver(self, number: int) -> None:
        job = self._jobs.pop(number)
        job.ended = True
        if job.dialog is not None:
            job.dialog.finish()
            job.dialog = None
        if not self._jobs:
            collector().pace(busy=False)
            self.busy_changed.emit(False)
        alive = job.owner is None or shiboken6.isValid(job.owner)
        if job.error is None:
            if alive and job.done is not None:
                job.done(job.result)
            return
        if isinstance(job.error, UserError):
            log.info("refused: %s", job.error.code)
        shown = bool(alive and job.failed is not None and job.failed(job.error))
        if isinstance(job.error, Cancelled):
            return
        if isinstance(job.error, UserError):
            lost = job.error.offer == SAVE_A_COPY and not self._told_lost  # to be seen on any screen, once
            if lost or not shown:
                self._told_lost |= lost
                dialogs.show_error(self._window, job.error)
            return
        log.error("background work failed: %s", job.title or job.work, exc_info=job.error)
        dialogs.show_crash(self._window, job.error)
