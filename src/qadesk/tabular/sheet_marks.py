"""What the reader of workbooks does not tell of a sheet: cells without a value, merged, hidden, struck out.

Excel workbooks (xlsx) and OpenDocument sheets say it in their XML; it is looked for where it is hinted at.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from qadesk.tabular.cell_looks import NOT_CALCULATED, CellPosition, sheet_parts, struck_styles
from qadesk.tabular.extent import column_number

Region = tuple[tuple[int, int], tuple[int, int]]  # first and last row and column, from 0
_PIECE: Final = 1 << 18
_LONGEST_CELL: Final = 1 << 20
_HINTS: Final = (b"<f", b":f>", b":f ", b't="e"', b"table:formula", b"number-rows-spanned",
    b'hidden="', b"table:visibility")  # fmt: skip
_CELL_ENDS: Final = (b"</c>", b":c>", b"</row>", b":row>")
_LONGEST_HINT: Final = max(map(len, _HINTS))
_MOST: Final = 1 << 20  # cells that are named; nobody reads of more


@dataclass
class SheetMarks:
    """Of one sheet: `failed` gives a cell's error (#DIV/0!), NOT_CALCULATED for a formula that never was.

    `hidden_rows` counts the rows that hold something and are not shown, `struck_rows` those of which all that
    they hold is struck through (known of Excel's workbooks only).
    """

    failed: dict[CellPosition, str] = field(default_factory=dict)
    merged: list[Region] = field(default_factory=list)
    hidden_rows: int = 0
    struck_rows: int = 0


class MarksHint:
    """Whether a sheet's XML may hold what `SheetMarks` tells, looked at piece by piece."""

    def __init__(self) -> None:
        self.given = False
        self._tail = b""

    def feed(self, data: bytes) -> None:
        """Look through the next piece."""
        if not self.given:
            text = self._tail + data  # a word may go on in the next piece
            self.given = any(hint in text for hint in _HINTS)
            self._tail = text[-_LONGEST_HINT:]


def sheet_marks(archive: zipfile.ZipFile, members: Mapping[str, bool]) -> dict[str, SheetMarks]:
    """The marks of each sheet by its name. `members` says which members of the archive may hold any."""
    if members.get("content.xml"):
        return _open_document(archive)
    struck = struck_styles(archive)
    if not struck and not any(members.values()):
        return {}
    return {
        name: _excel(archive, part, struck)
        for name, part in sheet_parts(archive).items()
        if members.get(part) or (struck and part in members)
    }


class _ExcelMarks:
    """Finds errors, formulas without a value and hidden rows in a sheet's XML, piece by piece."""

    _CELL = re.compile(
        rb'<(?:\w+:)?c (?P<e>[^>]*\bt="e"[^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>(?P<error>[^<]*)<'
        rb"|<(?:\w+:)?c (?P<f>[^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
        rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>",
        re.DOTALL,
    )
    _HIDDEN_ROW = re.compile(
        rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"[^>]*(?<!/)>'
        rb"(?=(?:(?!</(?:\w+:)?row>).)*?<(?:\w+:)?(?:v|is)\b)",  # something stands in it
        re.DOTALL,
    )
    _PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')

    _ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*(?<!/)>(.*?)</(?:\w+:)?row>", re.DOTALL)
    _FILLED = re.compile(
        rb'<(?:\w+:)?c\b(?=[^>]*?\bs="(\d+)")?[^>]*(?<!/)>(?=(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?(?:v|is)\b)',
        re.DOTALL,
    )

    def __init__(self, struck: frozenset[bytes]) -> None:
        """`struck`: the numbers of the styles that strike through."""
        self.found: dict[CellPosition, str] = {}
        self.hidden_rows = self.struck_rows = 0
        self._struck = struck
        self._tail = self._row = b""

    def feed(self, data: bytes) -> None:
        if self._struck:
            self._count_struck(data)
        text = self._tail + data
        cut = max((text.rfind(end) + len(end) for end in _CELL_ENDS if end in text), default=0)
        text, self._tail = text[:cut], text[cut:]
        if len(self._tail) > _LONGEST_CELL:
            self._tail = b""
        self.hidden_rows += len(self._HIDDEN_ROW.findall(text))
        if len(self.found) > _MOST:
            return
        for match in self._CELL.finditer(text):
            attributes = match["e"] or match["f"]
            place = self._PLACE.search(attributes)
            if place is None or b't="str"' in attributes:  # a formula whose result is an empty text
                continue
            at = int(place[2]), column_number(place[1].decode()) - 1
            error = match["error"]
            self.found[at] = NOT_CALCULATED if error is None else error.decode("utf-8", "replace")

    def _count_struck(self, data: bytes) -> None:
        text = self._row + data
        end = 0
        for row in self._ROW.finditer(text):
            styles = self._FILLED.findall(row[1])
            self.struck_rows += bool(styles) and self._struck.issuperset(styles)
            end = row.end()
        self._row = text[end:] if len(text) - end <= _LONGEST_CELL else b""


def _excel(archive: zipfile.ZipFile, part: str, struck: frozenset[bytes]) -> SheetMarks:
    marks = _ExcelMarks(struck)
    with archive.open(part) as file:
        while data := file.read(_PIECE):
            marks.feed(data)
    return SheetMarks(marks.found, hidden_rows=marks.hidden_rows, struck_rows=marks.struck_rows)


def _open_document(archive: zipfile.ZipFile) -> dict[str, SheetMarks]:
    reader = _OpenDocument()
    with archive.open("content.xml") as file:
        while data := file.read(_PIECE):
            reader.feed(data)
    return reader.found


class _OpenDocument:
    """Finds merged cells, formulas without a value and hidden rows in an OpenDocument workbook's content."""

    def __init__(self) -> None:
        self.found: dict[str, SheetMarks] = {}
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._marks = SheetMarks()
        self._row = self._column = 0
        self._rows = 1  # how often the present row stands
        self._shown = True  # whether it is seen, or counted

    def feed(self, data: bytes) -> None:
        self._parser.Parse(data, False)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "table":
            self._marks = self.found[attributes.get("table:name", "")] = SheetMarks()
            self._row, self._rows = 0, 0
        elif local == "table-row":
            self._row += self._rows
            self._rows = int(attributes.get("table:number-rows-repeated", "1"))
            self._shown = attributes.get("table:visibility", "visible") == "visible"
            self._column = 0
        elif local in ("table-cell", "covered-table-cell"):
            self._cell(attributes)
            self._column += int(attributes.get("table:number-columns-repeated", "1"))

    def _cell(self, attributes: dict[str, str]) -> None:
        if not self._shown and "office:value-type" in attributes:
            self._marks.hidden_rows += self._rows
            self._shown = True
        down = int(attributes.get("table:number-rows-spanned", "1"))
        if down > 1:
            right = int(attributes.get("table:number-columns-spanned", "1"))
            last = self._row + down - 1, self._column + right - 1
            self._marks.merged.append(((self._row, self._column), last))
        if "table:formula" not in attributes or len(self._marks.failed) > _MOST:
            return
        if attributes.get("calcext:value-type") == "error":
            self._marks.failed[self._row + 1, self._column] = "#ERR"
        elif "office:value-type" not in attributes:
            self._marks.failed[self._row + 1, self._column] = NOT_CALCULATED
