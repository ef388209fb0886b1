"""How far the cells of a sheet reach is known before anything lays them out; OpenDocument sheets."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.tabular.extent import Extent, QuickExtent
from qadesk.tabular.sources import open_sources
from tests.refusals import refuses

CELL = '<c r="{at}"><v>1</v></c>'


def both(xml: str, piece: int = 1 << 16) -> tuple[QuickExtent, Extent]:
    quick, exact = QuickExtent(), Extent()
    data = xml.encode()
    for at in range(0, len(data), piece):
        quick.feed(data[at : at + piece])
        exact.feed(data[at : at + piece])
    return quick, exact


@given(
    st.lists(
        st.tuples(st.text("ABCX", min_size=1, max_size=3), st.integers(1, 9_999_999)), min_size=1, max_size=9
    ),
    st.integers(7, 200),
)
def test_quick_and_exact_agree_wherever_the_pieces_are_cut(cells: list[tuple[str, int]], piece: int) -> None:
    body = "".join(CELL.format(at=f"{letters}{row}") for letters, row in cells)
    quick, exact = both(f"<worksheet><sheetData><row>{body}</row></sheetData></worksheet>", piece)
    assert quick.usual
    assert quick.cells == exact.cells > 0


@pytest.mark.parametrize(
    "cell",
    [
        "<c><v>1</v></c>",
        "<c s='1' r='A1'/>",
        '<c s="1" r="A1"/>',
        '<c r="a1"/>',
        '<c r="A99999999999"/>',
        '<c r=""/>',
    ],
)
def test_what_is_written_in_another_way_is_left_to_the_exact_one(cell: str) -> None:
    quick, _exact = both(f"<worksheet><row>{cell}</row></worksheet>")
    assert not quick.usual


@pytest.mark.parametrize("at", ["A1048577", "XFE1", "ZZZZZZZZ1", "A99999999999999"])
def test_a_cell_where_there_can_be_none_is_beyond_all_limits(at: str) -> None:
    extent = Extent()
    extent.feed(f'<worksheet><row><c r="{at}"/>'.encode())
    assert extent.cells > 1 << 50


def test_cells_without_a_place_follow_one_another() -> None:
    extent = Extent()
    extent.feed(b"<worksheet><row><c/><c/><c/></row><row><c/></row>")
    assert extent.cells == 6


_MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def _ods(path: Path, rows: str) -> Path:
    names = "office:1.0", "table:1.0", "text:1.0"
    spaces = " ".join(
        f'xmlns:{name.split(":")[0]}="urn:oasis:names:tc:opendocument:xmlns:{name}"' for name in names
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="表">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", content)
    return path


def _row(*cells: str, repeated: int = 1) -> str:
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inner}</table:table-row>'


def test_an_opendocument_sheet_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    empty = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    file = _ods(tmp_path / "a.csv", _row("工号", "姓名") + _row("KF1", "龚䶮") + empty)
    source = open_sources(file)[0]
    assert [row.cells for row in source.head(9)] == [("工号", "姓名"), ("KF1", "龚䶮")]
    assert source.sheet == "表"


def test_a_row_repeated_a_million_times_over_is_refused(tmp_path: Path) -> None:
    wide = _row(*["x"] * 200, repeated=1_000_000)
    with refuses("import.too_large"):
        open_sources(_ods(tmp_path / "a.ods", wide))
