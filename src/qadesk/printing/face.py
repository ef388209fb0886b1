"""A TrueType face read table by table: ReportLab reads number by number, which takes twice as long."""

from __future__ import annotations

from itertools import chain, repeat
from struct import iter_unpack, unpack_from
from typing import Final

from reportlab.pdfbase.ttfonts import TTFError, TTFontFace

_WINDOWS_UCS4: Final = (3, 10)  # platform and encoding of the table that has characters beyond U+FFFF
_RANGES: Final = 12  # its format
_SPACE, _NO_BREAK_SPACE = 0x20, 0xA0


class Face(TTFontFace):  # type: ignore[misc]  # ReportLab is untyped
    """The face of one file, as ReportLab's own has it. Raises TTFError for a file without ranges of UCS-4."""

    def extractInfo(self, charInfo: int = 1) -> None:  # noqa: N803 - ReportLab's
        """Read what a document needs: names and measures, the glyphs of characters, widths, places."""
        super().extractInfo(0)
        if not charInfo:
            return
        self.charToGlyph = _glyphs(self.get_table("cmap"))
        wide = unpack_from(">H", self.get_table("hhea"), 34)[0]  # so many glyphs have a width of their own
        table = self.get_table("hmtx")
        self.hmetrics = list(iter_unpack(">HH", table[: 4 * wide]))
        last = self.hmetrics[-1][0]
        bearings = chain.from_iterable(iter_unpack(">H", table[4 * wide :]))
        self.hmetrics += zip(repeat(last), bearings, strict=False)
        widths = [self._pdfScale(width) for width, _bearing in self.hmetrics]
        self.defaultWidth = widths[0]
        if _SPACE in self.charToGlyph:
            self.charToGlyph[_NO_BREAK_SPACE] = self.charToGlyph[_SPACE]
        self.charWidths = {code: widths[glyph] for code, glyph in self.charToGlyph.items()}
        long = unpack_from(">h", self.get_table("head"), 50)[0]
        places = chain.from_iterable(iter_unpack(">L" if long else ">H", self.get_table("loca")))
        self.glyphPos = list(places) if long else [place << 1 for place in places]


def _glyphs(table: bytes) -> dict[int, int]:
    """The number of the glyph of every character code."""
    (count,) = unpack_from(">H", table, 2)
    for platform, encoding, at in iter_unpack(">HHL", table[4 : 4 + 8 * count]):
        if (platform, encoding) == _WINDOWS_UCS4 and unpack_from(">H", table, at)[0] == _RANGES:
            (ranges,) = unpack_from(">L", table, at + 12)
            found: dict[int, int] = {}
            for first, last, glyph in iter_unpack(">LLL", table[at + 16 : at + 16 + 12 * ranges]):
                found.update(zip(range(first, last + 1), range(glyph, glyph + last + 1 - first), strict=True))
            return found
    raise TTFError("the face tells no glyphs of all of Unicode")
