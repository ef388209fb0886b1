"""Telling totals from records, and which column of many platforms is what."""

from __future__ import annotations

from datetime import date

import pytest

from qadesk.tabular.directory import Directory
from qadesk.tabular.guess import SURE
from qadesk.tabular.rejections import Bad
from qadesk.tabular.totals_guess import (
    NO_COUNTS,
    OTHER_TOTALS,
    PIVOT,
    channel_of,
    other_totals,
    totals_columns,
)
from qadesk.tabular.totals_rows import whole_part
from qadesk.tabular.totals_values import (
    mean_time,
    month_span,
    parse_mean_rating,
    parse_rate,
    parse_span,
    span_in_titles,
)

PEOPLE = Directory([(1, "1001", "张三"), (2, "1002", "李四"), (3, "1003", "王五")])
TOTALS = [
    (
        "坐席工号,坐席姓名,日期,呼入总数,呼入接听数,呼入接通率,呼入平均通话时长,呼出总数",
        ("1001,张三,2026-10-01,60,57,95%,00:02:10,12", "1002,李四,2026-10-01,50,40,80%,00:01:40,3"),
        {"agent": "坐席工号", "offered": "呼入总数", "contacts": "呼入接听数"},
    ),
    (
        "客服名称,日期,会话量,有效会话量,平均首次响应时长,平均响应时长,参评量,满意度",
        ("张三,2026-10-01,90,86,12.5秒,20秒,20,98.5%", "李四,2026-10-01,60,52,22.5秒,30秒,10,91.5%"),
        {"contacts": "有效会话量", "response_mean": "平均首次响应时长", "satisfaction": "满意度"},
    ),
    (
        "日期,客服昵称,接待量,参评量,参评率,满意度,解决量,未解决量,解决率",
        ("2026-10-01,张三,86,20,23%,4.85,70,10,87.5%", "2026-10-01,李四,52,10,19%,4.2,40,8,83.33%"),
        {"rating_mean": "满意度", "resolved_count": "解决量", "unresolved_count": "未解决量"},
    ),
    (
        "Agent Name,Date,Offered,Answered,Abandoned,Avg Handle,Avg Talk,Avg ACW,ASA",
        ("张三,2026-10-01,60,57,3,150,130,20,6.5", "李四,2026-10-01,50,40,10,130,100,20,12"),
        {"offered": "Offered", "contacts": "Answered", "talk_mean": "Avg Talk", "response_mean": "ASA"},
    ),
    (
        "日期,客服,咨询人数,接待人数,首次响应时长,非常满意,满意,一般,不满意,很不满意",
        ("2026-10-01,张三,90,86,12.5,15,3,1,1,0", "2026-10-01,李四,60,52,22.5,6,2,1,0,1"),
        {"response_mean": "首次响应时长", "rated_5": "非常满意", "rated_4": "满意", "rated_1": "很不满意"},
    ),
    (
        "周期,工号,接线量,平均通话时长(分),满意度均分,评价数",
        ("2026-10-05~2026-10-11,1001,300,2.1,4.8,120", "2026-10-05~2026-10-11,1002,250,1.9,4.6,80"),
        {"period": "周期", "contacts": "接线量", "rating_mean": "满意度均分", "rated": "评价数"},
    ),
    (
        "工号,日期,接听量,通话时长",  # neither mean nor sum in the header: only a sum is possible
        ("1001,2026-10-01,57,7410", "1002,2026-10-01,40,4000"),
        {"talk_sum": "通话时长"},
    ),
    ("工号,姓名,接待量", ("1001,张三,880", "1002,李四,760"), {"contacts": "接待量", "agent": "工号"}),
]  # fmt: skip
RECORDS = [
    ("通话编号,工号,开始时间,通话次数,平均通话时长", ("c1,1001,2026-10-01 09:00:00,2,60",)),
    ("工号,呼入时间,响应时长,满意度", ("1001,2026-10-01 09:00:00,12,5", "1002,2026-10-01 09:10:00,8,4")),
    ("工号,姓名,班组,入职日期,工龄(月)", ("1001,张三,一组,2020-01-01,58", "1002,李四,一组,2021-01-01,46")),
    ("日期,派件员,应派件数,准时签收,准时率", ("2026-10-01,甲,100,99,99%", "2026-10-01,乙,200,180,90%")),
]


def table(heads: str, rows: tuple[str, ...]) -> tuple[list[str], list[tuple[str, ...]]]:
    return heads.split(","), list(zip(*(row.split(",") for row in rows), strict=True))


@pytest.mark.parametrize(("heads", "rows", "expected"), TOTALS, ids=lambda value: str(value)[:12])
def test_the_columns_of_totals(heads: str, rows: tuple[str, ...], expected: dict[str, str]) -> None:
    headers, samples = table(heads, rows)
    found = totals_columns(headers, samples, PEOPLE)
    assert found is not None
    assert {name: headers[found.at[name]] for name in expected if name in found.at} == expected
    assert not {"平均响应时长", "Avg Handle", "呼出总数"} & {headers[at] for at in found.at.values()}


@pytest.mark.parametrize(("heads", "rows"), RECORDS)
def test_records_are_no_totals(heads: str, rows: tuple[str, ...]) -> None:
    headers, samples = table(heads, rows)
    assert totals_columns(headers, samples, PEOPLE) is None
    assert other_totals(headers, samples, PEOPLE) == ""


