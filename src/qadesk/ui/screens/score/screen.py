"""The score screen: grid and card over one book, what is saved of it, submit, reopen, spreadsheets."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import cast

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.services.scoring import boards
from qadesk.services.scoring.forms import ContactChoice, evaluation_name
from qadesk.services.trail import things
from qadesk.services.trail.things import About
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.history import history_action
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.score.actions import ScoreActions
from qadesk.ui.screens.score.bars import Foot, Others, ScoreToolbar
from qadesk.ui.screens.score.book import ScoreBook, Steps
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.screens.score.sheet_files import Pasting, SheetFiles
from qadesk.ui.screens.score.submitting import Submitting
from qadesk.ui.screens.score.views import Views
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.layouts import stack, vbox


class ScoreScreen(Screen):
    """Rates a month's agents from the keyboard; every key is saved behind what is shown."""

    key = "score"
    concerns = frozenset({"agents", "cycle", "ratings", "records", "scorecard"})

    def build(self) -> None:
        book = self.book = ScoreBook(self.office, self.tasks, self)
        self.views = Views(self, book)
        self.grid, self.card = self.views.grid, self.views.card
        self.foot = Foot()
        self.notice = self.foot.notice
        self.writes = self.operations(self.notice)
        self.files = SheetFiles(self, book, self.writes)
        self.locking = Submitting(self, self.views, self.writes)
        pasting = Pasting(self, self.views, self.writes, self.locking.unusual)
        self._described = ScoreActions(self.views, self.files, pasting, self.locking, self._pick_contact)
        past = replace(history_action(self, "score", self._history_of), answers=True)  # places change often
        go, way = self.open_requested.emit, partial(Action, kind="primary", in_menu=False)
        ways = [
            way("scoreGoToday", _("Go to Today"), partial(go, "today", None), shown=self._unopened),
            way("scoreGoAgents", _("Go to Agents"), partial(go, "agents", None),
                shown=lambda: not self._unopened()),
        ]  # fmt: skip
        self.actions_ = Actions(self, _("Score"), [*self._described.described, past, *ways])
        self.card.add_head(self.actions_)
        self.toolbar = ScoreToolbar(book, self.actions_)
        self.empty = EmptyState("pencil", "", name="scoreEmpty")
        for one in ways:
            self.empty.add_widget(self.actions_.button(one.name))
        self._focus_wanted = False
        self._asked: tuple[str, str] | None = None
        self._steps: Steps | None = None  # of the screen that was there before this one
        self._can: object = None  # what decides which actions can be done
        self._where: object = None  # and which keys the foot names
        self._work = QWidget()
        self.others = Others()
        vbox(self.toolbar, self.others, (self.views, 1), self.foot, on=self._work, gap=0)
        self.pages = stack(QWidget(), self.empty, self._work)  # nothing, until it is known what there is
        vbox(self.pages, on=self)
        for view in (self.grid, self.card.form):
            self.actions_.offer_menu(view)
        for button in self._work.findChildren(QPushButton):  # a click leaves the keyboard where one types
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.views.moved.connect(self.show_place)
        self.grid.row_rated.connect(self._say_lacking)
        book.edited.connect(self.notice.go_on)
        book.entry_changed.connect(self._show_changed)
        book.queue.written.connect(self.changed)
        book.queue.changed.connect(self._show_failures)
        book.stack.indexChanged.connect(self._step_done)
        for turned in (book.stack.canUndoChanged, book.stack.canRedoChanged):
            turned.connect(self._update_actions)

    # ---- what follows where one is

    def show_place(self) -> None:
        """Bring the tool bar, the actions and the foot to where one is."""
        views = self.views
        self.notice.check()
        self.toolbar.show_view(card=views.on_card)
        self._update_actions()
        key, item = views.place()
        if key is not None and views.entry is not None:
            where = self._can, item, self.book.editable(key, item)
            if where != self._where:
                self._where = where
                self.foot.keys.say(self._described.keys_line())
            self.foot.show_place(self.book, key, item, card=views.on_card, left=self.grid.why_left())

    def _say_lacking(self, key: Key) -> None:
        """Say which values of a row are still empty when one goes on; digits never get there."""
        entry, form = self.book.entry(key), self.book.form
        if not (lacking := entry.lacking(form)):
            return
        n = len(lacking)
        words = ngettext("{who}: {n} value is still empty.", "{who}: {n} values are still empty.", n)
        self.notice.say(
            words.format(who=evaluation_name(entry), n=n),
            "info",
            code="values_lacking",
            action=_("Go there"),
            then=lambda: self.views.go(key, lacking[0]),
            holds=lambda: key[0] in self.book.staff and bool(self.book.entry(key).lacking(form)),
        )

    def _step_done(self) -> None:
        if shiboken6.isValid(self.notice):
            self.notice.check()

    def _show_changed(self, key: Key) -> None:
        self.notice.check()
        if self.views.on_card:
            self.card.show_changed(key)

    def _update_actions(self) -> None:
        """Ask what can be done, if anything is different that decides it: not with every key."""
        if not shiboken6.isValid(self.views):  # a stack that goes with its screen tells so once more
            return
        book, entry, on_card = self.book, self.views.entry, self.views.on_card
        state = None if entry is None else (entry.state, entry.contact, entry.staff_no if on_card else "")
        turns = book.stack.canUndo(), book.stack.canRedo()
        can = (on_card, book.closed, book.has_drafts, book.board and book.form, state, turns)
        if can != self._can:
            self._can = can
            self.actions_.update()

    def _show_failures(self) -> None:
        failures = self.book.queue.failures
        if not failures:
            self.notice.drop("bad")
            return
        error = failures[-1][1]
        why = error.happened if error is not None else _("Something went wrong in QADesk")
        code = error.code if error is not None else ""
        said = _("Not saved, but kept here: {n}. {why}").format(n=len(failures), why=why)
        self.notice.say(said, "bad", code=code, action=_("Try again"), then=self.book.queue.retry)

    def _history_of(self) -> About | None:
        """What was rated, or entered, where one is; beside the items, all that moved the agent's figures."""
        (key, item), month = self.views.place(), self.book.board
        if key is None or month is None:
            return None
        code = month.cycle.code
        return things.of_cell(code, key[0], item) if item else things.of_assessment(self.office, code, key[0])

    # ---- the window's calls

    def refresh(self, changes: frozenset[str]) -> None:
        """Load the board of the month shown."""
        if self._unopened():
            self.book.clear()
            text = _("Open it first; then its agents can be scored.")
            self._show_empty(_("This cycle has not been opened yet"), text)
            return
        code, office = self.cycle, self.office
        self.load(lambda: boards.board(office, code), self._show_board)
        if changes & {"records", "cycle"}:
            self.card.panel.forget()

    def _show_board(self, board: boards.ScoreBoard) -> None:
        if board.cycle.code != self.cycle:
            return  # another month was chosen while this one was read
        (key, _item), place = self.views.place(), self.grid.place()
        fresh = not self.book.shows(board.cycle)
        self.book.load(board)
        if self._steps is not None:
            steps, self._steps = self._steps, None
            self.book.go_on_with(steps)
        self.others.show_board(board)
        if not board.entries:
            text = _("Import the staff list or add the agents of this branch.")
            self._show_empty(_("No agents to score yet"), text)
            return
        if self.empty.isAncestorOf(self.window().focusWidget()):
            self._focus_wanted = True
        self.pages.setCurrentWidget(self._work)
        if fresh or key is None or key[0] not in self.book.staff:
            self.views.go_first_open()
        elif self.grid.place() != place:
            self.grid.go(key, place[1])
        self._go_where_asked()
        if self._focus_wanted:
            self.focus_first()
        self.show_place()

    def _unopened(self) -> bool:
        return not self.cycle or self.cycle_state == "unopened"

    def _show_empty(self, title: str, text: str) -> None:
        self.empty.say(title, text)
        self.actions_.update()
        self.pages.setCurrentWidget(self.empty)
        if self._focus_wanted:
            self.focus_first()

    def arrive(self, context: object) -> None:
        """Another screen asks for an agent: the staff number, or (staff number, item)."""
        if isinstance(context, str):
            self._asked = (context, "")
        elif isinstance(context, tuple) and len(context) == 2:
            self._asked = (str(context[0]), str(context[1]))
        if self._asked is not None and self._asked[0] in self.book.staff:
            self._go_where_asked()

    @property
    def place(self) -> object:
        """Whose evaluation one is at, and which item."""
        key, item = self.views.place()
        return None if key is None else (key[0], item or "")

    def steps(self) -> Steps | None:
        """The changes of the month that can be taken back."""
        return self.book.steps()

    def go_on_with(self, steps: object) -> None:
        self._steps = cast("Steps", steps)

    def _go_where_asked(self) -> None:
        if self._asked is not None:
            (staff_no, item), self._asked = self._asked, None
            self.views.go((staff_no, None), item or None)

    def flush(self) -> bool:
        """Hand on what is typed; False while something could not be saved, or a value is half typed."""
        self.views.let_go()
        if (field := self.views.half_typed) is not None:
            stood, typed = field.half_typed or ("", "")
            told = _("“{typed}” stands in place of “{stood}”.") if stood else _("“{typed}” was typed so far.")
            loses = _("If you leave now, the value is as it was before.")
            loses = joined(told.format(typed=typed, stood=stood), loses)
            self.ask_to_lose(_("A value is only half typed"), loses, field.give_up)
            return False
        self.views.hand_on()
        unfit = self.book.all_unfit
        if self.book.queue.status != "failed" and not unfit:
            return True
        failed = {change.staff_no for change, _error in self.book.queue.failures}
        names = _(", ").join(sorted(failed | {number for number, _code in unfit}))
        self.ask_to_lose(
            _("Some values are not saved") if unfit else _("Some ratings could not be saved"),
            _("Not saved yet: {names}. If you leave now, they will be lost.").format(names=names),
            self._give_up,
        )
        return False

    def _give_up(self) -> None:
        self.book.queue.give_up()
        self.book.forget_unfit()
        self.refresh(frozenset({"ratings"}))

    def focus_first(self) -> None:
        """The grid or the card, ready for a digit."""
        shown = self.pages.currentWidget()
        self._focus_wanted = shown not in (self.empty, self._work)
        if shown is self.empty:
            super().focus_first()
        else:
            self.views.view.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back from buttons and the notice to where one types."""
        if event.key() == Qt.Key.Key_Escape and self.pages.currentWidget() is self._work:
            self.views.view.setFocus()
        else:
            super().keyPressEvent(event)

    # ---- doing

    def _pick_contact(self) -> None:
        """Score one call or chat of the agent one is at."""
        from qadesk.ui.screens.score.side_panel import ContactPicker

        key = self.views.place()[0]
        if key is None or not self.book.form.items:
            return
        if self.book.locked(key[0]):
            self.locking.refuse(key)
            return
        self.views.hand_on()
        picker = ContactPicker(self, self.book.cycle.code, self.book.entry((key[0], None)))

        def score(choice: ContactChoice) -> None:
            self.book.know_contact(choice)
            self.views.show_view(card=True)
            self.card.work_on((key[0], choice.id))

        picker.picked.connect(score)
        picker.open()
