"""The headings of a pasted table of indicators, as offices write them, and the lines below them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, cast

from qadesk.i18n import LANGUAGES, speaking
from qadesk.services.designing import row_fields
from qadesk.services.designing.row_fields import KEYS, Key

Lines = Sequence[Sequence[str]]
_PART: Final = "part"  # a column that names the part (section) an indicator belongs to
_NUMBER: Final = "number"  # one that only counts the lines
# Of tables elsewhere, besides those of this one; of several for one column the first listed is it.
_WORDS: Final = {
    "name": (
        "指标 指标名称 考核指标 评价指标 kpi kpi指标 indicator metric measure 名称 name 考核内容 "
        "评价内容 考核项 考核项目 指标项 item criterion"
    ),
    "weight": (
        "权重 权重% 分值 占比 占比% 分数 满分 标准分 配分 基础分 比重 weight weight% weighting points share"
    ),
    "standard": ("标准 目标 目标值 指标值 达标值 考核目标 标准值 standard target targetvalue goal benchmark"),
    "rule": (
        "规则 计分规则 评分规则 评分办法 评分标准 考核标准 评分方法 计分办法 计分方法 计分标准 考核办法 "
        "评分细则 扣分标准 计算方法 rule scoring scoringrule scoringmethod"
    ),
    "source": ("来源 数据来源 数值来源 取数来源 数据出处 source datasource origin"),
    "unit": ("单位 计量单位 unit units"),
    _PART: (
        "考核项目 项目 类别 指标类别 考核类别 维度 考核维度 分类 大类 一级指标 模块 部分 "
        "section category part area dimension group"
    ),
    _NUMBER: ("序号 编号 序 no no. # number nr s/n"),
}


@dataclass(frozen=True)
class Headed:
    """The lines under headings: in the order of KEYS, with the number each has in what was pasted.

    `keys` are the columns there are; `left_out` are headings that mean nothing here.
    """

    lines: list[list[str]]
    numbers: list[int]  # from 1; that of a part is the one of its first indicator
    keys: frozenset[Key]
    left_out: tuple[str, ...]


def under_headings(block: Lines, room: int) -> Headed | None:
    """The lines of a block that begins with a line of headings; None for one that does not.

    The first `room` lines stand in rows that are there already; further ones have their parts before them.
    """
    if len(block) < 2:
        return None
    said = {at: text for at, text in enumerate(block[0]) if text.strip()}
    meant = _columns(said)
    fields: dict[int, Key] = {at: key for at, key in meant.items() if key in KEYS}
    if len(fields) < min(2, len(said)) or not fields or 2 * len(meant) <= len(said):
        return None
    part = next((at for at, key in meant.items() if key == _PART), None)
    width = 1 + max(KEYS.index(key) for key in fields.values())
    lines, numbers, last = list[list[str]](), list[int](), ""
    for number, line in enumerate(block[1:], start=2):
        made = [""] * max(width, 3)
        for at, key in fields.items():
            made[KEYS.index(key)] = line[at].strip() if at < len(line) else ""
        called = line[part].strip() if part is not None and part < len(line) else ""
        if called and called != last and number - 2 >= room:
            lines.append([called, *[""] * (len(made) - 1)])
            numbers.append(number)
        last = called or last
        lines.append(made)
        numbers.append(number)
    left_out = tuple(text.strip() for at, text in said.items() if at not in meant)
    return Headed(lines, numbers, frozenset(fields.values()), left_out)


def _columns(said: dict[int, str]) -> dict[int, str]:
    """What each column is by its heading; each is there once, and a part only beside a name."""
    found: dict[int, str] = {}
    words = {at: _plain(text) for at, text in said.items()}
    for key in (*KEYS, _NUMBER):
        known = _headings(key)
        here = [at for at, word in words.items() if word in known and at not in found]
        if here:
            found[min(here, key=lambda at: known.index(words[at]))] = key
    parts = [at for at, word in words.items() if word in _headings(_PART) and at not in found]
    return found | ({parts[0]: _PART} if parts and "name" in found.values() else {})


@lru_cache
def _headings(key: str) -> tuple[str, ...]:
    """The words for a column, the surest first."""
    own = list[str]()
    for language in LANGUAGES if key in KEYS else ():
        with speaking(language):
            own.append(_plain(row_fields.fields()[KEYS.index(cast(Key, key))].header))
    return tuple(dict.fromkeys((*own, *_WORDS.get(key, "").split())))


def _plain(text: str) -> str:
    return re.sub(r"[\s()（）:：]", "", unicodedata.normalize("NFKC", text)).casefold()
