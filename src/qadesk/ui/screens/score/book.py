"""What the score screen holds of a month: every entry as typed, changed, undone and saved behind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from qadesk.domain.scorecard import Indicator
from qadesk.services import rights
from qadesk.services.cycles import Cycle
from qadesk.services.scoring import figures
from qadesk.services.scoring.boards import ScoreBoard
from qadesk.services.scoring.forms import ContactChoice, Evaluation, EvaluationState, Rated, RatingForm
from qadesk.services.scoring.saving import What
from qadesk.storage.office import Office
from qadesk.ui.screens.score.edits import Edit, EditQueue, Edits, EditStep, Key, applied
from qadesk.ui.tasks import Tasks

_STEPS_KEPT: Final = 500


class ScoreBook(QObject):
    """The month as the signed-in user has scored it. Tells what changed; knows no widget.

    A change is shown at once and saved behind it (`queue`); `stack` takes it back.
    """

    loaded = Signal()
    entry_changed = Signal(object)  # Key
    edited = Signal()  # by the user, who goes on
    refused = Signal(object, object)  # Key, item: it cannot be changed now
    not_taken = Signal(str)  # why what was typed is not taken

    def __init__(self, office: Office, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self.board: ScoreBoard | None = None
        self._entries: dict[Key, Evaluation] = {}
        self.staff: list[str] = []  # staff numbers, in the order shown
        self._contacts: dict[int, ContactChoice] = {}
        self._unfit: dict[tuple[str, str], str] = {}
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_STEPS_KEPT)
        self._typing = 0  # numbers the pieces of typing, each of which is one step
        self.queue = EditQueue(office, tasks, self)
        self.queue.cell_changed.connect(self._tell_views)

    # ---- reading

    @property
    def cycle(self) -> Cycle:
        """The month shown. Raises LookupError before a board is loaded."""
        if self.board is None:
            raise LookupError("no board loaded")
        return self.board.cycle

    @property
    def form(self) -> RatingForm:
        """What is rated. Raises LookupError before a board is loaded."""
        if self.board is None:
            raise LookupError("no board loaded")
        return self.board.form

    @property
    def closed(self) -> bool:
        """Whether nothing of what is shown can be changed any more."""
        return self.board is None or self.board.cycle.closed

    @property
    def why_not(self) -> str:
        """Why the person at the desk may not score; "" where they may."""
        return rights.why_not(self._office, "score")

    def shows(self, cycle: Cycle) -> bool:
        """Whether it is still the month shown: saving and submitting end later than they begin."""
        return self.board is not None and self.board.cycle.code == cycle.code

    def entry(self, key: Key) -> Evaluation:
        """The entry as typed; a blank one for a contact that has none. Raises KeyError for no such agent."""
        if key not in self._entries and key[1] is not None:
            whole = self._entries[key[0], None]
            who, about = (whole.staff_no, whole.name, whole.team), self._contacts.get(key[1])
            return Evaluation(*who, contact=key[1], exempt=whole.exempt, about=about)
        return self._entries[key]

    def know_contact(self, contact: ContactChoice) -> None:
        """Remember what a contact is, for the entry that is begun for it."""
        self._contacts[contact.id] = contact

    def entries(self) -> list[Evaluation]:
        """The whole-cycle entries in the order shown."""
        return [self._entries[number, None] for number in self.staff]

    @property
    def has_drafts(self) -> bool:
        """Whether any whole-cycle entry has been begun and not submitted."""
        return any(entry.state is EvaluationState.DRAFT for entry in self.entries())

    def contact_entries(self, staff_no: str) -> list[Evaluation]:
        """The evaluations of single contacts known of an agent."""
        found = [entry for key, entry in self._entries.items() if key[0] == staff_no and key[1] is not None]
        return [entry for entry in found if entry.state is not EvaluationState.NONE]

    def editable(self, key: Key, item: str | None = None) -> bool:
        """Whether a keystroke may change it."""
        if self.board is None or self.board.cycle.closed or self.why_not:
            return False
        entry = self.entry(key)
        free = entry.state in (EvaluationState.NONE, EvaluationState.DRAFT)
        if self.board.form.is_typed(item):  # typed values are not submitted, so they are not locked either
            free = entry.state is not EvaluationState.EXCLUDED and key[1] is None
        return free and (item is None or item not in entry.exempt)

    def may_change(self, key: Key, item: str | None = None) -> bool:
        """The same; if not, it is told why."""
        free = self.editable(key, item)
        if not free:
            self.refused.emit(key, item)
        return free

    def local(self, at: datetime) -> datetime:
        """A stored time in the office's zone."""
        return self._office.local(at)

    def unfit(self, key: Key, code: str) -> str:
        """What was typed for a value and is not one: it stays visible until it is corrected."""
        return self._unfit.get((key[0], code), "") if key[1] is None else ""

    def why_unfit(self, key: Key, code: str) -> str:
        """Why what was typed there cannot be the value; empty where it can."""
        form, values = self.form, self.entry(key).values
        return figures.why_not(form.value(code), self.unfit(key, code), form.typed, values)

    @property
    def all_unfit(self) -> list[tuple[str, str]]:
        """The staff numbers and codes of what was typed and is no value."""
        return list(self._unfit)

    def forget_unfit(self) -> None:
        """Let go of what is no value."""
        found, self._unfit = self._unfit, {}
        for staff_no in dict.fromkeys(number for number, _code in found):
            self.entry_changed.emit((staff_no, None))

    def unsaved(self, key: Key, item: str | None = None) -> bool:
        """Whether the last save of a rating with its remark, of a value, or of the comment failed."""
        if self.board is None or self.queue.status != "failed":
            return False
        whats: tuple[What, ...] = ("comment",) if item is None else ("level", "comment", "value")
        return any(self.queue.has_failed((self.cycle.code, key, what, item or "")) for what in whats)

    # ---- loading

    def load(self, board: ScoreBoard) -> None:
        """Take over what the office file holds; what is typed but not saved yet stays."""
        same = self.shows(board.cycle)
        contacts = {k: e for k, e in self._entries.items() if k[1] is not None} if same else {}
        if not same:
            self._unfit.clear()
        if not same or board.cycle.closed:
            self.stack.clear()
        self.board = board
        self.staff = [entry.staff_no for entry in board.entries]
        self._entries = {(entry.staff_no, None): entry for entry in board.entries} | contacts
        self._put_unsaved()
        self.loaded.emit()

    def load_contacts(self, entries: Iterable[Evaluation]) -> None:
        """Take over the evaluations of single contacts of an agent."""
        for entry in entries:
            self._entries[entry.staff_no, entry.contact] = entry
            self._put_unsaved()
            self.entry_changed.emit((entry.staff_no, entry.contact))

    def clear(self) -> None:
        """Show nothing (no cycle, or one that is not open yet)."""
        self.board = None
        self.staff, self._entries = [], {}
        self.stack.clear()
        self.loaded.emit()

    def set_states(self, keys: Collection[Key], state: EvaluationState) -> None:
        """Show entries as submitted or as drafts again; what was submitted is no step to take back."""
        when = self._office.now() if state is EvaluationState.SUBMITTED else None
        if state is EvaluationState.SUBMITTED:
            for at in range(self.stack.count()):
                step = self.stack.command(at)
                if isinstance(step, EditStep):
                    step.leave_out(keys)
            self._drop_obsolete()
        for key in keys:
            self._entries[key] = replace(self.entry(key), state=state, submitted_at=when)
            self.entry_changed.emit(key)

    def _put_unsaved(self) -> None:
        for edit in self.queue.unsaved(self.cycle.code):
            self._put(edit.key, (edit,))

    # ---- changing

    def rate(self, key: Key, item: str, level: Rated) -> bool:
        """Rate an item (None: take the rating away), or tell why not; whether it was taken."""
        if not self.may_change(key, item):
            return False
        indicator = self.form.item(item)
        if isinstance(level, Decimal) and not self.form.allows(indicator, level):
            self.not_taken.emit(self.form.rule(indicator))
            return False
        entry = self.entry(key)
        before, remark = entry.levels.get(item), entry.remarks.get(item)
        edits = [Edit(self.cycle, key, "level", item, before, level)]
        if level is None and remark:
            edits.insert(0, Edit(self.cycle, key, "comment", item, remark, ""))
        if before != level:
            self._push(*edits)
        return True

    def add_half(self, key: Key, item: str) -> None:
        """Half a point more for a rating that was given, or back to the whole level."""
        if not self.form.is_typed(item) and self.editable(key, item):
            level = self.form.half_more(self.form.item(item), self.entry(key).levels.get(item))
            if level is not None:
                self.rate(key, item, level)

    def clear_cell(self, key: Key, item: str) -> None:
        """Take a rating or a value away, of a value first what was typed and is none; or tell why not."""
        if not self.form.is_typed(item):
            self.rate(key, item, None)
        elif not self.may_change(key, item):
            return
        elif self._unfit.pop((key[0], item), None) is not None:
            self.entry_changed.emit(key)
        else:
            self.type_value(key, item, "")

    def clear_all(self, cells: Sequence[tuple[Key, str]]) -> None:
        """Empty these cells (no item: the comment) in one step; what cannot be changed is told."""
        edits, fixed = [], []
        for key, item in cells:
            entry, typed = self.entry(key), self.form.is_typed(item)
            told: What = "value" if typed else "level" if item else "comment"
            whats: tuple[What, ...] = ("comment", "level") if told == "level" else (told,)
            for what in whats:
                before, after = _stands(entry, what, item), "" if what == "comment" else None
                if before not in (None, "") and self.editable(key, item or None):
                    edits.append(Edit(self.cycle, key, what, item, before, after))
                elif before not in (None, ""):
                    fixed.append((key, item or None))
        if edits:
            self.change(tuple(edits))
        for place in fixed[:1]:
            self.refused.emit(*place)

    def type_value(self, key: Key, code: str, text: str) -> bool:
        """Take what was typed for a value, an empty text takes it away; False where it is none: it stays."""
        item, known = self.form.value(code), self.entry(key).values
        if figures.why_not(item, text, self.form.typed, known):
            self._unfit[key[0], code] = text.strip()
            self.edited.emit()
            self.entry_changed.emit(key)
            return False
        value = figures.read(item, text)
        was_unfit = self._unfit.pop((key[0], code), None) is not None
        before = known.get(code)
        if value != before:
            self._push(Edit(self.cycle, key, "value", code, before, value))
            self._retry(key, item)
        elif was_unfit:
            self.entry_changed.emit(key)
        return True

    def _retry(self, key: Key, changed: Indicator) -> None:
        """Try again what did not fit the old value: 90 of 100 may be entered over 150 of 200 in any order."""
        for (staff_no, code), text in list(self._unfit.items()):
            other = self.form.value(code)
            if staff_no == key[0] and (other.part_of == changed.code or changed.part_of == code):
                self.type_value(key, code, text)

    def set_comment(self, key: Key, text: str, item: str = "") -> bool:
        """Write the comment on the agent, or the remark beside a rating; whether anything changed."""
        entry, text = self.entry(key), text.strip()
        before = entry.remarks.get(item, "") if item else entry.comment
        if before != text:
            edit = Edit(self.cycle, key, "comment", item, before, text)
            self.stack.push(EditStep((edit,), self._apply, self._typing))
        return before != text

    def change(self, edits: Edits) -> None:
        """Make edits that are known to fit one step."""
        for edit in edits:
            if edit.what == "value":
                self._unfit.pop((edit.key[0], edit.item), None)
        self._push(*edits)

    def _push(self, *edits: Edit) -> None:
        """Make edits one step."""
        self.end_typing()
        self.stack.push(EditStep(edits, self._apply))

    def end_typing(self) -> None:
        """What is typed next is a step of its own."""
        self._typing += 1

    def undo(self) -> Edit | None:
        """Take the last step back; its first edit, None if there is no step."""
        return self._turn(self.stack.undo, self.stack.index() - 1)

    def redo(self) -> Edit | None:
        """Do the last undone step again; its first edit, None if there is no step."""
        return self._turn(self.stack.redo, self.stack.index())

    def _turn(self, turn: Callable[[], None], at: int) -> Edit | None:
        step = self.stack.command(at)
        edit = step.edits[0] if isinstance(step, EditStep) and step.edits else None
        turn()
        self.end_typing()
        self._drop_obsolete()
        return edit

    def _drop_obsolete(self) -> None:
        """Steps in what was submitted meanwhile go, so that one key always does one thing."""
        stack = self.stack
        while stack.canUndo() and stack.command(stack.index() - 1).isObsolete():
            stack.undo()
        while stack.canRedo() and stack.command(stack.index()).isObsolete():
            stack.redo()

    def _apply(self, edits: Edits) -> None:
        by_key = dict[Key, list[Edit]]()
        for edit in edits:
            by_key.setdefault(edit.key, []).append(edit)
        for key, of_entry in by_key.items():
            self._put(key, of_entry)
        if len(by_key) > 1:
            self.loaded.emit()  # all rows at once: telling of each would be felt
        elif edits:
            self._tell_views(edits[0])
        self.edited.emit()
        if edits:
            self.queue.save(edits)

    def _put(self, key: Key, edits: Iterable[Edit]) -> None:
        if (key[0], None) in self._entries:  # or else the agent is no longer part of the cycle shown
            self._entries[key] = applied(self.entry(key), edits)

    def _tell_views(self, edit: Edit) -> None:
        """Let the views draw an entry again, if they show its month."""
        if self.shows(edit.cycle):
            self.entry_changed.emit(edit.key)


def _stands(entry: Evaluation, what: What, item: str) -> Rated | str:
    """What a place of an entry holds."""
    if what == "comment":
        return entry.remarks.get(item, "") if item else entry.comment
    return entry.levels.get(item) if what == "level" else entry.values.get(item)
