"""Lists that are too long to be read whole: filtered, searched and sorted where they are stored.

`PagedPage(screen, ListView(…), read, each, told, actions)` looks like a list page. `read(asked, offset)`
runs on the worker thread and gives a page of what is asked for; further pages are read when one scrolls to
their end. `each(asked)` gives all rows one after another, for the export; `told(total)` says how many there
are. Of the view, `searched` only says that there is a search field; `counted` and `keeps` are not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.list_page import ListPage, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.table import Column, RecordTableModel

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_PAUSE_MS: Final = 250  # after a letter of the search, before the list is read


@dataclass(frozen=True)
class Asked:
    """What a list is to show: the words searched for, the code of each filter, the order.

    `order` is the key of a column, with "-" before it from the other end; "" for the usual order.
    """

    search: str
    filters: Mapping[str, str]
    order: str


class Page(Protocol[R_co]):
    """Some of `total` records, from `offset` on."""

    @property
    def records(self) -> Sequence[R_co]: ...
    @property
    def offset(self) -> int: ...
    @property
    def total(self) -> int: ...


class PagedModel(RecordTableModel[R]):
    """Asks for its next page (`page_wanted(offset)`), and to be read in another order (`order_wanted`)."""

    page_wanted = Signal(int)
    order_wanted = Signal()

    def __init__(self, columns: Sequence[Column[R]], orders: Sequence[str] = ()) -> None:
        """`orders`: the keys of the columns it can be read in the order of, the usual one first; or all."""
        super().__init__(columns)
        self.total = 0
        self.order = orders[0] if orders else ""
        self._orders = orders
        self._waiting = False

    def start(self) -> None:
        """Forget what is shown; the next page begins again from the top."""
        self.total = 0
        self.wait()
        self.set_rows([])

    def wait(self) -> None:
        """Ask for no further page: all is read again, and what is shown stays until then."""
        self._waiting = True

    def begin(self, total: int) -> None:
        """The rows shown next are the first of so many."""
        self.total, self._waiting = total, False

    def add_page(self, page: Page[R]) -> None:
        """Take a page; one that does not follow on what is here is dropped."""
        if page.offset != self.rowCount():
            return
        self.begin(page.total)
        if page.offset == 0:
            self.set_rows(page.records)
        elif page.records:
            self.beginInsertRows(_NOWHERE, page.offset, page.offset + len(page.records) - 1)
            self._rows += page.records
            self.endInsertRows()

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self._waiting and self.rowCount() < self.total

    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._waiting = True
            self.page_wanted.emit(self.rowCount())

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Show other columns, of rows that are still to be read: those of before may not have them."""
        self._rows, self.total, self._waiting, self.order = [], 0, True, ""
        super().set_columns(columns)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for another order: what is here is a part, and cannot be sorted."""
        key = self.columns[column].key if 0 <= column < len(self.columns) else ""
        wanted = f"-{key}" if key and order == Qt.SortOrder.DescendingOrder else key
        if wanted != self.order and (key in self._orders or not self._orders):
            self.order = wanted
            self.order_wanted.emit()


class PagedPage(ListPage[R]):
    """Emits `began` with the first page whenever the list was read from its beginning."""

    began = Signal(object)

    def __init__(
        self,
        screen: Screen,
        view: ListView[R],
        read: Callable[[Asked, int], Page[R]],
        each: Callable[[Asked], Iterable[R]],
        told: Callable[[int], str],
        actions: Sequence[Action] = (),
        operations: Operations | None = None,
        aside: Callable[[Actions], QWidget] | None = None,
    ) -> None:
        self._read, self._each, self._told = read, each, told
        self._settling = QTimer(singleShot=True, interval=_PAUSE_MS)
        self._ready = self._afresh = False
        super().__init__(screen, view, actions, aside, operations)
        self._ready = True
        self._settling.setParent(self)
        self._settling.timeout.connect(partial(self.reload, afresh=True))
        paged = self._paged
        paged.page_wanted.connect(self._read_from)
        paged.order_wanted.connect(self.reload)

    def _make_model(self) -> RecordTableModel[R]:
        return PagedModel(self.view.columns)

    @property
    def _paged(self) -> PagedModel[R]:
        assert isinstance(self.model, PagedModel)
        return self.model

    @property
    def asked(self) -> Asked:
        """What is to be shown now."""
        chosen = {key: str(box.currentData()) for key, box in self.filters.items()}
        return Asked(self.search.text().strip(), chosen, self._paged.order)

    def reload(self, *, afresh: bool = False) -> None:
        """Read the first page again; the current row stays, unless what is shown begins `afresh`."""
        self._settling.stop()
        self._afresh |= afresh
        if self._ready:
            self._paged.wait()
            self._read_from(0)

    def read_again(self) -> None:
        self.reload()

    def show_columns(self, columns: Sequence[Column[R]], part: str) -> None:
        """Show other columns, with the widths, order and sorting kept for this `part`; then `reload`."""
        model = self._paged
        model.set_columns(columns)
        for number in range(len(columns)):
            self.table.setColumnHidden(number, False)
        with QSignalBlocker(model):  # the kept order comes with the next page
            self._remembered.turn_to(self._memory.part(part))

    def _show_matching(self, *_chosen: object, afresh: bool = True) -> None:
        """The search or a filter was changed: read a little later if letters are being typed."""
        if self.search.hasFocus():
            self._settling.start()
        else:
            self.reload(afresh=afresh)

    def _read_from(self, offset: int) -> None:
        asked = self.asked
        self._screen.load(partial(self._read, asked, offset), self._add_page, slot=self.view.name)

    def _add_page(self, page: Page[R]) -> None:
        if page.offset:
            self._paged.add_page(page)
            return
        self._paged.begin(page.total)
        self.table.show_rows(page.records, self.view.identity, afresh=self._afresh)
        self._afresh = False
        self.count.setText(self._told(page.total))
        narrowed = bool(self.search.text().strip())
        self.no_match.say(self.view.no_match if narrowed else self.view.empty.title)
        self._no_match_all.setVisible(narrowed)
        self._left.setCurrentWidget(self.table if page.total else self.no_match)
        self.began.emit(page)
        self._announce_current(self.current)

    def show_all(self) -> None:
        """Clear the search; what is chosen above stays."""
        with QSignalBlocker(self.search):
            self.search.clear()
        self.search.setFocus()
        self.reload(afresh=True)

    def _rows_to_write(self) -> tuple[Callable[[], Iterable[R]], int]:
        """All rows of the list, not only those that were read."""
        return partial(self._each, self.asked), self._paged.total
