"""How wide the columns of the grid are, by what stands in them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from qadesk.ui.screens.score.grid_model import FIRST_ITEM, NAME, NUMBER, GridModel
from qadesk.ui.theme import GRID, SMALL, font

COMMENT = 14 * GRID  # at least
_STATE = 18 * GRID
_ITEM = 12 * GRID
_WIDEST_ITEM = 18 * GRID
_WIDEST_NAME = 20 * GRID
_FEW = 8  # from more columns on each has the same width


def needed(model: GridModel) -> dict[int, int]:
    """The width of every column but the comment's, which has what is left; nothing without a month."""
    if not model.columnCount():
        return {}
    body, small = QFontMetrics(font()), QFontMetrics(font(SMALL))

    def head(column: int) -> int:
        text = model.headerData(column, Qt.Orientation.Horizontal)
        return small.horizontalAdvance(str(text)) + 3 * GRID

    widths = {}
    for column in (NUMBER, NAME):
        texts = [e.staff_no if column == NUMBER else e.name for e in model.book.entries()]
        widest = max((body.horizontalAdvance(text) for text in texts), default=0) + 3 * GRID
        widths[column] = min(max(widest, head(column)), _WIDEST_NAME)
    widest = _ITEM if model.comment_column - FIRST_ITEM > _FEW else _WIDEST_ITEM
    for column in range(FIRST_ITEM, model.comment_column):
        widths[column] = min(max(head(column), _ITEM), widest)
    return widths | {model.state_column: _STATE}
