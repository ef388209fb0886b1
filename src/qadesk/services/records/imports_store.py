"""Putting converted rows into the office: new ones in, same ones counted, changed ones replaced."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
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
    # The columns that tell rows of one import apart; what else is unique is the same for all of them.
    key: tuple[str, ...]
    when: str


_CONTACT: Final = Target(
    tables.contact,
    ("ref", "agent_id", "at", "answered", "response_ms", "talk_ms", "resolved", "rating", "note"),
    ("ref",),
    "at",
)
TARGETS: Final[Mapping[str, Target]] = {
    "calls": _CONTACT,
    "chats": _CONTACT,
    "complaints": Target(
        tables.complaint,
        (
            "ref", "agent_id", "received_at", "responded_at", "closed_at",
            "channel", "level", "escalated", "upheld", "note",
        ),
        ("ref",),
        "received_at",
    ),
    "incidents": Target(tables.incident, ("ref", "agent_id", "day", "kind", "note"), ("ref",), "day"),
    "surveys": Target(tables.survey_answer, ("ref", "agent_id", "at", "score", "comment"), ("ref",), "at"),
    "deliveries": Target(
        tables.delivery_day,
        ("day", "courier", "due", "on_time", "scans", "scans_in_15_min"),
        ("day", "courier"),
        "day",
    ),
}  # fmt: skip
_TOGETHER: Final = 25  # rows in one INSERT
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
        self._names = names
        if names != tuple(column.name for column in self._table.c if column.name in names):
            raise ValueError(
                f"columns of {self._table.name} out of order"
            )  # the compiled INSERT has the table's
        self._insert_one, self._insert_many = (self._insert_statement(rows) for rows in (1, _TOGETHER))
        changed = update(self._table).where(self._table.c.id == bindparam("row_id"))
        self._update = str(
            changed.values({c: bindparam(c) for c in (*self._target.columns, "batch_id")}).compile(
                dialect=dialect
            )
        )
        alike = [self._table.c[name] == bindparam(name) for name in self._constants]
        self._find = str(
            select(*self._table.c)
            .where(
                *alike, self._table.c[self._target.key[0]].in_(select(text("value FROM json_each(:keys)")))
            )
            .compile(dialect=dialect)
        )
        order = {column.name: at for at, column in enumerate(self._table.c)}
        self._id, self._batch = order["id"], order["batch_id"]
        self._compared = [order[name] for name in self._target.columns]
        places = [self._target.columns.index(name) for name in self._target.key]
        self._key_at, self._key = places[0], itemgetter(*places)
        self.imported = self.duplicates = self.updated = 0

    def add(self, columns: Sequence[Sequence[Any]]) -> None:
        """Store a block of rows, handed in column by column in the order of the target's columns."""
        rows = len(columns[0])
        if not rows:
            return
        newest = self._connection.exec_driver_sql(_NEWEST[self._table.name]).scalar_one()
        stored = self._insert(columns, rows)
        self.imported += stored
        if stored != rows:
            self._settle(list(zip(*columns, strict=True)), newest)

    def _insert(self, columns: Sequence[Sequence[Any]], rows: int) -> int:
        """Insert what is not there yet; how many. One statement for many rows saves a third of the time."""
        constants = (*self._constants.values(),)
        width = len(self._names)
        flat: list[Any] = [self._batch_id] * (rows * width)
        for at, value in enumerate(constants):
            flat[at::width] = [value] * rows
        for at, values in enumerate(columns, len(constants)):
            flat[at::width] = values
        together = rows - rows % _TOGETHER
        split, step = together * width, _TOGETHER * width
        many = [tuple(flat[at : at + step]) for at in range(0, split, step)]
        rest = [tuple(flat[at : at + width]) for at in range(split, len(flat), width)]
        execute = self._connection.exec_driver_sql
        stored = execute(self._insert_many, many).rowcount if many else 0
        return stored + (execute(self._insert_one, rest).rowcount if rest else 0)

    def _insert_statement(self, rows: int) -> str:
        values = [dict.fromkeys(self._names)] * rows
        statement = sqlite_insert(self._table).values(values).on_conflict_do_nothing()
        return str(statement.compile(dialect=self._connection.dialect))

    def _settle(self, own: Sequence[Values], newest: int) -> None:
        """Some rows were there before, or twice in the block: tell same from changed. The last one wins."""
        keys = json.dumps([values[self._key_at] for values in own], ensure_ascii=False)
        found = self._connection.exec_driver_sql(self._find, (*self._constants.values(), keys)).fetchall()
        there: dict[Any, tuple[Any, Values]] = {}
        fresh: set[Any] = set()
        for row in found:
            values = tuple(row[at] for at in self._compared)
            there[self._key(values)] = (row, values)
            if row[self._id] > newest:
                fresh.add(self._key(values))
        replaced: list[Mapping[str, Any]] = []
        updates: list[Values] = []
        batch = {key: row[self._batch] for key, (row, _values) in there.items()}
        for values in own:
            key = self._key(values)
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
