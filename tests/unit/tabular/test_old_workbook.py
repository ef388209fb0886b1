"""Errors, merged cells, hidden rows of old workbooks (xls), in a stored one whose records are changed."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.tabular.old_workbook import old_marks
from qadesk.tabular.sources import open_sources
from qadesk.tabular.table import Block

STORED = Path(__file__).parents[2] / "data" / "shapes" / "wb_call_desk.xls"
ROW: Final = b"\x08\x02\x10\x00"
WINDOW, NUMBER, NUMBERS = b"\x3e\x02\x12\x00", b"\x03\x02\x0e\x00", b"\xbd\x00\x1e\x00"


def _over(data: bytes, kind: bytes, record: bytes, nth: int = 0) -> bytes:
    """Another record, filled up with one that means nothing, over the nth one of a kind."""
    at = -1
    for _time in range(nth + 1):
        at = data.index(kind, at + 1)
    room = 4 + struct.unpack_from("<H", data, at + 2)[0]
    rest = room - len(record)
    filler = struct.pack("<HH", 0x0055, rest - 4) + bytes(rest - 4) if rest else b""
    return data[:at] + record + filler + data[at + room :]


def _block(path: Path, data: bytes) -> Block:
    path.write_bytes(data)
    (sheet,) = open_sources(path)
    header = sheet.head(1)[0]
    (block,) = sheet.blocks(header, len(header.cells))
    return block


def test_an_error_is_named_and_not_read_as_empty(tmp_path: Path) -> None:
    data = STORED.read_bytes()
    assert _block(tmp_path / "good.xls", data).failed == {}
    error = struct.pack("<HHHHHBB", 0x0205, 8, 1, 4, 0, 7, 1)  # line 2, column E: #DIV/0!
    block = _block(tmp_path / "error.xls", _over(data, NUMBER, error))
    assert block.failed == {(0, 4): "#DIV/0!"}
    assert block.columns[4][0] in ("", None)


def test_a_formula_that_ends_in_an_error_is_named(tmp_path: Path) -> None:
    result = bytes((2, 0, 42, 0, 0, 0, 0xFF, 0xFF))
    formula = struct.pack("<HHHHH", 0x0006, 22, 2, 7, 0) + result + bytes(8)  # line 3, column H: #N/A
    block = _block(tmp_path / "error.xls", _over(STORED.read_bytes(), NUMBERS, formula, nth=1))
    assert block.failed == {(1, 7): "#N/A"}


def test_cells_merged_downwards_stand_in_each_of_their_rows(tmp_path: Path) -> None:
    data = STORED.read_bytes()
    assert _block(tmp_path / "good.xls", data).columns[11][1] in ("", None)
    merged = struct.pack("<HHH8H", 0x00E5, 18, 2, 1, 2, 11, 11, 0, 0, 0, 0)
    assert _block(tmp_path / "merged.xls", _over(data, WINDOW, merged)).columns[11][1] == "满意"


@given(st.integers(0, 5631), st.integers(0, 255))
def test_no_byte_breaks_it(at: int, value: int) -> None:
    data = bytearray(STORED.read_bytes())
    data[at] = value
    assert isinstance(old_marks(bytes(data)), list)


@pytest.mark.parametrize("length", [0, 8, 512, 600, 3000])
def test_a_file_cut_short_has_none(length: int) -> None:
    assert old_marks(STORED.read_bytes()[:length]) == []


def test_a_hidden_row_is_counted(tmp_path: Path) -> None:
    data = STORED.read_bytes()
    at = data.index(ROW)
    assert [marks.hidden_rows for marks in old_marks(data)] in ([], [0])
    flags = at + len(ROW) + 12
    hidden = data[:flags] + bytes((data[flags] | 0x20,)) + data[flags + 1 :]
    path = tmp_path / "hidden.xls"
    path.write_bytes(hidden)
    (sheet,) = open_sources(path)
    assert sheet.hidden_rows == 1
