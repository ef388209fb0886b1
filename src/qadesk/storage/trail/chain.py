"""Adds to the trail what a transaction did, in that transaction: who, when, whence, before and after.

Each entry has a number and a hash: SHA-256 over the hash of the entry before it, a line break, and the
entry as a JSON list of `FIELDS`. An entry names the digests of the parts of tables that it changed (`seals`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from qadesk.storage.tables import to_millis
from qadesk.storage.trail import capture, seals
from qadesk.storage.trail.rows import Key, Sealed, Sql, digest, sealed_tables
from qadesk.storage.trail.seals import Part

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qadesk.storage.office import Office

_TRAIL: Final = "audit"
_PROGRAM: Final = "program"
_AT_ONCE: Final = 500  # rows asked for by their numbers
ENTRIES: Final = (
    "SELECT id, seq, at, user_id, action, subject, CAST(detail AS TEXT), origin, changes, seals "
    "FROM audit WHERE office_id = ?"
)
BEGIN: Final = "trail.begin"  # the first entry: it seals what was there before
RESTORED: Final = "office.restore"  # a copy was put in the office's place: with the head that was there
UPGRADE: Final = "trail.upgrade"  # the tables got other columns: all is sealed anew
UNTOLD: Final = "untold"  # rows were changed and no service said why
Told = tuple[str, str]  # action and subject of an entry

FIELDS: Final = ("seq", "at", "user_id", "action", "subject", "detail", "origin", "changes", "seals")
OUTSIDE: Final = "outside"  # in `changes`: the row had been altered since the trail last spoke of it


@dataclass(frozen=True)
class Head:
    """The newest entry: its number (0: none yet) and hash."""

    seq: int
    hash: str


def head(connection: Connection, office_id: int) -> Head:
    """The newest entry of the trail."""
    return _head(Sql(connection, office_id))


@contextmanager
def recording(connection: Connection, office: Office, told: Told | None) -> Iterator[None]:
    """Notice what the block changes, and add it to the trail at its end.

    `told` is the entry where the block adds none of its own.
    """
    capture.begin(connection, office.id)
    sql = Sql(connection, office.id)
    before = _newest(sql)
    yield
    _append(sql, office, before, told)


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
    number = _add(sql, at, user_id, *told, detail)
    _close(sql, _PROGRAM, number - 1, [], {})


def entry_hash(before: str, values: Sequence[Any]) -> str:
    """The hash of an entry, from the hash of the one before ("" for the first) and its `FIELDS` as stored."""
    text = json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


def unsealed_digest(rows: Iterable[Sequence[Any]]) -> str:
    """The digest of the entries that were there before the trail began, each as its stored values."""
    found = hashlib.sha256()
    for row in rows:
        found.update(json.dumps(list(row), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
    return found.hexdigest()


# ---- adding


def _append(sql: Sql, office: Office, before: Mapping[str, int], told: Told | None) -> None:
    log = capture.read(sql)
    now = _newest(sql)
    grown = [name for name, newest in now.items() if newest > before[name] and name != _TRAIL]
    if not log and now == before:
        return
    at = to_millis(office.now())
    begun = bool(_head(sql).seq)
    if not begun:
        _seal_everything(sql, at, BEGIN, {}, before[_TRAIL])
    if now[_TRAIL] == before[_TRAIL]:
        action, subject = told or _untold()
        _add(sql, at, office.user_id, action, subject, {})
    changes, parts = _changed(sql, log, begun)
    for name in grown:
        table = sealed_tables()[name]
        parts |= seals.seal_rows(sql, table, before[name])
        if now[name] - before[name] <= capture.SHOWN:
            changes += _as_new(sql, table, before[name])
    _close(sql, office.origin, before[_TRAIL], changes, parts)


def _untold() -> Told:
    """What is written where rows were changed and no service said why."""
    return UNTOLD, ""


def _seal_everything(sql: Sql, at: int, action: str, detail: Any, newest: int) -> None:
    sql.run("DELETE FROM seal WHERE office_id = ?", sql.office_id)
    told: dict[Part, str] = {}
    rows: list[dict[str, Any]] = []
    for table in sealed_tables().values():
        told |= seals.seal_rows(sql, table)
        rows += [] if table.appended else _as_new(sql, table)
    if not _head(sql).seq:
        untold = sql.run(f"{ENTRIES} AND seq IS NULL AND id <= ? ORDER BY id", sql.office_id, newest)
        detail = {**detail, "before": len(untold), "digest": unsealed_digest(untold)}
    number = _add(sql, at, None, action, "", detail)
    _close(sql, _PROGRAM, number - 1, rows, told)


def _add(sql: Sql, at: int, user_id: int | None, action: str, subject: str, detail: Any) -> int:
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True)
    made = sql.run(
        "INSERT INTO audit (office_id, at, user_id, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?) "
        "RETURNING id",
        sql.office_id, at, user_id, action, subject, text,
    )  # fmt: skip
    return int(made[0][0])


def _close(
    sql: Sql, origin: str, after: int, changes: Sequence[dict[str, Any]], parts: Mapping[Part, str]
) -> None:
    """Give the entries added after row `after` their numbers and hashes; the last one has the changes."""
    told = sql.run(f"{ENTRIES} AND seq IS NULL AND id > ? ORDER BY id", sql.office_id, after)
    newest = _head(sql)
    for row in told:
        number, _seq, *said = row
        last = row is told[-1]
        said[-3:] = [
            origin,
            json.dumps(changes, ensure_ascii=False, sort_keys=True) if last and changes else None,
            json.dumps({"/".join(part): told for part, told in parts.items()}) if last and parts else None,
        ]
        newest = Head(newest.seq + 1, entry_hash(newest.hash, [newest.seq + 1, *said]))
        sql.run(
            "UPDATE audit SET seq = ?, origin = ?, changes = ?, seals = ?, hash = ? WHERE id = ?",
            newest.seq, *said[-3:], newest.hash, number,
        )  # fmt: skip


def _changed(
    sql: Sql, log: Sequence[tuple[str, Key, bytes | None, bytes | None]], begun: bool
) -> tuple[list[dict[str, Any]], dict[Part, str]]:
    """What became of each changed row, for the entry; and the digests of the parts they are in.

    A row that was not as the trail left it (which it did not before it had `begun`) is told to be so.
    """
    tables = sealed_tables()
    was: dict[tuple[str, Key], bytes | None] = {}
    became: dict[tuple[str, Key], bytes | None] = {}
    for name, key, old, new in log:
        was.setdefault((name, key), old)
        became[name, key] = new
    for name, group in groupby(sorted(one for one in became if tables[one[0]].appended), lambda one: one[0]):
        became |= _as_they_are(sql, tables[name], [key for _name, key in group])
    changes: list[dict[str, Any]] = []
    parts: dict[Part, seals.Seal] = {}
    for (name, key), old in was.items():
        table, new = tables[name], became[name, key]
        if old == new and not table.appended:
            continue
        part = (name, table.part(key))
        if part not in parts:
            parts[part] = seals.load(sql, part)
        sealed = parts[part].rows.pop(key, None)
        if new is not None:
            parts[part].rows[key] = digest(new)
        if len(changes) < capture.SHOWN:
            outside = begun and old is not None and sealed != digest(old)
            changes.append(_change(table, key, old, new) | ({OUTSIDE: True} if outside else {}))
    return changes, {part: seals.store(sql, part, seal) for part, seal in parts.items()}


def _change(table: Sealed, key: Key, old: bytes | None, new: bytes | None) -> dict[str, Any]:
    """A changed row for the entry: only the columns that are other than before, where it was there."""
    before = None if old is None else table.values(old)
    after = None if new is None else table.values(new)
    if before is not None and after is not None:
        other = [name for name in table.columns if before[name] != after[name]]
        before, after = ({name: row[name] for name in other} for row in (before, after))
    return {"table": table.name, "key": key, "before": before, "after": after}


def _as_new(sql: Sql, table: Sealed, above: int | None = None) -> list[dict[str, Any]]:
    """The rows of a table, or those numbered higher than `above`, as an entry tells of new ones."""
    return [_change(table, key, None, row) for rows in seals.rows_in(sql, table, above) for key, row in rows]


def _as_they_are(sql: Sql, table: Sealed, keys: Sequence[Key]) -> dict[tuple[str, Key], bytes | None]:
    """Rows of a table that grows large, as they are now; None for those that are gone."""
    found: dict[tuple[str, Key], bytes | None] = {(table.name, key): None for key in keys}
    for at in range(0, len(keys), _AT_ONCE):
        some = ", ".join(str(key) for key in keys[at : at + _AT_ONCE])
        rows = sql.run(f'SELECT id, {sql.row(table)} FROM "{table.name}" WHERE id IN ({some})')
        found |= {(table.name, key): row for key, row in rows}
    return found


def _newest(sql: Sql) -> dict[str, int]:
    """The highest row numbers of the trail and of the tables that grow large."""
    names = [_TRAIL, *(table.name for table in sealed_tables().values() if table.appended)]
    rows = sql.run(
        " UNION ALL ".join(
            f"SELECT '{name}', max(id) FROM \"{name}\" WHERE office_id = {sql.office_id:d}" for name in names
        )
    )
    return {name: newest or 0 for name, newest in rows}


def _head(sql: Sql) -> Head:
    found = sql.run(
        "SELECT seq, hash FROM audit WHERE office_id = ? AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1",
        sql.office_id,
    )
    return Head(*found[0]) if found else Head(0, "")
