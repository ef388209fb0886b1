"""Sheets: drawn in both languages with rare characters, and their codes read back from the picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from qadesk.domain.sheet_marks import DIGITS, read
from qadesk.i18n import LANGUAGES, _
from qadesk.scans import apart
from qadesk.services import roster, sample
from qadesk.services.evidence_pack import pack
from qadesk.services.paper import sheets
from qadesk.services.self_test.findings import Wrong, refuse
from qadesk.storage.office import Office

RARE_NAME: Final = "龚䶮𬭎"  # the last sign lies beyond what two bytes hold
_SHADES: Final = bytes(range(128))  # that count as dark
_EACH: Final = 2  # codes on a page
_LEAST_INK: Final = 0.005  # of a page's dots


def drawn(office: Office) -> str:
    """Every sheet of the open month; one agent bears a name of rare characters."""
    first = roster.agents(office)[0]
    roster.edit(office, replace(roster.entry_of(first), name=RARE_NAME))
    lacking = sheets.overview(office, sample.OPEN).missing_characters
    refuse(f"{number}: {' '.join(signs)}" for number, signs in lacking.items())
    pages = 0
    for language in LANGUAGES:
        document = sheets.document(office, sample.OPEN, None, language)
        texts, ink = _look(document.pdf)
        pages += len(texts)
        if len(texts) != sum(sheet.pages for sheet in document.sheets):
            raise Wrong(f"{language}: {len(texts)} ≠ {sum(sheet.pages for sheet in document.sheets)}")
        if not any(RARE_NAME in text for text in texts):
            raise Wrong(f"{language}: {RARE_NAME}")
        refuse(f"{language} {number}" for number, share in enumerate(ink, 1) if share < _LEAST_INK)
    return _("pages: {n}, {name}").format(n=pages, name=RARE_NAME)


def codes(office: Office) -> str:
    """The code of every sheet of the closed month, as a picture of the page says it."""
    document = sheets.document(office, sample.CLOSED)
    printed = [
        (sheet.code, f"{sheet.digest[:DIGITS].upper()} {number}/{sheet.pages}")
        for sheet in document.sheets
        for number in range(1, sheet.pages + 1)
    ]
    found = [_said(page) for page in _codes(document.pdf)]
    pairs = zip(printed, found, strict=True)
    refuse(f"{code} ≠ {' '.join(sorted(seen)) or '–'}" for (code, said), seen in pairs if seen != {said})
    twice = [code for code, times in Counter(sheet.code for sheet in document.sheets).items() if times > 1]
    refuse(twice)
    return _("codes: {n}, such as {code}").format(n=len(found), code=printed[0][0])


def evidence(office: Office) -> str:
    """The evidence pack of one agent of the closed month."""
    files, about = pack.contents(office, sample.CLOSED, roster.agents(office)[0].staff_no)
    refuse(name for name, content in files.items() if not content)
    return _("files: {n}, {code}").format(n=len(files), code=about.code[:16])


def _codes(pdf: bytes) -> Iterator[list[str]]:
    """The texts of both codes of each page, read as scans are: in the process that does that."""
    with apart.reading() as reader:
        for place in range(1, reader.open_content(pdf, "sheets.pdf") + 1):
            yield [code.text for code in reader.page(place).codes]


def _said(texts: list[str]) -> set[str]:
    """Of which sheet and page the codes of one page are; with only one of both, a mark that it lacks."""
    marks = {mark for text in texts if (mark := read(text)) is not None}
    said = {f"{mark.digest} {mark.page}/{mark.pages}" for mark in marks}
    return said if len(texts) == _EACH else {*said, f"{len(texts)} × QR"}


def _look(pdf: bytes) -> tuple[list[str], list[float]]:
    """Each page's text, and which share of its dots is dark."""
    import pypdfium2

    texts, ink = [], []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            texts.append(page.get_textpage().get_text_range())
            bitmap = page.render(scale=1, grayscale=True)
            dots = bytes(bitmap.buffer)
            ink.append((len(dots) - len(dots.translate(None, _SHADES))) / len(dots))
            bitmap.close()
    finally:
        document.close()
    return texts, ink
