"""Opening whatever file an office has, in a process of its own that a hostile file may end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qadesk.file_errors import reading
from qadesk.i18n import _
from qadesk.tabular.apart import process
from qadesk.tabular.table import TableSource


def open_sources(path: Path) -> Sequence[TableSource]:
    """The tables in a file: one for text, one for each sheet of a workbook; read in a process of its own.

    Raises UserError if the file cannot be read, is empty, is no table, or is damaged, locked, too large or
    made to harm.
    """
    with reading(path, kept=_("Nothing was imported.")):
        return process.open_sheets(path)


def open_workbook_sources(path: Path) -> Sequence[TableSource]:
    """The sheets of what is known to be a workbook, in the same way. Too large is `import.too_large`."""
    with reading(path, kept=_("Nothing was imported.")):
        return process.open_sheets(path, workbook=True)
