"""PDF pages as pictures, for the preview and for the printer. Runs off the window's thread."""

from __future__ import annotations

import io
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

# PDFium puts glyphs on whole pixels; small text is drawn larger and smoothed, so that its spacing is right.
_FINER: Final = 3
_FINE_ENOUGH: Final = 1300
_LINES: Final = 64
_one_at_a_time = threading.Lock()  # PDFium keeps global state


def pages(pdf: bytes, width: int) -> tuple[QImage, ...]:
    """Every page of `pdf`, `width` pixels wide, in shades of grey."""
    finer = _FINER if width < _FINE_ENOUGH else 1
    found = []
    with _opened(pdf) as document:
        for number in range(len(document)):
            with _drawn(document, number, width * finer) as bitmap:
                found.append(_smoothed(bitmap, width, finer))
    return tuple(found)


def only(pdf: bytes, chosen: range) -> bytes:
    """The chosen pages (from 0) of `pdf` as a PDF; the same bytes where that is all of them."""
    import pypdfium2

    with _opened(pdf) as document:
        if chosen == range(len(document)):
            return pdf
        with _one_at_a_time, io.BytesIO() as content:
            picked = pypdfium2.PdfDocument.new()
            picked.import_pages(document, list(chosen))
            picked.save(content)
            picked.close()
            return content.getvalue()


def strips(
    pdf: bytes, width: int, chosen: Collection[int], lines: int, *, shades: bool
) -> Iterator[tuple[int, int, QImage]]:
    """The chosen pages (from 0) in strips of `lines`: the page, the line the strip begins at, the strip.

    In black and white, or in `shades` of grey, which take many times the room; a coarse printer needs them.
    A whole page at a printer's resolution is tens of megabytes; handing those over in one piece would hold
    up the window.
    """
    with _opened(pdf) as document:
        for number in range(len(document)):
            if number not in chosen:
                continue
            with _drawn(document, number, width) as bitmap:
                for top in range(0, bitmap.height, lines):
                    strip = _strip(bitmap, top, min(lines, bitmap.height - top))
                    yield number, top, strip if shades else _black_and_white(strip)


def _black_and_white(strip: QImage) -> QImage:
    """One bit a dot. Qt's printing keeps it so only with black before white; else it makes a JPEG of it."""
    threshold = Qt.ImageConversionFlag.ThresholdDither
    return strip.convertToFormat(QImage.Format.Format_Mono, [0xFF000000, 0xFFFFFFFF], threshold)


def _smoothed(bitmap: Any, width: int, finer: int) -> QImage:
    """The bitmap `finer` times smaller, strip by strip for the same reason."""
    height = -(-bitmap.height // finer)
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    for top in range(0, height, _LINES):
        lines = min(_LINES, height - top)
        strip = _strip(bitmap, top * finer, min(lines * finer, bitmap.height - top * finer))
        if finer > 1:
            strip = strip.scaled(width, lines, mode=Qt.TransformationMode.SmoothTransformation)
        painter.drawImage(0, top, strip)
    painter.end()
    return image


def _strip(bitmap: Any, top: int, lines: int) -> QImage:
    stride = bitmap.stride
    data = bytes(memoryview(bitmap.buffer)[top * stride : (top + lines) * stride])
    return QImage(data, bitmap.width, lines, stride, QImage.Format.Format_Grayscale8).copy()


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    import pypdfium2

    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        with _one_at_a_time:
            document.close()


@contextmanager
def _drawn(document: Any, number: int, width: int) -> Iterator[Any]:
    with _one_at_a_time:
        page = document[number]
        bitmap = page.render(scale=width / page.get_width(), grayscale=True)
    try:
        yield bitmap
    finally:
        with _one_at_a_time:
            bitmap.close()
            page.close()
