"""What is said of records that cannot tell something, and of figures that were imported as totals only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from qadesk.domain.untold import Untold
from qadesk.errors import joined
from qadesk.i18n import N_

_WHY: Final = {
    "response": N_("The file of contacts has no column for the response time."),
    "talk": N_("The file of contacts has no column for the talk time."),
    "resolved": N_(
        "The file of contacts has no column that says whether it was solved at the first contact."
    ),
    "rating": N_("The file of contacts has no column for the customer's rating."),
    "responded_at": N_("The complaint file has no column for the time of the first response."),
    "closed_at": N_("The complaint file has no column for the time it was closed."),
    "escalated": N_("The complaint file has no column that says whether it was escalated."),
    "upheld": N_("The complaint file has no column that says whether it was upheld."),
    "scans": N_("The delivery file has no columns for tracking events and those within 15 minutes."),
}
_COMPLAINTS: Final = ("responded_at", "closed_at", "escalated", "upheld")


def why(field: str, _: Callable[[str], str]) -> str:
    """Why an indicator is missing, in the language that `_` translates into."""
    return _(_WHY[field])


def why_with_numbers(found: Untold, _: Callable[[str], str]) -> str:
    """The same with how many records do not count for it, where others do."""
    if found.n == found.of:
        return why(found.field, _)
    words = _("{n} of {total} contacts do not count here.")
    if found.field in _COMPLAINTS:
        words = _("{n} of {total} complaints do not count here.")
    elif found.field == "scans":
        words = _("{n} of {total} delivery rows do not count here.")
    return joined(words.format(n=f"{found.n:,}", total=f"{found.of:,}"), why(found.field, _))
