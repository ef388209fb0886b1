"""Pages into a PDF file: fonts embedded as subsets, no date but the one given, a bookmark for each sheet."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reportlab.pdfgen.canvas import Canvas

from qadesk.i18n import translations
from qadesk.printing.fonts import font, missing
from qadesk.printing.page import HEIGHT, WIDTH, draw
from qadesk.printing.sheet import SheetContent, texts
from qadesk.printing.sheet_layout import compose
from qadesk.progress import Progress


@dataclass(frozen=True)
class Drawn:
    """A PDF and how many of its pages each sheet takes, in order."""

    pdf: bytes
    pages: tuple[int, ...]


def sheets_pdf(
    contents: Sequence[SheetContent], progress: Progress | None = None, printed: datetime | None = None
) -> bytes:
    """One PDF of all the sheets in order; see `draw_sheets`."""
    return draw_sheets(contents, progress, printed).pdf


def draw_sheets(
    contents: Sequence[SheetContent], progress: Progress | None = None, printed: datetime | None = None
) -> Drawn:
    """One PDF of all the sheets in order; the same contents and time give the same bytes.

    `printed` is when, in the office's time: every page says it, and the file was made then. Reports each
    sheet to `progress`. Raises ValueError for no sheets, Cancelled when asked to stop.
    """
    if not contents:
        raise ValueError("a document needs at least one sheet")
    told = progress or Progress()
    buffer = io.BytesIO()
    canvas = _canvas(buffer, contents, printed)
    counts = []
    for number, content in enumerate(contents):
        told.report(number, len(contents), content.identity.name)
        pages = compose(content, printed)
        counts.append(len(pages))
        if len(contents) > 1:
            canvas.bookmarkPage(content.code)
            canvas.addOutlineEntry(f"{content.identity.name} {content.identity.staff_no}", content.code)
        for page in pages:
            draw(page, canvas)
    canvas.save()
    told.report(len(contents), len(contents))
    return Drawn(buffer.getvalue(), tuple(counts))


def missing_characters(contents: Iterable[SheetContent]) -> dict[str, tuple[str, ...]]:
    """The characters no face can draw, by the code of the sheet they are on; empty where all can be."""
    found = {}
    for content in contents:
        lacking = tuple(dict.fromkeys(char for text in texts(content) for char in missing(text)))
        if lacking:
            found[content.code] = lacking
    return found


def canvas_for(
    buffer: io.BytesIO, language: str, title: str, author: str, made: datetime | None = None
) -> Canvas:
    """A canvas of A4 pages with both faces at hand, made at an aware time; without one, a date that is always
    the same.
    """
    from reportlab.pdfbase import pdfmetrics

    regular = font(False)
    for face in (regular, font(True)):
        if face.fontName not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(face)
    canvas = Canvas(
        buffer,
        pagesize=(WIDTH, HEIGHT),
        pageCompression=1,
        invariant=1,
        initialFontName=regular.fontName,
        lang=language.replace("_", "-"),
    )
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator("QADesk")
    canvas.setProducer("QADesk")
    if made is not None:
        stamp, offset = canvas._doc._timeStamp, made.utcoffset() or timedelta()
        stamp.t, stamp.YMDhms = made.timestamp(), made.timetuple()[:6]
        stamp.dhh, stamp.dmm = divmod(int(offset.total_seconds()) // 60, 60)
    return canvas


def _canvas(buffer: io.BytesIO, contents: Sequence[SheetContent], made: datetime | None) -> Canvas:
    who, language = contents[0].identity, contents[0].language
    title = f"{translations(language).gettext('Customer Service Assessment')} {who.cycle}"
    if len(contents) == 1:
        title = f"{title} {who.name} {who.staff_no}"
    return canvas_for(buffer, language, title, who.office, made)
