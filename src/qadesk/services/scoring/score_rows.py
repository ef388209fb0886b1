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
    "other_name": N_("The name in this row is another agent's than the staff number's."),
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
_NAME_HEADS: Final = "姓名 名字 员工姓名 客服姓名 客服人员 name agentname fullname"
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
    staff_no: str  # as it stands in the row
    column: str
    value: str
    reason: str

    @property
    def wording(self) -> str:
        """The reason in the current language."""
        return _(WORDING[self.reason])


@dataclass(frozen=True)
class Line:
    """One row as it stands in the sheet; with it, `done` of `total` units of the file are read."""

    number: int  # from 1
    cells: tuple[Cell, ...]
    overlong: bool  # something stands beyond the headers
    done: int
    total: int


@dataclass(frozen=True)
class Said:
    """A row as understood: the levels and the comment it changes; what it leaves as it is is absent."""

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
    name: int | None
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

    def column(*words: str) -> int | None:
        known = {normal_header(word) for word in words}
        return next((at for at, head in enumerate(heads) if head in known), None)

    items: dict[int, Indicator] = {}
    for item in form.items:
        at = column(item.code, item.names.zh, item.names.en)
        if at is not None:
            items[at] = item
    number = column(*_NUMBER_HEADS.split(), _("Staff number"))
    if number is None or not items:
        return None
    name = column(*_NAME_HEADS.split(), _("Name"))
    comment = column(*_COMMENT_HEADS.split(), _("Comment"))
    return Table(source, row, number, items, name, comment)


class Rows:
    """Rows of a sheet, each understood or refused."""

    def __init__(self, board: Board, table: Table) -> None:
        self.form = board.form
        self.table = table
        self.entries = {entry.staff_no.casefold(): entry for entry in board.entries}
        self._names = {_plain(entry.name) for entry in board.entries}
        self._seen: set[str] = set()

    def read(self) -> Iterator[Line]:
        """The rows below the headers."""
        table = self.table
        for block in table.source.blocks(table.header, len(table.header.cells)):
            for at, cells in enumerate(zip(*block.columns, strict=True)):
                yield Line(block.lines[at], cells, at in block.overlong, block.done, block.total)

    def understand(self, line: Line) -> tuple[Entry, Said]:
        """The agent a row means and what it says. Raises Unfit with the reason why it cannot be taken."""
        entry = self._agent(line)
        levels: dict[str, Rated] = {}
        for at, item in self.table.items.items():
            level = self._level(line.cells[at], item)
            if level is _NEITHER:
                raise self._unfit(line, at, "half_level" if self.form.half_points else "level")
            if item.code in entry.exempt:
                if level not in (None, NA):
                    raise self._unfit(line, at, "not_assessed")
            elif level is not None and entry.levels.get(item.code) != level:
                levels[item.code] = level
        comment = "" if self.table.comment is None else cell_text(line.cells[self.table.comment])
        comment = "" if comment == entry.comment else comment
        if entry.state is EntryState.SUBMITTED and (levels or comment):
            raise self._unfit(line, self.table.number, "submitted")
        self._seen.add(entry.staff_no)
        return entry, Said(levels, comment)

    def _agent(self, line: Line) -> Entry:
        """Whose row it is."""
        table, number = self.table, self._staff_no(line)
        if line.overlong:
            raise self._unfit(line, table.number, "extra_cells")
        if not number:
            raise self._unfit(line, table.number, "blank")
        entry = self.entries.get(number.casefold())
        if entry is None:
            raise self._unfit(line, table.number, "unknown_agent")
        if entry.staff_no in self._seen:
            raise self._unfit(line, table.number, "twice")
        if table.name is not None:
            # A column sorted by itself in the spreadsheet would give everyone somebody else's ratings.
            name = _plain(line.cells[table.name])
            if name != _plain(entry.name) and name in self._names:
                raise self._unfit(line, table.name, "other_name")
        return entry

    def _staff_no(self, line: Line) -> str:
        return cell_text(line.cells[self.table.number], wide=True)

    def _unfit(self, line: Line, column: int, reason: str) -> Unfit:
        value = cell_text(line.cells[column], wide=True)
        return Unfit(
            RejectedScore(line.number, self._staff_no(line), self.table.title(column), value, reason)
        )

    def _level(self, cell: Cell, item: Indicator) -> Rated | _Neither:
        """The level of a cell, None for a blank one."""
        text = cell_text(cell, wide=True)
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


def _plain(name: Cell) -> str:
    return cell_text(name, wide=True).replace(" ", "").casefold()
