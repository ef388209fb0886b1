"""Compares an office with its trail: the links of the chain, and all rows with what the trail left them as.

What is found names the table, the row, and, where the trail tells what was in it, the columns.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from qadesk.progress import Progress
from qadesk.storage.trail import at_once, chain, entries, seals
from qadesk.storage.trail.rows import Key, Sealed, Sql, sealed_tables, stored_values, tables_there
from qadesk.storage.trail.seals import Part, Seal

if TYPE_CHECKING:
    from sqlalchemy import Connection

Fault = Literal[
    "missing",  # an entry is not there any more
    "altered",  # an entry is not what its hash says
    "unnumbered",  # an entry that no transaction of the program added
    "before",  # the entries from before the trail began are not what they were
    "seals",  # the digests kept of a part are not those that the trail told
    "row_altered",
    "row_missing",
    "row_added",
    "row_found_altered",  # the program came upon it when it changed the row itself, or upgraded the tables
    "row_found_missing",  # an upgrade came upon these
    "row_found_added",
    "seals_found",
    "forgotten",  # what an entry told was removed, and no removal under retention says so
    "forgotten_more",  # more texts were removed than the removals of the entries up to this one say
    "backwards",  # an entry is earlier than the one before it: the PC's clock was set back
    "future",  # the newest entry is later than it is now on this PC
]
OF_CLOCKS: Final = frozenset({"backwards", "future"})  # nobody need have altered anything
_OF_ENTRIES: Final = (
    frozenset({"missing", "altered", "unnumbered", "before", "forgotten", "forgotten_more"}) | OF_CLOCKS
)
_FOUND: Final[dict[str, Fault]] = {  # what an upgrade found, as is said of it afterwards
    "row_altered": "row_found_altered",
    "row_missing": "row_found_missing",
    "row_added": "row_found_added",
    "seals": "seals_found",
}
_MANY: Final = 2**63
_BACKWARDS_MS: Final = 5_000  # clocks are put right by as much


@dataclass(frozen=True)
class Deviation:
    """What is not as the trail says.

    `seq`: the entry, of faults in the trail; else the `table`, the `key` of the row (None: of a whole `part`)
    and the `columns` that differ, where that can be told.
    """

    fault: Fault
    seq: int | None = None
    table: str = ""
    key: Key | None = None
    columns: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True)
class Walked:
    """`entries`: how many there are; `findings` in the order they were found."""

    entries: int
    findings: tuple[Deviation, ...]


class _Looked:
    """How far a walk is: entries and rows looked at, of all there are; they are counted if somebody asks."""

    def __init__(self, sql: Sql, progress: Progress | None) -> None:
        self._progress, self._done, self._total = progress, 0, 0
        if progress is not None:
            named = [("audit", f"office_id = {sql.office_id:d}")]
            named += [(table.name, sql.ours(table)) for table in sealed_tables().values()]
            for name, ours in named:
                self._total += sql.run(f'SELECT count(*) FROM "{name}" WHERE {ours}')[0][0]

    def at(self, more: int) -> None:
        """So many more were looked at. Raises Cancelled."""
        self._done += more
        if self._progress is not None:
            self._progress.report(min(self._done, self._total), self._total)


def examine(connection: Connection, office_id: int, progress: Progress | None = None) -> Walked:
    """Look at the whole trail and at all rows. Raises Cancelled."""
    sql = Sql(connection, office_id)
    found: list[Deviation] = []
    looked = _Looked(sql, progress)
    count, told = _chain(sql, found, looked)
    if not count:  # every office has some, from the moment it is made
        return Walked(0, (*found, Deviation("missing", 1)))
    sealed = _sealed(sql, told, found)
    wrong = list(_rows(sql, sealed, looked))
    known = _images(sql, {(one.table, one.key) for one in wrong if one.key is not None}) if wrong else {}
    found += [_with_columns(sql, one, known) for one in wrong]
    return Walked(count, tuple(found))


def altered_before_upgrade(connection: Connection, office_id: int) -> tuple[Deviation, ...]:
    """Which rows are not as the trail left them, of tables that still are of another version."""
    sql = Sql(connection, office_id)
    count, told = _chain(sql, [], _Looked(sql, None))
    if not count:
        return ()
    found: list[Deviation] = []
    sealed = _sealed(sql, told, found)
    return (*found, *_rows(sql, sealed, _Looked(sql, None), tables_there(connection)))


# ---- the chain


def _chain(sql: Sql, found: list[Deviation], looked: _Looked) -> tuple[int, dict[str, str]]:
    """Walk the links; how many entries there are, and the digest last told of each part."""
    before, number, last_at, told = "", 0, 0, dict[str, str]()
    removed = _Removed()
    query = f"{entries.ENTRIES.replace('SELECT id', 'SELECT hash')} AND seq IS NOT NULL ORDER BY seq"
    for rows in sql.batches(query, sql.office_id):
        if at_once.ordinary(rows, before, number, last_at):
            told |= at_once.told(rows)
            before, number, last_at = rows[-1][:3]
            looked.at(len(rows))
            continue
        for kept, seq, *said in rows:
            if seq != number + 1:
                found.append(Deviation("missing", number + 1))
                before = ""  # what it is to hang on is gone: the link itself cannot be tried
            if not _as_written(seq, said):  # of kinds that no entry has: not to be read at all
                found.append(Deviation("altered", number + 1))
                told |= at_once.seals_told(said[-1])
                before, number = kept, number + 1
                continue
            if seq == number + 1 and (_filled(said) or kept != entries.entry_hash(before, [seq, *said])):
                found.append(Deviation("altered", seq))
            if said[0] < last_at - _BACKWARDS_MS:
                found.append(Deviation("backwards", seq))
            removed.look(seq, said)
            told |= at_once.seals_told(said[-1])
            found += _found_by(seq, said)
            before, number, last_at = kept, seq, said[0]
        looked.at(len(rows))
    found += removed.faults()
    if last_at > time.time_ns() // 1_000_000 + _BACKWARDS_MS:
        found.append(Deviation("future", number))
    if number:
        found += _unnumbered(sql)
    return number, told


class _Removed:
    """Which entries have forgotten what they told, and what entries of retention say of that."""

    def __init__(self) -> None:
        self._empty, self._explained = set[int](), set[int]()
        self._texts = self._told = self._last = 0

    def look(self, seq: int, said: Sequence[Any]) -> None:
        """At an entry (from `at` on); those before it were looked at."""
        texts = _gone(said)
        if texts:
            self._empty.add(seq)
        if said[2] != entries.RETENTION:  # what that one removed itself is not among what it counts
            self._texts += texts
        elif not _words_gone(said):
            self._explained |= _explained(said[4], "entries", self._empty) | {seq}
            self._told += _count(said[4], "texts")
            self._last = seq

    def faults(self) -> Iterator[Deviation]:
        """What is gone and nothing says so; of entries that are named, whether it is more than that."""
        left = sorted(self._empty - self._explained)
        yield from (Deviation("forgotten", seq) for seq in left)
        if self._last and not left and self._texts > self._told:
            yield Deviation("forgotten_more", self._last)


def _as_written(seq: Any, said: Sequence[Any]) -> bool:
    """Whether the fields of an entry (from `at` on) are of the kinds that the program writes."""
    at, user_id, *texts = said
    return (
        isinstance(seq, int)
        and isinstance(at, int)
        and isinstance(user_id, int | None)
        and all(isinstance(text, str | None) for text in texts)
        and None not in texts[:3]
    )


def _unnumbered(sql: Sql) -> Iterator[Deviation]:
    """Entries without a number: those from before the trail began, which its first entry tells of."""
    rows = sql.run(f"{entries.ENTRIES} AND seq IS NULL ORDER BY id", sql.office_id)
    first = sql.run(f"{entries.ENTRIES} AND seq = 1", sql.office_id)
    detail = _read(first[0][6], {}) if first else {}
    was = detail.get("before", 0)
    was = was if isinstance(was, int) else 0  # then entry 1 is told to be altered
    if any(not _as_written(1, row[2:]) or _filled(row[2:]) for row in rows[:was]):
        yield Deviation("before", 1)
        return
    if (rows[:was] and entries.unsealed_digest(rows[:was]) != detail.get("digest")) or len(rows) < was:
        yield Deviation("before", 1)
    empty = {row[0] for row in rows[:was] if _gone(row[2:])}
    if empty:
        query = f"{entries.ENTRIES} AND seq IS NOT NULL AND action = ?"
        for row in sql.run(query, sql.office_id, entries.RETENTION):
            empty -= _explained(row[6], "earlier", empty)
    if empty:
        yield Deviation("before", 1)
    for row in rows[was:]:
        yield Deviation("unnumbered", None, "audit", row[0])


def _gone(said: Sequence[Any]) -> int:
    """How many texts of an entry (from `at` on) were forgotten: its words, and rows it changed."""
    return _words_gone(said) + sum(1 for _change in _rows_gone(said))


def _count(detail: str, name: str) -> int:
    """A number that the detail of an entry tells; as many as there are where somebody made it none."""
    told = _read(detail, {}).get(name)
    return told if isinstance(told, int) else _MANY


def _words_gone(said: Sequence[Any]) -> bool:
    return str(said[5] or "").startswith(entries.FORGOTTEN)


def _rows_gone(said: Sequence[Any]) -> Iterator[entries.Change]:
    """The changed rows that an entry has forgotten."""
    text = said[7]
    # However JSON may write the sign: somebody else's text has it otherwise than the program.
    if text and (f'"{entries.FORGOTTEN}' in text or "\\u003d" in text.lower()):
        for one in _read(text, []):
            if isinstance(one, list) and len(one) > 4 and entries.is_forgotten(one):
                yield one


def _filled(said: Sequence[Any]) -> bool:
    """Whether something stands where an entry has forgotten what it told: no digest covers it any more."""
    return (_words_gone(said) and (said[3], said[4]) != ("", "{}")) or any(
        one[2] or one[3] for one in _rows_gone(said)
    )


def _explained(detail: str, which: str, empty: Set[int]) -> set[int]:
    """Of which of the `empty` entries an entry of retention says that it made them forget."""
    found = set[int]()
    try:
        for first, count in _read(detail, {}).get(which, []):
            if count <= len(empty):
                found |= empty & {*range(first, first + count)}
            else:  # nor is a number that somebody made huge counted up to
                found |= {one for one in empty if first <= one < first + count}
    except (ValueError, TypeError):
        return set()
    return found


def _found_by(seq: int, said: Sequence[Any]) -> Iterator[Deviation]:
    """What an entry (from `at` on) says had been altered before it: a changed row, or any when upgrading."""
    try:
        if said[2] == chain.UPGRADE:
            for fault, table, key, part in _read(said[4], {}).get(chain.FOUND, []):
                yield Deviation(_FOUND[fault], seq, str(table), _key(key), (), str(part))
        if said[-2] and f'"{entries.OUTSIDE}"' in said[-2]:
            for change in _read(said[-2], []):
                if change[-1] == entries.OUTSIDE:
                    yield Deviation("row_found_altered", seq, str(change[0]), _key(change[1]))
    except (ValueError, TypeError, LookupError):  # somebody made it something else
        yield Deviation("altered", seq)


def _key(key: Any) -> Key | None:
    return key if isinstance(key, int | str | None) else str(key)


# ---- the rows


def _sealed(sql: Sql, told: Mapping[str, str], found: list[Deviation]) -> dict[Part, Seal | None]:
    """The digests kept of all parts; None for a part whose digests are not those the trail told."""
    sealed: dict[Part, Seal | None] = {}
    left = {name: kept for name, kept in told.items() if kept}
    query = 'SELECT "table", part, keys, hashes FROM seal WHERE office_id = ?'
    for rows in sql.batches(query, sql.office_id):
        for name, part, keys, hashes in rows:
            written = isinstance(keys, str) and isinstance(hashes, bytes)
            kept = seals.of_part((name, part), keys, hashes) if written else None
            right = left.pop(f"{name}/{part}", "") == kept
            try:
                sealed[name, part] = Seal.read(keys, hashes) if right else None
            except (ValueError, TypeError):
                sealed[name, part] = None
    for name in left:
        table, _slash, part = name.partition("/")
        sealed[table, part] = None
    found += [
        Deviation("seals", None, name, part=part) for (name, part), seal in sealed.items() if seal is None
    ]
    return sealed


def _rows(
    sql: Sql,
    sealed: dict[Part, Seal | None],
    looked: _Looked,
    tables: Mapping[str, Sealed] | None = None,
) -> Iterator[Deviation]:
    """The rows beside their digests; `tables` as they are, where they are of another version."""
    left = {part: seal for part, seal in sealed.items() if seal is not None}
    for table in (sealed_tables() if tables is None else tables).values():
        for name, now in seals.digests_in(sql, table):
            part = (table.name, name)
            if part not in sealed or part in left:
                yield from _of_part(table.name, left.pop(part, Seal()).rows, now)
            looked.at(len(now))
        for part in [part for part in left if part[0] == table.name]:
            yield from _of_part(table.name, left.pop(part).rows, {})


def _of_part(table: str, was: Mapping[Key, bytes], now: Mapping[Key, bytes]) -> Iterator[Deviation]:
    """The rows of a part that are not as they were sealed."""
    if was == now:  # nearly always
        return
    for key, one in now.items():
        if was.get(key) != one:
            yield Deviation("row_altered" if key in was else "row_added", None, table, key)
    for key in was:
        if key not in now:
            yield Deviation("row_missing", None, table, key)


def _images(sql: Sql, wanted: set[tuple[str, Key]]) -> dict[tuple[str, Key], dict[str, Any]]:
    """What the trail last told of the columns of some rows."""
    known: dict[tuple[str, Key], dict[str, Any]] = {}
    query = "SELECT changes FROM audit WHERE office_id = ? AND changes IS NOT NULL ORDER BY seq"
    for rows in sql.batches(query, sql.office_id):
        for (text,) in rows:
            for change in _read(text, []):
                if isinstance(change, list) and len(change) > 4 and isinstance(change[1], int | str):
                    which = (str(change[0]), change[1])
                    if which in wanted and isinstance(change[3], str) and change[3]:
                        known[which] = _values(which[0], change[3])
    return known


def _values(table: str, text: str) -> dict[str, Any]:
    """The columns of a told row; none of one from before the table had the columns it has."""
    try:
        return dict(sealed_tables()[table].values(text))
    except ValueError:
        return {}


def _with_columns(sql: Sql, one: Deviation, known: Mapping[tuple[str, Key], Mapping[str, Any]]) -> Deviation:
    """An altered row with the columns that are other than the trail told last."""
    if one.fault != "row_altered" or one.key is None or (one.table, one.key) not in known:
        return one
    table = sealed_tables()[one.table]
    now, was = stored_values(sql, table, one.key), known[one.table, one.key]
    differing = (name for name in table.columns if name in was and now.get(name) != was[name])
    return Deviation(one.fault, one.seq, one.table, one.key, tuple(differing))


def _read(text: Any, other: Any) -> Any:
    """Stored JSON, or `other` where somebody made it something else."""
    try:
        found = entries.parsed(text)
    except (ValueError, TypeError, RecursionError):
        return other
    return found if isinstance(found, type(other)) else other
