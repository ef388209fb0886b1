"""One way from the window to a service that writes, and back: off the thread, told, undoable.

``operations.run(work, said=…)`` runs `work` on the worker thread. It returns a `Done`:

* its value goes to `then`;
* its changes go to the window, which refreshes what shows them;
* its undo goes on the stack: Ctrl+Z (or the button in the notice) takes it back, Ctrl+Y does it again;
* a UserError is shown in the notice (or by `failed`, as in a dialog that stays open); one that only lacks a
  backup offers to go on without; work that was stopped says so; anything else is a bug and reaches the crash
  dialog through `Tasks`.

Long work (``progress=True``) is given a Progress and can be cancelled; so are its undo and its redo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QFileDialog, QWidget

from qadesk.errors import GO_ON, Cancelled, UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services.done import Change, Done, Undo
from qadesk.ui import dialogs
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action, turns
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.tasks import Job, Tasks
from qadesk.ui.widgets.notice import Notice

T = TypeVar("T")

Direction = Literal["undo", "redo"]
Kept = tuple[list[tuple[Undo | None, bool]], int]  # the steps of a page, and how many of them are done
_STEPS_KEPT = 200


def still_last(stack: QUndoStack) -> Callable[[], bool]:
    """What tells whether the step done last is the next to be taken back, as a notice with its undo says."""
    at = stack.index()
    return lambda: shiboken6.isValid(stack) and stack.index() == at


def in_window(_error: BaseException) -> bool:
    """What `failed` is where a refusal is told in a window, since the page's notice is out of sight."""
    return False


class _Step(QUndoCommand):
    """One write on a stack; turned once it is taken back, turned again it is done again."""

    def __init__(self, undo: Undo, by: Operations, *, long: bool) -> None:
        super().__init__(undo.what)
        self.next: Undo | None = undo  # what turns it; None: there is no way on
        self.by, self._stack = by, by.stack
        self._pushed = False
        self.long = long

    def turn(self, *progress: Progress) -> Done[Any]:
        """Run the service that takes the write back or does it again (on the worker thread)."""
        assert self.next is not None, "a step that cannot be turned is not kept"
        done = self.next(*progress)
        self.next = done.undo
        return done

    def undo(self) -> None:
        self._stack.turn_step(self, "undo")

    def redo(self) -> None:
        if self._pushed:
            self._stack.turn_step(self, "redo")
        self._pushed = True  # Qt calls `redo` when a command is pushed: it has been done already


class _Stack(QUndoStack):
    """The writes of a page, and of windows opened from it."""

    turn_step: Callable[[_Step, Direction], None]  # of those whose undo or redo was asked for


