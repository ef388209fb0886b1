"""What the question for an exemption says."""

from __future__ import annotations

from qadesk import formats
from qadesk.domain.scorecard import Indicator
from qadesk.i18n import _
from qadesk.services.assessment.participants import Participant
from qadesk.ui.kit.reason import Reason
from qadesk.ui.screens.results.wording import named


def exemption_words(who: Participant, indicator: Indicator | None, kind: str) -> Reason:
    """What is asked for an exemption; no indicator means the whole assessment."""
    person = f"{who.name} {who.staff_no}"
    if indicator is None:
        return _reason(
            _("Exclude {person} from this month's assessment?").format(person=person),
            _("There will be no total, grade or rank; the sheet gives the reason."),
            _("Exclude"),
        )
    if kind == "na":
        heading = _("Mark “{what}” as not applicable to {person}?")
        action = _("Mark as not applicable")
    else:
        heading = _("Waive the missing value “{what}” for {person}?")
        action = _("Waive")
    effect = _("Its weight of {weight}% goes to the other indicators, of its own section first.")
    if not indicator.weight:
        effect = _("It will not count for this agent.")
    return _reason(
        heading.format(what=named(indicator.names), person=person),
        effect.format(weight=formats.plain(indicator.weight)),
        action,
    )


def _reason(heading: str, effect: str, action: str) -> Reason:
    above = _("Reason, printed on the sheet")
    return Reason(heading, effect, action, above=above, placeholder=_("Reason, in a few words"))
