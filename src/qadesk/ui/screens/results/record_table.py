"""The records behind a figure: a table that fetches further pages as one scrolls, and orders in the file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal

from qadesk import formats
from qadesk.i18n import _
from qadesk.services.records.evidence import Record, RecordPage
from qadesk.ui.widgets.table import Column, RecordTableModel

PAGE: Final = 200
_ORDERED: Final = ("ref", "time", "value")  # keys of the columns that the file can be read in the order of
_Index = QModelIndex | QPersistentModelIndex


class RecordModel(RecordTableModel[Record]):
    """Pages of `Record`s; emits `page_wanted(offset)`, the screen answers with `add_page`.

    Sorting by time, contribution or reference asks again for the first page, in that order (`order`); the
    other columns do not sort, since only the file holds all rows.
    """

    page_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__(_columns())
        self.total = 0
        self.order = "time"
        self._waiting = False

    def clear(self, order: str) -> None:
        """Forget all pages; the next comes with `add_page` at offset 0, in this order."""
        self.order, self.total, self._waiting = order, 0, True
        self.set_rows([])

    def add_page(self, page: RecordPage) -> None:
        """Take a page; one that does not follow on what is here is dropped."""
        if page.offset != self.rowCount():
            return
        self._waiting = False
        self.total = page.total
        if page.records:
            self.beginInsertRows(QModelIndex(), page.offset, page.offset + len(page.records) - 1)
            self._rows += page.records
            self.endInsertRows()

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self._waiting and self.rowCount() < self.total

    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._waiting = True
            self.page_wanted.emit(self.rowCount())

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the records in another order; a column that has none changes nothing."""
        if not 0 <= column < len(self.columns):
            return
        key = self.columns[column].key
        wanted = f"-{key}" if order == Qt.SortOrder.DescendingOrder else key
        if key in _ORDERED and wanted != self.order:
            self.clear(wanted)
            self.page_wanted.emit(0)


def _columns() -> list[Column[Record]]:
    return [
        Column("ref", _("Reference"), lambda r: r.ref),
        Column("time", _("When"), lambda r: _when(r.at)),
        Column("about", _("Type"), lambda r: r.about),
        Column("value", _("Value counted"), lambda r: r.said, align="right"),
        Column("counted", _("Counts?"), _counts, stretch=True,
               tone=lambda r: "good" if r.counted else "muted"),
        Column("note", _("Note"), lambda r: r.note, stretch=True),
        Column("source", _("Imported from"), _source, stretch=True),
    ]  # fmt: skip


def _when(at: datetime | date) -> str:
    return formats.moment(at) if isinstance(at, datetime) else formats.day(at)


def _counts(record: Record) -> str:
    return _("Yes") if record.counted else _("No: {why}").format(why=record.why)


def _source(record: Record) -> str:
    when = record.imported_at
    return record.file if when is None else f"{record.file}, {formats.moment(when)}"
