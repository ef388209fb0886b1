"""What an agent's records cannot tell: a file without a column makes a figure missing, never zero."""

from __future__ import annotations

from typing import Final, NamedTuple

from qadesk.domain.measures import COUNT_NEEDS, FIGURES, OfficeTally, Tally, source_of


def needs(code: str) -> str:
    """The field that an indicator or count needs and a file may lack; "" if it needs none."""
    return FIGURES[code].needs if code in FIGURES else COUNT_NEEDS.get(code, "")


class Untold(NamedTuple):
    """`n` of `of` records cannot tell `field`, since their file had no column for it."""

    field: str
    n: int
    of: int


def untold(code: str, tally: Tally, office: OfficeTally) -> Untold | None:
    """What of an agent's records cannot tell of an indicator or count; None where all of them do."""
    field, source = needs(code), source_of(code)
    if not field or source is None:
        return None
    if field == "scans":
        found = Untold(field, office.no_scans, office.rows)
    else:
        found = Untold(field, tally.count(f"no_{field}"), tally.count(source))
    return found if found.n else None


_PARTS: Final = {  # figure -> part and whole of what was counted, where both come from different records
    "complaint_rate": ("upheld", "contacts"),
    "error_rate": ("errors", "contacts"),
    "answered_share": ("reached", "offered"),
}


def impossible(code: str, tally: Tally) -> tuple[int, int] | None:
    """Part and whole of a rate whose part is larger, which cannot be; None for all others.

    Of no contacts nothing is known; that is missing, and not impossible.
    """
    part, whole = (tally.count(name) for name in _PARTS.get(code, ("", "")))
    return (part, whole) if part > whole > 0 else None


def only_totals(code: str, tally: Tally) -> bool:
    """Whether an indicator has no interval because of some contacts only a mean is known."""
    return code in FIGURES and FIGURES[code].blind != "" and tally.count(FIGURES[code].blind) > 0
