"""A table with more columns than fit: long headings take two lines, the first columns stand still."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QAbstractItemView

from qadesk.ui.widgets.cells import CellDelegate
from qadesk.ui.widgets.frozen import FrozenColumns
from qadesk.ui.widgets.table import TableView


class WideTable(TableView):
    """A `TableView` of which the first `frozen` columns stay in sight, and no heading is cut short."""

    _frozen: FrozenColumns | None = None

    def __init__(self, model: QAbstractTableModel, name: str, spoken: str, frozen: int) -> None:
        super().__init__(model, name, spoken)
        self.head.wrap()
        self._frozen = FrozenColumns(self, frozen)
        self._frozen.follow(CellDelegate(self._frozen))
        self._frozen.doubleClicked.connect(self.doubleClicked)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if self._frozen is not None:  # Qt calls it while the view is still being made
            self._frozen.place()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, out from under what stands still."""
        super().scrollTo(index, hint)
        if self._frozen is not None:
            self._frozen.uncover(index)
