"""What of the trail concerns some rows: the rows as they are sealed, the parts they are in, and the links.

Of entries that concern them subject, detail and those rows are told; of all others what the chain covers, in
which texts stand as salted digests.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from qadesk.progress import Progress
from qadesk.storage.trail import entries
from qadesk.storage.trail.rows import Key, Sql, sealed_tables

if TYPE_CHECKING:
    from sqlalchemy import Connection

_AT_ONCE: Final = 500  # rows asked for by their numbers
Part = tuple[str, str]  # table, part of it


@dataclass(frozen=True)
class SealedRow:
    """A row as it is written down to be sealed; `part` of its table it is in."""

    table: str
    key: Key
    part: str
    text: str


@dataclass(frozen=True)
class SealedPart:
    """The digests kept of a part: `keys` as stored, `hashes` hexadecimal."""

    table: str
    part: str
    keys: str
    hashes: str


@dataclass(frozen=True)
class ToldRow:
    """A row as an entry tells of it; `at` is its place among the rows of the entry, from 0."""

    at: int
    table: str
    key: Key
    before: str | None
    after: str | None
    salt: str


@dataclass(frozen=True)
class Opened:
    """An entry that concerns the rows. `salt` None: its words are of others, too, and not told."""

    seq: int
    at: int  # milliseconds since 1970 UTC
    user_id: int | None
    action: str
    origin: str
    subject: str | None
    detail: str | None
    salt: str | None
    rows: tuple[ToldRow, ...]


@dataclass(frozen=True)
class ChainLink:
    """An entry as the chain covers it, and its hash."""

    covers: str
    hash: str


@dataclass(frozen=True)
class Chain:
    """The links from entry `first` to the newest; `before` is the hash of the entry before them."""

    first: int
    before: str
    links: tuple[ChainLink, ...]
    opened: tuple[Opened, ...]

    @property
    def head(self) -> tuple[int, str]:
        """Number and hash of the newest entry."""
        return (self.first + len(self.links) - 1, self.links[-1].hash) if self.links else (0, "")


def columns(table: str) -> tuple[str, ...]:
    """The columns of a row in the order they are written down."""
    return sealed_tables()[table].columns


def rows(
    connection: Connection, office_id: int, table: str, ids: Collection[int] | None = None, **equal: Any
) -> list[SealedRow]:
    """The rows of a table with these values (None: NULL), and with these numbers, where they are given."""
    sql, sealed = Sql(connection, office_id), sealed_tables()[table]
    where = [sql.ours(sealed)]
    where += [f'"{name}" {"IS NULL" if value is None else "= ?"}' for name, value in equal.items()]
    values = [value for value in equal.values() if value is not None]
    numbers = [] if ids is None else sorted(ids)
    groups = [numbers[n : n + _AT_ONCE] for n in range(0, len(numbers), _AT_ONCE)]
    found = []
    for group in groups if ids is not None else [[]]:
        some = [*where, f"id IN ({', '.join(map(str, group))})"] if group else where
        query = f'SELECT {sql.key(sealed)}, {sql.row(sealed)} FROM "{table}" WHERE {" AND ".join(some)}'
        for key, row in sql.run(f"{query} ORDER BY {', '.join(sealed.keys)}", *values):
            found.append(SealedRow(table, key, sealed.part(key), bytes(row).decode("utf-8", "replace")))
    return found


def parts(connection: Connection, office_id: int, of: Iterable[SealedRow]) -> list[SealedPart]:
    """The parts that some rows are in, as their digests are stored."""
    sql, wanted = Sql(connection, office_id), sorted({(row.table, row.part) for row in of})
    query = 'SELECT keys, hashes FROM seal WHERE office_id = ? AND "table" = ? AND part = ?'
    found = []
    for table, part in wanted:
        for keys, hashes in sql.run(query, office_id, table, part):
            found.append(SealedPart(table, part, keys, bytes(hashes).hex()))
    return found


def chain(
    connection: Connection,
    office_id: int,
    of: Collection[SealedRow],
    concerns: Callable[[str, Mapping[str, Any]], bool],
    hidden: Collection[str] = (),
    progress: Progress | None = None,
    *,
    also: Collection[SealedRow] = (),
    tells: Callable[[str], bool] = lambda _text: True,
) -> Chain:
    """The entries that concern some rows, and the links from the first of them to the newest.

    `concerns` says of subject and detail whether they are about the rows' person and nobody else. What
    entries tell of rows in the tables `hidden`, and what does not pass `tells`, is left out. The links begin
    where the digests of the rows `also` were told, too. Raises Cancelled.
    """
    sql = Sql(connection, office_id)
    wanted = {(row.table, row.key) for row in of}
    told = {f"{row.table}/{row.part}" for row in (*of, *also)}
    first, spoke = 0, dict.fromkeys(told, 0)
    query = f"{entries.ENTRIES.replace('SELECT id', 'SELECT hash')} AND seq IS NOT NULL ORDER BY seq"
    opened: list[Opened] = []
    for batch in sql.batches(query, office_id):
        for _hash, *values in batch:
            one = _opened(values, wanted, concerns, hidden, tells)
            if one is not None:
                opened.append(one)
                first = first or one.seq
            if values[-1]:
                spoke |= dict.fromkeys(told.intersection(_read(values[-1], {})), values[0])
        if progress is not None:
            progress.report(0, 0)
    first = min([number for number in (first, *spoke.values()) if number], default=0)
    links, before = [], ""
    for batch in sql.batches(query, office_id):
        for kept, *values in batch:
            if values[0] < first:
                before = kept
            else:
                links.append(ChainLink(entries.covered(values), kept))
        if progress is not None:
            progress.report(0, 0)
    return Chain(first, before, tuple(links), tuple(opened))


def _opened(
    values: list[Any],
    wanted: set[tuple[str, Key]],
    concerns: Callable[[str, Mapping[str, Any]], bool],
    hidden: Collection[str],
    tells: Callable[[str], bool],
) -> Opened | None:
    seq, at, user_id, action, subject, detail, salt, origin, changes, _seals = values
    changed = [
        ToldRow(number, *one[:5])
        for number, one in enumerate(_read(changes, []) if changes else [])
        if (one[0], one[1]) in wanted
    ]
    ours = concerns(subject, _read(detail, {}))
    if not ours and not changed:
        return None
    tell = ours and not str(salt).startswith(entries.FORGOTTEN) and tells(f"{subject} {detail}")
    words = (subject, detail, salt) if tell else (None, None, None)
    shown = [
        row
        for row in changed
        if row.table not in hidden
        and not row.salt.startswith(entries.FORGOTTEN)
        and tells(row.before or "")
        and tells(row.after or "")
    ]
    return Opened(seq, at, user_id, action, origin or "", words[0], words[1], words[2], tuple(shown))


def _read(text: str | None, other: Any) -> Any:
    """Stored JSON, or `other` where somebody made it something else."""
    try:
        found = json.loads(text or "null")
    except ValueError:
        return other
    return found if isinstance(found, type(other)) else other
