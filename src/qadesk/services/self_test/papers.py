"""Sheets: drawn in both languages with rare characters, and their codes read back from the picture."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from qadesk.i18n import LANGUAGES, _
from qadesk.printing import scan_code
from qadesk.services import roster, sample
from qadesk.services.evidence_pack import pack
from qadesk.services.paper import sheets
from qadesk.services.self_test.findings import Wrong, refuse
from qadesk.storage.office import Office
from qadesk.storage.trail.paper_code import BESIDE

RARE_NAME: Final = "龚䶮𬭎"  # the last sign lies beyond what two bytes hold
_SHADES: Final = bytes(range(128))  # that count as dark
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
    printed = [sheet.code for sheet in document.sheets for _page in range(sheet.pages)]
    read = [found.partition(BESIDE)[0] for found in scan_code.read(document.pdf)]
    refuse(f"{code} ≠ {found or '–'}" for code, found in zip(printed, read, strict=True) if code != found)
    twice = [code for code, times in Counter(sheet.code for sheet in document.sheets).items() if times > 1]
    refuse(twice)
    return _("codes: {n}, such as {code}").format(n=len(read), code=read[0])


def evidence(office: Office) -> str:
    """The evidence pack of one agent of the closed month."""
    files, about = pack.contents(office, sample.CLOSED, roster.agents(office)[0].staff_no)
    refuse(name for name, content in files.items() if not content)
    return _("files: {n}, {code}").format(n=len(files), code=about.code[:16])


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
