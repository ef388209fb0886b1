"""Closing a month as somebody does who has seen the warnings and lets them be."""

from __future__ import annotations

from qadesk.services.assessment.results import CycleResults
from qadesk.services.closing import close
from qadesk.services.closing.pending import pending
from qadesk.services.scoring import leftovers
from qadesk.storage.office import Office


def close_month(office: Office, code: str, *, discarding: bool = False) -> CycleResults:
    """Close it, whatever warnings there are, `discarding` drafts. Raises UserError where something blocks."""
    if discarding:
        leftovers.discard(office, code, [draft.id for draft in leftovers.leftover_drafts(office, code)])
    return close.close_cycle(office, code, accepting=pending(office, code)).value
