"""Lengths of time from their many spellings, and how a whole column of them is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.tabular.dates import DAY_MS, parse_moment
from qadesk.tabular.duration_columns import doubt, mixed_units, settle_duration
from qadesk.tabular.durations import MAX_DURATION_MS, UNITS, DurationReading, duration_unit, reading_of
from qadesk.tabular.questions import Question
from qadesk.tabular.rejections import WORDING, Bad
from qadesk.tabular.text import Cell

SECONDS = DurationReading()


@pytest.mark.parametrize(
    "cell, seconds",
    [
        ("00:00:23", 23), ("0:23", 23), ("1:30", 90), ("1:02:03", 3723), ("23秒", 23), ("1分20秒", 80),
        ("1分钟", 60), ("1小时2分3秒", 3723), ("90", 90), ("90.5", 90.5), (90.0, 90), ("1m 20s", 80),
        ("2 min", 120), ("1.5分钟", 90), ("350毫秒", 0.35), ("350ms", 0.35), (time(0, 1, 30), 90),
        (timedelta(minutes=2), 120), ("1,200", 1200), ("０：２３", 23), ("00:00:23.5", 23.5),
        ("1'20\"", 80), ("0", 0), ("75:00", 4500), ("PT25H10M00S", 90600), ("PT25H10M10S", 90610),
        ("PT5S", 5), ("PT1M", 60), ("P1DT2H", 93600), ("PT0.5S", 0.5), ("25:10:00", 90600),
        ("100:00:01", 360001), ("1天2小时", 93600), ("1天 02:03:04", 93784), ("1.02:03:04", 93784),
        ("1 day, 2:03:04", 93784), ("1d 2h", 93600), ("2h 5m", 7500), ("2h5m3s", 7503), ("12,5", 12.5),
        ("1.2e3", 1200), ("1小时 5分 3秒", 3903), ("1个小时", 3600), ("3′20″", 200), ("1,234.5", 1234.5),
        ("1 hour and 5 minutes", 3900), ("1 hour, 5 minutes", 3900), ("5 min. 3 sec.", 303),
        ("00:00:05,123", 5.123), ("00:01:10.0000000", 70), ("5 seconds", 5), ("2hrs", 7200),
        ("0 days 00:00:12", 12), ("12″", 12), ("2 分钟 30 秒", 150), (timedelta(days=1, hours=1), 90000),
        (datetime(1900, 1, 1, 1, 10, tzinfo=UTC), 90600), (0.0, 0), ("1分", 60), ("3 m", 180),
    ],
)  # fmt: skip
def test_lengths_of_time(cell: Cell, seconds: float) -> None:
    assert SECONDS.length(cell) == round(seconds * 1000)


@pytest.mark.parametrize(
    "cell",
    [
        None, "", "-", "–", "—", "－", "--", "/", "n/a", "N/A", "处理中", "未响应", "未办结", "待处理",
        "未完结", "暂无",
        "pending", "Pending…", "open", "In Progress", "in-progress", "Not yet", "no answer", "未接通",
        "(未响应)",
        -1, -1.0, "-1", "无", "NULL", "[null]", "--:--", "…", "?", "没有" * 0, "待回复", "进行中",
        "Unresolved", "On Hold",
    ],
)  # fmt: skip
def test_what_has_not_happened_yet_is_an_empty_length(cell: Cell) -> None:
    assert SECONDS.length(cell) is None


@pytest.mark.parametrize(
    "cell, reason",
    [
        ("-5", "negative"), (-5.0, "negative"), ("-00:00:05", "negative"), ("−5", "negative"),
        ("abc", "duration"), ("1:75", "duration"), ("1:99:00", "duration"), (True, "duration"),
        ("9999999999", "duration"), ("5 apples", "duration"), ("p", "duration"), ("PT", "duration"),
        ("1天 25:00:00", "duration"), ("#VALUE!", "duration"), ("1.02:03", "duration"),
        (datetime(2026, 10, 1, 9, tzinfo=UTC), "duration"), ("2026-10-01 09:00", "duration"),
    ],
)  # fmt: skip
def test_what_is_no_length_of_time(cell: Cell, reason: str) -> None:
    assert SECONDS.length(cell) == Bad(reason)


@pytest.mark.parametrize(
    "header, unit",
    [
        ("响应时长(分钟)", "min"), ("响应时长（秒）", "s"), ("Talk time (min)", "min"), ("response_ms", "ms"),
        ("首响(毫秒)", "ms"), ("处理时长/小时", "h"), ("响应时长", ""), ("talk [minutes]", "min"),
        ("时长(分)", "min"),
        ("时长(秒) / 振铃", "s"), ("First response time (in hrs)", "h"), ("talk_seconds", "s"),
        ("duration_s", "s"),
        ("Handle Time (m)", "min"), ("Wait time, sec", "s"), ("AHT", ""), ("Talk Time (hh:mm:ss)", ""),
        ("会话时长[min]", "min"), ("Response time (milliseconds)", "ms"), ("talkMs", ""), ("等待秒数", "s"),
    ],
)  # fmt: skip
def test_the_header_names_the_unit_of_bare_numbers(header: str, unit: str) -> None:
    assert duration_unit(header) == unit
    reading = reading_of(header)
    assert reading.length("1.5") == round(1.5 * UNITS[unit or "s"])
    assert reading.length("00:00:23") == 23_000


def test_one_and_a_half_hours_where_the_header_says_so() -> None:
    assert reading_of("时长(小时)").length("1:30") == 90 * 60_000
    assert reading_of("Talk time (hh:mm)").length("1:30") == 90 * 60_000
    assert reading_of("时长(时:分)").length("01:30") == 90 * 60_000
    assert reading_of("时长(时:分:秒)").length("1:30") == 90_000


FORMS: tuple[Callable[[int, int, int, int], str], ...] = (
    lambda s, h, m, r: f"{h:02}:{m:02}:{r:02}",
    lambda s, h, m, r: f"{s}",
    lambda s, h, m, r: f"{s}秒",
    lambda s, h, m, r: f"{h}小时{m}分{r}秒",
    lambda s, h, m, r: f"{h // 24}天{h % 24}小时{m}分钟{r}秒钟",
    lambda s, h, m, r: f"PT{h}H{m}M{r}S",
    lambda s, h, m, r: f"P{h // 24}DT{h % 24}H{m}M{r}S",
    lambda s, h, m, r: f"{h // 24}.{h % 24:02}:{m:02}:{r:02}",
    lambda s, h, m, r: f"{h // 24} days, {h % 24}:{m:02}:{r:02}",
    lambda s, h, m, r: f"{h}h {m}m {r}s",
    lambda s, h, m, r: f"{h} hours, {m} minutes and {r} seconds",
    lambda s, h, m, r: f"{s * 1000} ms",
    lambda s, h, m, r: f"{h:02}:{m:02}:{r:02}.000",
    lambda s, h, m, r: f"{s:,}",
)


@given(st.integers(0, MAX_DURATION_MS // 1000))
def test_every_length_comes_back_from_every_form(seconds: int) -> None:
    minutes, rest = divmod(seconds, 60)
    for form in FORMS:
        text = form(seconds, minutes // 60, minutes % 60, rest)
        assert SECONDS.length(text) == seconds * 1000, text
    assert SECONDS.length(timedelta(seconds=seconds)) == seconds * 1000
    for unit, ms in UNITS.items():
        assert DurationReading(unit).length(seconds * 1000 / ms) == seconds * 1000


@given(st.integers(0, 7 * DAY_MS // 1000), st.integers(0, 12 * 3600))
def test_a_moment_and_a_time_of_day_come_back_as_the_length_since_the_start(start: int, gone: int) -> None:
    base = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(seconds=start)
    end = base + timedelta(seconds=gone)
    start_ms = int(base.timestamp() * 1000)
    assert DurationReading(form="moment").between(f"{end:%Y-%m-%d %H:%M:%S}", start_ms) == gone * 1000
    assert DurationReading(form="clock").between(f"{end:%H:%M:%S}", start_ms) == gone * 1000


@given(st.one_of(st.text(max_size=20), st.floats(), st.booleans(), st.none()))
def test_no_cell_breaks_it_and_every_reason_is_worded(cell: Cell) -> None:
    for reading in (SECONDS, DurationReading("day", "h:m"), DurationReading(form="clock")):
        found = reading.length(cell) if reading.form == "length" else reading.between(cell, 0)
        assert not isinstance(found, Bad) or found.reason in WORDING


# ---- a whole column


def _starts(*texts: str) -> list[int | None]:
    found = [parse_moment(text) for text in texts]
    return [moment[0] if isinstance(moment, tuple) else None for moment in found]


NINE_AND_TEN = _starts("2026-10-01 09:00:00", "2026-10-01 10:00:00")


@pytest.mark.parametrize(
    "field, header, cells, seconds",
    [
        ("response", "响应时长", ["5.787E-05", "6.94444444444444E-05"], [5, 6]),
        ("talk", "通话时长", ["0.00165509259259259", "0.000810185185185185"], [143, 70]),
        ("talk", "通话时长", [0.001655092592592593, 0.0008101851851851852, None], [143, 70, None]),
        ("response", "响应时长", ["18", "", "232"], [18, None, 232]),
        ("response", "响应时长", ["0.000116", "0.000069", "0.000231"], [10.022, 5.962, 19.958]),
        ("response", "响应(毫秒)", ["3200", "4100"], [3.2, 4.1]),
        ("talk", "时长(分钟)", ["2.5", "3"], [150, 180]),
        ("talk", "处理时长(小时)", ["0.25", "0.5"], [900, 1800]),
        ("talk", "通话时长", ["PT25H10M00S", time(0, 1, 10), time(0, 2, 10)], [90600, 70, 130]),
        ("talk", "通话时长", ["0", "0", ""], [0, 0, None]),
        ("talk", "通话时长", ["", None, "-"], [None, None, None]),
        ("response", "首次响应", ["处理中", "12", "未响应"], [None, 12, None]),
        ("talk", "通话时长", ["00:02:00", "120", "2分"], [120, 120, 120]),
    ],
)
def test_a_column_that_tells_how_it_is_written(
    field: str, header: str, cells: list[Cell], seconds: list[float | None]
) -> None:
    reading = settle_duration(header, cells, field=field)
    assert isinstance(reading, DurationReading)
    assert [reading.length(cell) for cell in cells] == [s if s is None else round(s * 1000) for s in seconds]


@pytest.mark.parametrize(
    "cells, starts, seconds",
    [
        (["2026-10-01 09:00:12", "2026-10-01 10:00:30"], NINE_AND_TEN, [12, 30]),
        (["2026/10/1 9:00:12", ""], NINE_AND_TEN, [12, None]),
        ([datetime(2026, 10, 1, 9, 0, 12, tzinfo=UTC), "未响应"], NINE_AND_TEN, [12, None]),
        (
            [46296.37513888889, 46296.41701388889],
            _starts("2026-10-01 09:00:00", "2026-10-01 10:00:00"),
            [12, 30],
        ),
        (["13:57:02", "15:57:51"], _starts("2026-10-01 13:56:45", "2026-10-01 15:57:35"), [17, 16]),
        (["00:00:10", "09:00:05"], _starts("2026-10-01 23:59:50", "2026-10-02 09:00:00"), [20, 5]),
        (
            [time(13, 57, 2), time(15, 57, 51)],
            _starts("2026-10-01 13:56:45", "2026-10-01 15:57:35"),
            [17, 16],
        ),
    ],
)
def test_times_of_day_and_moments_are_lengths_since_the_start(
    cells: list[Cell], starts: list[int], seconds: list[float | None]
) -> None:
    reading = settle_duration("首次响应时间", cells, starts)
    assert isinstance(reading, DurationReading)
    assert reading.form != "length"
    found = [reading.between(cell, start) for cell, start in zip(cells, starts, strict=True)]
    assert found == [s if s is None else s * 1000 for s in seconds]


@pytest.mark.parametrize(
    "field, header, cells, starts, answers",
    [
        ("talk", "Talk time", ["143000", "70500"], [], ["ms", "s", "none"]),
        ("talk", "Talk time (s)", ["143000", "70500"], [], ["ms", "s", "none"]),
        ("response", "响应时长", ["7200", "9000"], [], ["ms", "s", "none"]),
        ("talk", "通话时长", ["2", "3", "1"], [], ["min", "h", "s", "none"]),
        ("talk", "通话时长", [time(12, 5), time(13, 40)], [], ["written", "m:s", "none"]),
        ("talk", "通话时长", ["14:05:00", "15:40:00"], [], ["written", "m:s", "none"]),
        ("talk", "通话时长", ["0:02", "0:01"], [], ["written", "h:m", "none"]),
        ("response", "响应", ["13:57:02", "15:57:51"], _starts("2026-10-01 03:00", "2026-10-01 04:00"),
         ["written", "m:s", "none"]),
        ("talk", "通话时间", ["2026-10-01 09:02:00", "2026-10-01 10:04:00"], NINE_AND_TEN,
         ["moment", "none"]),
        ("response", "响应时间", ["2026-10-01 08:00:12", "2026-10-01 09:00:30"], NINE_AND_TEN,
         ["moment", "none"]),
        ("closed_after", "处理时长", ["26", "30"], [], ["min", "h", "day", "none"]),
        ("response", "响应", ["0.35", "0.4", "0.8"], [], None),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_asked_with_its_readings(
    field: str, header: str, cells: list[Cell], starts: list[int], answers: list[str] | None
) -> None:
    question = settle_duration(header, cells, starts, field=field)
    assert isinstance(question, Question)
    assert question.field == field
    assert header in question.text
    if answers is not None:
        assert [choice.answer for choice in question.readings] == answers
    for choice in question.readings:
        if choice.answer != "none":
            settled = settle_duration(header, cells, starts, field=field, answer=choice.answer)
            assert isinstance(settled, DurationReading)


def test_the_readings_are_shown_with_their_means() -> None:
    question = settle_duration("Talk time", ["143000", "70500"], field="talk")
    assert isinstance(question, Question)
    assert [choice.text for choice in question.readings] == [
        "milliseconds (mean 0:01:46)", "seconds (mean 29:39:10)", "skip this column",
    ]  # fmt: skip


def test_a_complaint_may_take_weeks() -> None:
    reading = settle_duration("处理时长(小时)", ["26", "300", "1天2小时"], field="closed_after")
    assert isinstance(reading, DurationReading)
    assert [reading.length(cell) for cell in ("26", "300", "1天2小时")] == [
        hours * 3_600_000 for hours in (26, 300, 26)
    ]
    assert SECONDS.length("1080000") == Bad("duration")


def test_an_answer_settles_it() -> None:
    reading = settle_duration("Talk time", ["143000"], field="talk", answer="ms")
    assert isinstance(reading, DurationReading)
    assert reading.length("143000") == 143_000
    minutes = settle_duration("通话时长", [time(2, 5)], field="talk", answer="m:s")
    assert isinstance(minutes, DurationReading)
    assert minutes.length(time(2, 5)) == 125_000
    assert minutes.length("2:05:00") == 125_000


def test_the_whole_column_is_looked_at_once_more_when_it_is_read() -> None:
    few = [60_000, 70_000, None, 0]
    assert doubt("talk", "通话时长", SECONDS, few) is None
    assert doubt("talk", "通话时长", SECONDS, [*few, 90_600_000]) is None  # one very long call is no doubt
    question = doubt("talk", "通话时长", SECONDS, [150_000_000, 143_000_000, 60_000])
    assert isinstance(question, Question)
    assert [choice.answer for choice in question.readings] == ["ms", "s", "none"]
    assert doubt("talk", "通话时长", SECONDS, [None, 0]) is None


@pytest.mark.parametrize(
    ("seconds", "asked"),
    [
        ([8, 12, 20, 31, 9000, 12_000, 25_000], True),  # milliseconds from some row on
        ([8, 12, 20, 31, 9000], False),  # one long wait
        ([2, 5, 9, 20, 60, 150, 400, 1200, 4000, 9000], False),  # a long tail
        ([5, 8, 12, 3600, 4000, 5000], True),
        ([1, 2, 3, 200, 300, 400], False),  # a hundred times as long
    ],
)
def test_a_unit_that_changes_within_a_column_is_noticed(seconds: list[int], asked: bool) -> None:
    lengths = [1000 * length for length in seconds]
    assert (mixed_units("response", "响应", DurationReading(), lengths) is not None) is asked


def test_hundredths_do_not_tell_hours_from_minutes() -> None:
    """0.01 h is 36 s: any such number is whole seconds, and proves nothing."""
    assert isinstance(settle_duration("ringing_duration", ["0.12", "0.33", "0.1"]), Question)
    assert settle_duration("振铃", ["0.00139", "0.00417", "0.00278"]) == DurationReading(unit="h")


@pytest.mark.parametrize("typed", [time(0, 5), timedelta(minutes=5), "0:05:00"])
def test_lengths_without_any_seconds_are_asked(typed: Cell) -> None:
    """Excel makes 5 minutes of the 0:05 that somebody typed for 5 seconds."""
    cells = [typed, time(0, 6), time(0, 7)]
    question = settle_duration("响应时长", cells)
    assert isinstance(question, Question)
    assert [choice.answer for choice in question.readings] == ["written", "m:s", "none"]
    reading = settle_duration("响应时长", cells, answer="m:s")
    assert isinstance(reading, DurationReading)
    assert reading.length(typed) == 5000
    assert settle_duration("响应时长", [*cells, time(0, 5, 1)]) == DurationReading()
    assert settle_duration("响应时长", cells[:2]) == DurationReading()


def test_days_are_a_unit_behind_a_heading() -> None:
    assert duration_unit("First response (days)") == duration_unit("响应时长(天)") == "day"
    assert duration_unit("7天内通话时长") == ""
