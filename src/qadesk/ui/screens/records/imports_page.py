"""The list of imports: what each brought, its bad rows, export of those, and undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.services.records.account import stored_words
from qadesk.services.records.imports import Batch, Rejected
from qadesk.ui.screens.records.wording import (
    Local,
    batch_columns,
    count,
    file_and_sheet,
    kind_name,
    rejected_columns,
)
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, label, scrolled
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.widgets.table import RecordTableModel, TableView

ROWS_SHOWN: Final = 2000  # bad rows listed: whoever forgot the staff list may have a million


class ImportsPage(QWidget):
    """Imports above, the bad rows of the chosen one below. The screen reads and writes for it."""

    rows_wanted = Signal(object)  # a Batch
    export_asked = Signal(object)
    undo_asked = Signal(object)
    import_asked = Signal()

    def __init__(self, local: Local) -> None:
        super().__init__()
        self._local = local
        self._wanted = 0
        self.model: RecordTableModel[Batch] = RecordTableModel(batch_columns(local))
        self.table = TableView(self.model, "importsTable", _("Imports"))
        self.table.row_chosen.connect(self._choose)
        self.table.width_changed.connect(self._fit)
        self.rows_model: RecordTableModel[Rejected] = RecordTableModel(rejected_columns())
        self.rows = TableView(self.rows_model, "badRowsTable", _("Rows that were not taken"))
        self.table.row_activated.connect(lambda _batch: self.rows.setFocus())
        self.heading = OneLine("heading", "importHeading")
        self.facts = label("", "muted", wrap=True, name="importFacts")
        self.account = label("", "small", wrap=True, name="importAccount")
        self.export = Button(
            _("Export bad rows…"), "badRowsExport", icon="download", clicked=self._ask_export
        )
        self.undo = Button(_("Undo this import…"), "importUndo", icon="undo-2", clicked=self._ask_undo)
        self.empty = EmptyState(
            "inbox",
            _("Nothing has been imported yet"),
            _(
                "Drop the month's files here: staff list, calls, chats, complaints, praise and errors,"
                " surveys, deliveries. Excel and CSV, as your systems export them."
            ),
            name="importsEmpty",
        )
        self.empty.add_button(_("Choose files…"), "importsEmptyChoose", self.import_asked.emit, icon="upload")
        self._lay_out()
        self._choose(None)

    def _lay_out(self) -> None:
        actions = QHBoxLayout()
        actions.setSpacing(GRID)
        actions.addWidget(self.heading, 1)
        actions.addWidget(self.export)
        actions.addWidget(self.undo)
        detail = QWidget()
        below = QVBoxLayout(detail)
        below.setContentsMargins(0, GRID, 0, 0)
        below.setSpacing(GRID)
        below.addLayout(actions)
        below.addWidget(self.facts)
        self.account_scroll = scrolled(self.account, "importAccountScroll")
        below.addWidget(self.account_scroll)
        self.said = label("", "muted", wrap=True, name="importSaid")
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._below = QStackedWidget()
        self._below.addWidget(self.rows)
        self._below.addWidget(self.said)
        below.addWidget(self._below, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setObjectName("importsSplit")
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(detail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([300, 220])
        self._full = split
        self._pages = QStackedWidget()
        self._pages.addWidget(split)
        self._pages.addWidget(self.empty)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._pages)

    def show_batches(self, batches: Sequence[Batch]) -> None:
        """Show the imports; the one chosen before stays chosen."""
        current = self.table.current_record()
        wanted = self._wanted or (current.id if current is not None else 0)
        self._wanted = 0
        self._pages.setCurrentWidget(self._full if batches else self.empty)
        with QSignalBlocker(self.table):  # between the old rows and the new no import is chosen
            self.model.set_rows(batches)
            if batches:
                self.table.select_row(self.model.find(lambda batch: batch.id == wanted) or 0)
        self._fit()
        self._choose(self.table.current_record())

    def _fit(self) -> None:
        """Where the headings do not fit, do without what is the sum of other columns."""
        for hidden in (False, True):
            self.table.setColumnHidden(self.model.column_number("rows"), hidden)
            self.table.fit_columns()
            if not self.table.heads_cut:
                break

    def choose(self, batch_id: int, *, rows: bool = False) -> None:
        """Choose an import, now or when it is listed; with `rows` go to its bad rows."""
        number = self.model.find(lambda batch: batch.id == batch_id)
        if number is None:
            self._wanted = batch_id
        else:
            self.table.select_row(number)
        if rows:
            self.rows.setFocus()

    def show_rows(self, batch_id: int, rows: Sequence[Rejected]) -> None:
        """Show the bad rows of the chosen import."""
        current = self.table.current_record()
        if current is not None and current.id == batch_id:
            self.rows_model.set_rows(rows)

    def focus_first(self) -> None:
        """The list of imports, or the button that fills it."""
        target = self.table if self._pages.currentWidget() is self._full else self.empty
        target.setFocus()

    def _choose(self, batch: Batch | None) -> None:
        self.rows_model.set_rows([])
        self._allow(self.export, batch is not None and batch.rejected > 0)
        self._allow(self.undo, batch is not None and batch.undone_at is None)
        self.heading.say("" if batch is None else file_and_sheet(batch))
        self.facts.setText("" if batch is None else self._facts(batch))
        account = () if batch is None else stored_words(batch.account, batch.kind)
        self._show_account(account)
        if batch is None:
            return
        self.said.setText(_said(batch))
        self._below.setCurrentWidget(self.rows if batch.rejected else self.said)
        self.rows_wanted.emit(batch)

    def _show_account(self, lines: Sequence[str]) -> None:
        """As high as it needs, up to a third of the page; then it scrolls."""
        self.account.setText("\n".join(lines))
        self.account_scroll.setVisible(bool(lines))
        high = self.account.heightForWidth(self.width() - 4 * GRID)
        self.account_scroll.setFixedHeight(min(max(high, 0) + 2, 11 * GRID))

    def _allow(self, button: Button, allowed: bool) -> None:
        """Qt hands the focus of a button that is disabled to whatever comes next; it belongs to the list."""
        if button.hasFocus() and not allowed:
            self.table.setFocus()
        button.setEnabled(allowed)

    def _facts(self, batch: Batch) -> str:
        rows = ngettext("{n} row", "{n} rows", batch.rows).format(n=count(batch.rows))
        parts = [kind_name(batch.kind), rows]
        if batch.first_day is not None:
            span = _("{first} to {last}")
            parts.append(span.format(first=formats.day(batch.first_day), last=formats.day(batch.last_day)))
        if batch.user:
            parts.append(_("imported by {who}").format(who=batch.user))
        if batch.rejected:
            text = ngettext("{n} row was not taken", "{n} rows were not taken", batch.rejected)
            parts.append(text.format(n=count(batch.rejected)))
        if batch.rejected > ROWS_SHOWN:
            parts.append(_("the first {n} are shown").format(n=count(ROWS_SHOWN)))
        if batch.undone_at is not None:
            text = _("undone {when} by {who}") if batch.undone_by else _("undone {when}")
            when = formats.moment(self._local(batch.undone_at))
            parts.append(text.format(when=when, who=batch.undone_by))
        return _(", ").join(parts)

    def _ask_export(self) -> None:
        if (batch := self.table.current_record()) is not None:
            self.export_asked.emit(batch)

    def _ask_undo(self) -> None:
        if (batch := self.table.current_record()) is not None:
            self.undo_asked.emit(batch)


def _said(batch: Batch) -> str:
    """What stands in place of bad rows where there are none."""
    if batch.undone_at is not None:
        return _("This import was undone: what it brought is gone, and what it had replaced is back.")
    if batch.imported or batch.updated:
        return _("Every row was taken.")
    return _("It held nothing new.")
