"""Beside the columns taken: marks of rows that may not count, lines that say how values are meant."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from qadesk.kinds.registry import KINDS
from qadesk.tabular.beside import table_above, told_question
from qadesk.tabular.directory import Directory
from qadesk.tabular.header_doubts import doubtful
from qadesk.tabular.other_rows import OtherRows
from qadesk.tabular.questions import Question
from qadesk.tabular.table import Row
from qadesk.tabular.text import Cell
from qadesk.tabular.unused_columns import UnusedColumns

OFFICE = ZoneInfo("Asia/Shanghai")


def _questions(
    kind: str, headers: list[str], taken: dict[str, int], *blocks: list[list[Cell]], **more: Any
) -> tuple[Question, ...]:
    columns = UnusedColumns(KINDS[kind], headers, taken, **more)
    for block in blocks:
        columns.add(block)
    return columns.questions()


def _asked(kind: str, header: str, words: list[str], **taken: list[Cell]) -> str:
    """The words a question is about, of a column that was not taken beside those that were."""
    headers = [*taken, header]
    cells: list[list[Cell]] = [*taken.values(), list(words)]
    found = _questions(
        kind, headers, {name: at for at, name in enumerate(taken)}, cells, answered=("columns",)
    )
    return found[0].detail["words"].partition(": ")[2] if found else ""


@pytest.mark.parametrize(
    "kind, header, words, asked",
    [
        ("complaints", "工单状态", ["已办结", "已合并"], "“已合并”"),
        ("complaints", "Status", ["Closed", "Cancelled"], "“Cancelled”"),
        ("complaints", "状态", ["已办结", "处理中"], ""),
        ("complaints", "是否重复投诉", ["是", "否"], ""),  # complained again: counts
        ("chats", "是否删除", ["是", "否"], "“是”"),
        ("chats", "是否有效对话", ["是", "否"], "“否”"),
        ("complaints", "工单类型", ["投诉", "咨询"], "“咨询”"),
        ("complaints", "工单类型", ["破损", "催件"], ""),  # what complaints are about
        ("deliveries", "类型", ["普通件", "其中：生鲜件"], "“其中：生鲜件”"),
        ("deliveries", "快递员", ["小赵", "（其中）新人"], "“（其中）新人”"),
        (
            "complaints",
            "Resolution Status",
            ["Done", "Won't fix / Duplicate of 1"],
            "“Won't fix / Duplicate of 1”",
        ),
        ("complaints", "是否剔除", ["是", "否"], "“是”"),
        ("complaints", "Excluded from reporting", ["Yes", "No"], "“Yes”"),
        ("chats", "是否计入考核", ["是", "否"], "“否”"),
        ("incidents", "审核状态", ["已通过", "待审核"], "“待审核”"),
    ],
)
def test_words_that_say_a_row_is_not_to_count_are_asked(
    kind: str, header: str, words: list[str], asked: str
) -> None:
    assert _asked(kind, header, words) == asked


def test_one_answer_settles_all_so_the_question_names_all() -> None:
    cells: list[list[Cell]] = [["作废", "已办结"], ["否", "是"]]
    (asked,) = _questions("complaints", ["工单状态", "是否内部"], {}, cells)
    assert asked.detail["words"] == "“工单状态”: “作废”; “是否内部”: “是”"
    lines = ["时长单位：分钟", "数据来源：呼叫中心", "Time zone: UTC+3"]
    told = told_question(
        KINDS["calls"], ["开始", "通话时长"], {"at": 0, "talk": 1}, lines, ["外呼明细"], OFFICE
    )
    assert told is not None
    assert told.detail["words"] == "“时长单位：分钟”, “Time zone: UTC+3”, “外呼明细”"


def test_a_mark_far_down_the_file_is_seen() -> None:
    blocks: list[list[list[Cell]]] = [[["已办结"] * 1000]] * 100 + [[["已合并"]]]
    (asked,) = _questions("complaints", ["工单状态"], {}, *blocks)
    assert "已合并" in asked.detail["words"]


def test_of_many_words_it_is_said_that_there_are_more() -> None:
    words = ["作废", "测试", "垃圾", "骚扰", "重复"]
    assert _asked("complaints", "工单状态", words) == "“作废”, “测试”, “垃圾”, “骚扰”…"


def test_a_rating_not_given_is_asked_only_where_one_stands() -> None:
    assert _asked("chats", "评价状态", ["已评价", "未评价"], rating=["5", "1"]) == "“未评价”"
    assert _asked("chats", "评价状态", ["已评价", "未评价"], rating=["5", ""]) == ""
    assert _asked("chats", "评价人", ["客户", "系统"], rating=["5", "5"]) == "“系统”"


def test_a_voicemail_is_asked_where_only_the_direction_tells() -> None:
    ways: list[Cell] = ["Incoming", "Incoming Voicemail"]
    assert _asked("calls", "Tags", ["", ""], direction=ways) == "“Incoming Voicemail”"
    assert _asked("calls", "Tags", ["", ""], direction=ways, answered=["yes", "no"]) == ""


@pytest.mark.parametrize(
    "kind, header, line, asked",
    [
        ("calls", "通话时长", "通话明细（时间单位：分钟）", True),
        ("calls", "通话时长(秒)", "通话明细（时间单位：分钟）", False),
        ("calls", "通话时长", "单位：秒", False),
        ("calls", "通话时长", "备注：通话时长按分钟统计", True),
        ("calls", "Talk", "All durations are in minutes", True),
        ("deliveries", "应签收量", "时效日报（单位：百件）", True),
        ("deliveries", "应签收量", "时效日报（单位：件）", False),
        ("calls", "at", "Time zone: UTC+7", True),
        ("calls", "at", "Time zone: UTC+8", False),
        ("calls", "通话时长", "外呼明细", True),
        ("calls", "通话时长", "呼入外呼明细", False),
    ],
)
def test_a_line_that_says_how_values_are_meant_is_asked(
    kind: str, header: str, line: str, asked: bool
) -> None:
    field = "due" if kind == "deliveries" else "at" if header == "at" else "talk"
    question = told_question(KINDS[kind], [header], {field: 0}, [line], [], OFFICE)
    assert (question is not None) is asked


def _rows(*lines: list[Cell]) -> list[Row]:
    return [Row(at, at, tuple(line)) for at, line in enumerate(lines, start=1)]


def test_names_of_columns_with_figures_below_are_a_table_above() -> None:
    assert table_above(_rows(["电话"], ["日期", "客服", "接听量"], ["2026-10-05", "张三", "30"]))
    assert not table_above(
        _rows(["日报"], ["部门", "城东", "制表：李四"], ["2026-10-05", "至", "2026-10-11"])
    )


def test_headings_in_another_order_are_told_from_repeated_ones() -> None:
    rows = OtherRows([("编号", "坐席", "振铃(秒)", "通话(秒)")])
    assert rows.code(("编号", "坐席", "振铃(秒)", "通话(秒)")) == "heading"
    assert rows.code(("编号", "坐席", "通话(秒)", "振铃(秒)")) == "moved"


def _open(kind: str, headers: list[str], *rows: list[Cell], **taken: int) -> str:
    """What is asked of columns of which nothing is known; agents are numbers from 1001 on, and two names."""
    people = Directory([(1, "1001", "张三"), (2, "1002", "李四")])
    cells = list(map(list, zip(*rows, strict=True)))
    found = _questions(kind, headers, taken, cells, find=people.find)
    return next((one.detail["words"] for one in found if one.code == "columns"), "")


@pytest.mark.parametrize(
    "header, words, asked",
    [
        ("接待类型", ["机器人接待", "人工接待"], True),  # nothing is known of it
        ("客户类型", ["客户", "同事"], True),
        ("Merged into", ["", "1"], True),  # filled where something was done to the row
        ("Deleted at", ["", "2026-10-06 08:00"], True),
        ("责任比例", ["0%", "100%"], True),
        ("责任比例(客服/快递员)", ["100%/0%", "0%/100%"], True),
        ("转给", ["", "李四"], True),  # another agent than the row's
        ("坐席", ["张三", "张三"], False),  # the same
        ("状态", ["已办结", "处理中"], False),  # every record goes through these
        ("会话时长", ["0:05:00", "0:01:20"], False),
        ("费用", ["3.20", "5"], False),
        ("流水", ["A10001", "A10002"], False),
        ("渠道", ["微信", "网页"], False),
        ("公司", ["城东", "城东"], False),  # the same in all rows
        ("补充", ["请尽快处理这个包裹", "谢谢"], False),
        ("登记员", ["李四", "王五"], False),
    ],
)
def test_a_column_is_asked_unless_it_certainly_changes_nothing(
    header: str, words: list[str], asked: bool
) -> None:
    rows: list[list[Cell]] = [["1001", word] for word in words]
    assert bool(_open("chats", ["工号", header], *rows, agent=0)) is asked


def test_what_was_said_of_the_columns_is_not_asked_again() -> None:
    cells: list[list[Cell]] = [["机器人", "人工"]]
    assert _questions("chats", ["会话种类"], {}, cells)
    assert _questions("chats", ["会话种类"], {}, cells, answered=("columns",)) == ()


@pytest.mark.parametrize(
    "field, header, doubt",
    [
        ("rating", "满意度(1-5分)", ""),
        ("rating", "满意度（客户）", ""),
        ("rating", "满意度（快递员）", "says_more"),
        ("response", "首次响应时间(秒)", ""),
        ("response", "响应时长(最大)", "says_more"),
        ("response", "等待时长(目标)", "says_more"),
        ("upheld", "是否有责（申诉前）", "says_more"),
        ("agent", "客服（工号）", ""),
        ("agent", "工号（质检员）", "says_more"),
        ("at", "Start Time (PST)", ""),  # zones are asked for by themselves
    ],
)
def test_a_bracket_that_says_more_than_a_unit_makes_a_header_doubtful(
    field: str, header: str, doubt: str
) -> None:
    assert doubtful(field, header, ("首次响应时间", "满意度")) == doubt
