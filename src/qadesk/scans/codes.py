"""The codes on a page's picture: read as it is, and where that gives none, in the ways that mend scans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from qadesk.domain import sheet_marks

Point = tuple[float, float]
_MARGIN: Final = 24  # dots
_MOST_TEXT: Final = 300  # letters of a foreign code that are told


class FoundCode(NamedTuple):
    """One code: its text and corners in dots, the upper left first as it is read, then clockwise."""

    text: str
    corners: tuple[Point, ...]


def of_picture(grey: Any, finer: Callable[[], Any] | None = None) -> list[FoundCode]:
    """All codes on a page; corners are in dots of `grey`.

    `finer` makes the same picture with more dots, for where nothing is read. Foreign codes only where there
    is none of a sheet.
    """
    import zxingcpp

    found = _read(grey, zxingcpp.BarcodeFormat.QRCode)
    if _ours(found) or (not found and is_blank(grey)):
        return found
    for picture, share in _mended(grey, finer):
        better = _read(picture, zxingcpp.BarcodeFormat.QRCode)
        if _ours(better):
            return [_in(share, code) for code in better]
        found = found or [_in(share, code) for code in better]
    return found or _read(grey, None)


def _ours(codes: list[FoundCode]) -> bool:
    return any(sheet_marks.read(code.text) is not None for code in codes)


def _mended(grey: Any, finer: Callable[[], Any] | None) -> Iterator[tuple[Any, float]]:
    """The picture mended in one way after the other, each with its dots for one of the first."""
    from PIL import Image, ImageFilter, ImageOps

    yield grey.filter(ImageFilter.MedianFilter(3)), 1.0
    yield grey.filter(ImageFilter.GaussianBlur(1.2)), 1.0
    half = grey.resize((max(1, grey.width * 2 // 3), max(1, grey.height * 2 // 3)), Image.Resampling.BOX)
    yield half, half.width / grey.width
    yield ImageOps.autocontrast(half, cutoff=2), half.width / grey.width
    if finer is not None:
        more = finer()
        yield more, more.width / grey.width
        yield more.filter(ImageFilter.GaussianBlur(1.5)), more.width / grey.width
    else:
        twice = grey.resize((grey.width * 3 // 2, grey.height * 3 // 2), Image.Resampling.BICUBIC)
        yield twice, twice.width / grey.width


def _in(share: float, code: FoundCode) -> FoundCode:
    return FoundCode(code.text, tuple((x / share, y / share) for x, y in code.corners))


def _read(picture: Any, formats: Any) -> list[FoundCode]:
    import numpy
    import zxingcpp

    dots = numpy.pad(numpy.asarray(picture), _MARGIN, constant_values=255)  # for a code cut at its edge
    wanted = {} if formats is None else {"formats": formats}
    found = []
    for one in zxingcpp.read_barcodes(dots, **wanted):
        place = one.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        text = one.text[:_MOST_TEXT]
        found.append(
            FoundCode(text, tuple((float(point.x - _MARGIN), float(point.y - _MARGIN)) for point in corners))
        )
    return found


def is_blank(grey: Any) -> bool:
    """Whether there is nothing on a page but dust, the scanner's edge and what shines through from behind.

    What is darker than the paper around it counts as something, also on a faint page or one with a shadow.
    """
    from PIL import ImageChops, ImageFilter

    small = grey.resize((max(1, grey.width // 4), max(1, grey.height // 4)), reducing_gap=2)
    edge_x, edge_y = small.width // 25, small.height // 25
    around = small.filter(ImageFilter.BoxBlur(_AROUND))
    darker = ImageChops.subtract(around, small)
    inside = (edge_x, edge_y, small.width - edge_x, small.height - edge_y)
    written, dark = darker.crop(inside).histogram(), small.crop(inside).histogram()
    dots = max(1, sum(dark))
    return bool(sum(written[_DARKER:]) <= _DUST * dots and sum(dark[:_DARK]) <= dots / 2)


_AROUND: Final = 12  # dots of a picture with a quarter of them each way
_DARKER: Final = 24  # shades
_DARK: Final = 128  # a page of which most is darker is no paper
_DUST: Final = 0.0004
