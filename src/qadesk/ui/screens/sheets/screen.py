"""The Sheets screen: the list, the preview, and the ways onto paper and into files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QImage, QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qadesk.domain.scoring import Status
from qadesk.i18n import _, current_language
from qadesk.printing.sheet import SheetContent
from qadesk.progress import Progress
from qadesk.services.paper import sheets
from qadesk.services.paper.sheets import Document, Overview, PrintedSheet, SheetsReport, SheetState
from qadesk.storage.office import Office
from qadesk.ui import dialogs, folders
from qadesk.ui.screen import Screen
from qadesk.ui.screens.sheets import listing, paper, raster
from qadesk.ui.screens.sheets.pane import PreviewPane
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, hint, label
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
        self._folder = folders.usual(QStandardPaths.StandardLocation.DocumentsLocation)
        self.notice = Notice(name="sheetsNotice")
        self.model: RecordTableModel[SheetState] = RecordTableModel(listing.columns(office.local))
        self.table = TableView(self.model, "sheetsTable", _("Sheets of the month"))
        self.table.row_chosen.connect(self._show_chosen)
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self._count_selected())
        self.pane = PreviewPane()
        self.table.row_activated.connect(lambda _row: self.pane.view.setFocus())
        self.pane.view.wanted.connect(self._redraw)
        self.pane.language_chosen.connect(lambda _language: self.refresh(frozenset({"settings"})))
        self.pane.language.setCurrentIndex(self.pane.language.findData(current_language()))
        self.summary = label("", "muted", name="sheetsSummary")
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
        page.addLayout(self._actions())
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

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        self.print_all = Button(
            _("Print all…"),
            "sheetsPrintAll",
            icon="printer",
            kind="primary",
            tip=hint("Ctrl+Shift+P"),
            clicked=partial(self._print, True),
        )
        self.print_selected = Button(
            "", "sheetsPrintSelected", tip=hint("Ctrl+P"), clicked=partial(self._print, False)
        )
        self.save = Button(_("Save as PDF…"), "sheetsSave", icon="save")
        self.save.setMenu(self._save_menu())
        for button in (self.print_all, self.print_selected, self.save):
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.summary)
        return row

    def _save_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("sheetsSaveMenu")
        choices = (
            ("sheetsSaveAllEach", _("All, one file each"), "Ctrl+Shift+S", True, False),
            ("sheetsSaveAllMerged", _("All in one file"), "Ctrl+Shift+M", True, True),
            ("sheetsSaveSelectedEach", "", "Ctrl+S", False, False),
            ("sheetsSaveSelectedMerged", "", "Ctrl+M", False, True),
        )
        self._save_actions: list[QAction] = []
        for name, text, keys, everyone, merged in choices:
            action = menu.addAction(text)
            action.setObjectName(name)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(partial(self._save, everyone, merged))
            self.addAction(action)  # so that the shortcut works while the menu is closed
            self._save_actions.append(action)
        return menu

    def _add_shortcuts(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+P", self.print_selected.click),
            ("Ctrl+Shift+P", self.print_all.click),
            ("Ctrl++", partial(self.pane.view.step_zoom, 1)),
            ("Ctrl+=", partial(self.pane.view.step_zoom, 1)),
            ("Ctrl+-", partial(self.pane.view.step_zoom, -1)),
            ("Ctrl+0", partial(self.pane.view.set_zoom, 0)),
        )
        for key, work in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)

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
        self.summary.setText(listing.summary(overview.states))
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
        warning = _("No glyph, printed as a code: {what}").format(what=listing.characters(lacking))
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
        count = len(self.selected())
        self.print_selected.setText(_("Print selected ({n})…").format(n=count))
        self.print_selected.setAccessibleName(self.print_selected.text())
        all_each, all_merged, each, merged = self._save_actions
        each.setText(_("Selected ({n}), one file each").format(n=count))
        merged.setText(_("Selected ({n}) in one file").format(n=count))
        some = any(state.status is not Status.EXCLUDED for state in self.model.rows)
        for control in (self.print_all, all_each, all_merged):
            control.setEnabled(some)
        for control in (self.print_selected, each, merged):
            control.setEnabled(count > 0)
        self.save.setEnabled(some or count > 0)

    def _ask_about_characters(self, staff_nos: tuple[str, ...] | None, then: Callable[[], object]) -> None:
        """Before paper is used: say what will be printed as codes, and let the user stop."""
        assert self._overview is not None
        lacking = self._overview.missing_characters
        chosen = [no for no in lacking if staff_nos is None or no in staff_nos]
        if not chosen:
            then()
            return
        names = {state.staff_no: state.name for state in self._overview.states}
        what = "\n".join(f"{no} {names[no]}: {listing.characters(lacking[no])}" for no in chosen[:8])
        dialogs.confirm(
            self.window(),
            _("Some characters have no glyph"),
            _("They are printed as codes in brackets, to be completed by hand:") + "\n" + what,
            _("Go on"),
            then,
        )

    # ---- printing

    def _print(self, everyone: bool) -> None:
        staff_nos = None if everyone else self.selected()
        self._ask_about_characters(staff_nos, partial(self._draw_for_print, staff_nos))

    def _draw_for_print(self, staff_nos: tuple[str, ...] | None) -> None:
        code, language = self.cycle, self.language

        def work(progress: Progress) -> Document:
            return sheets.document(self.office, code, staff_nos, language, progress)

        self.tasks.run(
            work, partial(self._ask_printer, code), title=_("Drawing the sheets"), progress=True, owner=self
        )

    def _ask_printer(self, code: str, document: Document) -> None:
        target = paper.printer(f"{_('Sheets')} {code}")
        dialog = QPrintDialog(target, self.window())
        dialog.setObjectName("printDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, True)
        dialog.setMinMax(1, sum(sheet.pages for sheet in document.sheets))
        dialog.accepted.connect(partial(self.print_on, code, document, target))
        QDialog.open(dialog)  # QPrintDialog hides the plain one

    def print_on(self, code: str, document: Document, target: QPrinter) -> None:
        """Print a drawn document on a printer that has been chosen, and remember what went on paper."""

        def work(progress: Progress) -> tuple[PrintedSheet, ...]:
            printed = paper.print_document(document, target, progress)
            if printed:
                sheets.record(self.office, code, printed, "print")
            return printed

        def done(printed: tuple[PrintedSheet, ...]) -> None:
            self.notice.say(_("{n} sheets sent to the printer.").format(n=len(printed)))

        self.write(work, done, changes={"sheets"}, title=_("Printing the sheets"), progress=True)

    # ---- saving

    def _save(self, everyone: bool, merged: bool, _checked: bool = False) -> None:
        staff_nos = None if everyone else self.selected()
        self._ask_about_characters(staff_nos, partial(self._ask_folder, staff_nos, merged))

    def _ask_folder(self, staff_nos: tuple[str, ...] | None, merged: bool) -> None:
        dialog = QFileDialog(self.window(), _("Folder for the PDF files"), str(self._folder))
        dialog.setObjectName("sheetsFolderDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(lambda folder: self.save_to(Path(folder), staff_nos, merged=merged))
        dialog.open()

    def save_to(self, folder: Path, staff_nos: tuple[str, ...] | None, *, merged: bool) -> None:
        """Save the sheets as PDF files in a folder that has been chosen."""
        self._folder = folder
        code, language = self.cycle, self.language

        def work(progress: Progress) -> SheetsReport:
            return sheets.save(
                self.office, code, folder, staff_nos, merged=merged, language=language, progress=progress
            )

        def done(report: SheetsReport) -> None:
            self.notice.say(
                _("{n} sheets saved in {folder}").format(n=report.sheets, folder=folder),
                action=_("Open folder"),
                then=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
            )

        self.write(work, done, changes={"sheets"}, title=_("Saving the sheets"), progress=True)
