"""What crossing a red line does: the total to nothing, the grade capped, or only said on the sheet."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from qadesk.domain.rules import Effect, RedLine
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import _
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, label


class RedLineFields(QWidget):
    """Emits the rule as chosen, and which of its fields."""

    edited = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._rule: RedLine | None = None
        self.effect = ComboBox("ruleEffect", _("Effect"))
        for effect, words in (
            (Effect.ZERO, _("Total 0 and the lowest grade")),
            (Effect.CAP_GRADE, _("The grade is capped")),
            (Effect.MARK, _("It is only noted on the sheet")),
        ):
            self.effect.addItem(words, effect)
        self.grade = ComboBox("ruleGrade", _("Best grade left"))
        self._grade_label = label(_("Best grade left"))
        self._grade_label.setBuddy(self.grade)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(_("Effect")), 0, 0)
        grid.addWidget(self.effect, 0, 1)
        grid.addWidget(self._grade_label, 1, 0)
        grid.addWidget(self.grade, 1, 1)
        self.effect.activated.connect(lambda _at: self._choose_effect())
        self.grade.activated.connect(lambda _at: self._choose_grade())

    def show_rule(self, rule: RedLine, card: Scorecard, *, editable: bool) -> None:
        """Show a red line; the grades are those of the scorecard."""
        self._rule = rule
        self.effect.setCurrentIndex(self.effect.findData(rule.effect))
        self.effect.setEnabled(editable)
        capped = rule.effect is Effect.CAP_GRADE
        self.grade.clear()
        for grade in card.grades:
            self.grade.addItem(f"{grade.code} {wording.named(grade.names)}", grade.code)
        self.grade.setCurrentIndex(self.grade.findData(rule.grade))
        for widget in (self.grade, self._grade_label):
            widget.setVisible(capped)
        self.grade.setEnabled(editable)

    def _choose_effect(self) -> None:
        assert self._rule is not None
        effect = Effect(self.effect.currentData())  # Qt hands it back as plain text
        grade = ""
        if effect is Effect.CAP_GRADE:  # the best grade is no cap, so the next one stands in
            grade = self._rule.grade or self.grade.itemData(min(1, self.grade.count() - 1)) or ""
        self.edited.emit(replace(self._rule, effect=effect, grade=grade), "effect")

    def _choose_grade(self) -> None:
        assert self._rule is not None
        self.edited.emit(replace(self._rule, grade=self.grade.currentData()), "grade")
