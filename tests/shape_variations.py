"""The same small export as another system or person would write it: what it means stays the same."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import xlsxwriter

Rows = list[list[str]]

# Other words for a heading, of the same meaning.
SYNONYMS: Final = {
    "话单ID": "通话流水号",
    "通话类型": "呼叫方向",
    "座席工号": "客服工号",
    "开始时间": "呼叫开始时间",
    "振铃时长": "振铃秒数",
    "通话时长": "通话秒数",
    "通话结果": "接听状态",
    "会话编号": "会话ID",
    "会话开始时间": "咨询开始时间",
    "接待人员": "接待客服",
    "首次回复用时": "首次响应时长",
    "评价结果": "满意度评价",
    "问题是否解决": "是否解决",
    "工单编号": "工单号",
    "运单编号": "运单号",
    "发起时间": "投诉时间",
    "要求处理时间": "处理时限",
    "首次处理时间": "首次响应时间",
    "完结时间": "结案时间",
    "处理人": "受理客服",
    "责任判定": "责任认定",
    "提交答卷时间": "答卷时间",
    "日期": "统计日期",
    "快递员": "派件员",
    "应派": "应派件数",
    "按时签收": "准时签收",
    "工号": "客服工号",
    "类型": "类别",
}


def read(path: Path) -> Rows:
    """The cells of a UTF-8 text file with commas."""
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))


def _text(
    rows: Rows, path: Path, *, encoding: str = "utf-8-sig", delimiter: str = ",", quoting: int = 0
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, quoting=quoting).writerows(rows)
    return path


def _book(rows: Rows, path: Path, *more: tuple[str, Rows]) -> Path:
    path = path.with_suffix(".xlsx")
    book = xlsxwriter.Workbook(path)
    for name, content in (("明细", rows), *more):
        sheet = book.add_worksheet(name)
        for at, row in enumerate(content):
            sheet.write_row(at, 0, row)
    book.close()
    return path


def _reordered(rows: Rows, order: list[int]) -> Rows:
    return [[row[at] for at in order] for row in rows]


def columns_reversed(rows: Rows, path: Path) -> Path:
    """The last column first."""
    return _text(_reordered(rows, list(range(len(rows[0])))[::-1]), path)


def columns_shuffled(rows: Rows, path: Path) -> Path:
    """Columns in another order."""
    order = list(range(len(rows[0])))
    random.Random(9).shuffle(order)
    return _text(_reordered(rows, order), path)


def rows_reversed(rows: Rows, path: Path) -> Path:
    """The newest first."""
    return _text([rows[0], *rows[:0:-1]], path)


def synonyms(rows: Rows, path: Path) -> Path:
    """Headings in other words."""
    return _text([[SYNONYMS.get(cell, cell) for cell in rows[0]], *rows[1:]], path)


def slashes(rows: Rows, path: Path) -> Path:
    """2026-10-01 as 2026/10/1."""
    return _text(_dates(rows, lambda year, month, day: f"{year}/{int(month)}/{int(day)}"), path)


def american(rows: Rows, path: Path) -> Path:
    """2026-10-01 as 10/01/2026."""
    return _text(_dates(rows, lambda year, month, day: f"{month}/{day}/{year}"), path)


def dotted(rows: Rows, path: Path) -> Path:
    """2026-10-01 as 01.10.2026."""
    return _text(_dates(rows, lambda year, month, day: f"{day}.{month}.{year}"), path)


def _dates(rows: Rows, form: Callable[[str, str, str], str]) -> Rows:
    def other(cell: str) -> str:
        return re.sub(
            r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", lambda m: form(m[1], f"{m[2]:0>2}", f"{m[3]:0>2}"), cell
        )

    return [rows[0], *([other(cell) for cell in row] for row in rows[1:])]


def empty_columns(rows: Rows, path: Path) -> Path:
    """A column without heading before all others, three empty ones behind."""
    return _text([["", *row, "", "", ""] for row in rows], path)


def remark_column(rows: Rows, path: Path) -> Path:
    """A remark of the office among the columns."""
    return _text([["备注", *rows[0]], *([f"第{at}行", *row] for at, row in enumerate(rows[1:], 1))], path)


def title_above(rows: Rows, path: Path) -> Path:
    """A title and the day of printing above the headings."""
    return _text([["明细表"], ["打印日期：2026-11-02"], [], *rows], path)


def heading_repeated(rows: Rows, path: Path) -> Path:
    """The headings once more in the middle, an empty line before them."""
    middle = len(rows) // 2 + 1
    return _text([*rows[:middle], [], rows[0], *rows[middle:]], path)


def semicolons(rows: Rows, path: Path) -> Path:
    """Semicolons, every cell quoted, no byte order mark."""
    return _text(rows, path, encoding="utf-8", delimiter=";", quoting=csv.QUOTE_ALL)


def utf16_tabs(rows: Rows, path: Path) -> Path:
    """What Excel calls Unicode text."""
    return _text(rows, path, encoding="utf-16", delimiter="\t")


def chinese_windows(rows: Rows, path: Path) -> Path:
    """GB18030, as a Chinese Windows writes it."""
    return _text(rows, path, encoding="gb18030")


def workbook(rows: Rows, path: Path) -> Path:
    """A workbook of text cells with a sheet of notes."""
    return _book(rows, path, ("说明", [["本表由系统导出"], ["如有疑问请联系管理员"]]))


def spaces(rows: Rows, path: Path) -> Path:
    """Spaces, ideographic ones too, round the cells."""
    return _text([[f" {cell}　" if cell else " " for cell in row] for row in rows], path)


VARIATIONS: Final = (
    columns_reversed,
    columns_shuffled,
    rows_reversed,
    synonyms,
    slashes,
    american,
    dotted,
    empty_columns,
    remark_column,
    title_above,
    heading_repeated,
    semicolons,
    utf16_tabs,
    chinese_windows,
    workbook,
    spaces,
)
# Plain files of every kind: nothing in them depends on the order of rows or columns.
PLAIN: Final = (
    "call_directions_states.csv",
    "chat_wecom.csv",
    "ticket_branch_desk.csv",
    "survey_wjx.csv",
    "delivery_couriers_subtotals.csv",
    "pair_week_reimported.csv",
)
