"""The line above the card: whose form it is and how far, and the ways from here."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from qadesk.i18n import _
from qadesk.services.scoring.forms import EntryState, state_text
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.basics import Button, hint, label
from qadesk.ui.widgets.one_line import OneLine

TIGHT_BELOW: Final = 800  # logical pixels


class CardHead(QWidget):
    """Names the agent; its buttons are connected by the card."""

    def __init__(self) -> None:
        super().__init__()
        earlier = _("Agent before ({keys})").format(keys="←")
        later = _("Next agent ({keys})").format(keys="→")
        self.before = Button("", "scoreBefore", icon="chevron-left", kind="quiet", tip=earlier)
        self.after = Button("", "scoreAfter", icon="chevron-right", kind="quiet", tip=later)
        self.name = OneLine("heading", "scoreAgent")
        self.number = label("", "muted", name="scoreAgentNumber")
        self.team = OneLine("muted", "scoreAgentTeam")
        self.state = Badge(name="scoreState")
        self.place = OneLine("muted", "scorePlace", or_nothing=True)
        self.records = Button(_("Records"), "scoreShowRecords", icon="inbox", kind="quiet")
        self.records.setCheckable(True)
        self.records.setToolTip(_("Show this month's records beside the form"))
        self.reopen = Button(_("Reopen…"), "scoreReopen", icon="rotate-ccw", tip=hint("O"))
        self.whole = Button(_("Back to the whole month"), "scoreWhole", icon="undo-2", tip=hint("Esc"))
        self._score_contact = _("Score one contact…")
        self.contact = Button(self._score_contact, "scorePickContact", icon="search", tip=hint("K"))
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 0, 2 * GRID, 0)
        row.setSpacing(GRID)
        for part in (self.before, self.after, self.name, self.number, self.team, self.state, self.place):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.records, self.reopen, self.whole, self.contact):
            row.addWidget(part)
        for part in (self.reopen, self.whole):  # until they are wanted: a window is never narrower than its
            part.hide()  # pages

    def show_entry(self, book: ScoreBook, key: Key) -> None:
        """Show what the book says of an entry of the month shown."""
        entry, closed = book.entry(key), book.board is None or book.board.cycle.closed
        at, total = book.staff.index(key[0]), len(book.staff)
        self.name.say(entry.name)
        self.number.setText(entry.staff_no)
        self.team.say(entry.team)
        self.state.say(*state_text(entry, book.form))
        self.place.say(_("{at} of {total}").format(at=at + 1, total=total))
        self.before.setEnabled(at > 0)
        self.after.setEnabled(at + 1 < total)
        self.reopen.setVisible(entry.state is EntryState.SUBMITTED and not closed)
        self.whole.setVisible(entry.contact is not None)
        self.contact.setVisible(entry.contact is None and not closed and bool(book.form.items))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the name has the room of a word that an icon stands for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        tight = self.width() < TIGHT_BELOW and self.reopen.isVisibleTo(self)
        self.contact.setText("" if tight else self._score_contact)
        self.contact.setAccessibleName(self._score_contact)
