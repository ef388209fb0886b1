"""How was this calculated: the chain of a figure in words beside the records behind it."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.domain.measures import Source
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import noun
from qadesk.services.explaining.explanation import Explanation
from qadesk.services.records import evidence
from qadesk.services.records.evidence import Record, RecordPage
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.paged import PagedModel
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.results import wording
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.screens.results.page import Page
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, hint, label, scrolled
from qadesk.ui.widgets.layouts import clear, hbox, split, vbox
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.widgets.table import Column, TableView

_AT_ONCE: Final = 200  # records read
_CHAIN_WIDTH: Final = 46 * GRID
_NAME_WIDTH: Final = 24 * GRID


class ChainPage(Page):
    """Shows an explanation, and reads the records it is about as one scrolls."""

    def __init__(self, screen: Screen, commands: Commands) -> None:
        super().__init__()
        self._screen, self._commands = screen, commands
        self.explanation: Explanation | None = None
        self._back_to = ""
        self.keys = Actions(self, _("How a figure was calculated"), self._actions())
        self.back = self.keys.button("chainBack")
        self.title = label("", "heading", name="chainTitle")
        self.result = OneLine("muted", "chainResult")
        self.links = QWidget()
        self.links.setObjectName("chainLinks")
        self._lines = vbox(on=self.links, margins=(2 * GRID, GRID, 2 * GRID, 2 * GRID), gap=0)
        chain = scrolled(self.links, "chainScroll")
        chain.setMinimumWidth(30 * GRID)
        chain.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.source = ComboBox("chainSource", _("Which records"))
        self.count = label("", "muted", name="chainCount")
        self.model = record_model()
        self.table = TableView(self.model, "chainRecords", _("Records behind the figure"))
        self.empty = label(_("No records: nothing was counted here."), "muted", name="chainNone")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        around = (GRID, GRID, 2 * GRID, GRID)
        head = hbox(
            self.back, self.title, (self.result, 1), self.keys.button("chainWorkbook"), margins=around
        )
        origin = self.keys.button("chainOrigin")
        over = hbox(self.source, (self.count, 1), origin, margins=(2 * GRID, 0, 2 * GRID, GRID))
        self.behind = QWidget()
        vbox(over, (self.table, 1), (self.empty, 1), on=self.behind, gap=0)
        self.split = split("chainSplit", chain, self.behind, grows=1)
        vbox(head, (self.split, 1), on=self, gap=0)
        self.table.row_activated.connect(lambda _record: self._open_origin())
        self.table.row_chosen.connect(lambda _record: self.keys.update())
        self.keys.offer_menu(self.table)
        self.source.currentIndexChanged.connect(lambda _index: self._read_anew("time"))
        self.model.page_wanted.connect(self._read)
        self.model.order_wanted.connect(lambda: self._read_anew(self.model.order))
        sorting = self.table.horizontalHeader()
        sorting.setSortIndicatorClearable(False)
        sorting.sortIndicatorChanged.connect(lambda *_sorted: self._show_order())

    def _actions(self) -> list[Action]:
        def there() -> bool:
            return self.table.current_record() is not None

        how = _("Workbook with formulas…")
        return [
            Action("chainBack", lambda: self._back_to, self.back_asked.emit, "chevron-left", kind="quiet",
                   in_menu=False),
            Action("chainOrigin", self._origin_text, self._open_origin, "arrow-right", kind="link",
                   tip=hint("Enter"), shown=there),
            Action("chainWorkbook", how, self._ask_workbook, "file-spreadsheet", kind="quiet"),
        ]  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chain gets what reads well, the records the rest."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share_width()

    def _share_width(self) -> None:
        chain = min(_CHAIN_WIDTH, self.width() * 3 // 8)
        self.split.setSizes([chain, self.width() - chain])

    # ---- the chain

    def show_chain(self, explanation: Explanation) -> None:
        """Show a chain; its records are read at once where it has any."""
        self.explanation = explanation
        name, staff_no, sources = explanation.name, explanation.staff_no, explanation.sources
        short = self.back.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _NAME_WIDTH)
        self._back_to = f"{short} {staff_no}"
        self.keys.update()
        self.back.setAccessibleName(_("Back to {page}").format(page=f"{name} {staff_no}"))
        self.title.setText(explanation.title)
        self.result.say(_result_text(explanation))
        self._show_links(explanation)
        self.source.offer([(str(source), _records_of(source)) for source in sources])
        self.source.setVisible(len(sources) > 1)
        self.behind.setVisible(bool(sources))
        if sources:
            self._share_width()
            self._read_anew("time")

    def focus_first(self) -> None:
        """The records, or the way back where there are none."""
        (self.table if self.behind.isVisibleTo(self) else self.back).setFocus()

    def _show_links(self, explanation: Explanation) -> None:
        clear(self._lines)
        for link in explanation.links:
            text = label(link.text, wrap=True, name=f"chainText_{link.key}")
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setContentsMargins(0, 0, 0, GRID)
            self._lines.addWidget(label(link.heading, "small", name=f"chainHeading_{link.key}"))
            self._lines.addWidget(text)
        self._lines.addStretch(1)
        spoken = [f"{link.heading}: {link.text}" for link in explanation.links]
        self.links.setAccessibleName("; ".join(spoken))

    def _ask_workbook(self) -> None:
        if self.explanation is not None:
            self._commands.save_workbook(self.explanation.staff_no)

    # ---- the records behind it

    @property
    def _source(self) -> Source | None:
        """Which kind of record is shown."""
        return Source(self.source.currentData()) if self.source.currentData() else None

    def _read_anew(self, order: str) -> None:
        """Read the first page, in this order."""
        self.table.show()
        self.empty.hide()
        self.model.order = order
        self.model.start()
        self._show_order()
        self._read(0)

    def _read(self, offset: int) -> None:
        shown, office, code = self.explanation, self._screen.office, self._commands.made.cycle.code
        if shown is None or shown.indicator is None:
            return
        self._screen.load(
            partial(
                evidence.records, office, code, shown.staff_no, shown.indicator.code,
                source=self._source, offset=offset, limit=_AT_ONCE, order=self.model.order,
            ),
            self._add_records,
            slot="records",
        )  # fmt: skip

    def _add_records(self, page: RecordPage) -> None:
        self.model.add_page(page)
        some = any(record.note for record in page.records)
        if some or not page.offset:  # a column without a note in it leaves its width to the others
            self.table.setColumnHidden(self.model.column_number("note"), not some)
        if not page.total and self.table.hasFocus():
            self.back.setFocus()
        self.table.setVisible(page.total > 0)
        self.empty.setVisible(page.total == 0)
        count = ngettext("{n} record", "{n} records", page.total).format(n=f"{page.total:,}")
        self.count.setText(count if page.total else "")
        if page.total and not page.offset:
            self.table.fit_columns()
            self.table.select_row(0)

    def _show_order(self) -> None:
        """The arrow stands at the column the records are in the order of, whichever was clicked."""
        turned = self.model.order.startswith("-")
        order = Qt.SortOrder.DescendingOrder if turned else Qt.SortOrder.AscendingOrder
        column = self.model.column_number(self.model.order.removeprefix("-"))
        self.table.horizontalHeader().setSortIndicator(column, order)

    def _origin_text(self) -> str:
        return _("Go to the rating") if self._source == Source.RATINGS else _("Go to its import")

    def _open_origin(self) -> None:
        """Where the current record came from: its import, or the form on which it was rated."""
        shown, record = self.explanation, self.table.current_record()
        if record is None or shown is None or shown.indicator is None:
            return
        if record.batch_id is not None:
            self.screen_asked.emit("records", record.batch_id)
        else:
            self.screen_asked.emit("score", (shown.staff_no, shown.indicator.code))


def record_model() -> PagedModel[Record]:
    """The records behind a figure; the file can be read in three orders."""
    columns: list[Column[Record]] = [
        Column("ref", _("Reference"), lambda r: r.ref),
        Column("time", _("When"), lambda r: _when(r.at)),
        Column("about", _("Type"), lambda r: r.about),
        Column("value", _("Value counted"), lambda r: r.said, align="right"),
        Column("counted", _("Counts?"), _counts, stretch=True,
               tone=lambda r: "good" if r.counted else "muted"),
        Column("note", _("Note"), lambda r: r.note, stretch=True),
        Column("source", _("Imported from"), _imported_from, stretch=True),
    ]  # fmt: skip
    return PagedModel(columns, orders=("time", "ref", "value"))


def _when(at: datetime | date) -> str:
    return formats.moment(at) if isinstance(at, datetime) else formats.day(at)


def _counts(record: Record) -> str:
    return _("Yes") if record.counted else _("No: {why}").format(why=record.why)


def _imported_from(record: Record) -> str:
    when = record.imported_at
    return record.file if when is None else f"{record.file}, {formats.moment(when)}"


def _records_of(source: Source) -> str:
    words = noun(source)
    return words[:1].upper() + words[1:]


def _result_text(explanation: Explanation) -> str:
    """Value and points in one line; nothing for the total, which is the last of its own chain."""
    line, indicator = explanation.line, explanation.indicator
    if line is None or indicator is None:
        return ""
    said = (wording.value_text(line, indicator), wording.points_text(line))
    return " → ".join(part for part in said if part)
