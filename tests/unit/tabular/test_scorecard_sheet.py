"""Scorecards as workbooks: read back the same in either language, and every mistake found at its cell."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl.workbook import Workbook

from qadesk import i18n
from qadesk.domain.scorecard import Names, Scorecard
from qadesk.domain.scorecard_forms import from_dict
from qadesk.services import scorecards
from qadesk.tabular import scorecard_columns as columns
from qadesk.tabular import scorecard_words as words
from qadesk.tabular.scorecard_columns import SETTINGS_FIELDS, SHEETS
from qadesk.tabular.scorecard_sheet import write_sheet
from qadesk.tabular.scorecard_sheet_reading import is_workbook, read_sheet
from tests.refusals import refuses
from tests.unit.domain.cards import all_scorecards


def back(file: Path) -> Scorecard:
    reading = read_sheet(file)
    assert [str(c) for c in reading.complaints] == []
    assert reading.data is not None
    return from_dict(reading.data)


def changed(tmp_path: Path, change: Callable[[Workbook], object]) -> list[tuple[str, str]]:
    """What is said of the shipped scorecard's workbook after a change: the place and the text."""
    file = tmp_path / "card.xlsx"
    write_sheet(file, scorecards.shipped(), {})
    book = openpyxl.load_workbook(file)
    change(book)
    book.save(file)
    return [(c.place.words(), c.text) for c in read_sheet(file).complaints]


def put(sheet: str, row: int, heading: str, value: object) -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        page = book[sheet]
        column = next(cell.column for cell in page[1] if cell.value == heading)
        page.cell(row, column).value = value  # type: ignore[assignment]

    return change


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(all_scorecards())
def test_what_is_written_is_read_back_the_same(tmp_path: Path, card: Scorecard) -> None:
    write_sheet(tmp_path / "card.xlsx", card, {})
    assert back(tmp_path / "card.xlsx") == card


@pytest.mark.parametrize("written, read", [("en", "zh_CN"), ("zh_CN", "en"), ("zh_CN", "zh_CN")])
def test_the_other_language_is_understood(tmp_path: Path, written: str, read: str) -> None:
    file = tmp_path / "card.xlsx"
    i18n.set_language(written)
    write_sheet(file, scorecards.shipped(), {"csat": "rule"})
    i18n.set_language(read)
    assert is_workbook(file)
    assert back(file) == scorecards.shipped()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_two_columns_have_one_heading(language: str) -> None:
    i18n.set_language(language)
    for sheet in SHEETS:
        headings = [column.heading() for column in sheet.columns]
        assert len(set(headings)) == len(headings), sheet.key
        known = [name for column in sheet.columns for name in column.names()]
        assert len(set(known)) >= len(headings)
    assert len({c.heading() for c in SETTINGS_FIELDS}) == len(SETTINGS_FIELDS)
    titles = [name for sheet in SHEETS for name in sheet.names()]
    assert len(set(titles)) == len(titles)


def test_every_word_of_a_list_stands_for_one_thing() -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            for language in i18n.LANGUAGES:
                i18n.set_language(language)
                said = [i18n._(word) for word in column.choices.values()]
                assert len(set(said)) == len(said), column


