"""The fields of each kind of rule: which there are, what they are called, in which unit they are typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from qadesk import formats
from qadesk.domain.rules import Effect, RedLine, Step
from qadesk.domain.scorecard import Indicator, Role, Unit
from qadesk.i18n import N_, _
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NumberKind
from qadesk.ui.kit.edit_cell import FigureField
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.draft_fields import DraftFields
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import clear

Measured = Literal["value", "points", "step"]


@dataclass(frozen=True)
class RuleField:
    """One figure of a rule; `blank` is what an empty field means, "" where it must not be empty."""

    name: str
    words: str
    measured: Measured
    blank: str = ""


_FULL: Final = N_("full mark")
FIELDS: Final[dict[str, tuple[RuleField, ...]]] = {
    "proportional": (
        RuleField("full", N_("Full mark at"), "value", N_("standard")),
        RuleField("zero", N_("No points at"), "value"),
        RuleField("cap", N_("At most"), "points", _FULL),
    ),
    "ladder": (),
    "step": (
        RuleField("unit", N_("For each whole"), "step"),
        RuleField("lose", N_("If worse, deduct"), "points"),
        RuleField("gain", N_("If better, add"), "points"),
        RuleField("at_standard", N_("At the standard"), "points", _FULL),
        RuleField("floor", N_("Not below"), "points"),
        RuleField("cap", N_("At most"), "points", _FULL),
    ),
    "deduction": (
        RuleField("each", N_("For each, minus"), "points"),
        RuleField("free", N_("Free of deduction"), "value"),
        RuleField("floor", N_("Not below"), "points"),
    ),
    "pass_fail": (RuleField("earns", N_("When met"), "points", _FULL),),
    "bonus": (
        RuleField("each", N_("For each, plus"), "points"),
        RuleField("cap", N_("At most"), "points"),
    ),
    "red_line": (RuleField("allowed", N_("Allowed without consequences"), "value"),),
    "unscored": (),
}
FLAGS: Final = {
    "ladder": (("of_standard", N_("Limits as % of the standard")),),
    "step": (
        ("relative", N_("Step size as % of the standard")),
        ("pro_rata", N_("Count part steps pro rata")),
    ),
}


def kind(field: RuleField, indicator: Indicator) -> NumberKind:
    """How a figure is typed."""
    if field.measured == "step":
        relative = isinstance(indicator.rule, Step) and indicator.rule.relative
        return numbers.POINTS if relative else numbers.step_of(indicator.unit)
    return numbers.kind_of(indicator.unit) if field.measured == "value" else numbers.PLAIN


def unit_words(field: RuleField, indicator: Indicator) -> str:
    """What stands behind a field."""
    if field.measured == "points":
        return _("points")
    rule = indicator.rule
    if field.measured == "step" and isinstance(rule, Step) and rule.relative:
        return _("% of the standard")
    if indicator.unit is Unit.RATE and field.measured == "step":
        return _("percentage points")
    return _("seconds") if indicator.unit is Unit.SECONDS else formats.unit_name(indicator.unit)


def blank_words(field: RuleField, indicator: Indicator) -> str:
    """What an empty field means: on top there is no full mark."""
    if field.blank == _FULL and indicator.role is not Role.WEIGHTED:
        return "0"
    return _(field.blank) if field.blank else ""


class RuleFields(QWidget):
    """The figures of a rule and what is ticked of it; for another kind of rule other fields are made.

    `of_rule` makes the controls of the rule; `fallback` gets the keyboard where the field in use goes.
    """

    def __init__(self, of_rule: Callable[[], DraftFields], fallback: QWidget) -> None:
        super().__init__()
        self._of_rule, self._fallback = of_rule, fallback
        self._indicator: Indicator | None = None
        self._kind = ""  # for which the fields stand
        self._units: dict[RuleField, QLabel] = {}
        self.fields = of_rule()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(2, 1)

    def show_rule(self, indicator: Indicator) -> None:
        """Show the rule of an indicator."""
        self._indicator = indicator
        if indicator.rule.kind != self._kind:
            self._kind = indicator.rule.kind
            self._clear()
            self._build(FIELDS[self._kind], FLAGS.get(self._kind, ()))
        self.fields.follow()
        for field, unit in self._units.items():
            unit.setText(unit_words(field, indicator))
        self.setVisible(bool(self.fields.controls))

    def _clear(self) -> None:
        if any(control.hasFocus() for control in self.fields.controls.values()):
            self._fallback.setFocus()
        clear(self._grid)
        self._units, self.fields = {}, self._of_rule()

    def _build(self, fields: tuple[RuleField, ...], flags: tuple[tuple[str, str], ...]) -> None:
        for row, field in enumerate(fields):
            made = self._figure(field)
            name = label(_(field.words), name=f"rule_{field.name}Label")
            name.setBuddy(made)
            self._units[field] = label("", "muted", name=f"rule_{field.name}Unit")
            for column, widget in enumerate((name, made, self._units[field])):
                self._grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignVCenter)
        for row, (key, words) in enumerate(flags, start=len(fields)):
            self._grid.addWidget(self.fields.flag(key, f"rule_{key}", _(words)), row, 0, 1, 3)

    def _figure(self, field: RuleField) -> FigureField:
        def shown() -> Indicator:
            assert self._indicator is not None
            return self._indicator

        return self.fields.figure(
            field.name,
            f"rule_{field.name}",
            _(field.words),
            lambda _rule: kind(field, shown()),
            optional=bool(field.blank),
            blank=lambda _rule: blank_words(field, shown()),
        )


class RedLineFields(QWidget):
    """What crossing a red line does: the total to nothing, the grade capped, or only said on the sheet."""

    def __init__(self, of_rule: DraftFields) -> None:
        super().__init__()
        self._of_rule, self._rule = of_rule, RedLine()
        effects = [
            (Effect.ZERO, _("Total 0 and the lowest grade")),
            (Effect.CAP_GRADE, _("The grade is capped")),
            (Effect.MARK, _("It is only noted on the sheet")),
        ]
        self.effect = of_rule.choice("effect", "ruleEffect", _("Effect"), effects, self._put_effect)
        self.grade = of_rule.choice("grade", "ruleGrade", _("Best grade left"), offered=self._grades)
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

    def show_rule(self, rule: RedLine) -> None:
        """Show a red line; the grades are those of the scorecard."""
        self._rule = rule
        self._of_rule.follow()
        for widget in (self.grade, self._grade_label):
            widget.setVisible(rule.effect is Effect.CAP_GRADE)

    def _grades(self) -> list[tuple[str, str]]:
        grades = self._of_rule.draft.card.grades
        return [(grade.code, f"{grade.code} {wording.named(grade.names)}") for grade in grades]

    def _put_effect(self, chosen: str) -> None:
        effect, grade = Effect(chosen), ""  # Qt hands it back as plain text
        if effect is Effect.CAP_GRADE:  # the best grade is no cap, so the next one stands in
            grade = self._rule.grade or self.grade.itemData(min(1, self.grade.count() - 1)) or ""
        self._of_rule.put("effect", effect=effect, grade=grade)
