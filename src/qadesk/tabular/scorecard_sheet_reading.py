"""A scorecard from a workbook: its rows made into the same nodes as a text file, each with its cell."""

from __future__ import annotations

import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from qadesk.errors import UserError
from qadesk.file_errors import reading
from qadesk.i18n import _
from qadesk.tabular import scorecard_columns as columns
from qadesk.tabular import scorecard_shares as shares
from qadesk.tabular import scorecard_words as words
from qadesk.tabular.cell_looks import NOT_CALCULATED, Looks
from qadesk.tabular.damage import DAMAGED
from qadesk.tabular.nodes import CellPlace, Complaint, Fields, FileNode, Listing, Scalar, Tree
from qadesk.tabular.numbers import NotRead
from qadesk.tabular.scorecard_columns import SheetOf, WorkbookColumn, code_of, plain
from qadesk.tabular.scorecard_reading import ReadScorecard, reading_of
from qadesk.tabular.scorecard_words import label
from qadesk.tabular.sources import open_workbook_sources
from qadesk.tabular.table import TableSource
from qadesk.tabular.text import Cell
from qadesk.tabular.workbook import damaged_workbook

_WORKBOOKS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
MAX_FILE: Final = 2 << 20  # bytes
_MAX_UNPACKED: Final = 100 << 20
_MOST_ROWS: Final = 5000
_HEADER_WITHIN: Final = 10  # title lines above the headings


def read_sheet(file: Path) -> ReadScorecard:
    """What a workbook holds.

    Raises UserError for a file that cannot be read or is no workbook, or one too large for a scorecard.
    """
    with reading(file, kept=_("Nothing was imported.")):
        _refuse_large(file)
        try:
            books = open_workbook_sources(file)
        except UserError as error:
            if error.code == "import.too_large":
                raise _far_too_large(file) from None
            raise
        shown = {book.sheet: book.looks() for book in books}
    return reading_of(_Sheets(books, shown).tree(), label)


def is_workbook(file: Path) -> bool:
    """Whether it is a workbook, by its content. Raises UserError for a file that cannot be read."""
    with reading(file, kept=_("Nothing was imported.")), file.open("rb") as opened:
        return opened.read(8).startswith(_WORKBOOKS)


def _refuse_large(file: Path) -> None:
    size = file.stat().st_size
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                unpacked = sum(member.file_size for member in archive.infolist())
        else:
            unpacked = 0
    except DAMAGED:
        raise damaged_workbook(file) from None
    if size > MAX_FILE or unpacked > _MAX_UNPACKED:
        raise _far_too_large(file)


def _far_too_large(file: Path) -> UserError:
    return UserError(
        "scorecard_file.too_large",
        _("“{file}” is too large for a scorecard.").format(file=file.name),
        kept=_("Nothing was imported."),
        remedy=_("A scorecard file has 2 MB at most. Choose another file."),
    )


@dataclass(frozen=True)
class _Line:
    """A row of a sheet: its cells that say anything, by column; which of them are shown as percentages."""

    place: CellPlace
    cells: dict[WorkbookColumn, Scalar]
    percent: frozenset[WorkbookColumn] = frozenset()
    unclear: frozenset[WorkbookColumn] = (
        frozenset()
    )  # numbers of which the file does not say how they are shown
    fractions: bool = False  # whether its rates are written as 0-1, as they once were

    def entries(self, part: str) -> list[tuple[Scalar, FileNode]]:
        """The fields of one part of it, names put together."""
        made: list[tuple[Scalar, FileNode]] = []
        names: dict[str, list[tuple[Scalar, FileNode]]] = defaultdict(list)
        for column, scalar in self.cells.items():
            if column.part != part:
                continue
            if column.language:
                key = Scalar(column.language, scalar.place)
                names[column.field].append((key, scalar))
            else:
                made.append((Scalar(column.field, scalar.place), scalar))
        for field, parts in names.items():
            made.append((Scalar(field, parts[0][0].place), Fields(parts, parts[0][0].place)))
        return made

    def field(self, part: str, name: str) -> str:
        """What the cell of a field says, nothing where it is blank."""
        return next((c.text for of, c in self.cells.items() if (of.part, of.field) == (part, name)), "")

    def text(self, column: WorkbookColumn) -> str:
        """What a cell says, nothing where it is blank."""
        return self.cells[column].text if column in self.cells else ""


