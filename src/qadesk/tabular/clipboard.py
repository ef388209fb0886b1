"""Cells on the clipboard, as spreadsheets write and read them."""

from __future__ import annotations

import re
from typing import Final

from qadesk import formats
from qadesk.i18n import _
from qadesk.tabular.export import runs

Grid = list[list[str]]
MOST_PASTED: Final = 1000  # rows
_QUOTED: Final = re.compile(r'^="(.*)"$')
_CELL: Final = re.compile(r'"((?:[^"]|"")*)"(?=\t|\r|\n|$)|[^\t\r\n]*')
_NEEDS_QUOTES: Final = re.compile(r'[\t\r\n"]')
_NUMBER: Final = re.compile(r"[-+]?[0-9.]+%?$")


def grid(text: str) -> Grid:
    """The cells of what was copied in a spreadsheet, line by line.

    Spreadsheets put a cell of several lines in quotation marks, and double those within it.
    """
    text = text.rstrip("\r\n")
    if '"' not in text:
        return [line.split("\t") for line in text.splitlines()]
    made: Grid = [[]]
    at = 0
    while found := _CELL.match(text, at):
        quoted = found[1] is not None and _NEEDS_QUOTES.search(found[1])
        cell = found[1].replace('""', '"') if quoted else found[0]
        made[-1].append(_QUOTED.sub(lambda said: said[1].replace('""', '"'), cell))
        at = found.end()
        if at == len(text):
            break
        if text[at] != "\t":
            made.append([])
        at += 2 if text.startswith("\r\n", at) else 1
    return made


TOO_MANY: Final = "cell.too_many"  # the code of what `too_many` says


def too_many(cells: Grid) -> str:
    """Why a block is not looked at: it has more rows than anybody means to paste; "" for others."""
    if len(cells) <= MOST_PASTED:
        return ""
    words = _("{n} rows were pasted; at most {most} can be pasted at once. Nothing was changed.")
    return words.format(n=formats.count(len(cells)), most=formats.count(MOST_PASTED))


def for_spreadsheet(cells: Grid) -> str:
    """Cells as `grid` reads them; a text that a spreadsheet would calculate is one there, too."""

    def cell(text: str) -> str:
        doubled = text.replace('"', '""')
        if runs(text) and text[0].isprintable() and not _NUMBER.match(text):
            return '="{}"'.format(doubled.replace("\t", " ").replace("\n", " "))
        return f'"{doubled}"' if _NEEDS_QUOTES.search(text) else text

    return "\n".join("\t".join(map(cell, line)) for line in cells)
