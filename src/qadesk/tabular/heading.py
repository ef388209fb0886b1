"""The lines a heading is made of: groups above it, units below it, the same in a second language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from qadesk.tabular.table import Row
from qadesk.tabular.text import Cell, cell_text, is_blank

BETWEEN: Final = " / "  # a group and a column of it, or a header in Chinese and the same in English
_LEVELS: Final = 2  # of groups above a header
_UNIT = re.compile(
    r"[(\[]?(?:秒|分钟?|小时|毫秒|天|个|次|件|票|元|条|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|ms|%|hh:mm:ss|mm:ss"
    r"|h:mm:ss|yyyy.*|时:分:秒|年.月.日)[)\]]?"
)
_DIGIT = re.compile(r"\d")
_NOTE = re.compile(r".*[:：].*|.{31,}", re.DOTALL)  # 导出时间：…, and whole sentences


@dataclass(frozen=True)
class Heading:
    """The header of each column, the rows it was read from, and the index of the first row of data."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    first: int


def heading_of(rows: Sequence[Row], at: int, known: Callable[[str], bool]) -> Heading:
    """The headers, the rows they were read from (a table of several pages repeats them), where data begin.

    `at` is the row that looks most like a header; `known` says whether a text is a header that some field is
    known by: it tells a second line from data.
    """
    width = _width(rows, at)
    lines = [at]
    texts = _texts(rows[at], width)
    above = at - 1
    if above >= 0 and _adjacent(rows, above):
        upper = _texts(rows[above], width)
        if _two_languages(upper, texts, known):
            texts, lines = _joined(upper, texts), [above, *lines]
            above -= 1
            upper = _texts(rows[above], width) if above >= 0 and _adjacent(rows, above) else [""] * width
        for _level in range(_LEVELS):
            if not _is_group(upper, texts):
                break
            texts, lines = _grouped(_spread(upper), texts), [above, *lines]
            above -= 1
            upper = _texts(rows[above], width) if above >= 0 and _adjacent(rows, above) else [""] * width
    below = at + 1
    if below < len(rows) and _adjacent(rows, at):
        lower = _texts(rows[below], width)
        if _two_languages(texts, lower, known):
            texts, lines, below = _joined(texts, lower), [*lines, below], below + 1
        elif _is_lower(texts, lower, known):
            texts, lines, below = _grouped(_spread(texts, lower), lower), [*lines, below], below + 1
    if below < len(rows) and _adjacent(rows, below - 1):
        units = _texts(rows[below], width)
        if any(units) and all(_UNIT.fullmatch(unit.lower()) for unit in units if unit):
            texts = [
                f"{text}({unit.strip('()[]')})" if unit else text
                for text, unit in zip(texts, units, strict=True)
            ]
            lines, below = [*lines, below], below + 1
    return Heading(distinct(texts), tuple(rows[line] for line in lines), below)


def distinct(texts: Sequence[str]) -> tuple[str, ...]:
    """Headers made different from one another; a nameless column is called by its letter."""
    seen: dict[str, int] = {}
    result: list[str] = []
    for index, text in enumerate(texts):
        name = text or f"[{column_letter(index)}]"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(result)


def column_letter(index: int) -> str:
    """A column's letter in a spreadsheet, A for 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _width(rows: Sequence[Row], at: int) -> int:
    """As many columns as the header has, or most rows below it."""
    widths = [len(row.cells) for row in rows[at + 1 :]]
    usual = max(set(widths), key=lambda width: (widths.count(width), width)) if widths else 0
    return max(len(rows[at].cells), usual)


def _texts(row: Row, width: int) -> list[str]:
    cells = row.cells[:width]
    texts = [" ".join(cell_text(cell).split()) for cell in cells]
    return texts + [""] * (width - len(texts))


def _adjacent(rows: Sequence[Row], upper: int) -> bool:
    """Whether a row stands directly above the next, both of nothing but text."""
    if upper + 1 >= len(rows) or rows[upper].last_line + 1 != rows[upper + 1].line:
        return False
    return all(_is_text(cell) for row in rows[upper : upper + 2] for cell in row.cells)


def _is_text(cell: Cell) -> bool:
    return is_blank(cell) or isinstance(cell, str)


def _two_languages(upper: Sequence[str], lower: Sequence[str], known: Callable[[str], bool]) -> bool:
    """Whether two lines say the same in two languages: one Chinese, one not, and both are headers."""
    pairs = [(a, b) for a, b in zip(upper, lower, strict=True) if a and b]
    filled = max(sum(map(bool, upper)), sum(map(bool, lower)))
    if len(pairs) < 2 or len(pairs) < 0.7 * filled:
        return False
    if any(_DIGIT.search(text) and not known(text) for pair in pairs for text in pair):
        return False
    differ = sum(_chinese(a) != _chinese(b) for a, b in pairs)
    same_way = max(sum(_chinese(a) for a, _b in pairs), sum(_chinese(b) for _a, b in pairs))
    if differ < 0.8 * len(pairs) or same_way < 0.8 * len(pairs):
        return False
    return all(
        2 * sum(known(text) for text in line if text) >= sum(map(bool, line)) for line in (upper, lower)
    )


def _is_group(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether a line above the header names groups of columns: several short names, none with figures."""
    filled = [text for text in upper if text]
    if len(filled) < 2 or len(filled) > sum(map(bool, lower)):
        return False
    return not any(_NOTE.fullmatch(text) or _DIGIT.search(text) for text in filled)


def _is_lower(upper: Sequence[str], lower: Sequence[str], known: Callable[[str], bool]) -> bool:
    """Whether a line below the header divides some of its columns: it names some that are nameless above."""
    filled = [text for text in lower if text]
    if len(filled) < 2 or any(_DIGIT.search(text) for text in filled):
        return False
    named = sum(not above and bool(text) for above, text in zip(upper, lower, strict=True))
    left_out = sum(bool(above) and not text for above, text in zip(upper, lower, strict=True))
    names = [
        f"{above}{BETWEEN}{text}" if above else text
        for above, text in zip(_spread(upper, lower), lower, strict=True)
        if text
    ]
    recognised = sum(known(name) or known(name.rpartition(BETWEEN)[2]) for name in names)
    return named > 0 and (left_out > 0 or named < len(filled)) and 2 * recognised >= len(filled)


def _spread(upper: Sequence[str], lower: Sequence[str] | None = None) -> list[str]:
    """Groups carried to the right, as a merged cell stands over several columns."""
    result: list[str] = []
    group = ""
    for index, text in enumerate(upper):
        ends = lower is not None and not lower[index]
        group = text or ("" if ends else group)
        result.append(group)
    return result


def _grouped(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    return [
        f"{group}{BETWEEN}{text}" if group and text and group != text else text or group
        for group, text in zip(upper, lower, strict=True)
    ]


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two languages as "中文 / English"."""
    return [
        (f"{a}{BETWEEN}{b}" if _chinese(a) else f"{b}{BETWEEN}{a}") if a and b and a != b else a or b
        for a, b in zip(upper, lower, strict=True)
    ]


def _chinese(text: str) -> bool:
    return any("\u2e80" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff" or c >= "\U00020000" for c in text)
