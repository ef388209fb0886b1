"""Notices every row that a transaction changes, however it is changed.

Triggers write down a row as it was and as it became, in a table that only this connection has. In a file
nothing of them is kept; a server's tables have them, and they do nothing where there is no such table.
Of the tables that grow large new rows are not written down: they are found by their number; and of the rows
changed after the first 200 only the digest of what they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from qadesk.storage.trail.rows import WIDTH, Key, Sealed, Sql, digest, sealed_tables

if TYPE_CHECKING:
    from sqlalchemy import Connection

SHOWN: Final = 200  # changed rows of which a transaction keeps what they were
LOG: Final = "qadesk_changed"
_worked_out: dict[tuple[Sealed, ...], list[str]] = {}
_ENTRY: Final = ""  # in the place of a table: here an entry of the trail was made


class Noticed(NamedTuple):
    """A row that was changed: as it was and as it became, and the digest of what it was (None: not there).

    Of a table that grows large nothing tells what rows became, and after the first 200 not what they were.
    `entry`: the row of the trail that tells of it; 0 for the last one of the transaction.
    """

    entry: int
    table: str
    key: Key
    old: bytes | None
    new: bytes | None
    digest: bytes | None


def begin(sql: Sql) -> None:
    """See to it that changes made through this connection are noticed from now on."""
    if sql.server:
        sql.run(
            f"CREATE TEMP TABLE IF NOT EXISTS {LOG} "
            "(n SERIAL PRIMARY KEY, name TEXT, key TEXT, old BYTEA, new BYTEA, digest TEXT) "
            "ON COMMIT DELETE ROWS"
        )
    elif not sql.run(
        "SELECT 1 FROM sqlite_temp_master WHERE name = ?", LOG
    ):  # a transaction taken back takes it
        sql.run(
            f"CREATE TEMP TABLE {LOG} "
            "(n INTEGER PRIMARY KEY, name TEXT, key, old BLOB, new BLOB, digest TEXT)"
        )
        for trigger in _triggers(sql):
            sql.run(trigger)


def _triggers(sql: Sql) -> Sequence[str]:
    """The statements that make a file's triggers; worked out once for the tables there are."""
    tables = tuple(sealed_tables().values())
    if tables not in _worked_out:
        _worked_out[tables] = [
            f'CREATE TEMP TRIGGER "qadesk_{table.name}_{event.lower()}" AFTER {event} '
            f'ON main."{table.name}" BEGIN {_steps(sql, table, event)} END'
            for table in tables
            for event in _events(table)
        ]
    return _worked_out[tables]


def install(connection: Connection) -> None:
    """Give the tables of a server the triggers; they do nothing for connections without a log."""
    sql = Sql(connection, 0)
    for table in sealed_tables().values():
        name = f"qadesk_{table.name}"
        branches = "".join(f" IF TG_OP = '{e}' THEN {_steps(sql, table, e)} END IF;" for e in _events(table))
        sql.run(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF to_regclass('pg_temp.{LOG}') IS NULL THEN RETURN NULL; END IF;{branches} RETURN NULL; END $$"
        )
        sql.run(
            f'CREATE OR REPLACE TRIGGER {name} AFTER {" OR ".join(_events(table))} ON "{table.name}" '
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def tell(connection: Connection, entry: int) -> None:
    """That an entry was added to the trail: it tells of what was changed since the one before it.

    0: nothing was added; the last entry of the transaction tells of it.
    """
    Sql(connection, 0).run(f"INSERT INTO {LOG} (name, key) VALUES (?, ?)", _ENTRY, str(entry))


def read(sql: Sql) -> list[Noticed]:
    """What was noticed, in its order; the log is empty then."""
    rows = sql.run(f"SELECT name, key, old, new, digest FROM {LOG} ORDER BY n")
    if rows:
        sql.run(f"DELETE FROM {LOG}")
    tables = sealed_tables()
    found: list[Noticed] = []
    entry = 0
    for name, key, old, new, hexadecimal in reversed(rows):
        if name == _ENTRY:
            entry = int(key)
            continue
        number = int(key) if tables[name].by_number else key
        short = bytes.fromhex(hexadecimal)[:WIDTH] if hexadecimal else None
        found.append(Noticed(entry, name, number, old, new, digest(old) if old is not None else short))
    return found[::-1]


def _events(table: Sealed) -> tuple[str, ...]:
    return ("UPDATE", "DELETE") if table.appended else ("INSERT", "UPDATE", "DELETE")


def _steps(sql: Sql, table: Sealed, event: str) -> str:
    """The statements of a trigger: one row of the log for each row that is now other than it was."""
    old, new, digested = sql.row(table, "OLD"), sql.row(table, "NEW"), "NULL"
    if table.appended:
        few = f"(SELECT coalesce(max(n), 0) FROM {LOG}) < {SHOWN}"
        digested = f"CASE WHEN NOT {few} THEN {sql.digest(old)} END"
        old, new = f"CASE WHEN {few} THEN {old} END", "NULL"
    was, became = sql.key(table, "OLD"), sql.key(table, "NEW")
    rows = {
        "INSERT": [(became, "NULL", new, "NULL")],
        "DELETE": [(was, old, "NULL", digested)],
        # What tells a row apart may change, too: then it is one row less and another one more.
        "UPDATE": [(was, old, new, digested)]
        if table.by_number
        else [(was, old, "NULL", digested), (became, "NULL", new, "NULL")],
    }[event]
    return "".join(
        f"INSERT INTO {LOG} (name, key, old, new, digest) VALUES ('{table.name}', {', '.join(row)});"
        for row in rows
    )
