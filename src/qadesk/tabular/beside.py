"""Lines around a table that may change its meaning: a unit, a time zone, a direction, whose data they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from itertools import pairwise
from typing import Final

from qadesk.i18n import _
from qadesk.kinds.kind import Kind
from qadesk.tabular.durations import duration_unit
from qadesk.tabular.questions import TOLD, Choice, Question
from qadesk.tabular.table import Row
from qadesk.tabular.text import cell_text, is_blank
from qadesk.tabular.zones import is_of, named_zone

TWO_TABLES: Final = "two_tables"
AS_IS: Final = "as_is"
_FEWEST: Final = 3  # cells in a row of a table
_UNIT: Final = re.compile(
    r"时[长间][^。；;]{0,4}[按以]\s*(?:毫秒|分钟?|小?时|天)(?:为单位|统计|计算|计|显示)"
    r"|单位\s*[为是:：]?\s*(?:均?[为是])?\s*(?:毫秒|分|小?时|天|[十百千万])|(?:durations?|times?|values?|figures?|units?|counts?)"
    r"[^.;]{0,20}(?:\bin|[:=])\s*(?:milliseconds|ms|minutes|mins?|hours|hundreds|thousands)\b",
    re.IGNORECASE,
)
_COUNTS: Final = re.compile(r"[十百千万](?:件|票|单|个|通|次|条|人|$)|hundreds|thousands", re.IGNORECASE)
_ZONED: Final = re.compile(r"time ?zone|时区|\btimes?\b|时间|UTC|GMT", re.IGNORECASE)
_OUT: Final = re.compile(r"外呼|呼出|去电|outbound|outgoing", re.IGNORECASE)
# Not what agents did in the month: what was wanted or foreseen, what a robot did, what was deleted.
_OTHER_DATA: Final = re.compile(
    r"目标|计划值|预测|累计|抽样|抽检|机器人|已?删除|作废|测试数据|测试用|无效|草稿|样例|示例|模拟数据|上月|去年|同期"
    r"|(?<![a-z])(?:targets?|forecast|mtd|month to date|sampled?|bots?|deleted|voided|test data|draft|dummy"
    r"|last month|last year)(?![a-z])",
    re.IGNORECASE,
)
_IN: Final = re.compile(r"呼入|来电|进线|inbound|incoming", re.IGNORECASE)


def table_above(rows: Sequence[Row]) -> bool:
    """Whether lines above a heading are a table of their own: names of columns, and figures below them."""
    for upper, lower in pairwise(rows):
        names, cells = ([cell for cell in row.cells if not is_blank(cell)] for row in (upper, lower))
        if min(len(names), len(cells)) < _FEWEST or not all(isinstance(cell, str) for cell in names):
            continue
        named = not any(c.isdigit() or c in ":：" for name in names for c in cell_text(name))
        figures = [cell for cell in cells if any(c.isdigit() for c in cell_text(cell))]
        if named and len(figures) >= 2:
            return True
    return False


def lines_around(above: Iterable[Row], below: Iterable[Row]) -> list[str]:
    """The texts above a table, and of the lines below that hold a single one."""
    texts = [cell_text(cell) for row in above for cell in row.cells if not is_blank(cell)]
    for row in below:
        filled = [cell for cell in row.cells if not is_blank(cell)]
        texts += [cell_text(cell) for cell in filled] if len(filled) == 1 else []
    return texts


def told_question(
    kind: Kind,
    headers: Sequence[str],
    columns: Mapping[str, int],
    lines: Sequence[str],
    names: Iterable[str],
    office: tzinfo | None,
) -> Question | None:
    """What has to be asked of the lines around a table; `names` are the sheet's and the file's."""
    outbound = kind.name == "calls" and "direction" not in columns
    said = [
        text
        for text in lines
        if _unit_untold(kind, headers, columns, text) or _other_zone(kind, headers, columns, text, office)
    ]
    said += [text for text in (*lines, *names) if _OTHER_DATA.search(text)]
    if outbound:
        said += [text for text in (*lines, *names) if _OUT.search(text) and not _IN.search(text)]
    if not said:
        return None
    return Question(TOLD, "", "", (Choice(AS_IS),), {"words": quoted(said)})


def _unit_untold(kind: Kind, headers: Sequence[str], columns: Mapping[str, int], text: str) -> bool:
    found = _UNIT.search(text)
    if found is None:
        return False
    if _COUNTS.search(text[found.start() :]):
        return kind.name in ("deliveries", "totals")
    lengths = [name for name in columns if kind.field(name).type in ("duration", "mean_time")]
    return any(not duration_unit(headers[columns[name]]) for name in lengths)


def _other_zone(
    kind: Kind, headers: Sequence[str], columns: Mapping[str, int], text: str, office: tzinfo | None
) -> bool:
    moments = [name for name in columns if kind.field(name).type in ("moment", "clock")]
    if not moments or office is None or not _ZONED.search(text) or named_zone(text) is None:
        return False
    return not is_of(office, text) and any(named_zone(headers[columns[name]]) is None for name in moments)


def quoted(words: Iterable[str], most: int | None = None) -> str:
    """Different words as a question shows them, in their order."""
    several = list(dict.fromkeys(words))
    return _(", ").join(f"“{word}”" for word in several[:most]) + ("…" if several[most:] and most else "")
