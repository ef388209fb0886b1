"""Reading CSV, TSV and the like: quickly where rows are plain, exactly where cells are quoted."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Final, NamedTuple

from qadesk.errors import UserError
from qadesk.file_errors import reading
from qadesk.i18n import _
from qadesk.tabular.cell_looks import Looks
from qadesk.tabular.table import Block, Row, block_of_rows
from qadesk.tabular.text import without_nul

BLOCK_BYTES: Final = 1 << 19  # some 6,000 rows: few enough for a smooth window, and to go into a pipe whole
MAX_ROW: Final = 1 << 20  # characters; a quoted cell that runs on longer over many lines was never closed
csv.field_size_limit(MAX_ROW)
_SENTINEL: Final = "\x00\x01\x00"
_DELIMITERS: Final = ",\t;|，；"
_NOTHING: Final = " \t\r\n\xa0\u3000"


class _Piece(NamedTuple):
    """Whole rows as text, parsed already if there are quotation marks; their line; bytes read so far."""

    text: str
    rows: list[Row] | None
    line: int
    done: int
    end: str  # the one line end used in it, "" if several are

    def after(self, line: int) -> _Piece | None:
        """What of the piece comes after a line of the file; None if nothing does."""
        if self.line > line:
            return self
        if self.rows is not None:
            kept = [row for row in self.rows if row.line > line]
            return self._replace(rows=kept) if kept else None
        parts = io.StringIO(self.text, newline="").readlines()[line + 1 - self.line :]
        return self._replace(text="".join(parts), line=line + 1) if parts else None


class Delimited:
    """A text file of cells between delimiters."""

    sheet = ""
    left = 0
    workbook = False
    hidden = False
    hidden_rows = struck_rows = 0

    def __init__(self, path: Path, encoding: str) -> None:
        self._path = path
        self._encoding = encoding
        self._total = path.stat().st_size
        self.delimiter = self._sniff_delimiter()

    def looks(self) -> Looks | None:
        """Text looks like nothing but itself."""
        return None

    def head(self, rows: int) -> list[Row]:
        """The first rows that are not entirely empty."""
        found = (row for piece in self._pieces() for row in self._rows_of(piece) if row.filled)
        return list(islice(found, rows))

    def blocks(self, header: Row, width: int) -> Iterator[Block]:
        """The rows after `header`, `width` columns wide.

        Raises UserError for a quotation mark that is never closed, or a file that can no longer be read.
        """
        for piece in self._pieces():
            rest = piece.after(header.last_line)
            if rest is not None and (block := self._block(rest, width)) is not None:
                yield block

    def _block(self, piece: _Piece, width: int) -> Block | None:
        if piece.rows is None:
            flat, count = _split_plain(piece, self.delimiter, width)
            if flat is not None:
                columns = [flat[i :: width + 1] for i in range(width)]
                return Block(columns, range(piece.line, piece.line + count), False, piece.done, self._total)
        rows = self._rows_of(piece)
        torn = {
            row.line
            for row in rows
            if row.last_line > row.line
            and any(isinstance(cell, str) and _swallowed(cell, self.delimiter, width) for cell in row.cells)
        }
        return block_of_rows(
            rows, width, typed=False, done=piece.done, total=self._total, torn=frozenset(torn)
        )

    def _rows_of(self, piece: _Piece) -> list[Row]:
        if piece.rows is not None:
            return piece.rows
        reader = csv.reader(io.StringIO(piece.text, newline=""), delimiter=self.delimiter)
        return [Row(line, line, tuple(cells)) for line, cells in enumerate(reader, piece.line) if any(cells)]

    def _pieces(self) -> Iterator[_Piece]:
        """The file in pieces of whole rows."""
        rest, done, line, final = "", 0, 1, False
        # It may lie on a stick or a network that goes away meanwhile.
        with reading(self._path, kept=_("Nothing was imported.")), self._path.open("rb") as file:
            decoder = _decoder(self._encoding)
            while not final:
                data = file.read(BLOCK_BYTES)
                final = not data
                done += len(data)
                text = rest + without_nul(decoder.decode(data, final))
                whole = text if final else text[: _last_line_end(text)]
                rows, empty = None, self._is_empty(whole)
                if '"' in whole and not empty:
                    rows, used = _quoted_rows(whole, self.delimiter, line, final)
                    whole = whole[:used]
                rest = text[len(whole) :]
                lines, end = _line_ends(whole)
                after = line + lines
                if len(rest) > MAX_ROW:
                    raise _endless(rest, after)
                if whole and not empty:
                    yield _Piece(whole, rows, line, done, end)
                line = after

    def _is_empty(self, text: str) -> bool:
        """Whether whole lines hold nothing, not even within quotation marks: there may be millions."""
        if '"' in text:
            text = text.replace('""', "") if '"""' not in text else text
        return not text.strip(_NOTHING + self.delimiter)

    def _sniff_delimiter(self) -> str:
        """The delimiter that cuts the first lines most often and most evenly."""
        with self._path.open("rb") as file:
            text = _decoder(self._encoding).decode(file.read(BLOCK_BYTES // 2), False)
        lines = text.splitlines()[:60]
        return max(_DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(encoding)(errors="replace")


def _evenness(lines: list[str], delimiter: str) -> float:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
    except csv.Error:
        return 0
    return max((width - 1) * count**1.5 for width, count in widths.items()) if widths else 0


def _split_plain(piece: _Piece, delimiter: str, width: int) -> tuple[list[str] | None, int]:
    """All cells of a piece without quotation marks in one list, a mark after each row.

    None unless every row has `width` cells. Ten times fewer steps than going row by row: this is what makes
    a million rows quick.
    """
    text, end = piece.text, piece.end
    if not end:
        return None, 0
    if not text.endswith(end):
        text += end
    flat = text.replace(end, f"{delimiter}{_SENTINEL}{delimiter}").split(delimiter)
    flat.pop()
    rows, rest = divmod(len(flat), width + 1)
    if rest or flat[width :: width + 1].count(_SENTINEL) != rows or flat.count(_SENTINEL) != rows:
        return None, 0
    return flat, rows


def _last_line_end(text: str) -> int:
    """How much of `text` is whole lines; a return at its very end may be half of a line end."""
    return text.rfind("\n") + 1 or text.rfind("\r", 0, -1) + 1


def _quoted_rows(text: str, delimiter: str, line: int, final: bool) -> tuple[list[Row], int]:
    """The rows of a piece with quotation marks, and how much of it they are: an open last row is left.

    Raises UserError for a quotation mark open at the end of the file that took more than its own line.
    """
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(chain(lines, [_SENTINEL]), delimiter=delimiter)
    rows: list[Row] = []
    before = 0
    try:
        for cells in reader:
            if reader.line_num > len(lines):
                if cells == [_SENTINEL]:
                    break
                if not final:
                    return rows, sum(map(len, lines[:before]))
                if len(lines) - before > 1:
                    raise _never_closed(line + before)
                cells[-1] = cells[-1].removesuffix(_SENTINEL)
            rows.append(Row(line + before, line + min(reader.line_num, len(lines)) - 1, tuple(cells)))
            before = reader.line_num
    except csv.Error:  # a cell beyond what the csv module takes
        raise _endless("".join(lines[before:]), line + before) from None
    return rows, len(text)


def _endless(rest: str, line: int) -> UserError:
    """Why a row does not end: its first line is too long, or a quotation mark takes in the next ones."""
    first = min((at for at in (rest.find("\n"), rest.find("\r")) if at >= 0), default=len(rest))
    if first < MAX_ROW:
        return _never_closed(line)
    return UserError(
        "import.line_too_long",
        _("Line {line} is longer than a million characters.").format(line=line),
        kept=_("Nothing was imported."),
        remedy=_("Check that this is the right file, or export it again."),
    )


def _never_closed(line: int) -> UserError:
    return UserError(
        "import.quote_open",
        _("A quotation mark in line {line} is never closed.").format(line=line),
        kept=_("Nothing was imported."),
        remedy=_("Remove the quotation mark from that line, or export the file again."),
    )


def _swallowed(cell: str, delimiter: str, width: int) -> bool:
    """Whether a quoted cell contains what looks like a whole row of the table."""
    return width > 2 and any(part.count(delimiter) >= width - 1 for part in cell.splitlines()[1:])


def _line_ends(text: str) -> tuple[int, str]:
    """How many lines a text has, and their line end if it is the same everywhere, else ""."""
    feeds = text.count("\n")
    unended = 1 if text and text[-1] not in "\r\n" else 0
    if "\r" not in text:
        return feeds + unended, "\n"
    returns = text.count("\r")
    if not feeds:
        return returns + unended, "\r"
    both = text.count("\r\n")
    return feeds + returns - both + unended, "\r\n" if both == feeds == returns else ""
