"""Two states of one record, and keeping the earlier one so that an import can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, insert

from qadesk.storage import tables

StoredValues: TypeAlias = tuple[Any, ...]


def completed(earlier: StoredValues, later: StoredValues) -> StoredValues | None:
    """The later row of one record if it only fills in what the earlier one leaves open.

    None if they differ.
    """
    if all(old is None or old == new for old, new in zip(earlier, later, strict=True)):
        return later
    if all(new is None or old == new for old, new in zip(earlier, later, strict=True)):
        return earlier
    return None


def keep_aside(
    connection: Connection, batch_id: int, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Keep what an import replaces, as the database holds it."""
    connection.execute(
        insert(tables.superseded),
        [{"batch_id": batch_id, "table": table.name, "row": dict(row)} for row in rows],
    )
