"""The ways of sheets onto paper and into files: what is asked on the way, and what is said at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog

from qadesk import formats
from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services.done import Done
from qadesk.services.paper import sheets
from qadesk.services.paper.sheets import Document, PrintedSheet, SheetsOverview, SheetsReport
from qadesk.ui import dialogs
from qadesk.ui.kit import files
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.operations import Operations, in_window
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.sheets import paper

_MOST_NAMED = 8


@dataclass(frozen=True)
class Wanted:
    """Whose sheets, of which month, in which language; without `staff_nos` those of all who are assessed."""

    code: str
    staff_nos: tuple[str, ...] | None
    language: str
    overview: SheetsOverview


class Output:
    """Prints and saves on behalf of a screen."""

    def __init__(self, screen: Screen, operations: Operations) -> None:
        self._screen = screen
        self._operations = operations
        self._folder = files.usual(QStandardPaths.StandardLocation.DocumentsLocation)

    # ---- printing

    def print(self, wanted: Wanted) -> None:
        """Ask for a printer and print; where there is none, offer files instead."""
        if paper.any_printer():
            self._ask_about_characters(wanted, partial(self._draw, wanted))
            return
        dialogs.show_error(
            self._screen.window(),
            UserError(
                "printer.none",
                _("No printer is set up on this PC."),
                kept=_("Nothing was printed."),
                remedy=_("Add one in the settings of the system, or save the sheets as PDF files."),
            ),
            instead=(_("Save as PDF…"), partial(self.save, wanted, merged=True)),
        )

    def _draw(self, wanted: Wanted) -> None:
        def work(progress: Progress) -> Document:
            office, seen = self._screen.office, wanted.overview
            return sheets.document(
                office, wanted.code, wanted.staff_nos, wanted.language, progress, seen=seen
            )

        then = partial(self._ask_printer, wanted.code)
        title = _("Preparing the sheets")
        self._screen.tasks.run(work, then, title=title, progress=True, owner=self._screen)

    def _ask_printer(self, code: str, document: Document) -> None:
        target = paper.printer(f"{_('Sheets')} {code}")
        dialog = QPrintDialog(target, self._screen.window())
        dialog.setObjectName("printDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, True)
        dialog.setMinMax(1, sum(sheet.pages for sheet in document.sheets))

        def ended(result: int) -> None:
            if result == QDialog.DialogCode.Accepted:
                self.print_on(code, document, target)

        dialog.finished.connect(ended)
        QDialog.open(dialog)  # QPrintDialog hides the plain one

    def print_on(self, code: str, document: Document, target: QPrinter) -> None:
        """Print a drawn document on a printer that has been chosen, and remember what went on paper."""

        def work(progress: Progress) -> Done[tuple[PrintedSheet, ...]]:
            printed = paper.print_document(document, target, progress)
            return sheets.record(self._screen.office, code, printed, "print")

        def said(printed: tuple[PrintedSheet, ...]) -> str:
            n = len(printed)
            return ngettext("{n} sheet sent to the printer.", "{n} sheets sent to the printer.", n).format(
                n=n
            )

        self._operations.run(work, failed=in_window, said=said, title=_("Printing the sheets"), progress=True)

    # ---- saving

    def save(self, wanted: Wanted, *, merged: bool) -> None:
        """Ask for a folder and save a PDF file for each agent in it, or for one file with all sheets."""
        self._ask_about_characters(wanted, partial(self._ask_file if merged else self._ask_folder, wanted))

    def _ask_file(self, wanted: Wanted) -> None:
        name = sheets.merged_name(wanted.code, wanted.language)
        pdf = FileKind(_("PDF file"), ("pdf",))
        over, title = self._screen.window(), _("Save the sheets as PDF")
        save = partial(self._save_as, wanted)
        files.ask_save(over, "sheetsFileDialog", title, name, [pdf], save, folder=self._folder)

    def _ask_folder(self, wanted: Wanted) -> None:
        over, title = self._screen.window(), _("Folder for the PDF files")
        files.ask_folder(
            over, "sheetsFolderDialog", title, partial(self._save_in, wanted), folder=self._folder
        )

    def _save_as(self, wanted: Wanted, file: Path) -> None:
        name = file.name if file.suffix.lower() == ".pdf" else f"{file.name}.pdf"
        self._save_in(wanted, file.parent, name)

    def _save_in(self, wanted: Wanted, folder: Path, merged: str = "") -> None:
        """Save one file for each agent, or all in one of the name `merged`."""
        self._folder = folder
        where, verb = (folder / merged, _("Open")) if merged else (folder, _("Open folder"))

        def work(progress: Progress) -> Done[SheetsReport]:
            return sheets.save(
                self._screen.office,
                wanted.code,
                folder,
                wanted.staff_nos,
                merged=merged,
                language=wanted.language,
                progress=progress,
                seen=wanted.overview,
            )

        def done(report: SheetsReport) -> None:
            n = report.sheets
            said = ngettext("{n} sheet saved in {folder}", "{n} sheets saved in {folder}", n)
            self._operations.notice.say(
                said.format(n=n, folder=where),
                code="saved",
                action=verb,
                then=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(where))),
            )

        self._operations.run(work, done, in_window, title=_("Saving the sheets"), progress=True)

    # ---- before either

    def _ask_about_characters(self, wanted: Wanted, then: Callable[[], object]) -> None:
        """Say what will be printed as codes before paper is used, and let the user stop."""
        lacking = wanted.overview.missing_characters
        chosen = [no for no in lacking if wanted.staff_nos is None or no in wanted.staff_nos]
        if not chosen:
            then()
            return
        names = {state.staff_no: state.name for state in wanted.overview.states}
        lines = [f"{no} {names[no]}: {formats.characters(lacking[no])}" for no in chosen[:_MOST_NAMED]]
        dialogs.confirm(
            self._screen.window(),
            _("Some characters are not in the font"),
            "\n".join((_("They are printed as codes in brackets; write them in by hand:"), *lines)),
            _("Continue"),
            then,
        )
