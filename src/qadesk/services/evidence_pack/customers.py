"""Which data of customers is in a pack, and the same pack without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from qadesk.i18n import N_, _
from qadesk.kinds.registry import stored_apart
from qadesk.storage.trail.extract import SealedRow, columns
from qadesk.storage.trail.rows import sealed_tables

RECORDS: Final = frozenset(kind.table for kind in stored_apart().values())
# The columns of records in which customers are named or speak, in words.
_COLUMNS: Final = {
    "ref": N_("references"),
    "waybill": N_("waybill numbers"),
    "note": N_("notes"),
    "comment": N_("customers' comments"),
}


@dataclass(frozen=True)
class Found:
    """How many records have something in a column."""

    table: str
    column: str
    count: int


def found(rows: Iterable[SealedRow]) -> tuple[Found, ...]:
    """What of customers is in some rows."""
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.table not in RECORDS:
            continue
        values = sealed_tables()[row.table].values(row.text)
        for column in _COLUMNS:
            if column in columns(row.table) and values.get(column):
                counts[row.table, column] = counts.get((row.table, column), 0) + 1
    return tuple(Found(table, column, n) for (table, column), n in sorted(counts.items()))


def table_words(table: str) -> str:
    """The records of a table, in words."""
    return _(next(kind.sheet.title for kind in stored_apart().values() if kind.table == table))


def column_words(column: str) -> str:
    """What is in a column, in words."""
    return _(_COLUMNS[column])
