"""The month as a table: an agent in each row, an item or value in each column, then comment and state."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from qadesk.domain.scorecard import Indicator
from qadesk.i18n import _
from qadesk.services.scoring import figures
from qadesk.services.scoring.forms import (
    NA,
    Evaluation,
    Rated,
    item_name,
    level_text,
    meaning,
    rated_text,
    state_text,
)
from qadesk.ui.kit.edit_model import EditColumn, EditModel
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key

NUMBER, NAME, FIRST_ITEM = 0, 1, 2
_FIXED: Final = "-"  # begins the keys of the columns that are neither items nor values
_Index = QModelIndex | QPersistentModelIndex
_Column = EditColumn[ScoreBook, str]  # rows are known by staff number


class GridModel(EditModel[ScoreBook, str]):
    """Reads the book; values and comments are typed through it, levels are set by the view's keys."""

    def __init__(self, book: ScoreBook) -> None:
        super().__init__((), lambda *_typed: None)
        self.book = book
        self._shape: object = None
        book.loaded.connect(self._show_loaded)
        book.entry_changed.connect(self.draw_row)

    def _show_loaded(self) -> None:
        """Loaded again with the same rows and columns, the cursor and an open field stay."""
        book, board = self.book, self.book.board
        shape = None if board is None else (board.cycle.code, board.form, tuple(book.staff))
        if board is not None and shape == self._shape:
            self.editable = not book.closed
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.state_column))
            return
        self._shape = shape
        self.show(None, (), editable=False, columns=())
        if board is not None:
            self.show(book, book.staff, editable=not book.closed, columns=_columns(book))

    def draw_row(self, key: Key) -> None:
        """An entry has changed: its row is read and drawn again."""
        self.redraw((key[0],))

    # ---- what is where

    @property
    def first(self) -> int:
        """The first column that is rated or typed; the name where there is none, not to type a comment."""
        return FIRST_ITEM if self.comment_column > FIRST_ITEM else NAME

    @property
    def comment_column(self) -> int:
        """Where the comment stands."""
        return len(self.columns) - 2

    @property
    def state_column(self) -> int:
        """Where it says how far an entry is."""
        return len(self.columns) - 1

    def key(self, row: int) -> Key:
        """Whose entry a row shows."""
        return self.rows[row], None

    def code(self, column: int) -> str | None:
        """The item or the value of a column, None for the others."""
        key = self.columns[column].key
        return None if key.startswith(_FIXED) else key

    def value(self, column: int) -> Indicator | None:
        """The value typed in a column, None for the others."""
        code = self.code(column)
        return self.book.form.value(code) if code is not None and self.book.form.is_typed(code) else None

    def kind(self, column: int) -> str:
        """What stands in a column: number, name, level, value with its unit, comment or state."""
        value = self.value(column)
        if value is not None:
            return f"value {value.unit}"
        return "level" if self.code(column) else self.columns[column].key.removeprefix(_FIXED)

    def unsaved(self, row: int, column: int) -> bool:
        """Whether what stands in a cell could not be saved."""
        code = self.code(column)
        mine = code is not None or column == self.comment_column
        return mine and self.book.unsaved(self.key(row), code)

    # ---- where the cursor goes

    def beside(self, at: QModelIndex, *, forward: bool) -> QModelIndex:
        """The next cell, comments among them, or the one before; none beyond the last and the first."""
        row, column, last = at.row(), at.column() + (1 if forward else -1), self.comment_column
        if column > last:
            row, column = row + 1, FIRST_ITEM
        elif column < FIRST_ITEM:
            row, column = row - 1, last
        return self.index(row, column) if at.isValid() else at

    def next_to_rate(self, at: QModelIndex, *, down: bool) -> QModelIndex:
        """The next rating that can be given, agent after agent or (`down`) item after item; none at last."""
        rows, items, column = self.rowCount(), len(self.book.form.items), at.column() - FIRST_ITEM
        here = column * rows + at.row() if down else at.row() * items + column
        for number in range(here + 1, rows * items):
            row, column = divmod(number, rows)[::-1] if down else divmod(number, items)
            if self.book.editable(self.key(row), self.code(FIRST_ITEM + column)):
                return self.index(row, FIRST_ITEM + column)
        return QModelIndex()

    def first_open(self) -> QModelIndex:
        """The first cell that still wants a rating or a value; the first of all where none does."""
        for entry in self.book.entries():
            for code in (*entry.missing(self.book.form), *entry.lacking(self.book.form)):
                if self.book.editable((entry.staff_no, None), code):
                    return self.at(entry.staff_no, code)
        return self.index(0, self.first)

    # ---- what Qt asks

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        key, code = self.key(index.row()), self.code(index.column())
        return self.book.type_value(key, code, value) if code else self.book.set_comment(key, value)

    def can_edit(self, index: _Index) -> bool:
        """Whether a field can be opened in a cell."""
        if not index.isValid():
            return False
        typed = index.column() == self.comment_column or self.value(index.column()) is not None
        return typed and self.book.editable(self.key(index.row()), self.code(index.column()))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.AccessibleTextRole and index.isValid():
            return self._spoken(index.row(), index.column())
        return super().data(index, role)

    def _spoken(self, row: int, number: int) -> str:
        book, staff_no, column = self.book, self.rows[row], self.columns[number]
        entry = book.entry((staff_no, None))
        said = column.spoken(book, staff_no) or column.text(book, staff_no) or _("empty")
        spoken = [entry.name, f"{column.header}: {said}"]
        if number != self.state_column:
            spoken.append(state_text(entry, book.form)[0])
        if self.unsaved(row, number) or book.unfit((staff_no, None), self.code(number) or ""):
            spoken.append(_("not saved"))
        return ", ".join(spoken)


