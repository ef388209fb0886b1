"""A line of text that ends in an ellipsis where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel


class OneLine(QLabel):
    """Never widens what it stands in; the whole text is its tool tip.

    With `or_nothing` a text that does not fit is not shown at all: half a count says nothing. With `middle`
    it is cut short there, where its end tells it from others.
    """

    def __init__(
        self, role: str, name: str, text: str = "", *, or_nothing: bool = False, middle: bool = False
    ) -> None:
        super().__init__()
        self._or_nothing = or_nothing
        self._cut = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self.setObjectName(name)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.say(text)

    def say(self, text: str) -> None:
        """Show a text."""
        self.setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        space = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), self._cut, space.width())
        if text == self.text() or not self._or_nothing:
            painter.drawText(space, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
