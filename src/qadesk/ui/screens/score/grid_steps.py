"""Where the cursor of the grid goes next: along the row, agent after agent, to what is still open."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex

from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.screens.score.grid_model import FIRST_ITEM, GridModel

Place = tuple[int, int]  # row and column


def beside(model: GridModel, at: QModelIndex, *, forward: bool) -> Place | None:
    """The next cell, comments among them, or the one before; None beyond the last and the first."""
    if not at.isValid():
        return None
    row, column, last = at.row(), at.column() + (1 if forward else -1), model.comment_column
    if column > last:
        row, column = row + 1, FIRST_ITEM
    elif column < FIRST_ITEM:
        row, column = row - 1, last
    return (row, column) if 0 <= row < model.rowCount() else None


def next_to_rate(model: GridModel, at: QModelIndex) -> Place | None:
    """The next cell that can be rated; None after the last."""
    row, column = at.row(), at.column()
    while row < model.rowCount():
        column += 1
        if column >= model.comment_column:
            row, column = row + 1, FIRST_ITEM - 1
        elif model.can_rate(row, column):
            return row, column
    return None


def first_open(book: ScoreBook) -> tuple[Key, str] | None:
    """The first entry and item that still wants a rating or a value; None where none does."""
    for entry in book.entries():
        key = (entry.staff_no, None)
        for code in (*entry.missing(book.form), *entry.lacking(book.form)):
            if book.editable(key, code):
                return key, code
    return None
