"""Durations, ratings, yes and no, and the other values, from their many spellings."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.tabular import values
from qadesk.tabular.rejections import WORDING, Bad
from qadesk.tabular.text import Cell


@pytest.mark.parametrize(
    "cell, seconds",
    [
        ("00:00:23", 23), ("0:23", 23), ("1:30", 90), ("1:02:03", 3723), ("23秒", 23), ("1分20秒", 80),
        ("1分钟", 60),
        ("1小时2分3秒", 3723), ("90", 90), ("90.5", 90.5), (90.0, 90), ("1m 20s", 80), ("2 min", 120),
        ("1.5分钟", 90),
        ("350毫秒", 0.35), ("350ms", 0.35), (time(0, 1, 30), 90), (timedelta(minutes=2), 120),
        ("1,200", 1200),
        ("０：２３", 23), ("00:00:23.5", 23.5), ("1'20\"", 80), ("0", 0), ("75:00", 4500),
    ],
)  # fmt: skip
def test_lengths_of_time(cell: Cell, seconds: float) -> None:
    assert values.parse_duration(cell) == round(seconds * 1000)


@pytest.mark.parametrize(
    "header, ms",
    [
        ("响应时长(分钟)", 60_000), ("响应时长（秒）", 1000), ("Talk time (min)", 60_000),
        ("response_ms", 1),
        ("首响(毫秒)", 1), ("处理时长/小时", 3_600_000), ("响应时长", 1000), ("talk [minutes]", 60_000),
        ("时长(分)", 60_000),
    ],
)  # fmt: skip
def test_the_header_names_the_unit_of_bare_numbers(header: str, ms: int) -> None:
    assert values.duration_unit(header) == ms
    assert values.parse_duration("1.5", values.duration_unit(header)) == round(1.5 * ms)
    assert values.parse_duration("00:00:23", values.duration_unit(header)) == 23_000


@pytest.mark.parametrize(
    "cell, reason",
    [
        ("-5", "negative"), (-5.0, "negative"), ("-00:00:05", "negative"), ("abc", "duration"),
        ("1:75", "duration"),
        ("1:99:00", "duration"), (True, "duration"), ("9999999999", "duration"), ("5 apples", "duration"),
    ],
)  # fmt: skip
def test_what_is_no_length_of_time(cell: Cell, reason: str) -> None:
    assert values.parse_duration(cell) == Bad(reason)


@given(st.integers(0, values.MAX_DURATION_MS // 1000))
def test_every_length_comes_back_from_every_form(seconds: int) -> None:
    minutes, rest = divmod(seconds, 60)
    hours, left = divmod(minutes, 60)
    for text in (
        f"{hours:02}:{left:02}:{rest:02}",
        f"{seconds}",
        f"{seconds}秒",
        f"{hours}小时{left}分{rest}秒",
    ):
        assert values.parse_duration(text) == seconds * 1000


@pytest.mark.parametrize(
    "cell, level",
    [
        ("5", 5), (4.0, 4), ("5分", 5), ("3星", 3), ("★★★☆☆", 3), ("⭐⭐⭐⭐⭐", 5), ("非常满意", 5),
        ("满意", 4), ("一般", 3),
        ("不满意", 2), ("非常不满意", 1), ("Very satisfied", 5), ("very-dissatisfied", 1), ("４", 4),
        ("4/5", 4), ("***", 3),
        ("", None), ("未评价", None), ("-", None), (None, None), ("N/A", None), ("未参评", None),
    ],
)  # fmt: skip
def test_ratings(cell: Cell, level: int | None) -> None:
    assert values.parse_rating(cell) == level


@pytest.mark.parametrize("cell", ["9", "0", "6", "4.5", "-1", "☆☆☆☆☆", "★★★★★★", "great!", "五五"])
def test_what_is_no_rating(cell: str) -> None:
    assert values.parse_rating(cell) == Bad("rating")


@pytest.mark.parametrize(
    "cell",
    [
        "是",
        "1",
        1.0,
        True,
        "Y",
        "yes",
        "TRUE",
        "√",
        "✓",
        "已解决",
        "属实",
        "有责",
        "已接",
        "接通",
        "已升级",
        " 是 ",
    ],
)
def test_yes(cell: Cell) -> None:
    assert values.parse_yes_no(cell) == 1


@pytest.mark.parametrize(
    "cell",
    [
        "否",
        "0",
        0.0,
        False,
        "N",
        "no",
        "FALSE",
        "×",
        "未解决",
        "不属实",
        "无责",
        "未接",
        "漏接",
        "no answer",
        "未升级",
    ],
)
def test_no(cell: Cell) -> None:
    assert values.parse_yes_no(cell) == 0


@pytest.mark.parametrize("cell", ["", "-", None, "待核实", "处理中"])
def test_neither_yet(cell: Cell) -> None:
    assert values.parse_yes_no(cell) is None


def test_a_word_that_is_neither_is_bad() -> None:
    assert values.parse_yes_no("大概") == Bad("yes_no")
    assert values.parse_yes_no("2") == Bad("yes_no")


@pytest.mark.parametrize(
    "parse, cell, expected",
    [
        (values.parse_score, "10", 10), (values.parse_score, "9分", 9),
        (values.parse_score, "11", Bad("score")),
        (values.parse_score, "-1", Bad("score")), (values.parse_count, "1,281", 1281),
        (values.parse_count, "12件", 12),
        (values.parse_count, "96.8%", Bad("whole_number")), (values.parse_count, "-3", Bad("negative")),
        (values.parse_incident, "表扬", "praise"), (values.parse_incident, "差错", "error"),
        (values.parse_incident, "侮辱性言语", "abuse"), (values.parse_incident, "聊天", Bad("incident")),
        (values.parse_status, "离职", "left"), (values.parse_status, "试用期", "probation"),
        (values.parse_status, "在职", "active"), (values.parse_status, "火星", Bad("status")),
    ],
)  # fmt: skip
def test_other_values(parse, cell: str, expected: object) -> None:  # type: ignore[no-untyped-def]
    assert parse(cell) == expected


PARSERS = (
    values.parse_duration, values.parse_rating, values.parse_yes_no, values.parse_score, values.parse_count,
    values.parse_incident, values.parse_status,
)  # fmt: skip


@given(
    st.one_of(
        st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none()
    )
)
def test_no_cell_breaks_them_and_every_reason_is_worded(cell: Cell) -> None:
    for parse in PARSERS:
        found = parse(cell)
        assert not isinstance(found, Bad) or found.reason in WORDING
