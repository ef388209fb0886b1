"""Exemptions in words: what is asked before one is entered or confirmed, and what is told then."""

from __future__ import annotations

from qadesk import formats
from qadesk.domain.masking import mask
from qadesk.i18n import _
from qadesk.services.assessment.exemptions import WAIVED, Exemption
from qadesk.services.assessment.results import CycleResults
from qadesk.services.explaining.result_words import named


def person(made: CycleResults, staff_no: str) -> str:
    """An agent in a sentence."""
    return formats.agent_text(made.of(staff_no).agent.name, staff_no)


def asked(made: CycleResults, staff_no: str, code: str, kind: str) -> tuple[str, str, str]:
    """What is asked for an exemption: the question, what it does, the word on the button.

    No code means the whole assessment.
    """
    if not code:
        heading = _("Exclude {person} from this cycle's assessment?")
        effect = _("There will be no total, grade or rank; the sheet gives the reason.")
        return heading.format(person=person(made, staff_no)), effect, _("Exclude")
    indicator = made.of(staff_no).card.indicator(code)
    heading, action = _("Waive the missing value “{what}” for {person}?"), _("Waive")
    if kind != WAIVED:
        heading = _("Mark “{what}” as not applicable to {person}?")
        action = _("Mark as not applicable")
    effect = _("It will not count for this agent.")
    if indicator.weight:
        effect = _("Its weight of {weight}% goes to the other indicators, of its own section first.")
        effect = effect.format(weight=formats.plain(indicator.weight))
    return heading.format(what=named(indicator.names), person=person(made, staff_no)), effect, action


def told(made: CycleResults, staff_no: str, code: str, kind: str) -> str:
    """What is told when one is entered; without a `kind`, when it was taken back."""
    text = _("“{what}” is waived for {person}.")
    if not kind:
        text = _("The exemption of {person} was withdrawn.")
    elif not code:
        text = _("{person} is excluded from this cycle's assessment.")
    elif kind != WAIVED:
        text = _("“{what}” is marked as not applicable to {person}.")
    what = named(made.of(staff_no).card.indicator(code).names) if code else ""
    return text.format(what=what, person=person(made, staff_no))


def to_confirm(made: CycleResults, one: Exemption) -> str:
    """One that somebody else entered, with its reason, before it is confirmed."""
    what = (
        named(made.of(one.staff_no).card.indicator(one.indicator).names)
        if one.indicator
        else _("the whole month")
    )
    text = _("{person}, {what}: “{reason}”, entered by {who}. Your name is kept with it.")
    return text.format(person=person(made, one.staff_no), what=what, reason=mask(one.reason), who=one.by)
