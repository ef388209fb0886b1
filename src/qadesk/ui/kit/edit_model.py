"""What an editable table shows, described by its columns; how it is typed in says `edit_table`.

`EditColumn`s say of a state what each cell shows and how typed text changes it; the state itself (a
scorecard, a ladder, targets) is never changed in place. `EditModel` reads it and takes what is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Generic

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from qadesk import formats
from qadesk.errors import NotTaken
from qadesk.formats import spoken
from qadesk.i18n import _
from qadesk.services.table_fields import R, S, TableField, no_text
from qadesk.tabular.clipboard import Grid

_Index = QModelIndex | QPersistentModelIndex
_MOVE: Final = Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
LOOK_ROLE: Final = Qt.ItemDataRole.UserRole + 31
_READ: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TEXT, _TYPED = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole


@dataclass(frozen=True)
class Look:
    """How a cell looks. `tone` marks a corner: something is wrong with it; `note` stands opposite its text.

    `muted` None: where it cannot be changed although its column can.
    """

    bold: bool = False
    muted: bool | None = None
    head: bool = False  # of a row that stands out
    indent: int = 0  # in pixels
    tone: str | None = None
    note: str = ""


def _plain(_state: Any, _row: Any) -> Look:
    return Look()


@dataclass(frozen=True)
class EditColumn(TableField[S, R]):
    """One column: a field, and how its cells look; without `put` it is never changed in place."""

    placeholder: Callable[[S, R], str] = no_text  # of the field
    look: Callable[[S, R], Look] = _plain
    tip: Callable[[S, R], str] = no_text
    spoken: Callable[[S, R], str] = no_text  # also its tool tip; otherwise the row's name, header and text
    right: bool = False  # aligned, as figures are
    centred: bool = False
    wraps: bool = False  # shown and typed in several lines
    width: int = 0  # least, in pixels; more where larger texts are wanted
    grows: bool = False  # takes what the others leave

    @property
    def align(self) -> Qt.AlignmentFlag:
        """How its cells and its header are aligned."""
        if self.centred:
            return Qt.AlignmentFlag.AlignCenter
        side = Qt.AlignmentFlag.AlignRight if self.right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class EditModel(QAbstractTableModel, Generic[S, R]):
    """Shows a state; what is typed goes to `put(state, row, key, typing)`, whose owner shows it again.

    `typing`: with one key among others, in contrast to what was pasted or chosen at once.
    """

    refused = Signal(str, str)  # why something typed was not taken, and the code of it
    taken = Signal()  # something typed was

    def __init__(
        self,
        columns: Sequence[EditColumn[S, R]],
        put: Callable[[S, R, str, bool], object],
        named: Callable[[S, R], str] = no_text,
    ) -> None:
        """`named` says what a row is called when one of its cells is read out."""
        super().__init__()
        self._named = named
        self.columns = tuple(columns)
        self.rows: tuple[R, ...] = ()
        self.state: S | None = None
        self.editable = False
        self.movable = False  # whether rows can be dragged
        self._put = put
        self._before: tuple[S, R, str] | None = None  # the state a piece of typing began with, and where
        self._row_numbers: dict[R, int] = {}
        self._left: dict[tuple[R, str], tuple[str, str]] = {}  # why cells were left, and what stood there
        self.why_not = ("", "")  # why what was typed last is not taken, and the code of it; "" where it is

    # ---- what is shown

    def show(
        self,
        state: S | None,
        rows: Iterable[R],
        *,
        editable: bool,
        changed: Iterable[R] | None = None,
        columns: Sequence[EditColumn[S, R]] | None = None,
    ) -> None:
        """Show a state; with the same rows and columns, and more or fewer rows below, the cursor stays.

        So does an open field. `changed`: the rows that may look otherwise, where not all of them do.
        """
        rows, columns = tuple(rows), self.columns if columns is None else tuple(columns)
        heads = [(column.key, column.header) for column in columns]
        before, now = len(self.rows), len(rows)
        common = min(before, now)
        same = heads == [(column.key, column.header) for column in self.columns]
        same = same and rows[:common] == self.rows[:common] and (common > 0 or before == now)
        if not same or state is None:
            self._left = {}
        if not same:
            self.beginResetModel()
        elif now > before:
            self.beginInsertRows(QModelIndex(), before, now - 1)
        elif now < before:
            self.beginRemoveRows(QModelIndex(), now, before - 1)
        self.state, self.rows, self.columns, self.editable = state, rows, columns, editable
        self._row_numbers = {row: number for number, row in enumerate(rows)}
        if not same:
            self.endResetModel()
            return
        if now > before:
            self.endInsertRows()
        elif now < before:
            self.endRemoveRows()
        self.redraw(rows if changed is None else changed)

    def redraw(self, rows: Iterable[R]) -> None:
        """Redraw these rows: a whole table takes longer than the next key."""
        for row in rows:
            number = self._row_numbers.get(row)
            if number is not None:
                self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))

    def row_of(self, row: R) -> int | None:
        """Where a row stands."""
        return self._row_numbers.get(row)

    def column_of(self, key: str) -> int:
        """Where a column stands. Raises ValueError for none of the columns."""
        return [column.key for column in self.columns].index(key)

    def row_name(self, row: R) -> str:
        """What a row is called; nothing where rows have no names."""
        return "" if self.state is None else self._named(self.state, row)

    def at(self, row: R, key: str) -> QModelIndex:
        """The cell of a row and column; no index for what is not shown."""
        number = self.row_of(row)
        keys = [column.key for column in self.columns]
        return self.index(number, keys.index(key)) if number is not None and key in keys else QModelIndex()

    def can_edit(self, index: _Index) -> bool:
        """Whether a cell can be changed in place."""
        if self.state is None or not self.editable or not index.isValid():
            return False
        column = self.columns[index.column()]
        return column.put is not None and column.editable(self.state, self.rows[index.row()])

    def look(self, row: R, column: EditColumn[S, R]) -> Look:
        """How a cell looks."""
        assert self.state is not None
        look = column.look(self.state, row)
        if self.why_left(row, column):
            look = replace(look, tone="bad")
        if look.muted is None and self.editable and column.put is not None:
            return look if column.editable(self.state, row) else replace(look, muted=True)
        return look

    def tip(self, row: R, column: EditColumn[S, R]) -> str:
        """What there is to say of a cell."""
        assert self.state is not None
        return "\n".join(part for part in (self.why_left(row, column), column.tip(self.state, row)) if part)

    # ---- what was pasted and not taken

    @property
    def marks_left(self) -> bool:
        """Whether cells are marked that a paste left as they were."""
        return bool(self._left)

    def mark_left(self, cells: Mapping[tuple[R, str], str]) -> None:
        """Mark cells (row and column) that a paste left as they were, and why, in place of any other.

        A mark goes when what stands in its cell changes, with the next paste, and with Esc.
        """
        before, self._left = self._left, {}
        for (row, key), why in cells.items():
            if self.at(row, key).isValid():
                self._left[row, key] = why, self._typed_text(row, self.columns[self.column_of(key)])
        self.redraw({row for row, _key in (*before, *self._left)})

    def why_left(self, row: R, column: EditColumn[S, R]) -> str:
        """Why what was pasted is not in a cell; "" where nothing was, or where it has changed since."""
        if (row, column.key) not in self._left:
            return ""
        why, stood = self._left[row, column.key]
        return why if self._typed_text(row, column) == stood else ""

    def _typed_text(self, row: R, column: EditColumn[S, R]) -> str:
        assert self.state is not None
        return (column.typed or column.text)(self.state, row)

    # ---- typing

    def setData(self, index: _Index, value: Any, role: int = _TYPED) -> bool:
        """Take what was typed so far; says so with `taken` or, where it cannot, with `refused`."""
        return role == _TYPED and self.put(index, [[str(value)]], typing=True)

    def put(self, index: _Index, block: Grid, *, typing: bool = False) -> bool:
        """Take what was typed, pasted or chosen from a cell on, as one step; all of it or nothing."""
        if self.state is None or not self.can_edit(index):
            return False
        state, first, room = self.state, index.column(), len(self.rows) - index.row()
        here = at = self.rows[index.row()], self.columns[first].key
        if not typing:
            self.mark_left({})
        try:
            for row, line in zip(range(index.row(), len(self.rows)), block, strict=False):
                for number, text in zip(range(first, len(self.columns)), line, strict=False):
                    column, alone = self.columns[number], len(block) == 1 and len(line) == 1
                    here = self.rows[row], column.key
                    fits = alone or (column.choices is None and self.can_edit(self.index(row, number)))
                    if fits and column.put is not None:
                        state = column.put(state, self.rows[row], text)
        except NotTaken as no:
            self.why_not = str(no), no.code
            if str(no):
                self.refused.emit(str(no), no.code)
                if not typing:
                    self.mark_left({here: str(no)})
            return False
        self.why_not = "", ""
        if typing and self._before is None:
            self._before = (self.state, *at)
        self._put(state, *at, typing)
        self.taken.emit()
        if len(block) > room:
            words = _(
                "{n} rows were pasted, but from here down there are only {room}; the others were left out."
            )
            self.refused.emit(words.format(n=formats.count(len(block)), room=room), "cell.no_room")
        return True

    @property
    def half_typed(self) -> tuple[str, str] | None:
        """What stood in the cell that is being typed in, and what does now; None: nothing was changed."""
        if self._before is None or self.state is None:
            return None
        before, row, key = self._before
        column = self.columns[self.column_of(key)]
        said = column.typed or column.text
        texts = said(before, row), said(self.state, row)
        return None if texts[0] == texts[1] else texts

    def end_typing(self, *, keep: bool) -> None:
        """A piece of typing ends; without `keep` all of it is taken back, as if it had not begun."""
        before, self._before = self._before, None
        if before is not None and not keep:
            self._put(*before, True)

    # ---- Qt

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self.state is None else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _TEXT) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.align
        return column.header if role in (_TEXT, Qt.ItemDataRole.ToolTipRole) else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = _READ | _MOVE if self.movable and self.editable and index.isValid() else _READ
        return flags | Qt.ItemFlag.ItemIsEditable if self.can_edit(index) else flags

    def supportedDropActions(self) -> Qt.DropAction:
        """A row that is dragged is moved."""
        return Qt.DropAction.MoveAction

    def data(self, index: _Index, role: int = _TEXT) -> Any:
        if self.state is None or not index.isValid() or index.row() >= len(self.rows):
            return None
        state, row, column = self.state, self.rows[index.row()], self.columns[index.column()]
        if role == _TYPED:
            return (column.typed or column.text)(state, row)
        if role == _TEXT:
            return column.text(state, row)
        if role == LOOK_ROLE:
            return self.look(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.align
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(row, column) or column.spoken(state, row) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = spoken(column.header, column.text(state, row) or _("empty"))
            said = [column.spoken(state, row)] if column.spoken(state, row) else [self.row_name(row), text]
            return _(", ").join(part for part in (*said, self.tip(row, column)) if part)
        return None
