"""The kinds of file that can be imported."""

from __future__ import annotations

from typing import Final

from qadesk.kinds.complaints import COMPLAINTS
from qadesk.kinds.contacts import CALLS, CHATS
from qadesk.kinds.deliveries import DELIVERIES
from qadesk.kinds.field import Field, Kind
from qadesk.kinds.incidents import INCIDENTS
from qadesk.kinds.roster import ROSTER
from qadesk.kinds.surveys import SURVEYS
from qadesk.kinds.totals import TOTALS

# One field may stand for another: the row needs any one column of each group.
ALTERNATIVES: Final[dict[str, tuple[str, ...]]] = {
    "agent": ("agent_name",),
    "at": ("date",),
    "received_at": ("date",),
}

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind for kind in (ROSTER, CALLS, CHATS, TOTALS, COMPLAINTS, INCIDENTS, SURVEYS, DELIVERIES)
}


def missing(kind: Kind, mapped: frozenset[str] | set[str]) -> tuple[Field, ...]:
    """The required fields of `kind` that no mapped column gives, in any of their forms."""
    return tuple(
        field
        for field in kind.fields
        if field.required
        and field.name not in mapped
        and not any(other in mapped for other in ALTERNATIVES.get(field.name, ()))
    )
