"""Deliveries by courier: a file's rows of one day are added up, and nothing is counted twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadesk.domain.measures import OfficeTally
from qadesk.domain.periods import period
from qadesk.services.assessment import tallies
from qadesk.services.records import imports
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.unit.services.import_office import contents, write

HEADS = "日期,派件员,应派件数,准时签收"
ROWS = ("2026-10-01,甲,100,99", "2026-10-01,乙,200,180", "2026-10-02,甲,110,100", "2026-10-02,乙,210,200")


def day(office: Office) -> tuple[int, int]:
    with office.read() as connection:
        counted: OfficeTally = tallies.count_office(connection, office, period("2026-10"))
    return counted.due, counted.on_time


def test_the_day_is_the_sum_of_its_couriers_and_importing_again_changes_nothing(
    office: Office, tmp_path: Path
) -> None:
    file = write(tmp_path / "a.csv", HEADS, *ROWS)
    report = imports.run(office, file)
    assert (report.imported, day(office)) == (4, (620, 579))
    again = imports.run(office, file)
    assert (again.imported, again.duplicates, day(office)) == (0, 4, (620, 579))


def test_other_couriers_are_added_and_the_same_ones_replaced(office: Office, tmp_path: Path) -> None:
    first = imports.run(office, write(tmp_path / "a.csv", HEADS, *ROWS[:2]))
    second = imports.run(
        office, write(tmp_path / "b.csv", HEADS, "2026-10-01,甲,120,110", "2026-10-01,丙,10,9")
    )
    assert (second.imported, second.updated, day(office)) == (1, 1, (330, 299))
    assert second.batch_id is not None
    assert first.batch_id is not None
    imports.undo(office, second.batch_id)
    assert day(office) == (300, 279)
    imports.undo(office, first.batch_id)
    assert contents(office)["delivery_day"] == []


def test_subtotals_are_nobodys(office: Office, tmp_path: Path) -> None:
    rows = (*ROWS[:2], "2026-10-01,小计,300,279", *ROWS[2:], "2026-10-02,小计,320,300", "总计,,620,579")
    report = imports.run(office, write(tmp_path / "a.csv", HEADS, *rows))
    assert (report.imported, report.rejected, day(office)) == (4, (), (620, 579))


def test_rows_of_one_day_without_couriers_are_added_up_and_said(office: Office, tmp_path: Path) -> None:
    file = write(tmp_path / "派送.csv", "日期,应派件数,准时签收", "2026-10-01,100,99", "2026-10-01,200,180",
                 "2026-10-01,200,180")  # fmt: skip
    report = imports.run(office, file)
    assert (report.imported, report.duplicates, day(office)) == (2, 1, (300, 279))
    assert "rows_added" in [warning.code for warning in report.warnings]
    assert imports.run(office, file).duplicates == 3


@pytest.mark.parametrize("branch_first", [True, False])
def test_the_whole_branch_and_its_couriers_are_not_both_taken(
    office: Office, tmp_path: Path, branch_first: bool
) -> None:
    files = [
        write(tmp_path / "branch.csv", "日期,应派件数,准时签收", "2026-10-01,300,279"),
        write(tmp_path / "couriers.csv", HEADS, *ROWS[:2]),
    ]
    first, second = files if branch_first else files[::-1]
    imports.run(office, first)
    with refuses("import.deliveries_twice"):
        imports.run(office, second)
    assert day(office) == (300, 279)
