"""A PDF file as numbered objects, written packed (PDF 1.7, ISO 32000-1): the same objects, the same bytes.

ReportLab writes each object plainly, which is much for the hundreds of small ones of a tagged paper, and ends
streams in a way that PDF/A does not allow.
"""

from __future__ import annotations

import hashlib
import zlib
from struct import pack
from typing import Final

_HEAD: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # the second line says that the file is not text
_TOGETHER: Final = 500  # objects in one packed stream
_FREE, _PLAIN, _PACKED = 0, 1, 2  # the kinds of entries of the table of objects


class PdfFile:
    """Objects on their way into a file. Bodies are PDF in ASCII; a reference to object 7 is `7 0 R`."""

    def __init__(self) -> None:
        self._parts = [_HEAD]
        self._length = len(_HEAD)
        self._entries = [(_FREE, 0, 65535)]  # by number: kind, place or stream, generation or index
        self._waiting: list[tuple[int, str]] = []

    def number(self) -> int:
        """The number of an object that is still to be `put`."""
        return self.numbers(1)

    def numbers(self, count: int) -> int:
        """The first of `count` such numbers in a row."""
        first = len(self._entries)
        self._entries += [(_FREE, 0, 0)] * count
        return first

    def add(self, body: str) -> int:
        """A new object; gives its number."""
        number = self.number()
        self.put(number, body)
        return number

    def put(self, number: int, body: str) -> None:
        """The object of a number that `number` gave."""
        self._waiting.append((number, body))
        if len(self._waiting) == _TOGETHER:
            self._pack()

    def stream(self, content: bytes, entries: str = "", *, packed: bool = True) -> int:
        """A new stream; `entries` go into its dictionary. Gives its number."""
        number = self.number()
        self._stream(number, content, entries, packed=packed)
        return number

    def finish(self, root: int, info: int) -> bytes:
        """The whole file: `root` is its catalogue's number, `info` that of its document information."""
        if self._waiting:
            self._pack()
        self._entries.append((_PLAIN, self._length, 0))  # the table's own
        table = b"".join(pack(">BIH", *entry) for entry in self._entries)
        digest = hashlib.sha256(b"".join(self._parts)).hexdigest()[:32]
        size, start = len(self._entries), self._length
        entries = f"/Type/XRef/Size {size}/W[1 4 2]/Root {root} 0 R/Info {info} 0 R/ID[<{digest}><{digest}>]"
        self._write_stream(size - 1, table, entries, packed=True)
        return b"".join([*self._parts, f"startxref\n{start}\n%%EOF\n".encode("ascii")])

    def _pack(self) -> None:
        """What waits goes into one stream; afterwards it is found there."""
        holder, at = self.number(), 0
        places, bodies = [], []
        for index, (number, body) in enumerate(self._waiting):
            self._entries[number] = (_PACKED, holder, index)
            places.append(f"{number} {at}")
            bodies.append(body)
            at += len(body) + 1
        head = " ".join(places) + "\n"
        entries = f"/Type/ObjStm/N {len(bodies)}/First {len(head)}"
        self._stream(holder, (head + "\n".join(bodies)).encode("ascii"), entries, packed=True)
        self._waiting.clear()

    def _stream(self, number: int, content: bytes, entries: str, *, packed: bool) -> None:
        self._entries[number] = (_PLAIN, self._length, 0)
        self._write_stream(number, content, entries, packed=packed)

    def _write_stream(self, number: int, content: bytes, entries: str, *, packed: bool) -> None:
        if packed:
            content, entries = zlib.compress(content), entries + "/Filter/FlateDecode"
        head = f"{number} 0 obj\n<<{entries}/Length {len(content)}>>\nstream\n".encode("ascii")
        # A whole end of line: of content that ends with its first letter a reader may drop that, too.
        for part in (head, content, b"\r\nendstream\nendobj\n"):
            self._parts.append(part)
            self._length += len(part)


def text_string(text: str) -> str:
    """Any text as a PDF string."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"


def references(numbers: list[int]) -> str:
    """An array of references."""
    return "[" + " ".join(f"{number} 0 R" for number in numbers) + "]"
