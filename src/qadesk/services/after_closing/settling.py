"""What a corrected result may not lack, as closing a month asks it of all: forms submitted, values there."""

from __future__ import annotations

from sqlalchemy import Connection

from qadesk.errors import UserError
from qadesk.i18n import _, current_language, ngettext
from qadesk.services import locked
from qadesk.services.assessment import month_totals
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.scoring.leftovers import drafts_left
from qadesk.storage.office import Office


def must_be_submitted(connection: Connection, office: Office, made: CycleResults, agent_id: int) -> None:
    """Raises UserError while a form of an agent (by row id) is a draft, whoever began it."""
    left = [one for one in drafts_left(connection, office, made.cycle) if one.agent_id == agent_id]
    if left:
        text = ngettext(
            "{n} form of {who} is not submitted; it was begun by {by}.",
            "{n} forms of {who} are not submitted; they were begun by {by}.",
            len(left),
        )
        names = _(", ").join(dict.fromkeys(one.by for one in left))
        raise _unsettled(
            text.format(n=len(left), who=f"{left[0].staff_no} {left[0].name}", by=names),
            _("Submit what should count and discard the rest."),
        )


def must_be_whole(connection: Connection, office: Office, made: CycleResults, agent_id: int) -> None:
    """The same, and where a value is missing from the result that would be stored, or not settled yet."""
    must_be_submitted(connection, office, made, agent_id)
    for month in month_totals.inside(connection, office, made.cycle):
        if agent_id in locked.in_hand(connection, month.id):
            text = _("The result of {code}, which this one takes up, is being corrected, too.")
            raise _unsettled(text.format(code=month.code), _("Finish that correction first."))
    own = next((one for one in made.results if one.agent.id == agent_id), None)
    if own is not None and own.assessment.missing:
        text = _("This is missing from the result of {who}: {what}.")
        raise _unsettled(
            text.format(who=f"{own.agent.staff_no} {own.agent.name}", what=_(", ").join(_missing(made, own))),
            _("Enter it, or waive it with a reason."),
        )


def _missing(made: CycleResults, own: AgentResult) -> list[str]:
    language = current_language()
    return [own.card.indicator(code).names.in_language(language) for code in own.assessment.missing]


def _unsettled(text: str, remedy: str) -> UserError:
    return UserError("correction.unsettled", text, kept=_("The correction is still in hand."), remedy=remedy)
