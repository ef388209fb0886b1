"""What an import or its undoing must not touch: closed cycles."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from qadesk.domain.periods import Period
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services.records.imports_store import TARGETS, Target
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.tables import to_millis


def closed_periods(connection: Connection, office: Office) -> list[Period]:
    """The spans of the office's closed cycles."""
    cycle = tables.cycle.c
    rows = connection.execute(
        select(cycle.start, cycle.end, cycle.code)
        .where(cycle.office_id == office.id, cycle.status == "closed")
        .order_by(cycle.start)
    )
    return [Period(row.start, row.end, row.code) for row in rows]


def refuse_closed(connection: Connection, office: Office, kind: str, batch_id: int) -> None:
    """Raise UserError if a row the batch brought, or one it replaced, lies in a closed cycle."""
    target = TARGETS.get(kind)
    if target is None:
        return
    for period in closed_periods(connection, office):
        if _touches(connection, office, target, period, batch_id):
            raise UserError(
                _("The cycle {code} is closed; its records can no longer change.").format(code=period.code),
                kept=_("Nothing was changed."),
                remedy=_("Leave the rows of {code} out of the file, or appeal against the result.").format(
                    code=period.code
                ),
            )


def _touches(connection: Connection, office: Office, target: Target, period: Period, batch_id: int) -> bool:
    table = target.table
    first: Any = period.start
    after: Any = period.end
    when = table.c[target.when]
    if target.when != "day":
        first, after = period.utc(office.zone)
    inside = select(table.c.id).where(table.c.batch_id == batch_id, when >= first, when < after).limit(1)
    if connection.execute(inside).first() is not None:
        return True
    low, high = (
        (first.isoformat(), after.isoformat())
        if target.when == "day"
        else (to_millis(first), to_millis(after))
    )
    replaced = connection.execute(
        select(tables.superseded.c.row).where(tables.superseded.c.batch_id == batch_id)
    )
    return any(low <= _loaded(row)[target.when] < high for row in replaced.scalars())


def _loaded(row: Any) -> Any:
    return json.loads(row) if isinstance(row, str) else row
