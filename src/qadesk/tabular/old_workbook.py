"""Errors and hidden rows of old workbooks (xls): the reader gives the first as empty, the second as others.

The file is a container of sectors that holds one stream of records; an error is a record or part of one.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final

from qadesk.tabular.sheet_marks import SheetMarks

OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how such a file begins
_ERRORS: Final = {
    0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A",
}  # fmt: skip
_FORMULA, _BOOLEAN_OR_ERROR, _SHEET, _END, _ROW = 0x0006, 0x0205, 0x0085, 0x000A, 0x0208
_IS_HIDDEN: Final = 0x20  # in the flags of a row
# What an error or a row looks like anywhere in the stream: without it, the records need not be gone through.
_HINT = re.compile(
    rb"\x05\x02\x08\x00.{6}[\x00\x07\x0f\x17\x1d\x24\x2a]\x01|\x06\x00..{7}\x02.[\x00\x07\x0f\x17\x1d\x24\x2a].{3}\xff\xff"
    rb"|\x08\x02\x10\x00.{12}[\x20-\x3f\x60-\x7f\xa0-\xbf\xe0-\xff]",
    re.DOTALL,
)
_ENTRY: Final = 128  # bytes of an entry of the container's directory
_LAST: Final = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors


def old_marks(data: bytes) -> list[SheetMarks]:
    """What each sheet has of errors and hidden rows, in the order of the sheets.

    None of it where the file is not understood.
    """
    try:
        stream = _workbook(data)
        if _HINT.search(stream) is None:
            return []
        starts = [
            struct.unpack_from("<I", record)[0] for kind, record in _records(stream, 0) if kind == _SHEET
        ]
        return [_marks(stream, start) for start in starts]
    except (struct.error, IndexError, UnicodeDecodeError):
        return []  # read well enough by the other reader, but not told here


def _marks(stream: bytes, start: int) -> SheetMarks:
    marks = SheetMarks()
    for kind, record in _records(stream, start):
        code = None
        if kind == _ROW:
            _row, first, behind_last = struct.unpack_from("<HHH", record)
            marks.hidden_rows += behind_last > first and bool(record[12] & _IS_HIDDEN)
        elif kind == _BOOLEAN_OR_ERROR and record[7] == 1:
            code = record[6]
        elif kind == _FORMULA and record[6] == 2 and record[12:14] == b"\xff\xff":
            code = record[8]
        if code in _ERRORS:
            row, column = struct.unpack_from("<HH", record)
            marks.failed[row + 1, column] = _ERRORS[code]
    return marks


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place in the stream to the end of that part."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == _END:
            return
        at += 4 + length


def _workbook(data: bytes) -> bytes:
    """The stream of records."""
    size = 1 << struct.unpack_from("<H", data, 0x1E)[0]
    table = _allocation(data, size)
    directory = _chain(data, table, struct.unpack_from("<I", data, 0x30)[0], size, 512)
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory), _ENTRY)]
    for entry in entries:
        length = struct.unpack_from("<H", entry, 64)[0]
        name = entry[: max(length - 2, 0)].decode("utf-16-le")
        if name in ("Workbook", "Book"):
            start, total = struct.unpack_from("<II", entry, 116)
            if total >= struct.unpack_from("<I", data, 0x38)[0]:
                return _chain(data, table, start, size, 512)[:total]
            small = _chain(data, table, struct.unpack_from("<I", data, 0x3C)[0], size, 512)
            inside = _chain(data, table, struct.unpack_from("<I", entries[0], 116)[0], size, 512)
            return _chain(inside, struct.unpack(f"<{len(small) // 4}I", small), start, 64, 0)[:total]
    return b""


def _allocation(data: bytes, size: int) -> tuple[int, ...]:
    """The table that says which sector follows which."""
    sectors = list(struct.unpack_from("<109I", data, 0x4C))
    more, count = struct.unpack_from("<II", data, 0x44)
    for _part in range(min(count, len(data) // size)):
        held = struct.unpack_from(f"<{size // 4}I", data, 512 + more * size)
        sectors += held[:-1]
        more = held[-1]
    parts = (data[512 + sector * size : 512 + (sector + 1) * size] for sector in sectors if sector < _LAST)
    whole = b"".join(parts)
    return struct.unpack(f"<{len(whole) // 4}I", whole[: len(whole) // 4 * 4])


def _chain(data: bytes, table: tuple[int, ...], sector: int, size: int, before: int) -> bytes:
    parts: list[bytes] = []
    while sector < _LAST and len(parts) <= len(table):
        parts.append(data[before + sector * size : before + (sector + 1) * size])
        sector = table[sector]
    return b"".join(parts)
