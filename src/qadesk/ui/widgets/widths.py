"""How columns of a table share the width there is."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QFontMetrics

from qadesk.ui.theme import GRID, font
from qadesk.ui.widgets.badge import TONE_ROLE, badge_width

_SAMPLE: Final = 200  # rows measured for a column's width
_MEASURED: Final = 2_400  # cells of all columns together: of a very wide table fewer rows
ARROW: Final = 2 * GRID  # the room it takes beside a heading, in logical pixels
_WIDEST: Final = 320
_TOLD_APART: Final = 20 * GRID
_PADDING: Final = 2 * GRID + 2  # left and right of a text together, and what rounding takes
_DIGIT: Final = re.compile("[1-9]")
HEAD_LEAST: Final = 7 * GRID  # to which a heading gives way: some five letters; its tool tip says the rest

Cells = Sequence[tuple[str, bool]]  # texts, and whether they are drawn as badges


@dataclass(frozen=True)
class Need:
    """What one column takes, in logical pixels.

    `bare` holds every cell whole and the beginning of the heading, `tight` all of the heading, `airy` some
    air beside it. With a `least` the cells may be cut short down to it. `grows` where it takes what is left.
    """

    bare: int
    tight: int
    airy: int
    least: int | None = None
    grows: bool = False


def sample(columns: int) -> int:
    """How many rows are measured for the widths of so many columns, in the time between two pictures."""
    return min(_SAMPLE, max(_MEASURED // max(columns, 1), 1))


def widest_cell(cells: Cells) -> int:
    """The pixels that cells take."""
    body = QFontMetrics(font())
    # Digits are tabular, so what differs in nothing but digits is measured once.
    looks = {(_DIGIT.sub("0", text), badge) for text, badge in cells}
    widths = (badge_width(body, t) if badge else body.horizontalAdvance(t) for t, badge in looks)
    return min(max(widths, default=0), _WIDEST)


def told_apart(cells: Cells) -> int:
    """The pixels in which cells that are cut short still differ, as far as that takes no more than a name."""
    body = QFontMetrics(font())
    widths = [
        body.horizontalAdvance(f"{other[: _common(one, other) + 1]}…") + _PADDING
        for one, other in pairwise(sorted({text for text, _badge in cells}))
    ]
    return max((width for width in widths if width <= _TOLD_APART), default=0)


def _common(one: str, other: str) -> int:
    """With how many letters both begin."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def cells_of(model: QAbstractItemModel, number: int, rows: int) -> Cells:
    """The texts of a column's first rows, and whether they are drawn as badges."""
    indexes = (model.index(row, number) for row in range(min(model.rowCount(), rows)))
    return [(str(index.data() or ""), bool(index.data(TONE_ROLE))) for index in indexes]


def measured(widest: int, title: int, *, least: int, sorts: bool, wraps: bool) -> Need:
    """What a column takes by its `widest` cell and the width of its heading.

    `least`: of any column. One it `sorts` by has an arrow; a heading that `wraps` is never cut short.
    """
    arrow = ARROW if sorts else 0
    tight = max(widest, title + arrow, least - _PADDING) + _PADDING
    bare = tight if wraps else min(tight, max(widest + _PADDING, HEAD_LEAST + arrow))
    return Need(bare, tight, max(widest, title + ARROW) + _PADDING + GRID)


def share_out(needs: Mapping[int, Need], room: int) -> dict[int, int]:
    """Widths of columns that fill `room`, or more than that where nothing is left to give way.

    The air between columns gives way first, then the columns that may be cut short, then the headings;
    nothing is cut short where the table has to be scrolled sideways all the same.
    """
    airy = sum(need.airy for need in needs.values())
    tight = sum(need.tight for need in needs.values())
    if airy <= room:
        growing = sum(need.grows for need in needs.values())
        more = (room - airy) // growing if growing else 0
        return {n: need.airy + (more if need.grows else 0) for n, need in needs.items()}
    if tight <= room:
        air = (room - tight) / (airy - tight)
        return {n: need.tight + int((need.airy - need.tight) * air) for n, need in needs.items()}
    widths = {n: need.tight for n, need in needs.items()}
    cut_most = sum(n.bare if n.least is None else min(n.least, n.tight) for n in needs.values())
    if cut_most > room:
        return widths
    _cut(widths, {n: need.tight - need.least for n, need in needs.items() if need.least is not None}, room)
    _cut(widths, {n: need.tight - need.bare for n, need in needs.items() if need.least is None}, room)
    return widths


def _cut(widths: dict[int, int], spare: Mapping[int, int], room: int) -> None:
    """Take what is too much from the columns that can spare some, from each its share."""
    most = sum(max(0, n) for n in spare.values())
    share = min(1.0, (sum(widths.values()) - room) / max(1, most))
    if share > 0:
        for number, able in spare.items():
            widths[number] -= math.ceil(max(0, able) * share)
