"""A TrueType font in a PDF as one two-byte subset per document, whatever and however many its characters.

ReportLab's own TrueType embedding cuts a font into simple fonts of 256 characters and writes wrong text
mappings for characters beyond U+FFFF, which rare Chinese names need: they could be seen, not searched or
copied. Here a document gets one Type 0 font per face, and text is encoded once per document and string.
"""

from __future__ import annotations

import hashlib
import threading
import weakref
from struct import pack
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import TTEncoding, TTFont

from qadesk.printing.face import Face

_CODES_PER_BLOCK = 100  # the most entries a bfchar block of a CMap may hold
_subsetting = threading.Lock()  # the parsed face keeps a read position: one subset at a time


class _Used:
    """What one document has drawn with a font: character codes in the order they first came."""

    def __init__(self) -> None:
        self.codes = [0]  # CID 0 is .notdef and stays unused
        self.cids: dict[int, int] = {}
        self.encoded: dict[str, str] = {}
        self.internal_name = ""


class CidFont(TTFont):  # type: ignore[misc]  # ReportLab is untyped
    """A font that canvases use like any TTFont; `encode` gives the hexadecimal string for a `Tj`."""

    def __init__(self, name: str, path: str) -> None:
        self.fontName = name
        self.face = Face(path)
        self.encoding = TTEncoding()
        self.shapable = False
        self._used: weakref.WeakKeyDictionary[Any, _Used] = weakref.WeakKeyDictionary()

    def encode(self, text: str, doc: Any) -> str:
        """`text` as the hexadecimal digits of its codes in `doc`. KeyError: the font lacks a character."""
        used = self._of(doc)
        known = used.encoded.get(text)
        if known is not None:
            return known
        cids = used.cids
        digits = []
        for code in map(ord, text):
            cid = cids.get(code)
            if cid is None:
                if code not in self.face.charToGlyph:
                    raise KeyError(f"U+{code:04X} is not in {self.fontName}")
                cid = cids[code] = len(used.codes)
                used.codes.append(code)
            digits.append(f"{cid:04X}")
        result = used.encoded[text] = "".join(digits)
        return result

    def resource_name(self, doc: Any) -> str:
        """The name of the font in `doc`'s page resources, without the slash."""
        used = self._of(doc)
        if not used.internal_name:
            used.internal_name = f"F{len(doc.fontMapping) + 1}"
            doc.fontMapping[self.fontName] = "/" + used.internal_name
            doc.delayedFonts.append(self)
        return used.internal_name

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:
        """ReportLab's way in: everything is of subset 0."""
        return [(0, bytes.fromhex(self.encode(text, doc)))]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:
        """ReportLab's way to the name of the resource."""
        return "/" + self.resource_name(doc)

    def addObjects(self, doc: Any) -> None:
        """Called by ReportLab when `doc` is written: the font objects go into it."""
        used = self._used.pop(doc)
        with _subsetting:
            subset = self.face.makeSubset(used.codes)
        tag = _tag(used.codes)
        base = f"{tag}+{self.face.name.decode('ascii')}"
        name = pdfdoc.PDFName(base)
        file = _stream(doc, subset, f"fontFile:{base}")
        file.dictionary["Length1"] = len(subset)
        face = self.face
        descriptor = {
            "Type": "/FontDescriptor",
            "FontName": name,
            "Flags": 4,  # symbolic: its codes are its own
            "FontBBox": pdfdoc.PDFArray(face.bbox),
            "ItalicAngle": 0,
            "Ascent": face.ascent,
            "Descent": face.descent,
            "CapHeight": face.capHeight,
            "StemV": face.stemV,
            "FontFile2": doc.Reference(file, f"fontFile:{base}"),
        }
        widths = [face.getCharWidth(code) for code in used.codes]
        gids = _stream(doc, _glyph_ids(face, used.codes), f"cidToGid:{base}")
        descendant = {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": name,
            "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
            "FontDescriptor": doc.Reference(pdfdoc.PDFDictionary(descriptor), f"fontDescriptor:{base}"),
            "DW": 1000,
            "W": pdfdoc.PDFArray([0, pdfdoc.PDFArray(widths)]),
            "CIDToGIDMap": doc.Reference(gids, f"cidToGid:{base}"),
        }
        unicode_map = _stream(doc, _to_unicode(base, used.codes), f"toUnicode:{base}")
        font = {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": name,
            "Encoding": "/Identity-H",
            "DescendantFonts": pdfdoc.PDFArray(
                [doc.Reference(pdfdoc.PDFDictionary(descendant), f"descendant:{base}")]
            ),
            "ToUnicode": doc.Reference(unicode_map, f"toUnicode:{base}"),
        }
        fonts = doc.idToObject["BasicFonts"].dict
        fonts[used.internal_name] = doc.Reference(pdfdoc.PDFDictionary(font), used.internal_name)

    def _of(self, doc: Any) -> _Used:
        used = self._used.get(doc)
        if used is None:
            used = self._used[doc] = _Used()
        return used


def _tag(codes: list[int]) -> str:
    """The six letters that tell one subset from another; the same characters give the same letters."""
    digest = hashlib.sha256(",".join(map(str, codes)).encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _stream(doc: Any, content: bytes, name: str) -> Any:
    stream = pdfdoc.PDFStream()
    stream.content = content
    if doc.compression:
        stream.filters = [pdfdoc.PDFZCompress]
    return stream


def _glyph_ids(face: Any, codes: list[int]) -> bytes:
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
