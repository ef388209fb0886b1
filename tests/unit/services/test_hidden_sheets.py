"""Sheets that whoever opens the workbook does not see: left out, and named wherever the import is told."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qadesk.cli.importing import as_data, left_out
from qadesk.errors import UserError
from qadesk.services.records import imports
from qadesk.services.records.imports import Preview
from qadesk.storage.office import Office
from tests.refusals import names, refuses
from tests.unit.services.import_office import contents, staff

CALLS = (("流水号", "来电时间", "工号", "是否接听", "响应时长(秒)", "通话时长(秒)"),)


def _book(path: Path, **states: str) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, state in states.items():
        sheet = book.create_sheet(name)
        for row in (*CALLS, (f"{name}1", "2026-10-05 09:00:00", "1001", "是", 5, 60)):
            sheet.append(row)
        sheet.sheet_state = state
    book.save(path)
    return path


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_left_out_and_named(office: Office, tmp_path: Path, state: str) -> None:
    staff(office, (("1001", "张三"),))
    file = _book(tmp_path / "a.xlsx", new="visible", old=state)
    shown, refused = imports.previews(office, file)
    assert isinstance(shown, Preview)
    assert isinstance(refused, UserError)
    assert refused.code == "import.sheet_hidden"
    assert names(refused.happened, "old")
    report = imports.run(office, file)
    assert len(contents(office)["contact"]) == 1
    (left,) = [one for one in report.left_out if one.what == "sheet"]
    assert left_out(left).startswith("not imported: sheet “old”: hidden in the workbook")
    data = as_data(report)
    assert {"name": "old", "kind": None, "rows": 0, "read": False} in data["sheets"]
    assert [one["code"] for one in data["left_out"] if one["what"] == "sheet"] == ["hidden"]


def test_records_on_hidden_sheets_alone_are_refused_by_their_names(office: Office, tmp_path: Path) -> None:
    staff(office, (("1001", "张三"),))
    file = _book(tmp_path / "a.xlsx", cover="visible", old="hidden")
    book = openpyxl.load_workbook(file)
    book["cover"].delete_rows(1, 2)
    book["cover"]["A1"] = "October"
    book.save(file)
    with refuses("import.no_header_row") as refused:
        imports.run(office, file)
    assert "(“old”)" in refused.value.remedy
