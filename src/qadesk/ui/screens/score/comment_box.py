"""A field for a comment that saves while one types and from which no key throws text away."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

PAUSE_MS: Final = 400  # of typing, after which what is there is handed on


class CommentBox(QPlainTextEdit):
    """Emits `typed(text)` in pauses of typing and when left, `finished()` on Enter or Esc, which keep it.

    Shift+Enter starts a new line, Tab leaves.
    """

    typed = Signal(str)
    finished = Signal()

    def __init__(self, name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setTabChangesFocus(True)
        self._told = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self.textChanged.connect(self._pause.start)

    def show_text(self, text: str) -> None:
        """Show a stored text; that is no typing. What is being typed is not overwritten."""
        if self._pause.isActive():
            return
        if self.toPlainText().strip() == text.strip():
            self._told = self.toPlainText()
            return
        blocker = QSignalBlocker(self)
        self.setPlainText(text)
        blocker.unblock()
        self._pause.stop()
        self._told = text

    def flush(self) -> None:
        """Hand on what was typed since the last time."""
        self._pause.stop()
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
