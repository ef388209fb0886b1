"""Which imported files had no column for something: what such a file cannot tell is missing, not zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, select

from qadesk.domain.periods import Period
from qadesk.kinds.registry import KINDS
from qadesk.storage import tables

Lacking = Mapping[str, tuple[int, ...]]  # field -> the imports without a column for it


def lacking(connection: Connection, period: Period) -> Lacking:
    """The imports of a period's records that had no column for a field; no entry where all had one."""
    batch = tables.import_batch.c
    rows = connection.execute(
        select(batch.id, batch.kind, batch.mapping).where(
            batch.undone_at.is_(None), batch.first_day < period.end, batch.last_day >= period.start
        )
    )
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for field in not_carried(row.kind, row.mapping):
            found[field].append(row.id)
    return {field: tuple(ids) for field, ids in found.items()}


def not_carried(kind: str, mapping: Mapping[str, str]) -> tuple[str, ...]:
    """The fields of a kind that an indicator is made of and a mapping (field -> header) has no column for."""
    records = KINDS[kind].records if kind in KINDS else None
    wanted = records.needed if records else {}
    return tuple(field for field, names in wanted.items() if not any(mapping.get(name) for name in names))
