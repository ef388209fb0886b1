"""A staff list that contradicts itself is refused with both lines; nobody is made of a heading or a total."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qadesk.services import roster
from qadesk.services.records import imports
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.unit.services.import_office import staff, write


def _people(office: Office) -> list[tuple[str, str]]:
    return [(agent.staff_no, agent.name) for agent in roster.agents(office)]


@pytest.mark.parametrize(
    "rows, code, named",
    [
        (["001,甲一,一组", "001,乙二,一组"], "roster.number_of_two_people", "2 3 001 甲一 乙二"),
        (["001,甲一,一组", "002,乙二,一组", "1,丙三,一组"], "roster.lines_differ_in_zeros", "2 4 001 1"),
        (["7,甲一,一组", "7,甲一,二组"], "roster.lines_disagree", "2 3 7 Team"),
        (["1001.0,甲一,一组", "1001,乙二,一组"], "roster.number_of_two_people", "甲一 乙二"),
    ],
)
def test_two_people_of_one_number_are_refused_with_both_lines(
    office: Office, tmp_path: Path, rows: list[str], code: str, named: str
) -> None:
    path = write(tmp_path / "花名册.csv", "工号,姓名,班组", *rows)
    with refuses(code, *named.split()):
        imports.run(office, path)
    assert _people(office) == []


def test_a_person_listed_twice_alike_is_one(office: Office, tmp_path: Path) -> None:
    path = write(tmp_path / "花名册.csv", "工号,姓名,班组", "001,甲一,一组", "001,甲一,", "002,乙二,一组")
    imports.run(office, path)
    assert _people(office) == [("001", "甲一"), ("002", "乙二")]


def test_a_number_that_lost_its_zeros_is_the_person_who_has_it(office: Office, tmp_path: Path) -> None:
    staff(office, [("001", "甲一"), ("0020", "乙二")])
    imports.run(office, write(tmp_path / "花名册.csv", "工号,姓名,班组", "1,甲一,夜班", "20.0,乙二,早班"))
    assert _people(office) == [("001", "甲一"), ("0020", "乙二")]
    assert [agent.team for agent in roster.agents(office)] == ["夜班", "早班"]


def test_a_number_alike_but_for_zeros_of_somebody_else_is_refused(office: Office, tmp_path: Path) -> None:
    staff(office, [("001", "甲一")])
    with refuses("roster.number_differs_in_zeros", "001"):
        imports.run(office, write(tmp_path / "花名册.csv", "工号,姓名,班组", "1,丙三,夜班"))
    assert _people(office) == [("001", "甲一")]


def test_headings_and_totals_are_nobody(office: Office, tmp_path: Path) -> None:
    path = write(
        tmp_path / "花名册.csv",
        "employeeId,name,department,position",
        "员工工号,姓名,部门,职位",
        "RY001,甲一,客服部,客服",
        "员工工号,姓名,部门,职位",
        "RY002,乙二,客服部,组长",
        "合计,2人,,",
    )
    imports.run(office, path)
    assert _people(office) == [("RY001", "甲一"), ("RY002", "乙二")]


def test_sheets_that_contradict_each_other_are_refused(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, person in (("一组", "甲一"), ("二组", "乙二")):
        sheet = book.create_sheet(name)
        sheet.append(["工号", "姓名", "班组"])
        sheet.append(["1001", person, name])
    book.remove(book.worksheets[0])
    path = tmp_path / "花名册.xlsx"
    book.save(path)
    with refuses("roster.number_of_two_people", "1001"):
        imports.run(office, path)
    assert _people(office) == []
