"""The workbook with live formulas, recalculated by LibreOffice: every cell is the program's own figure."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, insert, select, update

from qadesk.domain.rules import Effect, Ladder, RedLine
from qadesk.domain.scorecard import Better, Grade, Names, Scorecard, Section, Unit
from qadesk.services import scorecards
from qadesk.services.assessment import exemptions, results
from qadesk.services.explaining import live_workbook
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.live_book import Formula, LiveSheet, write_live_book
from tests.odd_office import MONTH, every_kind, make_odd, odd

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


def recalculated(books: Sequence[list[LiveSheet]], folder: Path) -> list[list[list[list[Any]]]]:
    """The cells of each sheet as LibreOffice computes them, from files that hold no result of ours."""
    assert SOFFICE, "LibreOffice Calc has to be installed for this run"
    done, sources = folder / "done", []
    for number, sheets in enumerate(books):
        without = [
            LiveSheet(s.title, [[_bare(cell) for cell in row] for row in s.rows], s.widths) for s in sheets
        ]
        sources.append(folder / f"live{number}.xlsx")
        write_live_book(sources[-1], without)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS, "utf-8")
    subprocess.run(
        [SOFFICE, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "xlsx",
         "--outdir", str(done), *map(str, sources)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    found = []
    for source, sheets in zip(sources, books, strict=True):
        book = CalamineWorkbook.from_path(str(done / source.name))
        found.append([book.get_sheet_by_name(s.title).to_python(skip_empty_area=False) for s in sheets])
    return found


def _bare(cell: Any) -> Any:
    return replace(cell, content=Formula(cell.content.text)) if isinstance(cell.content, Formula) else cell


def compare(books: Sequence[list[LiveSheet]], folder: Path) -> list[int]:
    """Every cell against what the program says; how many formulas there were in each book."""
    compared = []
    for sheets, pages in zip(books, recalculated(books, folder), strict=True):
        formulas = 0
        for sheet, cells in zip(sheets, pages, strict=True):
            for row, given in enumerate(sheet.rows):
                for column, cell in enumerate(given):
                    got = cells[row][column] if row < len(cells) and column < len(cells[row]) else ""
                    where = f"{sheet.title} {row + 1}/{column + 1}: {cell.content}"
                    assert same(got, cell.content), f"{where}: {got!r}"
                    formulas += isinstance(cell.content, Formula) and cell.content.value is not None
        compared.append(formulas)
    return compared


def same(got: Any, content: Any) -> bool:
    known = content.value if isinstance(content, Formula) else content
    if isinstance(content, Formula) and known is None:
        return True  # the program has no figure of its own for it
    if known is None or isinstance(known, str):
        return bool(got == (known or ""))
    if isinstance(known, date):
        return isinstance(got, date) and abs(_moment(got) - _moment(known)).total_seconds() < 1
    return isinstance(got, int | float) and abs(D(str(got)) - D(str(known))) <= D("1E-9")


def _moment(day: date) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, time())


@needs_libreoffice
def test_a_spreadsheet_comes_to_the_same_total(sample_office: Office, tmp_path: Path) -> None:
    asked = (("2026-09", "KF1001"), ("2026-10", "KF1003"))
    books = [live_workbook.sheets(sample_office, month, staff_no) for month, staff_no in asked]
    assert min(compare(books, tmp_path)) > 80


@needs_libreoffice
def test_every_kind_of_rule_comes_to_the_same_points(sample_office: Office, tmp_path: Path) -> None:
    """October of the sample office under a table with every kind of rule."""
    make_odd(sample_office)
    made = results.results(sample_office, MONTH)
    totals = [r.assessment.total for r in made.results if r.assessment.total is not None]
    assert len(set(totals)) > 5  # the table tells people apart, so that much is compared
    chosen = [made.results[number].agent.staff_no for number in (0, len(made.results) // 2, -1)]
    books = [live_workbook.sheets(sample_office, MONTH, staff_no) for staff_no in chosen]
    assert min(compare(books, tmp_path)) > 80


# ---- what an office can do to it

EVIL = "=cmd|' /C calc'!A0"
NAMES = (EVIL, "𠮷𪚥 +1", "-1+1", '@A"1', "龚䶮")


def awkward(card: Scorecard) -> Scorecard:
    """Every kind of rule, three red lines, a ladder of ninety steps, names that look like formulas."""
    table = every_kind(card)
    steps = tuple((D(1000 - 10 * n), D(90 - n) / 10) for n in range(90))
    long = odd("long", 20, Ladder("higher", steps, D(-1)), typed=True)
    lower: dict[str, Any] = {"better": Better.LOWER, "typed": True}
    lines = (
        odd("abusive_language", 0, RedLine(Effect.CAP_GRADE, 'B"+1'), better=Better.LOWER),
        odd("lost", 0, RedLine(allowed=D(1)), **lower),
        odd("late", 0, RedLine(Effect.MARK), **lower),
    )
    first, second, extra = table.sections
    share = replace(first, share=D(50), names=Names("=1+1", '"&A1&"'))
    bands = ((D(20), D(5)), (D("45.5"), D("3.1")), (D(70), D(1)))
    mixed = Ladder("lower", bands, D(-1), interpolated=True, over=(False, True), flat=(False, True))
    slope = odd("slope", 50, mixed, unit=Unit.SECONDS, better=Better.LOWER, measure="avg_response_seconds")
    more = Section("three", Names("三", "Three"), (replace(long, weight=D(50)), slope), share=D(10))
    without = tuple(i for i in extra.indicators if i.code != "abusive_language")
    codes = ("金牌", 'B"+1', "@C", "D")
    return replace(
        table,
        sections=(share, second, more, replace(extra, indicators=without + lines)),
        grades=tuple(
            Grade(code, Names(code, code), D(least))
            for code, least in zip(codes, (50, 40, 30, 0), strict=True)
        ),
    )


@pytest.fixture
def troubled(sample_office: Office) -> Office:
    """Agents with odd names, red lines crossed, standards of their own, exemptions, typed values lacking."""
    make_odd(sample_office, awkward(scorecards.shipped()))
    month = results.results(sample_office, MONTH)
    ids = [result.agent.id for result in month.results]
    with sample_office.write() as connection:
        connection.execute(delete(tables.exemption))
        for number, (agent, name) in enumerate(zip(ids, NAMES, strict=False)):
            connection.execute(
                update(tables.agent).where(tables.agent.c.id == agent).values(name=name, team=EVIL)
            )
            for code, standard in (("typed", 300 + number), ("fcr", "0.9"), ("faster", "47.5")):
                connection.execute(
                    insert(tables.target).values(
                        cycle_id=month.cycle.id, agent_id=agent, indicator=code, standard=D(standard)
                    )
                )
        for number, agent in enumerate(ids):
            for code, value in (("long", 105 + 70 * number), ("lost", number % 3), ("late", number % 2)):
                if (number, code) != (4, "long"):  # of whom it is missing
                    connection.execute(
                        insert(tables.typed_value).values(
                            cycle_id=month.cycle.id, agent_id=agent, indicator=code, value=D(value),
                            at=sample_office.now(),
                        )
                    )  # fmt: skip
        batch = connection.execute(select(tables.import_batch.c.id)).scalars().first()
        connection.execute(
            insert(tables.incident).values(
                ref="x", agent_id=ids[0], day=date(2026, 10, 5), kind="abuse", batch_id=batch, note=EVIL
            )
        )
    who = [result.agent.staff_no for result in month.results]
    exemptions.exempt(sample_office, MONTH, who[1], "csat", "na", EVIL)
    for code in ("clean", "errors", "escalation_rate"):
        exemptions.exempt(sample_office, MONTH, who[3], code, "na", "在岗不足半月")
    exemptions.exempt(sample_office, MONTH, who[5], None, "na", "休产假")
    return sample_office


@needs_libreoffice
def test_whatever_an_office_does_the_spreadsheet_follows(troubled: Office, tmp_path: Path) -> None:
    made = results.results(troubled, MONTH)
    found = {r.agent.name: r.assessment for r in made.results}
    assert found[EVIL].by_total is not None or found[EVIL].red_lines
    assert {a.grade for a in found.values()} > {'B"+1', None}
    chosen = [r.agent.staff_no for r in made.results]
    books = [live_workbook.sheets(troubled, MONTH, staff_no) for staff_no in chosen]
    assert min(compare(books, tmp_path)) > 60


def test_the_workbook_says_in_words_what_figures_do_not(troubled: Office) -> None:
    said = {}
    for result in results.results(troubled, MONTH).results:
        page = live_workbook.sheets(troubled, MONTH, result.agent.staff_no)[0]
        said[result.agent.name] = {str(cell.content) for row in page.rows for cell in row}
    capped = (
        'Red line crossed: abusive_language. The grade is limited to B"+1; the total alone would give 金牌.'
    )
    assert {capped, "set for this agent; scorecard: ≥ 400"} <= said[EVIL]
    assert EVIL in said["𠮷𪚥 +1"]  # the reason of an exemption
    assert "focus, +5 percentage points" in said["龚䶮"]


def test_no_text_of_the_workbook_is_a_formula(troubled: Office, tmp_path: Path) -> None:
    evil = next(r for r in results.results(troubled, MONTH).results if r.agent.name == EVIL)
    live_workbook.save(troubled, MONTH, evil.agent.staff_no, tmp_path / "live.xlsx")
    cells = [cell for page in openpyxl.load_workbook(tmp_path / "live.xlsx") for row in page for cell in row]
    assert any(cell.value == f"{EVIL} ({evil.agent.staff_no})" and cell.data_type == "s" for cell in cells)
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert len(formulas) > 80
    assert not [text for text in formulas if "cmd" in text or "1+1" in text]
    deepest = max(_depth(text) for text in formulas)
    assert deepest < 64  # what Excel takes


def _depth(formula: str) -> int:
    depth = most = 0
    for sign in formula:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        most = max(most, depth)
    return most
