"""What the reader of workbooks does not tell of a cell: shown as a percentage, an error, never calculated.

Only xlsx says so; of an old or an OpenDocument workbook nothing is known.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, iterparse

from qadesk.tabular.damage import DAMAGED
from qadesk.tabular.extent import column_number

NOT_CALCULATED: Final = ""
_PERCENT: Final = frozenset({9, 10})  # the built-in formats 0% and 0.00%
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CellPosition = tuple[int, int]  # line from 1, column from 0


@dataclass(frozen=True)
class Looks:
    """Of the cells of one sheet: those shown as percentages, and those without a value of their own.

    `failed` gives the error (#DIV/0!) of a cell, or NOT_CALCULATED for a formula that never was.
    """

    percent: frozenset[CellPosition] = frozenset()
    failed: dict[CellPosition, str] = field(default_factory=dict)


def looks(path: Path, sheet: str, left: int = 0) -> Looks | None:
    """How the cells of a sheet look, columns counted from `left`; None where the file does not say.

    The file has been opened as a workbook already: its size is checked, its archive whole.
    """
    if not zipfile.is_zipfile(path):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            part = sheet_parts(archive).get(sheet)
            return None if part is None else _read(archive, part, _percent_styles(archive), left)
    except DAMAGED:
        return None  # read well enough by the other reader, but not told here


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The member of the archive that holds each sheet, by the sheet's name."""
    if "xl/workbook.xml" not in archive.namelist():
        return {}
    targets = {
        one.get("Id", ""): posixpath.normpath(posixpath.join("/xl", one.get("Target", ""))).lstrip("/")
        for one in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    return {
        sheet.get("name", ""): targets[relation]
        for sheet in _elements(archive, "xl/workbook.xml", "sheet")
        if (relation := sheet.get(_RELATION, "")) in targets
    }


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the cell styles that show a percent sign."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    formats = set(_PERCENT)
    styles: list[str] = []
    within = ""
    for element, begins in _walk(archive, "xl/styles.xml"):
        name = _local(element)
        if name == "cellXfs":
            within = name if begins else ""
        elif begins and name == "numFmt" and "%" in element.get("formatCode", ""):
            formats.add(int(element.get("numFmtId", "0")))
        elif begins and name == "xf" and within:
            styles.append(element.get("numFmtId", "0"))
    return frozenset(str(at) for at, number in enumerate(styles) if int(number) in formats)


def struck_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """The numbers of the cell styles whose font is struck through."""
    if "xl/styles.xml" not in archive.namelist() or b"strike" not in archive.read("xl/styles.xml"):
        return frozenset()
    fonts, struck, styles = 0, set[int](), list[int]()
    within = ""
    for element, begins in _walk(archive, "xl/styles.xml"):
        name = _local(element)
        if name in ("fonts", "cellXfs"):
            within = name if begins else ""
        elif begins and within == "fonts":
            fonts += name == "font"
            if name == "strike" and element.get("val", "1") not in ("0", "false"):
                struck.add(fonts - 1)
        elif begins and within == "cellXfs" and name == "xf":
            styles.append(int(element.get("fontId", "0")))
    return frozenset(b"%d" % at for at, number in enumerate(styles) if number in struck)


def _read(archive: zipfile.ZipFile, part: str, percent_styles: frozenset[str], left: int) -> Looks:
    percent: set[CellPosition] = set()
    failed: dict[CellPosition, str] = {}
    line, column = 0, -1
    for element, begins in _walk(archive, part):
        name = _local(element)
        if name == "row":
            if begins:
                line, column = int(element.get("r", line + 1)), -1
            else:
                element.clear()
        elif name == "c" and not begins:
            letters = element.get("r", "").rstrip("0123456789")
            column = column_number(letters) - 1 if letters else column + 1
            if element.get("s", "") in percent_styles:
                percent.add((line, column - left))
            error = _failure(element)
            if error is not None:
                failed[line, column - left] = error
    return Looks(frozenset(percent), failed)


def _failure(cell: Element) -> str | None:
    """Why a cell has no value, None if it has one or is just empty."""
    parts = {_local(child): child.text or "" for child in cell}
    kind = cell.get("t", "n")
    if kind == "e":
        return parts.get("v", "") or "#?"
    empty = "f" in parts and not parts.get("v")
    return NOT_CALCULATED if empty and kind != "str" else None


def _elements(archive: zipfile.ZipFile, part: str, name: str) -> Iterator[Element]:
    return (element for element, begins in _walk(archive, part) if begins and _local(element) == name)


def _walk(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[Element, bool]]:
    """Every element, once when it begins and once when it ends."""
    with archive.open(part) as file:
        for event, element in iterparse(file, ("start", "end")):
            yield element, event == "start"


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
