"""Rows out of cells: what is taken, what is set aside, what is no data at all."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from qadesk.kinds.registry import KINDS
from qadesk.tabular.convert import Converted, RowMaker, output_of
from qadesk.tabular.dates import Zone
from qadesk.tabular.directory import Directory
from qadesk.tabular.table import Block

PEOPLE = Directory([(1, "KF1", "龚䶮"), (2, "KF2", "赵超")])
SHANGHAI = Zone(ZoneInfo("Asia/Shanghai"))
CALLS = (
    "流水号",
    "工号",
    "姓名",
    "呼入时间",
    "接听状态",
    "响应时长",
    "通话时长",
    "是否首次解决",
    "满意度",
    "备注",
)
CALL_FIELDS = (
    "ref",
    "agent",
    "agent_name",
    "at",
    "answered",
    "response",
    "talk",
    "resolved",
    "rating",
    "note",
)
GOOD = ("1", "KF1", "龚䶮", "2026/10/3 9:05:12", "已接", "00:00:23", "1:30", "是", "5", "x")
AT = int(datetime(2026, 10, 3, 1, 5, 12, tzinfo=UTC).timestamp() * 1000)


def convert(
    kind: str,
    headers: tuple[str, ...],
    rows: list[tuple[str, ...]],
    names: tuple[str, ...],
    order: str = "mdy",
) -> Converted:
    maker = RowMaker(
        KINDS[kind],
        headers,
        {name: at for at, name in enumerate(names) if name},
        people=PEOPLE,
        zone=SHANGHAI,
        order=order,
    )
    return maker.convert(Block(list(zip(*rows, strict=True)), range(2, len(rows) + 2), False, 1, 1))


def calls(*rows: tuple[str, ...]) -> Converted:
    return convert("calls", CALLS, list(rows), CALL_FIELDS)


def but(**changes: str) -> tuple[str, ...]:
    values: Mapping[str, str] = dict(zip(CALL_FIELDS, GOOD, strict=True)) | changes
    return tuple(values[name] for name in CALL_FIELDS)


def test_a_good_row_in_database_values() -> None:
    made = calls(GOOD)
    assert made.rows == [("1", 1, AT, None, 1, 23_000, 90_000, 1, 5, "x")]
    assert (made.first, made.last, made.rejected) == (AT, AT, [])


def test_each_fault_is_told_where_it_is_and_the_rest_is_taken() -> None:
    faults = {
        "agent": ("KF9", "unknown_agent"),
        "at": ("2026/13/45 1:00", "date"),
        "answered": ("也许", "yes_no"),
        "response": ("abc", "duration"),
        "talk": ("-5", "negative"),
        "resolved": ("2", "yes_no"),
        "rating": ("9", "rating"),
        "ref": ("R" * 201, "too_long"),
    }
    rows = [GOOD, *(but(**{name: value}) for name, (value, _reason) in faults.items()), but(ref="9")]
    made = calls(*rows)
    assert [row[0] for row in made.rows] == ["1", "9"]
    assert [(r.line, r.column, r.value, r.reason) for r in made.rejected] == [
        (line, CALLS[CALL_FIELDS.index(name)], value, reason)
        for line, (name, (value, reason)) in enumerate(faults.items(), start=3)
    ]


def test_of_several_faults_the_leftmost_is_told() -> None:
    made = calls(but(rating="9", agent="KF9", response="abc"))
    assert [(r.column, r.reason) for r in made.rejected] == [("工号", "unknown_agent")]


def test_what_is_required_must_not_be_empty() -> None:
    made = calls(but(at=""), but(agent="", agent_name=""), but(answered="", response="", talk=""))
    assert [(r.column, r.reason) for r in made.rejected] == [
        ("呼入时间", "blank"),
        ("工号", "blank"),
        ("接听状态", "blank"),
    ]


def test_an_empty_state_counts_as_answered_where_somebody_responded() -> None:
    assert calls(but(answered="")).rows[0][4] == 1


def test_totals_footers_empty_rows_and_repeated_headers_are_no_data() -> None:
    empty = ("",) * 10
    made = calls(
        GOOD,
        ("合计", *empty[1:9], "共6164条"),
        ("", "总计：", *empty[2:]),
        ("Total", "5", *empty[2:]),
        ("制表人：王", *empty[1:]),
        CALLS,
        empty,
        (*empty[:9], "  "),
    )
    assert (len(made.rows), made.rejected) == (1, [])


def test_a_row_that_is_only_nearly_empty_is_told() -> None:
    made = calls(("8", *[""] * 9))
    assert [(r.line, r.reason) for r in made.rejected] == [(2, "blank")]


def test_date_and_time_in_two_columns() -> None:
    headers, names = ("工号", "日期", "时间"), ("agent", "date", "time")
    rows = [
        ("KF1", "2026/10/3", "9:05:12"),
        ("KF1", "2026/10/3", "25:00"),
        ("KF1", "2026/10/3", ""),
        ("KF1", "", "9:05"),
    ]
    made = convert("calls", headers, rows, names)
    assert [row[2] for row in made.rows] == [AT]
    assert [r.reason for r in made.rejected] == ["date", "blank", "blank"]


def test_a_complaint_cannot_end_before_it_began() -> None:
    headers, names = ("工号", "受理", "结案"), ("agent", "received_at", "closed_at")
    made = convert("complaints", headers, [("KF1", "2026-10-03 09:00", "2026-10-03 08:59")], names)
    assert [(r.column, r.reason) for r in made.rejected] == [("结案", "before_start")]


def test_a_part_cannot_be_larger_than_the_whole() -> None:
    made = convert(
        "deliveries", ("日期", "应派", "准时"), [("2026-10-03", "10", "11")], ("day", "due", "on_time")
    )
    assert [(r.column, r.reason) for r in made.rejected] == [("准时", "more_than_all")]


def test_rows_without_a_reference_are_known_by_their_content_and_their_count() -> None:
    made = convert(
        "surveys",
        ("工号", "时间", "分"),
        [("KF1", "2026-10-03", "9")] * 2 + [("KF1", "2026-10-03", "8")],
        ("agent", "at", "score"),
    )
    first, second, third = (row[0] for row in made.rows)
    assert len({first, second, third}) == 3
    assert second == f"{first}-2"


def test_dates_with_the_year_last_follow_the_columns_order() -> None:
    rows = [("KF1", "3/10/2026", "9")]
    for order, expected in (("dmy", "2026-10-03"), ("mdy", "2026-03-10")):
        made = convert("surveys", ("工号", "时间", "分"), rows, ("agent", "at", "score"), order)
        assert SHANGHAI.local_text(made.rows[0][2])[:10] == expected
    made = convert("surveys", ("工号", "时间", "分"), rows, ("agent", "at", "score"), "")
    assert [r.reason for r in made.rejected] == ["date_order"]


def test_the_output_names_fields_that_exist() -> None:
    for kind in KINDS.values():
        if kind.name == "totals":  # what is stored of them is derived from several columns
            continue
        assert set(output_of(kind)) - {"in_part"} <= {field.name for field in kind.fields}


cell = st.one_of(st.sampled_from(GOOD), st.text(max_size=6))


@given(st.lists(st.tuples(*[cell] * 10), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows: list[tuple[str, ...]], chance: random.Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    one, other = calls(*rows), calls(*mixed)
    assert sorted(one.rows, key=repr) == sorted(other.rows, key=repr)
    told = [sorted((r.column, r.value, r.reason) for r in made.rejected) for made in (one, other)]
    assert told[0] == told[1]
    assert (one.first, one.last) == (other.first, other.last)
