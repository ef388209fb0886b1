"""Opening files: encodings, delimiters, quotes, line numbers, and everything that is no table."""

from __future__ import annotations

import csv
import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qadesk.errors import UserError
from qadesk.tabular import workbook
from qadesk.tabular.delimited import BLOCK_BYTES, Delimited
from qadesk.tabular.reader import encoding_of, open_here
from qadesk.tabular.sources import open_sources
from qadesk.tabular.table import Row
from qadesk.tabular.text import Cell, cell_text
from tests.refusals import refuses

LINES = ["工号,姓名,备注", "KF1,龚䶮,一", "KF2,赵超,二"]
START = Row(0, 0, ())


def body(path: Path, width: int = 3) -> list[tuple[int, tuple[Cell, ...]]]:
    """All rows after the first as (line, cells)."""
    source = open_sources(path)[0]
    header = source.head(1)[0]
    return [
        (line, cells)
        for block in source.blocks(header, width)
        for line, cells in zip(block.lines, zip(*block.columns, strict=True), strict=True)
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_encoding_an_export_comes_in(encoding: str, tmp_path: Path) -> None:
    text = "\r\n".join(LINES).replace("䶮", "飞" if encoding == "gbk" else "䶮")
    file = tmp_path / "a.csv"
    file.write_bytes(text.encode(encoding))
    source = open_sources(file)[0]
    assert [tuple(row.cells) for row in source.head(9)] == [
        tuple(line.split(",")) for line in text.split("\r\n")
    ]


def test_traditional_characters_as_windows_writes_them(tmp_path: Path) -> None:
    heads = "流水號,客服工號,來電時間,響應時長(秒),通話時長(秒),滿意度"
    text = f"{heads}\r\nb1,1001,2026-10-01 上午 09:00:00,5,60,非常滿意"
    file = tmp_path / "a.csv"
    file.write_bytes(text.encode("cp950"))
    rows = [tuple(row.cells) for row in open_sources(file)[0].head(9)]
    assert rows == [tuple(line.split(",")) for line in text.split("\r\n")]


def test_utf_16_with_its_mark_in_both_orders(tmp_path: Path) -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        file = tmp_path / "a.csv"
        file.write_bytes(mark + "\n".join(LINES).encode(encoding))
        assert body(file)[0] == (2, ("KF1", "龚䶮", "一"))


@pytest.mark.parametrize(
    "text, encoding",
    [
        ("末尾", "gb18030"),
        ("Müller", "utf-8"),
        ("José,Zoë", "utf-8"),
        ("Мария", "utf-8"),
        ("ئايگۈل", "utf-8"),
        ("联通", "gb18030"),
    ],
)
def test_bytes_that_are_valid_in_two_encodings_are_read_as_meant(
    text: str, encoding: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(f"a,b\n1,{text}\n".encode(encoding))
    assert encoding_of(file, file.read_bytes()) == encoding


def test_letters_that_come_late_still_decide_the_encoding(tmp_path: Path) -> None:
    for encoding in ("gb18030", "utf-8"):
        file = tmp_path / "late.csv"
        file.write_bytes(b"a,b,c\n" + b"1,2,3\n" * 60_000 + "1,2,中文\n".encode(encoding))
        assert body(file)[-1] == (60_002, ("1", "2", "中文"))


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_every_delimiter(delimiter: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("\n".join(LINES).replace(",", delimiter), encoding="utf-8")
    assert body(file) == [(2, ("KF1", "龚䶮", "一")), (3, ("KF2", "赵超", "二"))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("ended", [True, False])
def test_every_line_end_and_a_last_line_without(end: str, ended: bool, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes((end.join(LINES) + (end if ended else "")).encode())
    assert [line for line, _cells in body(file)] == [2, 3]


def test_line_numbers_are_those_of_the_file_whatever_stands_between(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('a,b,c\n\n1,"two\nlines",3\n,,\n4,5,6\n\n"7","8 ""x""",9\n', encoding="utf-8", newline="")
    assert body(file) == [(3, ("1", "two\nlines", "3")), (6, ("4", "5", "6")), (8, ("7", '8 "x"', "9"))]


def test_short_rows_are_filled_and_long_ones_marked(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n", encoding="utf-8")
    source = open_sources(file)[0]
    block = next(iter(source.blocks(source.head(1)[0], 3)))
    assert list(zip(*block.columns, strict=True)) == [("1", "2", ""), ("1", "2", "3"), ("1", "2", "3")]
    assert block.overlong == {1}


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b,c\n1,2,3\n" + '1,"2,3\n' + "1,2,3\n" * 50_000, encoding="utf-8")
    with refuses("import.quote_open", "3"):
        body(file)


def test_rows_that_a_quotation_mark_swallowed_are_marked(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('a,b,c\n1,"2,3\n1,2,3\n1,2",3\n4,5,6\n', encoding="utf-8")
    source = open_sources(file)[0]
    block = next(iter(source.blocks(source.head(1)[0], 3)))
    assert (block.torn, list(block.lines)) == ({0}, [2, 5])


cells = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\x01\r"), max_size=8)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=40)
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables, st.sampled_from(["utf-8", "gb18030", "utf-16"]), st.sampled_from(["\n", "\r\n"]))
def test_what_csv_writes_is_read_back(tmp_path: Path, rows: list[list[str]], encoding: str, end: str) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerows(rows)
    file = tmp_path / "round.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    source = Delimited(file, encoding)
    source.delimiter = ","
    found = [row for block in source.blocks(START, len(rows[0])) for row in zip(*block.columns, strict=True)]
    read = [row for row in found if any(cell_text(cell) for cell in row)]
    filled = [tuple(row) for row in rows if any(cell_text(cell) for cell in row)]
    assert read == filled


def test_blocks_join_to_the_whole_file_with_quotes_or_without(tmp_path: Path) -> None:
    chance = random.Random(3)
    rows = [[f"R{n}", "x" * chance.randrange(40), "末尾"] for n in range(3 * BLOCK_BYTES // 30)]
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
        file = tmp_path / "big.csv"
        with file.open("w", encoding="gb18030", newline="") as out:
            csv.writer(out, quoting=quoting).writerows([["a", "b", "c"], *rows])
        read = body(file)
        assert [list(cells) for _line, cells in read] == rows
        assert [line for line, _cells in read] == list(range(2, len(rows) + 2))


# ---- what is no table


def _zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def _xlsx(path: Path, rows: int = 50) -> Path:
    book = openpyxl.Workbook()
    for n in range(rows):
        book.active.append([f"KF{n}", "名字", n])
    book.save(path)
    return path


def _truncated(path: Path) -> Path:
    whole = _xlsx(path).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def _damaged(path: Path) -> Path:
    whole = bytearray(_xlsx(path).read_bytes())
    for at in range(300, len(whole) - 400, 7):
        whole[at] ^= 0x5A
    path.write_bytes(bytes(whole))
    return path


def _broken_kind(packing: int) -> Callable[[Path], Path]:
    """An OpenDocument file whose first member, which says what it is, cannot be unpacked."""

    def make(path: Path) -> Path:
        with zipfile.ZipFile(path, "w", packing) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet" * 3)
        whole = bytearray(path.read_bytes())
        at = whole.index(b"mimetype") + len(b"mimetype")
        whole[at : at + 20] = b"\xff" * 20
        path.write_bytes(bytes(whole))
        return path

    return make


def _bytes(data: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return make


PACKINGS = (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


@pytest.mark.parametrize(
    "make, code",
    [
        (_bytes(b""), "import.empty"),
        (_bytes(b"\xef\xbb\xbf"), "import.empty"),
        (_bytes(b"\r\n\r\n ,,\r\n"), "import.empty"),
        (_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "import.no_table"),
        (_bytes(b"%PDF-1.7\n1 0 obj"), "import.no_table"),
        (_bytes(b"\xff\xd8\xff\xe0" + bytes(200)), "import.no_table"),
        (_bytes(os.urandom(5000) + bytes(20)), "import.no_table"),
        (_bytes(bytes(5000)), "import.no_table"),
        (_bytes(OLE), "import.no_table"),
        (_bytes(b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>"), "import.web_page"),
        (_bytes(b'<?xml version="1.0"?><Workbook/>'), "import.web_page"),
        (_bytes(OLE + "EncryptedPackage".encode("utf-16-le") + bytes(500)), "import.password_protected"),
        (_bytes(OLE + "Workbook".encode("utf-16-le") + bytes(500)), "import.workbook_damaged"),
        (_bytes(b"PK\x03\x04" + bytes(100)), "import.workbook_damaged"),
        (lambda path: _zip(path, **{"word/document.xml": b"<w/>"}), "import.no_table"),
        (lambda path: _zip(path, **{"a.txt": b"x"}), "import.no_table"),
        (_truncated, "import.workbook_damaged"),
        (_damaged, "import.workbook_damaged"),
        *((_broken_kind(packing), "import.workbook_damaged") for packing in PACKINGS),
        (lambda path: _xlsx(path, rows=0), "import.empty"),
    ],
)
def test_what_is_no_table_is_refused_plainly(make: Callable[[Path], Path], code: str, tmp_path: Path) -> None:
    with refuses(code) as caught:
        open_sources(make(tmp_path / "话务.xlsx"))
    assert caught.value.kept
    assert caught.value.remedy


def test_a_missing_file_and_a_folder_are_refused_plainly(tmp_path: Path) -> None:
    with refuses("file.missing"):
        open_sources(tmp_path / "none.csv")
    with refuses("file.is_folder"):
        open_sources(tmp_path)


def test_content_decides_whatever_the_name_says(tmp_path: Path) -> None:
    file = _xlsx(tmp_path / "table.csv")
    assert open_sources(file)[0].head(1)[0].cells[0] == "KF0"
    text = tmp_path / "text.xlsx"
    text.write_text("a,b\n1,2\n", encoding="utf-8")
    assert open_sources(text)[0].head(2)[1].cells == ("1", "2")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1 << 20)
    file = _xlsx(tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * (2 << 20))
    with refuses("import.too_large"):
        open_here(file)


def test_a_cell_far_off_is_refused_before_its_rectangle_is_laid_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "工号"
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "far.xlsx")
    with refuses("import.too_large"):
        open_sources(tmp_path / "far.xlsx")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=600), st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace"))))
def test_no_bytes_break_it(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "any.csv"
    file.write_bytes(data)
    try:
        for source in open_sources(file):
            head = source.head(10)
            for block in source.blocks(head[0], max(1, len(head[0].cells))):
                assert len(block.lines) == len(block.columns[0])
    except UserError:
        return


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=30))
def test_no_damage_to_a_workbook_breaks_it(tmp_path: Path, damage: list[tuple[int, int]]) -> None:
    file = tmp_path / "hurt.xlsx"
    if not file.exists():
        _xlsx(tmp_path / "whole.xlsx")
    data = bytearray((tmp_path / "whole.xlsx").read_bytes() if (tmp_path / "whole.xlsx").exists() else b"")
    for at, value in damage:
        data[at % len(data)] = value
    file.write_bytes(bytes(data))
    try:
        for source in open_sources(file):
            assert source.head(5)
    except UserError:
        return
    finally:
        file.unlink()


def test_encoding_of_plain_ascii(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"a,b\n1,2\n")
    assert encoding_of(file, file.read_bytes()) == "utf-8"
