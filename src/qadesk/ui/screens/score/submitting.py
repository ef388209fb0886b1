"""Submitting, reopening, and what is said to who types on something locked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.services.scoring import evaluations
from qadesk.services.scoring.evaluations import Submission
from qadesk.services.scoring.forms import Evaluation, EvaluationState, called, item_name
from qadesk.storage.office import Office
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.kit.operations import Operations, in_window
from qadesk.ui.kit.reason import Reason, ReasonDrafts
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.widgets.basics import Button

_NAMED = 8


class Submitting(QObject):
    """Locks and unlocks evaluations of the book, asking over `window`, and says so in the notice.

    `where` tells where one is: what answers a key belongs there, and goes when one goes elsewhere.
    """

    lacking = Signal(object, object)  # Key, and the item without which it cannot be submitted
    submitted = Signal(object)  # Key of the one that was submitted alone
    results_wanted = Signal()

    def __init__(
        self,
        office: Office,
        book: ScoreBook,
        writes: Operations,
        where: Callable[..., object],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._office, self._book, self._writes = office, book, writes
        self._notice = writes.notice
        self._where = where
        self._window = window
        self._reasons = ReasonDrafts()

    def submit_one(self, key: Key) -> None:
        """Submit one evaluation; say what it lacks."""
        entry = self._book.entry(key)
        missing = entry.missing(self._book.form)
        if entry.state is EvaluationState.SUBMITTED:
            self.refuse(key)
        elif not entry.complete(self._book.form):
            names = _(", ").join(item_name(self._book.form.item(code)) for code in missing)
            needed = _("Still to be rated: {items}").format(items=names)
            self._notice.say(needed if missing else _("Nothing to submit yet."), "warn", holds=self._here())
            self.lacking.emit(key, missing[0] if missing else None)
        else:
            self._submit([key], lambda _done: self._submitted_one(key))

    def _submitted_one(self, key: Key) -> None:
        self._say_submitted(_("Submitted: {name}").format(name=called(self._book.entry(key))), [key])
        self.submitted.emit(key)

    def submit_all(self) -> None:
        """Submit every complete draft, after asking once."""
        drafts = [e for e in self._book.entries() if e.state is EvaluationState.DRAFT]
        ready = [e for e in drafts if e.complete(self._book.form)]
        left = [e for e in drafts if e not in ready]
        if not ready:
            said = _("No draft is complete yet: rate every item, or mark it N/A.")
            self._notice.say(said, "warn", holds=self._here())
            return
        keys: list[Key] = [(entry.staff_no, None) for entry in ready]
        ask_submit(self._window, ready, left, lambda: self._submit(keys, self._submitted_all))

    def _submitted_all(self, result: Submission) -> None:
        said = _("Submitted: {n}").format(n=len(result.submitted))
        self._say_submitted(said, [(staff_no, None) for staff_no in result.submitted])

    def _submit(self, keys: Collection[Key], then: Callable[[Submission], object]) -> None:
        """Submit evaluations, all of the whole cycle or all of one contact."""
        cycle, numbers = self._book.cycle, [staff_no for staff_no, _contact in keys]
        contact = next(iter(keys))[1]

        def lock(result: Submission) -> None:
            if self._book.shows(cycle):
                locked = [(staff_no, contact) for staff_no in result.submitted]
                self._book.set_states(locked, EvaluationState.SUBMITTED)
                then(result)

        work = partial(evaluations.submit, self._office, cycle, numbers, contact=contact)
        self._writes.run(work, lock, in_window)

    def _say_submitted(self, said: str, keys: Collection[Key]) -> None:
        """Where nobody is left to be scored, show the way on."""
        done, cycle = self._all_scored(), self._book.cycle

        def holds() -> bool:
            if not self._book.shows(cycle):
                return False
            locked = all(self._book.entry(key).state is EvaluationState.SUBMITTED for key in keys)
            return locked and (self._all_scored() or not done)

        action = _("See results") if done else ""
        self._notice.say(said, "good", action=action, then=self.results_wanted.emit, holds=holds)

    def _all_scored(self) -> bool:
        return all(entry.scored(self._book.form) for entry in self._book.entries())

    def ask_reopen(self, key: Key) -> None:
        """Ask for the reason and unlock an evaluation that is submitted."""
        entry = self._book.entry(key)
        if self._book.closed:
            self.refuse(key)
        elif entry.state is EvaluationState.SUBMITTED:
            words = Reason(
                _("Reopen the evaluation of {name}?").format(name=f"{entry.staff_no} {called(entry)}"),
                joined(
                    _("It becomes a draft again and counts only after it is submitted again."),
                    _("The reason is recorded."),
                ),
                _("Reopen"),
                placeholder=_("Reason, e.g. wrong agent rated"),
                icon="rotate-ccw",
            )
            cycle = self._book.cycle
            about = (cycle.code, key)
            self._reasons.ask(self._window, "reopen", about, words, lambda reason: self._reopen(key, reason))
        else:
            said = _("{name} is not submitted.").format(name=called(entry))
            self._notice.say(said, "info", holds=self._here())

    def _reopen(self, key: Key, reason: str) -> None:
        cycle, (staff_no, contact) = self._book.cycle, key

        def unlock(_none: None) -> None:
            if self._book.shows(cycle):
                self._book.set_states([key], EvaluationState.DRAFT)

        work = partial(evaluations.reopen, self._office, cycle, staff_no, reason, contact=contact)
        self._writes.run(work, unlock, in_window)

    def refuse(self, key: Key, item: str | None = None) -> None:
        """Say why a key did nothing (on an item)."""
        entry = self._book.entry(key)
        name = called(entry)
        if self._book.closed:
            said = _("This month is closed; its ratings are final.")
            self._notice.say(said, "info", holds=self._here())
        elif entry.state is EvaluationState.SUBMITTED and not self._book.form.is_typed(item):
            self._notice.say(
                _("{name} is submitted and locked. Press O to reopen it.").format(name=name),
                "info",
                action=_("Reopen…"),
                then=lambda: self.ask_reopen(key),
                holds=self._here(lambda: self._book.entry(key).state is EvaluationState.SUBMITTED),
            )
        elif entry.state is EvaluationState.EXCLUDED or item in entry.exempt:
            said = _("This is not applicable to {name} this month.").format(name=name)
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


def ask_submit(
    parent: QWidget, ready: Sequence[Evaluation], left: Sequence[Evaluation], then: Callable[[], object]
) -> MessageDialog:
    """Ask once before locking what is complete; Enter submits, since a reopening takes it back."""
    question = ngettext("Submit {n} evaluation?", "Submit {n} evaluations?", len(ready)).format(n=len(ready))
    dialog = MessageDialog(parent, question, "lock", "accent")
    dialog.setObjectName("submitDialog")
    dialog.add_line(_("Submitted evaluations count in the results and are locked."))
    dialog.add_line(_("Reopening one later asks for a reason."), "muted")
    if left:
        names = [f"{entry.staff_no} {called(entry)}" for entry in left[:_NAMED]]
        if len(left) > _NAMED:
            names.append(_("… and {n} more").format(n=len(left) - _NAMED))
        text = _("Incomplete, kept as drafts: {names}").format(names=_(", ").join(names))
        dialog.add_line(text, "", "submitLeft")
    dialog.add_button(Button(_("Cancel"), "submitCancel"), lambda: None).setAutoDefault(False)
    submit = dialog.add_button(Button(_("Submit"), "submitAction", kind="primary"), then)
    submit.setDefault(True)
    submit.setFocus()
    dialog.open()
    return dialog
