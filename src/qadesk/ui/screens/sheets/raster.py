"""PDF pages as pictures, for the preview and for the printer. Runs off the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

# PDFium puts glyphs on whole pixels; small text is drawn larger and smoothed, so that its spacing is right.
_FINER: Final = 3
_FINE_ENOUGH: Final = 1300
_one_at_a_time = threading.Lock()  # PDFium keeps global state


def pages(pdf: bytes, width: int) -> tuple[QImage, ...]:
    """Every page of `pdf`, `width` pixels wide, in shades of grey."""
    finer = _FINER if width < _FINE_ENOUGH else 1
    found = []
    for _number, image in render(pdf, width * finer):
        smaller = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        found.append(smaller if finer > 1 else image)
    return tuple(found)


def render(pdf: bytes, width: int) -> Iterator[tuple[int, QImage]]:
    """The same one by one, with the page's number from 0."""
    import pypdfium2

    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            with _one_at_a_time:
                image = _draw(document[number], width)
            yield number, image
    finally:
        with _one_at_a_time:
            document.close()


def _draw(page: Any, width: int) -> QImage:
    bitmap = page.render(scale=width / page.get_width(), grayscale=True)
    picture = QImage(
        bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_Grayscale8
    )
    copy = picture.copy()  # the bitmap's memory goes with it
    bitmap.close()
    page.close()
    return copy