class Operations(QObject):
    """The writes of one screen or page: its undo stack and the notice that tells of them.

    A window opened from a page goes on with the stack `of` the page's operations: what was done there can be
    undone after it was closed, in turn, while in the window itself only what was done in it can.
    """

    changed = Signal(object, bool)  # frozenset of changes, whether the owner itself is to be refreshed
    turned = Signal(object)  # the value of what was undone or done again

    def __init__(self, owner: QWidget, tasks: Tasks, notice: Notice, of: Operations | None = None) -> None:
        super().__init__(owner)
        self._owner, self._tasks, self.notice = owner, tasks, notice
        self.stack: _Stack = _Stack(self) if of is None else of.stack
        self._own_only = of is not None
        self.stack.indexChanged.connect(self._check_told)
        if of is None:
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
        tone: str | Callable[[T], str] = "good",
        title: str = "",
        progress: bool | Literal["beside"] = False,
        refresh_self: bool = True,
    ) -> Job:
        """Write. `said` is what the notice tells in which `tone` when it is done (or functions of the value).

        What nobody waits for is done `progress="beside"` other work, with no dialog.
        Nothing said, nothing is told; with no tone it is in sight already, and only undoing it is told.
        """

        def deliver(done: Done[T]) -> None:
            text = said(done.value) if callable(said) else said
            if done.undo is not None:
                self.stack.push(_Step(done.undo, self, long=bool(progress)))
            if then is not None:
                then(done.value)
            looks = tone(done.value) if callable(tone) else tone
            if text and looks:
                action, undo = (_("Undo"), self.undo) if done.undo is not None else ("", None)
                holds = None if done.undo is None else still_last(self.stack)
                self.notice.say(text, looks, code="done", action=action, then=undo, holds=holds)
            self._announce(done.changes, refresh_self)

        def refuse(error: BaseException) -> bool:
            again = partial(self.run, then=then, said=said, tone=tone, title=title, progress=progress)
            return self.refused(error, partial(again, refresh_self=refresh_self))

        beside, owner = progress == "beside", self._owner
        tasks = self._tasks.beside if beside else self._tasks
        return tasks.run(
            work, deliver, failed or refuse, title=title, progress=bool(progress), quiet=beside, owner=owner
        )

    def ask_and_write(
        self,
        name: str,
        words: tuple[str, str],
        form: Form,
        work: Callable[[dict[str, Any]], Done[T]],
        then: Callable[[T], object] | None = None,
        *,
        said: str | Callable[[T], str] = "",
        otherwise: Callable[[BaseException, FormDialog, Callable[[Callable[[], Done[T]]], object]], bool]
        | None = None,
    ) -> FormDialog:
        """Ask with a form and write what it says: its window closes when that is done, and stays if refused.

        `words` are the window's title and those on its button; `name` begins the objectNames. `otherwise`
        may offer another way on where it was refused: it gets the error, the form's window and what does
        other work in its place; False leaves it to be told in the form.
        """

        def send(values: dict[str, Any], dialog: FormDialog) -> None:
            def done(value: T) -> None:
                dialog.accept()
                if then is not None:
                    then(value)

            def do(write: Callable[[], Done[T]]) -> None:
                self.run(write, done, refuse, said=said)

            def refuse(error: BaseException) -> bool:
                told = dialog.refuse(error)
                return (otherwise is not None and otherwise(error, dialog, do)) or told

            do(lambda: work(values))

        dialog = FormDialog(self._owner, name, *words, form, send)
        dialog.open()
        return dialog

    def save_as(  # noqa: PLR0913 - all that is asked, named and said of one file
        self,
        name: str,
        title: str,
        file: str,
        write: Callable[..., object],
        said: str = "",
        *,
        holds: str,
        kinds: Sequence[FileKind] = (),
        folder: Path | None = None,
        progress: bool = False,
    ) -> QFileDialog:
        """Ask where a file goes, have it written off the thread, and tell: `said` names the {file} or {path}.

        `holds` as of `files.ask_save`. `file` is proposed; `kinds` are those it may be of, otherwise an
        Excel workbook. `write` gets the path; with `progress`, for what may take long, also what it tells
        how far it is.
        """

        def save(path: Path) -> None:
            text = (said or _("Saved as {path}")).format(file=path.name, path=path)
            self._tasks.run(
                partial(write, path),
                lambda _done: self.notice.say(text, code="saved"),
                self.refused,
                title=_("Writing {file}").format(file=path.name),
                progress=progress,
                owner=self._owner,
            )

        return files.ask_save(
            self._owner, name, title, file, kinds or [files.workbook()], save, holds=holds, folder=folder
        )

    def _check_told(self) -> None:
        """What was told with an undo is no longer so when another step is the last."""
        if shiboken6.isValid(self.notice):
            self.notice.check()

    # ---- undo and redo

    @property
    def has_own_stack(self) -> bool:
        """Whether its steps are not those of the page it was opened from."""
        return not self._own_only

    def kept(self) -> Kept:
        """Its steps, for a page built anew: what turns each, whether it takes long; how many are done."""
        steps = (self.stack.command(at) for at in range(self.stack.count()))
        return [(one.next, one.long) for one in steps if isinstance(one, _Step)], self.stack.index()

    def put_back(self, kept: Kept, *, named: bool) -> None:
        """Go on with the steps of the page there was before; not `named` in words of another language."""
        steps, done = kept
        for undo, long in steps:
            if undo is not None:
                self.stack.push(
                    _Step(undo if named else replace(undo, what=_("an earlier change")), self, long=long)
                )
        self._moving_back = True  # the stack alone: nothing is turned
        while self.stack.index() > done:
            self._move("undo")
        self._moving_back = False

    def actions(self, name: str) -> list[Action]:
        """Undo and redo for the page's list of actions; `name` begins theirs."""
        return turns(name, self.stack, (self.undo, self.can_undo), (self.redo, self.can_redo))

    def can_undo(self) -> bool:
        """Whether there is anything to take back. (A stack that goes with its screen tells so once more.)"""
        return shiboken6.isValid(self.stack) and self._may_turn(self.stack.index() - 1)

    def can_redo(self) -> bool:
        """Whether there is anything to do again."""
        return shiboken6.isValid(self.stack) and self._may_turn(self.stack.index())

    def _may_turn(self, at: int) -> bool:
        if not 0 <= at < self.stack.count():
            return False
        step = self.stack.command(at)
        return not self._own_only or (isinstance(step, _Step) and step.by is self)

    def undo(self) -> None:
        """Take back the last write, after those already being taken back."""
        if self._turning or self.can_undo():
            self._turn("undo")

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._turning or self.can_redo():
            self._turn("redo")

    def _turn(self, direction: Direction) -> None:
        if self._turning:
            self._waiting.append(direction)
        else:
            self._move(direction)

    def _move(self, direction: Direction) -> None:
        self.stack.turn_step = self._turn_step
        if direction == "undo":
            self.stack.undo()
        else:
            self.stack.redo()

    def _turn_step(self, step: _Step, direction: Direction) -> None:
        """Turn a step on the worker thread. The stack moves at once; a step that is refused moves it back."""
        if self._moving_back:
            return
        self._turning = True
        said = _("Undone: {what}") if direction == "undo" else _("Redone: {what}")
        what = step.text()  # the stack may have dropped the step by the time it is turned

        def done(result: Done[Any]) -> None:
            self._turning = False
            if step.next is None:
                self.stack.clear()
            self.notice.say(
                said.format(what=what), "info", code="undone" if direction == "undo" else "redone"
            )
            self.turned.emit(result.value)
            self._announce(result.changes, True)
            if self._waiting:
                self._move(self._waiting.pop(0))

        def go_on(anyway: Callable[..., Done[Any]]) -> None:
            step.next = Undo(what, anyway)
            self._turn(direction)

        def failed(error: BaseException) -> bool:
            self._turning = False
            self._waiting.clear()
            self._moving_back = True
            self._move("redo" if direction == "undo" else "undo")
            self._moving_back = False
            return self.refused(error, go_on)

        self._tasks.run(step.turn, done, failed, title=what, progress=step.long, owner=self._owner)

    # ---- telling

    def refused(
        self, error: BaseException, go_on: Callable[[Callable[..., Done[Any]]], object] | None = None
    ) -> bool:
        """Say what a service refused. False for what is told elsewhere: an error with a way on, and a bug.

        `go_on` gets the way on without a backup, where that was all that lacked and the person wants it.
        """
        if isinstance(error, Cancelled):
            self.notice.say(_("Stopped. Nothing was changed."), "info", code="stopped")
            return True
        if not isinstance(error, UserError):
            return False
        anyway = error.anyway
        if error.offer == GO_ON and anyway is not None and go_on is not None:
            on = (_("Continue without a backup"), lambda: go_on(anyway))
            dialogs.show_error(self._owner, error, instead=on)
            return True
        if error.offer:
            return False
        self.notice.refuse(error)
        return True

    def _announce(self, changes: Iterable[Change], refresh_self: bool) -> None:
        if changes:
            self.changed.emit(frozenset(changes), refresh_self)
