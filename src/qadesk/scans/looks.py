"""A scanned page beside the stored sheet: printed figures that differ, and boxes in which somebody wrote.

The page is brought to lie like the sheet, line by line to the dot; then each character's picture is compared
with the printed one. Pen strokes over a figure are pointed out, too: somebody has to look.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from qadesk.scans.pictures import drawn
from qadesk.scans.placing import PAGE, Placed

DOTS: Final = 200  # an inch, at which both are compared
_POINT: Final = DOTS / 72
_NEAR: Final = 4  # dots that a line may lie beside where it is looked for
_LINES: Final = 24  # by which it is found how a page lies
_FAR: Final = 11  # the same where one code alone says how the page lies
_ALIKE: Final = 0.62  # correlation, below which a character is pointed out
_LOST: Final = 0.35  # of a whole line: nothing of it is there
_NO_DIGIT: Final = 0.5  # the same of a digit
_LARGE: Final = 12  # points: large digits are few, so that not all ten are known
_NO_LARGE_DIGIT: Final = 0.8
_BETTER: Final = 0.0  # by how much another digit may fit better
_EACH: Final = 4  # pictures of each digit, at most
_WRITTEN: Final = 60  # shades darker than the paper around

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
    scan = _Scan(grey, placed, sheet.shape[1])
    shift = _of_page(sheet, scan, figures)
    digits = _Digits(sheet, figures)
    numbers = range(len(figures))
    other = {number for number in numbers if _is_other(sheet, scan, figures, number, shift, digits)}
    other |= digits.others()
    return {
        "figures": [_told(figures[number]) for number in sorted(other)],
        "ink": [_ink(scan, box, shift) for box in boxes],
    }


def _told(figure: Figure) -> tuple[float, float, float, float, str]:
    x, y, text, size, _bold, ends = figure
    return x, y - size * 0.85, ends[-1], size, text


class _Scan:
    """The scan as it lies on the sheet, straightened piece by piece: most of a page is never compared."""

    def __init__(self, grey: Any, placed: Placed, width: int) -> None:
        self._grey, self._affine = grey, _affine(placed, PAGE[0] / width)

    def area(self, left: int, top: int, right: int, bottom: int) -> Any:
        """What is seen where the sheet has these dots; white outside of the picture."""
        import numpy
        from PIL import Image

        a, b, c, d, e, f = self._affine
        moved = (a, b, c + a * left + b * top, d, e, f + d * left + e * top)
        size = (max(1, right - left), max(1, bottom - top))
        how = Image.Transform.AFFINE, moved, Image.Resampling.BILINEAR
        return numpy.asarray(self._grey.transform(size, *how, fillcolor=255)).astype(numpy.float32)


def _affine(placed: Placed, share: float) -> tuple[float, ...]:
    """From dots of a straightened picture, so many points each, to those of the scan."""
    a, b, c, d, e, f = placed
    return a * share, b * share, c, d * share, e * share, f


def shown(grey: Any, placed: Placed | None, width: int) -> Any:
    """A page straightened, so many dots wide; as it came where it is not known how it lies."""
    from PIL import Image

    if placed is None:
        return grey.resize((width, max(1, round(grey.height * width / grey.width))), reducing_gap=2)
    share = PAGE[0] / width
    size = (width, round(PAGE[1] / share))
    how = Image.Transform.AFFINE, _affine(placed, share), Image.Resampling.BILINEAR
    return grey.transform(size, *how, fillcolor=255)


def _stored_page(stored: bytes, page: int) -> Any:
    import pypdfium2

    document = pypdfium2.PdfDocument(stored)
    try:
        return drawn(document[page - 1], _POINT)
    finally:
        document.close()


def _of_page(sheet: Any, scan: _Scan, figures: Sequence[Figure]) -> Any:
    """How the scan lies beside the sheet: dx and dy as planes over the page, from lines found well."""
    import numpy

    found = []
    for x, y, _text, size, _bold, ends in sorted(figures, key=lambda one: -len(one[2]))[:_LINES]:
        window = _window(x, y, size, ends)
        best, dx, dy = _roughly(sheet, scan, window)
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


def _is_other(
    sheet: Any, scan: _Scan, figures: Sequence[Figure], number: int, shift: Any, digits: _Digits
) -> bool:
    """Whether a figure is not there, or has other letters; its digits are handed on to be told apart."""
    x, y, _text, size, bold, ends = figures[number]
    window = left, top, right, bottom = _window(x, y, size, ends)
    if not _inside(sheet, window):
        return True
    dx, dy = _there(shift, window)
    reach = _NEAR + 2  # its characters lie one dot beside it at most, and are one wider
    at_x, at_y = left + dx - reach, top + dy - reach
    seen = scan.area(at_x, at_y, right + dx + reach, bottom + dy + reach)
    best, at_left, at_top = _best(sheet[top:bottom, left:right], seen[2:-2, 2:-2])
    if best < _LOST:
        return True
    off_x, off_y = at_left + 2 - left, at_top + 2 - top  # from dots of the sheet to those of `seen`
    for char, (start, above, end, below) in _characters(figures[number]):
        around = seen[above + off_y - 1 : below + off_y + 1, start + off_x - 1 : end + off_x + 1]
        printed = sheet[above:below, start:end]
        if char.isdigit():
            digits.see(number, char, around, printed, (size, bold))
        elif char.isalpha() and _best(printed, around)[0] < _ALIKE:
            return True
    return False


def _inside(sheet: Any, window: Window) -> bool:
    left, top, right, bottom = window
    return min(left, top) >= 0 and right <= sheet.shape[1] and bottom <= sheet.shape[0]


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
        self._seen: dict[tuple[float, bool, int, int], list[tuple[int, str, Any, Any]]] = {}

    def see(self, number: int, char: str, around: Any, printed: Any, face: tuple[float, bool]) -> None:
        """What the scan has around a digit of a figure, with a dot more on each side."""
        high, wide = printed.shape
        self._seen.setdefault((*face, wide, high), []).append((number, char, around, printed))

    def others(self) -> set[int]:
        """The numbers of the figures with a digit that is not the printed one, or fits another better."""
        import numpy
        from numpy.lib.stride_tricks import sliding_window_view

        found = set()
        for key, all_seen in self._seen.items():
            size, wide, high = key[0], key[2], key[3]
            found |= {one[0] for one in all_seen if one[2].shape != (high + 2, wide + 2)}
            seen = [one for one in all_seen if one[0] not in found]
            if not seen:
                continue
            chars, shapes = self._known[key]
            around = numpy.array([one[2] for one in seen])
            windows = sliding_window_view(around, (high, wide), (1, 2)).reshape(len(seen) * 9, -1)
            even = _even(windows).reshape(len(seen), 9, -1)
            own = _even(numpy.array([one[3] for one in seen]).reshape(len(seen), -1))
            alike = numpy.einsum("nkd,nd->nk", even, own).max(axis=1)
            best = (even @ shapes.T).max(axis=1)
            same = numpy.array([[one[1] == char for char in chars] for one in seen])
            other = numpy.where(same, -1.0, best).max(axis=1)
            least = _NO_DIGIT if size < _LARGE else _NO_LARGE_DIGIT
            wrong = (alike < least) | (other > alike + _BETTER)
            found |= {one[0] for one, is_wrong in zip(seen, wrong, strict=True) if is_wrong}
        return found


def _stacked(shapes: dict[str, list[Any]]) -> tuple[list[str], Any]:
    import numpy

    chars = [char for char, pictures in shapes.items() for _picture in pictures]
    return chars, _even(numpy.array([one.reshape(-1) for pictures in shapes.values() for one in pictures]))


def _even(pictures: Any) -> Any:
    """Each picture about its mean, of length 1: the product of two is their correlation."""
    import numpy

    even = pictures - pictures.mean(axis=1, keepdims=True)
    return even / numpy.maximum(numpy.linalg.norm(even, axis=1, keepdims=True), 1e-3)


def _roughly(sheet: Any, scan: _Scan, window: Window) -> tuple[float, int, int]:
    """How alike a window is at best within _FAR dots, and where: found with half the dots, then with all."""
    left, top, right, bottom = window
    if not _inside(sheet, window):
        return 0.0, 0, 0
    printed = sheet[top:bottom, left:right]
    seen = scan.area(left - _FAR, top - _FAR, right + _FAR, bottom + _FAR)
    _alike, x, y = _best(_halved(printed), _halved(seen))
    x, y = max(0, 2 * x - 2), max(0, 2 * y - 2)
    best, dx, dy = _best(printed, seen[y : y + bottom - top + 4, x : x + right - left + 4])
    return best, x + dx - _FAR, y + dy - _FAR


def _halved(dots: Any) -> Any:
    """With half the dots each way."""
    height, width = (side // 2 * 2 for side in dots.shape)
    even = dots[:height, :width]
    return (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / 4


def _best(printed: Any, seen: Any) -> tuple[float, int, int]:
    """How alike what is printed is at best to a part of what is seen (correlation), and where that begins."""
    import numpy
    from numpy.lib.stride_tricks import sliding_window_view

    high, wide = printed.shape
    if min(high, wide) < 2 or seen.shape[0] < high or seen.shape[1] < wide:
        return 0.0, 0, 0
    printed = printed - printed.mean()
    norm = float((printed * printed).sum())
    if norm <= 0:
        return 1.0, (seen.shape[1] - wide) // 2, (seen.shape[0] - high) // 2
    dots = numpy.einsum("ijkl,kl->ij", sliding_window_view(seen, (high, wide)), printed)
    sums, squares = _box_sums(seen, high, wide), _box_sums(seen * seen, high, wide)
    spread = numpy.maximum(squares - sums * sums / (high * wide), 1e-3)
    alike = dots / numpy.sqrt(spread * norm)
    row, column = divmod(int(alike.argmax()), alike.shape[1])
    return float(alike[row, column]), column, row


def _box_sums(area: Any, high: int, wide: int) -> Any:
    """The sum over each window of an area."""
    import numpy

    total = numpy.zeros((area.shape[0] + 1, area.shape[1] + 1))
    total[1:, 1:] = area.cumsum(0, dtype=float).cumsum(1)
    return total[high:, wide:] - total[:-high, wide:] - total[high:, :-wide] + total[:-high, :-wide]


def _ink(scan: _Scan, box: tuple[float, float, float, float], shift: Any) -> float:
    """The share of a box's dots that are written on."""
    import numpy

    x, y, wide, high = (one * _POINT for one in box)
    window = left, top, right, bottom = (
        math.floor(x), math.floor(y), math.ceil(x + wide), math.ceil(y + high),
    )  # fmt: skip
    dx, dy = _there(shift, window)
    seen = scan.area(left + dx, top + dy, right + dx, bottom + dy)
    blurred = (seen[:-1, :-1] + seen[1:, :-1] + seen[:-1, 1:] + seen[1:, 1:]) / 4  # single specks are no ink
    if not blurred.size:
        return 0.0
    paper = float(numpy.percentile(blurred, 80))
    return float((blurred < paper - _WRITTEN).mean())
