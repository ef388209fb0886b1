"""What an agent's records cannot tell: a file without a column makes a figure missing, never zero."""

from __future__ import annotations

from typing import NamedTuple

from qadesk.domain.measures import COUNTS, SOURCES, OfficeTally, Source, Tally

# The field of a file that an indicator or count needs and a file may lack; its records are the first of them.
NEEDS: dict[str, str] = {
    "avg_response_seconds": "response",
    "avg_talk_seconds": "talk",
    "first_contact_resolution": "resolved",
    "csat": "rating",
    "complaint_response_24h": "responded_at",
    "complaint_closed_48h": "closed_at",
    "escalation_rate": "escalated",
    "complaint_rate": "upheld",
    "tracking_15min": "scans",
    "resolved": "resolved",
    "unresolved": "resolved",
    "rated": "rating",
    "escalated": "escalated",
    "upheld": "upheld",
}


class Untold(NamedTuple):
    """`n` of `of` records cannot tell `field`, since their file had no column for it."""

    field: str
    n: int
    of: int


def untold(code: str, tally: Tally, office: OfficeTally) -> Untold | None:
    """What of an agent's records cannot tell of an indicator or count; None where all of them do."""
    field = NEEDS.get(code)
    if field is None:
        return None
    if field == "scans":
        found = Untold(field, office.no_scans, office.rows)
    else:
        contacts = SOURCES.get(code, COUNTS.get(code)) is Source.CONTACTS
        found = Untold(field, getattr(tally, f"no_{field}"), tally.contacts if contacts else tally.complaints)
    return found if found.n else None


def only_totals(code: str, tally: Tally) -> bool:
    """Whether an indicator has no interval because of some contacts only a mean is known."""
    return {
        "avg_response_seconds": tally.mean_responses,
        "avg_talk_seconds": tally.mean_talks,
        "csat": tally.mean_rated,
    }.get(code, 0) > 0
