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
from sqlalchemy import insert, update

from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Effect,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Rule,
    Step,
    Unscored,
)
from qadesk.domain.scorecard import Better, Indicator, Marks, Names, Scorecard, Section, Unit
from qadesk.domain.scorecard_forms import to_dict
from qadesk.services import scorecards
from qadesk.services.assessment import results
from qadesk.services.explaining import live_workbook
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.live_book import Formula, LiveSheet, write_live_book

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


def odd(code: str, weight: int, rule: Rule, standard: str | None = None, **more: Any) -> Indicator:
    settings: dict[str, Any] = {"unit": Unit.COUNT, "better": Better.HIGHER} | more
    required = None if standard is None else D(standard)
    return Indicator(code, Names(code, code), weight=D(weight), rule=rule, standard=required, **settings)


def every_kind(card: Scorecard) -> Scorecard:
    """A table with every kind of rule, two levels, marks of the weight, formulas, red lines and a focus."""
    lower = {"better": Better.LOWER}
    seconds = {"unit": Unit.SECONDS, **lower}
    response = {"measure": "avg_response_seconds", **seconds}
    bands = ((D("1.2"), D(12)), (D(1), D(10)), (D("0.4"), D(3)))
    ratio = {"formula": "(contacts - complaints) / max(contacts, 1)", "unit": Unit.RATE}
    first = Section(
        "one", Names("一", "One"),
        (
            odd("typed", 30, Ladder("higher", bands, of_standard=True), "400", typed=True),
            odd("fcr", 20, Step("higher", D("0.01"), D("0.3"), D("0.2"), D(8), cap=D(12)), "0.88",
                measure="first_contact_resolution", unit=Unit.RATE),
            odd("talk", 20, Proportional(), "150", measure="avg_talk_seconds", **seconds),
            odd("csat", 30, Proportional(full=D(5), zero=D(1)), "4", unit=Unit.RATING),
        ),
        share=D(60),
    )  # fmt: skip
    second = Section(
        "two", Names("二", "Two"),
        (
            odd("clean", 50, Proportional(better="higher", cap=D(20)), "0.99", **ratio),
            odd("errors", 25, Deduction(D(2), free=D(1)), **lower),
            odd("escalation_rate", 25, PassFail("lower"), "0.2", unit=Unit.RATE, **lower),
        ),
        share=D(40),
    )  # fmt: skip
    extra = Section(
        "extra", Names("加", "Extra"),
        (
            odd("praises", 0, Bonus(D("0.5"), D(3))),
            odd("faster", 0, Step("lower", D("0.1"), gain=D(2), cap=D(9), relative=True), "50",
                on_top=True, **response),
            odd("slips", 0, Deduction(D("0.5"), floor=D(-4)), on_top=True, measure="errors", **lower),
            odd("abusive_language", 0, RedLine(Effect.CAP_GRADE, "B"), **lower),
            odd("shown", 0, Unscored(), formula="typed / 2"),
        ),
        most=D(6),
    )  # fmt: skip
    return replace(card, sections=(first, second, extra), marks=Marks.WEIGHT, cap=D(120), focus_extra=D(8))


@pytest.fixture
def odd_office(sample_office: Office) -> Office:
    """October of the sample office under that table, with typed values and a focus for everybody."""
    card = every_kind(scorecards.shipped())
    with sample_office.write() as connection:
        made = connection.execute(
            insert(tables.scorecard).values(
                code="odd",
                version=1,
                status="published",
                content=to_dict(card),
                published_at=sample_office.now(),
            )
        )
        key = made.inserted_primary_key
        this_one = tables.cycle.c.code == "2026-10"
        connection.execute(update(tables.cycle).where(this_one).values(scorecard_id=key[0] if key else None))
    october = results.results(sample_office, "2026-10")
    with sample_office.write() as connection:
        for number, result in enumerate(october.results):
            connection.execute(
                insert(tables.typed_value).values(
                    cycle_id=october.cycle.id, agent_id=result.agent.id, indicator="typed",
                    value=D(130 + 37 * number), origin="", at=sample_office.now(),
                )
            )  # fmt: skip
            connection.execute(
                insert(tables.focus).values(
                    cycle_id=october.cycle.id - 1, agent_id=result.agent.id, indicator="csat", basis="chosen",
                    step="", extra=D(5), at=sample_office.now(),
                )
            )  # fmt: skip
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
