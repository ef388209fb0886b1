"""Edits of the form: steps that are taken back together, and their way into the office file."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand

from qadesk.errors import UserError
from qadesk.services.cycles import Cycle
from qadesk.services.done import Done
from qadesk.services.scoring import saving
from qadesk.services.scoring.saving import Change
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks

Key = tuple[str, int | None]  # staff number, contact (None: the whole cycle)
Place = tuple[Key | None, str | None]  # where one is: an entry, and an item or value (None: beside them)
Changes = tuple[Change, ...]  # one step


class EditStep(QUndoCommand):
    """Changes that are taken back together. A text typed on in one cell is one step.

    `what` names it for the undo. `typing` numbers a piece of typing; -1 is none. What has another number is
    a step of its own.
    """

    def __init__(
        self, what: str, changes: Changes, apply: Callable[[Changes], object], typing: int = -1
    ) -> None:
        super().__init__(what)
        self.changes, self._apply, self._typing = changes, apply, typing
        self.resting = False  # it is put where it stood, and has been done or taken back already

    def id(self) -> int:
        return self._typing

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, EditStep) or other.changes[0].place != self.changes[0].place:
            return False
        self.changes = (replace(other.changes[0], before=self.changes[0].before),)
        return True

    def leave_out(self, keys: Collection[Key]) -> None:
        """What was done to these entries stays as it is; a step of which nothing is left is none."""
        self.changes = tuple(change for change in self.changes if change.key not in keys)
        self.setObsolete(self.isObsolete() or not self.changes)

    def undo(self) -> None:
        if not self.resting:
            self._apply(tuple(change.taken_back() for change in reversed(self.changes)))

    def redo(self) -> None:
        if not self.resting:
            self._apply(self.changes)


class EditQueue(QObject):
    """The changes on their way to the office file, a transaction for each step, and those that failed.

    They know their cycle: the month shown may be another one before they are saved.
    """

    changed = Signal()  # `status`, `failures`
    written = Signal(object, bool)  # what readers may have to read again; not this screen
    entry_changed = Signal(str, object)  # code of a cycle, Key: what of it is saved

    def __init__(self, office: Office, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._tasks = office, tasks
        self._pending: list[tuple[Cycle, Changes]] = []
        self._failed: dict[tuple[str, object], tuple[Cycle, Change, UserError | None]] = {}

    @property
    def status(self) -> Literal["saved", "saving", "failed"]:
        """Whether what is shown is in the office file."""
        if self._failed:
            return "failed"
        return "saving" if self._pending else "saved"

    @property
    def failures(self) -> list[tuple[Change, UserError | None]]:
        """What could not be saved, and why; None where the reason is a mistake of the program."""
        return [(change, error) for _cycle, change, error in self._failed.values()]

    def has_failed(self, code: str, place: object) -> bool:
        """Whether the last save of a place of a cycle's form failed."""
        return (code, place) in self._failed

    def unsaved(self, code: str) -> list[Change]:
        """What of a cycle is shown but not in the office file yet, in the order it was typed."""
        kept = [(cycle, (change,)) for cycle, change, _error in self._failed.values()]
        return list(chain(*(changes for cycle, changes in kept + self._pending if cycle.code == code)))

    def save(self, cycle: Cycle, changes: Changes) -> None:
        """Hand the changes of a step on; what fails is kept and tried again."""
        step = cycle, changes
        self._pending.append(step)
        work = partial(saving.save, self._office, cycle, changes)
        self._tasks.run(work, partial(self._saved, step), partial(self._lost, step), owner=self)
        self.changed.emit()

    def retry(self) -> None:
        """Try again to save what could not be saved."""
        failed, self._failed = self._failed, {}
        for cycle, change, _error in failed.values():
            self.save(cycle, (change,))
            self.entry_changed.emit(cycle.code, change.key)

    def give_up(self) -> None:
        """Let go of what could not be saved: it is shown until the board is loaded again."""
        self._failed.clear()
        self.changed.emit()

    def _saved(self, step: tuple[Cycle, Changes], done: Done[None]) -> None:
        self._pending.remove(step)
        cycle, changes = step
        for change in changes:
            if self._failed.pop((cycle.code, change.place), None) is not None:
                self.entry_changed.emit(cycle.code, change.key)
        self.written.emit(done.changes, False)
        if self._failed and not self._pending:
            self.retry()
        self.changed.emit()

    def _lost(self, step: tuple[Cycle, Changes], error: BaseException) -> bool:
        self._pending.remove(step)
        cycle, changes = step
        told = error if isinstance(error, UserError) else None
        later = {(late.code, change.place) for late, more in self._pending for change in more}
        for change in changes:
            if (cycle.code, change.place) not in later:
                self._failed[cycle.code, change.place] = cycle, change, told
            self.entry_changed.emit(cycle.code, change.key)
        self.changed.emit()
        return told is not None
