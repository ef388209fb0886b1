"""Writing a small table to CSV or Excel so that no cell of it can run as a formula."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qadesk.file_errors import writing
from qadesk.i18n import _
from qadesk.progress import Progress

if TYPE_CHECKING:
    from pandas import DataFrame

WORKBOOK_OPTIONS: Final = {  # text stays text, and nothing is put into the folder for temporary files
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MOST_TEXT: Final = 32_000  # characters; Excel takes 32,767 in a cell


def safe_text(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def write_table(
    path: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[str | float]],
    progress: Progress | None = None,
) -> None:
    """Write a table to `path`: Excel for .xlsx, otherwise CSV that Excel opens with its letters right.

    The file is put in place whole. Raises UserError if it cannot be written, and Cancelled.
    """
    import pandas

    progress = progress or Progress()
    progress.report(0, 0)
    safe = [[safe_text(cell)[:_MOST_TEXT] if isinstance(cell, str) else cell for cell in row] for row in rows]
    frame = pandas.DataFrame(safe, columns=list(headings), dtype=object)
    progress.report(0, 0)
    if path.suffix.lower() == ".xlsx":
        content = _xlsx(frame)
    else:
        content = frame.to_csv(index=False).encode("utf-8-sig", "replace")
    progress.report(0, 0)  # the last moment to stop
    write_whole(path, content)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that takes its place at the end, replacing one of its name.

    Raises UserError if it cannot be written (it may be open in Excel); then what was there is as it was, and
    nothing is left behind.
    """
    building = path.with_name(f".{uuid.uuid4().hex[:8]}.new")
    with writing(path, kept=_("Nothing was changed.")):
        try:
            building.write_bytes(content)
            building.replace(path)
        finally:
            building.unlink(missing_ok=True)


def _xlsx(frame: DataFrame) -> bytes:
    from pandas import ExcelWriter

    content = io.BytesIO()
    with ExcelWriter(content, engine="xlsxwriter", engine_kwargs={"options": WORKBOOK_OPTIONS}) as book:
        frame.to_excel(book, index=False, freeze_panes=(1, 0))
        (sheet,) = book.sheets.values()
        sheet.autofit(max_width=480)
    return content.getvalue()
