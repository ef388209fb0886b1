"""Fields from which no key throws away what was typed: one for a comment, one for a value."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

WAIT_MS: Final = 400  # from the first key not handed on yet: what a killed process can lose at most
LONGEST: Final = 24  # characters


class CommentBox(QPlainTextEdit):
    """Emits `typed(text)` while one types and when left, `finished()` on Enter or Esc, which keep it.

    Shift+Enter starts a new line, Tab leaves.
    """

    typed = Signal(str)
    finished = Signal()

    def __init__(self, name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(1)  # the frame's own padding is enough
        self._told = ""
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.flush)
        self.textChanged.connect(self._changed)

    def setReadOnly(self, read_only: bool) -> None:
        """Let the text be read and copied only, and look like it."""
        if read_only != self.isReadOnly():
            super().setReadOnly(read_only)
            self.style().unpolish(self)
            self.style().polish(self)

    def _changed(self) -> None:
        if not self._wait.isActive():
            self._wait.start()

    def show_text(self, text: str) -> None:
        """Show a stored text; that is no typing. What is being typed is not overwritten."""
        if self._wait.isActive():
            return
        if self.toPlainText().strip() == text.strip():
            self._told = self.toPlainText()
            return
        with QSignalBlocker(self):
            self.setPlainText(text)
        self._wait.stop()
        self._told = text

    def flush(self) -> None:
        """Hand on what was typed since the last time."""
        self._wait.stop()
        text = self.toPlainText()
        if text != self._told and not self.isReadOnly():
            self._told = text
            self.typed.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if (enter and plain) or event.key() == Qt.Key.Key_Escape:
            self.flush()
            self.finished.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.flush()
        super().focusOutEvent(event)


class FigureBox(QLineEdit):
    """Emits `typed(text)` when it is left by key or otherwise; `stepped` says by which key.

    `stepped` gives the rows to go on: 1 for Enter and Down, -1 for Shift+Enter and Up, 0 for Esc.
    """

    typed = Signal(str)
    stepped = Signal(int)
    focused = Signal()

    def __init__(self, name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setMaxLength(LONGEST)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        # A Chinese input method gives full-width digits at best, and nothing before it is confirmed.
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self._told = ""

    def show_text(self, text: str) -> None:
        """Show a stored value; what is being typed is not overwritten."""
        if self.hasFocus() and self.text() != self._told:
            return
        if self.text() != text:
            with QSignalBlocker(self):
                self.setText(text)
        self._told = text

    def flush(self) -> None:
        """Hand on what was typed since the last time."""
        if self.text() != self._told and not self.isReadOnly():
            self._told = self.text()
            self.typed.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps = {
            Qt.Key.Key_Return: -1 if shift else 1,
            Qt.Key.Key_Enter: -1 if shift else 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Escape: 0,
        }
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        step = None if held else steps.get(Qt.Key(key))
        if step is None:
            super().keyPressEvent(event)
            return
        self.flush()
        self.stepped.emit(step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.flush()
        super().focusOutEvent(event)
