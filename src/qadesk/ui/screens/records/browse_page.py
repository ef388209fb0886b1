"""The month's records as they were imported: of one kind, of everybody or of one agent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qadesk.i18n import _, ngettext
from qadesk.services.records.counting import Met
from qadesk.services.records.record_lists import FIELDS, ListedRecord, RecordList
from qadesk.services.roster import Agent
from qadesk.ui.screens.records.wording import Local, count, kind_name, record_columns
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.table import RecordTableModel, TableView

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class PagedModel(RecordTableModel[ListedRecord]):
    """A table that asks for its next page with `page_wanted(offset)` when one scrolls to its end."""

    page_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__([])
        self.total = 0
        self._waiting = False

    def start(self) -> None:
        """Forget what is shown; the next page begins anew."""
        self.total, self._waiting = 0, True
        self.set_rows([])

    def add_page(self, page: RecordList) -> None:
        """Take a page; one that does not follow on what is here is dropped."""
        if page.offset != self.rowCount():
            return
        self._waiting = False
        self.total = page.total
        if page.offset == 0:
            self.set_rows(page.records)
        elif page.records:
            self.beginInsertRows(_NOWHERE, page.offset, page.offset + len(page.records) - 1)
            self._rows += page.records
            self.endInsertRows()

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self._waiting and self.rowCount() < self.total

    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._waiting = True
            self.page_wanted.emit(self.rowCount())


_SELDOM: Final = frozenset({"direction", "fault", "waybill"})  # few exports have them


class BrowsePage(QWidget):
    """Kind and agent above, the records below. The screen reads; this shows and asks."""

    wanted = Signal(str, str, int)  # kind, staff number ("" for everybody), offset
    choice_asked = Signal(object)  # where totals and single records meet

    def __init__(self, local: Local) -> None:
        super().__init__()
        self._local = local
        self._whose = ""  # asked for before the agents were listed
        self.kind = ComboBox("recordsKind", _("Kind of records"))
        for name in FIELDS:
            self.kind.addItem(kind_name(name), name)
        self.who = ComboBox("recordsAgent", _("Whose records"))
        self.who.setMinimumWidth(24 * GRID)
        self.count = label("", "muted", name="recordsCount")
        self.model = PagedModel()
        self.table = TableView(self.model, "recordsTable", _("Records of the month"))
        self.table.setSortingEnabled(False)
        self.nothing = EmptyState("inbox", "", name="recordsNothing")
        self._met: Sequence[Met] = ()
        self.met = label("", "muted", wrap=True, name="recordsMet")
        self.change = Button(_("Change what counts…"), "recordsChangeCounts", clicked=self._ask_choice)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.nothing)
        bar = QHBoxLayout()
        bar.setSpacing(GRID)
        bar.addWidget(self.kind)
        bar.addWidget(self.who)
        bar.addWidget(self.count)
        bar.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, GRID, 0, 0)
        page.setSpacing(GRID)
        meeting = QHBoxLayout()
        meeting.setSpacing(GRID)
        meeting.addWidget(self.met, 1)
        meeting.addWidget(self.change)
        page.addLayout(bar)
        page.addLayout(meeting)
        self._show_met(())
        page.addWidget(self._pages, 1)
        self.kind.currentIndexChanged.connect(self.reload)
        self.who.currentIndexChanged.connect(self.reload)
        self.model.page_wanted.connect(self._ask)

    def show_people(self, people: Sequence[Agent]) -> None:
        """Offer these agents; the one chosen before stays chosen."""
        chosen = self._whose or self.who.currentData()
        self._whose = ""
        with QSignalBlocker(self.who):
            self.who.clear()
            self.who.addItem(_("Everyone"), "")
            for person in people:
                self.who.addItem(f"{person.name} ({person.staff_no})", person.staff_no)
            self.who.setCurrentIndex(max(0, self.who.findData(chosen)))

    def choose(self, kind: str = "", staff_no: str = "") -> None:
        """Show a kind of records, or an agent's."""
        with QSignalBlocker(self.kind), QSignalBlocker(self.who):
            if kind:
                self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
            if staff_no:
                self.who.setCurrentIndex(max(0, self.who.findData(staff_no)))
                self._whose = "" if self.who.currentData() == staff_no else staff_no
        self.reload()

    def _hide_unsaid(self, page: RecordList) -> None:
        """Do without what no file of these records says, so that the rest has its room."""
        for name in _SELDOM.intersection(FIELDS[page.kind]):
            at = FIELDS[page.kind].index(name)
            said = any(record.values[at] is not None for record in page.records)
            self.table.setColumnHidden(self.model.column_number(name), not said)
        self.table.fit_columns()

    def reload(self) -> None:
        """Read the first page again."""
        kind = self.kind.currentData()
        self.who.setEnabled(kind != "deliveries")
        self.model.start()  # before the columns: records of another kind have other values
        self.model.set_columns(record_columns(kind, self._local))
        self._ask(0)

    def show_page(self, page: RecordList) -> None:
        """Show a page that was asked for."""
        if page.kind != self.kind.currentData():
            return
        self.model.add_page(page)
        if page.offset == 0:
            self._hide_unsaid(page)
            self._show_met(page.met)
            text = ngettext("{n} record", "{n} records", page.total)
            self.count.setText(text.format(n=count(page.total)))
            if not page.total:
                self.nothing.say(_("No records of this kind in this month"))
            self._pages.setCurrentWidget(self.table if page.total else self.nothing)

    def _show_met(self, met: Sequence[Met]) -> None:
        """Where totals and single records meet, what counts there, and the way to change it."""
        self._met = met
        self.met.setText("\n".join(one.words() for one in met))
        for widget in (self.met, self.change):
            widget.setVisible(bool(met))

    def _ask_choice(self) -> None:
        self.choice_asked.emit(self._met)

    def _ask(self, offset: int) -> None:
        kind = self.kind.currentData()
        who = self.who.currentData() if kind != "deliveries" else ""
        self.wanted.emit(kind, who or "", offset)
