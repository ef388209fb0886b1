"""What helps to judge, beside the form: this month's records and last month's ratings, without a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QShowEvent
from PySide6.QtWidgets import QFrame, QWidget

from qadesk import formats
from qadesk.i18n import _
from qadesk.services.scoring import boards
from qadesk.services.scoring.boards import Background
from qadesk.services.scoring.forms import (
    NA,
    Evaluation,
    RatingForm,
    contact_text,
    item_name,
    level_text,
    state_text,
)
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.theme import GRID, SMALL, enlarged, font
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, Part, clear, grid, vbox
from qadesk.ui.wording import cycle_text

WIDTH = 30 * GRID
_IN_LINE = 6  # levels of a scored contact

_Line = tuple[str, str, str]  # name, value, of how many


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
        figures = _figures(form, known) if known is not None and known.figures else []
        none = _("No records of this agent.") if read else _("Counting…")
        parts: list[Part] = [label(_("Records this month"), "heading")]
        parts.append(_table(figures) if figures else label(none, "muted", wrap=True))
        if known is not None and any(item.code in known.previous for item in form.items):
            title = _("Ratings of {month}").format(month=cycle_text(known.previous_code))
            beside = [counted for *_said, counted in figures]
            parts += [GRID, label(title, "heading"), _table(_previous(form, known), beside)]
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


def _figures(form: RatingForm, known: Background) -> list[_Line]:
    lines = [(_("Contacts"), str(known.contacts), "")]
    for indicator in form.measured:
        measured = known.figures.get(indicator.figure)
        if measured is not None and measured.value is not None:
            counted = "" if indicator.unit == "count" else _("of {n}").format(n=measured.n)
            lines.append((item_name(indicator), formats.quantity(measured.value, indicator.unit), counted))
    return lines


def _previous(form: RatingForm, known: Background) -> list[_Line]:
    lines: list[_Line] = []
    for item in form.items:
        if item.code in known.previous:
            value, top = known.previous[item.code], known.previous_top.get(item.code, item.top)
            scale = "" if top == item.top else _("of {top}").format(top=top)
            lines.append((item_name(item), level_text(NA) if value is None else formats.plain(value), scale))
    return lines


def _table(lines: Sequence[_Line], beside: Sequence[str] = ()) -> QWidget:
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
