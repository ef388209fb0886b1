"""The score sheet as a workbook: agents down, items across, what each level means on a second sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from qadesk.tabular.export import WORKBOOK_OPTIONS, write_whole
from qadesk.tabular.text import cell_text

_ROW_HEIGHT = 20
_TALLEST = 400  # points; Excel's own limit is 409


@dataclass(frozen=True)
class SheetItem:
    """A column to fill in: its header, and level, name and wording of each level."""

    header: str
    levels: Sequence[tuple[Decimal, str, str]]


@dataclass(frozen=True)
class SheetRow:
    """One agent; `levels` in the order of the items: a number, a text such as N/A, or None. A comment."""

    staff_no: str
    name: str
    team: str
    levels: Sequence[Decimal | str | None]
    comment: str
    locked: bool  # submitted: shown, not to be changed


@dataclass(frozen=True)
class ScoreSheet:
    """Everything on the sheets, already in the user's language."""

    scores_title: str
    levels_title: str
    heads: tuple[str, str, str, str]  # staff number, name, team, comment
    level_heads: tuple[str, str, str, str]  # item, level, name, wording
    notes: Sequence[str]
    choices: Sequence[str]  # what a rating cell takes
    refusal: str  # said by the spreadsheet for anything else
    items: Sequence[SheetItem]
    rows: Sequence[SheetRow]


def write_score_sheet(path: Path, sheet: ScoreSheet) -> None:
    """Write the workbook. No cell is ever a formula or a link.

    The file is put in place whole. Raises UserError if it cannot be written.
    """
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, WORKBOOK_OPTIONS) as book:
        _Writer(book, sheet).write()
    write_whole(path, content.getvalue())


class _Writer:
    """Lays one score sheet out in a workbook."""

    def __init__(self, book: Any, sheet: ScoreSheet) -> None:
        self.book = book
        self.sheet = sheet
        edge = {"border": 1, "border_color": "#D0CCC2", "valign": "vcenter"}
        # A text that starts like a formula stays one even where the sheet is later saved as CSV.
        self.text = book.add_format({**edge, "num_format": "@"})
        self.quoted = book.add_format({**edge, "num_format": "@", "quote_prefix": True})
        self.wrapped = book.add_format({**edge, "text_wrap": True, "valign": "top"})
        self.head = book.add_format({**edge, "bold": True, "bg_color": "#F1EFE9", "text_wrap": True})
        self.fill_in = book.add_format({**edge, "align": "center", "bg_color": "#FFFBE8"})
        self.done = book.add_format({**edge, "align": "center", "font_color": "#6B6B6B"})
        self.note = book.add_format({"text_wrap": False})

    def write(self) -> None:
        """Both sheets."""
        self._scores(self.book.add_worksheet(self.sheet.scores_title))
        self._levels(self.book.add_worksheet(self.sheet.levels_title))

    def _scores(self, page: Any) -> None:
        number, name, team, comment = self.sheet.heads
        heads = [number, name, team, *(item.header for item in self.sheet.items), comment]
        last = len(heads) - 1
        page.set_row(0, 2 * _ROW_HEIGHT)
        for column, head in enumerate(heads):
            page.write_string(0, column, head, self.head)
        for line, row in enumerate(self.sheet.rows, 1):
            page.set_row(line, _ROW_HEIGHT)
            for column, text in enumerate((row.staff_no, row.name, row.team)):
                self._string(page, line, column, text)
            for column, level in enumerate(row.levels, 3):
                self._level(page, line, column, level, row.locked)
            self._string(page, line, last, row.comment)
        if self.sheet.rows and self.sheet.items:
            page.data_validation(1, 3, len(self.sheet.rows), last - 1, self._validation())
        page.set_column(0, 0, 12)
        page.set_column(1, 2, 14)
        page.set_column(3, last - 1, 14)
        page.set_column(last, last, 60)
        page.freeze_panes(1, 3)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)

    def _level(self, page: Any, line: int, column: int, level: Decimal | str | None, locked: bool) -> None:
        shape = self.done if locked else self.fill_in
        if level is None:
            page.write_blank(line, column, None, shape)
        elif isinstance(level, Decimal):
            page.write_number(line, column, float(level), shape)
        else:
            page.write_string(line, column, level, shape)

    def _string(self, page: Any, line: int, column: int, text: str) -> None:
        if not text:
            page.write_blank(line, column, None, self.text)
            return
        risky = text[:1] in ("=", "+", "-", "@", "\t", "\r")
        page.write_string(line, column, text, self.quoted if risky else self.text)

    def _validation(self) -> dict[str, Any]:
        return {
            "validate": "list",
            "source": list(self.sheet.choices),
            "ignore_blank": True,
            "error_title": self.sheet.scores_title,
            "error_message": self.sheet.refusal,
        }

    def _levels(self, page: Any) -> None:
        for line, note in enumerate(self.sheet.notes):
            page.write_string(line, 0, note, self.note)
        start = len(self.sheet.notes) + 1
        for column, head in enumerate(self.sheet.level_heads):
            page.write_string(start, column, head, self.head)
        line = start + 1
        for item in self.sheet.items:
            for level, name, wording in item.levels:
                page.write_string(line, 0, item.header, self.wrapped)
                page.write_number(line, 1, float(level), self.wrapped)
                page.write_string(line, 2, name, self.wrapped)
                page.write_string(line, 3, wording, self.wrapped)
                page.set_row(line, min(_TALLEST, 16 * (1 + len(cell_text(wording)) // 45)))
                line += 1
        page.set_column(0, 0, 20)
        page.set_column(1, 1, 6)
        page.set_column(2, 2, 16)
        page.set_column(3, 3, 90)
