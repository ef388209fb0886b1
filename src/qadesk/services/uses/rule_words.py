"""The rules for using results in words: their kinds, a rule in a sentence, what is wrong with one."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from qadesk import formats
from qadesk.domain.uses import (
    Award,
    AwardKind,
    AwardTies,
    BonusBasis,
    BonusRule,
    Condition,
    Every,
    GradeList,
    ListKind,
    Uses,
)
from qadesk.domain.uses_forms import UseProblem
from qadesk.i18n import N_, _, current_language, ngettext

BASES: Final = {BonusBasis.GRADE: N_("By grade"), BonusBasis.TOTAL: N_("By total, in bands")}
KINDS: Final = {
    AwardKind.BEST: N_("Highest total"),
    AwardKind.IMPROVED: N_("Most improved"),
    AwardKind.PRAISED: N_("Most praised"),
}
PERIODS: Final = {Every.MONTH: N_("Each month"), Every.QUARTER: N_("Each quarter")}
TIES: Final = {
    AwardTies.ALL: N_("All who tie have it"),
    AwardTies.NONE: N_("None who tie has it"),
    AwardTies.MORE_CONTACTS: N_("The one with more contacts has it"),
}
LISTS: Final = {ListKind.PROMOTION: N_("Promotion"), ListKind.TRAINING: N_("Training")}
_PROBLEMS: Final = {
    "nothing": N_("There is no rule in it."),
    "no_grades": N_("No grade has a value."),
    "grade_twice": N_("A grade stands there twice."),
    "first_band": N_("The first band must begin at a total of 0."),
    "bands_order": N_("Each band must begin above the one before it."),
    "worse_has_more": N_("A worse result has more ({worse}) than a better one ({better})."),
    "floor_above_cap": N_("The least value ({floor}) is above the highest ({cap})."),
    "new_above_cap": N_("The least value of new agents ({new}) is above the highest ({cap})."),
    "step": N_("What it is rounded to must be above 0."),
    "full_days": N_("The days of a full month must be above 0."),
    "out_of_bounds": N_("A figure is below 0, or above {most}."),
    "no_name": N_("It has no name."),
    "places": N_("It has no place, or more than {most}."),
    "no_indicator": N_("The indicator that is counted is not given."),
    "least": N_("The least data is out of bounds."),
    "no_condition": N_("There is no condition, or one without a grade."),
    "months": N_("It looks back over no month, or over more than {most}."),
    "times": N_("A condition asks for more than the {months} months that are looked at."),
}


def name_of(one: Award | GradeList) -> str:
    """What an award or a list is called."""
    return one.names.in_language(current_language())


def problem_words(problem: UseProblem, uses: Uses) -> str:
    """What is wrong, and where."""
    shown = {
        key: formats.plain(value) if isinstance(value, Decimal) else value
        for key, value in problem.detail.items()
    }
    text = _(_PROBLEMS[problem.code]).format(**shown)
    return _("{what}: {text}").format(what=_place(problem, uses), text=text)


def _place(problem: UseProblem, uses: Uses) -> str:
    if problem.place == "bonus":
        return _("Bonus pay")
    named = uses.awards[problem.number - 1] if problem.place == "award" else uses.lists[problem.number - 1]
    numbered = _("Award {n}") if problem.place == "award" else _("List {n}")
    return name_of(named) or numbered.format(n=problem.number)


def condition_words(one: Condition) -> str:
    """One condition: “D once”."""
    grades = "/".join(one.grades)
    text = ngettext("{grades} once", "{grades} {n} times", one.times)
    if one.in_a_row and one.times > 1:
        text = _("{grades} in months in a row: {n}")
    return text.format(grades=grades, n=one.times)


def conditions_words(one: GradeList) -> str:
    """All conditions of a list, and over which months: “D once, or C or D 2 times, in the quarter”."""
    said = _(", or ").join(condition_words(c) for c in one.conditions)
    if one.quarter:
        return _("{conditions}, in the quarter").format(conditions=said)
    text = ngettext("{conditions}, in the month", "{conditions}, in the last {n} months", one.months)
    return text.format(conditions=said, n=one.months)


def bonus_words(rule: BonusRule) -> str:
    """A bonus rule in a line: its values and what limits them."""
    plain = formats.plain
    if rule.basis is BonusBasis.GRADE:
        said = [_(", ").join(f"{grade} {plain(value)}" for grade, value in rule.grades)]
    else:
        text = _("from {total}: {value}")
        said = [_(", ").join(text.format(total=plain(b.at_least), value=plain(b.value)) for b in rule.bands)]
        said += [_("in between by share")] if rule.linear else []
    limits = (
        (rule.base, _("times {value}")),
        (rule.floor, _("at least {value}")),
        (rule.cap, _("at most {value}")),
        (rule.gate_days, _("from {value} d worked")),
        (rule.full_days, _("by days worked of {value} d")),
    )
    said += [text.format(value=plain(value)) for value, text in limits if value is not None]
    if rule.new_days:
        text = _("new for {n} d: at least {value}")
        said.append(text.format(n=rule.new_days, value=plain(rule.new_least)))
    return _("; ").join(said)


def award_words(award: Award) -> str:
    """An award's rule in a line."""
    said = [_(KINDS[award.kind]), _(PERIODS[award.every]), _("places: {n}").format(n=award.places)]
    if award.at_least is not None:
        said.append(_("at least {value}").format(value=formats.plain(award.at_least)))
    if award.least_contacts:
        said.append(_("contacts: at least {n}").format(n=award.least_contacts))
    if award.money is not None:
        said.append(_("amount {value}").format(value=formats.plain(award.money)))
    return _("; ").join([*said, _(TIES[award.ties])])
