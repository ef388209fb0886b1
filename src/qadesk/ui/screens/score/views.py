"""Grid and card over one book: one of them in sight, and both on the same agent."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.card import ScoreCard
from qadesk.ui.screens.score.edits import Key, Step
from qadesk.ui.screens.score.grid import ScoreGrid
from qadesk.ui.screens.score.wording import CARD_VIEW, GRID_VIEW


class Views(QStackedWidget):
    """Where one is in the month, and how that is shown."""

    moved = Signal()  # another place or view, or something else to be seen there
    card_opened = Signal()

    def __init__(self, book: ScoreBook) -> None:
        super().__init__()
        self.book = book
        self.grid = ScoreGrid(book)
        self.card = ScoreCard(book)
        for view in (self.grid, self.card):
            self.addWidget(view)
        self.grid.place_changed.connect(self.moved)
        self.grid.other_view.connect(lambda: self.show_view(CARD_VIEW))
        self.card.shown.connect(self.moved)
        self.card.form.current_changed.connect(self.moved)
        self.card.other_view.connect(lambda: self.show_view(GRID_VIEW))

    @property
    def view(self) -> str:
        """The view shown: grid or card."""
        return GRID_VIEW if self.currentWidget() is self.grid else CARD_VIEW

    @property
    def key(self) -> Key | None:
        """The entry one is at."""
        if self.view == CARD_VIEW:
            return self.card.key
        place = self.grid.place()
        return place[0] if place else None

    @property
    def item(self) -> str | None:
        """The item the next digit rates; None where the grid's cursor is beside the items."""
        if self.view == CARD_VIEW:
            return self.card.item
        place = self.grid.place()
        return place[1] if place else None

    def where(self, *, item: bool = False) -> tuple[str | None, ...]:
        """The month, the view and the entry one is at (and the item): what an answer to a key belongs to."""
        month = self.book.board.cycle.code if self.book.board is not None else None
        staff_no, contact = self.key or (None, None)
        return month, self.view, staff_no, str(contact), self.item if item else None

    def show_view(self, view: str) -> None:
        """Show the grid or the card, on the agent one was at."""
        if view == CARD_VIEW:
            place = self.grid.place()
            if place is not None and self.view == GRID_VIEW:
                self.card.show_entry(*place)
            self.setCurrentWidget(self.card)
            self.card_opened.emit()
        else:
            self.card.flush()
            key = self.card.key
            self.setCurrentWidget(self.grid)
            if key is not None:
                self.grid.go(key, self.card.item)
        self.focus_view()
        self.moved.emit()

    def focus_view(self) -> None:
        """Ready for a digit."""
        if self.view == GRID_VIEW:
            self.grid.setFocus()
        else:
            self.card.focus_form()

    def go(self, key: Key, item: str | None = None) -> None:
        """To an entry; single contacts are shown on the card alone."""
        if key[1] is not None and self.view == GRID_VIEW:
            self.show_view(CARD_VIEW)
        if self.view == CARD_VIEW:
            self.card.show_entry(key, item)
        else:
            self.grid.go(key, item)

    def follow(self, step: Step) -> None:
        """To where something was undone or redone."""
        if step:
            self.go(step[-1].key, step[-1].item or None)

    def go_first_open(self) -> None:
        """To the first cell that still wants a rating."""
        self.grid.go_first_open()
        place = self.grid.place()
        if self.view == GRID_VIEW:
            self.card.form.prepare()
        elif place is not None:
            self.card.show_entry(*place)
