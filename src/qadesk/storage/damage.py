"""Which cells of an office file cannot be read: bytes that are no text, a date or figure that is none.

A page that is damaged SQLite finds itself; a byte changed within a text it takes as it is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Final

from sqlalchemy import Column, Date, String, Table
from sqlalchemy.types import JSON

from qadesk.storage.engine import driver_errors
from qadesk.storage.tables import Exact, UtcTime, metadata

_PLAIN: Final = "[^' || char(1) || '-~]"  # what GLOB takes for a character beyond ASCII, whole or damaged
_LAST_MS: Final = 253_402_300_799_999  # the end of the year 9999
_EACH: Final = 20  # found of one column


@dataclass(frozen=True)
class Damaged:
    """One cell: its table, the number of its row (the key, normally), its column."""

    table: str
    row: int
    column: str


def damaged_cells(connection: sqlite3.Connection) -> Iterator[Damaged]:
    """The damaged cells, as far as they can be told from sound ones, at most 20 of a column."""
    held = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in metadata.sorted_tables:
        if table.name in held:
            for column in table.columns:
                reads = _reader(column)
                if reads is not None:
                    yield from islice(_in(connection, table, column, reads), _EACH)


def _in(
    connection: sqlite3.Connection, table: Table, column: Column[object], reads: Callable[[bytes], object]
) -> Iterator[Damaged]:
    quoted = f'"{column.name}"'
    odd = f"(typeof({quoted}) = 'blob' OR instr({quoted}, char(0)))"  # SQLite reads a text to its first NUL
    asked = f'SELECT rowid, CAST({quoted} AS BLOB), {odd} FROM "{table.name}" WHERE {quoted} IS NOT NULL'  # noqa: S608 - our names
    if isinstance(column.type, UtcTime):
        outside = f"NOT BETWEEN -{_LAST_MS} AND {_LAST_MS}"  # as every text and blob is
        asked = f'SELECT rowid, NULL, 1 FROM "{table.name}" WHERE {quoted} {outside}'  # noqa: S608 - our names
    if isinstance(column.type, String):  # nearly all of it is plain, and there may be millions
        asked += f" AND ({quoted} GLOB '*{_PLAIN}*' OR {odd})"
    try:
        for row, content, is_odd in connection.execute(asked):
            try:
                if is_odd:
                    raise ValueError
                reads(content)
            except (ValueError, InvalidOperation, RecursionError):
                yield Damaged(table.name, row, column.name)
    except driver_errors():  # a damaged page, or not our column: found by the other checks
        return


def _reader(column: Column[object]) -> Callable[[bytes], object] | None:
    """What reads a column's content, or raises ValueError or InvalidOperation; None for plain numbers."""
    if isinstance(column.type, Exact):
        return lambda content: Decimal(content.decode())
    if isinstance(column.type, Date):
        return lambda content: date.fromisoformat(content.decode())
    if isinstance(column.type, JSON):
        return lambda content: json.loads(content.decode())
    return bytes.decode if isinstance(column.type, String | UtcTime) else None
