"""The first columns of a table, standing still while the others are scrolled sideways."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView

from qadesk.ui.widgets.table_look import dress_as_spreadsheet


class FrozenColumns(QTableView):
    """The first columns of `view` over itself: drawn the same, scrolled up and down together.

    It takes no focus: the cursor, its keys and what is heard belong to the view below.
    """

    def __init__(self, view: QTableView, columns: int) -> None:
        super().__init__(view)
        self._view = view
        self._columns = columns
        self.setObjectName(f"{view.objectName()}Frozen")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QTableView.Shape.NoFrame)
        dress_as_spreadsheet(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(view.verticalScrollBar().setValue)
        view.horizontalScrollBar().valueChanged.connect(self.place)
        view.horizontalHeader().sectionResized.connect(self._resized)
        self.clicked.connect(lambda _index: view.setFocus())
        self.hide()

    def follow(self, delegate: QAbstractItemDelegate) -> None:
        """Show what the view shows, with the same cursor."""
        self.setAccessibleName(self._view.accessibleName())
        self.setModel(self._view.model())
        self.setItemDelegate(delegate)
        self.setSelectionModel(self._view.selectionModel())
        self._view.model().modelReset.connect(self._hide_others)
        self._hide_others()

    @property
    def room(self) -> int:
        """The pixels it covers when shown."""
        return sum(self._view.columnWidth(column) for column in range(self._columns))

    def place(self) -> None:
        """Lie over the left edge of the view, only where something is scrolled under it."""
        shown = self._view.horizontalScrollBar().value() > 0
        if shown:
            area, head = self._view.viewport().geometry(), self._view.horizontalHeader().height()
            self.setGeometry(area.left(), area.top() - head, self.room, area.height() + head)
            self.verticalScrollBar().setValue(self._view.verticalScrollBar().value())
            self.raise_()
        self.setVisible(shown)

    def _resized(self, column: int, _old: int, width: int) -> None:
        if column < self._columns:
            self.setColumnWidth(column, width)

    def _hide_others(self) -> None:
        for column in range(self._view.model().columnCount()):
            self.setColumnHidden(column, column >= self._columns)
            if column < self._columns:
                self.setColumnWidth(column, self._view.columnWidth(column))
