"""The first columns of a table, or its last, standing still while the others are scrolled sideways."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView

from qadesk.ui import theme
from qadesk.ui.widgets.badge import CellDelegate
from qadesk.ui.widgets.table import TableView
from qadesk.ui.widgets.table_header import TableHeader, dress_as_spreadsheet


class FrozenColumns(QTableView):
    """The first columns of `view`, or its `last` ones, over itself: drawn the same, scrolled together.

    It takes no focus: the cursor, its keys and what is heard belong to the view below.
    """

    def __init__(self, view: QTableView, columns: int, *, last: bool = False) -> None:
        super().__init__(view)
        self._view = view
        self._columns, self._last = columns, last
        self.setObjectName(f"{view.objectName()}FrozenLast" if last else f"{view.objectName()}Frozen")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(view)  # drawn as if the keyboard were here when it is there
        view.installEventFilter(self)
        self.setFrameShape(QTableView.Shape.NoFrame)
        dress_as_spreadsheet(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(view.verticalScrollBar().setValue)
        view.horizontalScrollBar().valueChanged.connect(self.place)
        view.verticalScrollBar().rangeChanged.connect(lambda *_range: self.place())  # as high as the view now
        self.clicked.connect(lambda _index: view.setFocus())
        self.hide()

    def follow(self, delegate: QAbstractItemDelegate) -> None:
        """Show what the view shows, with the same cursor."""
        self.setAccessibleName(self._view.accessibleName())
        self.setModel(self._view.model())
        self.setItemDelegate(delegate)
        self.setSelectionBehavior(self._view.selectionBehavior())
        self.setSelectionMode(self._view.selectionMode())
        self._follow_head()
        self.setSelectionModel(self._view.selectionModel())
        self._view.horizontalHeader().sectionResized.connect(self._resized)
        self.selectionModel().currentChanged.connect(lambda *_moved: self.viewport().update())
        self._view.model().modelReset.connect(self._hide_others)
        self._hide_others()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Where the keyboard is shows here, too."""
        if isinstance(event, QFocusEvent) and (event.gotFocus() or event.lostFocus()):
            self.viewport().update()
        return False

    def _follow_head(self) -> None:
        """Head the columns as the view does; a click sorts where it sorts there."""
        head, mine = self._view.horizontalHeader(), self.horizontalHeader()
        if not isinstance(head, TableHeader):
            return
        mine = TableHeader(self)
        self.setHorizontalHeader(mine)
        mine.setHighlightSections(False)
        mine.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        mine.setTextElideMode(head.textElideMode())
        mine.setFixedHeight(head.height())
        mine.wraps = head.wraps
        mine.setSectionsClickable(head.sectionsClickable())
        mine.setSortIndicatorClearable(head.isSortIndicatorClearable())
        mine.setSortIndicatorShown(head.isSortIndicatorShown())
        mine.setSortIndicator(head.sortIndicatorSection(), head.sortIndicatorOrder())
        head.sortIndicatorChanged.connect(mine.setSortIndicator)
        mine.sortIndicatorChanged.connect(head.setSortIndicator)

    def uncover(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Scroll a cell out from under them."""
        cell, bar = self._view.visualRect(index), self._view.horizontalScrollBar()
        over = self.room - cell.left()
        if self._last:
            over = cell.right() + 1 - (self._view.viewport().width() - self.room)
        if index.column() not in self.columns and over > 0:
            bar.setValue(bar.value() + (over if self._last else -over))

    def keep(self, columns: int) -> None:
        """Show so many columns."""
        if columns != self._columns:
            self._columns = columns
            self._hide_others()

    @property
    def columns(self) -> range:
        """The columns it shows, by number."""
        count = self._view.model().columnCount()
        return range(max(0, count - self._columns), count) if self._last else range(min(self._columns, count))

    @property
    def room(self) -> int:
        """The pixels it covers when shown."""
        return sum(map(self._view.columnWidth, self.columns))

    def place(self) -> None:
        """Lie over the left (or right) edge of the view, only where something is scrolled under it."""
        bar = self._view.horizontalScrollBar()
        shown = bar.value() < bar.maximum() if self._last else bar.value() > 0
        if shown:
            area, head = self._view.viewport().geometry(), self._view.horizontalHeader().height()
            left = area.right() + 1 - self.room if self._last else area.left()
            self.setGeometry(left, area.top() - head, self.room, area.height() + head)
            self.verticalScrollBar().setValue(self._view.verticalScrollBar().value())
            self.raise_()
        self.setVisible(shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        seen = self.viewport().rect()
        edge = seen.left() if self._last else seen.right()
        painter = QPainter(self.viewport())
        painter.setPen(theme.color("edge"))
        painter.drawLine(edge, seen.top(), edge, seen.bottom())

    def _resized(self, column: int, _old: int, width: int) -> None:
        if column in self.columns:
            self.setColumnHidden(column, not width)
            self.setColumnWidth(column, width or self.columnWidth(column))

    def _hide_others(self) -> None:
        for column in range(self._view.model().columnCount()):
            hidden = column not in self.columns or self._view.isColumnHidden(column)
            self.setColumnHidden(column, hidden)
            if not hidden:
                self.setColumnWidth(column, self._view.columnWidth(column))


# ---- the tables they stand in


class StandsStill:
    """A table with columns that stand still, to be named in `still`. Stands before the class of Qt's."""

    still: tuple[FrozenColumns, ...] = ()  # Qt asks for them while the table is still being made

    def updateGeometries(self) -> None:
        super().updateGeometries()  # type: ignore[misc]  # of the class of Qt's
        for part in self.still:
            part.place()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, out from under what stands still."""
        super().scrollTo(index, hint)  # type: ignore[misc]
        for part in self.still:
            part.uncover(index)


class WideTable(StandsStill, TableView):
    """A `TableView` of which the first `frozen` columns stay in sight, and no heading is cut short."""

    def __init__(self, model: QAbstractTableModel, name: str, spoken: str, frozen: int) -> None:
        super().__init__(model, name, spoken)
        self.head.wrap()
        part = FrozenColumns(self, frozen)
        part.follow(CellDelegate(part))
        part.doubleClicked.connect(self.doubleClicked)
        self.still = (part,)
