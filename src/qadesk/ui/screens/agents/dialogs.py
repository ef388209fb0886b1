"""The two small forms of the roster: a person's entry, and the day somebody left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from qadesk.i18n import _
from qadesk.services.roster import Agent
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.screens.agents.listing import status_text


def agent_form(everybody: Sequence[Agent], agent: Agent | None = None) -> Form:
    """The entry of a new person, or of `agent`; the number, the identity, is fixed then."""
    a, statuses = agent, ["active", "probation"]
    if a is not None and not a.here:
        statuses.append("left")
    teams, posts = _known(one.team for one in everybody), _known(one.post for one in everybody)
    offered = [(status, status_text(status)) for status in statuses]
    return Form(
        "agent",
        [
            Field("number", _("Staff number"), value=a.staff_no if a else "", fixed=a is not None),
            Field("name", _("Name"), value=a.name if a else ""),
            Field("team", _("Team"), "suggest", a.team if a else "", options=teams),
            Field("post", _("Post"), "suggest", a.post if a else "", options=posts),
            Field("status", _("Status"), "choice", a.status if a else "active", options=offered),
            Field("hired", _("Hired on"), "date", a.hired_on if a else None),
        ],
    )


def leave_form(today: date) -> Form:
    """Somebody's last day; empty means that it is not known."""
    hint = _(
        "Leave it empty if it is not known. Records and results are kept; the agent can be re-employed later."
    )
    return Form("leave", [Field("day", _("Last day at work"), "date", today, hint=hint)])


def _known(values: Iterable[str]) -> list[tuple[str, str]]:
    """The teams or posts on the roster, the most frequent first."""
    counts: dict[str, int] = {}
    for value in values:
        if value:
            counts[value] = counts.get(value, 0) + 1
    return [(value, value) for value in sorted(counts, key=lambda value: (-counts[value], value))]
