"""What a cell can be, and its text as a person would read it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias

Cell: TypeAlias = str | float | int | bool | datetime | date | time | timedelta | None

_INVISIBLE: Final = str.maketrans("", "", "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\x00")
_FORMULA_TEXT = re.compile(r'="(.*)"')  # how Excel users keep leading zeros in a CSV


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set to look in."""
    return frozenset(text.split())


NO_VALUE: Final = word_set(
    "- -- --- — —— – / \\ . n/a na null none nil nan #n/a 无 空 暂无 未知 未填 未填写 不详 (空) (null) (none)"
)


def cell_text(cell: Cell, *, wide: bool = False) -> str:
    """A cell as text, trimmed; whole numbers without ".0". With `wide`, full-width letters become plain."""
    if isinstance(cell, str):
        text = cell.translate(_INVISIBLE).strip().lstrip("'")
        if text.startswith("=") and (match := _FORMULA_TEXT.fullmatch(text)):
            text = match[1].strip()
        return unicodedata.normalize("NFKC", text).strip() if wide and not text.isascii() else text
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "milliseconds" if cell.microsecond else "seconds")
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Whether a person would see nothing in the cell."""
    return cell is None or (isinstance(cell, str) and not cell_text(cell))


def normal_header(text: str) -> str:
    """A header without what differs between exports: case, blanks, punctuation, bracketed units."""
    plain = unicodedata.normalize("NFKC", text).lower()
    bare = re.sub(r"[(\[{【][^)\]}】]*[)\]}】]", " ", plain)
    kept = bare if bare.strip() else plain
    return re.sub(r"[\s_\-/\\.,:;*#'\"?!。、，：；]+", "", kept)
