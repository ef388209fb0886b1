"""Reading Excel and OpenDocument workbooks, after making sure that opening them cannot exhaust the PC."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from xml.parsers.expat import ExpatError

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.tabular.cell_looks import Looks, looks
from qadesk.tabular.extent import Extent, QuickExtent
from qadesk.tabular.table import Block, Row, block_of_rows

MAX_FILE: Final = 200 << 20  # bytes of the file
MAX_UNPACKED: Final = 600 << 20  # bytes of XML in it
MAX_CELLS: Final = 30_000_000  # of one sheet's rectangle
_ROWS: Final = 2000  # of a block
_LETTERS: Final = 4 << 20  # of one, too: cells may hold whole conversations
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    ExpatError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class Workbook:
    """One sheet of a workbook. Close by dropping it; the file itself is not held open."""

    workbook = True

    def __init__(self, sheet: Any, name: str, path: Path) -> None:
        self._sheet = sheet
        self._path = path
        self.sheet = name

    @property
    def left(self) -> int:
        """The column, from 0, in which its rows begin: what is empty left of all cells is not read."""
        return int((self._sheet.start or (0, 0))[1])

    def looks(self) -> Looks | None:
        """How the cells look; None where the file does not say."""
        return looks(self._path, self.sheet, self.left)

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
        letters = 0
        for row in self._rows():
            if row.line > header.line:
                rows.append(row)
                letters += sum(len(cell) for cell in row.cells if isinstance(cell, str))
            if len(rows) == _ROWS or letters > _LETTERS:
                block = block_of_rows(rows, width, typed=True, done=row.line, total=total)
                rows, letters = [], 0
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


class TooLargeError(UserError):
    """The refusal of a workbook that would take more room than a PC has."""


def open_workbook(path: Path) -> list[Workbook]:
    """The sheets that hold anything, hidden ones last.

    Raises UserError for a workbook that is damaged or locked with a password, TooLargeError for its size.
    """
    import python_calamine as calamine

    if path.stat().st_size > MAX_FILE:
        raise too_large(path)
    try:
        if zipfile.is_zipfile(path):
            _check_archive(path)
        # From its content: given a path, the reader would believe the file's name.
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        hidden = {
            sheet.name for sheet in book.sheets_metadata if sheet.visible != calamine.SheetVisibleEnum.Visible
        }
        work = {sheet.name for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet}
        sheets = [
            Workbook(book.get_sheet_by_name(name), name, path)
            for name in sorted((n for n in book.sheet_names if n in work), key=lambda n: n in hidden)
        ]
    except calamine.PasswordError:
        raise password_protected(path) from None
    except (*_UNREADABLE, calamine.CalamineError):
        raise damaged_workbook(path) from None
    except BaseException as error:
        # How a fault inside the reader arrives; it is no subclass of Exception.
        if type(error).__name__ == "PanicException":
            raise damaged_workbook(path) from None
        raise
    return [sheet for sheet in sheets if sheet.head(1)]


def _check_archive(path: Path) -> None:
    """Refuse what would unpack to more than a PC has room for: sizes stated and found, far-off cells."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MAX_UNPACKED or len(members) > 10_000:
            raise too_large(path)
        unpacked = 0
        for member in members:
            quick = QuickExtent() if _may_hold_cells(member.filename) else None
            unpacked += _measure(archive, member, quick, path, MAX_UNPACKED - unpacked)
            if quick is not None and not quick.usual:
                _measure(archive, member, Extent(), path, MAX_UNPACKED)


def _measure(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    extent: Extent | QuickExtent | None,
    path: Path,
    room: int,
) -> int:
    """Unpack one member piece by piece; its size. Raises UserError as soon as there is too much of it."""
    size = 0
    with archive.open(member) as part:
        while data := part.read(1 << 16):
            size += len(data)
            if extent is not None:
                extent.feed(data)
            if size > room or (extent is not None and extent.cells > MAX_CELLS):
                raise too_large(path)
    return size


def _may_hold_cells(name: str) -> bool:
    return name.endswith(".xml") and not name.endswith(("sharedStrings.xml", "styles.xml", "theme1.xml"))


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


def too_large(path: Path) -> TooLargeError:
    """The refusal of a workbook for its size."""
    return TooLargeError(
        _("“{file}” is too large for a workbook.").format(file=path.name),
        kept=_("Nothing was imported."),
        remedy=_("Save it as a CSV file, which may have millions of rows, or export a shorter period."),
    )
