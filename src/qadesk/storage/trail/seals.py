"""The digests of all rows of an office, a few to a part, kept in the table `seal`.

A part holds the rows of some numbers, or of one form, month or agent. An entry of the trail names the digest
of each part that it changed: so what a part is to hold stays told when its rows are altered. Each time it is
stored it begins with other random bytes: what was in a row that is gone cannot be found by trying.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from os import urandom

from qadesk.storage.trail.rows import WIDTH, Key, Sealed, Sql, digest

Part = tuple[str, str]  # table, part of it


@dataclass
class Seal:
    """The digests of the rows of one part, by key; in the order they are stored in until one is added."""

    rows: dict[Key, bytes] = field(default_factory=dict)
    _keys: str = ""  # as they were stored

    @classmethod
    def read(cls, keys: str, hashes: bytes) -> Seal:
        """As it was stored. Raises ValueError where it cannot be read."""
        digests = [
            hashes[at : at + WIDTH] for at in range(WIDTH, len(hashes), WIDTH)
        ]  # after the random bytes
        return cls(dict(zip(_listed(keys), digests, strict=True)), keys)

    def stored(self) -> tuple[str, bytes]:
        """Its keys, and random bytes with the digests after them, as they are stored."""
        rows, keys = self.rows, [*self.rows]
        if self._keys and keys == [*_listed(self._keys)]:  # rows were changed, none came or went: most often
            text = self._keys
        elif isinstance(keys[0], int) and keys == [*range(keys[0], keys[0] + len(keys))]:
            text = json.dumps([[keys[0], len(keys)]])
        else:
            keys.sort(key=lambda key: (isinstance(key, str), key))
            text = json.dumps([*_runs(keys)], ensure_ascii=False)
        return text, urandom(WIDTH) + b"".join(map(rows.__getitem__, keys))


@lru_cache(maxsize=64)
def _listed(keys: str) -> tuple[Key, ...]:
    """The keys of a part. Remembered: a supervisor rates the same few agents."""
    listed: list[Key] = []
    for item in json.loads(keys):
        if isinstance(item, list):  # a run of numbers: the first, and how many
            listed += range(item[0], item[0] + item[1])
        else:
            listed.append(item)
    return tuple(listed)


def of_part(part: Part, keys: str, hashes: bytes) -> str:
    """The digest of a part as it is stored: 32 hexadecimal digits."""
    head = f"{part[0]}/{part[1]}\n{keys}\n"
    return sha256(head.encode("utf-8", "surrogatepass") + hashes).hexdigest()[:32]


def load(sql: Sql, part: Part) -> Seal:
    """A part as it is stored; empty where there is none."""
    found = sql.run(
        'SELECT keys, hashes FROM seal WHERE office_id = ? AND "table" = ? AND part = ?', sql.office_id, *part
    )
    return Seal.read(*found[0]) if found else Seal()


def store(sql: Sql, part: Part, seal: Seal) -> str:
    """Keep a part; its digest ("" where it has no rows any more, and is removed)."""
    if not seal.rows:
        sql.run('DELETE FROM seal WHERE office_id = ? AND "table" = ? AND part = ?', sql.office_id, *part)
        return ""
    keys, hashes = seal.stored()
    sql.run(
        'INSERT INTO seal (office_id, "table", part, keys, hashes) VALUES (?, ?, ?, ?, ?) '
        'ON CONFLICT (office_id, "table", part) DO UPDATE SET keys = excluded.keys, hashes = excluded.hashes',
        sql.office_id, *part, keys, hashes,
    )  # fmt: skip
    return of_part(part, keys, hashes)


def rows_in(sql: Sql, table: Sealed, above: int | None = None) -> Iterator[Sequence[tuple[Key, bytes]]]:
    """The rows of a table with their keys, some at a time; only those numbered higher than `above`."""
    newer = "" if above is None else f" AND id > {above:d}"
    wanted = f"{sql.in_order(table)}{newer}"
    query = f'SELECT {sql.key(table)}, {sql.row(table)} FROM "{table.name}" WHERE {wanted}'
    yield from sql.batches(f"{query} ORDER BY {', '.join(table.keys)}")


def digests_in(sql: Sql, table: Sealed, above: int | None = None) -> Iterator[tuple[str, dict[Key, bytes]]]:
    """The digests of the rows of a table, part by part; only of rows numbered higher than `above`."""
    if table.appended and sql.takes_threads:
        yield from _digests_of_many(sql, table, above)
        return
    name, found = "", dict[Key, bytes]()
    for rows in rows_in(sql, table, above):
        keys = [key for key, _row in rows]
        digests = [digest(row) for _key, row in rows]
        for part, first, end in _parts(table, keys):
            if part != name and found:
                yield name, found
                found = {}
            name = part
            found.update(zip(keys[first:end], digests[first:end], strict=True))
    if found:
        yield name, found


def _digests_of_many(sql: Sql, table: Sealed, above: int | None) -> Iterator[tuple[str, dict[Key, bytes]]]:
    """The same of a table that grows large: a part is read by another thread while the last one is hashed.

    Each part is one text, which the database puts together without Python: with a row at a time the threads
    would wait for each other a million times.
    """
    with ThreadPoolExecutor(1, "reading") as reading:
        part = reading.submit(sql.part, table, above)
        while found := part.result():
            keys, rows = found
            part = reading.submit(sql.part, table, keys[-1])
            digests = [sha256(row).digest()[:WIDTH] for row in rows]  # as `digest`: a million calls less
            yield table.part(keys[0]), dict(zip(keys, digests, strict=True))


def seal_rows(sql: Sql, table: Sealed, above: int | None = None) -> Mapping[Part, str]:
    """Seal all rows of a table, or those numbered higher than `above`, which are new: parts and digests."""
    told: dict[Part, str] = {}
    for part, digests in digests_in(sql, table, above):
        seal = Seal() if above is None else load(sql, (table.name, part))
        seal.rows.update(digests)
        told[table.name, part] = store(sql, (table.name, part), seal)
    return told


def _parts(table: Sealed, keys: Sequence[Key]) -> Iterator[tuple[str, int, int]]:
    """Where in a list of sorted keys each part begins and ends."""
    at = 0
    while at < len(keys):
        first, part = keys[at], table.part(keys[at])
        if isinstance(first, int):
            end = bisect_left(keys, (first // table.rows_of_part + 1) * table.rows_of_part, at)
        else:
            end = next((n for n in range(at, len(keys)) if table.part(keys[n]) != part), len(keys))
        yield part, at, end
        at = end


def _runs(keys: list[Key]) -> Iterator[Key | list[int]]:
    """Sorted keys, with numbers that follow one another as their first and how many."""
    start = count = 0
    for key in keys:
        if isinstance(key, int) and count and key == start + count:
            count += 1
            continue
        if count:
            yield [start, count]
            count = 0
        if isinstance(key, int):
            start, count = key, 1
        else:
            yield key
    if count:
        yield [start, count]
