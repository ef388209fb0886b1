"""The page with what concerns the scorecard as a whole: its grades, its name, cap, marks, quotas, focus."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from qadesk.domain import marking
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Marks, Scorecard
from qadesk.i18n import _
from qadesk.tabular import numbers
from qadesk.ui.kit.edit_cell import FigureField, LiveField
from qadesk.ui.kit.form import Rows
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.grades_table import GradesTable
from qadesk.ui.screens.scorecards.weight_mode import WeightMode
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label, scrolled
from qadesk.ui.widgets.layouts import vbox

_WIDTH: Final = 40 * GRID


class SettingsPage(QWidget):
    """Follows the draft; what is typed goes back into it with every key."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.grades = GradesTable(draft)
        self.model = self.grades.edited
        self.grades.setMinimumWidth(62 * GRID)
        self.chinese = LiveField("scorecardZh", _("Name (Chinese)"))
        self.english = LiveField("scorecardEn", _("Name (English)"))
        self.cap = FigureField("scorecardCap", _("Maximum total"))
        self.focus = FigureField("scorecardFocus", _("Maximum extra weight of a focus (%)"))
        self.quota_from = FigureField("scorecardQuotaFrom", _("Quotas apply from (graded agents)"))
        self.half = QCheckBox(_("Half points on the form"))
        self.half.setObjectName("scorecardHalf")
        self.hundred = QRadioButton(_("Points out of 100"))
        self.weight = QRadioButton(_("Points out of the indicator's weight"))
        self.hundred.setObjectName("scorecardMarksHundred")
        self.weight.setObjectName("scorecardMarksWeight")
        self.mode = WeightMode(draft, "scorecardWeights")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(GRID, 4, GRID, 4)
        for name in ("gradeAdd", "gradeRemove"):
            buttons.addWidget(self.grades.actions_.button(name))
        buttons.addStretch(1)
        left = QWidget()
        vbox((self.grades, 1), buttons, on=left, gap=0)
        split = QSplitter()
        split.setObjectName("settingsSplit")
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self._settings())
        split.setStretchFactor(0, 1)
        vbox(split, on=self)

    def _settings(self) -> QWidget:
        content = QWidget()
        column = vbox(on=content, margins=(2 * GRID, GRID, 2 * GRID, GRID))
        form = Rows()
        for words, field in ((_("Name (Chinese)"), self.chinese), (_("Name (English)"), self.english)):
            name = label(words, name=f"{field.objectName()}Label")  # above: a name is long
            name.setBuddy(field)
            column.addWidget(name)
            column.addWidget(field)
        column.addSpacing(GRID)
        cap = _("Usually 100. Set it higher if bonus points may take a total above 100.")
        quota = _("graded agents. Below that, no quota applies.")
        focus = _("Maximum, in percentage points of the total. 0 = no extra weight.")
        form.add_row(_("Maximum total"), self.cap, cap)
        form.add_row(_("Apply quotas from"), self.quota_from, quota)
        form.add_row(_("Extra weight of a focus"), self.focus, focus)
        for field in (self.cap, self.quota_from, self.focus):
            form.setAlignment(field, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(form)
        marks = QButtonGroup(self)
        pair = QVBoxLayout()
        pair.setSpacing(GRID // 2)
        for button in (self.hundred, self.weight):
            marks.addButton(button)
            pair.addWidget(button)
        column.addWidget(self.half)
        column.addSpacing(GRID)
        column.addLayout(pair)
        column.addSpacing(GRID)
        column.addWidget(self.mode)
        column.addStretch(1)
        area = scrolled(content, "settingsScroll")
        area.setMinimumWidth(_WIDTH)
        area.setMaximumWidth(50 * GRID)
        return area

    def _connect(self) -> None:
        self.chinese.bind(lambda text: self._name(zh=text), lambda: self.draft.card.names.zh)
        self.english.bind(lambda text: self._name(en=text), lambda: self.draft.card.names.en)
        for name, field in (("cap", self.cap), ("focus_extra", self.focus)):
            field.edited.connect(lambda value, name=name: self._set(name, value, typing=True))
        for one in (self.cap, self.focus, self.quota_from):
            one.refused.connect(self.draft.refused)
        self.quota_from.edited.connect(lambda value: self._set("quota_from", int(value), typing=True))
        self.half.clicked.connect(lambda on: self._set("half_points", on))
        self.hundred.clicked.connect(lambda: self._mark(Marks.HUNDRED))
        self.weight.clicked.connect(lambda: self._mark(Marks.WEIGHT))
        for text in (self.chinese, self.english, self.cap, self.focus, self.quota_from):
            text.editingFinished.connect(self.draft.end_typing)
        self.draft.loaded.connect(self._follow_in_sight)
        self.draft.changed.connect(lambda _path: self._follow_in_sight())

    # ---- showing

    def showEvent(self, event: QShowEvent) -> None:
        """What was changed elsewhere meanwhile is shown now."""
        super().showEvent(event)
        self._follow()

    def _follow_in_sight(self) -> None:
        if self.isVisible():
            self._follow()

    def _follow(self) -> None:
        """Show what the draft has now."""
        if not self.draft.is_open:
            return
        card, editable = self.draft.card, self.draft.editable
        self.chinese.show_text(card.names.zh)
        self.english.show_text(card.names.en)
        self.cap.show_value(card.cap)
        self.focus.show_value(card.focus_extra, numbers.WEIGHT)
        self.quota_from.show_value(Decimal(card.quota_from), numbers.WHOLE)
        self.half.setChecked(card.half_points)
        self.hundred.setChecked(card.marks is Marks.HUNDRED)
        self.weight.setChecked(card.marks is Marks.WEIGHT)
        self.mode.follow()
        for text in (self.chinese, self.english, self.cap, self.focus, self.quota_from):
            text.setReadOnly(not editable)
        for button in (self.half, self.hundred, self.weight):
            button.setEnabled(editable)

    def go(self, path: Path) -> bool:
        """Put the keyboard on what a path leads to; whether it is something of this page."""
        fields: dict[str, QWidget] = {
            "name": self.chinese,
            "cap": self.cap,
            "focus_extra": self.focus,
            "quota_from": self.quota_from,
            "half_points": self.half,
            "marks": self.hundred,
        }
        if path[:1] == ("grades",):
            row = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
            self.grades.go(row, str(path[2]) if len(path) > 2 else "code")
            return True
        field = fields.get(str(path[0])) if path else None
        if field is not None:
            field.setFocus()
        return field is not None

    def focus_first(self) -> None:
        """The grades."""
        self.grades.setFocus()

    # ---- changing

    def _put(self, card: Scorecard, name: str, *, typing: bool = False) -> None:
        self.draft.apply(card, (name,), typing=typing)

    def _set(self, name: str, value: Any, *, typing: bool = False) -> None:
        changes: dict[str, Any] = {name: value}
        self._put(replace(self.draft.card, **changes), name, typing=typing)

    def _name(self, **changes: str) -> bool:
        card = self.draft.card
        self._put(replace(card, names=replace(card.names, **changes)), "name", typing=True)
        return True

    def _mark(self, marks: Marks) -> None:
        self._put(marking.with_marks(self.draft.card, marks), "marks")
