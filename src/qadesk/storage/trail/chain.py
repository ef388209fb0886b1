"""Adds to the trail what a transaction did, in that transaction: who, when, whence, before and after.

Each entry has a number and a hash: SHA-256 over the hash of the entry before it, a line break, and the
entry as `entries` has it covered. It names the digests of the parts of tables that it changed (`seals`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from qadesk.origin import origin
from qadesk.storage.trail import capture, seals
from qadesk.storage.trail.entries import (
    ENTRIES,
    MORE,
    RETENTION,
    Change,
    entry_hash,
    forgotten,
    more_told,
    new_salt,
    told_row,
    unsealed_digest,
)
from qadesk.storage.trail.rows import Key, Sealed, Sql, digest, sealed_tables, shown
from qadesk.storage.trail.seals import Part

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TRAIL: Final = "audit"
_PROGRAM: Final = "program"
_AT_ONCE: Final = 500  # rows asked for by their numbers
_LAST: Final = 0  # what was changed after the last entry was made, which tells of that, too
BEGIN: Final = "trail.begin"  # the first entry: it seals what was there before
RESTORED: Final = "office.restore"  # a copy was put in the office's place: with the head that was there
UPGRADE: Final = "trail.upgrade"  # the tables got other columns: all is sealed anew
FOUND: Final = "found"  # in its detail: the rows that were not as the trail had left them
UNTOLD: Final = "untold"  # rows were changed and no service said why
# Made once: `json.dumps` would make an encoder at each call.
_PLAIN: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode

Told = tuple[str, str]  # action and subject of an entry


@dataclass(frozen=True)
class Head:
    """The newest entry: its number (0: none yet) and hash."""

    seq: int
    hash: str


def head(connection: Connection, office_id: int) -> Head:
    """The newest entry of the trail."""
    return _head(Sql(connection, office_id))


class Recorder:
    """Notices what a transaction changes, and adds it to the trail at its end.

    `newest` are the highest row numbers when it began, where they are known from the end of the one before. A
    server's are asked for: others may have written while the connection was lost.
    """

    def __init__(self, connection: Connection, office_id: int, newest: Mapping[str, int] | None) -> None:
        self._sql = Sql(connection, office_id)
        if newest is None or self._sql.server:
            capture.begin(self._sql)
            newest = _newest(self._sql)
        self._before = newest
        self.newest = self._before
        self.tables: frozenset[str] = frozenset()  # in which rows were changed; not those that grow large

    def finish(self, told: Told | None, at: int, user_id: int | None, origin: str) -> None:
        """Add what was changed to the entries that were made after it, else to one that says `told`.

        `at` is the moment in milliseconds since 1970.
        """
        sql, before = self._sql, self._before
        # A row that is new has no digest to compare it with: `seal_rows` seals it as it is at the end.
        noticed = capture.read(sql)
        log = [one for one in noticed if one.table not in before or int(one.key) <= before[one.table]]
        self.newest = now = _newest(sql)
        if not log and now == before:
            return
        head = _head(sql)
        self.tables = frozenset(change.table for change in log)
        begun = bool(head.seq)
        if not begun:
            head = _seal_everything(sql, at, BEGIN, {}, before[_TRAIL])
        changes, parts = _changed(sql, log, begun=begun)
        if not parts and now == before:  # what was changed was changed back
            return
        for name in (name for name in now if now[name] > before[name] and name != _TRAIL):
            table = sealed_tables()[name]
            parts |= seals.seal_rows(sql, table, before[name])
            if now[name] - before[name] <= capture.SHOWN:
                changes[_LAST] += _as_new(sql, table, before[name])
        if now[_TRAIL] > before[_TRAIL]:
            _number(sql, head, origin, before[_TRAIL], changes, parts)
        else:
            said = (at, user_id, *(told or _untold()), "{}")
            _insert(sql, head, [*said, origin, *_told(changes[_LAST], parts)])
        self.newest = now | {_TRAIL: sql.run("SELECT max(id) FROM audit")[0][0]}


def seal_everything(connection: Connection, office_id: int, at: int, action: str, detail: Any) -> None:
    """Begin the trail, or go on after the tables became others: one entry that seals all rows as they are.

    The first one also tells what entries there were before, which have no number, by their digest.
    """
    sql = Sql(connection, office_id)
    _seal_everything(sql, at, action, detail, _newest(sql)[_TRAIL])


def add(
    connection: Connection, office_id: int, at: int, told: Told, detail: Any, user_id: int | None
) -> None:
    """Add an entry by itself, where no office is open."""
    sql = Sql(connection, office_id)
    whence = _PROGRAM if user_id is None else origin()
    _insert(sql, _head(sql), [at, user_id, *told, _PLAIN(detail), whence, None, None])


# ---- adding


def _untold() -> Told:
    """What is written where rows were changed and no service said why."""
    return UNTOLD, ""


def _seal_everything(sql: Sql, at: int, action: str, detail: Any, newest: int) -> Head:
    sql.run("DELETE FROM seal WHERE office_id = ?", sql.office_id)
    parts: dict[Part, str] = {}
    rows: list[Change] = []
    for table in sealed_tables().values():
        parts |= seals.seal_rows(sql, table)
        rows += [] if table.appended else _as_new(sql, table)
    head = _head(sql)
    if not head.seq:
        earlier = f"{ENTRIES} AND seq IS NULL AND id <= ? ORDER BY id"
        for number, *_said in sql.run(earlier, sql.office_id, newest):
            sql.run("UPDATE audit SET salt = ? WHERE id = ?", new_salt(), number)
        untold = sql.run(earlier, sql.office_id, newest)
        detail = {**detail, "before": len(untold), "digest": unsealed_digest(untold)}
    return _insert(sql, head, [at, None, action, "", _PLAIN(detail), _PROGRAM, *_told(rows, parts)])


def _insert(sql: Sql, head: Head, said: Sequence[Any]) -> Head:
    """Add an entry with what it says, from `at` to `seals` without the salt; it is the head then."""
    values = (head.seq + 1, *said[:5], new_salt(), *said[5:])
    made = Head(head.seq + 1, entry_hash(head.hash, values))
    sql.run(
        "INSERT INTO audit "
        "(office_id, seq, at, user_id, action, subject, detail, salt, origin, changes, seals, hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        sql.office_id, *values, made.hash,
    )  # fmt: skip
    return made


def _number(
    sql: Sql,
    head: Head,
    origin: str,
    after: int,
    changes: Mapping[int, Sequence[Change]],
    parts: Mapping[Part, str],
) -> None:
    """Give the entries added after row `after` numbers, hashes and changes; the last one the parts, too."""
    entries = sql.run(f"{ENTRIES} AND seq IS NULL AND id > ? ORDER BY id", sql.office_id, after)
    removes = any(
        row[4] == RETENTION for row in entries
    )  # then what it removes is not to be found here instead
    for row in entries:
        last = row is entries[-1]
        mine = [*changes.get(row[0], ()), *(changes[_LAST] if last else ())]
        if removes:
            mine = [one if one[0] == MORE else forgotten(one) for one in mine]
        said = [*row[2:7], new_salt(), origin, *_told(mine, parts if last else {})]
        head = Head(head.seq + 1, entry_hash(head.hash, [head.seq + 1, *said]))
        sql.run(
            "UPDATE audit SET seq = ?, salt = ?, origin = ?, changes = ?, seals = ?, hash = ? WHERE id = ?",
            head.seq, *said[-4:], head.hash, row[0],
        )  # fmt: skip


def _told(changes: Sequence[Change], parts: Mapping[Part, str]) -> tuple[str | None, str | None]:
    """The changed rows and the digests of their parts, as an entry holds them."""
    named = {f"{table}/{part}": digest for (table, part), digest in parts.items()}
    return _PLAIN(changes) if changes else None, _PLAIN(named) if named else None


def _changed(
    sql: Sql, log: Sequence[capture.Noticed], *, begun: bool
) -> tuple[dict[int, list[Change]], dict[Part, str]]:
    """What became of each changed row, for each entry; and the digests of the parts they are in.

    A row that was not as the trail left it (which it did not before it had `begun`) is told to be so.
    """
    tables = sealed_tables()
    # Of a table that grows large only what the rows are at the end is known: the last entry tells of it.
    large = {(one.table, one.key): one.entry for one in log if tables[one.table].appended}
    began: dict[tuple[str, Key], capture.Noticed] = {}
    ended: dict[tuple[str, Key], bytes | None] = {}
    was: dict[tuple[int, str, Key], capture.Noticed] = {}
    became: dict[tuple[int, str, Key], bytes | None] = {}
    for noticed in log:
        row = (noticed.table, noticed.key)
        which = (large.get(row, noticed.entry), *row)
        began.setdefault(row, noticed)
        was.setdefault(which, noticed)
        ended[row] = became[which] = noticed.new
    for name, group in groupby(sorted(large), lambda one: one[0]):
        rows = _as_they_are(sql, tables[name], [key for _name, key in group])
        ended |= rows
        became |= {(large[row], *row): now for row, now in rows.items()}
    changes: dict[int, list[Change]] = {_LAST: []}
    few, more = capture.SHOWN, Counter[int]()
    parts: dict[Part, seals.Seal] = {}
    sealed: set[tuple[str, Key]] = set()
    for (entry, name, key), first in was.items():
        new, row = became[entry, name, key], (name, key)
        if (digest(new) if new is not None else None) == first.digest:  # also one that came and went again
            continue
        outside = False
        if row not in sealed:
            sealed.add(row)
            outside = not _seal(sql, parts, row, began[row].digest, ended[row]) and begun
        told = changes.setdefault(entry, [])
        if outside or few > 0:
            few -= 1
            told.append(told_row(name, key, shown(first.old), shown(new), outside=outside))
        else:
            more[entry] += 1
    for entry, count in more.items():
        changes[entry].append(more_told(count))
    return changes, {part: seals.store(sql, part, seal) for part, seal in parts.items()}


def _seal(
    sql: Sql, parts: dict[Part, seals.Seal], row: tuple[str, Key], was: bytes | None, now: bytes | None
) -> bool:
    """Seal a row as it is now, in its part; whether it had been as the trail left it."""
    name, key = row
    part = (name, sealed_tables()[name].part(key))
    if part not in parts:
        parts[part] = seals.load(sql, part)
    rows = parts[part].rows
    before = rows.get(key)
    if now is not None:
        rows[key] = digest(now)
    else:
        rows.pop(key, None)
    return was is None or before == was


def _as_new(sql: Sql, table: Sealed, above: int | None = None) -> list[Change]:
    """The rows of a table, or those numbered higher than `above`, as an entry tells of new ones."""
    found = (row for rows in seals.rows_in(sql, table, above) for row in rows)
    return [told_row(table.name, key, None, shown(row)) for key, row in found]


def _as_they_are(sql: Sql, table: Sealed, keys: Sequence[Key]) -> dict[tuple[str, Key], bytes | None]:
    """Rows of a table that grows large, as they are now; None for those that are gone."""
    found: dict[tuple[str, Key], bytes | None] = {(table.name, key): None for key in keys}
    for at in range(0, len(keys), _AT_ONCE):
        some = ", ".join(str(key) for key in keys[at : at + _AT_ONCE])
        rows = sql.run(f'SELECT id, {sql.row(table)} FROM "{table.name}" WHERE id IN ({some})')
        found |= {(table.name, key): row for key, row in rows}
    return found


def _newest(sql: Sql) -> dict[str, int]:
    """The highest row numbers of the trail and of the tables that grow large, of all offices."""
    return {name: newest or 0 for name, newest in sql.run(_newest_query())}


@cache
def _newest_query() -> str:
    names = [_TRAIL, *(table.name for table in sealed_tables().values() if table.appended)]
    return " UNION ALL ".join(f"SELECT '{name}', max(id) FROM \"{name}\"" for name in names)


def _head(sql: Sql) -> Head:
    found = sql.run(
        "SELECT seq, hash FROM audit WHERE office_id = ? AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1",
        sql.office_id,
    )
    return Head(*found[0]) if found else Head(0, "")
