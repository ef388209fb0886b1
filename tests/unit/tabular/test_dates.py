"""Dates, times and moments in the ways offices write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.tabular import dates
from qadesk.tabular.dates import DAY_MS, Zone
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import Cell

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHANGHAI, BERLIN = Zone(ZoneInfo("Asia/Shanghai")), Zone(ZoneInfo("Europe/Berlin"))


def ms(*parts: int) -> int:
    return (datetime(*parts, tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "2026/10/3 9:05:12",
        "2026-10-03 09:05:12",
        "2026.10.3 9:05:12",
        "2026-10-03T09:05:12",
        "2026-10-03t09:05:12.000",
        "2026年10月3日 9:05:12",
        "2026年10月3日9时5分12秒",
        "20261003090512",
        "20261003 090512",
        "20261003 09:05:12",
        "2026/10/3 上午9:05:12",
        "2026/10/3 9:05:12 AM",
        "2026-10-03 星期六 09:05:12",
        "２０２６－１０－０３　０９：０５：１２",
        "  2026/10/3  9:05:12 ",
        "3-Oct-2026 9:05:12",
        "Oct 3, 2026 9:05:12 AM",
        "46298.378611111",
        datetime(2026, 10, 3, 9, 5, 12),  # noqa: DTZ001 - as workbooks give them
        46298.378611111,
    ],
)
def test_one_moment_in_every_usual_form(text: Cell) -> None:
    assert dates.parse_moment(text) == (ms(2026, 10, 3, 9, 5, 12), False)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("2026/10/3 9:05", ms(2026, 10, 3, 9, 5)),
        ("2026/10/3", ms(2026, 10, 3)),
        ("20261003", ms(2026, 10, 3)),
        (20261003.0, ms(2026, 10, 3)),
        ("2026年10月3日", ms(2026, 10, 3)),
        (date(2026, 10, 3), ms(2026, 10, 3)),
        ("46298", ms(2026, 10, 3)),
        ("2026-10-03 下午3:05", ms(2026, 10, 3, 15, 5)),
        ("2026-10-03 12:30 AM", ms(2026, 10, 3, 0, 30)),
        ("2026-10-03 中午12:30", ms(2026, 10, 3, 12, 30)),
    ],
)
def test_parts_may_be_missing(text: Cell, expected: int) -> None:
    assert dates.parse_moment(text) == (expected, False)


@pytest.mark.parametrize(
    "text", ["2026-10-03T01:05:12Z", "2026-10-03 09:05:12+08:00", "2026-10-02T18:05:12-0700", 1790989512]
)
def test_a_stated_offset_is_kept(text: Cell) -> None:
    assert dates.parse_moment(text) == (ms(2026, 10, 3, 1, 5, 12), True)


@pytest.mark.parametrize(
    "text",
    [
        "2026/13/45 10:00:00", "2026/2/30", "2026-10-03 25:00", "2026-10-03 9:61", "yesterday", "12",
        "0026-10-03",
        "2026-10", "9:05", 3.5, True, time(9, 5), "2026-10-03 9:05:12 x", "²⁰²⁶", "1970-01-01 00:00:00.1.1",
    ],
)  # fmt: skip
def test_what_is_no_date_is_bad(text: Cell) -> None:
    assert isinstance(dates.parse_moment(text), Bad)


@pytest.mark.parametrize("text", ["", " ", None, "\u200b"])
def test_an_empty_cell_is_no_date_and_not_bad(text: Cell) -> None:
    assert dates.parse_moment(text) is None
    assert dates.parse_clock(text) is None


@pytest.mark.parametrize(
    "column, order",
    [
        (["3/10/2026", "31/10/2026"], "dmy"),
        (["10/3/2026", "10/31/2026"], "mdy"),
        (["10/3/2026", "1/2/2026"], "mdy"),
        (["3.10.2026", "4.10.2026"], "dmy"),
        (["31/10/2026", "10/31/2026"], ""),
        (["26/10/3", "26/10/31"], "ymd"),
        (["10/31/26", "10/3/26"], "mdy"),
        (["2026-10-03"], "mdy"),
        ([], "mdy"),
    ],
)
def test_day_first_only_where_the_column_leaves_nothing_else(column: list[str], order: str) -> None:
    assert dates.date_order(column) == order


def test_the_order_decides_and_without_one_the_cell_is_bad() -> None:
    assert dates.parse_day("3/10/2026", "dmy") == ms(2026, 10, 3) // DAY_MS
    assert dates.parse_day("3/10/2026", "mdy") == ms(2026, 3, 10) // DAY_MS
    assert dates.parse_day("3/10/2026", "") == Bad("date_order")


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(lambda d: d.replace(microsecond=0)))  # noqa: DTZ001
def test_every_form_gives_back_the_moment_it_was_written_from(moment: datetime) -> None:
    local = moment.replace(tzinfo=UTC)
    expected = ((local - EPOCH) // timedelta(milliseconds=1), False)
    for text in (
        f"{moment:%Y-%m-%d %H:%M:%S}",
        f"{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment:%M:%S}",
        f"{moment:%Y%m%d%H%M%S}",
        f"{moment.year}年{moment.month}月{moment.day}日 {moment.hour}时{moment.minute}分{moment.second}秒",
    ):
        assert dates.parse_moment(text) == expected


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    for order in ("mdy", "dmy", "ymd", ""):
        found = dates.parse_moment(text, order)
        assert found is None or isinstance(found, Bad | tuple)
    clock = dates.parse_clock(text)
    assert clock is None or isinstance(clock, Bad) or 0 <= clock < DAY_MS


def test_local_times_become_utc() -> None:
    assert SHANGHAI.to_utc(ms(2026, 10, 3, 9)) == ms(2026, 10, 3, 1)
    assert BERLIN.to_utc(ms(2026, 7, 1, 12)) == ms(2026, 7, 1, 10)


def test_a_time_the_clocks_skipped_is_bad_and_one_they_repeat_is_the_first() -> None:
    assert BERLIN.to_utc(ms(2026, 3, 29, 2, 30)) == Bad("no_such_time")
    assert BERLIN.to_utc(ms(2026, 10, 25, 2, 30)) == ms(2026, 10, 25, 0, 30)
    assert BERLIN.day_start(ms(2026, 10, 25)) != BERLIN.day_start(ms(2026, 10, 25))  # not a number
    assert BERLIN.day_start(ms(2026, 10, 26)) == ms(2026, 10, 25, 23)


def test_local_days() -> None:
    assert SHANGHAI.local_day(ms(2026, 9, 30, 16)) == date(2026, 10, 1)
    assert SHANGHAI.local_text(ms(2026, 9, 30, 16)) == "2026-10-01 00:00:00"


@pytest.mark.parametrize(
    "cell",
    [
        "", "-", "–", "/", "N/A", "处理中", "未响应", "未办结", "待处理", "pending", "Open",
        "In progress", "暂无", "01/01/1970 08:00:00", "30/12/1899",
        "0000-00-00 00:00:00", "0000-00-00", "1970-01-01 08:00:00", "1970-01-01", "1900-01-00", "1899-12-30",
        "9999-12-31 23:59:59", "0001-01-01T00:00:00", "/  /", "  -  -",
        datetime(1900, 1, 1), datetime(1970, 1, 1, 8), date(1899, 12, 30),  # noqa: DTZ001 - cells know no zone
    ],
)  # fmt: skip
def test_what_stands_for_no_time_is_none(cell: Cell) -> None:
    assert dates.parse_moment(cell) is None
    assert dates.parse_day(cell) is None


@pytest.mark.parametrize(
    "text, moment",
    [
        ("Fri Oct 02 09:00:00 2026", "2026-10-02T09:00"), ("Fri Oct  2 09:00:00 2026", "2026-10-02T09:00"),
        ("Fri Oct 2 09:00:00 CST 2026", "2026-10-02T09:00"), ("2026-10-01-09.05.00", "2026-10-01T09:05"),
        ("2026-10-01_09-05-00", "2026-10-01T09:05"), ("01-Oct-26 09.05.00 AM", "2026-10-01T09:05"),
        ("01-OCT-26 09.05.00.000000 PM", "2026-10-01T21:05"),
        ("October 1, 2026 at 9:05 AM", "2026-10-01T09:05"),
        ("1.10.2026 09:05 Uhr", "2026-10-01T09:05"), ("2026/10/01(木) 09:05", "2026-10-01T09:05"),
        ("2026-10-01 09:05:00 UTC", "2026-10-01T09:05+00:00"),
        ("Thu, 1 Oct 2026 09:05:00 GMT", "2026-10-01T09:05+00:00"),
        ("2026-10-01 09:05:00 +0800 CST", "2026-10-01T09:05+08:00"),
        ("2026-10-01T09:05+08", "2026-10-01T09:05+08:00"),
        ("2026-10-01 09:05 (UTC+08:00)", "2026-10-01T09:05+08:00"),
        ("2026-10-01 09:05:00 GMT+8", "2026-10-01T09:05+08:00"),
        ("Oct 1, 2026, 9:05:00 AM", "2026-10-01T09:05"), ("1 October 2026 09:05", "2026-10-01T09:05"),
    ],
)  # fmt: skip
def test_forms_of_other_systems(text: str, moment: str) -> None:
    expected = datetime.fromisoformat(moment)
    aware = expected if expected.tzinfo else expected.replace(tzinfo=UTC)
    assert dates.parse_moment(text, "dmy") == (
        (aware - EPOCH) // timedelta(milliseconds=1),
        bool(expected.tzinfo),
    )


@pytest.mark.parametrize("text", ["2026-10-01 09:05:00 CST", "2026-W40-4", "10月1日 9:05", "Oct 2 at noon 5"])
def test_what_leaves_year_or_zone_open_is_no_moment(text: str) -> None:
    assert dates.parse_moment(text, "dmy") == Bad("no_year" if "月" in text else "date")


@pytest.mark.parametrize("cell", [datetime(1905, 5, 5), date(2150, 1, 1), "1905-05-05", "2150-01-01"])  # noqa: DTZ001
def test_a_year_no_record_is_of_is_no_date(cell: Cell) -> None:
    assert dates.parse_moment(cell) == Bad("date")


@pytest.mark.parametrize("cell", ["", "-", "未接", "处理中", "no answer", "--:--"])
def test_what_stands_for_no_time_of_day_is_none(cell: Cell) -> None:
    assert dates.parse_clock(cell) is None


def test_a_month_by_name_between_strokes() -> None:
    assert dates.parse_moment("05/Oct/26 9:00 AM") == (ms(2026, 10, 5, 9), False)


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-01 09:00-09:30",  # from one time of day to another
        "2026-10-01 09:00-08",
        "2026-10-01 晚上12:30",  # of which day?
        "2026-10-01 晚上1:30",
        "2026-10-01 13:30 AM",
        "2026-10-01 上午 13:30",
    ],
)
def test_a_moment_that_nobody_can_know_is_bad(text: str) -> None:
    assert dates.parse_moment(text) == Bad("date")


def test_offsets_are_read_where_they_are_meant() -> None:
    for text in ("2026-10-01 09:00 -0800", "2026-10-01T09:00-08:00", "2026-10-01 09:00:00-08:00"):
        assert dates.parse_moment(text) == dates.parse_moment("2026-10-01 17:00+00:00")


@pytest.mark.parametrize("cell", [9, 9.0, 14.5, 90000, 90000.0, 146061, 250000])
def test_a_number_that_is_no_time_of_day_is_not_midnight(cell: Cell) -> None:
    assert dates.parse_clock(cell) == Bad("date")


def test_a_time_of_day_in_six_digits_of_a_number() -> None:
    assert dates.parse_clock(140530) == (14 * 3600 + 5 * 60 + 30) * 1000


@given(
    st.from_regex(r"[12]\d{3}[-/]\d{1,2}[-/]\d{1,2} \d{1,2}:\d\d:\d\d", fullmatch=True),
    st.sampled_from(["mdy", "dmy", "ymd", "", f"mdy{dates.SWAPPED}", f"dmy{dates.OF_YEAR}2026"]),
)
def test_the_usual_form_says_at_once_what_it_says_when_looked_into(text: str, order: str) -> None:
    assert dates.parse_moment(text, order) == dates.parse_moment(f" {text}", order)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.sampled_from([SHANGHAI, BERLIN]))  # noqa: DTZ001
def test_the_beginning_of_a_day_says_of_all_its_times_where_they_are_in_utc(at: datetime, zone: Zone) -> None:
    local = (at.replace(tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)
    assert zone.to_utc(local) == zone._to_utc(local)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_on_a_day_whose_clocks_change_each_time_is_looked_at(day: date) -> None:
    first = ms(day.year, day.month, day.day)
    for quarter in range(first, first + DAY_MS, 900_000):
        assert BERLIN.to_utc(quarter) == BERLIN._to_utc(quarter)
