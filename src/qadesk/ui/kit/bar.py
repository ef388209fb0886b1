"""A row of controls that narrows: where room is short, buttons keep their icons and lose their words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button


class Bar(QWidget):
    """`leading` at the left, `trailing` at the right, between them what is free.

    Below `narrow_below` pixels the buttons of `trailing` with an icon show it alone, unless primary; their
    word is then their tool tip. `right` is the margin at the right, in pixels.
    """

    def __init__(
        self,
        leading: Sequence[QWidget],
        trailing: Sequence[QWidget] = (),
        *,
        narrow_below: int = 0,
        right: int = 0,
    ) -> None:
        super().__init__()
        self._narrow_below = narrow_below
        self._narrow = False
        self._shrinking = [b for b in trailing if isinstance(b, Button) and b.can_narrow]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, right, 0)
        row.setSpacing(GRID)
        for widget in leading:
            row.addWidget(widget, 1 if widget.property("stretches") else 0)
        row.addStretch(1)
        for widget in trailing:
            row.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < self._narrow_below
        if narrow != self._narrow:
            self._narrow = narrow
            for button in self._shrinking:
                button.set_narrow(narrow)
