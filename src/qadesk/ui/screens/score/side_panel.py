"""What helps to judge, beside the form: this month's records and last month's ratings, without a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from qadesk import formats
from qadesk.i18n import _
from qadesk.services.scoring.boards import Background
from qadesk.services.scoring.forms import (
    NA,
    Evaluation,
    Form,
    contact_text,
    item_name,
    level_text,
    state_text,
)
from qadesk.ui.theme import GRID, SMALL, font
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import vbox
from qadesk.ui.wording import cycle_text

WIDTH = 30 * GRID
_IN_LINE = 6  # levels of a scored contact

_Line = tuple[str, str, str]  # name, value, of how many


class SidePanel(QFrame):
    """Figures in plain text; no colour says good or bad. Emits `contact_chosen(contact id)`."""

    contact_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("scoreBackground")
        self.setAccessibleName(_("Records and last ratings"))
        self.setFixedWidth(WIDTH)
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(2 * GRID, 0, GRID, GRID)
        self._page.setSpacing(GRID // 2)
        self._rows: QWidget | None = None
        self._shown: object = None

    def show_agent(
        self,
        form: Form,
        entry: Evaluation,
        known: Background | None,
        scored: Sequence[Evaluation],
        *,
        read: bool,
    ) -> None:
        """Show what is known of an agent; `read` says whether the records have been counted yet."""
        shown = (entry.staff_no, dict(entry.covered), known, tuple(scored), read)
        if shown == self._shown:
            return
        self._shown = shown
        if self._rows is not None:
            self._page.removeWidget(self._rows)
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = QWidget()
        column = vbox(label(_("Records this month"), "heading"), on=self._rows, gap=GRID // 2)
        figures = _figures(form, known) if known is not None and known.figures else []
        if not read:
            column.addWidget(label(_("Counting…"), "muted"))
        elif not figures:
            column.addWidget(label(_("No records of this agent."), "muted", wrap=True))
        else:
            column.addWidget(_table(figures))
        if known is not None and any(item.code in known.previous for item in form.items):
            column.addSpacing(GRID)
            column.addWidget(
                label(_("Ratings of {month}").format(month=cycle_text(known.previous_code)), "heading")
            )
            column.addWidget(_table(_previous(form, known), beside=[counted for *_said, counted in figures]))
        if entry.covered:
            column.addSpacing(GRID)
            most = max(entry.covered.values())
            text = _("Other submitted forms: {n}; the result is the mean of all.").format(n=most)
            column.addWidget(label(text, "muted", wrap=True))
        self._contacts(column, form, scored)
        column.addStretch(1)
        self._page.addWidget(self._rows)

    def _contacts(self, column: QVBoxLayout, form: Form, scored: Sequence[Evaluation]) -> None:
        if not scored:
            return
        column.addSpacing(GRID)
        column.addWidget(label(_("Scored contacts"), "heading"))
        for entry in scored:
            given = [level_text(entry.levels.get(i.code)) or formats.DASH for i in form.items]
            levels = " / ".join(given[:_IN_LINE]) + (" …" if len(given) > _IN_LINE else "")
            text = _("{contact}: {levels}").format(
                contact=contact_text(entry.about, short=True), levels=levels
            )
            contact = entry.contact or 0
            button = Button(text, f"scoreContact_{contact}", kind="link")
            button.setToolTip(f"{contact_text(entry.about)}   {state_text(entry, form)[0]}")
            button.clicked.connect(lambda _on, contact=contact: self.contact_chosen.emit(contact))
            column.addWidget(button)


def _figures(form: Form, known: Background) -> list[_Line]:
    lines = [(_("Contacts"), str(known.contacts), "")]
    for indicator in form.measured:
        measured = known.figures.get(indicator.figure)
        if measured is not None and measured.value is not None:
            counted = "" if indicator.unit == "count" else _("of {n}").format(n=measured.n)
            lines.append((item_name(indicator), formats.quantity(measured.value, indicator.unit), counted))
    return lines


def _previous(form: Form, known: Background) -> list[_Line]:
    lines: list[_Line] = []
    for item in form.items:
        if item.code in known.previous:
            value, top = known.previous[item.code], known.previous_top.get(item.code, item.top)
            scale = "" if top == item.top else _("of {top}").format(top=top)
            lines.append((item_name(item), level_text(NA) if value is None else formats.plain(value), scale))
    return lines


def _table(lines: Sequence[_Line], beside: Sequence[str] = ()) -> QWidget:
    """Lines below each other; `beside`: the small texts of a table above, whose values these stand below."""
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(GRID)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    small = QFontMetrics(font(SMALL))
    grid.setColumnMinimumWidth(2, max(map(small.horizontalAdvance, beside), default=0))
    for row, (name, value, counted) in enumerate(lines):
        caption = label(name, "muted", wrap=True)
        grid.addWidget(caption, row, 0)
        figure: QLabel = label(value)
        grid.addWidget(figure, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(
            label(counted, "small"), row, 2, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        )
    return table
