"""Reading Excel and OpenDocument workbooks, after making sure that opening them cannot exhaust the PC."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.tabular.table import Block, Row, block_of_rows

MAX_FILE: Final = 200 << 20  # bytes of the file
MAX_UNPACKED: Final = 600 << 20  # bytes of XML in it
MAX_CELLS: Final = 30_000_000  # of one sheet's rectangle
_ROWS: Final = 2000
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?(?<!/)>')
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="([0-9]+)"[^>]*?(?<!/)>')


class Workbook:
    """One sheet of a workbook. Close by dropping it; the file itself is not held open."""

    def __init__(self, sheet: Any, name: str) -> None:
        self._sheet = sheet
        self.sheet = name

    def head(self, rows: int) -> list[Row]:
        """The first rows that are not entirely empty."""
        found: list[Row] = []
        for row in self._rows():
            if row.filled:
                found.append(row)
                if len(found) == rows:
                    break
        return found

    def blocks(self, header: Row, width: int) -> Iterator[Block]:
        """The rows after `header`, `width` columns wide."""
        total = int(self._sheet.height) + (self._sheet.start or (0, 0))[0]
        rows: list[Row] = []
        for row in self._rows():
            if row.line > header.line:
                rows.append(row)
            if len(rows) == _ROWS:
                block = block_of_rows(rows, width, typed=True, done=row.line, total=total)
                rows = []
                if block is not None:
                    yield block
        block = block_of_rows(rows, width, typed=True, done=total, total=total)
        if block is not None:
            yield block

    def _rows(self) -> Iterator[Row]:
        start = self._sheet.start
        if start is None:
            return
        for line, cells in enumerate(self._sheet.iter_rows(), start=1):
            yield Row(line, line, tuple(cells))


def open_workbook(path: Path) -> list[Workbook]:
    """The sheets that hold anything, hidden ones last.

    Raises UserError for a workbook that is damaged, locked with a password, or too large.
    """
    import python_calamine as calamine

    if path.stat().st_size > MAX_FILE:
        raise _too_large(path)
    try:
        if zipfile.is_zipfile(path):
            _check_archive(path)
        book = calamine.CalamineWorkbook.from_path(str(path))
        hidden = {
            sheet.name for sheet in book.sheets_metadata if sheet.visible != calamine.SheetVisibleEnum.Visible
        }
        work = {sheet.name for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet}
        sheets = [
            Workbook(book.get_sheet_by_name(name), name)
            for name in sorted((n for n in book.sheet_names if n in work), key=lambda n: n in hidden)
        ]
    except calamine.PasswordError:
        raise password_protected(path) from None
    except (
        calamine.CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ):
        raise damaged_workbook(path) from None
    return [sheet for sheet in sheets if sheet.head(1)]


def _check_archive(path: Path) -> None:
    """Refuse what would unpack to more than a PC has room for: sizes stated and found, far-off cells."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MAX_UNPACKED or len(members) > 10_000:
            raise _too_large(path)
        unpacked = 0
        for member in members:
            if not member.filename.endswith((".xml", ".bin", ".rels")):
                continue
            watch = _Extent()
            with archive.open(member) as part:
                while data := part.read(1 << 18):
                    unpacked += len(data)
                    watch.feed(data)
                    if unpacked > MAX_UNPACKED or watch.cells > MAX_CELLS:
                        raise _too_large(path)


class _Extent:
    """The rectangle that the filled cells of a sheet span: readers lay it out whole, however empty."""

    def __init__(self) -> None:
        self._tail = b""
        self._right = self._bottom = 1
        self._repeats = 1

    def feed(self, data: bytes) -> None:
        """Look through the next piece of XML."""
        text = self._tail + data
        for column, row in _CELL.findall(text):
            number = 0
            for letter in column:
                number = number * 26 + letter - 64
            self._right = max(self._right, number)
            self._bottom = max(self._bottom, int(row))
        for times in _REPEATED.findall(text):
            self._repeats = max(self._repeats, int(times))
        self._tail = text[-200:]

    @property
    def cells(self) -> int:
        """Cells of the rectangle, as far as it has been seen."""
        return max(self._right * self._bottom, self._repeats * 16 if self._repeats > 10_000 else 1)


def damaged_workbook(path: Path) -> UserError:
    """The refusal of a workbook that cannot be read."""
    return UserError(
        _("“{file}” is damaged or was not saved completely.").format(file=path.name),
        kept=_("Nothing was imported."),
        remedy=_("Open it in Excel and save it again, or export it once more."),
    )


def password_protected(path: Path) -> UserError:
    """The refusal of a workbook that is locked."""
    return UserError(
        _("“{file}” is protected with a password.").format(file=path.name),
        kept=_("Nothing was imported."),
        remedy=_("Open it in Excel, remove the password, save it, and import it again."),
    )


def _too_large(path: Path) -> UserError:
    return UserError(
        _("“{file}” is too large for a workbook.").format(file=path.name),
        kept=_("Nothing was imported."),
        remedy=_("Save it as a CSV file, which may have millions of rows, or export a shorter period."),
    )
