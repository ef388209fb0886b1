"""Sheets into a PDF file, which is tagged and archived as it is: PDF/A-2a and PDF/UA-1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qadesk.i18n import translations
from qadesk.printing.archive import Archive
from qadesk.printing.fonts import missing
from qadesk.printing.metadata import Metadata
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
    archive = Archive(_about(contents, printed))
    counts = []
    for number, content in enumerate(contents):
        told.report(number, len(contents), content.identity.name)
        pages = compose(content, printed)
        counts.append(len(pages))
        who = content.identity
        bookmark = f"{who.name} {who.staff_no}" if len(contents) > 1 else ""
        archive.add(pages, bookmark=bookmark, label=f"{who.staff_no} " if bookmark else "")
    pdf = archive.finish()
    told.report(len(contents), len(contents))
    return Drawn(pdf, tuple(counts))


def missing_characters(contents: Iterable[SheetContent]) -> dict[str, tuple[str, ...]]:
    """The characters no face can draw, by the code of the sheet they are on; empty where all can be."""
    found = {}
    for content in contents:
        lacking = tuple(dict.fromkeys(char for text in texts(content) for char in missing(text)))
        if lacking:
            found[content.code] = lacking
    return found


def _about(contents: Sequence[SheetContent], made: datetime | None) -> Metadata:
    """One sheet is named after its agent, several after the office."""
    who, language = contents[0].identity, contents[0].language
    title = f"{translations(language).gettext('Customer Service Assessment')} {who.cycle}"
    of_whom = f"{who.name} {who.staff_no}" if len(contents) == 1 else who.office
    card = translations(language).gettext("{scorecard}, {version}")
    return Metadata(
        language=language,
        title=f"{title} {of_whom}",
        author=who.office,
        subject=card.format(scorecard=who.scorecard, version=who.version),
        made=made,
    )
