"""A clock of twelve hours without am and pm: settled by the order of the rows, else asked before storing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from qadesk.services.records import imports
from qadesk.services.records.questions import Unanswered
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.choosing import Answers
from tests.unit.services.import_office import staff, write

HEADERS = "流水号,来电时间,工号,是否接听,响应时长(秒),通话时长(秒)"
DAY = ("8:50", "11:30", "12:40", "1:10", "5:20", "6:30")


def _file(path: Path, days: Sequence[Sequence[str]], *, references: str = "up") -> Path:
    hours = [(day, hour) for day, times in enumerate(days, start=5) for hour in times]
    rows = []
    for number, (day, hour) in enumerate(hours):
        ref = {"up": f"C{number}", "none": ""}[references]
        rows.append(f"{ref},2026-10-{day:02} {hour}:00,1001,是,5,60")
    return write(path, HEADERS, *rows)


def _hours(office: Office) -> list[str]:
    with office.read() as connection:
        at = connection.execute(select(tables.contact.c.at).order_by(tables.contact.c.id)).scalars()
        return [f"{office.local(moment):%-H:%M}" for moment in at]


def test_rows_that_go_from_noon_to_one_on_several_days_are_of_the_afternoon(
    office: Office, tmp_path: Path
) -> None:
    staff(office, (("1001", "张三"),))
    report = imports.run(office, _file(tmp_path / "a.csv", [DAY, DAY], references="none"))
    assert _hours(office) == ["8:50", "11:30", "12:40", "13:10", "17:20", "18:30"] * 2
    assert "afternoon_hours" in {warning.code for warning in report.warnings}


@pytest.mark.parametrize(
    "days",
    [
        [("1:10", "5:20", "8:50", "12:40")] * 2,  # in the order as it is written, by reference, too
        [("8:50", "11:30", "12:40")] * 2,  # a morning
        [("1:10", "5:20")] * 2,  # a night
        [("1:10", "9:00", "13:10")] * 2,
        [("0:10", "1:20", "9:00")] * 2,
    ],
)
def test_nobody_is_asked_about_ordinary_times(
    office: Office, tmp_path: Path, days: Sequence[Sequence[str]]
) -> None:
    staff(office, (("1001", "张三"),))
    imports.run(office, _file(tmp_path / "a.csv", days))
    assert _hours(office) == [hour for day in days for hour in day]


@pytest.mark.parametrize(
    ("days", "references"),
    [
        ([("9:00", "1:10", "11:30", "5:20", "8:00")], "none"),  # in no order
        ([("1:10", "5:20", "8:50", "12:40")] * 2, "none"),  # sorted by what is written, perhaps
        ([("11:50", "12:30", "1:10")], "up"),  # one day alone
    ],
)
def test_what_nothing_tells_is_asked_and_remembered(
    office: Office, tmp_path: Path, days: Sequence[Sequence[str]], references: str
) -> None:
    staff(office, (("1001", "张三"),))
    file = _file(tmp_path / "a.csv", days, references=references)
    with pytest.raises(Unanswered) as refused:
        imports.run(office, file)
    (asked,) = refused.value.asked
    assert asked.options == ("--read clock=afternoon", "--read clock=written")
    assert not _hours(office)
    written = [hour for day in days for hour in day]
    imports.run(office, file, answers=Answers(readings={"clock": "written"}), dry_run=True)
    report = imports.run(office, file, answers=Answers(readings={"clock": "afternoon"}))
    assert "afternoon_hours" not in {warning.code for warning in report.warnings}
    assert "13:10" in _hours(office)
    assert len(_hours(office)) == len(written)
    assert imports.run(office, file).duplicates == len(written)  # as it was said before


def test_what_was_said_changes_nothing_where_the_clock_has_24_hours(office: Office, tmp_path: Path) -> None:
    staff(office, (("1001", "张三"),))
    imports.run(
        office,
        _file(tmp_path / "a.csv", [("11:50", "1:10")]),
        answers=Answers(readings={"clock": "afternoon"}),
    )
    imports.run(office, _file(tmp_path / "b.csv", [("1:20", "11:40", "23:10")], references="none"))
    assert _hours(office)[2:] == ["1:20", "11:40", "23:10"]


@pytest.mark.parametrize("marks", [("a.m.", "p.m."), ("AM", "PM"), ("上午", "下午")])
def test_times_that_say_their_half_are_read_by_it(
    office: Office, tmp_path: Path, marks: Sequence[str]
) -> None:
    staff(office, (("1001", "张三"),))
    rows = [
        f"C{n},2026-10-05 {hour}:00 {marks[half]},1001,是,5,60"
        for n, (hour, half) in enumerate([("9:10", 0), ("1:10", 0), ("5:20", 0)])
    ]
    imports.run(office, write(tmp_path / "a.csv", HEADERS, *rows))
    assert _hours(office) == ["9:10", "1:10", "5:20"]


def test_a_time_of_day_in_a_column_of_its_own(office: Office, tmp_path: Path) -> None:
    staff(office, (("1001", "张三"),))
    rows = [
        f"2026-10-{day},{hour},1001,是,{hour}:05,60"
        for day in ("05", "06")
        for hour in ("11:50", "12:30", "1:10")
    ]
    file = write(tmp_path / "a.csv", "日期,时间,工号,是否接听,接听时间,通话时长(秒)", *rows)
    report = imports.run(office, file, mapping={"response": "接听时间"}, answers=None)
    assert report.imported == 6
    assert _hours(office) == ["11:50", "12:30", "13:10"] * 2
    with office.read() as connection:
        assert set(connection.execute(select(tables.contact.c.response_ms)).scalars()) == {5000}
