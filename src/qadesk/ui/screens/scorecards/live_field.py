"""Fields whose content counts with every key: nothing is confirmed, nothing is lost by leaving."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from qadesk.ui.screens.scorecards import figures
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import mark_wrong


class LiveField(QLineEdit):
    """Leaves undo to the whole scorecard, and takes over what undo brings back.

    `take` is called with the text after every key and answers whether it could be taken; `said` gives the
    text of the value as it stands.
    """

    def __init__(self, name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._taking = False
        self._wrong = False
        self._stands = ""

    def bind(self, take: Callable[[str], bool], said: Callable[[], str]) -> None:
        """Connect it with a value."""

        def typed(text: str) -> None:
            self._taking = True
            try:
                self._mark(not take(text))
            finally:
                self._taking = False
            self._stands = said()

        self.textEdited.connect(typed)

    def show_text(self, text: str) -> None:
        """Show a value, unless it is the one typed here: "4." stays "4." while its value is 4."""
        if self._taking or (text == self._stands and self.isModified()):
            return
        self._stands = text
        if text != self.text():
            self.setText(text)
            if not self.hasFocus():
                self.setCursorPosition(0)  # its beginning is what one knows it by
        self._mark(False)

    def _mark(self, wrong: bool) -> None:
        """Dressing a field takes as long as filling it, so only where it looks otherwise."""
        if wrong != self._wrong:
            self._wrong = wrong
            mark_wrong(self, wrong)

    def event(self, event: QEvent) -> bool:
        """Undo and redo belong to the scorecard."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return False
        return super().event(event)


class FigureField(LiveField):
    """A figure, or nothing where that means something; emits `edited(Decimal | None)`."""

    edited = Signal(object)

    def __init__(self, name: str, spoken: str, *, optional: bool = False) -> None:
        super().__init__(name, spoken)
        self._optional = optional
        self._scale = 1
        self._value: Decimal | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(12 * GRID)
        self.bind(self._take, lambda: figures.shown(self._value, self._scale))

    def show_value(self, value: Decimal | None, scale: int = 1) -> None:
        """Show a figure, multiplied by `scale`."""
        self._value, self._scale = value, scale
        self.show_text(figures.shown(value, scale))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Typing replaces the figure, as in a cell, unless the mouse put the cursor inside it."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def _take(self, text: str) -> bool:
        try:
            value = figures.parse(text, self._scale)
        except ValueError:
            return False
        if value is None and not self._optional:
            return False
        self._value = value
        self.edited.emit(value)
        return True
