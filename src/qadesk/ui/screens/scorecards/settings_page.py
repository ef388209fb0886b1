"""The page with what concerns the scorecard as a whole: its grades, its name, cap, marks, quotas, focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from qadesk.domain import editing, marking
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Marks, Scorecard
from qadesk.i18n import _
from qadesk.tabular import numbers
from qadesk.ui.kit.edit_model import EditColumn, figure
from qadesk.ui.kit.form import Rows
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_fields import DraftFields, DraftPage, OneOf, weight_mode
from qadesk.ui.screens.scorecards.draft_model import DraftModel, DraftTable, names_column
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label, scrolled
from qadesk.ui.widgets.layouts import FREE, split, vbox


class SettingsPage(DraftPage):
    """What is typed goes back into the draft with every key."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.grades = GradesTable(draft)
        self.grades.setMinimumWidth(62 * GRID)
        self.model = self.grades.edited
        names = DraftFields(draft, lambda card: card.names, _with_names, lambda: ("name",))
        whole = DraftFields(draft)
        self.chinese = names.text("zh", "scorecardZh", _("Name (Chinese)"))
        self.english = names.text("en", "scorecardEn", _("Name (English)"))
        self.cap = whole.figure("cap", "scorecardCap", _("Maximum total"))
        extra, quotas = _("Maximum extra weight of a focus (%)"), _("Quotas apply from (graded agents)")
        self.focus = whole.figure("focus_extra", "scorecardFocus", extra, numbers.WEIGHT)
        self.quota_from = whole.figure("quota_from", "scorecardQuotaFrom", quotas, numbers.WHOLE)
        self.half = whole.flag("half_points", "scorecardHalf", _("Half points on the form"))
        marks = [
            (Marks.HUNDRED, "scorecardMarksHundred", _("Points out of 100")),
            (Marks.WEIGHT, "scorecardMarksWeight", _("Points out of the indicator's weight")),
        ]
        self._marks = OneOf(draft, marks, lambda card: card.marks, self._put_marks)
        self.hundred, self.weight = self._marks.buttons.values()
        self.mode = weight_mode(draft, "scorecardWeights")
        self._shown = (names, whole, self._marks, self.mode)
        self._places: dict[str, QWidget] = {**whole.controls, "name": self.chinese, "marks": self.hundred}
        self.grades.buttons.setContentsMargins(GRID, 4, GRID, 4)
        left = QWidget()
        vbox((self.grades, 1), self.grades.buttons, on=left, gap=0)
        vbox(split("settingsSplit", left, self._settings()), on=self)

    def _settings(self) -> QScrollArea:
        content, form = QWidget(), Rows()
        cap = _("Usually 100. Set it higher if bonus points may take a total above 100.")
        quota = _("graded agents. Below that, no quota applies.")
        focus = _("Maximum, in percentage points of the total. 0 = no extra weight.")
        form.add_row(_("Maximum total"), self.cap, cap)
        form.add_row(_("Apply quotas from"), self.quota_from, quota)
        form.add_row(_("Extra weight of a focus"), self.focus, focus)
        for field in (self.cap, self.quota_from, self.focus):
            form.setAlignment(field, Qt.AlignmentFlag.AlignLeft)
        named = []
        for words, text in ((_("Name (Chinese)"), self.chinese), (_("Name (English)"), self.english)):
            name = label(words, name=f"{text.objectName()}Label")  # above: a name is long
            name.setBuddy(text)
            named += [name, text]
        vbox(
            *named,
            GRID,
            form,
            self.half,
            GRID,
            self._marks,
            GRID,
            self.mode,
            FREE,
            on=content,
            margins=(2 * GRID, GRID, 2 * GRID, GRID),
        )
        area = scrolled(content, "settingsScroll")
        area.setMinimumWidth(40 * GRID)
        area.setMaximumWidth(50 * GRID)
        return area

    def follow(self) -> None:
        """Show what the draft has now."""
        for part in self._shown:
            part.follow()

    def go(self, path: Path) -> bool:
        """Put the keyboard on what a path leads to; whether it is something of this page."""
        if path[:1] == ("grades",):
            return self.grades.go(path) or self.grades.go(("grades", 0))
        field = self._places.get(str(path[0])) if path else None
        if field is not None:
            field.setFocus()
        return field is not None

    def focus_first(self) -> None:
        """The grades."""
        self.grades.setFocus()

    def _put_marks(self, marks: Marks) -> None:
        self.draft.apply(marking.with_marks(self.draft.card, marks), ("marks",))


def _with_names(card: Scorecard, **texts: str) -> Scorecard:
    return replace(card, names=replace(card.names, **texts))


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
        model.refused.connect(draft.refused)
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

    put_limit = put("at_least", lambda typed: figure(typed) or Decimal(0))
    put_quota = put("quota", lambda typed: figure(typed, numbers.PERCENT))
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
