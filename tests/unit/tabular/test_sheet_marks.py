"""Errors, formulas that were never calculated, and merged cells of workbooks."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from qadesk.kinds.registry import KINDS
from qadesk.tabular.convert import Converted, RowMaker
from qadesk.tabular.dates import Zone
from qadesk.tabular.directory import Directory
from qadesk.tabular.sheet_marks import MarksHint
from qadesk.tabular.sources import open_sources
from qadesk.tabular.table import TableSource
from qadesk.tabular.workbook import open_workbook

PEOPLE = Directory([(1, "1001", "张三"), (2, "1002", "李四")])
FIELDS = ("ref", "at", "agent", "response", "talk", "rating")
HEADERS = ("通话ID", "呼入时间", "坐席工号", "响应时长", "通话时长", "满意度")


def _xlsx(path: Path, *rows: tuple[object, ...], merged: tuple[str, ...] = ()) -> TableSource:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADERS, *rows):
        sheet.append(row)
    for region in merged:
        sheet.merge_cells(region)
    book.save(path)
    return open_sources(path)[0]


def _ods(path: Path, *rows: str) -> TableSource:
    cells = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    names = ("office", "table", "text", "calcext")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return open_sources(path)[0]


def _text(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def _number(number: float) -> str:
    return f'<table:table-cell office:value-type="float" office:value="{number}"/>'


def _read(source: TableSource) -> Converted:
    head = source.head(1)[0]
    maker = RowMaker(
        KINDS["calls"], HEADERS, {name: at for at, name in enumerate(FIELDS)},
        people=PEOPLE, zone=Zone(ZoneInfo("Asia/Shanghai")),
    )  # fmt: skip
    (block,) = source.blocks(head, len(HEADERS))
    return maker.convert(block)


def _row(ref: str, agent: object, *rest: object) -> tuple[object, ...]:
    return (ref, datetime(2026, 10, 1, 9), agent, *rest)  # noqa: DTZ001 - cells know no zone


def test_formulas_never_calculated_and_errors_are_named_and_not_read_as_empty(tmp_path: Path) -> None:
    source = _xlsx(
        tmp_path / "a.xlsx",
        _row("a1", 1001, "=2+3", 60, 5),
        _row("a2", 1002, 6, "=1/0", 4),
        _row("a3", 1001, 5, 60, 5),
    )
    made = _read(source)
    assert [row[0] for row in made.rows] == ["a3"]
    assert [(bad.line, bad.column, bad.reason) for bad in made.rejected] == [
        (2, "响应时长", "not_calculated"), (3, "通话时长", "not_calculated"),
    ]  # fmt: skip


def test_the_error_of_a_cell_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADERS)
    sheet.append(_row("a1", 1001, 5, "#DIV/0!", 5))
    sheet["E2"].data_type = "e"
    book.save(path)
    made = _read(open_sources(path)[0])
    assert [(bad.value, bad.reason) for bad in made.rejected] == [("#DIV/0!", "error_cell")]


@pytest.mark.parametrize("at", [1, 3, 4])  # a time, a length of time, another
@pytest.mark.parametrize("number", ["1E999", "-1E999", "NaN"])
def test_a_number_beyond_all_others_is_an_error_and_no_number(tmp_path: Path, at: int, number: str) -> None:
    path = tmp_path / "a.xlsx"
    row = list(_row("a1", 1001, 5, 60, 5))
    row[at] = 77.125
    _xlsx(path, tuple(row), _row("a2", 1002, 6, 30, 4))
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    sheet = held["xl/worksheets/sheet1.xml"]
    assert sheet.count(b"77.125") == 1
    held["xl/worksheets/sheet1.xml"] = sheet.replace(b"77.125", number.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    made = _read(open_sources(path)[0])
    assert [row[0] for row in made.rows] == ["a2"]
    assert [(bad.value, bad.reason) for bad in made.rejected] == [("#NUM!", "error_cell")]


def test_a_calculated_formula_is_a_value_and_an_empty_text_of_one_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    _xlsx(path, _row("a1", 1001, 5, 60, 5))
    held: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    sheet = held["xl/worksheets/sheet1.xml"].decode()
    assert "<v>60</v>" in sheet
    sheet = sheet.replace('<c r="E2" t="n"><v>60</v></c>', '<c r="E2"><f>30*2</f><v>60</v></c>')
    sheet = sheet.replace('<c r="F2" t="n"><v>5</v></c>', '<c r="F2" t="str"><f>""</f><v></v></c>')
    held["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    made = _read(open_sources(path)[0])
    assert not made.rejected
    assert made.columns[-2] == [None]  # the rating
    assert 60_000 in made.rows[0]


def test_an_error_in_a_total_or_beyond_the_mapped_columns_does_no_harm(tmp_path: Path) -> None:
    source = _xlsx(tmp_path / "a.xlsx", _row("a1", 1001, 5, 60, 5), ("合计", None, None, "=SUM(D2:D2)"))
    made = _read(source)
    assert len(made) == 1
    assert not made.rejected


def test_cells_merged_downwards_stand_in_each_of_their_rows(tmp_path: Path) -> None:
    source = _xlsx(
        tmp_path / "a.xlsx",
        _row("a1", 1001, 5, 60, 5),
        _row("a2", None, 6, 70, 4),
        _row("a3", 1002, 6, 70, None),
        merged=("C2:C3",),
    )
    assert [row.cells[2] for row in source.head(9)[1:]] == [1001.0, 1001.0, 1002.0]
    assert not _read(source).rejected


def test_what_is_empty_without_being_merged_stays_empty(tmp_path: Path) -> None:
    made = _read(_xlsx(tmp_path / "a.xlsx", _row("a1", 1001, 5, 60, 5), _row("a2", None, 6, 70, 4)))
    assert [bad.reason for bad in made.rejected] == ["blank"]


def test_a_merged_cell_makes_no_row_of_an_empty_one(tmp_path: Path) -> None:
    source = _xlsx(tmp_path / "a.xlsx", _row("a1", 1001, 5, 60, 5), merged=("C2:C9",))
    assert len(source.head(20)) == 2


def test_merged_cells_of_a_sheet_that_begins_further_right(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line, cells in enumerate((("工号", "编号"), (1001, "a"), (None, "b"), (1002, "c")), start=4):
        for column, cell in enumerate(cells, start=3):
            sheet.cell(line, column, cell)
    sheet.merge_cells("C5:C6")
    book.save(path)
    assert [row.cells[0] for row in open_workbook(path)[0].head(9)] == ["工号", 1001.0, 1001.0, 1002.0]


def test_open_document_sheets_say_the_same(tmp_path: Path) -> None:
    covered = "<table:covered-table-cell/>"
    spanned = _text("1001", 'table:number-rows-spanned="2" table:number-columns-spanned="1"')
    formula = '<table:table-cell table:formula="of:=[.D2]"/>'
    at = _text("2026-10-01 09:00:00")
    source = _ods(
        tmp_path / "a.ods",
        "".join(map(_text, HEADERS)),
        _text("a1") + at + spanned + _number(5) + _number(60) + _number(5),
        _text("a2") + at + covered + _number(6) + _number(70) + _number(4),
        _text("a3") + at + _text("1002") + formula + _number(70) + _number(4),
    )
    made = _read(source)
    assert [row[:2] for row in made.rows] == [("a1", 1), ("a2", 1)]
    assert [(bad.line, bad.column, bad.reason) for bad in made.rejected] == [
        (4, "响应时长", "not_calculated")
    ]


@pytest.mark.parametrize("piece", [1, 7, 64, 1 << 18])
def test_cells_are_found_however_the_file_is_cut(
    piece: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("qadesk.tabular.sheet_marks._PIECE", piece)
    rows = [_row(f"a{n}", 1001, "=1+1" if n % 3 else 5, 60, 5) for n in range(12)]
    path = tmp_path / "a.xlsx"
    _xlsx(path, *rows)
    (sheet,) = open_workbook(path)
    (block,) = sheet.blocks(sheet.head(1)[0], len(HEADERS))
    assert sorted(block.failed) == [(n, 3) for n in range(12) if n % 3]


def test_a_hint_cut_in_two_is_seen() -> None:
    hint = MarksHint()
    for piece in (b"<c table:number-ro", b'ws-spanned="2">'):
        hint.feed(piece)
    assert hint.given


def test_hidden_rows_that_hold_something_are_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADERS, *[(f"T{n}", "2026-10-01 09:00", "1001", 5, 60, 5) for n in range(1, 6)]):
        sheet.append(row)
    for line in (3, 5, 9):  # the last holds nothing
        sheet.row_dimensions[line].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.save(tmp_path / "filtered.xlsx")
    assert open_sources(tmp_path / "filtered.xlsx")[0].hidden_rows == 2
    row = "".join(map(_text, HEADERS))
    content = f'{row}</table:table-row><table:table-row table:visibility="filter">{row}</table:table-row>'
    empty = (
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="1000"><table:table-cell/>'
    )
    assert _ods(tmp_path / "filtered.ods", content + empty).hidden_rows == 1
