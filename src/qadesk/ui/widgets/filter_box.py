"""A choice that leaves rows of a list out: as wide as what is chosen, its list as wide as its options."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStyle

from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.basics import ComboBox

_MOST: Final = 13 * GRID  # pixels that options not chosen may make it wide


class FilterBox(ComboBox):
    """Long options take the bar's room only while they are chosen."""

    def __init__(self, name: str, spoken: str, options: Iterable[tuple[Any, str]] = ()) -> None:
        super().__init__(name, spoken, options)
        self.currentIndexChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return self._for_chosen(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return self._for_chosen(super().minimumSizeHint())

    def _for_chosen(self, hint: QSize) -> QSize:
        most = enlarged(_MOST)
        if hint.width() <= most:
            return hint
        wide = self.fontMetrics().horizontalAdvance
        widest = max((wide(self.itemText(at)) for at in range(self.count())), default=0)
        return QSize(max(hint.width() - widest + wide(self.currentText()), most), hint.height())

    def choose(self, data: Any) -> None:
        super().choose(data)
        self.updateGeometry()  # which nobody is told of

    def showPopup(self) -> None:
        listed = self.view()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        listed.setMinimumWidth(listed.sizeHintForColumn(0) + bar)
        super().showPopup()
