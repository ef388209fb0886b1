"""Rates of a few per million: never shown as a standard they miss, wherever they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import insert

from qadesk import formats, i18n
from qadesk.domain import starters
from qadesk.domain.checking import check
from qadesk.domain.periods import period
from qadesk.domain.problems import Severity
from qadesk.domain.rules import Ladder, PassFail, RedLine, Step
from qadesk.domain.scorecard import Better, Grade, Indicator, Marks, Names, Scorecard, Section, Unit
from qadesk.domain.scorecard_forms import from_dict
from qadesk.services import cycles, setup
from qadesk.services.assessment import results_export
from qadesk.services.explaining import explanation, live_workbook
from qadesk.services.explaining.rule_words import rule_text
from qadesk.services.paper import sheets
from qadesk.services.scoring import boards, score_files, typed_values
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.scorecard_reading import read_text
from qadesk.tabular.scorecard_sheet import write_sheet
from qadesk.tabular.scorecard_sheet_reading import read_sheet
from qadesk.tabular.scorecard_text import write_text
from tests import unusual_forms as forms

D = Decimal
CODE = forms.OCTOBER


def rate(code: str, unit: Unit, standard: str, **more: object) -> Indicator:
    made = replace(
        starters.typed(code),
        names=Names(f"申诉率{code}", f"Appeals {code}"),
        unit=unit,
        better=Better.LOWER,
        standard=D(standard),
        weight=D(25),
        rule=PassFail("lower"),
    )
    return replace(made, **more)  # type: ignore[arg-type]


LADDER = Ladder("lower", ((D("0.0000015"), D(100)), (D("0.000002"), D(80))))
CARD = Scorecard(
    "small",
    1,
    Names("小比率", "Small rates"),
    (
        Section(
            "s",
            Names("申诉", "Appeals"),
            (
                rate("a", Unit.PER_MILLION, "0.000002"),
                rate("b", Unit.RATE, "0.000002"),
                rate("c", Unit.PER_10000, "0.00015", rule=Step("lower", D("0.00001"), lose=D(10))),
                rate("d", Unit.PER_MILLION, "0.0000015", rule=LADDER),
                rate("e", Unit.PER_MILLION, "0", weight=D(0), rule=RedLine(allowed=D("0.000005"))),
            ),
        ),
    ),
    (Grade("A", Names("优", "Good"), D(60)), Grade("B", Names("差", "Poor"), D(0))),
    D(100),
    marks=Marks.HUNDRED,
)
VALUES = {"a": "0.0000024", "b": "0.0000024", "c": "0.000151", "d": "0.0000015004", "e": "0.0000050001"}


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = setup.create_office(tmp_path / "b.qadesk", name="B", user_name="S", first_cycle=period(CODE))
    with made.write() as connection:
        row = {"office_id": made.id, "staff_no": "1", "name": "Anna", "status": "active"}
        connection.execute(insert(tables.agent), [row])
    forms.put_on(made, CARD)
    for code, value in VALUES.items():
        typed_values.save_value(made, cycles.get(made, CODE), "1", code, D(value))
    yield made
    made.close()


def test_the_scorecard_is_sound_and_says_its_rules_apart() -> None:
    assert [p for p in check(CARD) if p.severity is Severity.ERROR] == []
    assert rule_text(CARD.indicator("d")) == "≤ 1.5 per million → 100, ≤ 2 per million → 80, otherwise → 0"
    assert rule_text(CARD.indicator("e")) == "above 5 per million the total is 0 and the grade D"
    assert rule_text(CARD.indicator("c")).startswith(
        "100 points at the standard; −10 for each whole 0.1 per 10,000"
    )
    i18n.set_language("zh_CN")
    assert "≤ 百万分之 1.5" in rule_text(CARD.indicator("d"))
    assert "每满万分之 0.1，扣 10 分" in rule_text(CARD.indicator("c"))
    assert rule_text(CARD.indicator("e")) == "超过百万分之 5，总分即为 0，等级为 D"


def test_two_standards_that_differ_are_not_written_alike() -> None:
    shown = [formats.standard(D(one), "rate", "lower") for one in ("0.0000015", "0.000002")]
    assert shown == ["≤ 0.00015%", "≤ 0.0002%"]


def test_a_value_is_never_shown_as_the_standard_it_misses(branch: Office) -> None:
    content = sheets.content(branch, CODE, "1", "en")
    assert [(line.value, line.standard, line.met) for line in content.lines] == [
        ("2.4", "≤ 2", False),
        ("0.00024%", "≤ 0.0002%", False),
        ("1.51", "≤ 1.5", False),
        ("1.5004", "≤ 1.5", False),
    ]
    assert content.lines[0].detail == "Appeals; figures per million; entered for each agent"
    assert (content.red_lines[0].name, content.red_lines[0].count) == ("Appeals e (per million)", "5.0001")
    assert content.weakest_why.startswith("5.0001 per million: above 5 per million")
    said = explanation.explain(branch, CODE, "1", "d").text("value")
    assert said.startswith("1.5004 per million")


def test_paper_is_chinese_where_the_window_is_not(branch: Office) -> None:
    content = sheets.content(branch, CODE, "1", "zh_CN")
    assert content.weakest_why.startswith("百万分之 5.0001：超过百万分之 5")
    assert content.lines[0].detail.endswith("数值单位：百万分之；逐人填写")
    assert sheets.draw(content).startswith(b"%PDF")


def test_tables_and_templates_are_in_the_unit(branch: Office, tmp_path: Path) -> None:
    file = tmp_path / "r.xlsx"
    results_export.export(branch, CODE, file)
    heads, row = [[cell.value for cell in line] for line in openpyxl.load_workbook(file).worksheets[0]][:2]
    found = dict(zip(heads, row, strict=True))
    assert found["Appeals a (per million)"] == 2.4
    assert found["Appeals b (%)"] == 0.00024
    assert found["Appeals c (per 10,000)"] == 1.51
    file = tmp_path / "t.xlsx"
    score_files.export_template(branch, CODE, file)
    again = score_files.import_scores(branch, CODE, file).value
    assert (again.unchanged, again.values, again.rejected, again.unused) == (1, 0, (), ())
    assert boards.board(branch, CODE).entries[0].values == {code: D(v) for code, v in VALUES.items()}


def test_the_live_workbook_counts_in_the_unit(branch: Office) -> None:
    page = live_workbook.sheets(branch, CODE, "1")[0]
    rows = {row[1].content: row for row in page.rows if len(row) > 8}
    a, b = rows["Appeals a (per million)"], rows["Appeals b"]
    assert (a[3].content, a[4].content) == (D("2.4"), D(2))
    assert (b[3].content, b[3].style) == (D("0.0000024"), "fine_rate")
    number = page.rows.index(a) + 1
    points = a[7].content
    assert isinstance(points, live_workbook.Formula)
    assert f"(D{number}/1000000)" in points.text
    assert f"(E{number}/1000000)" in points.text
    cells = [one.content for row in page.rows for one in row]
    every = [one.text for one in cells if isinstance(one, live_workbook.Formula)]
    red = page.rows.index(rows["Appeals e (per million)"]) + 1
    assert any(f"N(D{red})>5" in text for text in every)


def test_exchange_files_keep_unit_and_figures(tmp_path: Path) -> None:
    write_text(tmp_path / "c.yaml", CARD)
    text = (tmp_path / "c.yaml").read_text("utf-8")
    assert "unit: per_million" in text
    assert "standard: 0.000002" in text
    read = read_text(tmp_path / "c.yaml")
    assert read.data is not None
    assert from_dict(read.data) == CARD
    write_sheet(tmp_path / "c.xlsx", CARD, {})
    back = read_sheet(tmp_path / "c.xlsx")
    assert (back.complaints, back.data is not None) == ([], True)
    assert back.data is not None
    assert from_dict(back.data) == CARD
    page = openpyxl.load_workbook(tmp_path / "c.xlsx")["Indicators"]
    column = next(cell.column for cell in page[1] if cell.value == "Standard")
    assert [page.cell(row, column).value for row in (2, 3, 4)] == [2, 0.000002, 1.5]
    assert page.cell(3, column).number_format == "0.00########%"
