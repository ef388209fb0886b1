"""Fields whose content counts with every key: nothing is confirmed, nothing is lost by leaving."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from qadesk.tabular import numbers
from qadesk.tabular.numbers import Kind, NotRead
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
        self._stands = ""  # the text of the value as it is
        self._first = ""  # and as it was before a piece of typing
        self._took = False

    def bind(self, take: Callable[[str], bool], said: Callable[[], str]) -> None:
        """Connect it with a value."""

        def typed(text: str) -> None:
            if not self._took:
                self._first = self._stands
            self._taking = True
            try:
                taken = take(text)
                if not taken and self._took:  # "0" was taken on the way to "0.95", which is not
                    take(self._first)
                    take(text)  # so that what is said last is why
                self._took = taken
                self._mark(not taken)
            finally:
                self._taking = False
            self._stands = said()

        self.textEdited.connect(typed)

    def show_text(self, text: str) -> None:
        """Show a value, unless it is the one typed here: "4." stays "4." while its value is 4."""
        if self._taking or (text == self._stands and self.isModified()):
            return
        self._stands, self._took = text, False
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
    """A figure, or nothing where that means something; emits `edited(Decimal | None)`, or says why not."""

    edited = Signal(object)
    refused = Signal(str)  # why what was typed is not taken

    def __init__(self, name: str, spoken: str, *, optional: bool = False) -> None:
        super().__init__(name, spoken)
        self._optional = optional
        self._kind = numbers.PLAIN
        self._value: Decimal | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(12 * GRID)
        self.bind(self._take, lambda: numbers.typed(self._value, self._kind))

    def show_value(self, value: Decimal | None, kind: Kind = numbers.PLAIN) -> None:
        """Show a figure as its kind is typed."""
        self._value, self._kind = value, kind
        self.show_text(numbers.typed(value, kind))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Typing replaces the figure, as in a cell, unless the mouse put the cursor inside it."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def _take(self, text: str) -> bool:
        try:
            value = numbers.read(text, self._kind)
        except NotRead as no:
            self.refused.emit(no.wording())
            return False
        if value is None and not self._optional:
            return False
        self._value = value
        self.edited.emit(value)
        return True
