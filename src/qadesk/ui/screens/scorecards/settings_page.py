"""The page with what concerns the scorecard as a whole: its grades, its name, cap, marks, quotas, focus."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from qadesk.domain import marking
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Marks, Scorecard
from qadesk.i18n import _
from qadesk.tabular import numbers
from qadesk.ui.kit.form import Rows
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.draft_fields import DraftFields, DraftPage, OneOf, weight_mode
from qadesk.ui.screens.scorecards.grades_table import GradesTable
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
            row = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
            self.grades.go(row, str(path[2]) if len(path) > 2 else "code")
            return True
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
