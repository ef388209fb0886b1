"""The records behind a figure: a table that fetches further pages as one scrolls, and orders in the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from qadesk import formats
from qadesk.i18n import _
from qadesk.services.records.evidence import Record, RecordPage
from qadesk.ui.widgets.badge import TONE_ROLE
from qadesk.ui.widgets.table import RECORD_ROLE, SORT_ROLE

PAGE: Final = 200
_Index = QModelIndex | QPersistentModelIndex


class RecordModel(QAbstractTableModel):
    """Pages of `Record`s; emits `page_wanted(offset)`, the screen answers with `add_page`.

    Sorting by time, contribution or reference asks for the first page anew in that order (`order`); the
    other columns do not sort, since only the file holds all rows.
    """

    page_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.order = "time"
        self.total = 0
        self._records: list[Record] = []
        self._waiting = False
        self._columns: tuple[tuple[str, str, Callable[[Record], str], str], ...] = (
            (_("Reference"), "ref", lambda r: r.ref, ""),
            (_("When"), "time", lambda r: _when(r.at), ""),
            (_("What"), "", lambda r: r.about, ""),
            (_("Contributes"), "value", lambda r: r.said, "right"),
            (_("Counts?"), "", _counts, ""),
            (_("Note"), "", lambda r: r.note, ""),
            (_("Imported from"), "", _source, ""),
        )

    # ---- pages

    def clear(self, order: str | None = None) -> None:
        """Forget all pages; the next comes with `add_page` at offset 0."""
        self.beginResetModel()
        self._records, self.total, self._waiting = [], 0, True
        self.order = order or self.order
        self.endResetModel()

    def add_page(self, page: RecordPage) -> None:
        """Take a page; one that does not follow on what is here is dropped."""
        if page.offset != len(self._records):
            return
        self._waiting = False
        self.total = page.total
        if page.records:
            self.beginInsertRows(QModelIndex(), page.offset, page.offset + len(page.records) - 1)
            self._records += page.records
            self.endInsertRows()

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self._waiting and len(self._records) < self.total

    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._waiting = True
            self.page_wanted.emit(len(self._records))

    # ---- Qt's questions

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._records)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section][0]
        return self._aligned(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        record = self._records[index.row()]
        title, _key, read, _align = self._columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, SORT_ROLE):
            return read(record)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{title}: {read(record)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._aligned(index.column())
        if role == RECORD_ROLE:
            return record
        if role == TONE_ROLE and read is _counts:
            return "good" if record.counted else "muted"
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the records in another order; a column that has none changes nothing."""
        if not 0 <= column < len(self._columns):
            return
        key = self._columns[column][1]
        wanted = f"-{key}" if order == Qt.SortOrder.DescendingOrder and key != "ref" else key
        if key and wanted != self.order:
            self.clear(wanted)
            self.page_wanted.emit(0)

    def _aligned(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self._columns[column][3] else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


def _when(at: datetime | date) -> str:
    return formats.moment(at) if isinstance(at, datetime) else formats.day(at)


def _counts(record: Record) -> str:
    return _("Yes") if record.counted else _("No: {why}").format(why=record.why)


def _source(record: Record) -> str:
    if not record.file:
        return ""
    return f"{record.file}, {formats.moment(record.imported_at)}"
