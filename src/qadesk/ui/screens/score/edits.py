"""One value before and after, and the steps of such edits that undo and redo go through."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal, TypeVar, cast

from qadesk.services.cycles import Cycle
from qadesk.services.scoring.forms import Entry, EntryState, Rated

V = TypeVar("V")

Key = tuple[str, int | None]  # staff number, contact (None: the whole cycle)
What = Literal["level", "remark", "comment", "value"]
Cell = tuple[str, Key, What, str]  # cycle; the item's code, empty for the comment on the agent
_STEPS_KEPT: Final = 500


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


Step = tuple[Edit, ...]  # what one undo takes back


class History:
    """What was done, newest last. A text typed on in one place is one step."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._typing: Cell | None = None

    @property
    def can_undo(self) -> bool:
        """Whether `back` would give a step."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether `forth` would give a step."""
        return bool(self._undone)

    def add(self, step: Step) -> None:
        """Remember a step; what was undone before it can no longer be redone."""
        self._typing = None
        self._done.append(step)
        del self._done[:-_STEPS_KEPT]
        self._undone.clear()

    def add_typing(self, edit: Edit) -> None:
        """Remember what was typed, as part of the last step if that was typed in the same place."""
        if self._typing == edit.cell and self._done:
            edit = replace(edit, before=self._done.pop()[0].before)
        self.add((edit,))
        self._typing = edit.cell

    def end_typing(self) -> None:
        """What is typed next is a step of its own."""
        self._typing = None

    def back(self) -> Step:
        """The newest step, now undone; an empty one if there is none."""
        return self._move(self._done, self._undone)

    def forth(self) -> Step:
        """The step undone last, now done again; an empty one if there is none."""
        return self._move(self._undone, self._done)

    def _move(self, source: list[Step], target: list[Step]) -> Step:
        self._typing = None
        if not source:
            return ()
        target.append(source.pop())
        return target[-1]

    def forget(self, keys: Collection[Key] | None = None) -> None:
        """Let go of the steps in some entries, or of all."""
        self._typing = None
        for steps in (self._done, self._undone):
            steps[:] = [] if keys is None else [step for step in steps if step[0].key not in keys]


def applied(entry: Entry, edit: Edit) -> Entry:
    """The entry as it is after an edit of it."""
    if edit.what == "comment":
        entry = replace(entry, comment=str(edit.after))
    elif edit.what == "remark":
        entry = replace(entry, remarks=_with(entry.remarks, edit.item, str(edit.after) or None))
    elif edit.what == "value":
        after = cast(Decimal | None, edit.after)
        entered = _with(entry.entered, edit.item, None)  # known again when the month is next read
        entry = replace(entry, values=_with(entry.values, edit.item, after), entered=entered)
    else:
        entry = replace(entry, levels=_with(entry.levels, edit.item, cast(Rated, edit.after)))
    if entry.state in (EntryState.NONE, EntryState.DRAFT):
        begun = bool(entry.levels or entry.comment)
        entry = replace(entry, state=EntryState.DRAFT if begun else EntryState.NONE)
    return entry


def _with(mapping: Mapping[str, V], key: str, value: V | None) -> dict[str, V]:
    """A copy in which `key` has `value`, or is gone for None."""
    kept = {name: old for name, old in mapping.items() if name != key}
    return kept if value is None else {**kept, key: value}
