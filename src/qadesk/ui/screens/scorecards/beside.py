"""What takes long to read of a draft is read off the window's thread; whoever goes on waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from qadesk.ui.tasks import Tasks

V = TypeVar("V")
_GOING_ON: Final = frozenset(
    {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Close}
)


class Beside(QObject):
    """One piece of work at a time: its outcome is there before the next key or click is answered."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._finish: Callable[[], object] | None = None

    def run(self, work: Callable[[], V], done: Callable[[V], object]) -> None:
        """Do `work` on the worker, then `done` here. `work` may be done twice; it changes nothing."""
        self.settle()

        def finish() -> None:
            done(work())

        def came(made: V) -> None:
            if self._finish is finish:
                self._forget()
                done(made)

        def failed(_error: BaseException) -> bool:
            if self._finish is finish:
                self._forget()
            return False

        self._finish = finish
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self._tasks.run(work, came, failed, owner=self)

    def settle(self) -> None:
        """Finish at once what is under way."""
        finish = self._finish
        if finish is not None:
            self._forget()
            finish()

    def _forget(self) -> None:
        self._finish = None
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The next key finds it done."""
        if event.type() in _GOING_ON:
            self.settle()
        return super().eventFilter(watched, event)
