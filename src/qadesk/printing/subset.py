"""A face in one PDF as a two-byte subset, whatever and however many its characters.

ReportLab's own TrueType embedding cuts a font into simple fonts of 256 characters and writes wrong text
mappings for characters beyond U+FFFF, which rare Chinese names need: they could be seen, not searched or
copied. Here a document gets one Type 0 font per face, and text is encoded once per document and string.
"""

from __future__ import annotations

import hashlib
import threading
from struct import pack
from typing import Final

from qadesk.printing.face import Face
from qadesk.printing.pdf_file import PdfFile

_CODES_PER_BLOCK: Final = 100  # the most entries a bfchar block of a CMap may hold
_SYMBOLIC: Final = 4  # its codes are its own
_subsetting = threading.Lock()  # the parsed face keeps a read position: one subset at a time


class Subset:
    """What one document has drawn with a face: character codes in the order they first came."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._codes = [0]  # CID 0 is .notdef and stays unused
        self._cids: dict[int, int] = {}
        self._encoded: dict[str, str] = {}

    def __bool__(self) -> bool:
        """Whether anything was drawn with it."""
        return len(self._codes) > 1

    def encode(self, text: str) -> str:
        """`text` as the hexadecimal digits of its codes, for a `Tj`. KeyError: the face lacks a character."""
        known = self._encoded.get(text)
        if known is not None:
            return known
        cids = self._cids
        digits = []
        for code in map(ord, text):
            cid = cids.get(code)
            if cid is None:
                if code not in self._face.charToGlyph:
                    raise KeyError(f"U+{code:04X} is not in {self._face.name.decode('ascii')}")
                cid = cids[code] = len(self._codes)
                self._codes.append(code)
            digits.append(f"{cid:04X}")
        result = self._encoded[text] = "".join(digits)
        return result

    def write(self, file: PdfFile, number: int) -> None:
        """Put the font that draws all that was encoded into `file` as object `number`."""
        face, codes = self._face, self._codes
        with _subsetting:
            program = face.makeSubset(codes)
        name = f"{_tag(codes)}+{face.name.decode('ascii')}"
        data = file.stream(program, f"/Length1 {len(program)}")
        box = " ".join(map(str, face.bbox))
        descriptor = file.add(
            f"<</Type/FontDescriptor/FontName/{name}/Flags {_SYMBOLIC}/FontBBox[{box}]/ItalicAngle 0"
            f"/Ascent {face.ascent}/Descent {face.descent}/CapHeight {face.capHeight}/StemV {face.stemV}"
            f"/FontFile2 {data} 0 R>>"
        )
        widths = " ".join(f"{face.getCharWidth(code):g}" for code in codes)
        glyphs = file.stream(_glyph_ids(face, codes))
        descendant = file.add(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/FontDescriptor {descriptor} 0 R/DW 1000/W[0[{widths}]]/CIDToGIDMap {glyphs} 0 R>>"
        )
        to_unicode = file.stream(_to_unicode(name, codes))
        file.put(
            number,
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
            f"/DescendantFonts[{descendant} 0 R]/ToUnicode {to_unicode} 0 R>>",
        )


def _tag(codes: list[int]) -> str:
    """The six letters that tell one subset from another; the same characters give the same letters."""
    digest = hashlib.sha256(",".join(map(str, codes)).encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _glyph_ids(face: Face, codes: list[int]) -> bytes:
    """CID to glyph of the subset, two bytes each: characters that share a glyph share it here too."""
    new_ids = {0: 0}
    found = []
    for code in codes:
        glyph = face.charToGlyph.get(code, 0)
        found.append(new_ids.setdefault(glyph, len(new_ids)))
    return pack(f">{len(found)}H", *found)


def _to_unicode(name: str, codes: list[int]) -> bytes:
    """The CMap by which readers search and copy; beyond U+FFFF as UTF-16 pairs."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    entries = [
        f"<{cid:04X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
        for cid, code in enumerate(codes)
        if cid
    ]
    for start in range(0, len(entries), _CODES_PER_BLOCK):
        block = entries[start : start + _CODES_PER_BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap CMapName currentdict /CMap defineresource pop end end"]
    return "\n".join(lines).encode("ascii")
