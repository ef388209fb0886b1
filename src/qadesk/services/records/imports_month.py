"""Which month an import belongs to, where that is not the one looked at, and how the work goes on there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from qadesk.domain.periods import month_of
from qadesk.services import cycles, first_look
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class GoesOn:
    """The month in which the work goes on, its state, and whether records of it are still missing."""

    month: str
    state: str
    lacking: bool


def goes_on(office: Office, batches: Collection[int], code: str) -> GoesOn:
    """Where the work goes on after these imports, while the cycle `code` is looked at."""
    month = elsewhere(office, batches, code) or code
    state = dict(first_look.months(office)).get(month, "")
    return GoesOn(month, state, state == "open" and bool(first_look.overview(office, month).missing_kinds))


def elsewhere(office: Office, batches: Collection[int], code: str) -> str:
    """The code of the newest month of these imports, if none of their records lies in the cycle `code`.

    Empty where some does, or where they brought no dated record. The month may not be open yet.
    """
    batch = tables.import_batch.c
    here = cycles.parse(code)
    with office.read() as connection:
        first, last = connection.execute(
            select(func.min(batch.first_day), func.max(batch.last_day)).where(batch.id.in_(batches))
        ).one()
        known = cycles.all_in(connection, office)
    if first is None or last is None or (first < here.end and last >= here.start):
        return ""
    return next((cycle.code for cycle in known if cycle.period.contains(last)), month_of(last).code)
