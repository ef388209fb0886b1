"""What the score screen holds of a month: every entry as typed, changing, undoing and submitting it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from qadesk.services.cycles import Cycle
from qadesk.services.scoring import evaluations, figures
from qadesk.services.scoring.boards import Board
from qadesk.services.scoring.evaluations import Submission
from qadesk.services.scoring.forms import ContactChoice, Entry, EntryState, Form, Rated
from qadesk.storage.office import Office
from qadesk.tabular.numbers import NotRead
from qadesk.ui.screens.score.edits import Edit, History, Key, Step, What, applied
from qadesk.ui.screens.score.saving import Saving
from qadesk.ui.tasks import Tasks


class ScoreBook(QObject):
    """The month as the signed-in user has scored it. Tells what changed; knows no widget.

    A change is shown at once and saved behind it.
    """

    loaded = Signal()
    entry_changed = Signal(object)  # Key
    edited = Signal()  # by the user, who goes on
    locked_changed = Signal()  # something was submitted or reopened in the office file

    def __init__(self, office: Office, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._tasks = tasks
        self.board: Board | None = None
        self._entries: dict[Key, Entry] = {}
        self._order: list[str] = []
        self._contacts: dict[int, ContactChoice] = {}
        self._unfit: dict[tuple[str, str], str] = {}
        self.history = History()
        self.saving = Saving(office, tasks, self)
        self.saving.place_changed.connect(self._tell)

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
        if self.board.form.is_typed(item):  # typed values are not submitted, so they are not locked either
            free = entry.state is not EntryState.EXCLUDED and key[1] is None
        return free and (item is None or item not in entry.exempt)

    def local(self, at: datetime) -> datetime:
        """A stored time in the office's zone."""
        return self._office.local(at)

    def unfit(self, key: Key, code: str) -> str:
        """What was typed for a value and is none: it stays to be seen until it is put right."""
        return self._unfit.get((key[0], code), "") if key[1] is None else ""

    @property
    def all_unfit(self) -> list[tuple[str, str]]:
        """The staff numbers and codes of what was typed and is no value."""
        return list(self._unfit)

    def forget_unfit(self) -> None:
        """Let go of what is no value."""
        found, self._unfit = self._unfit, {}
        for staff_no in dict.fromkeys(number for number, _code in found):
            self.entry_changed.emit((staff_no, None))

    def unsaved(self, key: Key, what: What, item: str = "") -> bool:
        """Whether the last save of a place failed."""
        return self.board is not None and self.saving.failed((self.board.cycle.code, key, what, item))

    # ---- loading

    def load(self, board: Board) -> None:
        """Take over what the office file holds; what is typed but not saved yet stays."""
        same = self.board is not None and self.board.cycle.code == board.cycle.code
        contacts = {k: e for k, e in self._entries.items() if k[1] is not None} if same else {}
        if not same:
            self.history.forget()
            self._unfit.clear()
        self.board = board
        self._order = [entry.staff_no for entry in board.entries]
        self._entries = {(entry.staff_no, None): entry for entry in board.entries} | contacts
        self._show_unsaved()
        self.loaded.emit()

    def load_contacts(self, entries: Iterable[Entry]) -> None:
        """Take over the evaluations of single contacts of an agent."""
        for entry in entries:
            self._entries[entry.staff_no, entry.contact] = entry
            self._show_unsaved()
            self.entry_changed.emit((entry.staff_no, entry.contact))

    def clear(self) -> None:
        """Show nothing (no cycle, or one that is not open yet)."""
        self.board = None
        self._order, self._entries = [], {}
        self.history.forget()
        self.loaded.emit()

    def _show_unsaved(self) -> None:
        for edit in self.saving.unsaved(self._cycle.code):
            self._show(edit)

    # ---- changing

    def set_level(self, key: Key, item: str, level: Rated) -> bool:
        """Rate an item (None: take the rating away); whether anything changed."""
        entry, cycle = self.entry(key), self._cycle
        if entry.levels.get(item) == level:
            return False
        edits = [Edit(cycle, key, "level", item, entry.levels.get(item), level)]
        if level is None and entry.remarks.get(item):
            edits.insert(0, Edit(cycle, key, "remark", item, entry.remarks[item], ""))
        self.history.add(tuple(edits))
        for edit in edits:
            self._apply(edit)
        return True

    def type_value(self, key: Key, code: str, text: str) -> bool:
        """Take what was typed for a value, an empty text takes it away; False where it is none: it stays."""
        item = self.form.value(code)
        try:
            value = figures.read(item, text)
        except NotRead:
            self._unfit[key[0], code] = text.strip()
            self.edited.emit()
            self.entry_changed.emit(key)
            return False
        was_unfit = self._unfit.pop((key[0], code), None) is not None
        before = self.entry(key).values.get(code)
        if value != before:
            edit = Edit(self._cycle, key, "value", code, before, value)
            self.history.add((edit,))
            self._apply(edit)
        elif was_unfit:
            self.entry_changed.emit(key)
        return True

    def clear_value(self, key: Key, code: str) -> None:
        """Take away what is no value, or else the value."""
        if self._unfit.pop((key[0], code), None) is not None:
            self.entry_changed.emit(key)
        else:
            self.type_value(key, code, "")

    def set_comment(self, key: Key, text: str, item: str = "") -> bool:
        """Write the comment on the agent, or the remark beside a rating; whether anything changed."""
        entry = self.entry(key)
        what: What = "remark" if item else "comment"
        before = entry.remarks.get(item, "") if item else entry.comment
        if before == text.strip():
            return False
        edit = Edit(self._cycle, key, what, item, before, text.strip())
        self.history.add_typing(edit)
        self._apply(edit)
        return True

    def undo(self) -> Step:
        """Take the last step back; the step, empty if there is none."""
        step = self.history.back()
        for edit in reversed(step):
            self._apply(edit.taken_back())
        return step

    def redo(self) -> Step:
        """Do the last undone step again; the step, empty if there is none."""
        step = self.history.forth()
        for edit in step:
            self._apply(edit)
        return step

    def _apply(self, edit: Edit) -> None:
        self._show(edit)
        self._tell(edit)
        self.edited.emit()
        self.saving.save(edit)

    def _tell(self, edit: Edit) -> None:
        """Let the views draw a place again, if they show its month."""
        if self._shows(edit.cycle):
            self.entry_changed.emit(edit.key)

    def _shows(self, cycle: Cycle) -> bool:
        """Whether it is still the month shown: saving and submitting end later than they begin."""
        return self.board is not None and self.board.cycle.code == cycle.code

    def _show(self, edit: Edit) -> None:
        if (edit.key[0], None) not in self._entries:
            return  # the agent is no longer part of the cycle shown
        self._entries[edit.key] = applied(self.entry(edit.key), edit)

    # ---- submitting

    def submit(self, keys: Collection[Key], done: Callable[[Submission], object]) -> None:
        """Submit some evaluations, all of the whole cycle or all of one contact; then `done(Submission)`."""
        office, cycle = self._office, self._cycle
        numbers = [staff_no for staff_no, _contact in keys]
        contact = next(iter(keys))[1]

        def finish(result: Submission) -> None:
            if self._shows(cycle):
                locked = {(staff_no, contact) for staff_no in result.submitted}
                self.history.forget(locked)
                for key in locked:
                    self._set_state(key, EntryState.SUBMITTED)
                done(result)
            self.locked_changed.emit()

        self._tasks.run(
            lambda: evaluations.submit(office, cycle, numbers, contact=contact).value, finish, owner=self
        )

    def reopen(self, key: Key, reason: str) -> None:
        """Make a submitted evaluation a draft again."""
        office, cycle = self._office, self._cycle

        def finish(_result: None) -> None:
            if self._shows(cycle):
                self._set_state(key, EntryState.DRAFT)
            self.locked_changed.emit()

        self._tasks.run(
            lambda: evaluations.reopen(office, cycle, key[0], reason, contact=key[1]).value,
            finish,
            owner=self,
        )

    def _set_state(self, key: Key, state: EntryState) -> None:
        when = self._office.now() if state is EntryState.SUBMITTED else None
        self._entries[key] = replace(self.entry(key), state=state, submitted_at=when)
        self.entry_changed.emit(key)


def _who(entry: Entry) -> tuple[str, str, str]:
    return entry.staff_no, entry.name, entry.team
