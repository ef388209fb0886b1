"""What is wrong with the value in the current cell, said right under it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel

from qadesk.ui.theme import GRID


class CellHint(QLabel):
    """Lies over the rows below (or above) its cell; mouse clicks go through it."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._at = QPersistentModelIndex()
        self.least = 0  # from where on it is seen
        self.setObjectName("scoreCellHint")
        self.setProperty("role", "notice")
        self.setProperty("tone", "bad")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMargin(GRID // 2)
        self.hide()

    def say(self, index: QModelIndex, text: str) -> None:
        """Say it under a cell; an empty text takes it away."""
        self._at = QPersistentModelIndex(index)
        self.setText(text)
        self.setVisible(bool(text))
        self.stay()

    def stay(self) -> None:
        """Keep to the cell when that is scrolled."""
        if not self.isVisible():
            return
        cell, space = self._view.visualRect(self._at), self._view.viewport().rect()
        self.adjustSize()
        place = QRect(cell.bottomLeft(), self.size())
        place.moveRight(min(max(cell.right(), self.least + place.width()), space.right()))
        if place.bottom() > space.bottom():
            place.moveBottom(cell.top() - 1)
        self.setGeometry(place)
        self.raise_()
