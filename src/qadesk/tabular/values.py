"""Counts, recommendations and single lengths of time, each told from its many spellings."""

from __future__ import annotations

import re
from typing import Final

from qadesk.tabular import durations, meaning_words
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import NO_VALUE, Cell, cell_text

_UNRATED: Final = NO_VALUE | frozenset(
    word for word, meaning in meaning_words.EXACT["rating"].items() if meaning == "open"
)


def duration_unit(header: str) -> int:
    """Milliseconds in the unit a header names, such as 响应时长(分钟) or "Talk time (min)"; seconds if it names none."""
    return durations.UNITS[durations.duration_unit(header) or "s"]


def parse_duration(cell: Cell, unit_ms: int = 1000) -> int | Bad | None:
    """Milliseconds of a length of time; bare numbers count in `unit_ms`; None for an empty cell."""
    unit = next(name for name, length in durations.UNITS.items() if length == unit_ms)
    return durations.DurationReading(unit, "h:m" if unit == "h" else "m:s").length(cell)


def parse_score(cell: Cell) -> int | Bad | None:
    """A recommendation of 0 to 10; None for an empty cell."""
    word = _word(cell)
    if not word or word in _UNRATED:
        return None
    number = _whole(re.sub(r"(?:分|points?|/10)$", "", word))
    return number if number is not None and 0 <= number <= 10 else Bad("score")


def parse_count(cell: Cell) -> int | Bad | None:
    """A whole number from 0; None for an empty cell."""
    word = _word(cell)
    if not word or word in NO_VALUE:
        return None
    number = _whole(re.sub(r"[件票条个单次]$", "", word))
    if number is None:
        return Bad("whole_number")
    return number if 0 <= number < 10**12 else Bad("negative" if number < 0 else "whole_number")


def _word(cell: Cell) -> str:
    return re.sub(r"\s+|(?<=[a-z])[-_](?=[a-z])", "", cell_text(cell, wide=True).lower())


def _whole(text: str) -> int | None:
    number = durations.bare_number(text)
    return int(number) if number is not None and number.is_integer() else None
