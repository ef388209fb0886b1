"""Submitting, reopening, and what is said to who types on something locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qadesk.i18n import _
from qadesk.services.scoring.boards import EntryState
from qadesk.services.scoring.evaluations import Submission
from qadesk.services.scoring.forms import item_name
from qadesk.ui.screens.score.book import Key
from qadesk.ui.screens.score.dialogs import ask_reason, ask_submit

if TYPE_CHECKING:
    from qadesk.ui.screens.score.screen import ScoreScreen


class Submitting:
    """The part of the score screen that locks and unlocks evaluations."""

    def __init__(self, screen: ScoreScreen) -> None:
        self.screen = screen
        self.book = screen.book

    def submit_one(self, key: Key) -> None:
        """Submit what the card shows; say what it lacks."""
        entry, card = self.book.entry(key), self.screen.card
        if entry.state is EntryState.SUBMITTED:
            self.refuse(key)
            return
        missing = entry.missing(self.book.form)
        if missing or not entry.levels:
            names = _(", ").join(item_name(self.book.form.item(code)) for code in missing)
            self.screen.notice.say(_("Still to be rated: {items}").format(items=names), "warn")
            card.show_entry(key, missing[0] if missing else None)
            return
        self.book.submit([key], lambda _done: self._submitted_one(key))

    def _submitted_one(self, key: Key) -> None:
        card = self.screen.card
        name = self.book.entry(key).name
        self.screen.notice.say(_("Submitted: {name}").format(name=name), "good")
        if key[1] is None and card.key == key:
            card.step_to_open()

    def submit_all(self) -> None:
        """Submit every complete draft, after asking once."""
        drafts = [e for e in self.book.entries() if e.state is EntryState.DRAFT]
        ready = [e for e in drafts if e.complete(self.book.form)]
        left = [e for e in drafts if e not in ready]
        if not ready:
            self.screen.notice.say(_("No draft is complete yet: rate every item, or mark it N/A."), "warn")
            return
        keys: list[Key] = [(entry.staff_no, None) for entry in ready]
        ask_submit(self.screen, ready, left, lambda: self.book.submit(keys, self._submitted_all))

    def _submitted_all(self, result: Submission) -> None:
        self.screen.notice.say(_("Submitted: {n}").format(n=len(result.submitted)), "good")

    def reopen(self, key: Key) -> None:
        """Ask for the reason and unlock an evaluation."""
        ask_reason(self.screen, self.book.entry(key), lambda reason: self.book.reopen(key, reason))

    def refuse(self, key: Key) -> None:
        """Say why a key did nothing."""
        entry, board, notice = self.book.entry(key), self.book.board, self.screen.notice
        if board is None or board.cycle.closed:
            notice.say(_("This month is closed; its ratings are final."), "info")
        elif entry.state is EntryState.SUBMITTED:
            notice.say(
                _("The evaluation of {name} is submitted and locked.").format(name=entry.name),
                "info",
                action=_("Reopen…"),
                then=lambda: self.reopen(key),
            )
        else:
            notice.say(_("This does not apply to {name} this month.").format(name=entry.name), "info")
