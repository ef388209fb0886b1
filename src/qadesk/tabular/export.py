"""Writing a small table to CSV or Excel so that no cell of it can run as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qadesk.errors import UserError
from qadesk.i18n import _

if TYPE_CHECKING:
    from pandas import DataFrame

_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_TEXT_STAYS_TEXT: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MOST_TEXT: Final = 32_000  # characters; Excel takes 32,767 in a cell


def safe_text(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def write_table(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str | float]]) -> None:
    """Write a table to `path`: Excel for .xlsx, otherwise CSV that Excel opens with its letters right.

    The file is put in place whole. Raises UserError if it cannot be written.
    """
    import pandas

    safe = [[safe_text(cell)[:_MOST_TEXT] if isinstance(cell, str) else cell for cell in row] for row in rows]
    frame = pandas.DataFrame(safe, columns=list(headings), dtype=object)
    building = path.with_name(f".{path.name}.new")
    try:
        try:
            if path.suffix.lower() == ".xlsx":
                _write_xlsx(building, frame)
            else:
                frame.to_csv(building, index=False, encoding="utf-8-sig", errors="replace")
            building.replace(path)
        finally:
            building.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            _("“{file}” could not be written: {reason}").format(
                file=path.name, reason=error.strerror or str(error)
            ),
            kept=_("Nothing was changed."),
            remedy=_("If it is open in another program, close it there, or choose another folder."),
        ) from error


def _write_xlsx(path: Path, frame: DataFrame) -> None:
    from pandas import ExcelWriter

    with path.open("wb") as file:
        with ExcelWriter(file, engine="xlsxwriter", engine_kwargs={"options": _TEXT_STAYS_TEXT}) as book:
            frame.to_excel(book, index=False, freeze_panes=(1, 0))
            (sheet,) = book.sheets.values()
            sheet.autofit(max_width=480)
