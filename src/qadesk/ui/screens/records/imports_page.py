"""The list of imports: what each brought, its bad rows, export of those, and undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.domain.periods import Period, period
from qadesk.errors import joined
from qadesk.formats import cycle_text
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import kind_name
from qadesk.services.records import bringing, import_words, imports
from qadesk.services.records.account import stored_words
from qadesk.services.records.import_words import file_and_sheet
from qadesk.services.records.imports import Batch, Rejected
from qadesk.ui import dialogs
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListPage, ListView
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.remembered import RememberedTable
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import OneLine, label
from qadesk.ui.widgets.layouts import hbox, held, scrolled, stack, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

ROWS_SHOWN: Final = 2000  # bad rows listed: whoever forgot the staff list may have a million


class ImportsPage(ListPage[Batch]):
    """Imports above; below what became of the chosen one, and its bad rows."""

    def __init__(self, screen: Screen, choose_files: Callable[[], object]) -> None:
        self._office = screen.office
        of_rows = partial(
            Action,
            row=True,
            enabled=lambda batch: batch.rejected > 0,
            otherwise=_("All its rows were imported."),
        )
        undo, writes = _("Undo this import…"), partial(Action, right="import")
        actions = [
            writes("importsChoose", _("Choose files…"), choose_files, "upload", in_menu=False),
            of_rows("importRows", _("Show rejected rows"), self._go_to_rows, "list-checks"),
            of_rows("badRowsExport", _("Export rejected rows…"), self._ask_export_rows, "download"),
            writes("importUndo", undo, self._ask_undo, "undo-2", row=True,
                   enabled=lambda batch: batch.undone_at is None, otherwise=_("It was undone already.")),
        ]  # fmt: skip
        self._month: Period | None = None
        super().__init__(screen, _view(screen.office.local, self._in_month), actions, self._build_detail)
        self.chosen.connect(self._show_batch)
        self._show_batch(None)

    def _build_detail(self, actions: Actions) -> QWidget:
        self.rows_model: RecordTableModel[Rejected] = RecordTableModel(_rejected_columns())
        self.bad_rows = TableView(self.rows_model, "badRowsTable", _("Rows not imported"))
        RememberedTable(self.bad_rows, self._memory.part("badRows"))
        self.heading = OneLine("heading", "importHeading")
        self.facts = label("", "muted", wrap=True, name="importFacts")
        self.account = label("", "small", wrap=True, name="importAccount")
        self.account_scroll = scrolled(self.account, "importAccountScroll")
        self.said = label("", "muted", wrap=True, name="importSaid")
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.undo = actions.button("importUndo")
        head = hbox((self.heading, 1), actions.button("badRowsExport"), self.undo)
        self._below = stack(self.bad_rows, self.said)
        parts = head, self.facts, self.account_scroll, (self._below, 1)
        return held(vbox(*parts, margins=(0, GRID, 0, 0)))

    # ---- showing

    def show_month(self, code: str) -> None:
        """Which month's imports are meant by the first choice; the rows follow with `show_rows`."""
        self._month = period(code)
        self.set_options("Month", [("month", cycle_text(code)), (ALL, _("All cycles"))])

    def _in_month(self, batch: Batch) -> bool:
        """Whether an import has days of the month; one without days, as a staff list, has them all."""
        month, first, last = self._month, batch.first_day, batch.last_day
        return month is None or first is None or last is None or (first < month.end and last >= month.start)

    def _go_to_rows(self, *_batch: Batch) -> None:
        self.bad_rows.setFocus()

    def show_import(self, batch_id: int, *, rows: bool = False) -> None:
        """Choose an import, now or when it is listed; with `rows` go to its bad rows."""
        self.go_to(batch_id)
        if rows:
            self._go_to_rows()

    def _show_batch(self, batch: Batch | None) -> None:
        self.rows_model.set_rows([])
        self.heading.say("" if batch is None else file_and_sheet(batch))
        self.facts.setText("" if batch is None else import_words.facts(batch, self._office.local, ROWS_SHOWN))
        self._show_account(() if batch is None else stored_words(batch.account, batch.kind))
        if batch is None:
            return
        self.said.setText(import_words.without_bad_rows(batch))
        self._below.setCurrentWidget(self.bad_rows if batch.rejected else self.said)
        if batch.rejected:
            self._load_rows(batch.id)

    def _load_rows(self, batch_id: int) -> None:
        def show(rows: Sequence[Rejected]) -> None:
            if self.current is not None and self.current.id == batch_id:
                self.rows_model.set_rows(rows)

        self._screen.load(lambda: imports.rejections(self._office, batch_id, ROWS_SHOWN), show, slot="rows")

    def _show_account(self, lines: Sequence[str]) -> None:
        """As high as it needs, up to a third of the page; then it scrolls."""
        self.account.setText("\n".join(lines))
        self.account_scroll.setVisible(bool(lines))
        high = self.account.heightForWidth(self.width() - 4 * GRID)
        self.account_scroll.setFixedHeight(min(max(high, 0) + 2, 11 * GRID))

    # ---- bad rows, undo

    def _ask_export_rows(self, batch: Batch) -> None:
        stem = Path(batch.file_name).stem[: files.LONGEST_STEM]
        name = _("{file} – rejected rows.xlsx").format(file=stem)
        write = partial(imports.export_rejections, self._office, batch.id)
        title, kinds = _("Export rejected rows"), [files.workbook(), files.csv()]
        holds = holding(self._office, Personal("customers", "records"), batch.rejected)
        self.operations.save_as(
            "badRowsFileDialog", title, name, write, holds=holds, kinds=kinds, progress=True
        )

    def _ask_undo(self, batch: Batch) -> None:
        """Ask, unless it is not possible anyway: then say why instead."""
        work = partial(imports.refuse_undo, self._office, batch.id)
        self._screen.load(work, lambda _none: self._confirm_undo(batch), slot="undo")

    def _confirm_undo(self, batch: Batch) -> None:
        new, old = batch.imported, batch.updated
        removed = ngettext("{n} new record will be removed.", "{n} new records will be removed.", new)
        restored = ngettext(
            "{n} replaced record will be restored.", "{n} replaced records will be restored.", old
        )
        parts = [text.format(n=formats.count(n)) for text, n in ((removed, new), (restored, old)) if n]
        loses = formats.spoken(f"{file_and_sheet(batch)} · {kind_name(batch.kind)}", joined(*parts))

        def undo() -> None:
            work = partial(bringing.take_back, self._office, [batch.id])
            said = _("The import of “{file}” was undone.").format(file=batch.file_name)
            title = _("Undoing the import of “{file}”").format(file=batch.file_name)
            self.operations.run(work, said=said, title=title, progress=True)

        question = _("Undo the import of “{file}”?").format(file=batch.file_name)
        dialogs.confirm(self, question, loses, _("Undo import"), undo)


