"""The ways of sheets onto paper and into files: what is asked on the way, and what is said at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QPoint, QStandardPaths, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog

from qadesk import formats
from qadesk.errors import Cancelled, UserError
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services.done import Done
from qadesk.services.paper import sheets
from qadesk.services.paper.sheet_files import Delivery
from qadesk.services.paper.sheets import Document, PrintedSheet, SheetsOverview, SheetsReport
from qadesk.ui import dialogs
from qadesk.ui.kit import files, shown
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.operations import Operations, in_window
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.sheets import raster

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
        if any_printer():
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
        target = printer(f"{_('Sheets')} {code}")
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
            printed = print_document(document, target, progress)
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
        holds = holding(self._screen.office, Personal("agents"))
        files.ask_save(over, "sheetsFileDialog", title, name, [pdf], save, holds=holds, folder=self._folder)

    def _ask_folder(self, wanted: Wanted) -> None:
        over, title = self._screen.window(), _("Folder for the PDF files")
        save, holds = partial(self._save_in, wanted), holding(self._screen.office, Personal("agents"))
        files.ask_folder(over, "sheetsFolderDialog", title, save, holds=holds, folder=self._folder)

    def _save_as(self, wanted: Wanted, file: Path) -> None:
        name = file.name if file.suffix.lower() == ".pdf" else f"{file.name}.pdf"
        self._save_in(wanted, file.parent, name)

    def _save_in(self, wanted: Wanted, folder: Path, merged: str = "") -> None:
        """Save one file for each agent, or all in one of the name `merged`."""
        self._folder = folder
        where, verb = (folder / merged, _("Open the PDF")) if merged else (folder, _("Open folder"))

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
                then=lambda: shown.show(where, self._operations.notice),
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
        lines = [
            formats.spoken(formats.agent_text(names[no], no), formats.characters(lacking[no]))
            for no in chosen[:_MOST_NAMED]
        ]
        dialogs.confirm(
            self._screen.window(),
            _("Some characters are not in the font"),
            "\n".join((_("They are printed as codes in brackets; write them in by hand:"), *lines)),
            _("Continue"),
            then,
        )


# ---- onto the printer

_A4: Final = 210 / 297
_FINEST: Final = 600  # dots an inch: more takes memory and shows nothing
_FINE: Final = 250  # dots an inch from which on black and white are enough: a sheet knows no other colours
_STRIP: Final = 128  # lines handed over at once: drawing holds the interpreter, the window must get its turn


def any_printer() -> bool:
    """Whether the system knows a printer, be it one that writes files."""
    return bool(QPrinterInfo.availablePrinterNames())


def printer(title: str) -> QPrinter:
    """The PC's default printer set to A4, the whole page ours: the sheets bring their own margins."""
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setDocName(title)
    made.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)
        )
    )
    made.setFullPage(True)
    return made


def print_document(document: Document, target: QPrinter, progress: Progress) -> tuple[PrintedSheet, ...]:
    """Print the chosen pages of `document`; the sheets that went on paper whole.

    Raises UserError if the printer does not start or the file cannot be written, Cancelled if asked to stop
    (the job is then aborted).
    """
    chosen = _chosen(target, sum(sheet.pages for sheet in document.sheets))
    if target.outputFormat() == QPrinter.OutputFormat.PdfFormat:
        progress.report(0, len(chosen))
        _write(raster.only(document.pdf, chosen), Path(target.outputFileName()))
    else:
        draw_document(document.pdf, chosen, target, progress)
    return whole(document.sheets, chosen)


def _write(pdf: bytes, path: Path) -> None:
    with Delivery(path.parent) as delivery:
        delivery.add(path.name, pdf)
        delivery.finish()


def draw_document(pdf: bytes, chosen: range, target: QPrinter, progress: Progress) -> None:
    """Draw pages for a printer, as fine as it prints. Raises as `print_document` does."""
    target.setResolution(min(target.resolution(), _FINEST))
    painter = QPainter()
    if not painter.begin(target):
        raise UserError(
            "printer.not_started",
            _("The printer “{name}” could not be started.").format(name=target.printerName() or "PDF"),
            kept=_("Nothing was printed."),
            remedy=_("Check that it is switched on and has paper, then print again."),
        )
    try:
        _draw(pdf, chosen, painter, target, progress)
    except Cancelled:
        target.abort()
        raise
    finally:
        painter.end()


def whole(sheets: Sequence[PrintedSheet], chosen: range) -> tuple[PrintedSheet, ...]:
    """The sheets all of whose pages (counted from 0 through the document) were chosen."""
    found, first = [], 0
    for sheet in sheets:
        last = first + sheet.pages - 1
        if first in chosen and last in chosen:
            found.append(sheet)
        first = last + 1
    return tuple(found)


def _chosen(target: QPrinter, pages: int) -> range:
    """The page range of the print dialog; 0 there means all."""
    first, last = target.fromPage(), target.toPage()
    return range(pages) if first == 0 else range(first - 1, min(last or pages, pages))


def _draw(pdf: bytes, chosen: range, painter: QPainter, target: QPrinter, progress: Progress) -> None:
    paper = target.pageLayout().fullRectPixels(target.resolution())
    width = min(paper.width(), round(paper.height() * _A4))  # A4 within whatever is loaded
    left = (paper.width() - width) // 2
    done = -1
    page = -1
    shades = target.resolution() < _FINE
    for number, top, strip in raster.strips(pdf, width, chosen, _STRIP, shades=shades):
        if number != page:
            page, done = number, done + 1
            progress.report(done, len(chosen))
            if done:
                target.newPage()
        painter.drawImage(QPoint(left, top), strip)
    progress.report(len(chosen), len(chosen))