_OLD_RATES: Final = frozenset(plain(word) for word in ("rate (0–1)", "比率（0–1）"))
_OLD_COUNT: Final = plain("次数")  # of any number, as 0.1.0 and the first of 0.2.0 wrote it


class _Sheets:
    """The sheets of one workbook on their way to nodes."""

    def __init__(self, books: Sequence[TableSource], shown: Mapping[str, Looks | None]) -> None:
        self._books = {plain(book.sheet): book for book in books}
        self._shown = {name: looked for name, looked in shown.items() if looked is not None}
        self._complaints: list[Complaint] = []
        self._units: dict[str, str] = {}  # of indicators, by code

    def tree(self) -> Tree:
        """All of it as the fields of one scorecard."""
        table = list(self._lines(columns.INDICATORS))
        if not table:
            said = _("The worksheet “{sheet}” with the indicators is missing or has no rows.")
            place = CellPlace(0, 0, columns.INDICATORS.title())
            self._complaints.append(Complaint(place, said.format(sheet=columns.INDICATORS.title())))
            return Tree(None, tuple(self._complaints))
        self._units = {line.text(columns.WHOSE): line.field("indicator", "unit") for line in table}
        entries = self._settings()
        rows = [self._with_shares(line) for line in self._lines(columns.GRADES)]
        grades = [Fields(line.entries("grade"), line.place) for line in rows]
        place = self._whole(columns.GRADES)
        entries.append((Scalar("grades", place), Listing(list(grades), place)))
        if rows := [self._with_shares(line) for line in self._lines(columns.ON_TOTAL)]:
            rules = [Fields(line.entries("on_total"), line.place) for line in rows]
            place = self._whole(columns.ON_TOTAL)
            entries.append((Scalar("on_total", place), Listing(list(rules), place)))
        place = self._whole(columns.INDICATORS)
        entries.append((Scalar("sections", place), Listing(self._sections(table), place)))
        return Tree(Fields(entries, self._whole(columns.SETTINGS)), tuple(self._complaints))

    # ---- rows

    def _lines(self, sheet: SheetOf) -> Iterator[_Line]:
        """The rows of a sheet below its headings; nothing where there is no such sheet."""
        book = next((self._books[name] for name in sheet.names() if name in self._books), None)
        if book is None:
            return
        rows = book.head(_MOST_ROWS + 1)
        if len(rows) > _MOST_ROWS:
            said = _("There are more than {n} rows.").format(n=_MOST_ROWS)
            self._complaints.append(Complaint(self._whole(sheet), said))
            return
        known = {name: column for column in sheet.columns for name in column.names()}
        matches = [sum(plain(str(cell)) in known for cell in row.cells) for row in rows[:_HEADER_WITHIN]]
        if not matches or max(matches) < 2:
            said = _("The headers of this worksheet were not found: {headings}.")
            headings = _(", ").join(column.heading() for column in sheet.columns[:6])
            self._complaints.append(Complaint(self._whole(sheet), said.format(headings=headings)))
            return
        start = matches.index(max(matches))
        heads = [_text(cell) for cell in rows[start].cells]
        self._strangers(sheet, heads, known, rows[start].line)
        shown = self._shown.get(book.sheet, Looks())
        for row in rows[start + 1 :]:
            cells: dict[WorkbookColumn, Scalar] = {}
            percent: set[WorkbookColumn] = set()
            unclear: set[WorkbookColumn] = set()
            fractions = False
            for at, (head, cell) in enumerate(zip(heads, row.cells, strict=False)):
                column = known.get(plain(head))
                if column is None or column is columns.IN_WORDS:
                    continue
                place, where = self._at(sheet, row.line, head), (row.line, at)
                if where in shown.failed:
                    self._complaints.append(Complaint(place, _failure(shown.failed[where])))
                    cells[column] = Scalar("", place, failed=True)
                elif text := _text(cell):
                    if where in shown.percent:
                        percent.add(column)
                    elif book.sheet not in self._shown and not isinstance(cell, str):
                        unclear.add(column)
                    fractions |= column.choices is words.UNITS and plain(text) in _OLD_RATES
                    text = "rate" if column.choices is words.UNITS and fractions else text
                    text = "count" if column.choices is words.UNITS and plain(text) == _OLD_COUNT else text
                    cells[column] = Scalar(_written(column, text, where in shown.percent), place)
            if cells:
                place = self._at(sheet, row.line)
                yield _Line(place, cells, frozenset(percent), frozenset(unclear), fractions)

    def _strangers(
        self, sheet: SheetOf, heads: list[str], known: dict[str, WorkbookColumn], line: int
    ) -> None:
        seen: set[WorkbookColumn] = set()
        for head in heads:
            column = known.get(plain(head))
            if column is None and head:
                said = _("A scorecard has no column of this name.")
                self._complaints.append(Complaint(self._at(sheet, line, head), said))
            elif column is not None and column in seen:
                said = _("This column is given twice.")
                self._complaints.append(Complaint(self._at(sheet, line, head), said))
            elif column is not None:
                seen.add(column)

    def _whole(self, sheet: SheetOf) -> CellPlace:
        return self._at(sheet, 0)

    def _at(self, sheet: SheetOf, line: int, column: str = "") -> CellPlace:
        book = next((self._books[name] for name in sheet.names() if name in self._books), None)
        title = sheet.title() if book is None else book.sheet
        return CellPlace(columns.SHEETS.index(sheet), line, title, column)

    # ---- what they say

    def _settings(self) -> list[tuple[Scalar, FileNode]]:
        setting, value = columns.SETTINGS.columns
        known = {name: column for column in columns.SETTINGS_FIELDS for name in column.names()}
        cells: dict[WorkbookColumn, Scalar] = {}
        for line in self._lines(columns.SETTINGS):
            name = line.text(setting)
            column = known.get(plain(name))
            if column is None:
                said = _("There is no setting “{name}”.").format(name=name[:40])
                self._complaints.append(Complaint(line.place, said))
            elif column in cells:
                said = _("“{name}” is given here a second time.").format(name=name[:40])
                self._complaints.append(Complaint(line.place, said))
            elif value in line.cells:
                cells[column] = replace(
                    line.cells[value], text=_written(column, line.text(value), value in line.percent)
                )
        return _Line(self._whole(columns.SETTINGS), cells).entries("card")

    def _sections(self, table: list[_Line]) -> list[FileNode]:
        ladders, levels = self._of_indicators(columns.BANDS), self._of_indicators(columns.LEVELS)
        code = columns.INDICATORS.columns[0]
        order: dict[str, tuple[_Line, list[FileNode]]] = {}
        current = ""
        for line in map(self._with_shares, table):
            current = line.text(code) or current
            if current not in order:
                order[current] = (line, [])
            else:
                self._same_section(line, order[current][0])
            own = line.entries("indicator")
            if own or line.entries("rule"):
                order[current][1].append(self._indicator(line, own, ladders, levels))
        self._left_over(columns.BANDS, ladders)
        self._left_over(columns.LEVELS, levels)
        made: list[FileNode] = []
        for line, indicators in order.values():
            inside = Listing(indicators, line.place)
            entries = [*line.entries("section"), (Scalar("indicators", line.place), inside)]
            made.append(Fields(entries, line.place))
        return made

    def _same_section(self, line: _Line, first: _Line) -> None:
        """What is said of a section again must be the same as in its first row."""
        for column, cell in line.cells.items():
            if column.part == "section" and column.field != "code" and first.text(column) != cell.text:
                said = _("This differs from row {line}, where the section begins.")
                self._complaints.append(Complaint(cell.place, said.format(line=first.place.line)))

    def _indicator(
        self,
        line: _Line,
        own: list[tuple[Scalar, FileNode]],
        ladders: dict[str, list[_Line]],
        levels: dict[str, list[_Line]],
    ) -> FileNode:
        code = line.text(columns.WHOSE)
        entries = list(own)
        rule = line.entries("rule")
        if bands := [self._with_shares(band, line) for band in ladders.pop(code, [])]:
            made = [Listing(_band(band), band.place) for band in bands]
            rule.append((Scalar("bands", bands[0].place), Listing(list(made), bands[0].place)))
        if condition := line.entries("applies_if"):
            place = condition[0][0].place
            entries.append((Scalar("applies_if", place), Fields(condition, place)))
        if rule:
            place = next((key.place for key, _v in rule if key.text == "kind"), line.place)
            entries.append((Scalar("rule", place), Fields(rule, place)))
        if of := levels.pop(code, []):
            inside = [Fields(level.entries("level"), level.place) for level in of]
            entries.append((Scalar("levels", of[0].place), Listing(list(inside), of[0].place)))
        return Fields(entries, line.place)

    def _with_shares(self, line: _Line, whose: _Line | None = None) -> _Line:
        """The row with its shares as 0-1; `whose` is the row of the indicator it belongs to."""
        of, cells = whose or line, dict(line.cells)
        flags = (of.field("rule", "relative"), of.field("rule", "of_standard"))
        for column, cell in line.cells.items():
            unit = of.field("indicator", "unit")
            if compared := line.field(column.part, "figure"):
                unit = self._units.get(compared, "")
            kind = shares.kind_of(column.part, column.field, unit, of_standard="true" in flags)
            if kind is None or cell.failed or of.fractions:
                continue
            try:
                if column in line.unclear and cell.text != "0":
                    raise NotRead("unclear_rate", cell.text)
                text = shares.from_cell(cell.text, kind, percent=column in line.percent)
                cells[column] = replace(cell, text=text)
            except NotRead as no:
                said = shares.UNCLEAR if no.reason == "unclear_rate" else ""
                self._complaints.append(Complaint(cell.place, _(said) if said else no.wording()))
                cells[column] = replace(cell, text="", failed=True)
        return replace(line, cells=cells)

    def _of_indicators(self, sheet: SheetOf) -> dict[str, list[_Line]]:
        """The rows of a sheet by the indicator they belong to; a blank code means that of the row above."""
        found: dict[str, list[_Line]] = defaultdict(list)
        current = ""
        for line in self._lines(sheet):
            current = line.text(columns.WHOSE) or current
            found[current].append(line)
        return found

    def _left_over(self, sheet: SheetOf, rows: dict[str, list[_Line]]) -> None:
        for code, lines in rows.items():
            said = _("There is no indicator “{code}” in the worksheet “{sheet}”.")
            text = said.format(code=code[:40], sheet=columns.INDICATORS.title())
            self._complaints.append(Complaint(lines[0].place, text))


