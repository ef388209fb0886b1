"""What digits, N, "." and Del do where one is, the same in the grid and on the card."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

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
