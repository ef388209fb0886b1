"""The bar code at the foot of a drawn sheet, read back from its picture the way a hand scanner reads paper.

Single lines of dots are measured; of what drew the code only the standard's table of signs is used. Made for
clean pictures of pages that lie straight, not for photographs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from qadesk.printing.barcode import SIGNS

_SCALE: Final = 6.0  # 432 dots an inch: four dots and more for the narrowest bar
_FOOT: Final = 110.0  # points above the page's lower edge that hold the code
_DARK: Final = 128  # of 255
_RUNS: Final = re.compile(rb"[\x00-\x%02x]+|[\x%02x-\xff]+" % (_DARK - 1, _DARK))
_EVERY: Final = 5  # lines from one look to the next

_SIGN: Final = len(SIGNS[0])  # bars and gaps in one
_VALUES: Final = {widths: value for value, widths in enumerate(SIGNS)}
_MODULES: Final = 11
_STOP: Final = (2, 3, 3, 1, 1, 1)  # and one more bar
_STARTS: Final = {103: "A", 104: "B", 105: "C"}
_SHIFT: Final = 98
_CHANGES: Final = {"A": {99: "C", 100: "B"}, "B": {99: "C", 101: "A"}, "C": {100: "B", 101: "A"}}
_FIRST_FUNCTION: Final = 96


def read(pdf: bytes) -> tuple[str, ...]:
    """The code of every page, "" where none could be read."""
    import pypdfium2

    found = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            crop = (0, 0, 0, page.get_height() - _FOOT)
            bitmap = page.render(scale=_SCALE, crop=crop, grayscale=True)
            dots, stride = bytes(bitmap.buffer), bitmap.stride
            looks = range(0, bitmap.height * stride, _EVERY * stride)
            lines = (of_line(dots[at : at + bitmap.width]) for at in looks)
            found.append(next(filter(None, lines), ""))
            bitmap.close()
            page.close()
    finally:
        document.close()
    return tuple(found)


def of_line(dots: Sequence[int]) -> str:
    """What a code that begins with the first bar of this line says; "" if there is none or it is spoilt.

    `dots` are shades from 0, black, to 255.
    """
    runs = _RUNS.findall(bytes(dots))
    widths = [len(run) for run in runs[runs[0][0] >= _DARK :]] if runs else []
    values = _signs(widths)
    if len(values) < 3 or values[0] not in _STARTS:
        return ""
    start, *said, check = values
    weighed = start + sum(place * value for place, value in enumerate(said, 1))
    return _text(_STARTS[start], said) if weighed % 103 == check else ""


def _signs(widths: Sequence[int]) -> list[int]:
    """The values of the signs up to the stop; nothing where a sign is none or the stop is missing."""
    values: list[int] = []
    for first in range(0, len(widths) - _SIGN, _SIGN):
        sign = widths[first : first + _SIGN]
        module = sum(sign) / _MODULES
        rounded = tuple(round(width / module) for width in sign)
        if rounded == _STOP:
            return values
        if rounded not in _VALUES:
            return []
        values.append(_VALUES[rounded])
    return []


def _text(code_set: str, values: Sequence[int]) -> str:
    text = ""
    shifted = False
    for value in values:
        now = {"A": "B", "B": "A"}[code_set] if shifted else code_set
        shifted = False
        if value in _CHANGES[now]:
            code_set = _CHANGES[now][value]
        elif now == "C":
            text += f"{value:02d}"
        elif value == _SHIFT:
            shifted = True
        elif value < _FIRST_FUNCTION:
            text += chr(value + 32 if now == "B" or value < 64 else value - 64)
    return text
