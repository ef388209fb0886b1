"""Putting converted rows into the office: new ones in, same ones counted, changed ones replaced and kept aside."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, insert, select, text, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from qadesk.storage import tables

Values = tuple[Any, ...]


@dataclass(frozen=True)
class Target:
    """Where the rows of a kind go: the columns in the order of its tuples, and those that identify a row."""

    table: Table
    columns: tuple[str, ...]
    key: (
        str  # the column that tells rows of one import apart; what else is unique is the same for all of them
    )
    when: str


_CONTACT: Final = Target(
    tables.contact,
    ("ref", "agent_id", "at", "answered", "response_ms", "talk_ms", "resolved", "rating", "note"),
    "ref",
    "at",
)
TARGETS: Final[Mapping[str, Target]] = {
    "calls": _CONTACT,
    "chats": _CONTACT,
    "complaints": Target(
        tables.complaint,
        ("ref", "agent_id", "received_at", "responded_at", "closed_at", "channel", "level", "escalated", "upheld", "note"),
        "ref",
        "received_at",
    ),
    "incidents": Target(tables.incident, ("ref", "agent_id", "day", "kind", "note"), "ref", "day"),
    "surveys": Target(tables.survey_answer, ("ref", "agent_id", "at", "score", "comment"), "ref", "at"),
    "deliveries": Target(
        tables.delivery_day, ("day", "due", "on_time", "scans", "scans_in_15_min"), "day", "day"
    ),
}  # fmt: skip
CHANNELS: Final = {"calls": "call", "chats": "chat"}


class Store:
    """Stores the rows of one import, block by block, inside the caller's transaction.

    The statements go to the driver as they are: SQLAlchemy's conversion of a million rows would cost more
    than SQLite's own work, and the values are in the form the tables keep already.
    """

    def __init__(
        self, connection: Connection, kind: str, constants: Mapping[str, Any], batch_id: int
    ) -> None:
        """`constants` are the columns that are the same in every row (the channel, the office)."""
        self._connection = connection
        self._target = TARGETS[kind]
        self._constants = dict(constants)
        self._batch_id = batch_id
        self._table = self._target.table
        names = (*self._constants, *self._target.columns, "batch_id")
        dialect = connection.dialect
        self._insert = str(
            sqlite_insert(self._table)
            .on_conflict_do_nothing()
            .compile(dialect=dialect, column_keys=list(names))
        )
        changed = update(self._table).where(self._table.c.id == bindparam("row_id"))
        self._update = str(
            changed.values({c: bindparam(c) for c in (*self._target.columns, "batch_id")}).compile(
                dialect=dialect
            )
        )
        alike = [self._table.c[name] == bindparam(name) for name in self._constants]
        key = self._table.c[self._target.key].name
        self._find = str(
            select(*self._table.c)
            .where(*alike, text(f'"{key}" IN (SELECT value FROM json_each(:keys))'))
            .compile(dialect=dialect)
        )
        order = {column.name: at for at, column in enumerate(self._table.c)}
        self._id, self._batch = order["id"], order["batch_id"]
        self._compared = [order[name] for name in self._target.columns]
        self._key_at = self._target.columns.index(self._target.key)
        self.imported = self.duplicates = self.updated = 0

    @property
    def prefix(self) -> Values:
        """What stands before each row's own values in the tuples handed to `add`."""
        return tuple(self._constants.values())

    @property
    def suffix(self) -> Values:
        """What stands after them."""
        return (self._batch_id,)

    def add(self, rows: Sequence[Values]) -> None:
        """Store a block of rows, each with `prefix` and `suffix`."""
        if not rows:
            return
        newest = self._connection.exec_driver_sql(_NEWEST[self._table.name]).scalar_one()
        stored = self._connection.exec_driver_sql(self._insert, list(rows)).rowcount
        self.imported += stored
        if stored != len(rows):
            self._settle(rows, newest)

    def _settle(self, rows: Sequence[Values], newest: int) -> None:
        """Some rows were there before, or are twice in the block: tell the same from the changed. The last one wins."""
        start = len(self._constants)
        own = [row[start:-1] for row in rows]
        keys = json.dumps([values[self._key_at] for values in own], ensure_ascii=False)
        found = self._connection.exec_driver_sql(self._find, (*self._constants.values(), keys)).fetchall()
        there: dict[Any, tuple[Any, Values]] = {}
        fresh: set[Any] = set()
        for row in found:
            values = tuple(row[at] for at in self._compared)
            there[values[self._key_at]] = (row, values)
            if row[self._id] > newest:
                fresh.add(values[self._key_at])
        replaced: list[Mapping[str, Any]] = []
        updates: list[Values] = []
        batch = {key: row[self._batch] for key, (row, _values) in there.items()}
        for values in own:
            key = values[self._key_at]
            if key in fresh:
                fresh.discard(key)  # this is the one that was just stored
                continue
            row, current = there[key]
            if values == current:
                self.duplicates += 1
                continue
            if batch[key] != self._batch_id:
                replaced.append(dict(row._mapping))
                batch[key] = self._batch_id
            there[key] = (row, values)
            updates.append((*values, self._batch_id, row[self._id]))
            self.updated += 1
        if replaced:
            keep_aside(self._connection, self._batch_id, self._table, replaced)
        if updates:
            self._connection.exec_driver_sql(self._update, updates)


def keep_aside(
    connection: Connection, batch_id: int, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Keep what an import replaces, as the database holds it."""
    connection.execute(
        insert(tables.superseded),
        [{"batch_id": batch_id, "table": table.name, "row": dict(row)} for row in rows],
    )


_NEWEST: Final = {
    target.table.name: str(select(text("coalesce(max(id), 0)")).select_from(target.table))
    for target in TARGETS.values()
}
