"""Headings of several lines: groups, units, two languages; and what is no heading."""

from __future__ import annotations

import pytest

from qadesk.kinds.registry import KINDS
from qadesk.tabular.heading import heading_of
from qadesk.tabular.table import Row
from qadesk.tabular.text import Cell, normal_header

_KNOWN = frozenset(
    normal_header(word) for kind in KINDS.values() for field in kind.fields for word in field.words
)


def _known(text: str) -> bool:
    parts = text.split(" / ")
    return any(
        normal_header(form) in _KNOWN for form in (text, "".join(parts), "".join(reversed(parts)), parts[-1])
    )


def _rows(*lines: tuple[Cell, ...]) -> list[Row]:
    return [Row(number, number, cells) for number, cells in enumerate(lines, start=1)]


DATA: tuple[Cell, ...] = ("a1", "2026-10-01 09:00:00", 1001.0, "张三", 5.0, 60.0, 5.0)


@pytest.mark.parametrize(
    "lines, at, headers, first",
    [
        (  # groups above, the unit in the upper heading
            [
                ("话务明细", "", "坐席", "", "时长(秒)", "", "评价"),
                ("流水号", "呼入时间", "工号", "姓名", "振铃", "通话", "满意度"),
                DATA,
            ],
            1,
            ("话务明细 / 流水号", "话务明细 / 呼入时间", "坐席 / 工号", "坐席 / 姓名", "时长(秒) / 振铃",
             "时长(秒) / 通话", "评价 / 满意度"),
            2,
        ),
        (  # merged downwards where there is no group
            [
                ("流水号", "呼入时间", "坐席", None, "时长(秒)", None, "满意度"),
                (None, None, "工号", "姓名", "振铃", "通话", None),
                DATA,
            ],
            0,
            ("流水号", "呼入时间", "坐席 / 工号", "坐席 / 姓名", "时长(秒) / 振铃", "时长(秒) / 通话",
             "满意度"),
            2,
        ),
        (  # English above Chinese
            [("employeeId", "name", "department"), ("员工工号", "姓名", "部门"), ("RY001", "甲一", "客服部")],
            0,
            ("员工工号 / employeeId", "姓名 / name", "部门 / department"),
            2,
        ),
        (  # Chinese above English, a title above both
            [("花名册",), ("工号", "姓名", "岗位"), ("Staff no", "Name", "Post"), ("1", "甲一", "客服")],
            1,
            ("工号 / Staff no", "姓名 / Name", "岗位 / Post"),
            3,
        ),
        (  # units on a line of their own
            [("流水号", "工号", "响应时长", "通话时长"), ("", "", "(秒)", "秒"), ("a", "1001", "5", "60")],
            0,
            ("流水号", "工号", "响应时长(秒)", "通话时长(秒)"),
            2,
        ),
        (  # names of people are no second line, nor are cells of data
            [("工号", "姓名", "班组"), ("甲", "乙", "一组"), ("丙", "丁", "二组")],
            0,
            ("工号", "姓名", "班组"),
            1,
        ),
        (  # a Chinese roster under English headers
            [("name", "team", "post"), ("甲一", "客服", "组长"), ("乙二", "客服", "客服")],
            0,
            ("name", "team", "post"),
            1,
        ),
        (  # a title with the date of the export is no group
            [("话务报表", "", "导出时间：2026-10-31"), ("流水号", "工号", "呼入时间"),
             ("a", "1001", "2026-10-01")],
            1,
            ("流水号", "工号", "呼入时间"),
            2,
        ),
        (  # a group above every column
            [("坐席", "评价"), ("工号", "满意度"), ("1001", "5")],
            1,
            ("坐席 / 工号", "评价 / 满意度"),
            2,
        ),
        ([("工号", "姓名", "姓名", ""), ("1", "甲", "乙", "x")], 0, ("工号", "姓名", "姓名 (2)", "[D]"), 1),
    ],
)  # fmt: skip
def test_headings(lines: list[tuple[Cell, ...]], at: int, headers: tuple[str, ...], first: int) -> None:
    found = heading_of(_rows(*lines), at, _known)
    assert (found.headers, found.first) == (headers, first)


def test_a_line_that_does_not_stand_directly_above_is_no_group() -> None:
    rows = [Row(1, 1, ("坐席", "评价")), Row(4, 4, ("工号", "满意度")), Row(5, 5, ("1001", "5"))]
    found = heading_of(rows, 1, _known)
    assert (found.headers, found.first) == (("工号", "满意度"), 2)


def test_the_rows_of_the_heading_are_given_for_pages_that_repeat_them() -> None:
    rows = _rows(("employeeId", "name"), ("员工工号", "姓名"), ("RY001", "甲一"))
    assert [row.line for row in heading_of(rows, 1, _known).rows] == [1, 2]
