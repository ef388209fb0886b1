"""The score screen: grid and card over one book, what is saved of it, submit, reopen, spreadsheets."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from qadesk.i18n import _
from qadesk.services.scoring import boards
from qadesk.services.scoring.forms import ContactChoice
from qadesk.storage.office import Office
from qadesk.ui import dialogs
from qadesk.ui.kit.actions import Actions
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.score.actions import ScoreActions
from qadesk.ui.screens.score.bars import Foot, ScoreToolbar
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.card import ScoreCard
from qadesk.ui.screens.score.card_head import CardHead
from qadesk.ui.screens.score.edits import Edit, Key
from qadesk.ui.screens.score.fields import CommentBox, FigureBox
from qadesk.ui.screens.score.grid import ScoreGrid
from qadesk.ui.screens.score.sheet_files import SheetFiles
from qadesk.ui.screens.score.submitting import Submitting
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.layouts import vbox


class ScoreScreen(Screen):
    """Rates a month's agents from the keyboard; every key is saved behind what is shown."""

    key = "score"
    concerns = frozenset({"agents", "cycle", "ratings", "records", "scorecard"})

    def __init__(self, office: Office, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(office, tasks, parent)
        self.book = ScoreBook(office, tasks, self)
        self.grid, self.card = ScoreGrid(self.book), ScoreCard(self.book)
        self.views = QStackedWidget()
        self.foot = Foot()
        self.notice = self.foot.notice
        self.writes = self.operations(self.notice)
        self.files = SheetFiles(self, self.book, self.writes)
        self.locking = Submitting(office, self.book, self.writes, self.where, self)
        self.actions_ = Actions(self, _("Score"), ScoreActions(self).described())
        self.card.add_head(CardHead(self.actions_))
        self.toolbar = ScoreToolbar(self.book, self.actions_)
        self.empty = EmptyState("pencil", "", name="scoreEmpty")
        self.empty_action = self.empty.add_button("", "scoreEmptyAction", self._leave_empty)
        self._way_on = ""
        self._focus_wanted = False
        self._asked: tuple[str, str] | None = None
        self._can: object = None  # what decides which actions can be done
        self._lay_out()
        self._connect()

    # ---- building

    def _lay_out(self) -> None:
        for view in (self.grid, self.card):
            self.views.addWidget(view)
        self._work = QWidget()
        vbox(self.toolbar, (self.views, 1), self.foot, on=self._work, gap=0)
        self.pages = QStackedWidget()
        for shown in (QWidget(), self.empty, self._work):  # nothing, until it is known what there is
            self.pages.addWidget(shown)
        vbox(self.pages, on=self)

    def _connect(self) -> None:
        book = self.book
        self.grid.opened.connect(lambda: self.show_view(card=True))
        for moved in (self.grid.place_changed, self.card.shown, self.card.form.current_changed):
            moved.connect(self.show_place)
        self.card.contacts_wanted.connect(self._read_contacts)
        for view in (self.grid, self.card.form):
            self.actions_.offer_menu(view)
        self.locking.lacking.connect(self.card.show_entry)
        self.locking.submitted.connect(self.card.go_on)
        self.locking.results_wanted.connect(lambda: self.open_requested.emit("results", None))
        book.refused.connect(self.locking.refuse)
        book.not_taken.connect(self.locking.answer)
        book.edited.connect(self.notice.go_on)
        book.entry_changed.connect(self._show_changed)
        book.queue.written.connect(self.changed)
        book.queue.changed.connect(self._show_failures)
        for turned in (book.stack.canUndoChanged, book.stack.canRedoChanged):
            turned.connect(self._update_actions)

    def _show_changed(self, key: Key) -> None:
        self.notice.check()
        if self.on_card:
            self.card.show_changed(key)

    def _update_actions(self) -> None:
        """Ask what can be done, if anything is different that decides it: not with every key."""
        if not shiboken6.isValid(self.views):  # a stack that goes with its screen tells so once more
            return
        book, stack, (key, _item) = self.book, self.book.stack, self.place()
        entry = book.entry(key) if key is not None and key[0] in book.staff else None
        state = (
            None if entry is None else (entry.state, entry.contact, entry.staff_no if self.on_card else "")
        )
        turns = stack.canUndo(), stack.canRedo()
        can = (self.on_card, book.closed, book.has_drafts, book.board and book.form, state, turns)
        if can != self._can:
            self._can = can
            self.actions_.update()
            if self.on_card:
                self.card.head.fit()

    # ---- where one is

    @property
    def on_card(self) -> bool:
        """Whether the card is in sight, not the grid."""
        return self.views.currentWidget() is self.card

    def place(self) -> tuple[Key | None, str | None]:
        """The entry one is at, and the item the next digit rates; no item where the cursor is beside them."""
        found = self.card.form.place() if self.on_card else self.grid.place()
        return found or (None, None)

    def where(self, *, item: bool = False) -> tuple[str | None, ...]:
        """The month, the view and the entry one is at (and the item): what an answer to a key belongs to."""
        month = self.book.board.cycle.code if self.book.board is not None else None
        key, current = self.place()
        staff_no, contact = key or (None, None)
        return month, str(self.on_card), staff_no, str(contact), current if item else None

    def show_view(self, *, card: bool) -> None:
        """Show the grid or the card, on the agent one was at."""
        if card:
            place = self.grid.place()
            if place is not None and not self.on_card:
                self.card.show_entry(*place)
            self.views.setCurrentWidget(self.card)
            self._read_background()
        else:
            self.card.flush()
            self.views.setCurrentWidget(self.grid)
            if self.card.key is not None:
                self.grid.go(self.card.key, self.card.item)
        self.focus_view()
        self.show_place()

    def focus_view(self) -> None:
        """Ready for a digit."""
        (self.card.form if self.on_card else self.grid).setFocus()

    def go(self, key: Key, item: str | None = None) -> None:
        """To an entry; single contacts are shown on the card alone."""
        if key[1] is not None and not self.on_card:
            self.show_view(card=True)
        if self.on_card:
            self.card.show_entry(key, item)
        else:
            self.grid.go(key, item)

    def show_place(self) -> None:
        """Bring the tool bar, the actions and the foot to where one is."""
        key, item = self.place()
        self.notice.check()
        self.toolbar.show_view(card=self.on_card)
        here = key if key is not None and key[0] in self.book.staff else None
        self._update_actions()
        if here is not None:
            self.foot.show_place(self.book, here, item, card=self.on_card)

    # ---- the window's calls

    def refresh(self, changes: frozenset[str]) -> None:
        """Load the board of the month shown."""
        if not self.cycle or self.cycle_state == "unopened":
            self.book.clear()
            self._show_empty(
                _("This month has not been opened yet"),
                _("Open it first; then its agents can be scored."),
                _("Go to Today"),
                "today",
            )
            return
        code, office = self.cycle, self.office
        self.load(lambda: boards.board(office, code), self._show_board)
        if changes & {"records", "cycle"}:
            self.card.forget_background()

    def _show_board(self, board: boards.ScoreBoard) -> None:
        if board.cycle.code != self.cycle:
            return  # another month was chosen while this one was read
        (key, _item), place = self.place(), self.grid.place()
        fresh = not self.book.shows(board.cycle)
        self.book.load(board)
        if not board.entries:
            self._show_empty(
                _("No agents to score yet"),
                _("Import the staff list or add the agents of this branch."),
                _("Go to Agents"),
                "agents",
            )
            return
        if self.window().focusWidget() is self.empty_action:
            self._focus_wanted = True
        self.pages.setCurrentWidget(self._work)
        if fresh or key is None or key[0] not in self.book.staff:
            self._go_first_open()
        elif self.grid.place() != place:
            self.grid.go(key, place[1] if place else None)
        self._go_where_asked()
        if self._focus_wanted:
            self.focus_first()
        if self.on_card:
            self._read_background()
        self.show_place()

    def _go_first_open(self) -> None:
        self.grid.go_first_open()
        place = self.grid.place()
        if not self.on_card:
            self.card.form.prepare()
        elif place is not None:
            self.card.show_entry(*place)

    def _read_background(self) -> None:
        """This month's records and last month's ratings of all agents, once until they are forgotten."""
        board, office = self.book.board, self.office
        if board is not None and not self.card.has_background:
            code = board.cycle.code
            self.load(
                lambda: boards.background(office, code),
                lambda found: self.card.show_background(found) if self.book.shows(board.cycle) else None,
                slot="background",
            )

    def _read_contacts(self, staff_no: str) -> None:
        """An agent's scored contacts."""
        board, office = self.book.board, self.office
        if board is not None:
            code = board.cycle.code
            self.load(
                lambda: boards.contact_entries(office, code, staff_no),
                lambda found: self.book.load_contacts(found) if self.book.shows(board.cycle) else None,
                slot=f"contacts of {staff_no}",
            )

    def arrive(self, context: object) -> None:
        """Another screen asks for an agent: the staff number, or (staff number, item)."""
        if isinstance(context, str):
            self._asked = (context, "")
        elif isinstance(context, tuple) and len(context) == 2:
            self._asked = (str(context[0]), str(context[1]))
        if self._asked is not None and self._asked[0] in self.book.staff:
            self._go_where_asked()

    def _go_where_asked(self) -> None:
        if self._asked is not None:
            (staff_no, item), self._asked = self._asked, None
            self.go((staff_no, None), item or None)

    def flush(self) -> bool:
        """Hand on what is being typed; False while something typed could not be saved."""
        self.hand_on()
        unfit = self.book.all_unfit
        if self.book.queue.status != "failed" and not unfit:
            return True
        failed = {edit.key[0] for edit, _error in self.book.queue.failures}
        names = _(", ").join(sorted(failed | {number for number, _code in unfit}))
        dialogs.confirm(
            self,
            _("Some values are not saved") if unfit else _("Some ratings could not be saved"),
            _("Not saved yet: {names}. If you leave now, they will be lost.").format(names=names),
            _("Discard and leave"),
            self._give_up,
            otherwise=_("Stay here"),
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
            self.empty_action.setFocus()
        else:
            self.focus_view()

    def hand_on(self) -> None:
        """Give the book what is still in a field, also what an input method has not let go of yet."""
        if self.isAncestorOf(QApplication.focusWidget() or self):
            QGuiApplication.inputMethod().commit()
        for text in self.findChildren(CommentBox):
            text.flush()
        for figure in self.findChildren(FigureBox):
            figure.flush()

    # ---- doing

    def undo(self) -> None:
        """Take the last key back, and go where it was."""
        self.hand_on()
        self._follow(self.book.undo())

    def redo(self) -> None:
        """Do it again."""
        self._follow(self.book.redo())

    def _follow(self, edit: Edit | None) -> None:
        if edit is not None:
            self.go(edit.key, edit.item or None)

    def submit(self) -> None:
        """On the card this agent, in the grid all that are complete, asked once."""
        self.hand_on()
        if self.book.closed:
            return
        if self.on_card and self.card.key is not None:
            self.locking.submit_one(self.card.key)
        else:
            self.locking.submit_all()

    def import_file(self, path: Path) -> None:
        """Import a filled-in score sheet (also what the file dialog ends in)."""
        self.hand_on()
        self.files.run_import(path)

    def pick_contact(self) -> None:
        """Score one call or chat of the agent one is at."""
        from qadesk.ui.screens.score.contacts import ContactPicker

        key = self.place()[0]
        if key is None or not self.book.form.items:
            return
        if self.book.closed:
            self.locking.refuse(key)
            return
        self.hand_on()
        entry = self.book.entry((key[0], None))
        picker = ContactPicker(self, self.office, self.tasks, self.book.cycle.code, entry)
        picker.picked.connect(lambda choice: self._open_contact(key[0], choice))
        picker.open()

    def _open_contact(self, staff_no: str, choice: ContactChoice) -> None:
        self.show_view(card=True)
        self.card.show_contact(staff_no, choice)

    # ---- telling

    def _show_failures(self) -> None:
        failures = self.book.queue.failures
        if not failures:
            self.notice.drop("bad")
            return
        error = failures[-1][1]
        why = error.happened if error is not None else _("Something went wrong in QADesk")
        self.notice.say(
            _("Not saved, but kept here: {n}. {why}").format(n=len(failures), why=why),
            "bad",
            action=_("Try again"),
            then=self.book.queue.retry,
        )

    def _show_empty(self, title: str, text: str, action: str, way_on: str) -> None:
        self.empty.say(title, text)
        self.empty_action.setText(action)
        self.empty_action.setAccessibleName(action)
        self._way_on = way_on
        self.pages.setCurrentWidget(self.empty)
        if self._focus_wanted:
            self.focus_first()

    def _leave_empty(self) -> None:
        self.open_requested.emit(self._way_on, None)
