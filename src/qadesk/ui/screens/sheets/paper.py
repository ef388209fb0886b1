"""Sheets onto paper, band by band at the printer's resolution; into a file the PDF goes as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QPoint
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from qadesk.errors import Cancelled, UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services.paper.sheet_files import Delivery
from qadesk.services.paper.sheets import Document, PrintedSheet
from qadesk.ui.screens.sheets import raster

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
