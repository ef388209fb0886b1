"""An editable table of the draft: follows it, writes back what is typed, marks what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import joined
from qadesk.services.designing.problems import WordedProblem
from qadesk.ui.kit.edit_model import EditColumn, EditModel, Look
from qadesk.ui.screens.scorecards.draft import Draft

R = TypeVar("R")
Rows = Callable[[Scorecard], Iterable[R]]
Changed = Callable[[Scorecard, Scorecard, Sequence[R]], Iterable[R]]


class DraftModel(EditModel[Scorecard, R]):
    """`rows` are those of a scorecard; `where` names a cell as problems do, `cell` finds one by such a name.

    `changed` tells which rows may look otherwise in another scorecard with the same rows; otherwise all.
    """

    def __init__(
        self,
        draft: Draft,
        columns: Sequence[EditColumn[Scorecard, R]],
        rows: Rows[R],
        where: Callable[[R, str], Path],
        cell: Callable[[Path], tuple[R, str] | None],
        named: Callable[[Scorecard, R], str],
        changed: Changed[R] | None = None,
    ) -> None:
        super().__init__(columns, self._write, named)
        self.draft = draft
        self._rows_of, self._where, self._cell, self._changed = rows, where, cell, changed
        self._problems: dict[tuple[R, str], list[WordedProblem]] = {}
        draft.loaded.connect(self._load)
        draft.changed.connect(lambda _path: self.follow())
        draft.problems_changed.connect(self._mark)

    def _write(self, card: Scorecard, row: R, key: str, typing: bool) -> None:
        self.draft.apply(card, self._where(row, key), typing=typing)

    # ---- following the draft

    def _load(self) -> None:
        self.show(None, (), editable=False)
        self.follow()
        self._mark()

    def follow(self) -> None:
        """Show what the draft has now; with the same rows the cursor and an open field stay."""
        if not self.draft.is_open:
            self.show(None, (), editable=False)
            return
        before, card = self.state, self.draft.card
        rows, changed = tuple(self._rows_of(card)), None
        if rows != self.rows:
            self._problems = {}  # they name places that have moved; new ones are on their way
        elif before is not None and self._changed is not None:
            changed = self._changed(before, card, rows)
        self.show(card, rows, editable=self.draft.editable, changed=changed)

    def _mark(self) -> None:
        before, self._problems = self._problems, {}
        for told in self.draft.problems:
            cell = self._cell(told.path)
            if cell is not None:
                self._problems.setdefault(cell, []).append(told)
        self.redraw({row for row, _key in before.keys() | self._problems.keys()})

    # ---- what is wrong

    def look(self, row: R, column: EditColumn[Scorecard, R]) -> Look:
        """With the mark of what is wrong with the cell."""
        look, wrong = super().look(row, column), self._problems.get((row, column.key))
        if not wrong:
            return look
        return replace(look, tone="bad" if any(told.error for told in wrong) else "warn")

    def tip(self, row: R, column: EditColumn[Scorecard, R]) -> str:
        """What is wrong with the cell and what to do about it, then what else there is to say."""
        said = [joined(told.text, told.remedy) for told in self._problems.get((row, column.key), ())]
        return "\n".join(part for part in (*said, super().tip(row, column)) if part)