def test_no_cell_is_ever_a_formula(tmp_path: Path) -> None:
    file = tmp_path / "card.xlsx"
    evil = Names('=HYPERLINK("http://x")', "+cmd|' /C calc'!A0")
    card = scorecards.shipped()
    write_sheet(file, Scorecard("x", 1, evil, card.sections, card.grades, card.cap), {"csat": "=1+1"})
    cells = [cell for page in openpyxl.load_workbook(file) for row in page for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    quoted = [cell.value for cell in cells if cell.quotePrefix]  # type: ignore[attr-defined]
    assert quoted == ["=1+1", evil.zh, evil.en]
    assert back(file).names == evil


@pytest.mark.parametrize(
    "change, where, text",
    [
        (
            put("Indicators", 2, "Weight (%)", "many"),
            "sheet “Indicators”, row 2, “Weight (%)”",
            "“many” is not a number; write it like 0.95.",
        ),
        (
            put("Indicators", 3, "Unit", "minutes"),
            "sheet “Indicators”, row 3, “Unit”",
            "“minutes” is not known here; there are seconds, rate, per_10000, per_million, rating,",
        ),
        (
            put("Indicators", 2, "Points lost", 5),
            "sheet “Indicators”, row 2, “Points lost”",
            "There is no field “Points lost” here; there are Kind of rule, Rule: better,",
        ),
        (
            put("Indicators", 7, "For each", None),
            "sheet “Indicators”, row 7, “Kind of rule”",
            "The field “For each” is missing.",
        ),
        (
            put("Indicators", 4, "Section name (English)", "Other"),
            "sheet “Indicators”, row 4, “Section name (English)”",
            "",
        ),
        (
            put("Bands of ladders", 3, "Points", None),
            "sheet “Bands of ladders”, row 3",
            "Bands are expected here, each as [limit, points].",
        ),
        (
            put("Bands of ladders", 2, "Indicator code", "speed"),
            "sheet “Bands of ladders”, row 2",
            "There is no indicator “speed” in the worksheet “Indicators”.",
        ),
        (
            put("Wording of levels", 2, "Level", 4.5),
            "sheet “Wording of levels”, row 2, “Level”",
            "“4.5” is not a whole number.",
        ),
        (
            put("Grades", 1, "Quota (%)", "Remark"),
            "sheet “Grades”, row 1, “Remark”",
            "A scorecard has no column of this",
        ),
        (
            put("Grades", 1, "Quota (%)", "Grade"),
            "sheet “Grades”, row 1, “Grade”",
            "This column is given twice.",
        ),
        (
            put("Indicators", 3, "Standard", "#DIV/0!"),
            "sheet “Indicators”, row 3, “Standard”",
            "This cell shows an error instead of a figure.",
        ),
        (
            put("Bands of ladders", 3, "Points", "=90+0"),
            "sheet “Bands of ladders”, row 3, “Points”",
            "This formula was never calculated. Open the file, save it, and import it again.",
        ),
        (
            put("Settings", 5, "Value", "#REF!"),
            "sheet “Settings”, row 5, “Value”",
            "This cell shows an error instead of a figure.",
        ),
        (put("Grades", 2, "Grade", None), "sheet “Grades”, row 2", "The field “Grade” is missing."),
        (
            put("Settings", 2, "Setting", "Colour"),
            "sheet “Settings”, row 2",
            "There is no setting “Colour”.",
        ),
        (
            lambda book: book.remove(book["Indicators"]),
            "sheet “Indicators”",
            "The worksheet “Indicators” with the indicators is missing or has no rows.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(
    tmp_path: Path, change: Callable[[Workbook], object], where: str, text: str
) -> None:
    found = changed(tmp_path, change)
    if text:
        assert any(place == where and said.startswith(text) for place, said in found), found
        failed = text.startswith("This ")
        assert not failed or [place for place, _said in found] == [where], found  # and of nothing else
    else:
        assert found == []


def test_what_people_do_with_a_table_is_understood(tmp_path: Path) -> None:
    def tidied(book: Workbook) -> None:
        table = book["Indicators"]
        table.insert_rows(1, 2)  # a title above
        table["A1"] = "Our scorecard"
        table.append([])
        for row in (3, 4, 5):  # the code once, as with merged cells
            book["Bands of ladders"].cell(row, 1).value = None
        book["Grades"].cell(2, 4).value = "９０"

    assert changed(tmp_path, tidied) == []
    assert back(tmp_path / "card.xlsx") == scorecards.shipped()


def test_what_counts_percent_may_be_shown_as_a_percentage(tmp_path: Path) -> None:
    def shown(book: Workbook) -> None:
        page = book["Indicators"]
        column = next(cell.column for cell in page[1] if cell.value == "Weight (%)")
        for row, weight in ((2, 0.2), (3, 0.2), (4, 0.15)):
            page.cell(row, column).value = weight  # type: ignore[assignment]
            page.cell(row, column).number_format = "0%"
        setting = next(row for row in book["Settings"].iter_rows() if "extra weight" in str(row[0].value))
        setting[1].value, setting[1].number_format = 0.05, "0%"

    assert changed(tmp_path, shown) == []
    assert back(tmp_path / "card.xlsx") == replace(scorecards.shipped(), focus_extra=Decimal(5))


def test_what_is_said_of_a_section_twice_must_agree(tmp_path: Path) -> None:
    def joined(book: Workbook) -> None:
        table = book["Indicators"]
        table["A3"] = table["A2"].value
        table["C3"] = "Speed"

    (first, *_rest) = changed(tmp_path, joined)
    assert first == (
        "sheet “Indicators”, row 3, “Section name (Chinese)”",
        "This differs from row 2, where the section begins.",
    )


@pytest.mark.parametrize(
    "content, code",
    [
        (b"PK\x03\x04 nothing of the kind", "import.workbook_damaged"),
        (b"\xd0\xcf\x11\xe0" + bytes(4000), "import.workbook_damaged"),
        (b"PK\x03\x04" + bytes(3 << 20), "scorecard_file.too_large"),
    ],
)
def test_files_that_are_no_workbook(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "card.xlsx"
    file.write_bytes(content)
    with refuses(code):
        read_sheet(file)


def test_a_cell_far_off_is_refused_in_words_that_fit(tmp_path: Path) -> None:
    book = Workbook()
    book.active["XFD1048576"] = 1  # type: ignore[index]
    book.save(tmp_path / "card.xlsx")
    with refuses("scorecard_file.too_large", "2 MB"):
        read_sheet(tmp_path / "card.xlsx")


def test_what_would_unpack_to_too_much_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "card.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(120 << 20))
    assert file.stat().st_size < 1 << 20
    with refuses("scorecard_file.too_large"):
        read_sheet(file)


# ---- shares are percent in a workbook


def with_standard(
    tmp_path: Path, value: object, look: str = "General", unit: str = ""
) -> tuple[list[str], str]:
    """What is said of the workbook, and the standard of the first rate on it."""
    file = tmp_path / "card.xlsx"
    write_sheet(file, scorecards.shipped(), {})
    book = openpyxl.load_workbook(file)
    page = book["Indicators"]
    heads = {cell.value: cell.column for cell in page[1]}
    code = heads["Indicator code"]
    row = next(n for n in range(2, 20) if page.cell(n, code).value == "first_contact_resolution")
    cell = page.cell(row, heads["Standard"])
    assert (cell.value, cell.number_format) == (0.9, "0.00########%")
    cell.value, cell.number_format = value, look  # type: ignore[assignment]
    if unit:
        page.cell(row, heads["Unit"]).value = unit
        for line in range(2, 30):
            steps = book["Bands of ladders"]
            steps.cell(line, 2).number_format = "General"
    book.save(file)
    read = read_sheet(file)
    assert read.data is not None
    found = from_dict(read.data).indicator("first_contact_resolution").standard
    return [complaint.text for complaint in read.complaints], str(found)


@pytest.mark.parametrize(
    "value, look, standard",
    [(0.92, "0%", "0.92"), (0.92, "0.0%", "0.92"), (92, "General", "0.92"), ("92%", "@", "0.92"),
     ("９２％", "@", "0.92"), (1, "0%", "1"), (0.925, "0%", "0.925")],
)  # fmt: skip
def test_a_rate_in_a_workbook_is_what_the_cell_shows(
    tmp_path: Path, value: object, look: str, standard: str
) -> None:
    said, found = with_standard(tmp_path, value, look)
    assert (said, Decimal(found)) == ([], Decimal(standard))


@pytest.mark.parametrize(
    "value, said",
    [(0.92, "“0.92” could mean 0.92% or 92%. Write 0.92% or 92%."), ("92,5", "“92,5” could mean two numbers"),
     ("about 92", "“about 92” is not a number."), ("9 2", "“9 2” is not a number.")],
)  # fmt: skip
def test_a_rate_that_could_mean_two_is_refused_at_its_cell(tmp_path: Path, value: object, said: str) -> None:
    (text,), _standard = with_standard(tmp_path, value)
    assert text.startswith(said)


def test_a_workbook_whose_unit_says_0_to_1_is_read_so(tmp_path: Path) -> None:
    assert with_standard(tmp_path, 0.92, unit="rate (0–1)") == ([], "0.92")
    assert with_standard(tmp_path, 0.92, unit="比率（0–1）") == ([], "0.92")


def test_the_word_that_numbers_had_before_is_still_read(tmp_path: Path) -> None:
    assert with_standard(tmp_path, 3, unit="次数") == with_standard(tmp_path, 3, unit="count")
    assert with_standard(tmp_path, 3, unit="数量") == with_standard(tmp_path, 3, unit="count")


def test_a_quota_is_percent_too(tmp_path: Path) -> None:
    said = changed(tmp_path, put("Grades", 2, "Quota (%)", 0.2))
    assert said == [
        ("sheet “Grades”, row 2, “Quota (%)”", "“0.2” could mean 0.2% or 20%. Write 0.2% or 20%.")
    ]
    assert changed(tmp_path, put("Grades", 2, "Quota (%)", 20)) == []


def test_what_version_0_1_called_headings_and_words_is_still_known() -> None:
    every = [column for sheet in columns.SHEETS for column in sheet.columns] + list(columns.SETTINGS_FIELDS)
    known = {name for column in every for name in column.names()}
    known |= {name for sheet in columns.SHEETS for name in sheet.names()}
    words_in_cells = {"按标准增减", "marked only"}
    once = {name for names in words.ONCE.values() for name in names} - words_in_cells
    assert {columns.plain(name) for name in once} <= known
    effect = next(column for column in every if (column.part, column.field) == ("rule", "effect"))
    kind = next(column for column in every if (column.part, column.field) == ("rule", "kind"))
    assert columns.code_of(effect, "Marked only") == "mark"
    assert columns.code_of(kind, "按标准增减") == "step"
