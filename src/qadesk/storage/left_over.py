"""Logs left beside an office file by a program that was killed: do they belong to it, or to another copy?

What SQLite would apply without asking is read here by its documented layout (sqlite.org/fileformat2.html),
before SQLite opens the file. A log of another state is set aside under another name, never applied and never
deleted.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from qadesk.storage.cipher import driver, keys
from qadesk.storage.engine import connect_bare, driver_errors

_MARK: Final = re.compile(rb"qadesk-mark:([0-9a-f]{32}):([0-9a-f]{32})")
_NONE_BEFORE: Final = b"0" * 32  # before the first mark, given by the migration
_MARKED_SINCE: Final = 3  # the schema from which a file bears a mark
_WAL_MAGIC: Final = (0x377F0682, 0x377F0683)
_JOURNAL_MAGIC: Final = bytes.fromhex("d9d505f920a163d7")
_LEAF: Final = 0x0D
_HEAD: Final = 100  # bytes before the first page's own header
_SHARED_FIRST: Final = 0x40000002  # where SQLite locks a file, and over how many bytes
_SHARED_SIZE: Final = 510
_COUNTERS: Final = ((18, 20), (24, 28), (92, 100))  # kind of log, number of changes, which SQLite wrote it
_SCHEMA_AT: Final = 60  # PRAGMA user_version in the file's header


@dataclass(frozen=True)
class _Mark:
    """The id of a state and of the one before it."""

    id: bytes
    before: bytes


@dataclass(frozen=True)
class _Page:
    """A page in a log: its number and content."""

    number: int
    content: bytes


def set_foreign_aside(path: Path, now: datetime) -> tuple[Path, ...]:
    """Rename what lies beside a file and is not its own; where it is now.

    To be called before SQLite opens the file. Nothing is moved while another program has it open. Raises
    OSError.
    """
    moved = []
    for kind in ("wal", "journal"):
        left = path.with_name(f"{path.name}-{kind}")
        if left.is_file() and left.stat().st_size and not _belongs(path, left, kind):
            aside = free_name(path.with_name(f"{path.stem}.left-over-{now:%Y-%m-%d.%H%M%S}.{kind}"))
            with nobody_has_open(path) as ours:
                if ours:
                    left.rename(aside)
                    moved.append(aside)
    return tuple(moved)


@contextmanager
def nobody_has_open(path: Path) -> Iterator[bool]:
    """Whether no other program has the file open, by the bytes on which SQLite itself sets its locks."""
    with path.open("r+b") as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                file.seek(_SHARED_FIRST)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, _SHARED_SIZE)
            else:
                import fcntl

                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        except OSError:
            yield False
            return
        yield True
        if sys.platform == "win32":
            file.seek(_SHARED_FIRST)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, _SHARED_SIZE)


def free_name(wanted: Path) -> Path:
    """A name nothing has yet: that one, or the same with a number."""
    found, number = wanted, 2
    while found.exists():
        found = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        number += 1
    return found


def _belongs(path: Path, left: Path, kind: str) -> bool:
    with path.open("rb") as file, left.open("rb") as log:
        key = keys.of_file(path)

        def clear(number: int, page: bytes) -> bytes:
            return page if key is None else driver.clear(key, number, page)

        schema = _number(clear(1, file.read(_HEAD if key is None else driver.PAGE)), _SCHEMA_AT)
        if kind == "wal":
            size, pages = _wal(log)
        else:
            size, pages = _journal(log)
        marks, numbers, first_page = [], set(), b""
        for page in pages:
            numbers.add(page.number)
            content = clear(page.number, page.content)
            if page.number == 1 and kind == "journal":
                first_page = content
                schema = min(schema, _number(content, _SCHEMA_AT))
            if (mark := _mark(content)) is not None:
                marks.append((page.number, mark))
        if not numbers:
            return True  # there is nothing in it that SQLite would apply
        if marks:
            number, first = marks[0]
            file.seek((number - 1) * size)
            own = _mark(clear(number, file.read(size)))
            if own is None:
                # Killed while a file got its first mark: the log has it, the file perhaps some of its pages.
                return kind == "wal" and first.before == _NONE_BEFORE and _fits(path, left)
            if kind == "journal":  # it holds what was there before the change
                return first.id in (own.id, own.before)
            return own.id in {first.before, *(mark.id for _number, mark in marks)}
        if numbers == {1} and kind == "journal":
            file.seek(0)
            return _same_but_for_counters(first_page, clear(1, file.read(size)))
    return schema < _MARKED_SINCE and _fits(path, left)


def _same_but_for_counters(one: bytes, other: bytes) -> bool:
    """Whether two first pages differ in nothing that tells of content.

    Opening a copy switches it to a log ahead of the file; killed in that moment, this is all its journal
    holds.
    """
    for begin, end in _COUNTERS:
        one = one[:begin] + bytes(end - begin) + one[end:]
        other = other[:begin] + bytes(end - begin) + other[end:]
    return one == other


def _fits(path: Path, left: Path) -> bool:
    """Whether file and log, of which no mark tells, are sound together: tried on copies."""
    with tempfile.TemporaryDirectory(prefix=".qadesk-", dir=path.parent) as folder:
        tried = Path(folder) / path.name
        shutil.copyfile(path, tried)
        shutil.copyfile(left, tried.with_name(left.name))
        try:
            with closing(connect_bare(tried)) as connection:
                connection.execute("PRAGMA locking_mode=EXCLUSIVE")
                return bool(connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))
        except driver_errors():
            return False


def _wal(log: BinaryIO) -> tuple[int, Iterator[_Page]]:
    """The page size, and the pages of all transactions that a log ahead of the file has stored."""
    head = log.read(32)
    if len(head) < 32 or _number(head, 0) not in _WAL_MAGIC:
        return 0, iter(())
    size = _number(head, 8)
    return size, _stored_frames(log, size, head[16:24])


def _stored_frames(log: BinaryIO, size: int, salts: bytes) -> Iterator[_Page]:
    waiting: list[tuple[int, int]] = []  # page and place, until the transaction turns out to be stored
    at = 32
    while len(head := _read(log, at, 24)) == 24 and head[8:16] == salts:
        waiting.append((_number(head, 0), at + 24))
        at += 24 + size
        if _number(head, 4):  # the last frame of a stored transaction says how large the file is
            for number, place in waiting:
                if len(content := _read(log, place, size)) == size:
                    yield _Page(number, content)
            waiting = []


def _journal(log: BinaryIO) -> tuple[int, Iterator[_Page]]:
    """The page size, and the pages as they were before a transaction that did not end."""
    head = log.read(28)
    sector, size = _number(head, 20), _number(head, 24)
    if len(head) < 28 or not head.startswith(_JOURNAL_MAGIC) or not sector or not size:
        return 0, iter(())
    return size, _old_pages(log, sector, size)


def _old_pages(log: BinaryIO, sector: int, size: int) -> Iterator[_Page]:
    at = 0
    while (head := _read(log, at, 12)).startswith(_JOURNAL_MAGIC):
        count = _number(head, 8)
        at += sector
        while count and len(record := _read(log, at, 4 + size + 4)) == size + 8:
            yield _Page(_number(record, 0), record[4 : 4 + size])
            at += size + 8
            count -= 1  # 0xffffffff: to the end of the file
        at = -(-at // sector) * sector


def _mark(page: bytes) -> _Mark | None:
    """The mark, where the page is that of the table that holds it: a leaf with one row."""
    if len(page) < 16 or page[0] != _LEAF or int.from_bytes(page[3:5], "big") != 1:
        return None
    row = int.from_bytes(page[8:10], "big")
    found = _MARK.search(page, row)
    return None if found is None else _Mark(found[1], found[2])


def _read(log: BinaryIO, at: int, length: int) -> bytes:
    log.seek(at)
    return log.read(length)


def _number(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "big")
