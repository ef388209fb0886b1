"""What keys do where one rates, the same in grid and card; fields from which no key throws away a text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from qadesk.i18n import _
from qadesk.services.scoring.forms import NA, Rated
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key, Place

_TEN: Final = Decimal(10)  # what the digit 0 stands for
_FREE: Final = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier


class RatingKeys:
    """Rates at the `place` of a view and then lets the view `go_on` to the next one.

    `start` is called before a level is given: the view may go where levels are.
    """

    def __init__(
        self,
        book: ScoreBook,
        place: Callable[[], Place],
        go_on: Callable[[], object],
        start: Callable[[], object] = lambda: None,
    ) -> None:
        self._book, self._place, self._go_on, self._start = book, place, go_on, start
        self.just_rated: tuple[Key, str] | None = None  # what a "." adds half a point to

    def moved(self) -> None:
        """One is elsewhere by other means than rating: "." and R mean what is there."""
        self.just_rated = None

    def begins_value(self, event: QKeyEvent) -> bool:
        """Whether a key begins to write a value, where one is typed."""
        half = _is_half(event) and self.just_rated is not None  # it belongs to the level given just before
        writes = begins_figure(event) or event.key() == Qt.Key.Key_F2
        return writes and not half and not event.modifiers() & ~_FREE

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means on a rating; False for every other key, and with Ctrl or Alt held."""
        key = Qt.Key(event.key())
        if event.modifiers() & ~_FREE:
            return False
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            self.rate(Decimal(key - Qt.Key.Key_0) or _TEN)
        elif key == Qt.Key.Key_N:
            self.rate(NA)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        elif _is_half(event):
            place, item = self.just_rated or self._place()
            if place is not None and item is not None:
                self._book.add_half(place, item)
        elif key == Qt.Key.Key_Escape:
            place, item = self._place()
            return place is not None and self._book.give_up_unfit(place, item)
        else:
            return False
        return True

    def rate(self, level: Rated, *, sure: bool = False) -> None:
        """Give a level where one is, and go on; or tell why not. `sure`: as in `ScoreBook.rate`."""
        self._start()
        key, item = self._place()
        if key is None or item is None:
            return
        if self._book.form.is_typed(item):  # N: digits begin to write a value
            self._book.not_taken.emit(
                _("To mark a value as not applicable to someone, go to Results and give a reason.")
            )
        elif self._book.rate(key, item, level, sure=sure):
            self._go_on()
            self.just_rated = (key, item)

    def clear(self) -> None:
        """Take away what stands where one is."""
        key, item = self._place()
        if key is not None and item is not None:
            self._book.clear_cells((key, item))


def begins_figure(event: QKeyEvent) -> bool:
    """Whether a key is the first letter of a value."""
    return bool(event.text()) and event.text() in "0123456789.-−０１２３４５６７８９"


def _is_half(event: QKeyEvent) -> bool:
    return event.text() in (".", "。") or event.key() == Qt.Key.Key_Period


# ---- the fields for a comment and for a value

WAIT_MS: Final = 400  # from the first key not handed on yet: what a killed process can lose at most
LONGEST: Final = 24  # characters
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Kept:
    """Emits `typed(text)` when it is left, and `left(rows)` for a key that leaves it.

    Rows to go on: 1, -1, or 0 where one stays. Stands before the class of Qt's.
    """

    typed: Any  # signals
    left: Any
    _told = ""  # the text that was handed on, or shown

    def flush(self) -> None:
        """Hand on what was typed since the last time."""
        field: Any = self
        text = field.toPlainText() if isinstance(self, QPlainTextEdit) else field.text()
        if text != self._told and not field.isReadOnly():
            self._told = text
            self.typed.emit(text)

    def leave(self, rows: int) -> None:
        """Hand on what was typed, and go on."""
        self.flush()
        self.left.emit(rows)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.flush()
        super().focusOutEvent(event)  # type: ignore[misc]  # of the class of Qt's


class CommentBox(Kept, QPlainTextEdit):
    """Hands its text on while one types, too. Enter and Esc leave it, Shift+Enter starts a new line."""

    typed = Signal(str)
    left = Signal(int)

    def __init__(self, name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(1)  # the frame's own padding is enough
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.flush)
        self.textChanged.connect(self._begin_waiting)

    def setReadOnly(self, read_only: bool) -> None:
        """Let the text be read and copied only, and look like it."""
        if read_only != self.isReadOnly():
            super().setReadOnly(read_only)
            self.style().unpolish(self)
            self.style().polish(self)

    def _begin_waiting(self) -> None:
        if not self._wait.isActive():
            self._wait.start()

    def show_text(self, text: str) -> None:
        """Show a stored text; that is no typing. What is being typed is not overwritten."""
        if self._wait.isActive():
            return
        if self.toPlainText().strip() != text.strip():
            with QSignalBlocker(self):
                self.setPlainText(text)
        self._told = self.toPlainText()

    def flush(self) -> None:
        self._wait.stop()
        super().flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in _ENTER and not event.modifiers() & ~_KEYPAD
        if enter or event.key() == Qt.Key.Key_Escape:
            self.leave(0)
        else:
            super().keyPressEvent(event)


class FigureBox(Kept, QLineEdit):
    """Left by Enter and Down for the next row, by Shift+Enter and Up for the one before.

    Esc leaves it, too, and gives up what was typed (`given_up`): what is stored stands there again.
    """

    typed = Signal(str)
    left = Signal(int)
    given_up = Signal()
    focused = Signal()

    def __init__(self, name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setMaxLength(LONGEST)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        # A Chinese input method gives full-width digits at best, and nothing before it is confirmed.
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)

    def show_text(self, text: str) -> None:
        """Show a stored value; what is being typed is not overwritten."""
        if self.half_typed:
            return
        if self.text() != text:
            with QSignalBlocker(self):
                self.setText(text)
        self._told = text

    @property
    def half_typed(self) -> tuple[str, str] | None:
        """What stood there, and what is typed by now and was not handed on; None: nothing is."""
        changed = not self.isReadOnly() and self.text() != self._told
        return (self._told, self.text()) if changed else None

    def give_up(self) -> None:
        """Leave it as if nothing had been typed."""
        self.setText(self._told)
        self.given_up.emit()
        self.left.emit(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        steps |= dict.fromkeys(_ENTER, -1 if shift else 1)
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        step = None if held else steps.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and not held:
            self.give_up()
        elif step is None:
            super().keyPressEvent(event)
        else:
            self.leave(step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Another window in front, such as a spreadsheet or a question, leaves the value half typed."""
        if event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            QLineEdit.focusOutEvent(self, event)
        else:
            super().focusOutEvent(event)


def flush_all(within: QWidget) -> None:
    """Hand on what is being typed in any field there."""
    for field in within.findChildren(QWidget):
        if isinstance(field, Kept):
            field.flush()
