"""The line above the card: whose form it is and how far, and the ways from here."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.services.scoring.forms import state_text
from qadesk.ui.kit.actions import Actions
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import hbox
from qadesk.ui.widgets.one_line import OneLine

TIGHT_BELOW: Final = 800  # logical pixels


class CardHead(QWidget):
    """Names the agent; its buttons are the screen's actions."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.before, self.after = actions.button("scoreBefore"), actions.button("scoreAfter")
        self.name = OneLine("heading", "scoreAgent")
        self.number = label("", "muted", name="scoreAgentNumber")
        self.team = OneLine("muted", "scoreAgentTeam")
        self.state = Badge(name="scoreState")
        self.place = OneLine("muted", "scorePlace", or_nothing=True)
        self.records = Button(_("Records"), "scoreShowRecords", icon="inbox", kind="quiet")
        self.records.setCheckable(True)
        self.records.setToolTip(_("Show this month's records beside the form"))
        self.reopen, self.whole = actions.button("scoreReopen"), actions.button("scoreWhole")
        self.contact = actions.button("scorePickContact")
        row = hbox(on=self, margins=(GRID, 0, 2 * GRID, 0))
        for part in (self.before, self.after, self.name, self.number, self.team, self.state, self.place):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.records, self.reopen, self.whole, self.contact):
            row.addWidget(part)
        for part in (self.reopen, self.whole):  # until they are wanted: a window is never narrower than its
            part.hide()  # pages

    def show_entry(self, book: ScoreBook, key: Key) -> None:
        """Show what the book says of an entry of the month shown."""
        entry = book.entry(key)
        at, total = book.staff.index(key[0]), len(book.staff)
        self.name.say(entry.name)
        self.number.setText(entry.staff_no)
        self.team.say(entry.team)
        self.state.say(*state_text(entry, book.form))
        self.place.say(_("{at} of {total}").format(at=at + 1, total=total))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the name has the room of a word that an icon stands for."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Where it is narrow and there are more buttons, one shows its icon alone."""
        tight = self.width() < TIGHT_BELOW and self.reopen.isVisibleTo(self)
        self.contact.set_narrow(tight)
