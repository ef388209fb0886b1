"""The grades as a table: code, names, from which total, which share of the agents may have it at most."""

from __future__ import annotations

from decimal import Decimal

from qadesk.domain import editing
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import _
from qadesk.tabular import numbers
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.edit_model import EditColumn, figure
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_model import DraftModel
from qadesk.ui.theme import GRID

Column = EditColumn[Scorecard, int]
_NAME = 11 * GRID  # the least of a name's column


class GradesTable(EditTable):
    """Ins adds a grade below the current one, Ctrl+Del takes it out; undo brings it back."""

    def __init__(self, draft: Draft) -> None:
        model: DraftModel[int] = DraftModel(draft, _columns(), _rows, _where, _cell, _code)
        super().__init__(model, "gradesTable", _("Grades"), draft.end_typing)
        self.draft = draft
        model.refused.connect(draft.refused)
        self.actions_ = Actions(
            self,
            _("Grades"),
            [
                Action("gradeAdd", _("Add a grade"), self.add, "plus", ("Ins",), "quiet", shown=self._may),
                Action(
                    "gradeRemove", _("Remove the grade"), self.remove, "minus", ("Ctrl+Del",), "quiet",
                    shown=self._may,
                ),
            ],
            inside=False,
        )  # fmt: skip
        self.actions_.offer_menu(self)
        draft.loaded.connect(self.actions_.update)

    def _may(self) -> bool:
        return self.draft.editable

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


def _rows(card: Scorecard) -> range:
    return range(len(card.grades))


def _code(card: Scorecard, row: int) -> str:
    return card.grades[row].code


def _where(row: int, key: str) -> Path:
    return ("grades", row, "name" if key == "other_name" else key)


def _cell(path: Path) -> tuple[int, str] | None:
    """Of a name that is wrong, the one in the language of the window says so."""
    if path[:1] != ("grades",) or len(path) < 3 or not isinstance(path[1], int):
        return None
    return path[1], str(path[2])


def _columns() -> list[Column]:
    return [
        Column("code", _("Grade"), _code, _with_code, width=7 * GRID),
        _name(own=True),
        _name(own=False),
        Column("at_least", _("From (total)"), _at_least, _with_at_least, right=True, width=11 * GRID),
        Column("quota", _("Quota (%)"), _quota, _with_quota, typed=_typed_quota, right=True, width=10 * GRID),
    ]


def _name(*, own: bool) -> Column:
    def text(card: Scorecard, row: int) -> str:
        return wording.of_names(card.grades[row].names, own)

    def put(card: Scorecard, row: int, typed: str) -> Scorecard:
        names = wording.with_name(card.grades[row].names, own, typed)
        return editing.change_grade(card, row, names=names)

    key = "name" if own else "other_name"
    return Column(key, wording.name_header(own), text, put, width=_NAME, grows=True)


def _with_code(card: Scorecard, row: int, typed: str) -> Scorecard:
    return editing.rename_grade(card, row, typed.strip())


def _at_least(card: Scorecard, row: int) -> str:
    return numbers.shown(card.grades[row].at_least)


def _with_at_least(card: Scorecard, row: int, typed: str) -> Scorecard:
    return editing.change_grade(card, row, at_least=figure(typed) or Decimal(0))


def _quota(card: Scorecard, row: int) -> str:
    return _typed_quota(card, row) or _("no limit")


def _typed_quota(card: Scorecard, row: int) -> str:
    return numbers.typed(card.grades[row].quota, numbers.PERCENT)


def _with_quota(card: Scorecard, row: int, typed: str) -> Scorecard:
    return editing.change_grade(card, row, quota=figure(typed, numbers.PERCENT))
