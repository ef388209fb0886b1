"""Submitting, reopening, and what is said to who types where it cannot be taken, or only after a question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.services.scoring import evaluations
from qadesk.services.scoring.evaluations import Submission
from qadesk.services.scoring.forms import Evaluation, EvaluationState, Rated, evaluation_name, item_name
from qadesk.services.scoring.saving import Change
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.kit.form import Reason, ask_reason
from qadesk.ui.kit.operations import Operations, in_window
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.screens.score.views import Views

_NAMED = 8
_FEW = 2  # sentences


class Submitting:
    """Locks and unlocks evaluations of the book, and says so in the notice.

    What answers a key belongs to where one is, and goes when one goes elsewhere.
    """

    def __init__(self, screen: Screen, views: Views, writes: Operations) -> None:
        self._screen, self._views, self._writes = screen, views, writes
        self._book, self._notice = views.book, writes.notice
        self._book.refused.connect(self.refuse)
        self._book.doubted.connect(self._ask_beside)
        self._book.unusual.connect(self._say_unusual)
        self._book.not_taken.connect(lambda why: self._answer(why, item=True))

    # ---- submitting

    def submit(self) -> None:
        """On the card this agent, in the grid all that are complete, asked once."""
        self._views.hand_on()
        if self._book.closed:
            return
        if self._views.on_card and self._views.card.key is not None:
            self.submit_one(self._views.card.key)
        else:
            self._ask_all()

    def submit_one(self, key: Key) -> None:
        """Submit one evaluation; say what it lacks."""
        entry, form = self._book.entry(key), self._book.form
        missing = entry.missing(form)
        if entry.state is EvaluationState.SUBMITTED or self._book.locked(key[0]):
            self.refuse(key)
        elif not entry.complete(form):
            names = _(", ").join(item_name(form.item(code)) for code in missing)
            needed = _("Still to be rated: {items}").format(items=names)
            self._answer(needed if missing else _("Nothing to submit yet."), code="evaluation.incomplete")
            self._views.card.show_entry(key, missing[0] if missing else None)
        else:

            def go_on(_done: Submission) -> None:
                said = _("Submitted: {name}").format(name=evaluation_name(self._book.entry(key)))
                self._say_submitted(said, [key])
                self._views.card.go_on(key)

            if key[1] is None:
                self._submit([key], go_on)
            else:
                question = _("Submit the evaluation of {name}?").format(name=evaluation_name(entry))
                self._ask_submit(question, [key], go_on)

    def _ask_all(self) -> None:
        """Submit every complete draft, after asking once."""
        form = self._book.form
        begun = [e for e in self._book.entries() if e.state is EvaluationState.DRAFT]
        drafts = [e for e in begun if not self._book.locked(e.staff_no)]
        ready = [e for e in drafts if e.complete(form)]
        if not ready:
            said = _("No draft is complete yet: rate every item, or mark it N/A.")
            self._answer(said, code="evaluation.incomplete")
            return

        def tell(result: Submission) -> None:
            said = _("Submitted: {n}").format(n=len(result.submitted))
            self._say_submitted(said, [(staff_no, None) for staff_no in result.submitted])

        question = ngettext("Submit {n} evaluation?", "Submit {n} evaluations?", len(ready))
        lacking = sum(bool(entry.lacking(form)) for entry in ready)
        keys: list[Key] = [(entry.staff_no, None) for entry in ready]
        left = [e for e in drafts if e not in ready]
        self._ask_submit(question.format(n=len(ready)), keys, tell, left, lacking)

    def _ask_submit(
        self,
        question: str,
        keys: Collection[Key],
        then: Callable[[Submission], object],
        left: Sequence[Evaluation] = (),
        lacking: int = 0,
    ) -> None:
        """Ask once before locking what is complete; Enter submits, since a reopening takes it back."""
        dialog = MessageDialog(self._screen, "submitDialog", question, "lock", "accent")
        dialog.add_line(_("Submitted evaluations count in the results and are locked."))
        dialog.add_line(_("Reopening one later asks for a reason."), "muted")
        if left:
            names = _(", ").join(evaluation_name(e) for e in left[:_NAMED])
            if len(left) > _NAMED:
                more = len(left) - _NAMED
                others = ngettext("{names} and {n} other", "{names} and {n} others", more)
                names = others.format(names=names, n=more)
            text = _("Incomplete, kept as drafts: {names}").format(names=names)
            dialog.add_line(text, "", "submitLeft")
        if lacking:
            text = ngettext(
                "{n} agent still lacks values; they can be typed afterwards, too.",
                "{n} agents still lack values; they can be typed afterwards, too.",
                lacking,
            )
            dialog.add_line(text.format(n=lacking), "", "submitLacking")
        dialog.add_button(_("Cancel"), "submitCancel")
        go = partial(self._submit, keys, then)
        dialog.add_button(_("Submit"), "submitAction", go, kind="primary", default=True).setFocus()
        dialog.open()

    def _submit(self, keys: Collection[Key], then: Callable[[Submission], object]) -> None:
        """Submit evaluations, all of the whole cycle or all of one contact."""
        cycle, numbers = self._book.cycle, [staff_no for staff_no, _contact in keys]
        contact = next(iter(keys))[1]

        def lock(result: Submission) -> None:
            if self._book.shows(cycle):
                locked = [(staff_no, contact) for staff_no in result.submitted]
                self._book.set_states(locked, EvaluationState.SUBMITTED)
                then(result)

        work = partial(evaluations.submit, self._screen.office, cycle, numbers, contact=contact)
        self._writes.run(work, lock, in_window)

    def _say_submitted(self, said: str, keys: Collection[Key]) -> None:
        """Where nobody is left to be scored, show the way on."""
        done, cycle = self.all_scored(), self._book.cycle

        def holds() -> bool:
            if not self._book.shows(cycle):
                return False
            locked = all(self._book.entry(key).state is EvaluationState.SUBMITTED for key in keys)
            return locked and (self.all_scored() or not done)

        action = _("See results") if done else ""
        then = partial(self._screen.open_requested.emit, "results", None)
        self._notice.say(said, "good", code="done", action=action, then=then, holds=holds)

    def save_sheets(self) -> None:
        """The way on: all sheets of the month as PDF."""
        self._screen.open_requested.emit("sheets", ("save",))

    def all_scored(self) -> bool:
        """Whether nobody is left to be scored."""
        return self._book.board is not None and all(
            entry.scored(self._book.form) for entry in self._book.entries()
        )

    # ---- reopening

    def ask_reopen(self, key: Key | None) -> None:
        """Ask for the reason and unlock an evaluation that is submitted."""
        if key is None:
            return
        entry, cycle = self._book.entry(key), self._book.cycle
        name = evaluation_name(entry)
        if self._book.locked(key[0]):
            self.refuse(key)
        elif entry.state is not EvaluationState.SUBMITTED:
            said = _("{name} is not submitted.").format(name=name)
            self._answer(said, "info", code="evaluation.not_submitted")
        else:
            words = Reason(
                _("Reopen the evaluation of {name}?").format(name=name),
                joined(
                    _("It becomes a draft again and counts only after it is submitted again."),
                    _("The reason is recorded."),
                ),
                _("Reopen"),
                placeholder=_("Reason, e.g. wrong agent rated"),
                icon="rotate-ccw",
            )
            ask_reason(self._screen, "reopen", (cycle.code, key), words, partial(self._reopen, key))

    def _reopen(self, key: Key, reason: str) -> None:
        cycle, (staff_no, contact) = self._book.cycle, key

        def unlock(_none: None) -> None:
            if self._book.shows(cycle):
                self._book.set_states([key], EvaluationState.DRAFT)

        work = partial(evaluations.reopen, self._screen.office, cycle, staff_no, reason, contact=contact)
        self._writes.run(work, unlock, in_window)

    # ---- answering

    def _say_unusual(self, changes: Sequence[Change]) -> None:
        """Say of which values it should be looked whether they are meant, as long as the first stands."""
        said, left = self.unusual(changes), changes[0]
        stands = partial(self._book.doubt, left.key, left.item)
        undo, holds = self._views.undo, lambda: bool(stands())
        self._notice.say(said, "warn", code="unusual", action=_("Undo"), then=undo, holds=holds)

    def unusual(self, changes: Sequence[Change]) -> str:
        """The values that may not be meant, with whose they are."""
        book = self._book
        named = [one for one in changes if one.what == "value" and book.doubt(one.key, one.item)]
        words = _("{name} {item}: {why}")
        said = [
            words.format(
                name=evaluation_name(book.entry(one.key)),
                item=item_name(book.form.value(one.item)),
                why=book.doubt(one.key, one.item),
            )
            for one in named[:_FEW]
        ]
        if len(named) > _FEW:
            said.append(_("and {n} more").format(n=len(named) - _FEW))
        return joined(*said)

    def refuse(self, key: Key, item: str | None = None) -> None:
        """Say why a key did nothing (on an item)."""
        entry = self._book.entry(key)
        name = evaluation_name(entry)
        if self._book.locked(key[0]):
            text = (
                _("This cycle is closed; its ratings are locked.")
                if self._book.closed
                else _("This cycle is closed; only what is being corrected can be changed.")
            )
            self._answer(text, "info", code="cycle.closed")
        elif self._book.why_not:
            self._answer(self._book.why_not, "info", code="rights.not_allowed")
        elif entry.state is EvaluationState.SUBMITTED and not self._book.form.is_typed(item):
            here = self._here()
            self._notice.say(
                _("{name} is submitted and locked. Press O to reopen it.").format(name=name),
                "info",
                code="evaluation.submitted",
                action=_("Reopen…"),
                then=lambda: self.ask_reopen(key),
                holds=lambda: here() and self._book.entry(key).state is EvaluationState.SUBMITTED,
            )
        elif entry.state is EvaluationState.EXCLUDED or item in entry.exempt:
            said = _("This is not applicable to {name} this cycle.").format(name=name)
            self._answer(said, "info", item=item is not None, code="value.not_applicable")
        else:
            said = _("Rate it first, then remark on it.")
            self._answer(said, "info", item=True, code="evaluation.item_not_rated")

    def _ask_beside(self, key: Key, level: Rated) -> None:
        """Ask before the first rating of an agent whom somebody else has rated: digits run on by themselves.

        The button that leaves it has the focus, and other keys do nothing: who types on is stopped here.
        """
        entry, people = self._book.entry(key), _(", ").join(self._book.entry(key).rated_by)
        said = _("{name} has been rated by {people} already. Rate as well?")
        heading = said.format(name=evaluation_name(entry), people=people)
        dialog = MessageDialog(self._screen, "besideDialog", heading, "users", "accent")
        dialog.add_line(_("Only submitted ratings count; the result of an item is the mean of all of them."))
        keep = dialog.add_button(_("Do not rate"), "besideCancel", default=True)
        go = partial(self._views.view.rating.rate, level, sure=True)
        dialog.add_button(_("Rate as well"), "besideAction", go)
        keep.setFocus()
        dialog.open()

    def _answer(self, text: str, tone: str = "warn", *, item: bool = False, code: str = "") -> None:
        """Say something that holds as long as one stays (on the same item); `code`: as a service has it."""
        self._notice.say(text, tone, code=code, holds=self._here(item=item))

    def _here(self, *, item: bool = False) -> Callable[[], bool]:
        at = self._views.where(item=item)
        return lambda: self._views.where(item=item) == at
