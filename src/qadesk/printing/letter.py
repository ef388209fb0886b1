"""Letters and certificates: one page for each agent, with its heading, paragraphs, place and day to sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

from qadesk import formats
from qadesk.printing.archive import Archive
from qadesk.printing.lettered import LetterContent
from qadesk.printing.metadata import Metadata
from qadesk.printing.page import CENTRE, HEIGHT, RIGHT, WIDTH, Page, wrapped
from qadesk.printing.tags import Structure
from qadesk.printing.words import Words

_LEFT, _EDGE = 85.0, 510.28  # 30 mm
_INNER: Final = _EDGE - _LEFT
_TOP, _FOOT = 96.0, 806.0
_BODY, _LEADING, _GAP = 11.0, 19.0, 9.0
_SMALL, _SMALL_LEADING = 9.0, 14.0
_SIGNED: Final = 215.0  # how far the signature is from the right edge
_FRAME: Final = 34.0
_OF_CERTIFICATE: Final = (40.0, 22.0, 16.0, 30.0)  # sizes of title, name, text; leading


def letters_pdf(contents: Sequence[LetterContent], made: datetime) -> bytes:
    """One PDF of all of them in order, made at an aware time. Raises ValueError for none."""
    if not contents:
        raise ValueError("a document needs at least one page")
    first = contents[0]
    archive = Archive(Metadata(first.language, first.title, first.office, first.title, made))
    for content in contents:
        mark = f"{content.title} {content.to}" if len(contents) > 1 else ""
        page = _certificate(content) if content.framed else _letter(content, made)
        archive.add((page,), bookmark=mark)
    return archive.finish()


def _letter(content: LetterContent, made: datetime) -> Page:
    page, structure = _page()
    structure.tag("P")
    page.fitted(_LEFT, _TOP - 34, content.office, 10, _INNER)
    page.rule(_LEFT, _TOP - 24, _EDGE, _TOP - 24, 0.8)
    structure.tag("H1")
    page.fitted(WIDTH / 2, _TOP + 22, content.title, 20, _INNER, bold=True, align=CENTRE)
    structure.tag("P")
    y = _TOP + 70
    page.fitted(_LEFT, y, content.to, _BODY, _INNER, bold=True)
    y += _LEADING + _GAP
    for size, leading, texts in (
        (_BODY, _LEADING, content.paragraphs),
        (_SMALL, _SMALL_LEADING, content.facts),
    ):
        for text in texts:
            structure.tag("P")
            lines = wrapped(text, size, _INNER)
            page.lines(_LEFT, y, lines, size, leading)
            y += leading * len(lines) + _GAP
    _signature(page, structure, content, y + 56)
    structure.current = None
    said = Words(content.language)("made {when}").format(when=formats.moment(made))
    reach = page.text(_EDGE, _FOOT, said, 8, align=RIGHT)
    page.fitted(_LEFT, _FOOT, content.office, 8, _INNER - reach - 16)
    return page


def _certificate(content: LetterContent) -> Page:
    """Set large within a double frame; it says nothing of how anything was calculated."""
    page, structure = _page()
    title, name, body, leading = _OF_CERTIFICATE
    for inset, weight in ((_FRAME, 3.0), (_FRAME + 7, 0.8)):
        right, bottom = WIDTH - inset, HEIGHT - inset
        corners = [(inset, inset), (right, inset), (right, bottom), (inset, bottom), (inset, inset)]
        for (x1, y1), (x2, y2) in pairwise(corners):
            page.rule(x1, y1, x2, y2, weight)
    structure.tag("H1")
    page.fitted(WIDTH / 2, 200, content.title, title, _INNER, bold=True, align=CENTRE)
    structure.tag("P")
    page.fitted(WIDTH / 2, 290, content.to, name, _INNER, bold=True, align=CENTRE)
    y = 350.0
    for text in content.paragraphs:
        structure.tag("P")
        lines = wrapped(text, body, _INNER - 20)
        page.lines(WIDTH / 2, y, lines, body, leading, align=CENTRE)
        y += leading * len(lines) + _GAP
    _signature(page, structure, content, max(y + 70, 640))
    structure.current = None
    return page


def _signature(page: Page, structure: Structure, content: LetterContent, y: float) -> None:
    """Who signs it, and the day."""
    left = _EDGE - _SIGNED
    structure.current = None
    page.rule(left, y, _EDGE, y, 0.6)
    for number, text in enumerate((content.signed, content.office, content.day), 1):
        structure.tag("P")
        page.fitted(_EDGE, y + 4 + number * 15, text, 10, _SIGNED, align=RIGHT)


def _page() -> tuple[Page, Structure]:
    structure = Structure()
    return Page(structure), structure
