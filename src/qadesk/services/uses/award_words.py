"""Awards and lists in words: why somebody has one, who cannot be told apart, who was not looked at."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from qadesk import formats
from qadesk.domain.bonuses import CONFIRMED
from qadesk.domain.uses import Award, AwardKind
from qadesk.errors import joined
from qadesk.i18n import N_, _, current_language
from qadesk.services.assessment.participants import Participant
from qadesk.services.uses import rule_words
from qadesk.services.uses.awards import Awardee, AwardMade
from qadesk.services.uses.bonus_words import remarks
from qadesk.services.uses.lists import ListMade, OnList
from qadesk.services.uses.month import UsedMonth

_LACKS: Final = {
    "nobody": N_("Nobody has it."),
    "no_before": N_("Nobody has it: the period before is not closed, so nothing can have improved."),
    "not_comparable": N_(
        "Nobody has it: the scorecards of both periods differ, so totals cannot be compared."
    ),
}
_LEFT_OUT: Final = {
    "incomplete": N_("incomplete"),
    "few_contacts": N_("too few contacts"),
    "few_months": N_("too few months"),
    "left": N_("left"),
}


def names(people: Sequence[Participant]) -> str:
    """Agents by name and staff number."""
    return _(", ").join(formats.agent_text(one.name, one.staff_no) for one in people)


def period_words(codes: Sequence[str]) -> str:
    """The months something is for."""
    first, last = formats.cycle_text(codes[0]), formats.cycle_text(codes[-1])
    return first if len(codes) == 1 else formats.span(first, last)


def value_words(award: Award, one: Awardee) -> str:
    """The figure it goes by."""
    if award.kind is AwardKind.IMPROVED:
        return formats.signed(one.of.figure)
    return formats.plain(one.of.figure) if award.kind is AwardKind.PRAISED else formats.decimal(one.of.figure)


def why(one: Awardee, made: AwardMade, month: UsedMonth) -> str:
    """How somebody came to have an award, in sentences, and who cannot be told apart from them."""
    return joined(facts(one, made, month), mark(one))


def facts(one: Awardee, made: AwardMade, month: UsedMonth) -> str:
    """How somebody came to have an award; of others it says nothing."""
    award, own = made.award, one.of
    named = {"period": period_words(made.codes), "place": one.place, "n": made.among}
    if award.kind is AwardKind.IMPROVED:
        text = _("{period}: from {before} to {now}, place {place} of {n}.")
        before = own.before or Decimal(0)
        said = [
            text.format(before=formats.decimal(before), now=formats.decimal(before + own.figure), **named)
        ]
        if own.beyond_chance is False:
            said.append(_("The rise is no larger than chance may make it."))
    elif award.kind is AwardKind.PRAISED:
        text = _("{period}: {name}: {count}, place {place} of {n}.")
        name = _indicator(award, month)
        said = [text.format(name=name, count=formats.plain(own.figure), **named)]
    else:
        text = _("{period}: total {total}, place {place} of {n}.")
        if len(own.months) > 1:
            text = _("{period}: mean of the totals {total}, place {place} of {n}.")
        said = [text.format(total=formats.decimal(own.figure), **named)]
    if len(made.codes) > len(own.months):
        said.append(_("Months with a result: {n} of {all}.").format(n=len(own.months), all=len(made.codes)))
    if one.tied:
        said.append(_("The place is shared: the figures are equal."))
    return joined(*said, *remarks(own.member))


def mark(one: Awardee) -> str:
    """What to look at before an award hangs on it; "" where it is clear."""
    if one.alike is None:
        return _("It is not known whether the difference to the others is chance.")
    if one.alike:
        return _("Not distinguishable from {names}: the order may be chance.").format(names=names(one.alike))
    return ""


def notes(made: AwardMade) -> list[str]:
    """What else to say of an award: nobody has it, months missing, ties, who was not looked at."""
    said = [_(_LACKS[made.lack])] if made.lack else []
    if made.missing:
        said.append(_("Not closed yet: {months}.").format(months=_months(made.missing)))
    if made.tied_out:
        said.append(_("Equal figures, without the award: {names}.").format(names=names(made.tied_out)))
    if made.left_out:
        who = [
            _("{name} ({why})").format(name=formats.agent_text(one.name, one.staff_no), why=_(_LEFT_OUT[why]))
            for one, why in made.left_out
            if why != "few_months" or not made.missing  # then nobody has enough of them yet
        ]
        if who:
            said.append(_("Not looked at: {names}.").format(names=_(", ").join(who)))
    if not said:
        return []
    return [_("{what}: {text}").format(what=rule_words.name_of(made.award), text=joined(*said))]


def list_why(one: OnList, made: ListMade, month: UsedMonth) -> str:
    """How somebody came on a list, or could still."""
    grades = _(", ").join(
        _("{month}: {grade}").format(month=code, grade=grade or _("none")) for code, grade in one.grades
    )
    said = [_("Grades: {grades}.").format(grades=grades)]
    if one.met is None:
        said.append(_("Not decided: a result that is incomplete could bring it about."))
    else:
        said.append(_("Condition: {text}.").format(text=rule_words.condition_words(one.met.condition)))
    said.append(_("Rule: {text}.").format(text=rule_words.conditions_words(made.rule)))
    return joined(*said, *remarks(one.member))


def list_value(one: OnList) -> str:
    """What put somebody on a list, shortly."""
    return _("not decided") if one.met is None else rule_words.condition_words(one.met.condition)


def list_sure(one: OnList) -> str:
    """How likely the condition holds."""
    return "" if one.chance is None else share(one.chance)


def share(chance: float) -> str:
    """A probability."""
    return f"{int(chance * 100 + 0.5)}%"


def list_mark(one: OnList) -> str:
    """What to look at before somebody is put on a list; "" where it is clear."""
    if one.met is None:
        return _("Not decided: a result is incomplete")
    if one.chance is None:
        return _("It is not known how sure this is")
    return "" if one.chance >= CONFIRMED else _("Not confirmed: by chance alone the grades could be others")


def list_notes(made: ListMade) -> list[str]:
    """Months that are missing, and who by chance could as well be on it."""
    said = [_("Not closed yet: {months}.").format(months=_months(made.missing))] if made.missing else []
    if made.near:
        who = [
            _("{name} ({why})").format(name=formats.agent_text(one.name, one.staff_no), why=share(chance))
            for one, chance in made.near
        ]
        text = _("Not on it, though by chance alone their grades could have put them there: {names}.")
        said.append(text.format(names=_(", ").join(who)))
    if not said:
        return []
    text = joined(*said)
    return [_("{what}: {text}").format(what=rule_words.name_of(made.rule), text=text)]


def _months(codes: Sequence[str]) -> str:
    return _(", ").join(formats.cycle_text(code) for code in codes)


def _indicator(award: Award, month: UsedMonth) -> str:
    every = (one for card in month.cards.all for one in card.indicators())
    known = next((one for one in every if one.code == award.indicator), None)
    return award.indicator if known is None else known.names.in_language(current_language())
