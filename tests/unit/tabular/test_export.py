"""Written tables carry text as text: nothing in them runs."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from qadesk.errors import UserError
from qadesk.tabular.export import safe_text, write_table

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


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no folder"):
        write_table(tmp_path / "none" / "a.csv", ("a",), [])
    assert list(tmp_path.iterdir()) == []
