"""A table whose columns share its width, but for those a person dragged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTableView, QWidget

from qadesk.ui.theme import GRID
from qadesk.ui.widgets.table_header import TableHeader, width_in_one, width_in_two
from qadesk.ui.widgets.widths import (
    Cells,
    Need,
    cells_of,
    measured,
    sample,
    share_out,
    told_apart,
    widest_cell,
)

_LEAST: Final = 17 * GRID  # to which a stretching column gives way: a name of eight characters


@dataclass(frozen=True)
class _Measured:
    """The cells of a column's first `rows`, and the pixels they take."""

    rows: int
    cells: Cells
    widest: int


class FittedView(QTableView):
    """Its model may have `columns` (of `table.Column`), and `shown`, which gives cells without asking Qt."""

    width_changed = Signal()  # how much there is for the columns
    widths_chosen = Signal()  # the person at the desk dragged a column, or let it go back
    head: TableHeader

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.own_widths: dict[str, int] = {}  # pixels, of the columns a person dragged, by key
        self._measured: dict[int, _Measured] = {}  # of the columns, as long as their cells stay
        self._waits = False

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model; its cells are measured once, until it says that they are others."""
        super().setModel(model)
        self._measured.clear()
        if model is None:
            return
        for others in (
            model.modelReset, model.layoutChanged, model.rowsInserted, model.rowsRemoved, model.rowsMoved,
            model.columnsInserted, model.columnsRemoved, model.columnsMoved,
        ):  # fmt: skip
            others.connect(lambda *_which: self._measured.clear())
        model.dataChanged.connect(self._measure_again)
        model.headerDataChanged.connect(lambda *_which: self._measured.clear())

    def _measure_again(self, first: QModelIndex, last: QModelIndex) -> None:
        for number in range(first.column(), last.column() + 1):
            self._measured.pop(number, None)

    def fit_columns(self) -> None:
        """Give each column the width of its text, the stretching ones what is left over.

        Where it is not enough (see `column_widths`), the table scrolls sideways only in the end.
        """
        if self._waits:
            return
        count = self.model().columnCount()
        shown = [n for n in range(count) if not self.isColumnHidden(n)]
        rows, room = sample(count), self.viewport().width()
        known = {number: self._known(number, rows) for number in shown}
        needs = {n: self._needed(n, one, self.head.wraps) for n, one in known.items()}
        if not self.head.wraps and (wide := sum(need.tight for need in needs.values())) > room:
            folded = {n: self._needed(n, one, True) for n, one in known.items()}
            needs = folded if self.head.fold(sum(need.tight for need in folded.values()) < wide) else needs
        else:
            self.head.fold(False)
        for number, width in share_out(needs, room).items():
            self.setColumnWidth(number, width)

    @contextmanager
    def unfitted(self) -> Iterator[None]:
        """Leave the columns as wide as they are while several things change; who does so fits them then."""
        before, self._waits = self._waits, True
        try:
            yield
        finally:
            self._waits = before

    def set_own_widths(self, widths: Mapping[str, int]) -> None:
        """Keep these columns as wide as they were dragged."""
        self.own_widths = dict(widths)
        self.fit_columns()

    def _column(self, number: int) -> Any:
        columns = getattr(self.model(), "columns", [])
        return columns[number] if number < len(columns) else None

    def _key(self, number: int) -> str:
        column = self._column(number)
        return "" if column is None else column.key

    def _keep_width(self, number: int, _old: int, new: int) -> None:
        if self.head.held and new and self._key(number):
            self.own_widths[self._key(number)] = new
            self.widths_chosen.emit()

    def _drop_width(self, number: int) -> None:
        """A double click on the edge of a heading: the column is fitted again."""
        self.own_widths.pop(self._key(number), None)
        self.fit_columns()
        self.widths_chosen.emit()

    @property
    def fits(self) -> bool:
        """Whether every column is in sight."""
        return self.horizontalHeader().length() <= self.viewport().width()

    def _known(self, number: int, rows: int) -> _Measured:
        """A column's cells, measured; not again where only what is around them changed."""
        found = self._measured.get(number)
        if found is None or found.rows != rows:
            cells = self._cells(number, rows)
            found = self._measured[number] = _Measured(rows, cells, widest_cell(cells))
        return found

    def _cells(self, number: int, rows: int) -> Cells:
        model, column = self.model(), self._column(number)
        cells = getattr(model, "shown", partial(cells_of, model))(number, rows)
        return cells if column is None else [*cells, (column.room_for, False)]

    def _needed(self, number: int, known: _Measured, in_two: bool) -> Need:
        """What a column takes, with room for the arrow of a column sorted by."""
        own = self.own_widths.get(self._key(number))
        if own is not None:
            return Need(own, own, own)
        head, column = self.head, self._column(number)
        text = str(self.model().headerData(number, Qt.Orientation.Horizontal) or "")
        title = width_in_two(text) if in_two else width_in_one(text)
        sorts = head.sortIndicatorSection() == number
        need = measured(known.widest, title, least=head.minimumSectionSize(), sorts=sorts, wraps=in_two)
        if column is None or not (column.stretch or column.least):
            return need
        least = max(column.least or _LEAST, told_apart(known.cells))
        return replace(need, least=least, grows=column.stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit_columns()
            self.width_changed.emit()
