"""A table whose columns share its width, but for those a person dragged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
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


class FittedView(QTableView):
    """Its model may have `columns` (of `table.Column`), and `shown`, which gives cells without asking Qt."""

    width_changed = Signal()  # how much there is for the columns
    widths_chosen = Signal()  # the person at the desk dragged a column, or let it go back
    head: TableHeader

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.own_widths: dict[str, int] = {}  # pixels, of the columns a person dragged, by key

    def fit_columns(self) -> None:
        """Give each column the width of its text, the stretching ones what is left over.

        Where it is not enough (see `column_widths`), the table scrolls sideways only in the end.
        """
        shown = [n for n in range(self.model().columnCount()) if not self.isColumnHidden(n)]
        rows, room = sample(len(shown)), self.viewport().width()
        cells = {number: self._cells(number, rows) for number in shown}
        widest = {number: widest_cell(cells[number]) for number in shown}
        needs = {n: self._needed(n, widest[n], cells[n], self.head.wraps) for n in shown}
        if not self.head.wraps and (wide := sum(need.tight for need in needs.values())) > room:
            folded = {n: self._needed(n, widest[n], cells[n], True) for n in shown}
            needs = folded if self.head.fold(sum(need.tight for need in folded.values()) < wide) else needs
        else:
            self.head.fold(False)
        for number, width in share_out(needs, room).items():
            self.setColumnWidth(number, width)

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

    def _cells(self, number: int, rows: int) -> Cells:
        model, column = self.model(), self._column(number)
        cells = getattr(model, "shown", partial(cells_of, model))(number, rows)
        return cells if column is None else [*cells, (column.room_for, False)]

    def _needed(self, number: int, widest: int, cells: Cells, in_two: bool) -> Need:
        """What a column takes, with room for the arrow of a column sorted by."""
        own = self.own_widths.get(self._key(number))
        if own is not None:
            return Need(own, own, own)
        head, column = self.head, self._column(number)
        text = str(self.model().headerData(number, Qt.Orientation.Horizontal) or "")
        title = width_in_two(text) if in_two else width_in_one(text)
        sorts = head.sortIndicatorSection() == number
        need = measured(widest, title, least=head.minimumSectionSize(), sorts=sorts, wraps=in_two)
        if column is None or not (column.stretch or column.least):
            return need
        least = max(column.least or _LEAST, told_apart(cells))
        return replace(need, least=least, grows=column.stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit_columns()
            self.width_changed.emit()
