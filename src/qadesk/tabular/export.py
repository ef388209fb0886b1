"""Writing a small table to CSV or Excel so that no cell of it can run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from qadesk.errors import UserError
from qadesk.i18n import _

_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_text(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def write_table(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str | float]]) -> None:
    """Write a table to `path`: Excel for .xlsx, otherwise CSV that Excel opens with its letters right.

    The file is put in place whole. Raises UserError if it cannot be written.
    """
    building = path.with_name(f".{path.name}.new")
    try:
        try:
            (_write_xlsx if path.suffix.lower() == ".xlsx" else _write_csv)(building, headings, rows)
            building.replace(path)
        finally:
            building.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            _("“{file}” could not be written: {reason}").format(file=path.name, reason=error.strerror),
            kept=_("Nothing was changed."),
            remedy=_("If it is open in another program, close it there, or choose another folder."),
        ) from error


def _write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str | float]]) -> None:
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows([safe_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def _write_xlsx(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str | float]]) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        widths = [len(heading) for heading in headings]
        sheet.write_row(0, 0, headings, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                widths[column] = max(widths[column], min(60, len(str(cell))))
                if isinstance(cell, str):
                    sheet.write_string(number, column, safe_text(cell)[:32_000])
                else:
                    sheet.write_number(number, column, cell)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width * 1.6 + 2)
        sheet.freeze_panes(1, 0)
