"""What an import or its undoing must not touch (closed cycles), and tables that cannot be read as one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, Connection, cast, select

from qadesk.domain.periods import Period
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.kinds.kind import Records
from qadesk.kinds.registry import KINDS
from qadesk.services import locked
from qadesk.services.records.stored import bounds, table_of, when_of
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.tables import to_millis


def refuse_closed(connection: Connection, office: Office, kind: str, batch_id: int, *, remedy: str) -> None:
    """Raise UserError if a row the batch brought, or one it replaced, lies in a closed cycle.

    Unless all of these are of agents whose results are being corrected.

    `remedy` says what to do instead, with `{code}` for the cycle.
    """
    records = KINDS[kind].records
    if records is None:
        return
    for period, may in locked.closed_periods(connection, office):
        if _touches(connection, office, records, period, batch_id, may):
            raise locked.records_closed(period.code, remedy)


def refuse_moved(file_name: str, lines: Sequence[int]) -> None:
    """Raise UserError for a table whose headers stand again further down, at `lines`, in another order."""
    if lines:
        raise UserError(
            "import.headers_reordered",
            _("In line {line} of “{file}” the headers stand again, but in another order.").format(
                line=lines[0], file=file_name
            ),
            kept=_("Nothing was imported."),
            remedy=_("Put the columns into the same order, or the rows below into a file of their own."),
        )


def _touches(
    connection: Connection,
    office: Office,
    kind: Records,
    period: Period,
    batch_id: int,
    may: frozenset[int],
) -> bool:
    """Whether an import touches records of a period, but for those of the agents that `may` change."""
    table, when, kept = table_of(kind), when_of(kind), tables.superseded.c
    first, after = bounds(office, kind, period)
    low, high = (day.isoformat() if kind.by_day else to_millis(day) for day in (first, after))
    brought = select(table.c.id).where(table.c.batch_id == batch_id, when >= first, when < after)
    held = kept.row[kind.when].as_string()  # as a file holds it
    was = held if kind.by_day else cast(held, BigInteger)
    replaced = select(kept.id).where(kept.batch_id == batch_id, was >= low, was < high)
    if may and not kind.of_office:
        brought = brought.where(table.c.agent_id.not_in(may))
        replaced = replaced.where(kept.row["agent_id"].as_integer().not_in(may))
    return any(connection.execute(query.limit(1)).first() is not None for query in (brought, replaced))
