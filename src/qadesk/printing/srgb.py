"""The colour space of paper: sRGB as an ICC profile, calculated here, so that no file of others is shipped.

The numbers are those of IEC 61966-2-1: its primaries as ICC profiles have them (adapted to D50 by Bradford's
method) and its curve. PDF/A asks for it, so that a grey is the same grey everywhere. The profile's form is
that of ICC.1:2001-04 (version 2).
"""

from __future__ import annotations

from functools import lru_cache
from struct import pack
from typing import Final

NAME: Final = "sRGB IEC61966-2.1"

_D50: Final = (0.9642, 1.0, 0.8249)
_PRIMARIES: Final = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
_STEPS: Final = 256  # of the curve
_HEAD, _ENTRY = 128, 12  # lengths of the header and of an entry of the table of tags
_DISPLAY: Final = pack(">4s4s4s", b"mntr", b"RGB ", b"XYZ ")


@lru_cache(maxsize=1)
def profile() -> bytes:
    """The profile: a display's, red, green and blue with one curve for all three."""
    curve = pack(f">4sII{_STEPS}H", b"curv", 0, _STEPS, *(round(65535 * _light(n)) for n in range(_STEPS)))
    tags = {
        b"desc": _description(NAME),
        b"cprt": b"text\0\0\0\0" + b"No copyright, use freely\0",
        b"wtpt": _xyz(_D50),
        **{name: _xyz(values) for name, values in _PRIMARIES.items()},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    table, data, places = pack(">I", len(tags)), b"", dict[bytes, int]()
    first = _HEAD + len(table) + _ENTRY * len(tags)
    for name, content in tags.items():
        if content not in places:  # the three curves are one
            places[content] = first + len(data)
            data += content + bytes(-len(content) % 4)
        table += pack(">4sII", name, places[content], len(content))
    return _header(first + len(data)) + table + data


def _light(step: int) -> float:
    """How bright a step of the curve is, from 0 to 1."""
    value = step / (_STEPS - 1)
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _header(length: int) -> bytes:
    made = pack(">6H", 2026, 1, 1, 0, 0, 0)
    start = pack(">I4sI", length, b"\0\0\0\0", 0x02100000) + _DISPLAY + made + b"acsp"
    rest = bytes(28) + b"".join(_fixed(value) for value in _D50)  # no platform, no maker; seen by D50's light
    return (start + rest).ljust(_HEAD, b"\0")


def _description(text: str) -> bytes:
    words = text.encode("ascii") + b"\0"
    return (
        pack(">4sII", b"desc", 0, len(words)) + words + bytes(8 + 3 + 67)
    )  # nothing in Unicode or for Mac OS


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_fixed(value) for value in values)


def _fixed(value: float) -> bytes:
    return pack(">i", round(value * 65536))
