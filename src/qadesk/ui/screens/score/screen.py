"""The score screen: grid and card over one book, what is saved of it, submit, reopen, spreadsheets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from qadesk.i18n import _
from qadesk.services.scoring import boards
from qadesk.services.scoring.forms import ContactChoice
from qadesk.storage.office import Office
from qadesk.ui import dialogs
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.comment_box import CommentBox
from qadesk.ui.screens.score.figure_box import FigureBox
from qadesk.ui.screens.score.foot import Foot
from qadesk.ui.screens.score.reading import CardReading
from qadesk.ui.screens.score.sheet_files import SheetFiles
from qadesk.ui.screens.score.submitting import Submitting
from qadesk.ui.screens.score.toolbar import ScoreToolbar
from qadesk.ui.screens.score.views import Views
from qadesk.ui.screens.score.wording import CARD_VIEW, GRID_VIEW
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.empty import EmptyState


class ScoreScreen(Screen):
    """Rates a month's agents from the keyboard; every key is saved behind what is shown."""

    key = "score"
    concerns = frozenset({"agents", "cycle", "ratings", "records", "scorecard"})

    def __init__(self, office: Office, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(office, tasks, parent)
        self.book = ScoreBook(office, tasks, self)
        self.toolbar = ScoreToolbar(self.book)
        self.views = Views(self.book)
        self.grid, self.card = self.views.grid, self.views.card
        self.reading = CardReading(office, tasks, self.book, self.card)
        self.foot = Foot()
        self.notice = self.foot.notice
        self.files = SheetFiles(self, self.notice)
        self.locking = Submitting(self.book, self.notice, self.views.where, self)
        self.empty = EmptyState("pencil", "", name="scoreEmpty")
        self.empty_action = self.empty.add_button("", "scoreEmptyAction", self._leave_empty)
        self._way_on = ""
        self._focus_wanted = False
        self._asked: tuple[str, str] | None = None
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self._tell()

    # ---- building

    def _lay_out(self) -> None:
        self._work = QWidget()
        page = QVBoxLayout(self._work)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.toolbar)
        page.addWidget(self.views, 1)
        page.addWidget(self.foot)
        self.pages = QStackedWidget()
        for shown in (QWidget(), self.empty, self._work):  # nothing, until it is known what there is
            self.pages.addWidget(shown)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)

    def _connect(self) -> None:
        self.toolbar.view_chosen.connect(self.views.show_view)
        self.toolbar.submit_asked.connect(self.submit)
        self.toolbar.template_asked.connect(self._hand_on)
        self.toolbar.template_asked.connect(self.files.ask_template)
        self.toolbar.import_asked.connect(self._hand_on)
        self.toolbar.import_asked.connect(self.files.ask_import)
        self.toolbar.undo.clicked.connect(self.undo)
        self.toolbar.redo.clicked.connect(self.redo)
        self.views.moved.connect(self._tell)
        self.views.card_opened.connect(self.reading.read_background)
        for view in (self.grid, self.card):
            view.contact_asked.connect(self._pick_contact)
            view.reopen_asked.connect(self.locking.reopen)
            view.refused.connect(self.locking.refuse)
            view.told.connect(self.locking.answer)
        self.locking.lacking.connect(self.card.show_entry)
        self.locking.submitted.connect(self.card.go_on)
        self.locking.results_wanted.connect(lambda: self.open_requested.emit("results", None))
        self.files.stored.connect(self.book.history.forget)
        self.book.edited.connect(self.notice.go_on)
        self.book.entry_changed.connect(lambda _key: self.notice.check())
        self.book.locked_changed.connect(lambda: self.announce({"ratings"}))
        self.book.saving.written.connect(lambda: self.announce({"ratings"}, refresh_self=False))
        self.book.saving.changed.connect(self._tell_failures)

    def _add_shortcuts(self) -> None:
        for keys, act in (
            (QKeySequence.StandardKey.Undo, self.undo),
            ("Ctrl+Y", self.redo),
            ("Ctrl+Shift+Z", self.redo),
            ("Ctrl+Return", self.submit),
            ("Ctrl+Enter", self.submit),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

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
        self.load(lambda: boards.board(office, code), self._take_board)
        if changes & {"records", "cycle"}:
            self.card.forget_background()

    def _take_board(self, board: boards.Board) -> None:
        if board.cycle.code != self.cycle:
            return  # another month was chosen while this one was read
        key, place = self.views.key, self.grid.place()
        fresh = self.book.board is None or self.book.board.cycle.code != board.cycle.code
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
            self.views.go_first_open()
        elif self.grid.place() != place:
            self.grid.go(key, place[1] if place else None)
        self._go_where_asked()
        if self._focus_wanted:
            self.focus_first()
        if self.views.view == CARD_VIEW:
            self.reading.read_background()
        self._tell()

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
            self.views.go((staff_no, None), item or None)

    def flush(self) -> bool:
        """Hand on what is being typed; False while something typed could not be saved."""
        self._hand_on()
        saving = self.book.saving
        unfit = self.book.all_unfit
        if saving.status != "failed" and not unfit:
            return True
        unsaved = {edit.key[0] for edit, _error in saving.failures} | {number for number, _code in unfit}
        names = _(", ").join(sorted(unsaved))
        dialogs.confirm(
            self,
            _("Some values are not saved") if unfit else _("Some ratings could not be saved"),
            _("Not saved yet: {names}. Going on without them loses them.").format(names=names),
            _("Go on without them"),
            self._give_up,
            otherwise=_("Stay here"),
        )
        return False

    def focus_first(self) -> None:
        """The grid or the card, ready for a digit."""
        shown = self.pages.currentWidget()
        self._focus_wanted = shown not in (self.empty, self._work)
        if shown is self.empty:
            self.empty_action.setFocus()
        else:
            self.views.focus_view()

    def _hand_on(self) -> None:
        """Give the book what is still in a field, also what an input method has not let go of yet."""
        if self.isAncestorOf(QApplication.focusWidget() or self):
            QGuiApplication.inputMethod().commit()
        for text in self.findChildren(CommentBox):
            text.flush()
        for figure in self.findChildren(FigureBox):
            figure.flush()

    def _give_up(self) -> None:
        self.book.saving.give_up()
        self.book.forget_unfit()
        self.refresh(frozenset({"ratings"}))

    # ---- doing

    def undo(self) -> None:
        """Take the last key back, and go where it was."""
        self._hand_on()
        self.views.follow(self.book.undo())

    def redo(self) -> None:
        """Do it again."""
        self.views.follow(self.book.redo())

    def submit(self) -> None:
        """On the card this agent, in the grid all that are complete, asked once."""
        self._hand_on()
        if self.book.board is None or self.book.board.cycle.closed:
            return
        if self.views.view == CARD_VIEW and self.card.key is not None:
            self.locking.submit_one(self.card.key)
        else:
            self.locking.submit_all()

    def import_file(self, path: Path) -> None:
        """Import a filled-in score sheet (also what the file dialog ends in)."""
        self._hand_on()
        self.files.run_import(path)

    def _pick_contact(self) -> None:
        """Score one call or chat of the agent one is at."""
        from qadesk.ui.screens.score.contacts import ContactPicker

        key, board = self.views.key, self.book.board
        if key is None or board is None or not board.form.items:
            return
        if board.cycle.closed:
            self.locking.refuse(key)
            return
        self._hand_on()
        entry = self.book.entry((key[0], None))
        picker = ContactPicker(self, self.office, self.tasks, board.cycle.code, entry)
        picker.picked.connect(lambda choice: self._open_contact(key[0], choice))
        picker.open()

    def _open_contact(self, staff_no: str, choice: ContactChoice) -> None:
        self.views.show_view(CARD_VIEW)
        self.card.show_contact(staff_no, choice)

    # ---- telling

    def _tell_failures(self) -> None:
        failures = self.book.saving.failures
        if not failures:
            if self.notice.property("tone") == "bad":
                self.notice.hide()
            return
        error = failures[-1][1]
        why = error.happened if error is not None else _("QADesk has made a mistake")
        self.notice.say(
            _("Not saved, but kept here: {n}. {why}").format(n=len(failures), why=why),
            "bad",
            action=_("Try again"),
            then=self.book.saving.retry,
        )

    def _tell(self) -> None:
        """Bring the toolbar and the foot to where one is."""
        key, view = self.views.key, self.views.view
        self.notice.check()
        self.toolbar.show_view(None if view == GRID_VIEW else key)
        if key is not None and key[0] in self.book.staff:
            self.foot.tell(self.book, view, key, self.views.item)

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
