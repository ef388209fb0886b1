"""Writing a workbook whose figures are formulas over the records it holds.

Formulas are only ever made by the program, as `Formula`; every text is written as text.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from qadesk.domain.masking import mask
from qadesk.tabular.export import WORKBOOK_OPTIONS, runs
from qadesk.whole_files import write_whole

# How a cell looks, by the name a sheet gives its style; each with border and the sheet's own font.
_STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "text": {"num_format": "@", "valign": "top"},
    "wrap": {"text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 14, "border": 0},
    "plain": {"border": 0},
    "head": {"bold": True, "bg_color": "#F1EFE9", "text_wrap": True, "valign": "vcenter"},
    "number": {"num_format": "0.00", "valign": "top"},
    "fine": {"num_format": "0.0000", "valign": "top"},
    "count": {"num_format": "#,##0", "valign": "top"},
    "rate": {"num_format": "0.00%", "valign": "top"},
    "fine_rate": {"num_format": "0.00########%", "valign": "top"},
    "any": {"num_format": "General", "valign": "top"},
    "time": {"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd", "valign": "top"},
    "total": {"bold": True, "num_format": "0.00", "top": 2},
    "label": {"bold": True, "top": 2},
}


@dataclass(frozen=True)
class Formula:
    """A formula without its leading "=", and what it comes to, for readers that do not calculate."""

    text: str
    value: Decimal | int | str | None = None


Content = str | int | float | Decimal | date | datetime | Formula | None


@dataclass(frozen=True)
class LiveCell:
    """What stands in a cell and how it looks."""

    content: Content
    style: str = "text"


@dataclass
class LiveSheet:
    """A sheet: rows of cells from its first row on; `widths` in characters, `frozen` (rows, columns)."""

    title: str
    rows: list[Sequence[LiveCell]] = field(default_factory=list)
    widths: Sequence[float] = ()
    frozen: tuple[int, int] = (0, 0)

    def add(self, *cells: LiveCell) -> int:
        """Add a row; its number as a spreadsheet counts, from 1."""
        self.rows.append(cells)
        return len(self.rows)

    def column(self, number: int, first: int) -> str:
        """The address of a column (from 0) between row `first` and the last row written, for a formula."""
        letter, last = letters(number), max(len(self.rows), first)
        return f"{quoted(self.title)}!${letter}${first}:${letter}${last}"


def letters(column: int) -> str:
    """A, B, … Z, AA for a column counted from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def quoted(title: str) -> str:
    """A sheet's title as a formula names it."""
    return "'" + title.replace("'", "''") + "'"


def write_live_book(path: Path, sheets: Sequence[LiveSheet], show: Callable[[str], str] = mask) -> None:
    """Write the workbook; put in place whole. Raises UserError if it cannot be written."""
    write_whole(path, live_book(sheets, show=show))


def live_book(
    sheets: Sequence[LiveSheet], made: datetime | None = None, *, show: Callable[[str], str] = mask
) -> bytes:
    """The workbook itself; the same sheets `made` at the same time give the same bytes.

    `show` makes of a text what may be written of it; titles, which name an agent, stay.
    """
    import xlsxwriter

    content = io.BytesIO()
    options = dict(WORKBOOK_OPTIONS) | {"remove_timezone": True}
    with xlsxwriter.Workbook(content, options) as book:
        if made is not None:
            book.set_properties({"created": made})
        edge = {"border": 1, "border_color": "#D0CCC2"}
        styles = {
            (name, quoted): book.add_format(edge | dict(style) | ({"quote_prefix": True} if quoted else {}))
            for name, style in _STYLES.items()
            for quoted in (False, True)
        }
        for sheet in sheets:
            _write(book.add_worksheet(sheet.title), sheet, styles, show)
    return content.getvalue()


def _write(
    page: Any, sheet: LiveSheet, styles: Mapping[tuple[str, bool], Any], show: Callable[[str], str]
) -> None:
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    if sheet.frozen != (0, 0):
        page.freeze_panes(*sheet.frozen)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    for row, cells in enumerate(sheet.rows):
        if lines := _lines(cells, sheet.widths):
            page.set_row(row, 15 * lines)
        for column, cell in enumerate(cells):
            content = cell.content
            if isinstance(content, str) and cell.style != "title":
                content = show(content)
            # A text that starts like a formula stays one even where the workbook is later saved as CSV.
            text = isinstance(content, str) and runs(content)
            _put(page, row, column, content, styles[cell.style, text])


def _lines(cells: Sequence[LiveCell], widths: Sequence[float]) -> int:
    """How many lines the wrapped texts of a row take; 0 where nothing wraps."""
    wrapped = [
        -(-_width(str(cell.content)) // max(int(width) - 2, 1))
        for cell, width in zip(cells, widths, strict=False)
        if cell.style in ("wrap", "head") and cell.content
    ]
    return max(wrapped, default=0)


def _width(text: str) -> int:
    """In characters of the Latin alphabet; a Chinese one is as wide as two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _put(page: Any, row: int, column: int, content: Content, style: Any) -> None:
    if content is None or content == "":
        page.write_blank(row, column, None, style)
    elif isinstance(content, Formula):
        known = content.value
        page.write_formula(row, column, "=" + content.text, style, "" if known is None else _plain(known))
    elif isinstance(content, str):
        page.write_string(row, column, content, style)
    elif isinstance(content, datetime | date):
        page.write_datetime(row, column, content, style)
    else:
        page.write_number(row, column, float(content), style)


def _plain(value: Decimal | int | str) -> float | str:
    return value if isinstance(value, str) else float(value)
