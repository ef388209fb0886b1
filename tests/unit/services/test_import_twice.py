"""What another import has already: said where references or values differ; numbers that are used again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from qadesk.services.records import imports
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.unit.services.import_office import call, calls, contents, exactly, staff, write

TEXT = "来电时间,工号,是否接听,响应时长(秒),通话时长(秒),满意度\n"


def _file(path: Path, *rows: str) -> Path:
    path.write_text(TEXT + "\n".join(rows) + "\n", encoding="utf-8-sig")
    return path


def _codes(report: imports.ImportReport) -> set[str]:
    return {warning.code for sheet in report.sheets for warning in sheet.warnings}


@pytest.mark.parametrize(
    "again, met",
    [
        ("2026-10-05 09:00:12,1001,是,5,60,2", False),  # rated meanwhile: the same record
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


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("2026-10-05 09:00:12,1001,是,5,60,", "2026-10-05 09:00:12,1001,是,5,60,4"),  # rated meanwhile
        ("2026-10-05 09:00:12,1001,是,,60,", "2026-10-05 09:00:12,1001,是,5,60,4"),
    ],
)
def test_a_row_without_a_reference_that_is_completed_replaces_the_earlier_one(
    office: Office, tmp_path: Path, first: str, then: str
) -> None:
    staff(office, (("1001", "张三"),))
    other = "2026-10-05 09:00:12,1001,是,9,90,"  # of the same second, and as it was
    early, late = _file(tmp_path / "a.csv", first, other), _file(tmp_path / "b.csv", then, other)
    imports.run(office, early)
    before = exactly(office)
    second = imports.run(office, late)
    assert (second.imported, second.updated, second.duplicates) == (0, 1, 1)
    assert "met_before" not in _codes(second)
    after = exactly(office)
    assert len(after["contact"]) == 2
    third = imports.run(office, late)
    assert (third.imported, third.updated, third.duplicates) == (0, 0, 2)
    again = imports.run(office, early)  # an earlier state brings nothing back
    assert (again.imported, again.updated, again.duplicates) == (0, 0, 2)
    assert exactly(office) == after
    for report in (again, third):
        assert report.batch_id is not None
        imports.undo(office, report.batch_id)
    assert exactly(office) == after
    assert second.batch_id is not None
    imports.undo(office, second.batch_id)
    assert exactly(office) == before


def test_the_first_import_may_be_undone_after_the_second(office: Office, tmp_path: Path) -> None:
    staff(office, (("1001", "张三"),))
    first = imports.run(office, _file(tmp_path / "a.csv", "2026-10-05 09:00:12,1001,是,5,60,"))
    second = imports.run(office, _file(tmp_path / "b.csv", "2026-10-05 09:00:12,1001,是,5,60,4"))
    assert first.batch_id is not None
    assert second.batch_id is not None
    imports.undo(office, first.batch_id)
    assert len(contents(office)["contact"]) == 1
    imports.undo(office, second.batch_id)
    assert not contents(office)["contact"]


@pytest.mark.parametrize(
    "rows",
    [
        ("2026-10-05 09:00:12,1001,是,5,60,4", "2026-10-05 09:00:12,1001,是,5,60,3"),  # which of the two?
        ("2026-10-05 09:00:12,1001,是,5,60,", "2026-10-05 09:00:12,1001,是,5,60,4"),  # it is there as it was
        ("2026-10-05 09:00:12,1001,是,6,60,4",),  # something differs
    ],
)
def test_what_may_be_another_record_stays_beside_and_is_told(
    office: Office, tmp_path: Path, rows: tuple[str, ...]
) -> None:
    staff(office, (("1001", "张三"),))
    imports.run(office, _file(tmp_path / "a.csv", "2026-10-05 09:00:12,1001,是,5,60,"))
    report = imports.run(office, _file(tmp_path / "b.csv", *rows))
    assert report.updated == 0
    assert len(contents(office)["contact"]) == 2 if len(rows) == 1 else 3 - report.duplicates
    assert "met_before" in _codes(report)


def test_complaints_closed_meanwhile_are_the_same_complaints(office: Office, tmp_path: Path) -> None:
    staff(office, (("1001", "张三"),))
    headers = "投诉时间,责任客服,首次响应时间,结案时间,核实结果"
    rows = ("2026-10-05 09:00,1001,2026-10-05 10:00,未结案,核实中", "2026-10-05 11:00,1001,,,")
    closed = ("2026-10-05 09:00,1001,2026-10-05 10:00,2026-10-06 10:00,部分属实", rows[1])
    imports.run(office, write(tmp_path / "a.csv", headers, *rows))
    report = imports.run(office, write(tmp_path / "b.csv", headers, *closed))
    assert (report.imported, report.updated, report.duplicates) == (0, 1, 1)
    assert len(contents(office)["complaint"]) == 2


def test_what_a_file_has_no_column_for_it_does_not_take_away(office: Office, tmp_path: Path) -> None:
    staff(office)
    times = write(
        tmp_path / "会话.csv", "会话ID,开始时间,客服工号,首次响应(秒)",
        "S1,2026-10-05 09:00,007,12", "S2,2026-10-05 10:00,KF2,25",
    )  # fmt: skip
    ratings = write(
        tmp_path / "评价.csv", "会话ID,开始时间,客服工号,满意度",
        "S1,2026-10-05 09:00,007,非常满意", "S2,2026-10-05 10:00,KF2,满意",
    )  # fmt: skip
    for file in (times, ratings):
        imports.run(office, file)
    with office.read() as connection:
        at = tables.contact.c
        stored = connection.execute(select(at.ref, at.response_ms, at.rating).order_by(at.ref)).all()
    assert [tuple(row) for row in stored] == [("S1", 12_000, 5), ("S2", 25_000, 4)]
    assert imports.run(office, times).duplicates == 2


def test_what_a_file_has_a_column_for_it_takes_away_by_an_empty_cell(office: Office, tmp_path: Path) -> None:
    staff(office)
    heads = "会话ID,开始时间,客服工号,首次响应(秒),满意度"
    first = write(tmp_path / "a.csv", heads, "S1,2026-10-05 09:00,007,12,非常满意")
    withdrawn = write(tmp_path / "b.csv", heads, "S1,2026-10-05 09:00,007,12,")
    imports.run(office, first)
    said = imports.Answers("chats", {"rating": "满意度"})
    assert imports.run(office, withdrawn, answers=said).updated == 1
    with office.read() as connection:
        assert connection.execute(select(tables.contact.c.rating)).scalars().all() == [None]
