"""A row of controls that narrows: where room is short, buttons keep their icons and lose their words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.layouts import FREE, hbox


class Bar(QWidget):
    """`leading` at the left, `trailing` at the right, between them what is free.

    Below `narrow_below` pixels, and where there is no room for all words, the buttons of `trailing` with an
    icon show it alone, unless primary; their word is then their tool tip. `right` is the margin at the right,
    in pixels.
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
        self._shrinking = [b for b in trailing if isinstance(b, Button) and b.can_narrow and not b.is_narrow]
        shared = [(widget, 1 if widget.property("stretches") else 0) for widget in leading]
        row = hbox(*shared, FREE, *trailing, on=self, margins=(0, 0, right, 0))
        if any(share for _widget, share in shared):
            row.setStretch(len(shared), 0)  # what is free only where nothing wants it

    def minimumSizeHint(self) -> QSize:
        """As narrow as it can be without the words."""
        least = super().minimumSizeHint()
        return QSize(least.width() - (0 if self._narrow else self._words()), least.height())

    def _words(self) -> int:
        """How wide the words are that can be left out, in pixels."""
        return sum(b.fontMetrics().horizontalAdvance(b.word) for b in self._shrinking if not b.isHidden())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._narrow_as_needed()

    def event(self, event: QEvent) -> bool:
        """Words that changed, or have their size only now, may need more room than there is."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._narrow_as_needed()
        return done

    def _narrow_as_needed(self) -> None:
        needed = super().minimumSizeHint().width() + (self._words() if self._narrow else 0)
        narrow = self.width() < max(self._narrow_below, needed)
        if narrow != self._narrow:
            self._narrow = narrow
            for button in self._shrinking:
                button.set_narrow(narrow)
