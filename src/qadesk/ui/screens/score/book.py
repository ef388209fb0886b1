"""What the score screen holds of a month: every entry as typed, changed, undone and saved behind."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from qadesk.domain.scorecard import Indicator
from qadesk.i18n import _, ngettext
from qadesk.services import rights
from qadesk.services.cycles import Cycle
from qadesk.services.scoring import figures
from qadesk.services.scoring.boards import ScoreBoard
from qadesk.services.scoring.cells import Cell, ValueCell, What, cells_of
from qadesk.services.scoring.forms import ContactChoice, Evaluation, EvaluationState, Rated, RatingForm
from qadesk.services.scoring.saving import Change, applied
from qadesk.storage.office import Office
from qadesk.ui.screens.score.edits import Changes, EditQueue, EditStep, Key
from qadesk.ui.tasks import Tasks

_STEPS_KEPT: Final = 500
Steps = tuple[str, list[Changes], int]


class ScoreBook(QObject):
    """The month as the signed-in user has scored it. Tells what changed; knows no widget.

    A change is shown at once and saved behind it (`queue`); `stack` takes it back.
    """

    loaded = Signal()
    entry_changed = Signal(object)  # Key
    edited = Signal()  # by the user, who goes on
    refused = Signal(object, object)  # Key, item: it cannot be changed now
    not_taken = Signal(str)  # why what was typed is not taken
    unusual = Signal(object)  # the changes after which a value stands somewhere that may not be meant
    doubted = Signal(object, object)  # Key, level: somebody else has rated the agent, the user has not

    def __init__(self, office: Office, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self.board: ScoreBoard | None = None
        self.cells: tuple[Cell, ...] = ()  # of an agent's row
        self._cells: dict[str, Cell] = {}  # those that can be changed, by code; the comment's is empty
        self.staff: list[str] = []  # staff numbers, in the order shown
        self._entries: dict[Key, Evaluation] = {}
        self._contacts: dict[int, ContactChoice] = {}
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_STEPS_KEPT)
        self._typing = 0  # numbers the pieces of typing, each of which is one step
        self.queue = EditQueue(office, tasks, self)
        self.queue.entry_changed.connect(self._tell_views)

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
        return self.board is None or (self.board.open_to is not None and not self.board.open_to)

    def locked(self, staff_no: str) -> bool:
        """Whether nothing of an agent can be changed: the month is closed, and they are not in correction."""
        open_to = frozenset[str]() if self.board is None else self.board.open_to
        return open_to is not None and staff_no not in open_to

    @property
    def why_not(self) -> str:
        """Why the person at the desk may not score; "" where they may."""
        return rights.why_not(self._office, "score")

    def shows(self, cycle: Cycle) -> bool:
        """Whether it is still the month shown: saving and submitting end later than they begin."""
        return self.board is not None and self.board.cycle.code == cycle.code

    def cell(self, item: str | None) -> Cell:
        """The cell of an item or a value; without one, the comment's. Raises KeyError for none of them."""
        return self._cells[item or ""]

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
        return any(self._entries[number, None].state is EvaluationState.DRAFT for number in self.staff)

    def contact_entries(self, staff_no: str) -> list[Evaluation]:
        """The evaluations of single contacts known of an agent."""
        found = [entry for key, entry in self._entries.items() if key[0] == staff_no and key[1] is not None]
        return [entry for entry in found if entry.state is not EvaluationState.NONE]

    def editable(self, key: Key, item: str | None = None) -> bool:
        """Whether a keystroke may change it."""
        return not (self.locked(key[0]) or self.why_not) and self.cell(item).free(self.entry(key))

    def may_change(self, key: Key, item: str | None = None) -> bool:
        """The same; if not, it is told why."""
        free = self.editable(key, item)
        if not free:
            self.refused.emit(key, item)
        return free

    @property
    def all_unfit(self) -> list[tuple[str, str]]:
        """The staff numbers and codes of what was typed and is no value."""
        return [(entry.staff_no, code) for entry in self.entries() for code in entry.unfit]

    def forget_unfit(self) -> None:
        """Let go of what is no value."""
        for staff_no in {number: None for number, _code in self.all_unfit}:
            self._set_unfit((staff_no, None), {})

    def give_up_unfit(self, key: Key, code: str | None) -> bool:
        """Let go of what was typed for a value and is none: what is stored shows again. Whether there was."""
        unfit = self.entry((key[0], None)).unfit
        if code in unfit:
            self._set_unfit((key[0], None), {other: text for other, text in unfit.items() if other != code})
        return code in unfit

    def unsaved(self, key: Key, item: str | None = None) -> bool:
        """Whether the last save of a rating with its remark, of a value, or of the comment failed."""
        if self.queue.status != "failed":
            return False
        whats: tuple[What, ...] = ("comment",) if item is None else ("level", "comment", "value")
        return any(self.queue.has_failed(self.cycle.code, (*key, what, item or "")) for what in whats)

    # ---- loading

    def load(self, board: ScoreBoard) -> None:
        """Take over what the office file holds; what is typed but not saved yet stays."""
        same, before = self.shows(board.cycle), self._entries
        if not same or self.board is None or board.open_to != self.board.open_to:
            self.stack.clear()
        if not same or board.form is not self.form:
            self.cells = cells_of(board.form)
            self._cells = {cell.code: cell for cell in self.cells if cell.what is not None}
        self.board = board
        self.staff = [entry.staff_no for entry in board.entries]
        self._entries = {(entry.staff_no, None): entry for entry in board.entries}
        if same:
            self._entries |= {key: entry for key, entry in before.items() if key[1] is not None}
        self._put(self.queue.unsaved(board.cycle.code))
        for key, entry in before.items() if same else ():
            if entry.unfit and key in self._entries:
                self._entries[key] = replace(self._entries[key], unfit=entry.unfit)
        self.loaded.emit()

    def load_contacts(self, entries: Iterable[Evaluation]) -> None:
        """Take over the evaluations of single contacts of an agent."""
        keys: list[Key] = []
        for entry in entries:
            keys.append((entry.staff_no, entry.contact))
            self._entries[keys[-1]] = entry
        self._put(change for change in self.queue.unsaved(self.cycle.code) if change.key in keys)
        for key in keys:
            self.entry_changed.emit(key)

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

    # ---- changing

    def rate(self, key: Key, item: str, level: Rated, *, sure: bool = False) -> bool:
        """Rate an item, or tell why not; whether it was taken.

        The first rating of an agent whom somebody else has rated is taken only if the user is `sure`.
        """
        entry, indicator = self.entry(key), self.form.item(item)
        if not self.may_change(key, item):
            return False
        if isinstance(level, Decimal) and not self.form.allows(indicator, level):
            self.not_taken.emit(self.form.rule(indicator))
            return False
        if entry.rated_by and not entry.levels and not sure:
            self.doubted.emit(key, level)
            return False
        before = entry.levels.get(item)
        if before != level:
            self.change(Change(*key, "level", item, level, before))
        return True

    def add_half(self, key: Key, item: str) -> None:
        """Half a point more for a rating that was given, or back to the whole level."""
        if not self.form.is_typed(item) and self.editable(key, item):
            level = self.form.half_more(self.form.item(item), self.entry(key).levels.get(item))
            if level is not None:
                self.rate(key, item, level)

    def clear_cells(self, *cells: tuple[Key, str | None]) -> None:
        """Empty these cells (no item: the comment) in one step; of what cannot be changed the first is told.

        In a single cell what is no value goes first, and shows the value again.
        """
        changes, fixed, alone = list[Change](), list[tuple[Key, str | None]](), len(cells) == 1
        for key, item in cells:
            entry, cell = self.entry(key), self.cell(item)
            before, unfit, remark = cell.holds(entry), cell.code in entry.unfit, entry.remarks.get(cell.code)
            if not self.editable(key, item):
                fixed += [(key, item)] if alone or before not in (None, "") else []
                continue
            if unfit:
                self._set_unfit(key, {code: text for code, text in entry.unfit.items() if code != item})
            if remark:
                changes.append(Change(*key, "comment", cell.code, "", remark))
            if before not in (None, "") and cell.what is not None and not (unfit and alone):
                after = "" if cell.what == "comment" else None
                changes.append(Change(*key, cell.what, cell.code, after, before))
        if changes:
            self.change(*changes)
        for place in fixed[:1]:
            self.refused.emit(*place)

    def type_value(self, key: Key, code: str, text: str) -> bool:
        """Take what was typed for a value, an empty text takes it away; False where it is none: it stays."""
        cell, entry = self.cell(code), self.entry(key)
        assert isinstance(cell, ValueCell)
        unfit = {other: typed for other, typed in entry.unfit.items() if other != code}
        if cell.why_not(entry, text):
            self._set_unfit(key, {**unfit, code: text.strip()})
            self.edited.emit()
            return False
        before, value = entry.values.get(code), figures.read(cell.item, text)
        if value != before:
            self.change(Change(*key, "value", code, value, before))
            self._retry(key, cell.item)
        elif code in entry.unfit:
            self._set_unfit(key, unfit)
        return True

    def _retry(self, key: Key, changed: Indicator) -> None:
        """Try again what did not fit the old value: 90 of 100 may be entered over 150 of 200 in any order."""
        for code, text in self.entry(key).unfit.items():
            if self.form.value(code).part_of == changed.code or changed.part_of == code:
                self.type_value(key, code, text)

    def _set_unfit(self, key: Key, unfit: dict[str, str]) -> None:
        self._entries[key] = replace(self.entry(key), unfit=unfit)
        self.entry_changed.emit(key)

    def set_comment(self, key: Key, text: str, item: str = "") -> bool:
        """Write the comment on the agent, or the remark beside a rating; whether anything changed."""
        entry, text = self.entry(key), text.strip()
        before = entry.remarks.get(item, "") if item else entry.comment
        if before != text:
            change = Change(*key, "comment", item, text, before)
            self._push(change, typing=self._typing)
        return before != text

    def change(self, *changes: Change) -> None:
        """Make changes that are known to fit one step."""
        self.end_typing()
        self._push(*changes)
        odd = [one for one in changes if one.what == "value" and self.doubt(one.key, one.item)]
        if odd:
            self.unusual.emit(odd)

    def _push(self, *changes: Change, typing: int = -1) -> None:
        self.stack.push(EditStep(self._named(changes), changes, self._apply, typing))

    def _named(self, changes: Changes) -> str:
        one, n = changes[0], len(changes)
        one_cell = _("change “{item}” of {name}")
        words = one_cell if n == 1 else ngettext("change {n} entry", "change {n} entries", n)
        return words.format(item=self.cell(one.item).head, name=self.entry(one.key).name, n=n)

    def steps(self) -> Steps | None:
        """The month, its steps and how many of them are done; those since the last of a single contact."""
        commands = map(self.stack.command, range(self.stack.count()))
        listed = [step.changes for step in commands if isinstance(step, EditStep)]
        single = [at for at, changes in enumerate(listed) if any(one.key[1] is not None for one in changes)]
        begin, done = max(single, default=-1) + 1, self.stack.index()
        if self.board is None or done < begin:
            return None
        return self.cycle.code, listed[begin:], done - begin

    def go_on_with(self, steps: Steps) -> None:
        """Put steps on the stack that a book of the same month had before; nothing is changed by that."""
        code, listed, done = steps
        if self.board is None or code != self.cycle.code or self.stack.count():
            return
        made = [EditStep(self._named(changes), changes, self._apply) for changes in listed]
        for step in made:
            step.resting = True
            self.stack.push(step)
        while self.stack.index() > done:
            self.stack.undo()
        for step in made:
            step.resting = False

    def doubt(self, key: Key, item: str) -> str:
        """What is unusual about the value that stands there."""
        cell = self.cell(item)
        return cell.doubt(self.entry((key[0], None))) if isinstance(cell, ValueCell) else ""

    def end_typing(self) -> None:
        """What is typed next is a step of its own."""
        self._typing += 1

    def turn(self, *, back: bool) -> Change | None:
        """Take the last step back, or do the last undone one again; its first change, if there is one."""
        stack = self.stack
        step = stack.command(stack.index() - 1 if back else stack.index())
        change = step.changes[0] if isinstance(step, EditStep) and step.changes else None
        (stack.undo if back else stack.redo)()
        self.end_typing()
        self._drop_obsolete()
        return change

    def _drop_obsolete(self) -> None:
        """Steps in what was submitted meanwhile go, so that one key always does one thing."""
        stack = self.stack
        while stack.canUndo() and stack.command(stack.index() - 1).isObsolete():
            stack.undo()
        while stack.canRedo() and stack.command(stack.index()).isObsolete():
            stack.redo()

    def _apply(self, changes: Changes) -> None:
        keys = self._put(changes)
        if len(keys) > 1:
            self.loaded.emit()  # all rows at once: telling of each would be felt
        for key in keys if len(keys) == 1 else ():
            self.entry_changed.emit(key)
        self.edited.emit()
        if changes:
            self.queue.save(self.cycle, changes)

    def _put(self, changes: Iterable[Change]) -> set[Key]:
        """Show changes in their entries, those of agents that are part of the cycle shown; whose they are."""
        keys = set[Key]()
        for key, of_entry in groupby(changes, lambda change: change.key):
            keys.add(key)
            if (key[0], None) in self._entries:
                self._entries[key] = applied(self.entry(key), of_entry)
        return keys

    def _tell_views(self, code: str, key: Key) -> None:
        """Let the views draw an entry again, if they show its month."""
        if self.board is not None and self.board.cycle.code == code:
            self.entry_changed.emit(key)
