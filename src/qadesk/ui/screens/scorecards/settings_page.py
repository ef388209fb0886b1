"""The page with what concerns the scorecard as a whole: its grades, its name, cap, marks, quotas, focus."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from qadesk.domain import editing
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import _
from qadesk.tabular import numbers
from qadesk.ui.kit.edit_model import EditColumn
from qadesk.ui.screens.scorecards import entries
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_form import DraftForm, DraftPage, WideEnough
from qadesk.ui.screens.scorecards.draft_model import DraftModel, DraftTable, names_column
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.basics import scrolled
from qadesk.ui.widgets.layouts import FREE, split, vbox


class SettingsPage(DraftPage):
    """What is typed goes back into the draft with every key."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.grades = GradesTable(draft)
        self.grades.setMinimumWidth(62 * GRID)
        self.model = self.grades.edited
        self.form = DraftForm(draft, entries.of_scorecard)
        self.grades.buttons.setContentsMargins(GRID, 4, GRID, 4)
        left, content = QWidget(), QWidget()
        vbox((self.grades, 1), self.grades.buttons, on=left, gap=0)
        vbox(self.form, FREE, on=content, margins=(2 * GRID, GRID, 2 * GRID, GRID))
        area = scrolled(content, "settingsScroll")
        WideEnough(area, content, enlarged(40 * GRID))
        vbox(split("settingsSplit", left, area), on=self)

    def follow(self) -> None:
        """Show what the draft has now."""
        self.form.follow()

    def go(self, path: Path) -> bool:
        """Put the keyboard on what a path leads to; whether it is something of this page."""
        if path[:1] == ("grades",):
            return self.grades.go(path) or self.grades.go(("grades", 0))
        field = self.form.at(path)
        if field is not None:
            field.setFocus()
        return field is not None

    def focus_first(self) -> None:
        """The grades."""
        self.grades.setFocus()


# ---- the table of grades

Column = EditColumn[Scorecard, int]


class GradesTable(DraftTable[int]):
    """A grade is added below the current one; undo brings back what was taken out."""

    def __init__(self, draft: Draft) -> None:
        columns, number_of = _columns(), lambda card: range(len(card.grades))
        model = DraftModel(draft, columns, number_of, lambda row: ("grades", row), _code, usual="code")
        super().__init__(model, "gradesTable", _("Grades"))
        self.buttons = self.offer_rows(
            "grade", (_("Add a grade"), self.add), (_("Remove the grade"), self.remove)
        )
        draft.loaded.connect(self.actions_.update)

    def add(self) -> None:
        """Put a grade below the current one."""
        row = self.currentIndex().row()
        at = row + 1 if row >= 0 else len(self.draft.card.grades)
        self.draft.apply(editing.add_grade(self.draft.card, at), ("grades", at))
        self.go(("grades", at))

    def remove(self) -> None:
        """Take the current grade out."""
        row = self.currentIndex().row()
        if 0 <= row < len(self.draft.card.grades):
            self.draft.apply(editing.remove_grade(self.draft.card, row), ("grades", row))
            self.go(("grades", min(row, len(self.draft.card.grades) - 1)))


def _columns() -> list[Column]:
    def put(field: str, read: Callable[[str], Any]) -> Callable[[Scorecard, int, str], Scorecard]:
        return lambda card, row, typed: editing.change_grade(card, row, **{field: read(typed)})

    def names(*, own: bool) -> Column:
        return names_column(
            own,
            lambda card, row: card.grades[row].names,
            lambda card, row, made: editing.change_grade(card, row, names=made),
            width=11 * GRID,
            grows=True,
        )

    def rename(card: Scorecard, row: int, typed: str) -> Scorecard:
        return editing.rename_grade(card, row, typed.strip())

    def at_least(card: Scorecard, row: int) -> str:
        return numbers.shown(card.grades[row].at_least)

    def quota(card: Scorecard, row: int) -> str:
        return numbers.typed(card.grades[row].quota, numbers.PERCENT)

    put_limit = put("at_least", lambda typed: numbers.read(typed) or Decimal(0))
    put_quota = put("quota", lambda typed: numbers.read(typed, numbers.PERCENT))
    return [
        Column("code", _("Grade"), _code, rename, width=7 * GRID),
        names(own=True),
        names(own=False),
        Column("at_least", _("From (total)"), at_least, put_limit, right=True, width=11 * GRID),
        Column("quota", _("Quota (%)"), lambda card, row: quota(card, row) or _("no limit"), put_quota,
               quota, right=True, width=10 * GRID),
    ]  # fmt: skip


def _code(card: Scorecard, row: int) -> str:
    return card.grades[row].code
