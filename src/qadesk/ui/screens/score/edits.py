"""One value before and after, and the steps of such edits that undo and redo go through."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, Literal

from qadesk.services.cycles import Cycle
from qadesk.services.scoring.forms import Rated

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
