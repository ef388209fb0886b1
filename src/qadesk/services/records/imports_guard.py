"""What an import or its undoing must not touch: closed cycles."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from qadesk.domain.periods import Period
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services.records.imports_store import TARGETS, Target
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.tables import to_millis


def refuse_closed(connection: Connection, office: Office, kind: str, batch_id: int, *, remedy: str) -> None:
    """Raise UserError if a row the batch brought, or one it replaced, lies in a closed cycle.

    `remedy` says what to do instead, with `{code}` for the cycle.
    """
    target = TARGETS.get(kind)
    if target is None:
        return
    for period in _closed_periods(connection, office):
        if _touches(connection, office, target, period, batch_id):
            raise UserError(
                _("The cycle {code} is closed; its records can no longer change.").format(code=period.code),
                kept=_("Nothing was changed."),
                remedy=remedy.format(code=period.code),
            )


def _closed_periods(connection: Connection, office: Office) -> list[Period]:
    cycle = tables.cycle.c
    rows = connection.execute(
        select(cycle.start, cycle.end, cycle.code)
        .where(cycle.office_id == office.id, cycle.status == "closed")
        .order_by(cycle.start)
    )
    return [Period(row.start, row.end, row.code) for row in rows]


def _touches(connection: Connection, office: Office, target: Target, period: Period, batch_id: int) -> bool:
    table, kept = target.table, tables.superseded.c
    first: Any = period.start
    after: Any = period.end
    low, high = first.isoformat(), after.isoformat()
    if target.when != "day":
        first, after = period.utc(office.zone)
        low, high = to_millis(first), to_millis(after)
    when = table.c[target.when]
    brought = select(table.c.id).where(table.c.batch_id == batch_id, when >= first, when < after)
    was = func.json_extract(kept.row, f"$.{target.when}")  # as the database holds it
    replaced = select(kept.id).where(kept.batch_id == batch_id, was >= low, was < high)
    return any(connection.execute(query.limit(1)).first() is not None for query in (brought, replaced))
