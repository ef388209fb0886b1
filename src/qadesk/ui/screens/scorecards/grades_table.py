"""The grades as a table: code, names, from which total, which share of the agents may have it at most."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from qadesk.domain import editing
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import _
from qadesk.tabular import numbers
from qadesk.ui.kit.edit_model import EditColumn, figure
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_model import DraftModel
from qadesk.ui.theme import GRID

Column = EditColumn[Scorecard, int]
_NAME = 11 * GRID  # the least of a name's column


class GradesTable(EditTable):
    """A grade is added below the current one; undo brings back what was taken out."""

    def __init__(self, draft: Draft) -> None:
        model: DraftModel[int] = DraftModel(
            draft, _columns(), lambda card: range(len(card.grades)), _where, _cell, _code
        )
        super().__init__(model, "gradesTable", _("Grades"), draft.end_typing)
        self.draft = draft
        self.buttons = self.offer_rows(
            "grade", (_("Add a grade"), self.add), (_("Remove the grade"), self.remove)
        )
        model.refused.connect(draft.refused)
        draft.loaded.connect(self.actions_.update)

    def add(self) -> None:
        """Put a grade below the current one."""
        row = self.currentIndex().row()
        at = row + 1 if row >= 0 else len(self.draft.card.grades)
        self.draft.apply(editing.add_grade(self.draft.card, at), ("grades", at))
        self.go(at)

    def remove(self) -> None:
        """Take the current grade out."""
        row = self.currentIndex().row()
        if 0 <= row < len(self.draft.card.grades):
            self.draft.apply(editing.remove_grade(self.draft.card, row), ("grades", row))
            self.go(min(row, len(self.draft.card.grades) - 1))

    def go(self, row: int, key: str = "code") -> None:
        """Put the keyboard on a cell."""
        if row >= 0:
            keys = [column.key for column in self.edited.columns]
            self.set_current(self.edited.index(row, keys.index(key) if key in keys else 0))
            self.setFocus()


def _columns() -> list[Column]:
    def put(field: str, read: Callable[[str], Any]) -> Callable[[Scorecard, int, str], Scorecard]:
        return lambda card, row, typed: editing.change_grade(card, row, **{field: read(typed)})

    def rename(card: Scorecard, row: int, typed: str) -> Scorecard:
        return editing.rename_grade(card, row, typed.strip())

    def at_least(card: Scorecard, row: int) -> str:
        return numbers.shown(card.grades[row].at_least)

    def quota(card: Scorecard, row: int) -> str:
        return numbers.typed(card.grades[row].quota, numbers.PERCENT)

    put_limit = put("at_least", lambda typed: figure(typed) or Decimal(0))
    put_quota = put("quota", lambda typed: figure(typed, numbers.PERCENT))
    return [
        Column("code", _("Grade"), _code, rename, width=7 * GRID),
        _name(own=True),
        _name(own=False),
        Column("at_least", _("From (total)"), at_least, put_limit, right=True, width=11 * GRID),
        Column("quota", _("Quota (%)"), lambda card, row: quota(card, row) or _("no limit"), put_quota,
               quota, right=True, width=10 * GRID),
    ]  # fmt: skip


def _name(*, own: bool) -> Column:
    def text(card: Scorecard, row: int) -> str:
        return wording.of_names(card.grades[row].names, own)

    def put(card: Scorecard, row: int, typed: str) -> Scorecard:
        names = wording.with_name(card.grades[row].names, own, typed)
        return editing.change_grade(card, row, names=names)

    key = "name" if own else "other_name"
    return Column(key, wording.name_header(own), text, put, width=_NAME, grows=True)


def _code(card: Scorecard, row: int) -> str:
    return card.grades[row].code


def _where(row: int, key: str) -> Path:
    return ("grades", row, "name" if key == "other_name" else key)


def _cell(path: Path) -> tuple[int, str] | None:
    """Of a name that is wrong, the one in the language of the window says so."""
    if path[:1] != ("grades",) or len(path) < 3 or not isinstance(path[1], int):
        return None
    return path[1], str(path[2])
