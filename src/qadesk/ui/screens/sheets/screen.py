"""The Sheets screen: the list, the preview, and which sheets are printed or saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qadesk import formats
from qadesk.domain.scoring import Status
from qadesk.i18n import _, current_language
from qadesk.printing.sheet import SheetContent
from qadesk.services.paper import sheets
from qadesk.services.paper.sheets import Overview, SheetState
from qadesk.storage.office import Office
from qadesk.ui.screen import Screen
from qadesk.ui.screens.sheets import listing, raster
from qadesk.ui.screens.sheets.actions import SheetActions
from qadesk.ui.screens.sheets.output import Output, Wanted
from qadesk.ui.screens.sheets.pane import PreviewPane
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import RecordTableModel, TableView


class SheetsScreen(Screen):
    """Print and save the month's assessment sheets."""

    key = "sheets"
    concerns = frozenset({"agents", "records", "ratings", "results", "sheets", "cycle", "settings"})

    def __init__(self, office: Office, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(office, tasks, parent)
        self._overview: Overview | None = None
        self._shown = ""  # staff number in the preview
        self._pdf = b""
        self._drawing = 0
        self.notice = Notice(name="sheetsNotice")
        self.output = Output(self, self.notice)
        self.buttons = SheetActions(self)
        self.buttons.print_asked.connect(lambda everyone: self.output.print(self._wanted(everyone)))
        self.buttons.save_asked.connect(
            lambda everyone, merged: self.output.save(self._wanted(everyone), merged=merged)
        )
        self.model: RecordTableModel[SheetState] = RecordTableModel(listing.columns(office.local))
        self.table = TableView(self.model, "sheetsTable", _("Sheets of the month"))
        self.table.row_chosen.connect(self._show_chosen)
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self._count_selected())
        self.pane = PreviewPane()
        self.table.row_activated.connect(lambda _row: self.pane.view.setFocus())
        self.pane.view.wanted.connect(self._redraw)
        self.pane.language_chosen.connect(lambda _language: self.refresh(frozenset({"settings"})))
        self.pane.language.setCurrentIndex(self.pane.language.findData(current_language()))
        self._build()
        self._add_shortcuts()
        self._count_selected()

    # ---- layout

    def _build(self) -> None:
        self.empty = EmptyState("printer", "", name="sheetsEmpty")
        self.empty_button = self.empty.add_button("", "sheetsEmptyButton", self._go_on)
        work = QWidget()
        page = QVBoxLayout(work)
        page.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        page.setSpacing(GRID + 4)
        page.addWidget(self.buttons)
        page.addWidget(self.notice)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setObjectName("sheetsSplitter")
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        self.table.setMinimumWidth(58 * GRID)
        page.addWidget(split, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(work)
        self._pages.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def _add_shortcuts(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl++", partial(self.pane.view.step_zoom, 1)),
            ("Ctrl+=", partial(self.pane.view.step_zoom, 1)),
            ("Ctrl+-", partial(self.pane.view.step_zoom, -1)),
            ("Ctrl+0", partial(self.pane.view.set_zoom, 0)),
        )
        for key, work in keys:
            QShortcut(QKeySequence(key), self, work, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def focus_first(self) -> None:
        """Work starts in the list."""
        self.table.setFocus()

    # ---- reading

    @property
    def language(self) -> str:
        """What the sheets are printed in."""
        return str(self.pane.language.currentData())

    def refresh(self, changes: frozenset[str]) -> None:
        """Read the month's sheets again; the agent in sight stays in sight."""
        if "cycle" in changes:
            self.notice.hide()
        if self.cycle_state == "unopened":
            self._overview = None
            self._say_empty(
                _("This month has not been opened"),
                _("Open it on the Today screen; the sheets follow from its records and ratings."),
                _("Go to Today"),
            )
            return
        code, language = self.cycle, self.language
        self.load(lambda: sheets.overview(self.office, code, language), self._show)

    def arrive(self, context: object) -> None:
        """Show one agent's sheet: `context` is a staff number."""
        if isinstance(context, str):
            self._shown = context
            self._select(context)

    def _show(self, overview: Overview) -> None:
        self._overview = overview
        if not overview.states:
            self._say_empty(
                _("Nobody to assess yet"),
                _("Import the roster, or add agents by hand."),
                _("Go to Agents"),
            )
            return
        self._pages.setCurrentIndex(0)
        wanted = self._shown
        self.model.set_rows(overview.states)
        self.buttons.summary.setText(listing.summary(overview.states))
        self._select(wanted)
        self._count_selected()

    def _select(self, staff_no: str) -> None:
        if not self.model.rowCount():
            return
        number = self.model.find(lambda state: state.staff_no == staff_no) or 0
        self.table.select_row(number)

    def _say_empty(self, title: str, text: str, button: str) -> None:
        self.model.set_rows(())
        self.empty.say(title, text)
        self.empty_button.setText(button)
        self.empty_button.setAccessibleName(button)
        self._pages.setCurrentIndex(1)

    def _go_on(self) -> None:
        self.open_requested.emit("today" if self._overview is None else "agents", None)

    # ---- preview

    def _show_chosen(self, state: SheetState | None) -> None:
        if state is None or self._overview is None:
            return
        self._shown = state.staff_no
        content = self._overview.contents[state.staff_no]
        lacking = self._overview.missing_characters.get(state.staff_no, ())
        warning = _("No glyph, printed as a code: {what}").format(what=formats.characters(lacking))
        self.pane.name(f"{state.staff_no} {state.name}", warning if lacking else "")
        self._draw(content)

    def _draw(self, content: SheetContent) -> None:
        self._drawing += 1
        number, width = self._drawing, self.pane.view.pixels()

        def work() -> tuple[bytes, tuple[QImage, ...]]:
            if number != self._drawing:  # the user has moved on while this waited
                return b"", ()
            pdf = sheets.draw(content)
            return pdf, raster.pages(pdf, width)

        def done(drawn: tuple[bytes, tuple[QImage, ...]]) -> None:
            if number == self._drawing and drawn[0]:
                self._pdf = drawn[0]
                self.pane.view.show_images(drawn[1], anew=True)

        self.tasks.run(work, done, owner=self)

    def _redraw(self, width: int) -> None:
        """The same sheet in another size."""
        pdf, number = self._pdf, self._drawing
        if not pdf:
            return

        def done(images: tuple[QImage, ...]) -> None:
            if number == self._drawing and width == self.pane.view.pixels():
                self.pane.view.show_images(images, anew=False)

        self.tasks.run(lambda: raster.pages(pdf, width), done, owner=self)

    # ---- which sheets

    def selected(self) -> tuple[str, ...]:
        """The staff numbers of the selected rows, in the order of the list."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        return tuple(self.model.row(number).staff_no for number in rows)

    def _count_selected(self) -> None:
        anybody = any(state.status is not Status.EXCLUDED for state in self.model.rows)
        self.buttons.offer(len(self.selected()), anybody=anybody)

    def _wanted(self, everyone: bool) -> Wanted:
        assert self._overview is not None  # the buttons are out of reach until it was read
        return Wanted(self.cycle, None if everyone else self.selected(), self.language, self._overview)
