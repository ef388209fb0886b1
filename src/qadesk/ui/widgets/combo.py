"""A choice among options, found by typing any part of their words: a staff number behind a name, too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QStyledItemDelegate

_NO_LETTER = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class ComboBox(QComboBox):
    """A choice among `options` (their data and words) that the mouse wheel never changes; Up and Down do.

    What is typed goes to the next option that begins with it, else to the next that has it.
    """

    def __init__(self, name: str, spoken: str, options: Iterable[tuple[Any, str]] = ()) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setItemDelegate(QStyledItemDelegate(self))  # the one that heeds the style sheet's row height
        self.setMaxVisibleItems(12)
        self._typed, self._since, self._seen = "", QElapsedTimer(), False
        self.offer(options)

    def offer(self, options: Iterable[tuple[Any, str]], chosen: Any = None) -> None:
        """Offer these instead, and choose one by its data, else the first. Tells nobody."""
        with QSignalBlocker(self):
            self.clear()
            for data, words in options:
                self.addItem(words, data)
        self.choose(chosen)

    def choose(self, data: Any) -> None:
        """Choose an option by its data, else the first. Tells nobody."""
        with QSignalBlocker(self):
            self.setCurrentIndex(max(0, self.findData(data)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.ignore()  # Qt's own would swallow it and offer nothing: the page's menu opens

    # ---- found by typing

    def showPopup(self) -> None:
        if not self._seen:
            self._seen = True
            self.view().installEventFilter(self)
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.isEditable() or not self._types(event):
            super().keyPressEvent(event)
        elif (row := self._found(self.currentIndex())) not in (-1, self.currentIndex()):
            self.setCurrentIndex(row)
            self.activated.emit(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the open list the letters lead to an option; Enter chooses it."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or not self._types(event):
            return super().eventFilter(watched, event)
        row = self._found(self.view().currentIndex().row())
        if row != -1:
            self.view().setCurrentIndex(self.model().index(row, self.modelColumn()))
        return True

    def _types(self, event: QKeyEvent) -> bool:
        """Whether a key goes on with a word, or begins one: then it is kept."""
        text, goes_on = event.text(), self._since.isValid() and not self._since.hasExpired(_pause())
        if not text or not text.isprintable() or event.modifiers() & _NO_LETTER:
            return False
        if text.isspace() and not (goes_on and self._typed):
            return False
        self._typed = (self._typed if goes_on else "") + text.casefold()
        self._since.start()
        return True

    def _found(self, row: int) -> int:
        """Where what was typed leads from a row; one more letter may stay there. -1 for nowhere."""
        rows = [(row + step) % self.count() for step in range(self.count())] if self.count() else []
        if rows and len(self._typed) == 1:
            rows = [*rows[1:], rows[0]]
        words = {at: self.itemText(at).casefold() for at in rows}
        begins = next((at for at, said in words.items() if said.startswith(self._typed)), -1)
        return begins if begins != -1 else next((at for at, said in words.items() if self._typed in said), -1)


def _pause() -> int:
    """After how many milliseconds a letter begins a word anew."""
    return QApplication.keyboardInputInterval()
