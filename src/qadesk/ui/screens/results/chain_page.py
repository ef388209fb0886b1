"""How was this calculated: the chain of a figure in words beside the records behind it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.domain.measures import Source
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import noun
from qadesk.services.explaining import result_words as wording
from qadesk.services.explaining.explanation import Explanation
from qadesk.services.records import evidence
from qadesk.services.records.evidence import Record, RecordPage
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.list_page import Empty, Filter, ListView
from qadesk.ui.kit.paged import Asked, Page, PagedModel, PagedPage
from qadesk.ui.kit.personal import Personal
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, OneLine, label
from qadesk.ui.widgets.layouts import clear, hbox, scrolled, split, vbox
from qadesk.ui.widgets.table import Column

_AT_ONCE: Final = 200  # records read
ORDERS: Final = ("time", "ref", "value")  # in which the file can be read, the usual one first
_CHAIN_WIDTH: Final = 46 * GRID
_NAME_WIDTH: Final = 24 * GRID


class ChainPage(QWidget):
    """Shows an explanation, and reads the records it is about as one scrolls."""

    def __init__(self, screen: Commands) -> None:
        super().__init__()
        self._results = screen
        self.explanation: Explanation | None = None
        self.records = RecordsBehind(self, screen)
        self.back = self.records.actions_.button("chainBack")
        self.title = label("", "heading", name="chainTitle")
        self.result = OneLine("muted", "chainResult")
        self.links = QWidget()
        self.links.setObjectName("chainLinks")
        self._lines = vbox(on=self.links, margins=(2 * GRID, GRID, 2 * GRID, 2 * GRID), gap=0)
        chain = scrolled(self.links, "chainScroll")
        chain.setMinimumWidth(30 * GRID)
        chain.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        workbook = self.records.actions_.button("chainWorkbook")
        around = (GRID, GRID, 2 * GRID, GRID)
        head = hbox(self.back, self.title, (self.result, 1), workbook, margins=around)
        self.split = split("chainSides", chain, self.records, grows=1)
        vbox(head, (self.split, 1), on=self, gap=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chain gets what reads well, the records the rest."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share_width()

    def _share_width(self) -> None:
        chain = min(_CHAIN_WIDTH, self.width() * 3 // 8)
        self.split.setSizes([chain, self.width() - chain])

    def focus_first(self) -> None:
        """The records, or the way back where there are none."""
        (self.records.table if self.records.isVisibleTo(self) else self.back).setFocus()

    def show_chain(self, explanation: Explanation) -> None:
        """Show a chain; its records are read at once where it has any."""
        self.explanation = explanation
        self.title.setText(explanation.title)
        self.result.say(wording.value_and_points(explanation.line, explanation.indicator))
        clear(self._lines)
        for link in explanation.links:
            text = label(link.text, wrap=True, name=f"chainText_{link.key}")
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setContentsMargins(0, 0, 0, GRID)
            self._lines.addWidget(label(link.heading, "small", name=f"chainHeading_{link.key}"))
            self._lines.addWidget(text)
            if link.key == "value" or (link.key == "state" and not explanation.text("value")):
                self._lead_on(explanation)
        self._lines.addStretch(1)
        spoken = [f"{link.heading}: {link.text}" for link in explanation.links]
        self.links.setAccessibleName("; ".join(spoken))
        self.records.setVisible(bool(explanation.sources))
        self._share_width()
        self.records.show_sources(explanation.sources)
        whole = formats.agent_text(explanation.name, explanation.staff_no)
        self.back.setAccessibleName(_("Back to {page}").format(page=whole))

    def _lead_on(self, explanation: Explanation) -> None:
        """To the same figure in the other periods that this one is made from."""
        for code, indicator in explanation.periods:
            go = Button(formats.cycle_text(code), f"chainPeriod_{code}", icon="arrow-right", kind="link")
            go.clicked.connect(partial(self._results.go_to_period, code, explanation.staff_no, indicator))
            self._lines.addWidget(go, alignment=Qt.AlignmentFlag.AlignLeft)


class RecordsBehind(PagedPage[Record]):
    """The records behind the figure of a chain page, of one kind at a time."""

    def __init__(self, page: ChainPage, screen: Commands) -> None:
        self._page, self._results = page, screen
        super().__init__(screen, self._view(), self._read_page, self._read_all, self._told, self._actions(),
                         screen.writes)  # fmt: skip
        self._bar.setContentsMargins(2 * GRID, 0, GRID, 0)
        head = self.table.horizontalHeader()
        head.setSortIndicatorClearable(False)
        head.sortIndicatorChanged.connect(lambda *_sorted: self._show_order())
        self.chosen.connect(lambda _record: self.actions_.update())

    def _view(self) -> ListView[Record]:
        return ListView(
            "chain",
            _("Records behind the figure"),
            columns(),
            identity=lambda record: (record.id, record.ref),
            personal=Personal("both", "results"),
            counted=lambda _shown: "",
            filters=[Filter("Source", _("Which records"), [])],
            empty=Empty("inbox", _("No records: nothing was counted here.")),
            in_bar=("chainOrigin",),
            opens="chainOrigin",
            narrow_below=0,
            margins=False,
        )

    def _actions(self) -> list[Action]:
        def there() -> bool:
            return self.current is not None

        def workbook() -> None:
            self._results.save_workbook(self._figure.staff_no)

        back = self._results.go_back
        return [
            Action("chainBack", self._back_to, back, "chevron-left", kind="quiet", in_menu=False),
            Action("chainOrigin", self._origin_text, self._open_origin, "arrow-right", ("Enter",), "link",
                   shown=there, row=True, reach="widget"),
            Action("chainWorkbook", _("Workbook with formulas…"), workbook, "file-spreadsheet", kind="quiet"),
        ]  # fmt: skip

    def _make_model(self) -> PagedModel[Record]:
        return PagedModel(self.view.columns, ORDERS)

    # ---- reading

    @property
    def _figure(self) -> Explanation:
        """Whose figure it is. Raises LookupError before one is shown."""
        if self._page.explanation is None:
            raise LookupError("no figure yet")
        return self._page.explanation

    def show_sources(self, sources: tuple[Source, ...]) -> None:
        """Offer these kinds of record, and read the first."""
        box = self.filters["Source"]
        box.offer([(str(source), noun(source)[:1].upper() + noun(source)[1:]) for source in sources])
        box.setVisible(len(sources) > 1)
        self.actions_.update()
        if sources:
            self._paged.order = "time"
            self._paged.start()
            self.reload(afresh=True)

    def reload(self, *, afresh: bool = False) -> None:
        super().reload(afresh=afresh)
        self._show_order()

    def _read_page(self, asked: Asked, offset: int) -> RecordPage:
        figure, code = self._figure, self._results.made.cycle.code
        assert figure.indicator is not None  # a total has no records of its own
        return evidence.records(
            self._results.office, code, figure.staff_no, figure.indicator.code,
            source=Source(asked.filters["Source"]), offset=offset, limit=_AT_ONCE, order=asked.order,
        )  # fmt: skip

    def _read_all(self, asked: Asked) -> Iterator[Record]:
        offset, total = 0, 1
        while offset < total:
            page = self._read_page(asked, offset)
            yield from page.records
            offset, total = offset + _AT_ONCE, page.total

    def _add_page(self, page: Page[Record]) -> None:
        some = any(record.note for record in page.records)
        if some or not page.offset:  # a column without a note in it leaves its width to the others
            self.table.setColumnHidden(self.model.column_number("note"), not some)
        if not page.total and self.table.hasFocus():
            self._page.back.setFocus()
        super()._add_page(page)
        self.table.fit_columns()

    def _show_order(self) -> None:
        """The arrow stands at the column the records are in the order of, whichever was clicked."""
        order = self._paged.order
        direction = Qt.SortOrder.DescendingOrder if order.startswith("-") else Qt.SortOrder.AscendingOrder
        column = self.model.column_number(order.removeprefix("-"))
        self.table.horizontalHeader().setSortIndicator(column, direction)

    def _told(self, total: int) -> str:
        """How many there are, and how many of them count, where the figure is a quotient of these."""
        counting = self._figure.counting(Source(self.filters["Source"].currentData()))
        if not total or counting is None or counting >= total:
            return ngettext("{n} record", "{n} records", total).format(n=f"{total:,}") if total else ""
        text = ngettext("{n} record, {counting} count", "{n} records, {counting} count", total)
        return text.format(n=f"{total:,}", counting=f"{counting:,}")

    # ---- the ways on

    def _back_to(self) -> str:
        shown = self._page.explanation
        if shown is None:
            return ""
        cut = Qt.TextElideMode.ElideRight
        name = self.fontMetrics().elidedText(shown.name, cut, _NAME_WIDTH)
        return formats.agent_text(name, shown.staff_no)

    def _origin_text(self) -> str:
        ratings = self.filters["Source"].currentData() == Source.RATINGS
        return _("Go to the rating") if ratings else _("Go to its import")

    def _open_origin(self, record: Record) -> None:
        """Where a record came from: its import, or the form on which it was rated."""
        figure, go = self._figure, self._results.open_requested.emit
        if record.batch_id is not None:
            go("records", record.batch_id)
        elif figure.indicator is not None:
            go("score", (figure.staff_no, figure.indicator.code))


def columns() -> list[Column[Record]]:
    """What is told of each record."""
    return [
        Column("ref", _("Reference"), lambda r: r.ref),
        Column("time", _("When"), lambda r: r.at, formats.moment),
        Column("about", _("Type"), lambda r: r.about),
        Column("value", _("Value counted"), lambda r: r.said, align="right"),
        Column("counted", _("Counts?"), lambda r: r.counts, stretch=True,
               tone=lambda r: "good" if r.counted else "muted"),
        Column("note", _("Note"), lambda r: r.note, stretch=True),
        Column("source", _("Imported from"), lambda r: r.whence, stretch=True),
    ]  # fmt: skip
