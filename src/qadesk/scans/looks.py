"""A scanned page beside the stored sheet: printed figures that differ, and boxes in which somebody wrote.

The page is brought to lie like the sheet, line by line to the dot; then each character's picture is compared
with the printed one. Pen strokes over a figure are pointed out, too: somebody has to look.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from qadesk.scans.placing import PAGE, Placed

DOTS: Final = 200  # an inch, at which both are compared
_POINT: Final = DOTS / 72
_NEAR: Final = 4  # dots that a line may lie beside where it is looked for
_FAR: Final = 11  # the same where one code alone says how the page lies
_ALIKE: Final = 0.62  # correlation, below which a character is pointed out
_LOST: Final = 0.35  # of a whole line: nothing of it is there
_NO_DIGIT: Final = 0.5  # the same of a digit
_LARGE: Final = 12  # points: large digits are few, so that not all ten are known
_NO_LARGE_DIGIT: Final = 0.8
_BETTER: Final = 0.0  # by how much another digit may fit better
_EACH: Final = 4  # pictures of each digit, at most
_WRITTEN: Final = 60  # shades darker than the paper around
_EDGE: Final = 2  # dots around printed ink that are not looked at for written ink

# x, base line, text, size, bold, where each character ends: points from the upper left of the page
Figure = tuple[float, float, str, float, bool, Sequence[float]]
Window = tuple[int, int, int, int]  # left, top, right, bottom, in dots


def differences(
    grey: Any,
    stored: bytes,
    page: int,
    placed: Placed,
    figures: Sequence[Figure],
    boxes: Sequence[tuple[float, float, float, float]],
) -> dict[str, Any]:
    """Which of the `figures` differ, and how much of each box is written on; all in points of the page."""
    import numpy

    sheet = numpy.asarray(_stored_page(stored, page)).astype(numpy.float32)
    scan = numpy.asarray(shown(grey, placed, sheet.shape[1])).astype(numpy.float32)
    height = min(sheet.shape[0], scan.shape[0])
    sheet, scan = sheet[:height], scan[:height]
    shift = _of_page(sheet, scan, figures)
    digits = _Digits(sheet, figures)
    differing = [found for one in figures if (found := _differs(sheet, scan, one, shift, digits)) is not None]
    return {"figures": differing, "ink": [_ink(sheet, scan, box, shift) for box in boxes]}


def shown(grey: Any, placed: Placed | None, width: int) -> Any:
    """A page straightened, so many dots wide; as it came where it is not known how it lies."""
    from PIL import Image

    if placed is None:
        return grey.resize((width, max(1, round(grey.height * width / grey.width))), reducing_gap=2)
    share = PAGE[0] / width
    size = (width, round(PAGE[1] / share))
    a, b, c, d, e, f = placed
    if a * share < 0 or abs(b) > abs(a) or placed.scale * share > 1.6:  # turned, or with many more dots
        grey = grey.copy()
    affine = (a * share, b * share, c, d * share, e * share, f)
    return grey.transform(size, Image.Transform.AFFINE, affine, Image.Resampling.BILINEAR, fillcolor=255)


def _stored_page(stored: bytes, page: int) -> Any:
    import pypdfium2

    document = pypdfium2.PdfDocument(stored)
    try:
        return document[page - 1].render(scale=_POINT, grayscale=True).to_pil().copy()
    finally:
        document.close()


def _of_page(sheet: Any, scan: Any, figures: Sequence[Figure]) -> Any:
    """How the scan lies beside the sheet: dx and dy as planes over the page, from lines found well."""
    import numpy

    found = []
    for x, y, _text, size, _bold, ends in sorted(figures, key=lambda one: -len(one[2]))[:40]:
        window = _window(x, y, size, ends)
        best, dx, dy = _best(sheet, scan, window, (0, 0), _FAR)
        if best > 0.6:
            found.append((window[0], window[1], dx, dy))
    if len(found) < 6:
        return None
    known = numpy.array(found, dtype=float)
    plane = numpy.column_stack((known[:, 0], known[:, 1], numpy.ones(len(known))))
    fits = numpy.linalg.lstsq(plane, known[:, 2:], rcond=None)[0]
    off = numpy.hypot(*(plane @ fits - known[:, 2:]).T)
    keep = off <= max(2.0, float(numpy.median(off)) * 2)  # without what was found in the wrong place
    fits = numpy.linalg.lstsq(plane[keep], known[keep, 2:], rcond=None)[0]
    return fits[:, 0], fits[:, 1]


def _there(shift: Any, window: Window) -> tuple[int, int]:
    if shift is None:
        return 0, 0
    fit_x, fit_y = shift
    x, y = window[0], window[1]
    return round(fit_x[0] * x + fit_x[1] * y + fit_x[2]), round(fit_y[0] * x + fit_y[1] * y + fit_y[2])


def _window(x: float, y: float, size: float, ends: Sequence[float]) -> Window:
    """A line's place in dots: left, top, right, bottom."""
    return (
        math.floor(x * _POINT) - 1,
        math.floor((y - size * 0.85) * _POINT),
        math.ceil((x + ends[-1]) * _POINT) + 1,
        math.ceil((y + size * 0.18) * _POINT),
    )


def _differs(
    sheet: Any, scan: Any, figure: Figure, shift: Any, digits: _Digits
) -> tuple[float, float, float, float, str] | None:
    x, y, text, size, bold, ends = figure
    window = _window(x, y, size, ends)
    best, dx, dy = _best(sheet, scan, window, _there(shift, window), _NEAR)
    told = (x, y - size * 0.85, ends[-1], size, text)
    if best < _LOST:
        return told
    for char, place in _characters(figure):
        if char.isdigit():
            if not digits.is_it(scan, char, place, (dx, dy), (size, bold)):
                return told
        elif char.isalpha() and _best(sheet, scan, place, (dx, dy), 1)[0] < _ALIKE:
            return told
    return None


