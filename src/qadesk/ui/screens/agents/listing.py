"""The roster as a table and as forms: columns, fields, wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from qadesk import formats
from qadesk.i18n import _
from qadesk.services.roster import STATUS_TEXTS, Agent
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.widgets.table import Column

_TONES: Final = {"probation": "accent", "left": "muted"}  # the usual needs no mark


def columns() -> list[Column[Agent]]:
    """The columns of the roster, in the current language."""
    return [
        Column("staff_no", _("Staff no."), lambda a: a.staff_no),
        Column("name", _("Name"), lambda a: a.name, stretch=True),
        Column("team", _("Team"), lambda a: a.team),
        Column("post", _("Post"), lambda a: a.post),
        Column("hired_on", _("Hired on"), lambda a: a.hired_on, formats.day),
        Column(
            "status",
            _("Status"),
            lambda a: a.status,
            status_text,
            sort=lambda a: list(STATUS_TEXTS).index(a.status),
            tone=lambda a: _TONES.get(a.status),
        ),
    ]


def status_text(status: str) -> str:
    """A status in words."""
    return _(STATUS_TEXTS[status])


def agent_form(everybody: Sequence[Agent], agent: Agent | None = None) -> Form:
    """The entry of a new person, or of `agent`; the number, the identity, is fixed then."""
    a, statuses = agent, ["active", "probation"]
    if a is not None and not a.here:
        statuses.append("left")
    teams, posts = _known(one.team for one in everybody), _known(one.post for one in everybody)
    hint = "" if a is None else _("Mistyped? Close this and choose “Correct staff number”.")
    offered = [(status, status_text(status)) for status in statuses]
    return Form(
        "agent",
        [
            Field("number", _("Staff number"), value=a.staff_no if a else "", fixed=a is not None, hint=hint),
            Field("name", _("Name"), value=a.name if a else ""),
            Field("team", _("Team"), "suggest", a.team if a else "", options=teams),
            Field("post", _("Post"), "suggest", a.post if a else "", options=posts),
            Field("status", _("Status"), "choice", a.status if a else "active", options=offered),
            Field("hired", _("Hired on"), "date", a.hired_on if a else None),
        ],
    )


def number_form(agent: Agent) -> Form:
    """The number an agent should have, and why it is corrected."""
    stays = _(
        "Records, ratings, targets and results stay with {name}. Results of closed months keep the number "
        "{number}; files that still have it are recognised."
    ).format(name=agent.name, number=agent.staff_no)
    return Form(
        "number",
        [
            Field("old", _("Staff number now"), value=agent.staff_no, fixed=True),
            Field("new", _("Correct number"), required=_("Enter the correct staff number.")),
            Field("reason", _("Reason"), required=_("Give a reason."), hint=stays),
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
    counts = Counter(filter(None, values))
    return [(value, value) for value in sorted(counts, key=lambda value: (-counts[value], value))]
