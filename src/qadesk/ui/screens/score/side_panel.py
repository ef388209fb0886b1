"""What helps to judge: an agent's records and last ratings beside the form; picking one contact to score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QWidget

from qadesk import formats
from qadesk.formats import cycle_text
from qadesk.i18n import _, ngettext
from qadesk.services.scoring import board_words, boards, contact_search
from qadesk.services.scoring.board_words import Line
from qadesk.services.scoring.boards import Background
from qadesk.services.scoring.forms import (
    ContactChoice,
    Evaluation,
    RatingForm,
    contact_text,
    level_text,
    minutes,
    state_text,
)
from qadesk.ui.dialogs import Window
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.theme import GRID, SMALL, enlarged, font
from qadesk.ui.widgets.basics import Button, ComboBox, OneLine, SearchField, label
from qadesk.ui.widgets.layouts import FREE, Part, clear, grid, hbox, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

WIDTH = 30 * GRID
_IN_LINE = 6  # levels of a scored contact


class SidePanel(QFrame):
    """Figures in plain text; no colour says good or bad. Emits `contact_chosen(contact id)`."""

    contact_chosen = Signal(int)

    def __init__(self, screen: Screen, book: ScoreBook) -> None:
        super().__init__()
        self._screen, self._book = screen, book
        self._known: Mapping[str, Background] | None = None  # by staff number; None until it is read
        self._staff_no = ""
        self._shown: object = None
        self.setObjectName("scoreBackground")
        self.setAccessibleName(_("Records and last ratings"))
        self.setFixedWidth(enlarged(WIDTH))
        self._rows = vbox(on=self, margins=(2 * GRID, 0, GRID, GRID))
        book.loaded.connect(self._read)

    # ---- reading

    def forget(self) -> None:
        """The records have changed; they are counted again when next needed."""
        self._known = None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        """This month's records and last month's ratings of all agents, once until they are forgotten."""
        board, office = self._book.board, self._screen.office
        if board is None or self._known is not None or not self.isVisible():
            return

        def show(known: Mapping[str, Background]) -> None:
            if self._book.shows(board.cycle):
                self._known = known
                self.show_agent(self._staff_no)

        self._screen.load(lambda: boards.background(office, board.cycle.code), show, slot="background")

    # ---- showing

    def show_agent(self, staff_no: str) -> None:
        """Show what is known of an agent of the month shown."""
        self._staff_no = staff_no
        if staff_no not in self._book.staff:
            return
        form, entry = self._book.form, self._book.entry((staff_no, None))
        scored, read = self._book.contact_entries(staff_no), self._known is not None
        known = self._known.get(staff_no) if self._known is not None else None
        shown = (staff_no, dict(entry.covered), known, tuple(scored), read)
        if shown == self._shown:
            return
        self._shown = shown
        figures = board_words.figures(form, known) if known is not None and known.figures else []
        none = _("No records of this agent.") if read else _("Counting…")
        parts: list[Part] = [label(_("Records this cycle"), "heading")]
        parts.append(_table(figures) if figures else label(none, "muted", wrap=True))
        if known is not None and any(item.code in known.previous for item in form.items):
            title = _("Ratings of {month}").format(month=cycle_text(known.previous_code))
            beside = [counted for *_said, counted in figures]
            parts += [GRID, label(title, "heading"), _table(board_words.previous(form, known), beside)]
        if entry.covered:
            text = _("Other submitted forms: {n}; the result is the mean of all.")
            parts += [GRID, label(text.format(n=max(entry.covered.values())), "muted", wrap=True)]
        if scored:
            contacts = [self._contact(form, one) for one in scored]
            parts += [GRID, label(_("Scored contacts"), "heading"), *contacts]
        clear(self._rows)
        page = QWidget()
        vbox(*parts, FREE, on=page, gap=GRID // 2)
        self._rows.addWidget(page)

    def _contact(self, form: RatingForm, entry: Evaluation) -> Button:
        """The way to the form of a scored contact."""
        given = [level_text(entry.levels.get(i.code)) or formats.DASH for i in form.items]
        levels = " / ".join(given[:_IN_LINE]) + (" …" if len(given) > _IN_LINE else "")
        about, contact = contact_text(entry.about, short=True), entry.contact or 0
        text = _("{contact}: {levels}").format(contact=about, levels=levels)
        tip = f"{contact_text(entry.about)}   {state_text(entry, form)[0]}"
        go = self.contact_chosen.emit
        return Button(text, f"scoreContact_{contact}", kind="link", tip=tip, clicked=lambda: go(contact))


def _table(lines: Sequence[Line], beside: Sequence[str] = ()) -> QWidget:
    """Lines below each other; `beside`: the small texts of a table above, whose values these stand below."""
    table, top = QWidget(), Qt.AlignmentFlag.AlignTop
    cells = grid(on=table, gap=2, grows=0)
    cells.setHorizontalSpacing(GRID)
    small = QFontMetrics(font(SMALL))
    cells.setColumnMinimumWidth(2, max(map(small.horizontalAdvance, beside), default=0))
    for row, (name, value, counted) in enumerate(lines):
        cells.addWidget(label(name, "muted", wrap=True), row, 0)
        cells.addWidget(label(value), row, 1, Qt.AlignmentFlag.AlignRight | top)
        cells.addWidget(label(counted, "small"), row, 2, Qt.AlignmentFlag.AlignLeft | top)
    return table


# ---- picking a call or chat

_PAUSE_MS = 200


class ContactPicker(Window):
    """Search by reference, date or the customer's rating; Enter picks. Emits `picked(ContactChoice)`."""

    picked = Signal(object)

    def __init__(self, screen: Screen, code: str, entry: Evaluation) -> None:
        title = _("Contacts of {name}").format(name=formats.agent_text(entry.name, entry.staff_no))
        super().__init__(screen, "contactPicker", title, 116 * GRID, 52 * GRID)
        self._screen, self._code, self._staff_no = screen, code, entry.staff_no
        self._asked = 0
        self.search = SearchField(_("Reference or date, e.g. 2026-10-03"), "contactSearch")
        rated = [(level, _("Rated {n}").format(n=level)) for level in range(5, 0, -1)]
        every = (None, _("Any rating"))
        self.rating = ComboBox("contactRating", _("Customer's rating"), [every, *rated])
        self.model: RecordTableModel[ContactChoice] = RecordTableModel(_columns())
        self.table = TableView(self.model, "contactTable", title)
        self.found = label("", "muted", name="contactFound")
        self.pick = Button(_("Score this contact"), "contactPick", kind="primary", clicked=self._pick_current)
        cancel = Button(_("Cancel"), "contactCancel", clicked=self.reject)
        head, asked = OneLine("heading", "contactTitle", title), hbox((self.search, 1), self.rating)
        bottom = hbox((self.found, 1), cancel, self.pick)
        vbox(head, asked, (self.table, 1), bottom, on=self, margins=2 * GRID)
        self.search.setFocus()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.search.textChanged.connect(self._pause.start)
        self.rating.currentIndexChanged.connect(self._search)
        self.table.row_activated.connect(lambda _row: self._pick_current())
        self.search.installEventFilter(self)
        self._search()

    def _search(self) -> None:
        """Read what is asked for; of several answers the last one is shown."""
        self._asked += 1
        number, office = self._asked, self._screen.office
        text, rating = self.search.text(), self.rating.currentData()

        def show(found: tuple[ContactChoice, ...]) -> None:
            if number == self._asked:
                self._show_found(found)

        read = partial(contact_search.contacts, office, self._code, self._staff_no, text, rating)
        self._screen.tasks.run(read, show, owner=self)

    def _show_found(self, found: tuple[ContactChoice, ...]) -> None:
        self.model.set_rows(found)
        if found:
            self.table.select_row(0)
        more = len(found) == contact_search.MOST
        few = ngettext("{n} contact", "{n} contacts", len(found))
        text = _("The newest {n} contacts; search to find others.") if more else few
        self.found.setText(text.format(n=len(found)) if found else _("No contacts match."))
        self.pick.setEnabled(bool(found))

    def _pick_current(self) -> None:
        choice = self.table.current_record()
        if isinstance(choice, ContactChoice):
            self.accept()
            self.picked.emit(choice)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field, Up and Down choose a row and Enter picks it."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick_current()
                return True
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.model.rowCount():
                row = self.table.currentIndex().row() + step
                self.table.select_row(max(0, min(self.model.rowCount() - 1, row)))
                return True
        return super().eventFilter(watched, event)


def _columns() -> list[Column[ContactChoice]]:
    answers = {None: "", True: _("Yes"), False: _("No")}
    states = {None: "", "draft": _("Draft"), "submitted": _("Submitted")}
    return [
        Column("at", _("Time"), lambda c: c.at, formats.moment),
        Column("channel", _("Channel"), lambda c: _("Call") if c.channel == "call" else _("Chat")),
        Column("ref", _("Reference"), lambda c: c.ref, stretch=True),
        Column("rating", _("Customer's rating"), lambda c: c.rating, align="right"),
        Column("resolved", _("Resolved"), lambda c: c.resolved, answers.__getitem__),
        Column("talk", _("Talk time"), lambda c: c.talk_ms, lambda ms: "" if ms is None else minutes(ms),
               align="right"),
        Column("status", _("Scored"), lambda c: c.status, states.__getitem__),
    ]  # fmt: skip
