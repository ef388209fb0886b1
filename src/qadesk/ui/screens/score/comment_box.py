"""A field for a comment that saves while one types and from which no key throws text away."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

WAIT_MS: Final = 400  # from the first key not handed on yet: what a killed process can lose at most


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
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
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
        blocker = QSignalBlocker(self)
        self.setPlainText(text)
        blocker.unblock()
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
