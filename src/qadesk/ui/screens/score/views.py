"""Grid and card over one book, one of them in sight: where one is, the ways from place to place; the card."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from qadesk.i18n import _
from qadesk.services.scoring import boards
from qadesk.services.scoring.forms import Evaluation, contact_text
from qadesk.services.scoring.saving import Change
from qadesk.ui import theme
from qadesk.ui.kit.actions import Actions
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.score.bars import CardHead
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key, Place
from qadesk.ui.screens.score.form_pane import FormPane
from qadesk.ui.screens.score.grid import ScoreGrid
from qadesk.ui.screens.score.keys import CommentBox, FigureBox, flush_all
from qadesk.ui.screens.score.side_panel import WIDTH, SidePanel
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.basics import OneLine
from qadesk.ui.widgets.layouts import hbox, scrolled, vbox


class Views(QStackedWidget):
    """Emits `moved` when one is elsewhere, or sees it differently."""

    moved = Signal()

    def __init__(self, screen: Screen, book: ScoreBook) -> None:
        super().__init__()
        self.book = book
        self.grid, self.card = ScoreGrid(book), ScoreCard(screen, book)
        self._memory = screen.memory("score")
        for view in (self.grid, self.card):
            self.addWidget(view)
        if self._memory.value("view") == "card":
            self.setCurrentWidget(self.card)
        self.grid.opened.connect(lambda: self.show_view(card=True))
        for moved in (self.grid.place_changed, self.card.shown, self.card.form.current_changed):
            moved.connect(self.moved)

    # ---- where one is

    @property
    def on_card(self) -> bool:
        """Whether the card is in sight, not the grid."""
        return self.currentWidget() is self.card

    @property
    def view(self) -> ScoreGrid | ScoreCard:
        """The one in sight."""
        return self.card if self.on_card else self.grid

    def place(self) -> Place:
        """The entry one is at, and the item the next digit rates; no item where the cursor is beside them."""
        return self.view.place()

    @property
    def entry(self) -> Evaluation | None:
        """The entry one is at."""
        key = self.place()[0]
        return self.book.entry(key) if key is not None and key[0] in self.book.staff else None

    def where(self, *, item: bool = False) -> tuple[object, ...]:
        """The month, the view and the entry one is at (and the item): what an answer to a key belongs to."""
        month = None if self.book.board is None else self.book.board.cycle.code
        key, current = self.place()
        return month, self.on_card, key, current if item else None

    # ---- going elsewhere

    def choose_view(self, *, card: bool) -> None:
        """Show the grid or the card, also the next time."""
        self._memory.keep("view", "card" if card else None)
        self.show_view(card=card)

    def show_view(self, *, card: bool) -> None:
        """Show the grid or the card, on the agent one was at, ready for a digit."""
        if card:
            key, item = self.grid.place()
            if key is not None and not self.on_card:
                self.card.show_entry(key, item)
            self.setCurrentWidget(self.card)
        else:
            flush_all(self.card)
            self.setCurrentWidget(self.grid)
            if self.card.key is not None:
                self.grid.go(self.card.key, self.card.item)
        self.view.setFocus()
        self.moved.emit()

    def go(self, key: Key, item: str | None = None) -> None:
        """To an entry; single contacts are shown on the card alone."""
        if key[1] is not None and not self.on_card:
            self.show_view(card=True)
        if self.on_card:
            self.card.show_entry(key, item)
        else:
            self.grid.go(key, item)

    def go_first_open(self) -> None:
        """To the first cell that still wants a rating or a value."""
        self.grid.go_first_open()
        key, item = self.grid.place()
        if not self.on_card:
            self.card.form.prepare()
        elif key is not None:
            self.card.show_entry(key, item)

    # ---- typing and taking back

    @property
    def half_typed(self) -> FigureBox | None:
        """The field of a value one is in the middle of."""
        found = (field for field in self.view.findChildren(FigureBox) if field.half_typed)
        return next(found, None)

    def hand_on(self) -> None:
        """Give the book what is still in a field."""
        self.let_go()
        flush_all(self)

    def let_go(self) -> None:
        """Put into its field what an input method still holds."""
        if self.isAncestorOf(QApplication.focusWidget() or self):
            QGuiApplication.inputMethod().commit()

    def undo(self) -> None:
        """Take the last key back, and go where it was."""
        self.hand_on()
        self._follow(self.book.turn(back=True))

    def redo(self) -> None:
        """Do it again."""
        self._follow(self.book.turn(back=False))

    def _follow(self, change: Change | None) -> None:
        if change is not None:
            self.go(change.key, change.item or None)


# ---- the card: one agent, what each level looks like in sight, records beside it, the comment below

_INDENT = 2 * GRID + 4  # of the items' names
_COMMENT_HEIGHT = 8 * GRID
_LOW_COMMENT = ROW + 2
WIDE_FROM: Final = 900  # logical pixels from which records stand beside the form unasked
LOW_BELOW: Final = 440


class ScoreCard(QWidget):
    """Shows and rates one entry of the book: the whole month of an agent, or one contact."""

    shown = Signal()  # another entry, or this one differently
    head: CardHead  # see `add_head`

    def __init__(self, screen: Screen, book: ScoreBook) -> None:
        super().__init__()
        self.setObjectName("scoreCard")
        self._screen, self.book = screen, book
        self._chosen: bool | None = None  # whether the user wants the records, once said
        self.about = OneLine("", "scoreContactAbout")
        self.about.setContentsMargins(_INDENT, 0, 0, 0)
        self.form = FormPane(book)
        self.rating, self.place, self.area = self.form.rating, self.form.place, self.form.area
        self.setFocusProxy(self.form)
        self.panel = SidePanel(screen, book)
        self.comment = CommentBox("scoreComment", _("Comment"))
        self.beside = scrolled(self.panel, "scoreBackgroundScroll")
        self.beside.setFixedWidth(theme.enlarged(WIDTH) + 2 * GRID)
        left = vbox(self.about, (self.area, 1), self.comment, margins=(GRID, 0, 0, 0))
        self._page = vbox((hbox((left, 1), self.beside, margins=(0, 0, GRID, 0)), 1), on=self)
        for part in (self.about, self.beside):
            part.hide()
        self.form.step_asked.connect(self.step)
        self.form.left.connect(self.show_whole)
        self.comment.typed.connect(self._set_comment)
        self.comment.left.connect(self._end_comment)
        self.panel.contact_chosen.connect(self._show_scored)
        book.loaded.connect(self._show_loaded)

    def add_head(self, actions: Actions) -> None:
        """Put the line above: its buttons are actions, which need the card to be there."""
        self.head = CardHead(actions)
        self._page.insertWidget(0, self.head)
        self.head.records.clicked.connect(self._choose_records)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the wording of the levels has it; records show when asked for."""
        super().resizeEvent(event)
        size = event.size()
        high = _LOW_COMMENT if size.height() < LOW_BELOW else _COMMENT_HEIGHT
        self.comment.setFixedHeight(theme.enlarged(high))
        wide = size.width() >= theme.enlarged(WIDE_FROM)
        self._show_records(wide if self._chosen is None else self._chosen)

    def _choose_records(self) -> None:
        self._chosen = self.head.records.isChecked()
        self._show_records(self._chosen)
        self.setFocus()

    def _show_records(self, shown: bool) -> None:
        self.head.records.setChecked(shown)
        self.beside.setVisible(shown)

    # ---- what is shown

    @property
    def key(self) -> Key | None:
        """Whose entry is shown."""
        return self.form.key

    @property
    def item(self) -> str | None:
        """The item the next digit rates."""
        return self.form.item

    def show_entry(self, key: Key, item: str | None = None) -> None:
        """Show an entry, after handing on what was typed for the one before."""
        other = key != self.key
        if other:
            flush_all(self)
            self.book.end_typing()
        self.form.show_entry(key, item)
        if other and key[1] is None:
            self._read_contacts(key[0])
        self.fill()

    def work_on(self, key: Key) -> None:
        """Show an entry, ready for a digit."""
        self.show_entry(key)
        self.setFocus()

    def show_whole(self) -> None:
        """Back from a contact to the agent's whole month."""
        if self.key is not None:
            self.work_on((self.key[0], None))

    def fill(self) -> None:
        """Show what the book says of the entry now."""
        key = self.key
        if key is None or key[0] not in self.book.staff:
            return
        entry, free = self.book.entry(key), self.book.editable(key)
        self.head.show_entry(self.book, key)
        self.about.setVisible(entry.contact is not None)
        self.about.say(contact_text(entry.about))
        self.form.fill()
        month = _("Comment for the agent; it is printed on the sheet")
        invited = month if key[1] is None else _("Comment on this contact")
        self.comment.setReadOnly(not free)
        self.comment.setPlaceholderText(invited if free else "")
        self.comment.viewport().update()  # Qt forgets to draw another placeholder
        self.comment.show_text(entry.comment)
        self.panel.show_agent(key[0])
        self.shown.emit()

    def show_changed(self, key: Key) -> None:
        """Show an entry that has changed, if it is one of the agent shown."""
        if self.key is not None and key[0] == self.key[0]:
            self.fill()

    def _show_loaded(self) -> None:
        if self.key is not None and self.key[0] not in self.book.staff:
            self.form.key = None
        if self.isVisible():
            self.fill()

    def _read_contacts(self, staff_no: str) -> None:
        """An agent's scored contacts."""
        cycle, office = self.book.cycle, self._screen.office
        self._screen.load(
            lambda: boards.contact_entries(office, cycle.code, staff_no),
            lambda found: self.book.load_contacts(found) if self.book.shows(cycle) else None,
            slot=f"contacts of {staff_no}",
        )

    # ---- moving

    def neighbour(self, step: int) -> str | None:
        """The staff number of the agent so many after, or before; None beyond the last and the first."""
        staff = self.book.staff
        at = staff.index(self.key[0]) + step if self.key is not None and self.key[0] in staff else -1
        return staff[at] if 0 <= at < len(staff) else None

    def step(self, step: int) -> None:
        """To the agent before or after."""
        number = self.neighbour(step)
        if number is not None:
            self.work_on((number, None))

    def go_on(self, submitted: Key) -> None:
        """After one was submitted: to the next agent that still can be scored, or stay at the contact."""
        if submitted != self.key:
            return
        self.setFocus()
        staff = self.book.staff
        here = staff.index(submitted[0])
        for number in (*staff[here + 1 :], *staff[:here]):
            if submitted[1] is None and self.book.editable((number, None)):
                self.work_on((number, None))
                return

    def edit_comment(self) -> None:
        """Type the comment on the entry shown."""
        if self.key is not None and self.book.may_change(self.key):
            self.comment.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.comment.moveCursor(self.comment.textCursor().MoveOperation.End)

    def _show_scored(self, contact: int) -> None:
        if self.key is not None:
            self.work_on((self.key[0], contact))

    def _set_comment(self, text: str) -> None:
        if self.key is not None:
            self.book.set_comment(self.key, text)

    def _end_comment(self) -> None:
        self.book.end_typing()
        self.setFocus()
