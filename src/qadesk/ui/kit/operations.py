"""One way from the window to a service that writes, and back: off the thread, told, undoable.

``operations.run(work, said=…)`` runs `work` on the worker thread. It returns a `Done`:

* its value goes to `then`;
* its changes go to the window, which refreshes what shows them;
* its undo goes on the stack: Ctrl+Z (or the button in the notice) takes it back, Ctrl+Y does it again;
* a UserError is shown in the notice (or by `failed`, as in a dialog that stays open); anything else is a bug
  and reaches the crash dialog through `Tasks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QWidget

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services.done import Change, Done
from qadesk.ui.kit.actions import REDO_KEYS, UNDO_KEYS, Action
from qadesk.ui.kit.form import FormDialog
from qadesk.ui.tasks import Job, Tasks
from qadesk.ui.widgets.notice import Notice

T = TypeVar("T")

Direction = Literal["undo", "redo"]
_STEPS_KEPT = 200


def in_window(_error: BaseException) -> bool:
    """What `failed` is where a refusal is told in a window, since the page's notice is out of sight."""
    return False


class _Step(QUndoCommand):
    """One write on the stack; turned once it is taken back, turned again it is done again."""

    def __init__(
        self, text: str, undo: Callable[[], Done[Any]], ask: Callable[[_Step, Direction], None]
    ) -> None:
        super().__init__(text)
        self._next: Callable[[], Done[Any]] | None = undo
        self._ask = ask
        self._pushed = False

    def turn(self) -> Done[Any]:
        """Run the service that takes the write back or does it again (on the worker thread)."""
        assert self._next is not None, "a step that cannot be turned is not kept"
        done = self._next()
        self._next = done.undo
        return done

    @property
    def can_turn(self) -> bool:
        """Whether there is a way on from where it stands."""
        return self._next is not None

    def undo(self) -> None:
        self._ask(self, "undo")

    def redo(self) -> None:
        if self._pushed:
            self._ask(self, "redo")
        self._pushed = True  # Qt calls `redo` when a command is pushed: it has been done already


class Operations(QObject):
    """The writes of one screen or page: its undo stack and the notice that tells of them."""

    changed = Signal(object, bool)  # frozenset of changes, whether the owner itself is to be refreshed

    def __init__(self, owner: QWidget, tasks: Tasks, notice: Notice) -> None:
        super().__init__(owner)
        self._owner, self._tasks, self.notice = owner, tasks, notice
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_STEPS_KEPT)
        self._waiting: list[Direction] = []
        self._turning = False
        self._moving_back = False

    def run(
        self,
        work: Callable[..., Done[T]],
        then: Callable[[T], object] | None = None,
        failed: Callable[[BaseException], bool] | None = None,
        *,
        said: str | Callable[[T], str] = "",
        title: str = "",
        progress: bool = False,
        refresh_self: bool = True,
    ) -> Job:
        """Write. `said` is what the notice tells when it is done (a function of the value, or nothing)."""

        def deliver(done: Done[T]) -> None:
            text = said(done.value) if callable(said) else said
            if done.undo is not None:
                self.stack.push(_Step(text, done.undo, self._ask))
            if then is not None:
                then(done.value)
            if text:
                self._tell(text, undoable=done.undo is not None)
            self._announce(done.changes, refresh_self)

        return self._tasks.run(
            work, deliver, failed or self.refused, title=title, progress=progress, owner=self._owner
        )

    def submit(
        self,
        dialog: FormDialog,
        work: Callable[[], Done[T]],
        then: Callable[[T], object] | None = None,
        *,
        said: str | Callable[[T], str] = "",
    ) -> Job:
        """Write what a dialog asked for: it closes when that is done, and stays as it is if refused."""

        def done(value: T) -> None:
            dialog.accept()
            if then is not None:
                then(value)

        return self.run(work, done, dialog.refuse, said=said)

    # ---- undo and redo

    def actions(self, name: str) -> list[Action]:
        """Undo and redo for the page's list of actions; `name` begins theirs."""
        stack = self.stack
        return [
            Action(f"{name}Undo", _("Undo"), self.undo, "undo-2", UNDO_KEYS, enabled=stack.canUndo),
            Action(f"{name}Redo", _("Redo"), self.redo, "redo-2", REDO_KEYS, enabled=stack.canRedo),
        ]

    def undo(self) -> None:
        """Take back the last write, after those already being taken back."""
        self._turn("undo")

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._turn("redo")

    def _turn(self, direction: Direction) -> None:
        if self._turning:
            self._waiting.append(direction)
        else:
            self._move(direction)

    def _move(self, direction: Direction) -> None:
        if direction == "undo":
            self.stack.undo()
        else:
            self.stack.redo()

    def _ask(self, step: _Step, direction: Direction) -> None:
        """Turn a step on the worker thread. The stack moves at once; a step that is refused moves it back."""
        if self._moving_back:
            return
        self._turning = True
        said = _("Undone: {what}") if direction == "undo" else _("Done again: {what}")
        said = said.format(what=step.text())  # the stack may have dropped the step by the time it is turned

        def done(result: Done[Any]) -> None:
            self._turning = False
            if not step.can_turn:
                self.stack.clear()
            self.notice.say(said, "info")
            self._announce(result.changes, True)
            if self._waiting:
                self._move(self._waiting.pop(0))

        def failed(error: BaseException) -> bool:
            self._turning = False
            self._waiting.clear()
            self._moving_back = True
            self._move("redo" if direction == "undo" else "undo")
            self._moving_back = False
            return self.refused(error)

        self._tasks.run(step.turn, done, failed, owner=self._owner)

    # ---- telling

    def _tell(self, text: str, *, undoable: bool) -> None:
        if undoable:
            self.notice.say(text, action=_("Undo"), then=self.undo)
        else:
            self.notice.say(text)

    def refused(self, error: BaseException) -> bool:
        """Say in the notice what a service refused.

        False for what is told in a window instead: an error with a way on, and a bug.
        """
        if not isinstance(error, UserError) or error.offer:
            return False
        self.notice.say(str(error), "bad")
        return True

    def _announce(self, changes: Iterable[Change], refresh_self: bool) -> None:
        if changes:
            self.changed.emit(frozenset(changes), refresh_self)
