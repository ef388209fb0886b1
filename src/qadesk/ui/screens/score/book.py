"""What the score screen holds of a month: every entry as typed, what is saved of it, undo and redo.

A change is shown at once and saved behind it, one transaction for each keystroke. A save that fails keeps
what was typed, says so, and is tried again after the next one that succeeds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar, cast

from PySide6.QtCore import QObject, Signal

from qadesk.errors import UserError
from qadesk.services.cycles import Cycle
from qadesk.services.scoring import evaluations
from qadesk.services.scoring.boards import Board, Entry, EntryState
from qadesk.services.scoring.contact_search import ContactChoice
from qadesk.services.scoring.evaluations import Submission
from qadesk.services.scoring.forms import Form, Rated
from qadesk.storage.office import Office
from qadesk.ui.tasks import Tasks

V = TypeVar("V")
Key = tuple[str, int | None]  # staff number, contact (None: the whole cycle)
What = Literal["level", "remark", "comment"]
Cell = tuple[str, Key, What, str]  # cycle; the item's code, empty for the comment on the agent
_STEPS_KEPT: Final = 500


@dataclass(frozen=True)
class Edit:
    """One value before and after. It knows its cycle: the month shown may change before it is saved."""

    cycle: Cycle
    key: Key
    what: What
    item: str
    before: Rated | str
    after: Rated | str

    @property
    def cell(self) -> Cell:
        """The place that was changed."""
        return self.cycle.code, self.key, self.what, self.item


Step = tuple[Edit, ...]  # what one undo takes back


class ScoreBook(QObject):
    """The month as the signed-in user has scored it. Tells what changed; knows no widget."""

    loaded = Signal()
    entry_changed = Signal(object)  # Key
    saving_changed = Signal()  # `status`, `failed`
    written = Signal()  # something of the office file is different now

    def __init__(self, office: Office, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._tasks = tasks
        self.board: Board | None = None
        self._entries: dict[Key, Entry] = {}
        self._order: list[str] = []
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self._number = 0
        self._pending: dict[int, Edit] = {}
        self._failed: dict[Cell, tuple[Edit, UserError | None]] = {}
        self._typing: Cell | None = None
        self._contacts: dict[int, ContactChoice] = {}

    # ---- reading

    @property
    def _cycle(self) -> Cycle:
        assert self.board is not None
        return self.board.cycle

    @property
    def form(self) -> Form:
        """What is rated. Raises LookupError before a board is loaded."""
        if self.board is None:
            raise LookupError("no board loaded")
        return self.board.form

    @property
    def staff(self) -> list[str]:
        """The staff numbers in the order shown."""
        return self._order

    def entry(self, key: Key) -> Entry:
        """The entry as typed; a blank one for a contact that has none. Raises KeyError for no such agent."""
        if key not in self._entries and key[1] is not None:
            whole = self._entries[key[0], None]
            about = self._contacts.get(key[1])
            return Entry(*_who(whole), contact=key[1], exempt=whole.exempt, about=about)
        return self._entries[key]

    def know_contact(self, contact: ContactChoice) -> None:
        """Remember what a contact is, for the entry that is begun for it."""
        self._contacts[contact.id] = contact

    def entries(self) -> list[Entry]:
        """The whole-cycle entries in the order shown."""
        return [self._entries[number, None] for number in self._order]

    def contact_entries(self, staff_no: str) -> list[Entry]:
        """The evaluations of single contacts known of an agent."""
        found = [entry for key, entry in self._entries.items() if key[0] == staff_no and key[1] is not None]
        return [entry for entry in found if entry.state is not EntryState.NONE]

    def editable(self, key: Key, item: str | None = None) -> bool:
        """Whether a keystroke may change it."""
        if self.board is None or self.board.cycle.closed:
            return False
        entry = self.entry(key)
        free = entry.state in (EntryState.NONE, EntryState.DRAFT)
        return free and (item is None or item not in entry.exempt)

    def unsaved(self, key: Key, what: What, item: str = "") -> bool:
        """Whether the last save of a place failed."""
        return self.board is not None and (self.board.cycle.code, key, what, item) in self._failed

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

    # ---- loading

    def load(self, board: Board) -> None:
        """Take over what the office file holds; what is typed but not saved yet stays."""
        same = self.board is not None and self.board.cycle.code == board.cycle.code
        contacts = {k: e for k, e in self._entries.items() if k[1] is not None} if same else {}
        if not same:
            self._undo.clear()
            self._redo.clear()
        self.board = board
        self._order = [entry.staff_no for entry in board.entries]
        self._entries = {(entry.staff_no, None): entry for entry in board.entries} | contacts
        self._overlay()
        self.loaded.emit()

    def load_contacts(self, entries: Iterable[Entry]) -> None:
        """Take over the evaluations of single contacts of an agent."""
        for entry in entries:
            self._entries[entry.staff_no, entry.contact] = entry
            self._overlay()
            self.entry_changed.emit((entry.staff_no, entry.contact))

    def clear(self) -> None:
        """Show nothing (no cycle, or one that is not open yet)."""
        self.board = None
        self._order, self._entries = [], {}
        self._undo.clear()
        self._redo.clear()
        self.loaded.emit()

    def _overlay(self) -> None:
        assert self.board is not None
        code = self.board.cycle.code
        for edit in (*(edit for edit, _error in self._failed.values()), *self._pending.values()):
            if edit.cycle.code == code:
                self._show(edit, announce=False)

    # ---- changing

    def set_level(self, key: Key, item: str, level: Rated) -> bool:
        """Rate an item (None: take the rating away); whether anything changed."""
        entry, cycle = self.entry(key), self._cycle
        if entry.levels.get(item) == level:
            return False
        edits = [Edit(cycle, key, "level", item, entry.levels.get(item), level)]
        if level is None and entry.remarks.get(item):
            edits.insert(0, Edit(cycle, key, "remark", item, entry.remarks[item], ""))
        self._do(tuple(edits))
        return True

    def set_comment(self, key: Key, text: str, item: str = "") -> bool:
        """Write the comment on the agent, or the remark beside a rating; typing on is one undo step."""
        entry = self.entry(key)
        what: What = "remark" if item else "comment"
        before = entry.remarks.get(item, "") if item else entry.comment
        text = text.strip()
        if before == text:
            return False
        edit = Edit(self._cycle, key, what, item, before, text)
        if self._typing == edit.cell and self._undo:
            first = self._undo.pop()[0]
            self._remember((replace(edit, before=first.before),))
            self._apply(edit)
        else:
            self._do((edit,))
        self._typing = edit.cell
        return True

    def end_typing(self) -> None:
        """The next comment is an undo step of its own."""
        self._typing = None

    def undo(self) -> Step | None:
        """Take the last step back; the step, or None if there is none."""
        return self._shift(self._undo, self._redo, back=True)

    def redo(self) -> Step | None:
        """Do the last undone step again."""
        return self._shift(self._redo, self._undo, back=False)

    @property
    def can_undo(self) -> bool:
        """Whether `undo` would do something."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether `redo` would do something."""
        return bool(self._redo)

    def _shift(self, source: list[Step], target: list[Step], *, back: bool) -> Step | None:
        self._typing = None
        if not source:
            return None
        step = source.pop()
        target.append(step)
        for edit in reversed(step) if back else step:
            self._apply(replace(edit, before=edit.after, after=edit.before) if back else edit)
        return step

    def _do(self, step: Step) -> None:
        self._typing = None
        self._remember(step)
        for edit in step:
            self._apply(edit)

    def _remember(self, step: Step) -> None:
        self._undo.append(step)
        del self._undo[:-_STEPS_KEPT]
        self._redo.clear()

    def _apply(self, edit: Edit) -> None:
        self._show(edit)
        self._save(edit)

    def _tell(self, edit: Edit) -> None:
        """Let the views draw a place again, if they show its month."""
        if self.board is not None and edit.cycle.code == self.board.cycle.code:
            self.entry_changed.emit(edit.key)

    def _show(self, edit: Edit, *, announce: bool = True) -> None:
        if edit.key not in self._entries and edit.key[1] is None:
            return  # the agent is no longer part of the cycle shown
        entry = self.entry(edit.key)
        if edit.what == "comment":
            entry = replace(entry, comment=str(edit.after))
        elif edit.what == "remark":
            entry = replace(entry, remarks=_with(entry.remarks, edit.item, str(edit.after) or None))
        else:
            entry = replace(entry, levels=_with(entry.levels, edit.item, cast(Rated, edit.after)))
        if entry.state in (EntryState.NONE, EntryState.DRAFT):
            begun = bool(entry.levels or entry.comment)
            entry = replace(entry, state=EntryState.DRAFT if begun else EntryState.NONE)
        self._entries[edit.key] = entry
        if announce:
            self.entry_changed.emit(edit.key)

    # ---- saving

    def _save(self, edit: Edit) -> None:
        office, cycle, (staff_no, contact) = self._office, edit.cycle, edit.key
        self._number += 1
        number = self._number
        self._pending[number] = edit

        def work() -> None:
            if edit.what == "level":
                level = cast(Rated, edit.after)
                evaluations.rate(office, cycle, staff_no, edit.item, level, contact=contact)
            else:
                item = edit.item or None
                evaluations.comment(office, cycle, staff_no, str(edit.after), item=item, contact=contact)

        self._tasks.run(
            work, lambda _r: self._saved(number), lambda error: self._lost(number, error), owner=self
        )
        self.saving_changed.emit()

    def _saved(self, number: int) -> None:
        edit = self._pending.pop(number)
        self._failed.pop(edit.cell, None)
        self.written.emit()
        if self._failed and not self._pending:
            self.retry()
        self.saving_changed.emit()

    def _lost(self, number: int, error: BaseException) -> bool:
        edit = self._pending.pop(number)
        told = error if isinstance(error, UserError) else None
        if not any(other.cell == edit.cell for other in self._pending.values()):
            self._failed[edit.cell] = (edit, told)
        self._tell(edit)
        self.saving_changed.emit()
        return told is not None

    def retry(self) -> None:
        """Try again to save what could not be saved."""
        failed, self._failed = self._failed, {}
        for edit, _error in failed.values():
            self._save(edit)
            self._tell(edit)

    def give_up(self) -> None:
        """Let go of what could not be saved: it is shown until the board is loaded again."""
        self._failed.clear()
        self.saving_changed.emit()

    # ---- submitting

    def submit(
        self, keys: Collection[Key] | None, done: Callable[[Submission], object] | None = None
    ) -> None:
        """Submit some evaluations of one kind, or every complete whole-cycle one; `done(Submission)`."""
        office, cycle = self._office, self._cycle
        contact = next(iter(keys))[1] if keys else None
        numbers = None if keys is None else [staff_no for staff_no, _contact in keys]

        def finish(result: Submission) -> None:
            self.written.emit()
            if self.board is None or self.board.cycle.code != cycle.code:
                return
            locked = {(staff_no, contact) for staff_no in result.submitted}
            for key in locked:
                self._entries[key] = replace(
                    self.entry(key), state=EntryState.SUBMITTED, submitted_at=office.now()
                )
                self.entry_changed.emit(key)
            self._forget(locked)
            if done is not None:
                done(result)

        self._tasks.run(
            lambda: evaluations.submit(office, cycle, numbers, contact=contact), finish, owner=self
        )

    def reopen(self, key: Key, reason: str) -> None:
        """Make a submitted evaluation a draft again."""
        office, cycle = self._office, self._cycle

        def finish(_result: None) -> None:
            self.written.emit()
            if self.board is not None and self.board.cycle.code == cycle.code:
                self._entries[key] = replace(self.entry(key), state=EntryState.DRAFT, submitted_at=None)
                self.entry_changed.emit(key)

        self._tasks.run(
            lambda: evaluations.reopen(office, cycle, key[0], reason, contact=key[1]), finish, owner=self
        )

    def _forget(self, keys: Collection[Key]) -> None:
        """What is submitted can no longer be undone key by key."""
        for steps in (self._undo, self._redo):
            steps[:] = [step for step in steps if step[0].key not in keys]


def _who(entry: Entry) -> tuple[str, str, str]:
    return entry.staff_no, entry.name, entry.team


def _with(mapping: Mapping[str, V], key: str, value: V | None) -> dict[str, V]:
    """A copy in which `key` has `value`, or is gone for None."""
    kept = {name: old for name, old in mapping.items() if name != key}
    return kept if value is None else {**kept, key: value}
