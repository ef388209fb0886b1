"""Sheets that come back: printed, put on paper, worn and scanned, for tests."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from qadesk.services.paper import sheets
from qadesk.storage.office import Office
from tools.scans import wear
from tools.scans.wear import Wear

CLOSED = "2026-09"
PLAIN = Wear(dots=150, sort="png", signed=True)


@dataclass(frozen=True)
class Paper:
    """The pages of printed sheets, as grey pictures, in order."""

    pages: tuple[Any, ...]
    staff_nos: tuple[str, ...]


def printed(office: Office, staff_nos: Sequence[str], language: str = "zh_CN", code: str = CLOSED) -> Paper:
    """Print sheets and remember it."""
    document = sheets.document(office, code, staff_nos, language)
    sheets.record(office, code, document.sheets, "print")
    return Paper(pictures(document.pdf), tuple(staff_nos))


def pictures(pdf: bytes) -> tuple[Any, ...]:
    """The pages of a PDF as pictures of `wear.MASTER` dots an inch."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        scale = wear.MASTER / 72
        return tuple(page.render(scale=scale, grayscale=True).to_pil().copy() for page in document)


def scan(page: Any, how: Wear = PLAIN, seed: int = 1) -> Any:
    """A page as the scanner gives it."""
    return wear.scanned(page, how, Random(seed))


def save(picture: Any, path: Path, how: Wear = PLAIN) -> Path:
    """A picture as a file; its kind by the name."""
    sort = {"jpg": "jpeg", "tif": "tiff"}.get(path.suffix[1:], path.suffix[1:])
    path.write_bytes(wear.as_file(picture, replace(how, sort=sort)))
    return path


def save_pdf(pages: Sequence[Any], path: Path, how: Wear = PLAIN) -> Path:
    """Pictures as the pages of one PDF."""
    path.write_bytes(wear.as_pdf([(page, how) for page in pages]))
    return path


def blank_but_a_line() -> bytes:
    """A page without a code that is not blank, as PNG."""
    page = Image.new("L", (827, 1169), 255)
    ImageDraw.Draw(page).rectangle((100, 200, 700, 260), fill=0)
    with io.BytesIO() as out:
        page.save(out, "PNG")
        return out.getvalue()