@pytest.mark.parametrize(
    ("heads", "rows", "what"),
    [
        ("客服,10月1日,10月2日,10月3日", ("张三,86,90,77", "李四,52,50,61"), PIVOT),
        ("月份,工号,平均响应时长,满意度,投诉率", ("2026-10,1001,12秒,98%,0.5%",), NO_COUNTS),
        ("日期,客服,投诉量,有责投诉数,投诉率", ("2026-10-01,张三,3,1,0.5%",), OTHER_TOTALS),
        ("日期,客服,问卷数,推荐者,贬损者,NPS", ("2026-10-01,张三,30,20,5,50",), OTHER_TOTALS),
    ],
)
def test_what_is_neither_is_recognised(heads: str, rows: tuple[str, ...], what: str) -> None:
    headers, samples = table(heads, rows)
    assert totals_columns(headers, samples, PEOPLE) is None
    assert other_totals(headers, samples, PEOPLE) == what


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["客服统计", "时间：2026-10-01至2026-10-31"], (date(2026, 10, 1), date(2026, 10, 31))),
        (["2026年10月客服接待统计", "导出时间：2026-11-02 09:00"], month_span(2026, 10)),
        (["客服日报_20261003"], (date(2026, 10, 3), date(2026, 10, 3))),
        (["report_2026-10"], month_span(2026, 10)),
        (["2026-09", "2026-10"], None),  # they disagree
        (["客服统计"], None),
        (["Date: 10/01/2026"], None),  # day or month first: nobody can tell
    ],
)
def test_titles_tell_of_which_days(texts: list[str], expected: tuple[date, date] | None) -> None:
    assert span_in_titles(texts) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-10-01", "2026-10-01/2026-10-01"),
        ("2026年10月", "2026-10-01/2026-10-31"),
        ("202610", "2026-10-01/2026-10-31"),
        ("2026/10/5~2026/10/11", "2026-10-05/2026-10-11"),
        ("2026-10-05 - 2026-10-11", "2026-10-05/2026-10-11"),
        ("2026-10-11至2026-10-05", Bad("date")),
        ("", None),
        ("第41周", Bad("date")),
    ],
)
def test_spans_of_cells(cell: str, expected: str | Bad | None) -> None:
    assert parse_span(cell) == expected


def test_means_are_exact_and_implausible_ones_refused() -> None:
    assert mean_time("response_mean", "平均首次响应时长(秒)")("12.345678") == 12_345_678
    assert mean_time("response_mean", "平均首次响应时长(秒)")("12500") == 12_500_000_000  # the header says so
    assert mean_time("response_mean", "平均首次响应时长")("12500") == Bad("implausible_mean")
    assert mean_time("talk_mean", "平均通话时长")("00:02:10") == 130_000_000
    assert mean_time("talk_mean", "平均通话时长(分)")("2.5") == 150_000_000
    assert [parse_mean_rating(cell) for cell in ("4.85", "5分", "0", "98%", "6")] == [
        4_850_000, 5_000_000, None, Bad("rating"), Bad("rating"),
    ]  # fmt: skip
    assert [parse_rate(cell) for cell in ("98.5%", "0.985", "98.5", "120%")] == [
        "0.985", "0.985", "0.985", Bad("rate"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rate", "of", "expected"), [("0.975", 80, 78), ("0.969", 80, None), ("0.9", 10, 9), ("0.5", 2000, None)]
)
def test_a_rate_is_of_a_number_only_if_one_whole_part_fits(rate: str, of: int, expected: int | None) -> None:
    assert whole_part(rate, of) == expected


def test_the_channel_is_what_headers_say_and_nothing_else() -> None:
    assert channel_of(["日期", "接听量"], {"period": 0, "contacts": 1}, []) == "call"
    assert channel_of(["日期", "会话量"], {"period": 0, "contacts": 1}, []) == "chat"
    assert channel_of(["日期", "接待人数"], {"period": 0, "contacts": 1}, ["客服绩效"]) == ""


def test_a_rate_or_mean_of_thousands_is_refused() -> None:
    assert [parse_rate(cell) for cell in ("1,000%", "1,000")] == [Bad("rate"), Bad("rate")]
    assert parse_mean_rating("1,000") == Bad("rating")


@pytest.mark.parametrize(
    "headers, contacts, sure",
    [
        (("30秒内接听数", "接听总数"), "接听总数", True),
        (("30秒应答量", "平均振铃时长"), "30秒应答量", False),
        (("机器人会话数", "人工接待量"), "人工接待量", True),
        (("机器人会话数", "平均首响"), "机器人会话数", False),
        (("累计接待量", "平均首响"), "累计接待量", False),
        (("电话接听量", "在线接待量"), "电话接听量", False),
        (("处理工单数", "平均处理时长"), "", False),
    ],
)
def test_what_counts_a_part_or_more_is_asked(headers: tuple[str, ...], contacts: str, sure: bool) -> None:
    heads = ["客服", "日期", *headers]
    cells = [("1001", "1002"), ("2026-10-01", "2026-10-01"), (40, 30), (35, 25)]
    found = totals_columns(heads, cells, PEOPLE)
    assert (heads[found.at["contacts"]] if found else "") == contacts
    assert (found is not None and found.confidence["contacts"] >= SURE) == sure


def test_a_mean_talk_of_calls_in_both_directions_is_asked() -> None:
    heads = ["坐席", "日期", "呼入接听量", "呼出量", "平均通话时长(秒)"]
    cells = [("1001", "1002"), ("2026-10-01", "2026-10-01"), (40, 30), (20, 10), (100, 90)]
    found = totals_columns(heads, cells, PEOPLE)
    assert found is not None
    assert (found.confidence["talk_mean"] < SURE, found.why["talk_mean"]) == (True, "both_ways")
    heads[4] = "呼入平均通话时长(秒)"
    found = totals_columns(heads, cells, PEOPLE)
    assert found is not None
    assert found.confidence["talk_mean"] >= SURE
