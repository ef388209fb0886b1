"""Writing a table to CSV or Excel so that no cell of it can run as a formula, and no text names a telephone.

Telephone numbers in texts are masked unless who writes says how they are shown: so none can be forgotten.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from qadesk.domain.masking import mask
from qadesk.progress import Progress
from qadesk.whole_files import hidden, written_whole

if TYPE_CHECKING:
    from typing_extensions import Buffer
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

WrittenCell = str | float | None

WORKBOOK_OPTIONS: Final = {  # text stays text, and nothing is put into the folder for temporary files
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MOST_TEXT: Final = 32_000  # characters; Excel takes 32,767 in a cell
_MOST_ROWS: Final = 1_048_576  # of one sheet, the headings among them
_AT_ONCE: Final = 2000  # rows between two reports
_SAMPLE: Final = 500  # rows measured for the widths of columns
_WIDEST: Final = 60  # letters
_LATIN: Final = 0x2E7F  # from here on characters are wide


def runs(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula."""
    return text.startswith(_STARTS_FORMULA)


def safe_text(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{text}" if runs(text) else text


def write_table(
    path: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[WrittenCell]],
    progress: Progress | None = None,
    total: int = 0,
    *,
    show: Callable[[str], str] = mask,
    plain: Container[str] = (),
) -> None:
    """Write a table to `path`: Excel for .xlsx, otherwise CSV that Excel opens with its letters right.

    `show` makes of a text what may be written of it, but under the headings `plain`: staff numbers stay.

    The rows, of which `progress` is told `total` (0: not known), are taken as they are written: there may be
    millions. The file is put in place whole. Raises UserError if it cannot be written, and Cancelled.
    """
    told = _counted(rows, progress or Progress(), total, [None if one in plain else show for one in headings])
    headings = [safe_text(heading) for heading in headings]
    with written_whole(path) as building:
        if path.suffix.lower() == ".xlsx":
            _write_xlsx(building, headings, told, progress or Progress())
        else:
            _write_csv(building, headings, told)


def write_sheets(
    path: Path,
    sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[WrittenCell]]]],
    *,
    show: Callable[[str], str] = mask,
    plain: Container[str] = (),
) -> None:
    """Write a workbook of small tables: title, headings and rows of each. Otherwise as `write_table`."""
    import xlsxwriter

    with written_whole(path) as building, xlsxwriter.Workbook(building, WORKBOOK_OPTIONS) as book:
        bold = book.add_format({"bold": True})
        for title, headings, rows in sheets:
            safe = [safe_text(heading) for heading in headings]
            shows = [None if one in plain else show for one in headings]
            _write_sheet(book.add_worksheet(title), safe, _counted(rows, Progress(), 0, shows), bold)


def _counted(
    rows: Iterable[Sequence[WrittenCell]],
    progress: Progress,
    total: int,
    shows: Sequence[Callable[[str], str] | None],
) -> Iterator[list[WrittenCell]]:
    """The rows as they may be written, counted on the way; `shows` by column."""
    done = 0
    progress.report(0, total)
    for row in rows:
        yield [_written(cell, show) for cell, show in zip(row, shows, strict=True)]
        done += 1
        if done % _AT_ONCE == 0:
            progress.report(done, total)
    progress.report(done, total)


def _written(cell: WrittenCell, show: Callable[[str], str] | None) -> WrittenCell:
    if not isinstance(cell, str):
        return cell
    return safe_text(cell if show is None else show(cell))[:_MOST_TEXT]


def _write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[WrittenCell]]) -> None:
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)


def _write_xlsx(
    path: Path, headings: Sequence[str], rows: Iterator[Sequence[WrittenCell]], progress: Progress
) -> None:
    """A workbook, on further sheets what one cannot hold; rows wait for it on the disk, not in memory."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    waiting = hidden(path.parent)
    with _made_and_removed(waiting), path.open("wb") as file:
        options = WORKBOOK_OPTIONS | {"in_memory": False, "constant_memory": True, "tmpdir": str(waiting)}
        target = _Stoppable(file, progress)
        book = xlsxwriter.Workbook(target, options)
        try:
            bold, first = book.add_format({"bold": True}), next(rows, None)
            while first is not None or not book.worksheets():
                head = [] if first is None else [first]
                of_sheet = chain(head, islice(rows, _MOST_ROWS - 1 - len(head)))
                _write_sheet(book.add_worksheet(), headings, of_sheet, bold)
                first = next(rows, None)
            book.close()
        except FileCreateError as error:
            raise error.args[0] from None  # the OSError within
        finally:
            target.let_go()
            for sheet in book.worksheets():  # or Windows keeps the folder after a stop
                sheet.row_data_fh.close()


@contextmanager
def _made_and_removed(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_sheet(
    sheet: Worksheet, headings: Sequence[str], rows: Iterable[Sequence[WrittenCell]], bold: Format
) -> None:
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    widest = [_width(heading) for heading in headings]
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            else:
                sheet.write(number, column, cell)
        if number <= _SAMPLE:
            widest = [max(most, _width(cell)) for most, cell in zip(widest, row, strict=True)]
    for column, most in enumerate(widest):
        sheet.set_column(column, column, min(most, _WIDEST) + 2)


def _width(cell: WrittenCell) -> int:
    """How many letters wide a cell is; a Chinese character is as wide as two."""
    return sum(2 if ord(sign) > _LATIN else 1 for sign in ("" if cell is None else str(cell)))


class _Stoppable(io.RawIOBase):
    """A file that asks before every write whether to go on: packing a large workbook takes its time.

    Once let go it takes anything and keeps nothing: what was being packed at a stop still tries to end well.
    """

    def __init__(self, file: BinaryIO, progress: Progress) -> None:
        self._file: BinaryIO | None = file
        self._at = 0  # once nothing is to be written any more: where it would be
        self._progress = progress

    def let_go(self) -> None:
        """Nothing is to be written any more."""
        if self._file is not None:
            self._at, self._file = self._file.tell(), None

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        if self._file is None:
            size = memoryview(data).nbytes
            self._at += size
            return size
        self._progress.report(0, 0)
        return self._file.write(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        if self._file is None:
            self._at = offset + (self._at if whence else 0)
            return self._at
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._at if self._file is None else self._file.tell()

    def flush(self) -> None:
        if self._file is not None:
            self._file.flush()
