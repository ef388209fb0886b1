"""Which data of customers is in a pack, and the same pack without it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from qadesk.domain.masking import mask
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

_WRITTEN: Final = frozenset(
    {
        "comment",
        "reason",
        "step",
        "note",
        "strengths",
        "improve",
        "agreed",
        "statement",
        "words",
        "found",
        "reasons",
    }
)  # where people may name a customer
_STORED: Final = "content"  # an assessment's, in which they stand as well
_AGREED: Final = frozenset({"agreed", "agreed_before"})


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


def without_numbers(row: SealedRow) -> SealedRow:
    """A row with the telephone numbers masked that people wrote into it; one without any as it is."""
    table = sealed_tables()[row.table]
    named = {name for name in _WRITTEN if name in table.columns}
    named |= {_STORED} if row.table == "assessment" else set()

    def other(name: str, said: str) -> str:
        return text_without_numbers(said) if name == _STORED else mask(said)

    return replace(row, text=table.changed(row.text, named, other)) if named else row


def text_without_numbers(text: str) -> str:
    """The same of what the digest of a result or of a sheet is of; one without any to the letter."""
    said = json.loads(text)
    masked = _masked(said)
    if masked == said:
        return text
    return json.dumps(masked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _masked(said: Any, name: str = "") -> Any:
    """Comments, reasons and agreed actions masked: figures could look like numbers, too."""
    if isinstance(said, dict):
        return {key: _masked(value, key) for key, value in said.items()}
    if isinstance(said, list) and name in _AGREED:  # what, the action, what it weighs more, by whom
        return [mask(one) if at == 1 else one for at, one in enumerate(said)]
    if isinstance(said, list) and name == "comments":  # of what, the text, by whom, when
        return [[mask(one) if at == 1 else one for at, one in enumerate(each)] for each in said]
    if isinstance(said, list):
        return [_masked(one) for one in said]
    return mask(said) if isinstance(said, str) and name in _WRITTEN else said


def table_words(table: str) -> str:
    """The records of a table, in words."""
    return _(next(kind.sheet.title for kind in stored_apart().values() if kind.table == table))


def column_words(column: str) -> str:
    """What is in a column, in words."""
    return _(_COLUMNS[column])