def _view(local: Callable[[datetime], datetime], in_month: Callable[[Batch], bool]) -> ListView[Batch]:
    return ListView(
        "imports",
        _("Imports"),
        _columns(local),
        personal=Personal("users"),
        identity=lambda batch: batch.id,
        counted=lambda rows: ngettext("{n} import", "{n} imports", len(rows)).format(
            n=formats.count(len(rows))
        ),
        searched=lambda batch: (file_and_sheet(batch), kind_name(batch.kind), batch.user),
        search_tip=_("Search file, kind, person"),
        filters=[
            Filter(
                "Month",
                _("Which months' imports are shown"),
                [("month", _("Cycle")), (ALL, _("All cycles"))],
                lambda batch, _code: in_month(batch),
            ),
            Filter(
                "State",
                _("Which imports are shown"),
                [
                    (ALL, _("All imports")),
                    ("rejected", _("With rejected rows")),
                    ("undone", _("Undone")),
                ],
                lambda batch, code: batch.rejected > 0 if code == "rejected" else batch.undone_at is not None,
            ),
        ],
        empty=Empty(
            "inbox",
            _("Nothing has been imported yet"),
            _(
                "Drop the month's files here: staff list, calls, chats, complaints, praise and errors,"
                " surveys, deliveries. Excel and CSV, as your systems export them."
            ),
            ("importsChoose",),
        ),
        no_match=_("No import matches"),
        hidden_when_narrow=("rows",),
        opens="importRows",
        aside_below=True,
        margins=False,
    )


def _columns(local: Callable[[datetime], datetime]) -> list[Column[Batch]]:
    """The columns of the list of imports."""
    return [
        Column("kind", _("Kind"), lambda b: kind_name(b.kind), least=14 * GRID),
        Column("file", _("File"), file_and_sheet, stretch=True, least=20 * GRID),  # up to the month
        Column("rows", _("Rows"), lambda b: b.rows, formats.count, "right"),
        Column("imported", _("New"), lambda b: b.imported, formats.count, "right"),
        Column("updated", _("Replaced"), lambda b: b.updated, formats.count, "right"),
        Column("duplicates", _("Already there"), lambda b: b.duplicates, formats.count, "right"),
        Column("rejected", _("Rejected"), lambda b: b.rejected, formats.count, "right"),
        Column("state", _("State"), import_words.state, tone=_state_tone),
        Column("at", _("When"), lambda b: b.at, lambda at: formats.moment(local(at))),
    ]


def _state_tone(batch: Batch) -> str:
    if batch.undone_at is not None:
        return "muted"
    return "warn" if batch.rejected else "good"


def _rejected_columns() -> list[Column[Rejected]]:
    """The columns of a list of bad rows."""
    return [
        Column("line", _("Line"), lambda r: r.line, str, "right"),
        Column("column", _("Column"), lambda r: r.column),
        Column("value", _("Value"), lambda r: r.value),
        Column("reason", _("Reason"), lambda r: r.wording, stretch=True),
    ]
