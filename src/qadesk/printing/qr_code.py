"""QR codes as squares to draw: made by zxing-cpp, which reads them, too."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

_EIGHT: Final = 8


def qr_code(text: str) -> tuple[bytes, ...]:
    """The rows of a code, a byte a module, 1 is dark; a seventh of it may be spoilt (level M)."""
    import zxingcpp

    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = made.to_image(scale=1, add_quiet_zones=False)
    side = picture.shape[0]
    dots = bytes(picture).translate(_DARK)
    return tuple(dots[row : row + side] for row in range(0, side * side, side))


_DARK: Final = bytes(shade < 128 for shade in range(256))


@lru_cache(maxsize=4)  # each page has it twice
def path(rows: tuple[bytes, ...]) -> str:
    """The code as one path of a PDF, a unit a module, its lower left corner at 0, 0.

    One path, so that no reader smooths between neighbouring squares.
    """
    parts = []
    for y, row in enumerate(reversed(rows)):
        drawn = "".join(_squares(at, row[at : at + _EIGHT]) for at in range(0, len(row), _EIGHT))
        parts.append(drawn.replace("y", str(y)))
    return "".join(parts)


@cache
def _squares(at: int, modules: bytes) -> str:
    """The rectangles of up to eight modules from `at` on, in row "y"."""
    found, x = [], 0
    while x < len(modules):
        end = x
        while end < len(modules) and modules[end]:
            end += 1
        if end > x:
            found.append(f"{at + x} y {end - x} 1 re\n")
        x = max(end, x + 1)
    return "".join(found)
