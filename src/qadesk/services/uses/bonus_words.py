"""A bonus in words: which rule, which band, what was limited, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from qadesk import formats
from qadesk.domain.bonuses import BonusSpread, BonusStep, BonusWhy, Lack
from qadesk.domain.decimals import tidy
from qadesk.domain.uses import BonusBasis
from qadesk.errors import joined
from qadesk.i18n import N_, _, current_language, ngettext
from qadesk.services.assessment import grade_words
from qadesk.services.assessment.participants import Participant
from qadesk.services.uses.bonuses import BonusLine, BonusList
from qadesk.services.uses.month import Member, Standing

STANDINGS: Final = {
    Standing.FINAL: N_("Final"),
    Standing.PROVISIONAL: N_("Provisional"),
    Standing.UNFOLLOWED: N_("Closed by an earlier version"),
}
_LACKS: Final = {
    Lack.EXCLUDED: N_("Not assessed in this cycle."),
    Lack.INCOMPLETE: N_("The result is incomplete; nothing follows from it until it is complete."),
    Lack.GRADE: N_("The rules say nothing of grade {grade}."),
    Lack.DAYS: N_("How many days were worked is not entered yet."),
}
_STEPS: Final = {  # what each step says, and what its figures are called in it
    BonusWhy.GRADE: (N_("Grade {grade}: {value}."), "grade"),
    BonusWhy.BETWEEN: (
        N_("Between {less} at {low} points and {more} at {high} points: {value}."),
        "low less high more",
    ),
    BonusWhy.FLOOR: (N_("At least {least}: {value}."), "least"),
    BonusWhy.CAP: (N_("At most {most}: {value}."), "most"),
    BonusWhy.NEW: (
        N_("New: employed for {n} d, less than {least} d; therefore at least {value}."),
        "n least",
    ),
    BonusWhy.GATE: (N_("Worked {n} d, less than {least} d; therefore at most {value}."), "n least"),
    BonusWhy.DAYS: (N_("Worked {n} d of {all} d: {value}."), "n all"),
    BonusWhy.ROUNDED: (N_("Rounded half up to {unit}: {value}."), "unit"),
    BonusWhy.BASE: (N_("Times {base}, rounded half up to {unit}: {value}."), "base unit"),
}
_NAMED: Final = 3  # of those who cannot be told apart
_IN_FULL: Final = frozenset(BonusWhy) - {BonusWhy.DAYS, BonusWhy.BETWEEN}


def number(value: Decimal | None) -> str:
    """A coefficient or an amount: at least two places, with thousands apart."""
    if value is None:
        return formats.DASH
    places = max(2, -int(tidy(value).as_tuple().exponent))
    return f"{value:,.{places}f}"


def standing_words(standing: Standing) -> str:
    """How settled a result is."""
    return _(STANDINGS[standing])


def lack_words(line: BonusLine) -> str:
    """Why nothing can be said of a bonus."""
    if line.due.lack is None:
        return ""
    return _(_LACKS[line.due.lack]).format(grade=line.member.made.grade)


def why(line: BonusLine, made: BonusList) -> str:
    """How a bonus comes about, in sentences."""
    said = [lack_words(line)] if line.due.lack else [_step(step) for step in line.due.steps]
    said.append(_("Rules, version {n}.").format(n=made.rules.version))
    if line.member.made.red_lines:
        said.insert(0, _("A red line was crossed; it decided the result."))
    return joined(*said, *remarks(line.member))


def remarks(member: Member) -> list[str]:
    """What else to know of the result behind it."""
    said = []
    if member.waived:
        card = member.card
        names = _(", ").join(card.indicator(c).names.in_language(current_language()) for c in member.waived)
        said.append(_("Waived: {names}.").format(names=names))
    if member.left is not None:
        said.append(_("Left on {day}.").format(day=formats.day(member.left)))
    if member.revision > 1:
        said.append(_("By revision {n} of the result.").format(n=member.revision))
    if member.standing is Standing.PROVISIONAL:
        said.append(_("Provisional: the result is not final yet."))
    return said


def how_sure(line: BonusLine, made: BonusList) -> str:
    """How sure the value is: the probabilities of the grades, or the values at both ends of the total."""
    member, own = line.member, line.spread
    if line.due.value is None:
        return ""
    if own is None:
        return _("not known")
    if made.rule.basis is BonusBasis.GRADE and member.sure is not None:
        return grade_words.chances(member.made.grade or "", member.sure.found, _)
    return _ends(own)


def mark(line: BonusLine) -> str:
    """What to look at before money hangs on it; "" where nothing is."""
    if line.due.value is None:
        return ""
    said = []
    if line.spread is None:
        said.append(_("It is not known how sure this is."))
    elif not line.sure:
        said.append(_("Not confirmed: by chance alone it could be another value."))
    if line.alike:
        text = _("Not distinguishable from {names}, who get another value.")
        said.append(text.format(names=names(line.alike)))
    return joined(*said)


def names(people: Sequence[Participant]) -> str:
    """Agents by name and staff number, of many the first few."""
    said = [formats.agent_text(one.name, one.staff_no) for one in people[:_NAMED]]
    if (more := len(people) - _NAMED) > 0:
        said.append(ngettext("{n} more", "{n} more", more).format(n=more))
    return _(", ").join(said)


def _ends(own: BonusSpread) -> str:
    low, high = own.ends
    return number(low) if low == high else formats.span(number(low), number(high))


def _step(step: BonusStep) -> str:
    of = [formats.plain(one) if isinstance(one, Decimal) else one for one in step.of]
    value = number(step.value) if step.why in _IN_FULL else _exact(step.value)
    if step.why is BonusWhy.BAND:
        text = _("Total from {low}: {value}.")
        if len(of) > 1:
            text = _("Total from {low}, below {high}: {value}.")
        return text.format(**dict(zip(("low", "high"), of, strict=False)), value=value)
    text, names = _STEPS[step.why]
    return _(text).format(**dict(zip(names.split(), of, strict=True)), value=value)


def _exact(value: Decimal) -> str:
    """Before it is rounded, with four places."""
    return f"{value:,.4f}"
