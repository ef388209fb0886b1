"""The figures of each kind of rule: which there are, what they are called, in which unit they are typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from qadesk import formats
from qadesk.domain.rules import Step
from qadesk.domain.scorecard import Indicator, Role, Unit
from qadesk.i18n import N_, _
from qadesk.tabular import numbers
from qadesk.tabular.numbers import Kind

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


def kind(field: RuleField, indicator: Indicator) -> Kind:
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
