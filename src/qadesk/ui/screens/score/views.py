"""Grid and card over one book, one of them in sight: where one is, and the ways from place to place."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStackedWidget

from qadesk.services.scoring.forms import Evaluation
from qadesk.services.scoring.saving import Change
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.card import ScoreCard
from qadesk.ui.screens.score.edits import Key, Place
from qadesk.ui.screens.score.fields import flush_all
from qadesk.ui.screens.score.grid import ScoreGrid


class Views(QStackedWidget):
    """Emits `moved` when one is elsewhere, or sees it differently."""

    moved = Signal()

    def __init__(self, screen: Screen, book: ScoreBook) -> None:
        super().__init__()
        self.book = book
        self.grid, self.card = ScoreGrid(book), ScoreCard(screen, book)
        self._memory = screen.memory("score")
        for view in (self.grid, self.card):
            self.addWidget(view)
        if self._memory.value("view") == "card":
            self.setCurrentWidget(self.card)
        self.grid.opened.connect(lambda: self.show_view(card=True))
        for moved in (self.grid.place_changed, self.card.shown, self.card.form.current_changed):
            moved.connect(self.moved)

    # ---- where one is

    @property
    def on_card(self) -> bool:
        """Whether the card is in sight, not the grid."""
        return self.currentWidget() is self.card

    @property
    def view(self) -> ScoreGrid | ScoreCard:
        """The one in sight."""
        return self.card if self.on_card else self.grid

    def place(self) -> Place:
        """The entry one is at, and the item the next digit rates; no item where the cursor is beside them."""
        return self.view.place()

    @property
    def entry(self) -> Evaluation | None:
        """The entry one is at."""
        key = self.place()[0]
        return self.book.entry(key) if key is not None and key[0] in self.book.staff else None

    def where(self, *, item: bool = False) -> tuple[object, ...]:
        """The month, the view and the entry one is at (and the item): what an answer to a key belongs to."""
        month = None if self.book.board is None else self.book.board.cycle.code
        key, current = self.place()
        return month, self.on_card, key, current if item else None

    # ---- going elsewhere

    def choose_view(self, *, card: bool) -> None:
        """Show the grid or the card, also the next time."""
        self._memory.keep("view", "card" if card else None)
        self.show_view(card=card)

    def show_view(self, *, card: bool) -> None:
        """Show the grid or the card, on the agent one was at, ready for a digit."""
        if card:
            key, item = self.grid.place()
            if key is not None and not self.on_card:
                self.card.show_entry(key, item)
            self.setCurrentWidget(self.card)
        else:
            flush_all(self.card)
            self.setCurrentWidget(self.grid)
            if self.card.key is not None:
                self.grid.go(self.card.key, self.card.item)
        self.view.setFocus()
        self.moved.emit()

    def go(self, key: Key, item: str | None = None) -> None:
        """To an entry; single contacts are shown on the card alone."""
        if key[1] is not None and not self.on_card:
            self.show_view(card=True)
        if self.on_card:
            self.card.show_entry(key, item)
        else:
            self.grid.go(key, item)

    def go_first_open(self) -> None:
        """To the first cell that still wants a rating or a value."""
        self.grid.go_first_open()
        key, item = self.grid.place()
        if not self.on_card:
            self.card.form.prepare()
        elif key is not None:
            self.card.show_entry(key, item)

    # ---- typing and taking back

    def hand_on(self) -> None:
        """Give the book what is still in a field, also what an input method has not let go of yet."""
        if self.isAncestorOf(QApplication.focusWidget() or self):
            QGuiApplication.inputMethod().commit()
        flush_all(self)

    def undo(self) -> None:
        """Take the last key back, and go where it was."""
        self.hand_on()
        self._follow(self.book.turn(back=True))

    def redo(self) -> None:
        """Do it again."""
        self._follow(self.book.turn(back=False))

    def _follow(self, change: Change | None) -> None:
        if change is not None:
            self.go(change.key, change.item or None)
