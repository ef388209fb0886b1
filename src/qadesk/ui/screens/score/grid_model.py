"""The month as a table: an agent in each row, an item or value in each column, then comment and state."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from qadesk.i18n import _
from qadesk.services.scoring import figures
from qadesk.services.scoring.figures import value_meaning, waived_text
from qadesk.services.scoring.forms import (
    NA,
    Evaluation,
    item_name,
    level_text,
    meaning,
    rated_text,
    state_text,
)
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.widgets.badge import TONE_ROLE

NUMBER, NAME, FIRST_ITEM = 0, 1, 2
ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole + 20
LOCKED_ROLE: Final = Qt.ItemDataRole.UserRole + 21
UNSAVED_ROLE: Final = Qt.ItemDataRole.UserRole + 22
UNFIT_ROLE: Final = Qt.ItemDataRole.UserRole + 23
_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex
Place = tuple[int, int]  # row and column


class GridModel(QAbstractTableModel):
    """Reads the book; comments are typed through it, levels are set by the view's keys."""

    def __init__(self, book: ScoreBook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self._shape: tuple[object, ...] | None = None
        book.loaded.connect(self._show_loaded)
        book.entry_changed.connect(self.draw_row)

    def _show_loaded(self) -> None:
        """Loaded again with the same rows and columns, the cursor and an open comment field stay."""
        board = self.book.board
        shape = None if board is None else (board.cycle.code, board.form, tuple(self.book.staff))
        if shape == self._shape and shape is not None:
            self.dataChanged.emit(
                self.index(0, 0), self.index(self.rowCount() - 1, max(0, self.columnCount() - 1))
            )
            return
        self.beginResetModel()
        self._shape = shape
        self.endResetModel()

    def draw_row(self, key: Key) -> None:
        """An entry has changed: its row is read and drawn again."""
        row = self.row_of(key[0])
        if row is not None:
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    @property
    def items(self) -> int:
        """How many columns are rated."""
        return len(self.book.form.items) if self.book.board else 0

    @property
    def values(self) -> int:
        """How many columns are typed."""
        return len(self.book.form.typed) if self.book.board else 0

    @property
    def first(self) -> int:
        """The first column that is rated or typed; the name where there is none, not to type a comment."""
        return FIRST_ITEM if self.items or self.values else NAME

    @property
    def comment_column(self) -> int:
        """Where the comment stands."""
        return FIRST_ITEM + self.items + self.values

    @property
    def state_column(self) -> int:
        """Where it says how far an entry is."""
        return self.comment_column + 1

    def row_of(self, staff_no: str) -> int | None:
        """The row of an agent, if shown."""
        staff = self.book.staff
        return staff.index(staff_no) if staff_no in staff else None

    def key(self, row: int) -> Key:
        """Whose entry a row shows."""
        return self.book.staff[row], None

    def item_code(self, column: int) -> str | None:
        """The item a column rates, None for the others."""
        if FIRST_ITEM <= column < FIRST_ITEM + self.items:
            return self.book.form.items[column - FIRST_ITEM].code
        return None

    def value_code(self, column: int) -> str | None:
        """The value typed in a column, None for the others."""
        at = column - FIRST_ITEM - self.items
        return self.book.form.typed[at].code if 0 <= at < self.values else None

    def code(self, column: int) -> str | None:
        """The item or the value of a column, None for the others."""
        return self.item_code(column) or self.value_code(column)

    def column_of(self, code: str | None) -> int | None:
        """Where an item or a value stands."""
        codes = [i.code for i in (*self.book.form.items, *self.book.form.typed)]
        return FIRST_ITEM + codes.index(code) if code in codes else None

    # ---- where the cursor goes

    def beside(self, at: QModelIndex, *, forward: bool) -> Place | None:
        """The next cell, comments among them, or the one before; None beyond the last and the first."""
        if not at.isValid():
            return None
        row, column, last = at.row(), at.column() + (1 if forward else -1), self.comment_column
        if column > last:
            row, column = row + 1, FIRST_ITEM
        elif column < FIRST_ITEM:
            row, column = row - 1, last
        return (row, column) if 0 <= row < self.rowCount() else None

    def next_to_rate(self, at: QModelIndex) -> Place | None:
        """The next cell in which a digit does something; None after the last."""
        row, column = at.row(), at.column()
        while row < self.rowCount():
            column += 1
            if column >= self.comment_column:
                row, column = row + 1, FIRST_ITEM - 1
            elif self.book.editable(self.key(row), self.code(column)):
                return row, column
        return None

    def first_open(self) -> Place | None:
        """The first cell that still wants a rating or a value; the first of all where none does."""
        for row, entry in enumerate(self.book.entries()):
            for code in (*entry.missing(self.book.form), *entry.lacking(self.book.form)):
                column = self.column_of(code)
                if column is not None and self.book.editable(self.key(row), code):
                    return row, column
        return (0, self.first) if self.rowCount() else None

    # ---- what Qt asks

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.book.staff)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self.book.board is None else self.state_column + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._head(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.value_code(section) else _CENTRE if self.item_code(section) else _LEFT
        return None

    def _head(self, column: int) -> str:
        fixed = {
            NUMBER: _("Staff no."),
            NAME: _("Name"),
            self.comment_column: _("Comment"),
            self.state_column: _("State"),
        }
        if column in fixed:
            return fixed[column]
        code = self.value_code(column)
        if code is None:
            return item_name(self.book.form.items[column - FIRST_ITEM])
        return figures.head_text(self.book.form.value(code))

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        column = index.column()
        typed = index.isValid() and (column == self.comment_column or self.value_code(column) is not None)
        if typed and self.book.editable(self.key(index.row()), self.value_code(column)):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self._data(index, role) if index.isValid() else None

    def _data(self, index: _Index, role: int) -> Any:
        column, key = index.column(), self.key(index.row())
        entry = self.book.entry(key)
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == Qt.ItemDataRole.EditRole:
            value = self.value_code(column)
            return self._value(entry, value) if value else entry.comment
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.value_code(column) else _CENTRE if self.item_code(column) else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(entry, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(entry, column)
        if role == TONE_ROLE and column == self.state_column:
            return state_text(entry, self.book.form)[1]
        if role == LOCKED_ROLE:
            return not self.book.editable(key, self.code(column))
        if role == UNFIT_ROLE:
            return bool(self.book.unfit(key, self.value_code(column) or ""))
        if role == UNSAVED_ROLE:
            return self._unsaved(key, column)
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        code = self.value_code(index.column())
        if code is not None:
            return self.book.type_value(self.key(index.row()), code, str(value))
        if index.column() != self.comment_column:
            return False
        return self.book.set_comment(self.key(index.row()), str(value))

    def _text(self, entry: Evaluation, column: int) -> str:
        code = self.item_code(column)
        if code is not None:
            return level_text(NA if code in entry.exempt else entry.levels.get(code))
        code = self.value_code(column)
        if code is not None:
            return self._value(entry, code) or waived_text(entry, code)
        if column == NUMBER:
            return entry.staff_no
        if column == NAME:
            return entry.name
        if column == self.comment_column:
            return entry.comment.replace("\n", " ")
        return state_text(entry, self.book.form)[0]

    def _value(self, entry: Evaluation, code: str) -> str:
        if code in entry.exempt:
            return level_text(NA)
        unfit = self.book.unfit((entry.staff_no, None), code)
        return unfit or figures.written(self.book.form.value(code), entry.values.get(code))

    def _tip(self, entry: Evaluation, column: int) -> str | None:
        code = self.item_code(column)
        if column == NAME:
            return f"{entry.name}   {entry.team}".strip()
        typed = self.value_code(column)
        if typed is not None:
            unfit = self.book.unfit((entry.staff_no, None), typed)
            return value_meaning(self.book.form, self.book.form.value(typed), entry, unfit, self.book.local)
        if code is None:
            return entry.comment if column == self.comment_column and entry.comment else None
        if code in entry.exempt:
            return _("Not applicable this cycle: it does not apply to this agent.")
        tip = meaning(self.book.form.item(code), entry.levels.get(code))
        remark = entry.remarks.get(code, "")
        return f"{tip}\n{remark}" if remark else tip

    def _spoken(self, entry: Evaluation, column: int) -> str:
        code, text = self.item_code(column), self._text(entry, column)
        if code is not None:
            text = rated_text(
                self.book.form.item(code), NA if code in entry.exempt else entry.levels.get(code)
            )
        said = text or _("empty")
        spoken = [entry.name, f"{self._head(column)}: {said}"]
        if column != self.state_column:
            spoken.append(state_text(entry, self.book.form)[0])
        unfit = self.book.unfit((entry.staff_no, None), self.value_code(column) or "")
        if unfit or self._unsaved((entry.staff_no, None), column):
            spoken.append(_("not saved"))
        return ", ".join(spoken)

    def _unsaved(self, key: Key, column: int) -> bool:
        code = self.code(column)
        return (code is not None or column == self.comment_column) and self.book.unsaved(key, code)
