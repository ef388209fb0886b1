"""How was this calculated: the chain of a figure in words beside the records behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from qadesk.domain.measures import Source
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import noun
from qadesk.services.explaining.explanation import Explanation
from qadesk.services.records.evidence import RecordPage
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.screens.results import wording
from qadesk.ui.screens.results.record_table import RecordModel
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, hint, label, scrolled
from qadesk.ui.widgets.layouts import hbox, vbox
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.widgets.table import TableView

_CHAIN_WIDTH = 46 * GRID
_NAME_WIDTH = 24 * GRID


class ChainPage(QWidget):
    """Emits `records_wanted(offset)`; the screen reads them and answers with `add_records`."""

    back_asked = Signal()
    records_wanted = Signal(int)
    workbook_asked = Signal(str)  # staff number
    import_asked = Signal(int)  # where a record came from
    rating_asked = Signal(str, str)  # staff number, indicator: where it was rated

    def __init__(self) -> None:
        super().__init__()
        self.explanation: Explanation | None = None
        self._back_to = ""
        self.keys = Actions(self, _("How a figure was calculated"), self._actions())
        self.back = self.keys.button("chainBack")
        self.title = label("", "heading", name="chainTitle")
        self.result = OneLine("muted", "chainResult")
        self.workbook = self.keys.button("chainWorkbook")
        self.links = QWidget()
        self.links.setObjectName("chainLinks")
        self._lines = QVBoxLayout(self.links)
        self._lines.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        self._lines.setSpacing(0)
        self.source = ComboBox("chainSource", _("Which records"))
        self.count = label("", "muted", name="chainCount")
        self.origin = self.keys.button("chainOrigin")
        self.model = RecordModel()
        self.table = TableView(self.model, "chainRecords", _("Records behind the figure"))
        self.empty = label(_("No records: nothing was counted here."), "muted", name="chainNone")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.table.row_activated.connect(lambda _record: self._open_origin())
        self.table.row_chosen.connect(lambda _record: self.keys.update())
        self.keys.offer_menu(self.table)
        self.source.currentIndexChanged.connect(lambda _index: self._ask_anew())
        self.model.page_wanted.connect(self.records_wanted)
        head = self.table.horizontalHeader()
        head.setSortIndicatorClearable(False)
        head.sortIndicatorChanged.connect(lambda *_sorted: self._show_order())

    def _actions(self) -> list[Action]:
        return [
            Action(
                "chainBack", lambda: self._back_to, self.back_asked.emit, "chevron-left", kind="quiet",
                in_menu=False,
            ),
            Action(
                "chainOrigin", self._origin_text, self._open_origin, "arrow-right", kind="link",
                tip=hint("Enter"), shown=lambda: self.table.current_record() is not None,
            ),
            Action(
                "chainWorkbook", _("Workbook with formulas…"), self._ask_workbook, "file-spreadsheet",
                kind="quiet",
            ),
        ]  # fmt: skip

    def _lay_out(self) -> None:
        head = hbox(
            self.back, self.title, (self.result, 1), self.workbook, margins=(GRID, GRID, 2 * GRID, GRID)
        )
        over = hbox(self.source, (self.count, 1), self.origin, margins=(2 * GRID, 0, 2 * GRID, GRID))
        self.behind = QWidget()
        vbox(over, (self.table, 1), (self.empty, 1), on=self.behind, gap=0)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setObjectName("chainSplit")
        self.split.setChildrenCollapsible(False)
        chain = scrolled(self.links, "chainScroll")
        chain.setMinimumWidth(30 * GRID)
        chain.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.split.addWidget(chain)
        self.split.addWidget(self.behind)
        self.split.setStretchFactor(1, 1)
        vbox(head, (self.split, 1), on=self, gap=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chain gets what reads well, the records the rest."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share_width()

    def _share_width(self) -> None:
        chain = min(_CHAIN_WIDTH, self.width() * 3 // 8)
        self.split.setSizes([chain, self.width() - chain])

    # ---- showing

    def show_chain(self, explanation: Explanation) -> None:
        """Show a chain; its records are asked for at once where it has any."""
        self.explanation = explanation
        name, staff_no = explanation.name, explanation.staff_no
        short = self.back.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _NAME_WIDTH)
        self._back_to = f"{short} {staff_no}"
        self.keys.update()
        self.back.setAccessibleName(_("Back to {page}").format(page=f"{name} {staff_no}"))
        self.title.setText(explanation.title)
        self.result.say(_result_text(explanation))
        self._show_links(explanation)
        sources = explanation.sources
        self.source.blockSignals(True)
        self.source.clear()
        for source in sources:
            self.source.addItem(_records_of(source), str(source))
        self.source.blockSignals(False)
        self.source.setVisible(len(sources) > 1)
        self.behind.setVisible(bool(sources))
        if sources:
            self._share_width()
            self._ask_anew()

    @property
    def chosen_source(self) -> Source | None:
        """Which kind of record is shown."""
        return Source(self.source.currentData()) if self.source.currentData() else None

    def add_records(self, page: RecordPage) -> None:
        """Take a page of records."""
        first = page.offset == 0
        self.model.add_page(page)
        self._show_notes(any(record.note for record in page.records), first=first)
        if not page.total and self.table.hasFocus():
            self.back.setFocus()
        self.table.setVisible(page.total > 0)
        self.empty.setVisible(page.total == 0)
        self.count.setText(
            ngettext("{n} record", "{n} records", page.total).format(n=f"{page.total:,}")
            if page.total
            else ""
        )
        if first and page.total:
            self.table.fit_columns()
            self.table.select_row(0)

    def focus_first(self) -> None:
        """The records, or the chain where there are none."""
        if self.behind.isVisibleTo(self):
            self.table.setFocus()
        else:
            self.back.setFocus()

    # ---- inside

    def _ask_workbook(self) -> None:
        if self.explanation is not None:
            self.workbook_asked.emit(self.explanation.staff_no)

    def _ask_anew(self) -> None:
        self.table.show()
        self.empty.hide()
        self.model.clear("time")
        self._show_order()
        self.records_wanted.emit(0)

    def _origin_text(self) -> str:
        return _("Go to the rating") if self.chosen_source == Source.RATINGS else _("Go to its import")

    def _open_origin(self) -> None:
        """Where the current record came from: its import, or the form on which it was rated."""
        asked, record = self.explanation, self.table.current_record()
        if record is None or asked is None or asked.indicator is None:
            return
        if record.batch_id is not None:
            self.import_asked.emit(record.batch_id)
        else:
            self.rating_asked.emit(asked.staff_no, asked.indicator.code)

    def _show_notes(self, some: bool, *, first: bool) -> None:
        """A column without a note in it leaves its width to the others."""
        if some or first:
            self.table.setColumnHidden(self.model.column_number("note"), not some)

    def _show_order(self) -> None:
        """The arrow stands at the column the records are in the order of, whichever was clicked."""
        column = self.model.column_number(self.model.order.removeprefix("-"))
        turned = self.model.order.startswith("-")
        order = Qt.SortOrder.DescendingOrder if turned else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(column, order)

    def _show_links(self, explanation: Explanation) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        spoken = []
        for link in explanation.links:
            heading = label(link.heading, "small", name=f"chainHeading_{link.key}")
            text = label(link.text, wrap=True, name=f"chainText_{link.key}")
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setContentsMargins(0, 0, 0, GRID)
            self._lines.addWidget(heading)
            self._lines.addWidget(text)
            spoken.append(f"{link.heading}: {link.text}")
        self._lines.addStretch(1)
        self.links.setAccessibleName("; ".join(spoken))


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
