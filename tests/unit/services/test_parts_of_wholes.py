"""A part without its whole, or larger than it, is refused by name; what is in is right."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from qadesk.services.records import imports
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.unit.services.import_office import write

HEAD = "日期,应派件数,准时签收,轨迹总数,15分钟内更新"


def stored(office: Office) -> list[tuple[int | None, ...]]:
    day = tables.delivery_day.c
    with office.read() as connection:
        rows = connection.execute(
            select(day.due, day.on_time, day.scans, day.scans_in_15_min).order_by(day.day)
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    "cells, column, reason",
    [
        ("200,240,500,450", "准时签收", "more_than_all"),
        ("200,190,500,501", "15分钟内更新", "more_than_all"),
        ("200,190,,4383", "15分钟内更新", "part_without_whole"),
        ("200,190,–,4383", "15分钟内更新", "part_without_whole"),
        (",190,500,450", "应派件数", "blank"),
    ],
)
def test_a_part_needs_its_whole(office: Office, tmp_path: Path, cells: str, column: str, reason: str) -> None:
    """Fails for: 4,383 of nothing stored, or 240 of 200, which lift the branch above what it did."""
    file = write(tmp_path / "派送.csv", HEAD, "2026-10-01,100,98,300,290", f"2026-10-02,{cells}")
    report = imports.run(office, file)
    assert [(r.line, r.column, r.reason) for r in report.rejected] == [(3, column, reason)]
    assert stored(office) == [(100, 98, 300, 290)]


def test_a_whole_may_stand_without_its_part(office: Office, tmp_path: Path) -> None:
    """Fails for: a day refused because only its part was not noted."""
    file = write(tmp_path / "派送.csv", HEAD, "2026-10-01,100,98,300,", "2026-10-02,100,98,,")
    assert imports.run(office, file).rejected == ()
    assert stored(office) == [(100, 98, 300, None), (100, 98, None, None)]


def test_a_file_with_parts_and_no_column_of_the_whole_is_refused_row_by_row(
    office: Office, tmp_path: Path
) -> None:
    """Fails for: a file whose parts are added to the wholes of another file."""
    head = HEAD.replace(",轨迹总数", "")
    report = imports.run(office, write(tmp_path / "派送.csv", head, "2026-10-01,100,98,290"))
    assert {r.reason for r in report.rejected} == {"part_without_whole"}
    assert stored(office) == []
    file = tmp_path / "派送.csv"
    done = imports.run(office, file, mapping={"scans_in_15_min": ""})
    assert done.rejected == ()
    assert stored(office) == [(100, 98, None, None)]
