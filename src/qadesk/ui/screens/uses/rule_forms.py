"""The forms in which rules for using results are typed, and what they say as rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from qadesk.domain.scorecard import Names
from qadesk.domain.uses import (
    Award,
    AwardKind,
    AwardTies,
    BonusBasis,
    BonusRule,
    Every,
    GradeList,
    ListKind,
)
from qadesk.i18n import _
from qadesk.services.uses import rule_texts, rule_words
from qadesk.services.uses.currency import named
from qadesk.ui.kit.fields import Field

_ZERO: Final = Decimal(0)


def bonus_fields(rule: BonusRule, currency: Names) -> list[Field]:
    """What a bonus rule is made of; its amounts are of this currency."""

    def number(key: str, label: str, hint: str = "", *, required: bool = False) -> Field:
        value = getattr(rule, key)
        value = None if value is None else Decimal(value)
        needed = _("Enter a number.") if required else ""
        return Field(key, label, "number", value, hint, least=_ZERO, required=needed)

    return [
        Field("basis", _("What it goes by"), "choice", rule.basis.value, options=_options(rule_words.BASES)),
        Field("values", _("Values"), "long", rule_texts.values_text(rule),
              _("One a line: “A 1.2”, or by total “90 1.2”"), required=_("Enter the values.")),
        Field("money", named(currency, _("The values are amounts of money")), "check", rule.money),
        Field("linear", _("Between two bands by share"), "check", rule.linear),
        number("base", named(currency, _("Amount of a coefficient of 1")), _("Empty: only coefficients")),
        number("step", _("Values rounded to"), required=True),
        number("money_step", _("Amounts rounded to"), required=True),
        number("floor", _("Least value")),
        number("cap", _("Highest value")),
        number("new_days", _("Protected for days since hired"), _("0: nobody"), required=True),
        number("new_least", _("Then at least"), required=True),
        number("gate_days", _("Least days worked"), _("Empty: none asked for")),
        number("gate_value", _("With fewer at most"), required=True),
        number("full_days", _("Days of a full month"), _("Empty: not by days worked")),
        Field("days_from", _("Days worked from indicator"), value=rule.days_from,
              hint=_("Empty: typed here")),
    ]  # fmt: skip


def bonus_of(values: Mapping[str, Any]) -> BonusRule:
    """The rule typed. Raises UserError for values that cannot be read."""
    known = {one.name for one in fields_of(BonusRule)} - {"grades", "bands"}
    said = {key: value for key, value in values.items() if key in known}
    said["basis"], said["new_days"] = BonusBasis(values["basis"]), int(values["new_days"])
    made = BonusRule(**said)
    if made.basis is BonusBasis.GRADE:
        return replace(made, grades=rule_texts.grades_of(values["values"]))
    return replace(made, bands=rule_texts.bands_of(values["values"]))


def award_fields(award: Award, currency: Names) -> list[Field]:
    """What an award is made of; its amount is of this currency."""
    whole = _("Enter a number.")
    return [
        *_names(award.names),
        Field("kind", _("For"), "choice", award.kind.value, options=_options(rule_words.KINDS)),
        Field("every", _("Period"), "choice", award.every.value, options=_options(rule_words.PERIODS)),
        Field("places", _("Places"), "number", Decimal(award.places), least=Decimal(1), required=whole),
        Field("ties", _("Equal figures"), "choice", award.ties.value, options=_options(rule_words.TIES)),
        Field("at_least", _("At least"), "number", award.at_least, _("Total, or how many"), least=_ZERO),
        Field("least_contacts", _("Least contacts"), "number", Decimal(award.least_contacts), least=_ZERO,
              required=whole),
        Field("least_months", _("Least months of a quarter"), "number", Decimal(award.least_months),
              least=Decimal(1), most=Decimal(3), required=whole),
        Field("indicator", _("Indicator that is counted"), value=award.indicator,
              hint=_("Its code, for the most praised")),
        Field("money", named(currency, _("Amount")), "number", award.money, _("Empty: none"), least=_ZERO),
    ]  # fmt: skip


def award_of(values: Mapping[str, Any]) -> Award:
    """The award typed."""
    return Award(
        Names(values["zh"], values["en"]),
        AwardKind(values["kind"]),
        Every(values["every"]),
        int(values["places"]),
        AwardTies(values["ties"]),
        int(values["least_contacts"]),
        int(values["least_months"]),
        values["at_least"],
        values["indicator"],
        values["money"],
    )


def list_fields(one: GradeList) -> list[Field]:
    """What a list is made of."""
    text = rule_texts.conditions_text(one.conditions)
    return [
        *_names(one.names),
        Field("kind", _("For"), "choice", one.kind.value, options=_options(rule_words.LISTS)),
        Field("conditions", _("Any of these"), "long", text,
              _("One a line: “D 1”, “C, D 2”, “A 3 in a row”"), required=_("Enter a condition.")),
        Field("quarter", _("Months of the calendar quarter"), "check", one.quarter),
        Field("months", _("Otherwise: last months"), "number", Decimal(one.months), least=Decimal(1),
              most=Decimal(12), required=_("Enter a number.")),
    ]  # fmt: skip


def list_of(values: Mapping[str, Any]) -> GradeList:
    """The list typed. Raises UserError for conditions that cannot be read."""
    return GradeList(
        Names(values["zh"], values["en"]),
        ListKind(values["kind"]),
        rule_texts.conditions_of(values["conditions"]),
        int(values["months"]),
        values["quarter"],
    )


def _names(names: Names) -> list[Field]:
    return [Field("zh", _("Chinese name"), value=names.zh), Field("en", _("English name"), value=names.en)]


def _options(offered: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(one.value, _(words)) for one, words in offered.items()]
