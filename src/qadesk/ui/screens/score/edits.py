"""Edits of the form: what each makes of an entry, how it is taken back, and its way into the office file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Literal, TypeVar, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand

from qadesk.errors import UserError
from qadesk.services.cycles import Cycle
from qadesk.services.done import Done
from qadesk.services.scoring import saving
from qadesk.services.scoring.forms import Evaluation, EvaluationState, Rated
from qadesk.services.scoring.saving import Change, What
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks

V = TypeVar("V")

Key = tuple[str, int | None]  # staff number, contact (None: the whole cycle)
Place = tuple[Key | None, str | None]  # where one is: an entry, and an item or value (None: beside them)
Cell = tuple[str, Key, What, str]  # cycle; the item's code, empty for the comment on the agent


@dataclass(frozen=True)
class Edit:
    """One value before and after. It knows its cycle: the month shown may change before it is saved."""

    cycle: Cycle
    key: Key
    what: What
    item: str
    before: Rated | str  # of a value: a Decimal, or None
    after: Rated | str

    @property
    def cell(self) -> Cell:
        """The place that was changed."""
        return self.cycle.code, self.key, self.what, self.item

    def taken_back(self) -> Edit:
        """The edit that undoes this one."""
        return replace(self, before=self.after, after=self.before)

    @property
    def change(self) -> Change:
        """What the office file is to hold after it."""
        return Change(*self.key, self.what, self.item, self.after)


Edits = tuple[Edit, ...]  # one step


def applied(entry: Evaluation, edits: Iterable[Edit]) -> Evaluation:
    """The entry as it is after edits of it, all made at once: a paste makes thousands."""
    levels, values, remarks = dict(entry.levels), dict(entry.values), dict(entry.remarks)
    entered, comment = dict(entry.entered), entry.comment
    for edit in edits:
        if edit.what == "level":
            _put(levels, edit.item, cast(Rated, edit.after))
        elif edit.what == "value":
            entered.pop(edit.item, None)  # known again when the month is next read
            _put(values, edit.item, cast(Decimal | None, edit.after))
        elif edit.item:
            _put(remarks, edit.item, str(edit.after) or None)
        else:
            comment = str(edit.after)
    state = entry.state
    if state in (EvaluationState.NONE, EvaluationState.DRAFT):
        state = EvaluationState.DRAFT if levels or comment else EvaluationState.NONE
    return replace(
        entry, levels=levels, values=values, remarks=remarks, entered=entered, comment=comment, state=state
    )


def _put(mapping: dict[str, V], key: str, value: V | None) -> None:
    """`key` has `value`, or is gone for None."""
    mapping.pop(key, None)
    if value is not None:
        mapping[key] = value


class EditStep(QUndoCommand):
    """Edits that are taken back together. A text typed on in one cell is one step.

    `typing` numbers a piece of typing; -1 is none. What has another number is a step of its own.
    """

    def __init__(self, edits: Edits, apply: Callable[[Edits], object], typing: int = -1) -> None:
        super().__init__()
        self.edits = edits
        self._apply = apply
        self._typing = typing

    def id(self) -> int:
        return self._typing

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, EditStep) or other.edits[0].cell != self.edits[0].cell:
            return False
        self.edits = (replace(other.edits[0], before=self.edits[0].before),)
        return True

    def leave_out(self, keys: Collection[Key]) -> None:
        """What was done to these entries stays as it is; a step of which nothing is left is none."""
        self.edits = tuple(edit for edit in self.edits if edit.key not in keys)
        self.setObsolete(self.isObsolete() or not self.edits)

    def undo(self) -> None:
        self._apply(tuple(edit.taken_back() for edit in reversed(self.edits)))

    def redo(self) -> None:
        self._apply(self.edits)


class EditQueue(QObject):
    """The edits on their way to the office file, a transaction for each step, and those that failed."""

    changed = Signal()  # `status`, `failures`
    written = Signal(object, bool)  # what readers may have to read again; not this screen
    cell_changed = Signal(object)  # Edit: whether its cell is saved

    def __init__(self, office: Office, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._tasks = office, tasks
        self._pending: list[Edits] = []
        self._failed: dict[Cell, tuple[Edit, UserError | None]] = {}

    @property
    def status(self) -> Literal["saved", "saving", "failed"]:
        """Whether what is shown is in the office file."""
        if self._failed:
            return "failed"
        return "saving" if self._pending else "saved"

    @property
    def failures(self) -> list[tuple[Edit, UserError | None]]:
        """What could not be saved, and why; None where the reason is a mistake of the program."""
        return list(self._failed.values())

    def has_failed(self, cell: Cell) -> bool:
        """Whether the last save of a cell failed."""
        return cell in self._failed

    def unsaved(self, code: str) -> list[Edit]:
        """What of a cycle is shown but not in the office file yet, in the order it was typed."""
        edits = [*(edit for edit, _error in self._failed.values()), *chain(*self._pending)]
        return [edit for edit in edits if edit.cycle.code == code]

    def save(self, edits: Edits) -> None:
        """Hand the edits of a step on; what fails is kept and tried again."""
        self._pending.append(edits)
        self._tasks.run(
            partial(saving.save, self._office, edits[0].cycle, [edit.change for edit in edits]),
            partial(self._saved, edits),
            partial(self._lost, edits),
            owner=self,
        )
        self.changed.emit()

    def retry(self) -> None:
        """Try again to save what could not be saved."""
        failed, self._failed = self._failed, {}
        for edit, _error in failed.values():
            self.save((edit,))
            self.cell_changed.emit(edit)

    def give_up(self) -> None:
        """Let go of what could not be saved: it is shown until the board is loaded again."""
        self._failed.clear()
        self.changed.emit()

    def _saved(self, edits: Edits, done: Done[None]) -> None:
        self._pending.remove(edits)
        for edit in edits:
            if self._failed.pop(edit.cell, None) is not None:
                self.cell_changed.emit(edit)
        self.written.emit(done.changes, False)
        if self._failed and not self._pending:
            self.retry()
        self.changed.emit()

    def _lost(self, edits: Edits, error: BaseException) -> bool:
        self._pending.remove(edits)
        told = error if isinstance(error, UserError) else None
        later = {other.cell for other in chain(*self._pending)}
        for edit in edits:
            if edit.cell not in later:
                self._failed[edit.cell] = (edit, told)
            self.cell_changed.emit(edit)
        self.changed.emit()
        return told is not None
