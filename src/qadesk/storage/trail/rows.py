"""How a row is written down, so that its digest is the same as long as nothing in it changes.

A row is its table's name and its columns' values in the order of the columns' names, each as it is written
in SQL (texts in quotes), with commas between; of a file's content and a password's hash the SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Integer, LargeBinary, MetaData

from qadesk.storage.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

Key = int | str  # a row's own number, or the JSON list of what tells it apart

WIDTH: Final = 16  # bytes of a row's digest
_APPENDED: Final = frozenset(  # tables that grow large: new rows have higher numbers than all before
    {
        "contact", "contact_total", "complaint", "incident", "survey_answer", "delivery_day", "rejection",
        "superseded",
    }
)  # fmt: skip
# Wrong passwords are counted apart: the trail tells of the first, second, fourth …, so it does not flood.
_NOT_SEALED: Final = frozenset({"audit", "seal", "state_mark", "sign_in_attempt"})
_LITERAL: Final = re.compile(r"'(?:[^']|'')*'|[^,]*")
_SECRET: Final = "password_hash"  # one that was changed is nobody's business any more
_LONG: Final = 200  # letters


@dataclass(frozen=True)
class Sealed:
    """A table whose rows are sealed. `appended`: it grows large, and new rows are found by their number."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    digested: frozenset[str]  # columns of which the trail has the SHA-256 alone
    numbers: frozenset[str]
    appended: bool
    by_number: bool  # one whole number tells rows apart

    @property
    def rows_of_part(self) -> int:
        """How many numbers one part spans."""
        return 1024 if self.appended else 64

    def part(self, key: Key) -> str:
        """The part of the table a row is in."""
        if isinstance(key, int):
            return str(key // self.rows_of_part)
        return "/".join(str(value) for value in json.loads(key)[:-1])

    def values(self, text: str) -> dict[str, str | int | None]:
        """The columns of a row as an entry of the trail shows it."""
        literals = _literals(text.removeprefix(f"{self.name},"))
        return {name: self._value(name, one) for name, one in zip(self.columns, literals, strict=True)}

    def changed(self, text: str, names: Collection[str], other: Callable[[str, str], str]) -> str:
        """A row as it is written down with what `other` makes of the texts in some columns."""
        literals = _literals(text.removeprefix(f"{self.name},"))
        said = (
            "'" + other(name, one[1:-1].replace("''", "'")).replace("'", "''") + "'"
            if name in names and one != "NULL"
            else one
            for name, one in zip(self.columns, literals, strict=True)
        )
        return ",".join((self.name, *said))

    def _value(self, name: str, literal: str) -> str | int | None:
        if literal == "NULL":
            return None
        value = literal[1:-1].replace("''", "'")
        return int(value) if name in self.numbers and value.lstrip("-").isdigit() else value


@cache
def sealed_tables() -> dict[str, Sealed]:
    """All tables that are sealed, by name."""
    return _sealed(metadata)


def tables_there(connection: Connection) -> dict[str, Sealed]:
    """The same as a file or database of another version has them."""
    there = MetaData()
    there.reflect(connection)
    return {
        name: one for name, one in _sealed(there).items() if name == "office" or "office_id" in one.columns
    }


def _sealed(tables: MetaData) -> dict[str, Sealed]:
    found = {}
    for table in tables.sorted_tables:
        if table.name in _NOT_SEALED:
            continue
        keys = [column for column in table.primary_key if column.name != "office_id"]
        found[table.name] = Sealed(
            table.name,
            tuple(sorted(column.name for column in table.c)),
            tuple(column.name for column in keys),
            frozenset(c.name for c in table.c if isinstance(c.type, LargeBinary) or c.name == _SECRET),
            frozenset(column.name for column in table.c if isinstance(column.type, Integer)),
            table.name in _APPENDED,
            len(keys) == 1 and keys[0].type.python_type is int,
        )
    return found


def digest(row: bytes) -> bytes:
    """The digest of a row as it is written down."""
    return hashlib.sha256(row).digest()[:WIDTH]


def stored_values(sql: Sql, table: Sealed, key: Key) -> dict[str, str | int | None]:
    """The columns of a row as it is now; none where it is not there."""
    here = f"{sql.ours(table)} AND {sql.key(table)} = ?"
    rows = sql.run(f'SELECT {sql.row(table)} FROM "{table.name}" WHERE {here}', key)
    return table.values(shown(rows[0][0]) or "") if rows else {}


def values_of(connection: Connection, office_id: int, table: str, key: Key) -> dict[str, str | int | None]:
    """The same of any table; none of one that is not sealed."""
    found = sealed_tables().get(table)
    return stored_values(Sql(connection, office_id), found, key) if found is not None else {}


def shown(row: bytes | None) -> str | None:
    """A row as an entry of the trail shows it: texts of more than 200 letters as their SHA-256."""
    if row is None:
        return None
    text = row.decode("utf-8", "replace")
    if len(text) <= _LONG:
        return text
    return ",".join(
        one if len(one) <= _LONG else f"'sha256:{hashlib.sha256(one.encode()).hexdigest()}'"
        for one in _literals(text)
    )


def _literals(text: str) -> Iterator[str]:
    at = 0
    while at <= len(text):
        found = _LITERAL.match(text, at)
        assert found is not None
        yield found[0]
        at = found.end() + 1


class Sql:
    """Statements on the driver's own cursor, written with `?`, for SQLAlchemy takes as long as the disk."""

    def __init__(self, connection: Connection, office_id: int) -> None:
        self.office_id = office_id
        self.server = connection.dialect.name != "sqlite"
        self._connection = connection
        self._cursor = connection.connection.cursor()

    def run(self, sql: str, *values: Any) -> Sequence[Any]:
        """All rows of a statement."""
        self._cursor.execute(sql.replace("?", "%s") if self.server else sql, values)
        return self._cursor.fetchall() if self._cursor.description else []

    def batches(self, sql: str, *values: Any) -> Iterator[Sequence[Any]]:
        """The rows of a statement, a few thousand at a time; others may be run in between."""
        cursor = self._connection.connection.cursor()
        cursor.execute(sql.replace("?", "%s") if self.server else sql, values)
        while rows := cursor.fetchmany(512):
            yield rows

    @property
    def takes_threads(self) -> bool:
        """Whether two threads may use the connection at once: of a file, as SQLite is usually built."""
        return not self.server and ("THREADSAFE=1",) in self.run("PRAGMA compile_options")

    def part(self, table: Sealed, above: int | None) -> tuple[Sequence[int], Sequence[bytes]] | None:
        """The rows of the next part of a table that grows large, with their numbers; of files alone.

        Only those numbered higher than `above`. None: there are none any more.
        """
        cursor = self._connection.connection.cursor()
        more = "" if above is None else f" AND id > {above:d}"
        these = f'FROM "{table.name}" WHERE {self.in_order(table)}{more}'
        found = cursor.execute(f"SELECT id {these} ORDER BY id LIMIT 1").fetchone()
        if found is None:
            return None
        last = (found[0] // table.rows_of_part + 1) * table.rows_of_part - 1
        these = f"{these} AND id <= {last:d}"
        # Some rows by their numbers are met in the order of those. In a row as it is written down there is no
        # NUL: it stands between them.
        last, count, rows = cursor.execute(
            f"SELECT max(id), count(*), CAST(group_concat({self._text(table)}, char(0)) AS BLOB) {these}"
        ).fetchone()
        keys: Sequence[int] = range(found[0], last + 1)
        if len(keys) != count:
            keys = [key for (key,) in cursor.execute(f"SELECT id {these} ORDER BY id")]
        return keys, rows.split(b"\0")

    def row(self, table: Sealed, of: str = "") -> str:
        """SQL for a row as it is written down, as bytes; `of`: OLD or NEW in a trigger."""
        values = [self._value(table, name, of) for name in table.columns]
        if self.server:
            return f"convert_to(concat_ws(',', '{table.name}', {', '.join(values)}), 'UTF8')"
        return f"CAST({self._text(table, of)} AS BLOB)"

    def _text(self, table: Sealed, of: str = "") -> str:
        values = [self._value(table, name, of) for name in table.columns]
        form = ",".join([table.name, *("%Q" for _value in values)])  # in one go: `||` copies at each column
        return f"printf('{form}', {', '.join(values)})"

    def digest(self, content: str) -> str:
        """SQL for the SHA-256 of bytes, 64 hexadecimal digits."""
        return f"encode(sha256({content}), 'hex')" if self.server else f"qadesk_digest({content})"

    def key(self, table: Sealed, of: str = "") -> str:
        """SQL for what tells a row apart."""
        names = [_named(name, of) for name in table.keys]
        if table.by_number:
            return names[0]
        return (
            f"json_build_array({', '.join(names)})::text"
            if self.server
            else f"json_array({', '.join(names)})"
        )

    def ours(self, table: Sealed) -> str:
        """SQL for the rows of this office."""
        name = "id" if table.name == "office" else "office_id"
        return f"{name} = {self.office_id:d}"

    def in_order(self, table: Sealed) -> str:
        """The same where all rows are read in the order of their keys.

        SQLite would look the office up in an index of another order, and sort a million rows: `+` forbids it.
        """
        return self.ours(table) if self.server else f"+{self.ours(table)}"

    def _value(self, table: Sealed, name: str, of: str) -> str:
        column = _named(name, of)
        if name in table.digested:
            column = self.digest(f"convert_to({column}::text, 'UTF8')" if self.server else column)
        if not self.server:
            return column
        return f"coalesce(''''||replace({column}::text, '''', '''''')||'''', 'NULL')"


def _named(name: str, of: str) -> str:
    return f'{of}."{name}"' if of else f'"{name}"'
