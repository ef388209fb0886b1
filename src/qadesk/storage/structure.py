"""What the tables of an office file are made of, and where that differs from what its version made."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache

from qadesk.i18n import _

_CHECK = re.compile(r"CONSTRAINT\s+\"?(\w+)\"?\s+CHECK", re.IGNORECASE)
_INTERNAL = ("sqlite_",)


@dataclass(frozen=True)
class SchemaDifference:
    """One thing that is not as it was made; `grave` where what the program reads may be missing."""

    text: str
    grave: bool


@dataclass(frozen=True)
class _Table:
    """A table: its columns with what each is, and what holds for its rows."""

    columns: Mapping[str, tuple[object, ...]]
    unique: frozenset[tuple[str, ...]]
    references: frozenset[tuple[str, str, str]]  # column, table, its column
    conditions: frozenset[str]
    parts: frozenset[str]  # its definition: what the others do not tell, such as what becomes of a conflict


@dataclass(frozen=True)
class _Structure:
    tables: Mapping[str, _Table]
    indexes: Mapping[str, tuple[object, ...]]  # table, unique, columns with order, condition
    others: Mapping[str, str]  # name of a trigger or view: which of both
    revisions: tuple[str, ...]


def differences(connection: sqlite3.Connection, schema: int) -> list[SchemaDifference]:
    """Where a file differs from one that this program makes with that schema (1 to `files.SCHEMA`)."""
    made, found = _made(schema), _look(connection)
    told = [*_tables(made, found), *_indexes(made, found)]
    told += [
        SchemaDifference(_other(kind).format(name=name), True) for name, kind in sorted(found.others.items())
    ]
    if found.revisions != made.revisions:
        text = _("The file gives two different table versions: {one} and {other}.")
        other = _(", ").join(one.lstrip("0") for one in found.revisions if one not in made.revisions) or "–"
        told.append(SchemaDifference(text.format(one=schema, other=other), True))
    return told


@cache
def _made(schema: int) -> _Structure:
    """What the migrations make: the one truth, also for files that were brought up to date."""
    from qadesk.storage import upgrades

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        upgrades.migrate(connection, schema)
        return _look(connection)


# ---- reading it


def _look(connection: sqlite3.Connection) -> _Structure:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    ours = [row for row in rows if not row[1].startswith(_INTERNAL)]
    tables = {name: _table(connection, name, sql) for kind, name, _of, sql in ours if kind == "table"}
    indexes = {name: _index(connection, name, of, sql) for kind, name, of, sql in ours if kind == "index"}
    others = {name: kind for kind, name, _of, _sql in ours if kind in ("trigger", "view")}
    revisions: tuple[str, ...] = ()
    if "version_num" in tables.get("alembic_version", _NONE).columns:
        rows = connection.execute("SELECT version_num FROM alembic_version ORDER BY version_num").fetchall()
        revisions = tuple(str(row[0]) for row in rows)
    return _Structure(tables, indexes, others, revisions)


_NONE = _Table({}, frozenset(), frozenset(), frozenset(), frozenset())


def _table(connection: sqlite3.Connection, name: str, sql: str) -> _Table:
    columns = {
        str(row[1]): (str(row[2]).upper(), *row[3:])  # type, NOT NULL, default, place in the key, generated
        for row in connection.execute("SELECT * FROM pragma_table_xinfo(?)", (name,))
    }
    kept = connection.execute("SELECT name FROM pragma_index_list(?) WHERE origin = 'u'", (name,)).fetchall()
    unique = frozenset(_columns(connection, row[0]) for row in kept)
    references = connection.execute('SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)', (name,))
    pointing = frozenset((str(column), str(table), str(to)) for column, table, to in references)
    return _Table(columns, unique, pointing, frozenset(_conditions(sql)), frozenset(_parts(sql)))


def _columns(connection: sqlite3.Connection, index: str) -> tuple[str, ...]:
    rows = connection.execute("SELECT name FROM pragma_index_info(?) ORDER BY seqno", (index,))
    return tuple(str(row[0]) for row in rows)


def _index(connection: sqlite3.Connection, name: str, table: str, sql: str) -> tuple[object, ...]:
    parts = connection.execute(
        'SELECT name, "desc", coll FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno', (name,)
    ).fetchall()
    unique = re.match(r"\s*CREATE\s+UNIQUE", sql, re.IGNORECASE) is not None
    _head, _word, condition = sql.partition(" WHERE ")
    return table, unique, tuple(parts), _plain(condition)


def _conditions(sql: str) -> Iterator[str]:
    """The CHECK constraints of a table, each with its text up to the bracket that closes it."""
    for found in _CHECK.finditer(sql):
        depth, start = 0, sql.index("(", found.end())
        for at in range(start, len(sql)):
            depth += {"(": 1, ")": -1}.get(sql[at], 0)
            if not depth:
                yield _plain(f"{found[1]}{sql[start : at + 1]}")
                break


def _parts(sql: str) -> Iterator[str]:
    """The columns and rules of a table, plain, and what stands after them: rules come in any order."""
    begin, depth, quoted = sql.index("(") + 1, 0, False
    for at, sign in enumerate(sql):
        quoted ^= sign == "'"
        depth += 0 if quoted else {"(": 1, ")": -1}.get(sign, 0)
        if not quoted and ((depth == 1 and sign == ",") or (depth == 0 and sign == ")")):
            yield _plain(sql[begin:at])
            begin = at + 1
    yield _plain(sql[begin:])


def _plain(sql: str) -> str:
    """SQL without what differs between equals: blanks, quotes around names, capitals."""
    return re.sub(r'[\s"`]+', "", sql).lower()


# ---- comparing it


def _tables(made: _Structure, found: _Structure) -> Iterator[SchemaDifference]:
    for name, table in made.tables.items():
        if name in found.tables:
            yield from _table_differences(name, table, found.tables[name])
        else:
            yield SchemaDifference(_("The table “{table}” is missing.").format(table=name), True)
    for name in found.tables.keys() - made.tables.keys():
        yield SchemaDifference(_("The table “{table}” is not QADesk's.").format(table=name), False)


def _table_differences(name: str, made: _Table, found: _Table) -> Iterator[SchemaDifference]:
    told = [*_named_differences(name, made, found)]
    yield from told
    if not told and made.parts != found.parts:
        text = _("“{table}”: its definition has been altered.")
        yield SchemaDifference(text.format(table=name), False)


def _named_differences(name: str, made: _Table, found: _Table) -> Iterator[SchemaDifference]:
    for column, kind in made.columns.items():
        if column not in found.columns:
            text = _("“{table}”: the column “{column}” is missing.")
            yield SchemaDifference(text.format(table=name, column=column), True)
        elif found.columns[column] != kind:
            text = _("“{table}”: the type of column “{column}” has been altered.")
            yield SchemaDifference(text.format(table=name, column=column), False)
    for column in sorted(found.columns.keys() - made.columns.keys()):
        text = _("“{table}”: the column “{column}” is not QADesk's.")
        yield SchemaDifference(text.format(table=name, column=column), False)
    for part, text in (
        ("unique", _("“{table}”: its rule against duplicates has been altered.")),
        ("references", _("“{table}”: its links to other tables have been altered.")),
        ("conditions", _("“{table}”: its rule for permitted values has been altered.")),
    ):
        if getattr(made, part) != getattr(found, part):
            yield SchemaDifference(text.format(table=name), False)


def _indexes(made: _Structure, found: _Structure) -> Iterator[SchemaDifference]:
    for name, parts in made.indexes.items():
        if name not in found.indexes and parts[0] in found.tables:
            yield SchemaDifference(_("The index “{index}” is missing.").format(index=name), False)
        elif name in found.indexes and found.indexes[name] != parts:
            yield SchemaDifference(_("The index “{index}” has been altered.").format(index=name), False)
    for name in sorted(found.indexes.keys() - made.indexes.keys()):
        yield SchemaDifference(_("The index “{index}” is not QADesk's.").format(index=name), False)


def _other(kind: str) -> str:
    if kind == "trigger":
        return _("The trigger “{name}” is not QADesk's: it would run at every change.")
    return _("The view “{name}” is not QADesk's.")
