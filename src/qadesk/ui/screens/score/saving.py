"""Saving behind what is shown: one transaction for each keystroke; what fails is kept and tried again."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, cast

from PySide6.QtCore import QObject, Signal

from qadesk.errors import UserError
from qadesk.services.scoring import drafts, typed_values
from qadesk.services.scoring.forms import Rated
from qadesk.storage.office import Office
from qadesk.ui.screens.score.edits import Cell, Edit
from qadesk.ui.tasks import Tasks


class Saving(QObject):
    """The edits on their way to the office file, and those that did not get there."""

    changed = Signal()  # `status`, `failures`
    written = Signal()  # something of the office file is different now
    place_changed = Signal(object)  # Edit: whether this place is saved

    def __init__(self, office: Office, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._office = office
        self._tasks = tasks
        self._number = 0
        self._pending: dict[int, Edit] = {}
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

    def failed(self, cell: Cell) -> bool:
        """Whether the last save of a place failed."""
        return cell in self._failed

    def unsaved(self, code: str) -> list[Edit]:
        """What of a cycle is shown but not in the office file yet, in the order it was typed."""
        edits = [*(edit for edit, _error in self._failed.values()), *self._pending.values()]
        return [edit for edit in edits if edit.cycle.code == code]

    def save(self, edit: Edit) -> None:
        """Hand an edit on."""
        self._number += 1
        number, office = self._number, self._office
        self._pending[number] = edit
        self._tasks.run(
            lambda: _store(office, edit),
            lambda _none: self._saved(number),
            lambda error: self._lost(number, error),
            owner=self,
        )
        self.changed.emit()

    def retry(self) -> None:
        """Try again to save what could not be saved."""
        failed, self._failed = self._failed, {}
        for edit, _error in failed.values():
            self.save(edit)
            self.place_changed.emit(edit)

    def give_up(self) -> None:
        """Let go of what could not be saved: it is shown until the board is loaded again."""
        self._failed.clear()
        self.changed.emit()

    def _saved(self, number: int) -> None:
        edit = self._pending.pop(number)
        if self._failed.pop(edit.cell, None) is not None:
            self.place_changed.emit(edit)
        self.written.emit()
        if self._failed and not self._pending:
            self.retry()
        self.changed.emit()

    def _lost(self, number: int, error: BaseException) -> bool:
        edit = self._pending.pop(number)
        told = error if isinstance(error, UserError) else None
        if not any(other.cell == edit.cell for other in self._pending.values()):
            self._failed[edit.cell] = (edit, told)
        self.place_changed.emit(edit)
        self.changed.emit()
        return told is not None


def _store(office: Office, edit: Edit) -> None:
    cycle, (staff_no, contact) = edit.cycle, edit.key
    if edit.what == "level":
        drafts.rate(office, cycle, staff_no, edit.item, cast(Rated, edit.after), contact=contact)
    elif edit.what == "value":
        typed_values.put(office, cycle, staff_no, edit.item, cast("Decimal | None", edit.after))
    else:
        item = edit.item or None
        drafts.comment(office, cycle, staff_no, str(edit.after), item=item, contact=contact)