def _characters(figure: Figure) -> Iterator[tuple[str, Window]]:
    """Each character of a figure, and its place."""
    x, y, text, size, _bold, ends = figure
    _left, top, _right, bottom = _window(x, y, size, ends)
    start = 0.0
    for char, end in zip(text, ends, strict=True):
        left = math.floor((x + start) * _POINT)
        yield char, (left, top, left + round((end - start) * _POINT) + 1, bottom)
        start = end


class _Digits:
    """Pictures of the digits as the sheet has them, of each size and face: which one a scanned one is."""

    def __init__(self, sheet: Any, figures: Sequence[Figure]) -> None:
        known: dict[tuple[float, bool, int, int], dict[str, list[Any]]] = {}
        for figure in figures:
            for char, (left, top, right, bottom) in _characters(figure):
                if char.isdigit():
                    shapes = known.setdefault((figure[3], figure[4], right - left, bottom - top), {})
                    if len(shapes.setdefault(char, [])) < _EACH:
                        shapes[char].append(sheet[top:bottom, left:right])
        self._known = {key: _stacked(shapes) for key, shapes in known.items()}
        self._sheet = sheet

    def is_it(
        self, scan: Any, char: str, place: Window, around: tuple[int, int], face: tuple[float, bool]
    ) -> bool:
        """Whether the scan has this digit in a place, and not another that fits better."""
        import numpy
        from numpy.lib.stride_tricks import sliding_window_view

        left, top, right, bottom = place
        chars, shapes = self._known[*face, right - left, bottom - top]
        x, y = left + around[0] - 1, top + around[1] - 1
        area = scan[max(y, 0) : y + bottom - top + 2, max(x, 0) : x + right - left + 2]
        if area.shape != (bottom - top + 2, right - left + 2):
            return False
        own = _even(self._sheet[top:bottom, left:right].reshape(1, -1))
        windows = sliding_window_view(area, (bottom - top, right - left)).reshape(9, -1)
        even = _even(windows)
        alike = float((even @ own[0]).max())
        if alike < (_NO_DIGIT if face[0] < _LARGE else _NO_LARGE_DIGIT):
            return False
        best = (even @ shapes.T).max(axis=0)
        others = best[numpy.array([one != char for one in chars])]
        return not len(others) or float(others.max()) <= alike + _BETTER


def _stacked(shapes: dict[str, list[Any]]) -> tuple[list[str], Any]:
    import numpy

    chars = [char for char, pictures in shapes.items() for _picture in pictures]
    return chars, _even(numpy.array([one.reshape(-1) for pictures in shapes.values() for one in pictures]))


def _even(pictures: Any) -> Any:
    """Each picture about its mean, of length 1: the product of two is their correlation."""
    import numpy

    even = pictures - pictures.mean(axis=1, keepdims=True)
    return even / numpy.maximum(numpy.linalg.norm(even, axis=1, keepdims=True), 1e-3)


def _best(
    sheet: Any, scan: Any, window: Window, around: tuple[int, int], near: int
) -> tuple[float, int, int]:
    """How alike a window is at best within `near` dots of a shift, and that shift."""
    import numpy
    from numpy.lib.stride_tricks import sliding_window_view

    left, top, right, bottom = window
    height, width = sheet.shape
    x, y = left + around[0] - near, top + around[1] - near
    wide, high = right - left, bottom - top
    if min(left, top, x, y) < 0 or max(right, x + wide + 2 * near) > width:
        return 0.0, *around
    if max(bottom, y + high + 2 * near) > height or wide < 2 or high < 2:
        return 0.0, *around
    printed = sheet[top:bottom, left:right]
    printed = printed - printed.mean()
    norm = float((printed * printed).sum())
    if norm <= 0:
        return 1.0, *around
    area = scan[y : y + high + 2 * near, x : x + wide + 2 * near]
    views = sliding_window_view(area, (high, wide))
    dots = numpy.einsum("ijkl,kl->ij", views, printed)
    count = high * wide
    sums, squares = _box_sums(area, high, wide), _box_sums(area * area, high, wide)
    spread = numpy.maximum(squares - sums * sums / count, 1e-3)
    alike = dots / numpy.sqrt(spread * norm)
    at = int(alike.argmax())
    row, column = divmod(at, alike.shape[1])
    return float(alike.flat[at]), around[0] + column - near, around[1] + row - near


def _box_sums(area: Any, high: int, wide: int) -> Any:
    """The sum over each window of an area."""
    import numpy

    total = numpy.zeros((area.shape[0] + 1, area.shape[1] + 1))
    total[1:, 1:] = area.cumsum(0, dtype=float).cumsum(1)
    return total[high:, wide:] - total[:-high, wide:] - total[high:, :-wide] + total[:-high, :-wide]


def _ink(sheet: Any, scan: Any, box: tuple[float, float, float, float], shift: Any) -> float:
    """The share of a box's dots that are written on, those printed aside."""
    import numpy

    x, y, wide, high = (one * _POINT for one in box)
    window = (math.floor(x), math.floor(y), math.ceil(x + wide), math.ceil(y + high))
    dx, dy = _there(shift, window)
    left, top, right, bottom = window
    seen = scan[max(0, top + dy) : bottom + dy, max(0, left + dx) : right + dx]
    if not seen.size:
        return 0.0
    blurred = (seen[:-1, :-1] + seen[1:, :-1] + seen[:-1, 1:] + seen[1:, 1:]) / 4  # single specks are no ink
    paper = float(numpy.percentile(blurred, 80))
    return float((blurred < paper - _WRITTEN).mean())
