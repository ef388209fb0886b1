"""What SQL says differently on each engine: rows that may be there already, long lists, driver's own values.

Files are SQLite, servers PostgreSQL. Services write SQLAlchemy Core that both run, and ask here for the rest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    any_,
    bindparam,
    cast,
    select,
    text,
)
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy import Connection, Dialect, MetaData, Table

_SQLITE: Final = "sqlite"
_WHERE: Final = "where"
_MANY: Final = 500  # rows, below which any plan is quick


def unique_where(name: str, *columns: Column[Any], where: ColumnElement[bool]) -> Index:
    """A unique index of the rows that fulfil a condition; `make_tables` gives it to PostgreSQL."""
    return Index(name, *columns, unique=True, sqlite_where=where, info={_WHERE: where})


def make_tables(metadata: MetaData, connection: Connection) -> None:
    """All tables and indexes of `metadata` in an empty PostgreSQL database."""
    for index in (index for table in metadata.tables.values() for index in table.indexes):
        # Said here, for naming it to the index loads SQLAlchemy's PostgreSQL, which files have no use for.
        index.dialect_options["postgresql"]["where"] = index.info.get(_WHERE)
    metadata.create_all(connection)


Insert: TypeAlias = sqlite.Insert  # what `insert` makes, for any engine


def insert(table: Table, dialect: Dialect) -> Insert:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`, which both engines have."""
    if dialect.name == _SQLITE:
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # slow to import, and of no use to a file

    return postgresql.insert(table)  # type: ignore[return-value]  # what is used of it is named alike


def of_many_rows(statement: Insert, dialect: Dialect, rows: int) -> str:
    """An INSERT of one row that leaves out what is there, as text for the driver and for so many rows.

    Written out from that of one: worked out as a whole it takes a hundredth of a second for fifty.
    """
    rest, conflict, action = str(statement.compile(dialect=dialect)).rpartition(" ON CONFLICT")
    into, key, row = rest.partition(" VALUES ")
    return f"{into}{key}{', '.join([row] * rows)}{conflict}{action}"


def upsert(
    table: Table, dialect: Dialect, key: Mapping[str, Any], values: Mapping[str, Any]
) -> sqlite.Insert:
    """An INSERT that, where a row of that key is there, gives it the values instead."""
    made = insert(table, dialect).values(**key, **values)
    return made.on_conflict_do_update(
        index_elements=list(key), set_={name: made.excluded[name] for name in values}
    )


def stored_parameter(column: Column[Any], name: str, dialect: Dialect) -> ColumnElement[Any]:
    """A parameter for a column whose value is in the form in which files keep it: yes and no as 1 and 0."""
    if dialect.name != _SQLITE and isinstance(column.type, Boolean):
        return cast(bindparam(name, type_=Integer), Boolean)
    return bindparam(name, type_=column.type)


def in_list(column: Column[Any], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """That a column has one of any number of values: one parameter, which `list_parameter` makes."""
    if dialect.name == _SQLITE:
        return column.in_(select(text(f"value FROM json_each(:{name})")))
    return column == any_(cast(bindparam(name), ARRAY(column.type)))


def list_parameter(values: Sequence[Any], dialect: Dialect) -> Any:
    """Values as the parameter that `in_list` takes, by the driver's own hand."""
    return json.dumps(values, ensure_ascii=False) if dialect.name == _SQLITE else list(values)


def update_statistics(connection: Connection, table: Table, rows: int) -> None:
    """So many rows were just stored: PostgreSQL counts anew what it plans its queries by.

    By itself it does so only some time after the transaction; until then a join of what was brought with what
    was there takes minutes. SQLite plans by the indexes alone.
    """
    if connection.dialect.name != _SQLITE and rows >= _MANY:
        connection.exec_driver_sql(f"ANALYZE {connection.dialect.identifier_preparer.format_table(table)}")


def as_stored(row: Sequence[Any], dialect: Dialect) -> tuple[Any, ...]:
    """A row that the driver read, in the form in which files keep its values: days as ISO text."""
    if dialect.name == _SQLITE:
        return tuple(row)
    return tuple(value.isoformat() if isinstance(value, date) else value for value in row)
