"""What the card shows beside the ratings, read for the month in the book: records, scored contacts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from qadesk.services.scoring import boards
from qadesk.storage.office import Office
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.card import ScoreCard
from qadesk.ui.tasks import Tasks

T = TypeVar("T")


class CardReading(QObject):
    """Fills the card off the window's thread; what was read of a month that is no longer shown is dropped."""

    def __init__(self, office: Office, tasks: Tasks, book: ScoreBook, card: ScoreCard) -> None:
        super().__init__(card)
        self._office = office
        self._tasks = tasks
        self._book = book
        self._card = card
        card.contacts_wanted.connect(self.read_contacts)

    def read_background(self) -> None:
        """This month's records and last month's ratings of all agents, once until they are forgotten."""
        if not self._card.has_background:
            self._read(lambda code: boards.background(self._office, code), self._card.take_background)

    def read_contacts(self, staff_no: str) -> None:
        """An agent's scored contacts."""
        self._read(
            lambda code: boards.contact_entries(self._office, code, staff_no), self._book.load_contacts
        )

    def _read(self, work: Callable[[str], T], done: Callable[[T], object]) -> None:
        if self._book.board is None:
            return
        code = self._book.board.cycle.code

        def take(found: T) -> None:
            if self._book.board is not None and self._book.board.cycle.code == code:
                done(found)

        self._tasks.run(lambda: work(code), take, owner=self)
