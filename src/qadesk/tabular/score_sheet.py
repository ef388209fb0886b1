"""The score sheet as a workbook: agents down, items and values across, levels explained on a second sheet."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from qadesk.tabular.export import WORKBOOK_OPTIONS, runs
from qadesk.tabular.text import cell_text
from qadesk.whole_files import write_whole

_ROW_HEIGHT = 20
_TALLEST = 400  # points; Excel's own limit is 409


@dataclass(frozen=True)
class SheetItem:
    """A column of ratings: its header, level, name and wording of each level, and what a cell takes."""

    header: str
    levels: Sequence[tuple[Decimal, str, str]]
    choices: Sequence[str]
    refusal: str  # said by the spreadsheet for anything else


@dataclass(frozen=True)
class SheetValue:
    """A column of typed values: its header, how its numbers look, the range they lie in."""

    header: str
    number_format: str
    least: Decimal
    most: Decimal
    rule: str  # said by the spreadsheet for anything else, and beside the levels


@dataclass(frozen=True)
class SheetRow:
    """One agent: a number, a text such as N/A, or None for each item and for each value. A comment."""

    staff_no: str
    name: str
    team: str
    levels: Sequence[Decimal | str | None]
    values: Sequence[Decimal | str | None]
    comment: str
    locked: bool  # submitted: the levels are shown, not to be changed


@dataclass(frozen=True)
class ScoreSheet:
    """Everything on the sheets, already in the user's language."""

    scores_title: str
    levels_title: str
    heads: tuple[str, str, str, str]  # staff number, name, team, comment
    level_heads: tuple[str, str, str, str]  # item, level, name, wording
    notes: Sequence[str]
    items: Sequence[SheetItem]
    values: Sequence[SheetValue]
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
        sheet = self.sheet
        columns = [*(item.header for item in sheet.items), *(value.header for value in sheet.values)]
        heads = [number, name, team, *columns, comment]
        last = len(heads) - 1
        shapes = [self._value_shape(value) for value in sheet.values]
        page.set_row(0, 2 * _ROW_HEIGHT)
        for column, head in enumerate(heads):
            page.write_string(0, column, head, self.head)
        for line, row in enumerate(self.sheet.rows, 1):
            page.set_row(line, _ROW_HEIGHT)
            for column, text in enumerate((row.staff_no, row.name, row.team)):
                self._string(page, line, column, text)
            for column, level in enumerate(row.levels, 3):
                self._cell(page, line, column, level, self.done if row.locked else self.fill_in)
            for column, (value, shape) in enumerate(
                zip(row.values, shapes, strict=True), 3 + len(sheet.items)
            ):
                self._cell(page, line, column, value, shape)
            self._string(page, line, last, row.comment)
        if sheet.rows:
            for column, rule in enumerate(self._rules(), 3):
                page.data_validation(1, column, len(sheet.rows), column, rule)
        page.set_column(0, 0, 12)
        page.set_column(1, 2, 14)
        page.set_column(3, last - 1, 14)
        page.set_column(last, last, 60)
        page.freeze_panes(1, 3)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)

    def _cell(self, page: Any, line: int, column: int, value: Decimal | str | None, shape: Any) -> None:
        if value is None:
            page.write_blank(line, column, None, shape)
        elif isinstance(value, Decimal):
            page.write_number(line, column, float(value), shape)
        else:
            page.write_string(line, column, value, shape)

    def _value_shape(self, value: SheetValue) -> Any:
        edge = {"border": 1, "border_color": "#D0CCC2", "valign": "vcenter"}
        look = {"align": "right", "bg_color": "#F2F7FB", "num_format": value.number_format}
        return self.book.add_format({**edge, **look})

    def _string(self, page: Any, line: int, column: int, text: str) -> None:
        if not text:
            page.write_blank(line, column, None, self.text)
            return
        page.write_string(line, column, text, self.quoted if runs(text) else self.text)

    def _rules(self) -> Iterator[dict[str, Any]]:
        """What the spreadsheet lets through, column by column."""
        for item in self.sheet.items:
            yield self._rule(item.refusal, validate="list", source=list(item.choices))
        for value in self.sheet.values:
            bounds = {"minimum": float(value.least), "maximum": float(value.most)}
            yield self._rule(value.rule, validate="decimal", criteria="between", **bounds)

    def _rule(self, refusal: str, **allowed: Any) -> dict[str, Any]:
        said = {"error_title": self.sheet.scores_title, "error_message": refusal}
        return {**allowed, "ignore_blank": True, **said}

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
        for value in self.sheet.values:
            for column, text in enumerate((value.header, "", "", value.rule)):
                page.write_string(line, column, text, self.wrapped)
            line += 1
        page.set_column(0, 0, 20)
        page.set_column(1, 1, 6)
        page.set_column(2, 2, 16)
        page.set_column(3, 3, 90)
