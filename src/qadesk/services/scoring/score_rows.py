"""The rows of a filled-in score sheet: which column is what, and what each row says or why it is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path
from typing import Final

from qadesk.domain.scorecard import Indicator
from qadesk.errors import UserError
from qadesk.i18n import N_, _
from qadesk.services.scoring.boards import Board, Entry, EntryState
from qadesk.services.scoring.forms import NA, Form, Rated, item_name, level_text
from qadesk.tabular.table import Row, Source
from qadesk.tabular.text import NO_VALUE, Cell, cell_text, normal_header

WORDING: Final[dict[str, str]] = {
    "blank": N_("This cell must not be empty."),
    "unknown_agent": N_("No agent of this cycle has this staff number."),
    "not_assessed": N_("This agent is not assessed in the cycle, or not on this item."),
    "twice": N_("This staff number stands in the sheet twice; the first row counts."),
    "level": N_("A level is 1, 2, 3, 4 or 5, or N/A; this scorecard takes no half points."),
    "half_level": N_("A level is 1 to 5 in steps of one half, or N/A."),
    "submitted": N_("This evaluation is submitted. Reopen it with a reason to change it."),
    "extra_cells": N_("This row has more cells than there are headers."),
}
_NUMBER_HEADS: Final = (
    "工号 员工号 员工编号 职工号 员工工号 客服工号 "
    "staffno staffnumber staffid employeeno employeeid agentid id"
)
_COMMENT_HEADS: Final = "评语 备注 评价 说明 意见 主管评语 comment comments remark remarks note notes"
_NOT_APPLICABLE: Final = frozenset(
    ["n/a", "na", "n.a.", "n\\a", "不适用", "免评", "不参评", "不评", "notapplicable", "doesnotapply"]
)
_HEADER_WITHIN: Final = 20  # title lines above the headers


class _Neither(Enum):
    NEITHER = "neither a level nor N/A nor blank"


_NEITHER: Final = _Neither.NEITHER


@dataclass(frozen=True)
class RejectedScore:
    """One row that was not taken: physical line (from 1), header, the cell as text, reason code."""

    line: int
    column: str
    value: str
    reason: str

    @property
    def wording(self) -> str:
        """The reason in the current language."""
        return _(WORDING[self.reason])


@dataclass(frozen=True)
class Said:
    """A row as understood: the levels and the comment it gives; what it leaves blank is absent."""

    line: int
    staff_no: str
    levels: Mapping[str, Rated]
    comment: str


class Unfit(Exception):
    """Why a row cannot be taken."""

    def __init__(self, rejected: RejectedScore) -> None:
        super().__init__(rejected.reason)
        self.rejected = rejected


@dataclass(frozen=True)
class Table:
    """Where what stands in an opened sheet; columns counted from 0."""

    source: Source
    header: Row
    number: int
    items: Mapping[int, Indicator]
    comment: int | None

    def title(self, column: int) -> str:
        return cell_text(self.header.cells[column])


def find_table(sources: Sequence[Source], form: Form, path: Path) -> Table:
    """The first sheet with a staff number and an item of the form. Raises UserError if there is none."""
    for source in sources:
        for row in source.head(_HEADER_WITHIN):
            found = _as_header(source, row, form)
            if found is not None:
                return found
    items = _(", ").join(item_name(item) for item in form.items)
    raise UserError(
        _("“{file}” is no score sheet of this cycle.").format(file=path.name),
        kept=_("Nothing was imported."),
        remedy=_("It needs a column “Staff number” and at least one of: {items}. Use the template.").format(
            items=items
        ),
    )


def _as_header(source: Source, row: Row, form: Form) -> Table | None:
    heads = [normal_header(cell_text(cell)) for cell in row.cells]
    numbers = {normal_header(word) for word in (*_NUMBER_HEADS.split(), _("Staff number"))}
    comments = {normal_header(word) for word in (*_COMMENT_HEADS.split(), _("Comment"))}
    number = next((at for at, head in enumerate(heads) if head in numbers), None)
    items: dict[int, Indicator] = {}
    for item in form.items:
        known = {normal_header(name) for name in (item.code, item.names.zh, item.names.en)}
        at = next((at for at, head in enumerate(heads) if head in known), None)
        if at is not None:
            items[at] = item
    if number is None or not items:
        return None
    comment = next((at for at, head in enumerate(heads) if head in comments), None)
    return Table(source, row, number, items, comment)


class Rows:
    """Rows of a sheet, each understood or refused."""

    def __init__(self, board: Board, table: Table) -> None:
        self.form = board.form
        self.table = table
        self.entries = {entry.staff_no.casefold(): entry for entry in board.entries}
        self._seen: set[str] = set()

    def read(self) -> Iterator[tuple[int, int, tuple[Cell, ...], int, bool]]:
        """Line, cells, how far the file is read, and whether cells stand beyond the headers."""
        table = self.table
        for block in table.source.blocks(table.header, len(table.header.cells)):
            cells = list(zip(*block.columns, strict=True))
            for at, (line, row) in enumerate(zip(block.lines, cells, strict=True)):
                yield line, block.total, tuple(row), block.done, at in block.overlong

    def understand(self, line: int, cells: tuple[Cell, ...], overlong: bool) -> tuple[Entry, Said]:
        """The agent a row means and what it says. Raises Unfit with the reason why it cannot be taken."""
        number = cell_text(cells[self.table.number], wide=True)
        where = self.table.title(self.table.number)

        def unfit(reason: str, column: str = where, value: str = number) -> Unfit:
            return Unfit(RejectedScore(line, column, value, reason))

        if overlong:
            raise unfit("extra_cells")
        if not number:
            raise unfit("blank")
        entry = self.entries.get(number.casefold())
        if entry is None:
            raise unfit("unknown_agent")
        if entry.staff_no in self._seen:
            raise unfit("twice")
        levels: dict[str, Rated] = {}
        for at, item in self.table.items.items():
            text = cell_text(cells[at], wide=True)
            level = self._level(cells[at], text, item)
            if level is _NEITHER:
                code = "half_level" if self.form.half_points else "level"
                raise unfit(code, self.table.title(at), text)
            if item.code in entry.exempt:
                if level not in (None, NA):
                    raise unfit("not_assessed", self.table.title(at), text)
                continue
            if level is not None and entry.levels.get(item.code) != level:
                levels[item.code] = level
        comment = "" if self.table.comment is None else cell_text(cells[self.table.comment])
        comment = "" if comment == entry.comment else comment
        if entry.state is EntryState.SUBMITTED and (levels or comment):
            raise unfit("submitted")
        self._seen.add(entry.staff_no)
        return entry, Said(line, entry.staff_no, levels, comment)

    def _level(self, cell: Cell, text: str, item: Indicator) -> Rated | _Neither:
        """The level of a cell, None for a blank one."""
        plain = text.casefold().replace(" ", "").removesuffix("分")
        if plain in _NOT_APPLICABLE or text == level_text(NA):
            return NA
        if not plain or plain in NO_VALUE:
            return None
        for level in item.levels:
            if text.casefold() in (level.name.zh.casefold(), level.name.en.casefold()):
                return Decimal(level.level)
        if isinstance(cell, bool):
            return _NEITHER
        try:
            number = Decimal(plain)
        except InvalidOperation:
            return _NEITHER
        return number.normalize() + 0 if number.is_finite() and self.form.allows(number) else _NEITHER
