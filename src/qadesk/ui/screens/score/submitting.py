"""Submitting, reopening, and what is said to who types on something locked."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.services.scoring.evaluations import Submission
from qadesk.services.scoring.forms import EntryState, called, item_name
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.dialogs import ReasonDialog, ask_submit
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.widgets.notice import Notice


class Submitting(QObject):
    """Locks and unlocks evaluations of the book, asking over `window`, and says so in the notice.

    `where` tells where one is: what answers a key belongs there, and goes when one goes elsewhere.
    """

    lacking = Signal(object, object)  # Key, and the item without which it cannot be submitted
    submitted = Signal(object)  # Key of the one that was submitted alone
    results_wanted = Signal()

    def __init__(
        self, book: ScoreBook, notice: Notice, where: Callable[..., object], window: QWidget
    ) -> None:
        super().__init__(window)
        self._book = book
        self._notice = notice
        self._where = where
        self._window = window
        self._reasons: dict[Key, str] = {}  # typed, but not used: Esc must not lose them

    def submit_one(self, key: Key) -> None:
        """Submit one evaluation; say what it lacks."""
        entry = self._book.entry(key)
        if entry.state is EntryState.SUBMITTED:
            self.refuse(key)
            return
        missing = entry.missing(self._book.form)
        if not entry.complete(self._book.form):
            names = _(", ").join(item_name(self._book.form.item(code)) for code in missing)
            said = (
                _("Still to be rated: {items}").format(items=names)
                if missing
                else _("Nothing to submit yet.")
            )
            self._notice.say(said, "warn", holds=self._here())
            self.lacking.emit(key, missing[0] if missing else None)
            return
        self._book.submit([key], lambda _done: self._submitted_one(key))

    def _submitted_one(self, key: Key) -> None:
        said = _("Submitted: {name}").format(name=called(self._book.entry(key)))
        self._tell_submitted(said, [key])
        self.submitted.emit(key)

    def submit_all(self) -> None:
        """Submit every complete draft, after asking once."""
        drafts = [e for e in self._book.entries() if e.state is EntryState.DRAFT]
        ready = [e for e in drafts if e.complete(self._book.form)]
        left = [e for e in drafts if e not in ready]
        if not ready:
            said = _("No draft is complete yet: rate every item, or mark it N/A.")
            self._notice.say(said, "warn", holds=self._here())
            return
        keys: list[Key] = [(entry.staff_no, None) for entry in ready]
        ask_submit(self._window, ready, left, lambda: self._book.submit(keys, self._submitted_all))

    def _submitted_all(self, result: Submission) -> None:
        said = _("Submitted: {n}").format(n=len(result.submitted))
        self._tell_submitted(said, [(staff_no, None) for staff_no in result.submitted])

    def _tell_submitted(self, said: str, keys: Collection[Key]) -> None:
        """Where nobody is left to be scored, show the way on."""
        done, cycle = self._all_scored(), self._book.board and self._book.board.cycle.code
        action = _("See results") if done else ""

        def holds() -> bool:
            board = self._book.board
            if board is None or board.cycle.code != cycle:
                return False
            locked = all(self._book.entry(key).state is EntryState.SUBMITTED for key in keys)
            return locked and (self._all_scored() or not done)

        self._notice.say(said, "good", action=action, then=self.results_wanted.emit, holds=holds)

    def _all_scored(self) -> bool:
        return all(entry.scored(self._book.form) for entry in self._book.entries())

    def reopen(self, key: Key) -> None:
        """Ask for the reason and unlock an evaluation that is submitted."""
        entry, board = self._book.entry(key), self._book.board
        if board is None or board.cycle.closed:
            self.refuse(key)
        elif entry.state is EntryState.SUBMITTED:
            dialog = ReasonDialog(
                self._window, entry, self._reasons.pop(key, ""), lambda reason: self._book.reopen(key, reason)
            )
            dialog.given_up.connect(partial(self._reasons.__setitem__, key))
            dialog.open()
        else:
            said = _("{name} is not submitted.").format(name=called(entry))
            self._notice.say(said, "info", holds=self._here())

    def refuse(self, key: Key, item: str | None = None) -> None:
        """Say why a key did nothing (on an item)."""
        entry, board = self._book.entry(key), self._book.board
        name = called(entry)
        if board is None or board.cycle.closed:
            said = _("This month is closed; its ratings are final.")
            self._notice.say(said, "info", holds=self._here())
        elif entry.state is EntryState.SUBMITTED and not self._book.form.is_typed(item):
            self._notice.say(
                _("{name} is submitted and locked. O reopens it.").format(name=name),
                "info",
                action=_("Reopen…"),
                then=lambda: self.reopen(key),
                holds=self._here(lambda: self._book.entry(key).state is EntryState.SUBMITTED),
            )
        elif entry.state is EntryState.EXCLUDED or item in entry.exempt:
            said = _("This does not apply to {name} this month.").format(name=name)
            self._notice.say(said, "info", holds=self._here(item=item is not None))
        else:
            self._notice.say(_("Rate it first, then remark on it."), "info", holds=self._here(item=True))

    def answer(self, text: str) -> None:
        """Say why what was typed on an item is not taken."""
        self._notice.say(text, "warn", holds=self._here(item=True))

    def _here(self, still: Callable[[], bool] = lambda: True, *, item: bool = False) -> Callable[[], bool]:
        """Holds as long as one is where one is now (on the same item), and `still`."""
        at = self._where(item=item)
        return lambda: self._where(item=item) == at and still()
