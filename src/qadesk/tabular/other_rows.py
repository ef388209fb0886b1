"""Rows within a table that are no records: totals, notes below it, the heading repeated on each page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from qadesk.tabular.header_words import is_known
from qadesk.tabular.text import Cell, cell_text, is_blank, normal_header

_TOTAL = re.compile(
    r"(?:本页|本月|全部|月度?)?(?:合计|总计|小计|共计|总数|汇总|累计|平均|平均值|均值)[:：]?.*|(?:sub|grand)?\s*totals?\b.*|sum\b.*|average\b.*",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"全部|所有|全站|全体|整体|全员|(?:全部|所有|全|整个|本)(?:网点|站点|部门|公司|店铺|技能组|队列|客服组|快递员|小哥)(?:合计|总计|汇总)?"
    r"|(?:all|every|overall)(?:\s*(?:queues?|groups?|skills?|teams?|shops?|couriers?|drivers?))?",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:制表|审核|审批|打印|导出|填表|统计|复核|负责)(?:人|时间|日期)?\s*[:：].*|共\s*\d+\s*[条行笔件].*|第?\s*\d+\s*[页/].*|(?:注|备注|说明)\s*[:：].*"
    r"|(?:printed|exported|generated|prepared|page|note|end of)\b.*|[-=*_—\s]+",
    re.IGNORECASE,
)


_HEADERS: Final = 3  # at least, in a second heading


def is_total(text: str) -> bool:
    """Whether a text stands for a total: 合计, 小计, grand total, average."""
    return _TOTAL.fullmatch(text) is not None


def is_whole(text: str) -> bool:
    """Whether a text in a column of groups or couriers stands for all of them: 全部, 全站, all queues."""
    return _WHOLE.fullmatch(text) is not None


class OtherRows:
    """Tells the rows of one table that are no records."""

    def __init__(self, heading: Iterable[Sequence[str]]) -> None:
        """`heading` are the lines of the heading, each as its texts, and the headers made of them."""
        lines = list(heading)
        self._repeated = frozenset(filter(any, map(_normal_line, lines)))
        self._sorted = frozenset(tuple(sorted(filter(None, line))) for line in self._repeated)
        self._names = frozenset(text for line in self._repeated for text in line)
        self._firsts = frozenset(text for line in lines for text in line if text)

    def code(self, cells: Sequence[Cell], identifying: Iterable[int] = ()) -> str:
        """total, footer or heading for a row that holds no record; "" for one that might.

        moved is a heading whose columns stand in another order: what follows cannot be read by the first.

        `identifying` are the columns that name a record, an agent or a day: a total may be named there, too.
        """
        first = next((text for text in map(cell_text, cells) if text), "")
        if not first or is_total(first) or any(is_total(cell_text(cells[at])) for at in identifying):
            return "total"
        if first in self._firsts and _normal_line(map(cell_text, cells)) in self._repeated:
            return "heading"
        if normal_header(first) in self._names and self._is_moved(cells):
            return "moved"
        if _is_heading([text for text in map(cell_text, cells) if text]):
            return "heading"
        if not _FOOTER.fullmatch(first):
            return ""
        filled = [cell_text(cell) for cell in cells if not is_blank(cell)]
        return "footer" if len(filled) <= 2 and all(_FOOTER.fullmatch(text) for text in filled) else ""

    def _is_moved(self, cells: Sequence[Cell]) -> bool:
        line = _normal_line(map(cell_text, cells))
        names = tuple(sorted(filter(None, line)))
        return len(names) >= _HEADERS and names in self._sorted and line not in self._repeated


def _is_heading(texts: Sequence[str]) -> bool:
    """Whether a row names columns, in whatever language: no figure in it, and most of it known headers."""
    if any(character.isdigit() for text in texts for character in text):
        return False
    return sum(map(is_known, texts)) >= max(_HEADERS, 0.6 * len(texts))


def _normal_line(texts: Iterable[str]) -> tuple[str, ...]:
    """A line of headers to compare, without the empty cells at its end."""
    line = [normal_header(text) for text in texts]
    while line and not line[-1]:
        line.pop()
    return tuple(line)
