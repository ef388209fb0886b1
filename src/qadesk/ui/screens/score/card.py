"""The card: one agent, what each level looks like in sight, records beside it, the comment below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from qadesk.i18n import _
from qadesk.services.scoring.boards import Background
from qadesk.services.scoring.forms import ContactChoice, contact_text
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.card_head import CardHead
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.screens.score.fields import CommentBox
from qadesk.ui.screens.score.form_pane import FormPane
from qadesk.ui.screens.score.levels import Block, ItemBlock
from qadesk.ui.screens.score.side_panel import WIDTH, SidePanel
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.basics import scrolled
from qadesk.ui.widgets.layouts import hbox, vbox
from qadesk.ui.widgets.one_line import OneLine

_INDENT = 2 * GRID + 4  # of the items' names
_COMMENT_HEIGHT = 8 * GRID
_LOW_COMMENT = ROW + 2
WIDE_FROM: Final = 900  # logical pixels from which records stand beside the form unasked
LOW_BELOW: Final = 440


class ScoreCard(QWidget):
    """Shows and rates one entry of the book: the whole month of an agent, or one contact."""

    shown = Signal()  # another entry, or this one differently
    contacts_wanted = Signal(str)  # staff number whose scored contacts are to be read

    def __init__(self, book: ScoreBook) -> None:
        super().__init__()
        self.setObjectName("scoreCard")
        self.book = book
        self._background: Mapping[str, Background] | None = None
        self._chosen: bool | None = None  # whether the user wants the records, once said
        self.about = OneLine("", "scoreContactAbout")
        self.about.setContentsMargins(_INDENT, 0, 0, 0)
        self.form = FormPane(book)
        self.area: QScrollArea = scrolled(self.form, "scoreCardScroll")
        self.panel = SidePanel()
        self.comment = CommentBox("scoreComment", _("Comment"))
        self.comment.setFixedHeight(_COMMENT_HEIGHT)
        self._lay_out()
        for part in (self.about, self.beside):
            part.hide()
        self._connect()

    # ---- building

    def _lay_out(self) -> None:
        left = vbox(self.about, (self.area, 1), self.comment, margins=(GRID, 0, 0, 0))
        self.beside = scrolled(self.panel, "scoreBackgroundScroll")
        self.beside.setFixedWidth(WIDTH + 2 * GRID)
        body = hbox((left, 1), self.beside, margins=(0, 0, GRID, 0))
        page = self._page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(GRID)
        page.addLayout(body, 1)

    def add_head(self, head: CardHead) -> None:
        """Put the line above: its buttons are actions, which need the card to be there."""
        self.head = head
        self._page.insertWidget(0, head)
        head.records.clicked.connect(self._choose_records)

    def _connect(self) -> None:
        self.form.step_asked.connect(self.step)
        self.form.left.connect(self._leave)
        self.form.current_changed.connect(self._into_sight)
        self.area.verticalScrollBar().rangeChanged.connect(self._keep_in_sight)
        self.form.remark_opened.connect(self._show_remark)
        self.comment.typed.connect(self._set_comment)
        self.comment.finished.connect(self._comment_done)
        self.panel.contact_chosen.connect(self._open_scored)
        self.book.loaded.connect(self._fill_after_loading)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the wording of the levels has it; records show when asked for."""
        super().resizeEvent(event)
        self.comment.setFixedHeight(_LOW_COMMENT if event.size().height() < LOW_BELOW else _COMMENT_HEIGHT)
        self._show_records(event.size().width() >= WIDE_FROM if self._chosen is None else self._chosen)

    def _choose_records(self) -> None:
        self._chosen = self.head.records.isChecked()
        self._show_records(self._chosen)
        self.focus_form()

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
            self.flush()
            self.book.end_typing()
        self.form.show_entry(key, item)
        if other and key[1] is None:
            self.contacts_wanted.emit(key[0])
        self.fill()

    def show_contact(self, staff_no: str, choice: ContactChoice) -> None:
        """Score one contact on the same form."""
        self.book.know_contact(choice)
        self.show_entry((staff_no, choice.id))
        self.focus_form()

    def show_whole(self) -> None:
        """Back from a contact to the agent's whole month."""
        if self.key is not None:
            self.show_entry((self.key[0], None))
            self.focus_form()

    def fill(self) -> None:
        """Show what the book says of the entry now."""
        key = self.key
        if key is None or key[0] not in self.book.staff:
            return
        entry = self.book.entry(key)
        self.head.show_entry(self.book, key)
        self.about.setVisible(entry.contact is not None)
        self.about.say(contact_text(entry.about))
        self.form.fill()
        self._invite_comment(key)
        self.comment.show_text(entry.comment)
        self._fill_panel()
        self.shown.emit()

    def _invite_comment(self, key: Key) -> None:
        free, single = self.book.editable(key), key[1] is not None
        month = _("Comment for the agent; it is printed on the sheet")
        self.comment.setReadOnly(not free)
        self.comment.setPlaceholderText((_("Comment on this contact") if single else month) if free else "")
        self.comment.viewport().update()  # Qt forgets to draw another placeholder

    def _fill_panel(self) -> None:
        if self.key is None:
            return
        known = self._background or {}
        scored = self.book.contact_entries(self.key[0])
        whole = self.book.entry((self.key[0], None))
        self.panel.show_agent(
            self.book.form, whole, known.get(self.key[0]), scored, read=self._background is not None
        )

    def show_changed(self, key: Key) -> None:
        """Show an entry that has changed, if it is one of the agent shown."""
        if self.key is not None and key[0] == self.key[0]:
            self.fill()

    def _fill_after_loading(self) -> None:
        if self.key is not None and self.key[0] not in self.book.staff:
            self.form.key = None
        if self.isVisible():
            self.fill()

    # ---- what helps

    @property
    def has_background(self) -> bool:
        """Whether the month's records have been counted."""
        return self._background is not None

    def forget_background(self) -> None:
        """The records have changed; count them again when next needed."""
        self._background = None

    def show_background(self, found: Mapping[str, Background]) -> None:
        """Show the counted records."""
        self._background = found
        self._fill_panel()

    # ---- moving

    def step(self, step: int) -> None:
        """To the agent before or after."""
        if self.key is None:
            return
        staff = self.book.staff
        at = staff.index(self.key[0]) + step
        if 0 <= at < len(staff):
            self.show_entry((staff[at], None))
            self.focus_form()

    def step_to_open(self) -> None:
        """To the next agent that still can be scored, from here around; stay if there is none."""
        if self.key is None:
            return
        staff = self.book.staff
        here = staff.index(self.key[0])
        for number in (*staff[here + 1 :], *staff[:here]):
            if self.book.editable((number, None)):
                self.show_entry((number, None))
                self.focus_form()
                return

    def go_on(self, submitted: Key) -> None:
        """After one was submitted: to the next agent, or stay at the contact."""
        if submitted == self.key:
            self.focus_form()
            if submitted[1] is None:
                self.step_to_open()

    def focus_form(self) -> None:
        """Ready for a digit."""
        self.form.setFocus()

    def flush(self) -> None:
        """Hand on what is being typed."""
        self.comment.flush()
        self.form.flush()

    def _into_sight(self, block: Block) -> None:
        self.form.page.activate()
        for part in block.in_sight():
            self.area.ensureWidgetVisible(part, 0, GRID)

    def _keep_in_sight(self) -> None:
        """Another width or height of the window, another wording: the current item stays where one looks."""
        if self.form.blocks:
            self._into_sight(self.form.blocks[self.form.at])

    def _show_remark(self, block: ItemBlock) -> None:
        QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(block.remark, 0, GRID))

    def _leave(self) -> None:
        if self.key is not None and self.key[1] is not None:
            self.show_whole()

    def edit_comment(self) -> None:
        """Type the comment on the entry shown."""
        if self.key is not None and self.book.may_change(self.key):
            self.comment.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.comment.moveCursor(self.comment.textCursor().MoveOperation.End)

    def _open_scored(self, contact: int) -> None:
        if self.key is not None:
            self.show_entry((self.key[0], contact))
            self.focus_form()

    def _set_comment(self, text: str) -> None:
        if self.key is not None:
            self.book.set_comment(self.key, text)

    def _comment_done(self) -> None:
        self.book.end_typing()
        self.focus_form()
