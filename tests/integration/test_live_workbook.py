"""The workbook with live formulas, recalculated by LibreOffice: every cell is the program's own figure."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from qadesk.services.assessment import results
from qadesk.services.explaining import live_workbook
from qadesk.storage.office import Office
from qadesk.tabular.live_book import Formula, LiveSheet, write_live_book
from tests.odd_office import make_odd

D = Decimal
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""

needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None and not os.environ.get("QADESK_TEST_LIBREOFFICE"),
    reason="LibreOffice Calc is not installed",
)


def recalculated(sheets: list[LiveSheet], folder: Path) -> list[list[list[Any]]]:
    """The cells of each sheet as LibreOffice computes them, from a file that holds no result of ours."""
    assert SOFFICE, "LibreOffice Calc has to be installed for this run"
    without = [
        LiveSheet(s.title, [[_bare(cell) for cell in row] for row in s.rows], s.widths) for s in sheets
    ]
    source, done = folder / "live.xlsx", folder / "done"
    write_live_book(source, without)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS, "utf-8")
    subprocess.run(
        [SOFFICE, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "xlsx",
         "--outdir", str(done), str(source)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    book = CalamineWorkbook.from_path(str(done / "live.xlsx"))
    return [book.get_sheet_by_name(s.title).to_python(skip_empty_area=False) for s in sheets]


def _bare(cell: Any) -> Any:
    return replace(cell, content=Formula(cell.content.text)) if isinstance(cell.content, Formula) else cell


def compare(sheets: list[LiveSheet], folder: Path) -> int:
    """Every formula against what the program says; how many there were."""
    compared = 0
    for sheet, cells in zip(sheets, recalculated(sheets, folder), strict=True):
        for row, given in enumerate(sheet.rows):
            for column, cell in enumerate(given):
                if isinstance(cell.content, Formula) and cell.content.value is not None:
                    compared += 1
                    got, known = cells[row][column], cell.content.value
                    where = f"{sheet.title} {row + 1}/{column + 1}: {cell.content.text}"
                    if isinstance(known, str):
                        assert got == known, where
                    else:
                        assert abs(D(str(got)) - known) <= D("1E-9"), f"{where}: {got} for {known}"
    return compared


@needs_libreoffice
@pytest.mark.parametrize(("month", "staff_no"), [("2026-09", "KF1001"), ("2026-10", "KF1003")])
def test_a_spreadsheet_comes_to_the_same_total(
    sample_office: Office, tmp_path: Path, month: str, staff_no: str
) -> None:
    sheets = live_workbook.sheets(sample_office, month, staff_no)
    assert compare(sheets, tmp_path) > 80


@pytest.fixture
def odd_office(sample_office: Office) -> Office:
    """October of the sample office under a table with every kind of rule."""
    make_odd(sample_office)
    return sample_office


@needs_libreoffice
def test_every_kind_of_rule_comes_to_the_same_points(odd_office: Office, tmp_path: Path) -> None:
    made = results.results(odd_office, "2026-10")
    totals = [r.assessment.total for r in made.results if r.assessment.total is not None]
    assert len(set(totals)) > 5  # the table tells people apart, so that much is compared
    for number in (0, len(made.results) // 2, len(made.results) - 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        staff_no = made.results[number].agent.staff_no
        assert compare(live_workbook.sheets(odd_office, "2026-10", staff_no), folder) > 80
