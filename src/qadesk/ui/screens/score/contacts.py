"""Picking one call or chat of an agent to score it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from qadesk import formats
from qadesk.i18n import _
from qadesk.services.scoring import contact_search
from qadesk.services.scoring.forms import ContactChoice, Evaluation, minutes
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, SearchField, label
from qadesk.ui.widgets.layouts import hbox, vbox
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView
from qadesk.ui.widgets.window import Window

_PAUSE_MS = 200


class ContactPicker(Window):
    """Search by reference, date or the customer's rating; Enter picks. Emits `picked(ContactChoice)`."""

    picked = Signal(object)

    def __init__(self, screen: Screen, code: str, entry: Evaluation) -> None:
        title = _("Contacts of {name}").format(name=f"{entry.staff_no} {entry.name}")
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
        text = _("The newest {n} contacts; search to find others.") if more else _("{n} contacts")
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
