"""What a file of fields consists of, each part with its place; read from text or from a workbook alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from qadesk.i18n import _


@dataclass(frozen=True, order=True)
class TextPlace:
    """Where something stands in a text, counted from 1."""

    line: int
    column: int

    def words(self) -> str:
        """ "line 12, column 5"."""
        return _("line {line}, column {column}").format(line=self.line, column=self.column)


@dataclass(frozen=True, order=True)
class CellPlace:
    """Where something stands in a workbook: sheet, row from 1, heading of the column ("" for the row)."""

    order: int  # which sheet, for sorting
    line: int
    sheet: str
    column: str = ""

    def words(self) -> str:
        """ "sheet “Indicators”, row 7, “Weight (%)”"; a sheet as a whole has row 0."""
        if not self.line:
            return _("sheet “{sheet}”").format(sheet=self.sheet)
        if not self.column:
            return _("sheet “{sheet}”, row {line}").format(sheet=self.sheet, line=self.line)
        text = _("sheet “{sheet}”, row {line}, “{column}”")
        return text.format(sheet=self.sheet, line=self.line, column=self.column)


AnyPlace: TypeAlias = TextPlace | CellPlace


@dataclass(frozen=True)
class Complaint:
    """What is wrong at a place, in the user's language."""

    place: AnyPlace
    text: str


@dataclass(frozen=True)
class Scalar:
    """A single value as it is written; `plain` if it stands without quotes on one line of a text.

    `failed` where a cell ought to hold a value but shows an error; that has been complained of already.
    """

    text: str
    place: AnyPlace
    plain: bool = False
    failed: bool = False


@dataclass(frozen=True)
class Listing:
    """Values one after the other."""

    items: list[FileNode]
    place: AnyPlace


@dataclass(frozen=True)
class Fields:
    """Values by name, in the order of the file; a name may stand there twice."""

    entries: list[tuple[Scalar, FileNode]]
    place: AnyPlace


FileNode: TypeAlias = Scalar | Listing | Fields


@dataclass(frozen=True)
class Tree:
    """What was read; without a root there was nothing, or not to be understood, and complaints say why."""

    root: FileNode | None
    complaints: tuple[Complaint, ...] = ()