def _band(line: _Line) -> list[FileNode]:
    """Limit and points of a band, then the words that are said of it with a yes."""
    _whose, limit, points, *flags = columns.BANDS.columns
    made: list[FileNode] = [line.cells[column] for column in (limit, points) if column in line.cells]
    for column in flags:
        cell = line.cells.get(column)
        if cell is not None and cell.text not in ("", "false"):
            made.append(replace(cell, text=column.field if cell.text == "true" else cell.text))
    return made


def _failure(error: str) -> str:
    """Why a cell holds no value, which must not be taken for an empty one."""
    if error == NOT_CALCULATED:
        return _("This formula was never calculated. Open the file, save it, and import it again.")
    return _("This cell shows an error instead of a figure.")


def _written(column: WorkbookColumn, text: str, as_percent: bool) -> str:
    """What a field gets of a cell: 20 of one that shows 20% and holds 0.2, where the field counts percent."""
    if as_percent and column.percent:
        try:
            text = format((Decimal(text) * 100).normalize(), "f")
        except InvalidOperation:
            return text
    return _figure(column, text)


def _text(cell: Cell) -> str:
    """A cell as it is meant: numbers without an exponent, times without a zone."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        text = format(Decimal(repr(cell)), "f")
        return text.removesuffix(".0")
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell).strip()


def _figure(column: WorkbookColumn, text: str) -> str:
    """A word of a list as its code; a figure in full-width digits as one."""
    if column.choices:
        return code_of(column, text)
    return text if column.is_text else unicodedata.normalize("NFKC", text).strip()
