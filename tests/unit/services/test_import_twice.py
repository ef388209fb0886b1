"""What another import has already: said where references or values differ; numbers that are used again."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadesk.services.records import imports
from qadesk.storage.office import Office
from tests.unit.services.import_office import call, calls, contents, exactly, staff

TEXT = "来电时间,工号,是否接听,响应时长(秒),通话时长(秒),满意度\n"


def _file(path: Path, *rows: str) -> Path:
    path.write_text(TEXT + "\n".join(rows) + "\n", encoding="utf-8-sig")
    return path


def _codes(report: imports.ImportReport) -> set[str]:
    return {warning.code for sheet in report.sheets for warning in sheet.warnings}


@pytest.mark.parametrize(
    "again, met",
    [
        ("2026-10-05 09:00:12,1001,是,5,60,2", True),  # rated meanwhile
        ("2026-10-05 09:00,1001,是,5,60,", True),  # written to the minute
        ("2026-10-05 09:00,1001,是,6,61,", False),
        ("2026-10-05 09:01:12,1001,是,5,60,", False),
        ("2026-10-05 09:00:12,1002,是,5,60,", False),
        ("2026-10-05 09:00:12,1001,是,5,60,", False),  # the same row is known again
    ],
)
def test_rows_of_an_agent_and_time_that_another_import_has_are_told(
    office: Office, tmp_path: Path, again: str, met: bool
) -> None:
    staff(office, (("1001", "张三"), ("1002", "李四")))
    first = "2026-10-05 09:00:12,1001,是,5,60,"
    assert "met_before" not in _codes(imports.run(office, _file(tmp_path / "a.csv", first)))
    report = imports.run(office, _file(tmp_path / "b.csv", again))
    assert ("met_before" in _codes(report)) is met


@pytest.mark.parametrize(
    "hours, told",
    [
        (("11:50", "12:30", "1:10", "5:20"), True),  # a clock of twelve hours
        (("11:50", "12:30", "13:10", "1:10"), False),
        (("8:30", "9:10"), False),
        (("1:10", "5:20"), False),  # a night shift
        (("0:10", "6:20", "9:00"), False),
    ],
)
def test_hours_that_may_be_of_the_afternoon_are_told(
    office: Office, tmp_path: Path, hours: tuple[str, ...], told: bool
) -> None:
    staff(office, (("1001", "张三"),))
    rows = [f"2026-10-05 {hour}:00,1001,是,5,60," for hour in hours]
    report = imports.run(office, _file(tmp_path / "a.csv", *rows))
    assert report.imported == len(hours)
    assert ("hours_in_doubt" in _codes(report)) is told


@pytest.mark.parametrize(
    "number, then, kept",
    [
        (1, "2026/10/12 9:00:00", 2),  # C1 of the next week is another call
        (1, "2026/10/5 11:00:00", 1),  # a corrected time
        (2610001, "2026/10/12 9:00:00", 1),
        (2610001, "2025/10/5 9:00:00", 2),
    ],
)
def test_a_reference_used_again_long_after_replaces_nothing(
    office: Office, tmp_path: Path, number: int, then: str, kept: int
) -> None:
    staff(office)
    imports.run(office, calls(tmp_path / "a.csv", call(number, at="2026/10/5 9:00:00")))
    before = exactly(office)
    report = imports.run(office, calls(tmp_path / "b.csv", call(number, at=then)))
    assert len(contents(office)["contact"]) == kept
    assert ("beside" in _codes(report)) is (kept == 2)
    assert imports.run(office, calls(tmp_path / "b.csv", call(number, at=then))).imported == 0
    assert report.batch_id is not None
    imports.undo(office, report.batch_id)
    assert exactly(office) == before