def _entry(book: ScoreBook, staff_no: str) -> Evaluation:
    return book.entry((staff_no, None))


def _columns(book: ScoreBook) -> list[_Column]:
    def comment(book: ScoreBook, who: str) -> str:
        return _entry(book, who).comment

    def name_tip(book: ScoreBook, who: str) -> str:
        return f"{_entry(book, who).name}   {_entry(book, who).team}".strip()

    return [
        _Column(f"{_FIXED}number", _("Staff no."), lambda _book, who: who),
        _Column(f"{_FIXED}name", _("Name"), lambda book, who: _entry(book, who).name, tip=name_tip),
        *(_item_column(item) for item in book.form.items),
        *(_value_column(value) for value in book.form.typed),
        _Column(f"{_FIXED}comment", _("Comment"), lambda book, who: comment(book, who).replace("\n", " "),
                typed=comment, tip=comment),
        _Column(f"{_FIXED}state", _("State"), lambda book, who: state_text(_entry(book, who), book.form)[0]),
    ]  # fmt: skip


def _item_column(item: Indicator) -> _Column:
    def given(book: ScoreBook, who: str) -> Rated:
        entry = _entry(book, who)
        return NA if item.code in entry.exempt else entry.levels.get(item.code)

    def tip(book: ScoreBook, who: str) -> str:
        entry = _entry(book, who)
        if item.code in entry.exempt:
            return _("Not applicable this cycle: it does not apply to this agent.")
        said, remark = meaning(item, entry.levels.get(item.code)), entry.remarks.get(item.code, "")
        return f"{said}\n{remark}" if remark else said

    return _Column(
        item.code,
        item_name(item),
        lambda book, who: level_text(given(book, who)),
        tip=tip,
        spoken=lambda book, who: rated_text(item, given(book, who)),
        centred=True,
    )


def _value_column(value: Indicator) -> _Column:
    code = value.code

    def typed(book: ScoreBook, who: str) -> str:
        entry = _entry(book, who)
        if code in entry.exempt:
            return level_text(NA)
        return book.unfit((who, None), code) or figures.written(value, entry.values.get(code))

    def tip(book: ScoreBook, who: str) -> str:
        entry, unfit = _entry(book, who), book.unfit((who, None), code)
        return figures.value_meaning(book.form, value, entry, unfit, book.local)

    return _Column(
        code,
        figures.head_text(value),
        lambda book, who: typed(book, who) or figures.waived_text(_entry(book, who), code),
        typed=typed,
        tip=tip,
        right=True,
    )
