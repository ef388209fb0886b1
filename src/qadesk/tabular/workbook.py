"""Reading Excel and OpenDocument workbooks, after making sure that opening them cannot exhaust the PC."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from math import isfinite
from pathlib import Path
from typing import Any, Final

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.tabular.cell_looks import Looks, looks
from qadesk.tabular.damage import DAMAGED
from qadesk.tabular.extent import Extent, QuickExtent
from qadesk.tabular.old_workbook import OLD_OFFICE, old_marks
from qadesk.tabular.sheet_marks import MarksHint, SheetMarks, sheet_marks
from qadesk.tabular.table import Block, Row, block_of_rows
from qadesk.tabular.text import is_blank, without_nul

MAX_FILE: Final = 200 << 20  # bytes of the file
MAX_UNPACKED: Final = 600 << 20  # bytes of XML in it
MAX_CELLS: Final = 30_000_000  # of one sheet's rectangle
_MOST_SQUEEZED: Final = 50 << 20  # bytes of a member that may be packed more densely than any table can
_SQUEEZED: Final = 300  # times
_MOST_EMPTY: Final = 4_000_000  # cells of a rectangle that may be nearly empty
_FILLED_ONCE_IN: Final = 50  # cells of a larger one
_NO_NUMBER: Final = "#NUM!"  # what spreadsheets show for a number beyond all others
_ROWS: Final = 2000  # of a block
_LETTERS: Final = 4 << 20  # of one, too: cells may hold whole conversations


class Workbook:
    """One sheet of a workbook. Close by dropping it; the file itself is not held open."""

    workbook = True
    delimiter = ""

    def __init__(
        self, sheet: Any, name: str, path: Path, marks: SheetMarks | None = None, *, hidden: bool = False
    ) -> None:
        self._sheet = sheet
        self._path = path
        self.sheet = name
        self.hidden = hidden
        marks = marks or SheetMarks()
        self.hidden_rows, self.struck_rows = marks.hidden_rows, marks.struck_rows
        self._failed = {(line, at - self.left): error for (line, at), error in marks.failed.items()}
        merged = marks.merged or sheet.merged_cell_ranges or ()
        self._merged = sorted(region for region in merged if region[1][0] > region[0][0])

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
                block = self._block(rows, width, row.line, total)
                rows, letters = [], 0
                if block is not None:
                    yield block
        block = self._block(rows, width, total, total)
        if block is not None:
            yield block

    def _block(self, rows: list[Row], width: int, done: int, total: int) -> Block | None:
        return block_of_rows(rows, width, typed=True, done=done, total=total, failed=self._failed)

    def _rows(self) -> Iterator[Row]:
        start = self._sheet.start
        if start is None:
            return
        rows = enumerate(self._sheet.iter_rows(), start=1)
        for line, cells in rows if not self._merged else self._filled_down(rows):
            yield Row(line, line, tuple(map(_readable, cells)))

    def _filled_down(self, rows: Iterable[tuple[int, list[Any]]]) -> Iterator[tuple[int, list[Any]]]:
        """The rows with what a cell that is merged downwards says in each of its rows."""
        waiting = self._merged[::-1]
        open_: list[tuple[int, int, Any]] = []  # last line, column, what stands in it
        for line, cells in rows:
            open_ = [region for region in open_ if region[0] >= line]
            if open_ and any(not is_blank(cell) for cell in cells):
                for _last, at, value in open_:
                    if is_blank(cells[at]):
                        cells[at] = value
            while waiting and waiting[-1][0][0] < line:
                (_first, column), (last, _right) = waiting.pop()
                at = column - self.left
                if 0 <= at < len(cells) and last >= line:
                    open_.append((last + 1, at, cells[at]))
            yield line, cells


def _readable(cell: Any) -> Any:
    """A cell as the rest of the program may meet it."""
    if isinstance(cell, str):
        return without_nul(cell)
    if isinstance(cell, float) and not isfinite(cell):
        return _NO_NUMBER
    return cell


def open_workbook(path: Path) -> list[Workbook]:
    """The sheets that hold anything, hidden ones last.

    Raises UserError for a workbook that is damaged, locked with a password, or too large.
    """
    import python_calamine as calamine

    if path.stat().st_size > MAX_FILE:
        raise too_large(path)
    try:
        marks = _check_archive(path) if zipfile.is_zipfile(path) else {}
        # From its content: given a path, the reader would believe the file's name.
        data = path.read_bytes()
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if data.startswith(OLD_OFFICE):
            marks = dict(zip(book.sheet_names, old_marks(data), strict=False))
        hidden = {
            sheet.name for sheet in book.sheets_metadata if sheet.visible != calamine.SheetVisibleEnum.Visible
        }
        work = {sheet.name for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet}
        sheets = [
            Workbook(book.get_sheet_by_name(name), name, path, marks.get(name), hidden=name in hidden)
            for name in sorted((n for n in book.sheet_names if n in work), key=lambda n: n in hidden)
        ]
    except calamine.PasswordError:
        raise password_protected(path) from None
    except (*DAMAGED, calamine.CalamineError):
        raise damaged_workbook(path) from None
    except BaseException as error:
        # How a fault inside the reader arrives; it is no subclass of Exception.
        if type(error).__name__ == "PanicException":
            raise damaged_workbook(path) from None
        raise
    return [sheet for sheet in sheets if sheet.head(1)]


def _check_archive(path: Path) -> dict[str, SheetMarks]:
    """Refuse what would unpack to more than a PC has room for: sizes stated and found, far-off cells.

    What the sheets say beside their values is given back: it is hinted at in what has to be unpacked anyway.
    """
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MAX_UNPACKED or len(members) > 10_000:
            raise too_large(path)
        if any(m.file_size > max(_MOST_SQUEEZED, _SQUEEZED * m.compress_size) for m in members):
            raise too_large(path)
        unpacked = 0
        hinted: dict[str, bool] = {}
        for member in members:
            quick = QuickExtent() if _may_hold_cells(member.filename) else None
            size, hinted[member.filename] = _measure(archive, member, quick, path, MAX_UNPACKED - unpacked)
            unpacked += size
            if quick is not None and not quick.usual:
                _measure(archive, member, Extent(), path, MAX_UNPACKED)
        return sheet_marks(archive, hinted)


def _measure(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    extent: Extent | QuickExtent | None,
    path: Path,
    room: int,
) -> tuple[int, bool]:
    """Unpack one member piece by piece: its size, and whether it may have marks (see `sheet_marks`).

    Raises UserError as soon as there is too much of it.
    """
    size, hint = 0, MarksHint()
    with archive.open(member) as part:
        while data := part.read(1 << 16):
            size += len(data)
            if extent is not None:
                extent.feed(data)
                hint.feed(data)
            if size > room or (extent is not None and extent.cells > MAX_CELLS):
                raise too_large(path)
    if extent is not None and extent.cells > max(_MOST_EMPTY, _FILLED_ONCE_IN * extent.count):
        raise _far_cells(path)
    return size, hint.given


def _may_hold_cells(name: str) -> bool:
    return name.endswith(".xml") and not name.endswith(("sharedStrings.xml", "styles.xml", "theme1.xml"))


def damaged_workbook(path: Path) -> UserError:
    """The refusal of a workbook that cannot be read."""
    return UserError(
        "import.workbook_damaged",
        _("“{file}” is damaged or was not saved completely.").format(file=path.name),
        kept=_("Nothing was imported."),
        remedy=_("Open it in Excel and save it again, or export it once more."),
    )


def password_protected(path: Path) -> UserError:
    """The refusal of a workbook that is locked."""
    return UserError(
        "import.password_protected",
        _("“{file}” is protected with a password.").format(file=path.name),
        kept=_("Nothing was imported."),
        remedy=_("Open it in Excel, remove the password, save it, and import it again."),
    )


def _far_cells(path: Path) -> UserError:
    return UserError(
        "import.cells_far_away",
        _("“{file}” has cells far away from its table, with millions of empty ones between.").format(
            file=path.name
        ),
        kept=_("Nothing was imported."),
        remedy=_(
            "Delete the empty rows and columns around the table in Excel, save it, and import it again."
        ),
    )


def too_large(path: Path) -> UserError:
    """The refusal of a workbook that would take more room than a PC has."""
    return UserError(
        "import.too_large",
        _("“{file}” is too large for a workbook.").format(file=path.name),
        kept=_("Nothing was imported."),
        remedy=_("Save it as a CSV file, which may have millions of rows, or export a shorter period."),
    )
