"""Scorecards between branches: what comes out goes in again, and what is wrong is stored nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from qadesk import i18n
from qadesk.domain.problems import Severity
from qadesk.domain.scorecard import Names, Ties
from qadesk.resources import resource
from qadesk.services import scorecards, setup
from qadesk.services.designing import exchange, versions
from qadesk.services.designing.versions import VersionStatus
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.scorecard_text import write_text
from tests.refusals import names, refuses

SHIPPED = resource("scorecards", "courier-standard.yaml").read_text("utf-8")


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = setup.create_office(tmp_path / "b.qadesk", name="East Gate", user_name="Wang")
    yield office
    office.close()


def stored(office: Office) -> tuple[int, int]:
    """How many scorecards and audit lines there are."""
    with office.read() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (tables.scorecard, tables.audit)
        ]
    return counts[0], counts[1]


def written(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = SHIPPED
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    file = tmp_path / "card.yaml"
    file.write_text(text, "utf-8")
    return file


def said(file: Path) -> list[str]:
    return [str(message) for message in exchange.check_file(file)]


@pytest.mark.parametrize("name", ["card.yaml", "card.YML", "card.xlsx"])
def test_out_and_in_again(branch: Office, tmp_path: Path, name: str) -> None:
    (first,) = versions.versions(branch)
    exchange.export_file(branch, first.id, tmp_path / name)
    assert exchange.check_file(tmp_path / name) == ()
    draft = exchange.import_file(branch, tmp_path / name).value
    newest = versions.versions(branch)[0]
    assert (newest.id, newest.version, newest.status) == (draft, 2, VersionStatus.DRAFT)
    assert versions.card(branch, draft) == replace(scorecards.shipped(), version=2)
    other = exchange.import_file(branch, tmp_path / name, code="west-gate").value
    assert (versions.card(branch, other).code, versions.card(branch, other).version) == ("west-gate", 1)


def test_told_by_content_not_by_name(branch: Office, tmp_path: Path) -> None:
    exchange.export_file(branch, versions.versions(branch)[0].id, tmp_path / "card.xlsx")
    (tmp_path / "card.xlsx").rename(tmp_path / "card.yaml")
    assert exchange.read_file(tmp_path / "card.yaml") == scorecards.shipped()


def test_every_mistake_is_named_at_its_line_and_nothing_is_stored(branch: Office, tmp_path: Path) -> None:
    before = stored(branch)
    file = written(
        tmp_path,
        ("cap: 105", "cap: 105\ncolour: red"),
        ("weight: 20", "weight: 25"),
        ("[45, 80]", "[33, 80]"),
        ("weight: 10", "weight: 10\n        formula: csat / 0"),
        ("weight: 5", "weight: 5\n        formula: errors + spedd"),
    )
    with refuses("scorecard_file.has_problems") as refused:
        exchange.import_file(branch, file)
    assert stored(branch) == before
    assert refused.value.kept
    lines = refused.value.happened.split("\n– ")
    assert names(lines[0], "card.yaml")
    assert names(lines[0], 6)
    starts = [line.split(": ")[0] for line in lines[1:]]
    assert starts == [
        "line 11, column 1",  # colour
        "line 19, column 1",  # the weights
        "line 31, column 40",  # overlap
        "line 160, column 25",  # ÷ 0
        "line 172, column 18",  # a circle
        "line 172, column 27",  # not known
    ]
    assert refused.value.because == (
        "file", "weights_sum", "bands_order", "formula", "formula_circle", "formula_unknown",
    )  # fmt: skip
    named = ("colour", "105%", "", "character 8", "errors → errors", "spedd")
    assert [one for line, one in zip(lines[1:], named, strict=True) if not names(line, one)] == []


def test_what_follows_from_a_mistake_is_not_said_again(tmp_path: Path) -> None:
    file = written(tmp_path, ("weight: 20", "weight: twenty"), ("at_least: 90", "at_least: 9O"))
    assert said(file) == [
        "line 13, column 56: “9O” is not a number; write it like 0.95.",
        "line 27, column 17: “twenty” is not a number; write it like 0.95.",
    ]


def test_formulas_that_are_computed_from_each_other(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        ("weight: 20", "weight: 20\n        formula: csat + 1"),
        ("weight: 15", "weight: 15\n        formula: avg_response_seconds * 2"),
    )
    (only,) = [message for message in exchange.check_file(file) if message.code == "formula_circle"]
    assert "avg_response_seconds → csat → avg_response_seconds" in only.text
    assert (only.line, only.column, only.sheet) == (28, "18", "")


def test_messages_of_a_workbook_name_sheet_row_and_column(branch: Office, tmp_path: Path) -> None:
    file = tmp_path / "card.xlsx"
    exchange.export_file(branch, versions.versions(branch)[0].id, file)
    book = openpyxl.load_workbook(file)
    book["Indicators"]["M2"] = 25
    book["Bands of ladders"]["B4"] = 33
    book.remove(book["Grades"])
    book.save(file)
    found = [
        (message.sheet, message.line, message.column, message.code) for message in exchange.check_file(file)
    ]
    assert found == [
        ("Indicators", 0, "", "weights_sum"),
        ("Bands of ladders", 4, "", "bands_order"),
        ("Grades", 0, "", "grades_none"),
    ]
    i18n.set_language("zh_CN")
    assert said(file)[1].startswith(
        "工作表“Bands of ladders”第 4 行：响应速度 › 平均响应时间 › 计分规则 › 第 3 档："
    )


def test_warnings_do_not_stand_in_the_way(branch: Office, tmp_path: Path) -> None:
    file = written(tmp_path, ("en: Response}", "en: ''}"))
    (only,) = exchange.check_file(file)
    assert (only.severity, only.line) == (Severity.WARNING, 20)
    assert versions.card(branch, exchange.import_file(branch, file).value).sections[0].names == Names(
        "响应速度", ""
    )


def test_what_cannot_be_written(branch: Office, tmp_path: Path) -> None:
    (first,) = versions.versions(branch)
    with refuses("scorecard_file.wrong_ending", "card.docx"):
        exchange.export_file(branch, first.id, tmp_path / "card.docx")
    with refuses("file.no_folder"):
        exchange.export_file(branch, first.id, tmp_path / "no" / "card.yaml")
    draft = versions.new_draft(branch, first.id).value
    versions.save_draft(branch, draft, replace(versions.card(branch, draft), cap=Decimal("1E999999")))
    with refuses("scorecard_file.figure_out_of_range"):
        exchange.export_file(branch, draft, tmp_path / "card.yaml")
    assert list(tmp_path.glob("card*")) == []


def test_what_cannot_be_read(branch: Office, tmp_path: Path) -> None:
    before = stored(branch)
    for name, code, content in (
        ("nothing.yaml", "scorecard_file.has_problems", b""),
        ("picture.yaml", "scorecard_file.other_encoding", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("table.yaml", "scorecard_file.other_encoding", "指标,权重\n响应,20\n".encode("gb18030")),
        ("book.xlsx", "import.workbook_damaged", b"PK\x03\x04" + bytes(50)),
    ):
        (tmp_path / name).write_bytes(content)
        with refuses(code, name):
            exchange.import_file(branch, tmp_path / name)
    with refuses("file.missing"):
        exchange.import_file(branch, tmp_path / "gone.yaml")
    assert stored(branch) == before


def test_many_mistakes_are_counted_but_not_all_spelt_out(tmp_path: Path) -> None:
    grades = "".join(f"  - {{code: g, name: g, at_least: 1, c{n}: 1, d{n}: 1}}\n" for n in range(45))
    file = tmp_path / "card.yaml"
    file.write_text(f"code: x\nname: x\ncap: 100\ngrades:\n{grades}sections: []\n", "utf-8")
    with refuses("scorecard_file.has_problems") as refused:
        exchange.read_file(file)
    assert len(exchange.check_file(file)) > 150
    lines = refused.value.happened.split("\n")
    assert len(lines) == 42
    assert lines[-1].startswith("… and ")


def test_a_file_with_quotas_that_says_nothing_of_ties_is_told(tmp_path: Path) -> None:
    first, *rest = scorecards.shipped().grades
    card = replace(scorecards.shipped(), grades=(replace(first, quota=Decimal("0.2")), *rest))
    for ties in Ties:
        write_text(file := tmp_path / f"{ties.value}.yaml", replace(card, quota_ties=ties))
        assert exchange.check_file(file) == ()
        assert exchange.read_file(file).quota_ties is ties
    file.write_text(file.read_text("utf-8").replace("quota_ties: old\n", ""), "utf-8")
    (told,) = exchange.check_file(file)
    assert (told.code, told.error) == ("quota_ties_unsaid", False)
    assert exchange.read_file(file).quota_ties is Ties.IN
