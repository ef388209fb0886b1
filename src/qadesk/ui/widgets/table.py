"""Tables that look and behave like good spreadsheets.

Contract for screens
--------------------
* `RecordTableModel(columns)` shows a list of frozen dataclasses: ``model.set_rows(rows)``,
  ``model.row(i)``. It is read-only and works without a window. Each `Column` names how one value is read,
  worded, aligned, sorted and spoken.
* `TableView(model, name, spoken)` shows it: 32 px rows, click or keyboard sorting, Ctrl+C copies the
  selection as tab-separated text, elided cells show all their text as a tool tip, Enter or double-click
  emits `row_activated(row)`, `row_chosen(row or None)` follows the current row. Tab leaves the table.
* Columns get the width of their text; those with ``stretch=True`` share what is left, or give way.
* `Column.text` words a value: the functions of `qadesk.formats` do.
* Cells with a `tone` ("good", "warn", "bad", "muted", "accent") are drawn as badge: shape and word.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QMetaMethod,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QWidget

from qadesk.formats import spoken
from qadesk.i18n import _
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import TONE_ROLE, CellDelegate
from qadesk.ui.widgets.fitted import FittedView
from qadesk.ui.widgets.table_header import TableHeader, dress
from qadesk.ui.widgets.widths import Cells, cells_of

R = TypeVar("R")

RECORD_ROLE: Final = Qt.ItemDataRole.UserRole + 2

_Index = QModelIndex | QPersistentModelIndex
_FLAGS = QItemSelectionModel.SelectionFlag


def plain(value: Any) -> str:
    """The default wording of a value: nothing for None, no trailing zeros added or taken."""
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Column(Generic[R]):
    """One named column of a table of `R`."""

    key: str
    header: str
    value: Callable[[R], Any]
    text: Callable[[Any], str] = plain
    align: Literal["left", "right"] = "left"
    sort: Callable[[R], Any] | None = None  # default: the value itself
    spoken: Callable[[R], str] | None = None  # default: the text
    tone: Callable[[R], str | None] | None = None  # drawn as a badge with this tone
    tip: Callable[[R], str] | None = None
    header_tip: str = ""
    stretch: bool = False  # takes what is left over, and gives way to a name of eight characters
    least: int = 0  # pixels to which it gives way instead; nothing: not at all, unless it stretches
    room_for: str = ""  # a text that has room whatever is shown, so that the columns stay where they are


_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter
_ALIGN: Final = {"left": Qt.AlignmentFlag.AlignLeft | _MIDDLE, "right": Qt.AlignmentFlag.AlignRight | _MIDDLE}


class RecordTableModel(QAbstractTableModel, Generic[R]):
    """Rows are dataclasses, columns are `Column`s."""

    def __init__(self, columns: Sequence[Column[R]], rows: Sequence[R] = ()) -> None:
        super().__init__()
        self.columns = list(columns)
        self._rows = list(rows)
        self._sorted: tuple[int, Qt.SortOrder] | None = None

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show other rows, in the order the user sorted them by."""
        self.beginResetModel()
        self._rows = list(rows)
        if self._sorted is not None:
            self._rows = self._in_order(self._rows, *self._sorted)
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Show other columns of the same rows."""
        self.beginResetModel()
        self.columns = list(columns)
        self._sorted = None
        self.endResetModel()

    @property
    def rows(self) -> list[R]:
        """The rows in the order shown."""
        return list(self._rows)

    def row(self, number: int) -> R:
        """The record in row `number`. Raises IndexError beyond the last."""
        return self._rows[number]

    def find(self, wanted: Callable[[R], bool]) -> int | None:
        """The number of the first row that is `wanted`."""
        return next((number for number, row in enumerate(self._rows) if wanted(row)), None)

    def column_number(self, key: str) -> int:
        """Where the column `key` stands. Raises KeyError for none."""
        return {column.key: number for number, column in enumerate(self.columns)}[key]

    def shown(self, number: int, rows: int) -> Cells:
        """The texts of a column's first rows, and whether they are drawn as badges."""
        if type(self).data is not RecordTableModel.data:
            return cells_of(self, number, rows)
        column = self.columns[number]
        tone = column.tone or (lambda _row: None)
        return [(column.text(column.value(row)) or "", bool(tone(row))) for row in self._rows[:rows]]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align]
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.header_tip or column.header
        return column.header if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(column.value(row))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align]
        if role == TONE_ROLE:
            return column.tone(row) if column.tone is not None else None
        if role == RECORD_ROLE:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip(row) if column.tip is not None else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = column.spoken(row) if column.spoken is not None else column.text(column.value(row))
            return spoken(column.header, said)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by one column; equal rows keep their order, rows without a value come last."""
        if not 0 <= column < len(self.columns):
            self._sorted = None
            return
        self.layoutAboutToBeChanged.emit()
        before = self._rows
        self._sorted = (column, order)
        self._rows = self._in_order(before, column, order)
        where = {id(row): number for number, row in enumerate(self._rows)}
        old = self.persistentIndexList()
        new = [self.index(where[id(before[index.row()])], index.column()) for index in old]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _in_order(self, rows: Sequence[R], column: int, order: Qt.SortOrder) -> list[R]:
        chosen = self.columns[column]
        key = chosen.sort if chosen.sort is not None else chosen.value
        filled = [row for row in rows if key(row) is not None]
        empty = [row for row in rows if key(row) is None]
        filled.sort(key=lambda row: _comparable(key(row)), reverse=order == Qt.SortOrder.DescendingOrder)
        return filled + empty


def _comparable(value: Any) -> Any:
    """Texts by their place in GB 18030: its common characters stand in the order of their pinyin."""
    return value.casefold().encode("gb18030", "replace") if isinstance(value, str) else value


class TableView(FittedView):
    """A table a spreadsheet user knows how to use."""

    row_activated = Signal(object)
    row_chosen = Signal(object)
    _placing = False

    def __init__(
        self, model: QAbstractTableModel, name: str, spoken: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.head = TableHeader(self)
        self.setHorizontalHeader(self.head)
        dress(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._dress_head()
        self.doubleClicked.connect(lambda index: self._activate(index.row()))
        self.selectionModel().currentRowChanged.connect(self._tell_choice)
        model.modelReset.connect(self.fit_columns)
        model.modelReset.connect(lambda: self.row_chosen.emit(None))
        self.fit_columns()

    def _dress_head(self) -> None:
        head = self.horizontalHeader()
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setSectionsClickable(True)
        head.setMinimumSectionSize(5 * GRID)
        head.setSortIndicatorClearable(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.setAccessibleName(self.accessibleName())
        head.sortIndicatorChanged.connect(lambda _section, _order: self.fit_columns())
        head.sectionResized.connect(self._keep_width)
        head.sectionHandleDoubleClicked.connect(self._drop_width)
        self.setSortingEnabled(True)

    # ---- the current row

    def current_record(self) -> Any:
        """The record of the current row, or None."""
        index = self.currentIndex()
        return index.data(RECORD_ROLE) if index.isValid() else None

    def select_row(self, number: int, column: int | None = None) -> None:
        """Make one row the current and only selected one, whatever keys are held, and bring it into sight."""
        at, sideways = self.currentIndex().column(), self.horizontalScrollBar().value()
        self._placing = True
        self.setCurrentIndex(self.model().index(number, max(0, at if column is None else column)))
        self._placing = False
        self.scrollTo(self.currentIndex())
        if column is None:  # nobody asked to look elsewhere
            self.horizontalScrollBar().setValue(sideways)

    def show_rows(
        self,
        rows: Sequence[R],
        identity: Callable[[R], Hashable],
        wanted: Hashable | None = None,
        *,
        afresh: bool = False,
    ) -> None:
        """Show other rows of its model; the current cell, what is selected and what is in sight stays.

        Rows are known by their `identity`. The one `wanted` becomes current. Where the current row is gone,
        its neighbour does; the first row where what is shown begins `afresh`, as for another search.
        """
        model, here = self.model(), self.currentIndex()
        assert isinstance(model, RecordTableModel)
        before, at = [identity(row) for row in model.rows], here.row()
        chosen = {before[index.row()] for index in self.selectionModel().selectedIndexes()}
        bars = [(bar, bar.value()) for bar in (self.horizontalScrollBar(), self.verticalScrollBar())]
        near = [wanted, *before[at : at + 1], *([] if afresh else [*before[at + 1 :], *before[at::-1]])]
        with QSignalBlocker(self):  # between the old rows and the new none is chosen
            model.set_rows(rows)
            now = {identity(row): number for number, row in enumerate(model.rows)}
            number = next((now[one] for one in near if one in now), 0)
            self.select_row(number, here.column())
            flags = _FLAGS.Select | _FLAGS.Rows
            for one in chosen if at >= 0 and now.get(before[at]) == number else ():
                self.selectionModel().select(model.index(now.get(one, -1), 0), flags)
            for bar, value in bars:
                bar.setValue(value)
            self.scrollTo(self.currentIndex())
            bars[0][0].setValue(bars[0][1])

    def selectionCommand(self, index: _Index, event: QEvent | None = None) -> _FLAGS:
        """A click below the last row changes nothing, as what is shown of the chosen row stays, too."""
        if self._placing:
            return _FLAGS.ClearAndSelect | _FLAGS.Rows
        if not index.isValid():
            return _FLAGS.NoUpdate
        return super().selectionCommand(index, event)

    def _tell_choice(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.viewport().update()  # the mark of the current row, also where the selection stays
        self.row_chosen.emit(current.data(RECORD_ROLE) if current.isValid() else None)

    def _activate(self, number: int) -> None:
        if (index := self.model().index(number, 0)).isValid():
            self.row_activated.emit(index.data(RECORD_ROLE))

    # ---- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != self.State.EditingState:
            if self._opens():
                self._activate(self.currentIndex().row())
            else:
                event.ignore()  # a window closes by it as it does from anywhere in it
        else:
            super().keyPressEvent(event)

    def _opens(self) -> bool:
        return self.isSignalConnected(QMetaMethod.fromSignal(self.row_activated))

    def overview(self) -> list[tuple[str, str]]:
        """What its own keys do: words and keys, for the overview."""
        return [*([(_("Open the current row"), "Enter")] if self._opens() else []), (_("Copy"), "Ctrl+C")]

    def copy(self) -> None:
        """Put the selected rows (or cells), with the headers if all is selected, on the clipboard as TSV.

        Columns that a narrow window leaves out go along.
        """
        chosen = sorted(self.selectionModel().selectedIndexes(), key=lambda i: (i.row(), i.column()))
        lines: dict[int, list[str]] = {}
        for index in chosen:
            lines.setdefault(index.row(), []).append(_tsv(index.data()))
        table, model = list(lines.values()), self.model()
        if chosen and len(chosen) == model.rowCount() * model.columnCount():
            heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
            table.insert(0, [_tsv(head) for head in heads])
        if table:
            from qadesk.tabular.clipboard import for_spreadsheet  # the frame is there before it

            QGuiApplication.clipboard().setText(for_spreadsheet(table))


def _tsv(value: Any) -> str:
    return plain(value).replace("\t", " ").replace("\n", " ")
