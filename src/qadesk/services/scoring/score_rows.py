"""The rows of a filled-in score sheet: which column is what, and what each row says or why it is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from qadesk.domain.decimals import tidy
from qadesk.domain.masking import mask, unmasked
from qadesk.domain.scorecard import Indicator, Unit
from qadesk.errors import UserError
from qadesk.i18n import N_, _
from qadesk.services.scoring import figures
from qadesk.services.scoring.boards import ScoreBoard
from qadesk.services.scoring.forms import (
    NA,
    Evaluation,
    EvaluationState,
    Rated,
    RatingForm,
    item_name,
    level_text,
)
from qadesk.services.scoring.score_columns import ScoreColumns, columns_of, unit_in
from qadesk.services.scoring.score_cycle import is_of_another, month_column
from qadesk.tabular import numbers
from qadesk.tabular.cell_looks import NOT_CALCULATED, Looks
from qadesk.tabular.live_book import letters
from qadesk.tabular.numbers import NotRead
from qadesk.tabular.scorecard_shares import UNCLEAR
from qadesk.tabular.table import Row, TableSource
from qadesk.tabular.text import NO_VALUE, Cell, cell_text, is_blank, word_set
from qadesk.tabular.values import duration_unit

WORDING: Final[dict[str, str]] = (
    figures.RULES
    | numbers.WORDING
    | {
        "blank": N_("This cell must not be empty."),
        "unknown_agent": N_("No agent of this cycle has this staff number."),
        "other_name": N_("The name in this row does not belong to the staff number."),
        "not_assessed": N_("This agent is excluded from the cycle, or the item is not applicable."),
        "twice": N_("This staff number is in the worksheet twice; the first row counts."),
        "level": N_("Enter a whole number from 1 to {top}, or N/A."),
        "half_level": N_("Enter 1 to {top}, half points allowed, or N/A."),
        "unclear_rate": UNCLEAR,
        "part_of": N_("“{part}” is a part of “{whole}”, so it cannot be the larger of the two."),
        "value_na": N_("Marking this as not applicable needs a reason; do it in Results."),
        "cell_error": N_("This cell shows an error instead of a figure."),
        "not_calculated": N_(
            "This formula was never calculated. Open the file, save it, and import it again."
        ),
        "submitted": N_("This evaluation is submitted. Reopen it with a reason to change it."),
        "extra_cells": N_("This row has more cells than headers."),
        "other_month": N_("This row is of another month."),
    }
)
_NOT_APPLICABLE: Final = frozenset(
    ["n/a", "na", "n.a.", "n\\a", "不适用", "免评", "不参评", "不评", "notapplicable", "doesnotapply"]
)
_ERRORS: Final = word_set("#div/0! #n/a #name? #null! #num! #ref! #value! #spill! #calc!")
_NAMED: Final = 8  # columns named in a refusal
_HEADER_WITHIN: Final = 20  # title lines above the headers


@dataclass(frozen=True)
class RejectedScore:
    """One row that was not taken: physical line (from 1), header, the cell as text, reason code."""

    line: int
    staff_no: str  # as it stands in the row
    column: str
    value: str
    reason: str
    bounds: Mapping[str, str] = field(default_factory=dict)  # what the wording says of the range

    @property
    def wording(self) -> str:
        """The reason in the current language."""
        return _(WORDING[self.reason]).format(**self.bounds)


@dataclass(frozen=True)
class ScoreLine:
    """One row as it stands in the sheet; with it, `done` of `total` units of the file are read."""

    number: int  # from 1
    cells: tuple[Cell, ...]
    overlong: bool  # something stands beyond the headers
    done: int
    total: int


@dataclass(frozen=True)
class RowChanges:
    """A row as understood: what it changes; what it leaves as it is is absent."""

    levels: Mapping[str, Rated]
    comment: str
    values: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def anything(self) -> bool:
        """Whether it changes anything."""
        return bool(self.levels or self.comment or self.values)


class RowRejected(Exception):
    """Why a row cannot be taken."""

    def __init__(self, rejected: RejectedScore) -> None:
        super().__init__(rejected.reason)
        self.rejected = rejected


@dataclass(frozen=True)
class Table:
    """Where what stands in an opened sheet; columns counted from 0."""

    source: TableSource
    header: Row
    heads: Sequence[str]
    columns: ScoreColumns
    looks: Looks | None  # None where the file does not tell
    workbook: bool
    unread: tuple[str, ...] = ()  # other sheets that are score sheets, too: only one is read

    @property
    def scores(self) -> bool:
        """Whether it says anything of the form, so that submitting is meant."""
        return bool(self.columns.items) or self.columns.comment is not None

    def title(self, column: int) -> str:
        return self.heads[column]


def find_table(sources: Sequence[TableSource], form: RatingForm, path: Path) -> Table:
    """The first sheet with a staff number and something of the form. Raises UserError if there is none."""
    for number, source in enumerate(sources, start=1):
        found = _in_sheet(source, form)
        if found is not None:
            others = tuple(other.sheet for other in sources[number:] if _looks_like_one(other, form))
            looked = source.looks() if source.workbook else None
            return replace(found, looks=looked, workbook=source.workbook, unread=others)
    items = _(", ").join(item_name(item) for item in (*form.items, *form.typed)[:_NAMED])
    if not items:
        raise UserError(
            "score_sheet.nothing_to_score",
            _("Nothing is scored by hand on this cycle's scorecard."),
            kept=_("Nothing was imported."),
        )
    raise UserError(
        "score_sheet.not_recognised",
        _("“{file}” is not a score sheet of this cycle.").format(file=path.name),
        kept=_("Nothing was imported."),
        remedy=_("It needs a column “Staff number” and at least one of: {items}. Use the template.").format(
            items=items
        ),
    )


def _in_sheet(source: TableSource, form: RatingForm) -> Table | None:
    found = (_as_header(source, row, form) for row in source.head(_HEADER_WITHIN))
    return next((table for table in found if table is not None), None)


def _looks_like_one(source: TableSource, form: RatingForm) -> bool:
    try:
        return _in_sheet(source, form) is not None
    except UserError:
        return True


def _as_header(source: TableSource, row: Row, form: RatingForm) -> Table | None:
    heads = [cell_text(cell) for cell in row.cells]
    found = columns_of(heads, form)
    return None if found is None else Table(source, row, heads, found, None, False)


class ScoreRows:
    """Rows of a sheet, each understood or refused."""

    def __init__(self, board: ScoreBoard, table: Table) -> None:
        self.form = board.form
        self.table = table
        self.entries = {entry.staff_no.casefold(): entry for entry in board.entries}
        for number, now in board.former.items():
            self.entries.setdefault(number.casefold(), self.entries[now.casefold()])
        self._names = {_plain(entry.name) for entry in board.entries}
        self._period = board.cycle.period
        self._seen: set[str] = set()
        self._doubtful: set[int] = set()  # columns of percentages in which a bare 1 may be all of it
        self._nameless: set[int] = set()  # columns without a heading that hold something
        self._month = month_column(table.heads, table.columns.unused)
        self._look_over()

    @property
    def unused(self) -> tuple[str, ...]:
        """The columns of which nothing is read: their headings, or their letters where they have none."""
        left = self.table.source.left
        nameless = (_("column {letter}").format(letter=letters(at + left)) for at in sorted(self._nameless))
        return (*(self.table.title(at) for at in self.table.columns.unused if at != self._month), *nameless)

    def _look_over(self) -> None:
        """What only shows in all rows together."""
        rates = [at for at, item in self.table.columns.values.items() if item.unit is Unit.RATE]
        blank = [at for at, head in enumerate(self.table.heads) if not head]
        for line in self.read() if rates or blank else ():
            self._nameless.update(at for at in blank if not is_blank(line.cells[at]))
            self._doubtful.update(at for at in rates if self._could_be_share(line, at))

    def _could_be_share(self, line: ScoreLine, column: int) -> bool:
        looked = self.table.looks
        if looked is not None and (line.number, column) in looked.percent:
            return False
        try:
            numbers.read(cell_text(line.cells[column]), numbers.PERCENT)
        except NotRead as no:
            return no.reason == "two_readings"
        return False

    def read(self) -> Iterator[ScoreLine]:
        """The rows below the headers."""
        table = self.table
        for block in table.source.blocks(table.header, len(table.header.cells)):
            for at, cells in enumerate(zip(*block.columns, strict=True)):
                yield ScoreLine(block.lines[at], cells, at in block.overlong, block.done, block.total)

    def understand(self, line: ScoreLine) -> tuple[Evaluation, RowChanges]:
        """The agent a row means and what it says. Raises RowRejected, which says why it cannot be taken."""
        entry = self._agent(line)
        levels: dict[str, Rated] = {}
        for at, item in self.table.columns.items.items():
            self._must_hold(line, at)
            try:
                level = read_level(self.form, item, line.cells[at])
            except ValueError:
                reason = "half_level" if item.code in self.form.half else "level"
                raise self._unfit(line, at, reason, top=str(item.top)) from None
            if item.code in entry.exempt:
                if level not in (None, NA):
                    raise self._unfit(line, at, "not_assessed")
            elif level is not None and entry.levels.get(item.code) != level:
                levels[item.code] = level
        at_comment = self.table.columns.comment
        comment = "" if at_comment is None else cell_text(line.cells[at_comment])
        comment = "" if comment in (entry.comment, mask(entry.comment)) else unmasked(comment, entry.comment)
        if entry.state is EvaluationState.SUBMITTED and (levels or comment):
            raise self._unfit(line, self.table.columns.number, "submitted")
        values = {}
        for at, item in self.table.columns.values.items():
            value = self._value(line, at, item, entry)
            if value is not None and value != entry.values.get(item.code):
                values[item.code] = value
        wrong = figures.larger_than_whole(self.form.typed, {**entry.values, **values}) if values else None
        if wrong is not None:
            part, whole = wrong
            among = self.table.columns.values.items()
            at = next(column for column, item in among if item.code in values and item in wrong)
            raise self._unfit(line, at, "part_of", part=item_name(part), whole=item_name(whole))
        self._seen.add(entry.staff_no)
        return entry, RowChanges(levels, comment, values)

    def _agent(self, line: ScoreLine) -> Evaluation:
        """Whose row it is."""
        table, number = self.table, self._staff_no(line)
        self._must_hold(line, table.columns.number)
        if line.overlong:
            raise self._unfit(line, table.columns.number, "extra_cells")
        if not number:
            raise self._unfit(line, table.columns.number, "blank")
        entry = self.entries.get(number.casefold())
        if entry is None:
            raise self._unfit(line, table.columns.number, "unknown_agent")
        if self._month is not None and is_of_another(line.cells[self._month], self._period):
            raise self._unfit(line, self._month, "other_month")
        if entry.staff_no in self._seen:
            raise self._unfit(line, table.columns.number, "twice")
        if table.columns.name is not None:
            # A column sorted by itself in the spreadsheet would give everyone somebody else's ratings.
            name = _plain(line.cells[table.columns.name])
            if name != _plain(entry.name) and name in self._names:
                raise self._unfit(line, table.columns.name, "other_name")
        return entry

    def _staff_no(self, line: ScoreLine) -> str:
        return cell_text(line.cells[self.table.columns.number], wide=True)

    def _unfit(self, line: ScoreLine, column: int, reason: str, **bounds: str) -> RowRejected:
        failed = self.table.looks.failed.get((line.number, column), "") if self.table.looks else ""
        value = cell_text(line.cells[column], wide=True) or failed
        where = (line.number, self._staff_no(line), self.table.title(column))
        return RowRejected(RejectedScore(*where, value, reason, bounds))

    def _must_hold(self, line: ScoreLine, column: int) -> None:
        """An error or a formula without its result is no blank: the reader of workbooks takes it for one."""
        looked = self.table.looks
        failed = None if looked is None else looked.failed.get((line.number, column))
        if failed == NOT_CALCULATED:
            raise self._unfit(line, column, "not_calculated")
        if failed is not None or cell_text(line.cells[column]).casefold() in _ERRORS:
            raise self._unfit(line, column, "cell_error")

    def _value(self, line: ScoreLine, column: int, item: Indicator, entry: Evaluation) -> Decimal | None:
        """The typed value of a cell, None for a blank one."""
        self._must_hold(line, column)
        cell, looked = line.cells[column], self.table.looks
        if says_na(cell):
            if item.code in entry.exempt | entry.waived:
                return None
            raise self._unfit(line, column, "value_na")
        number = isinstance(cell, int | float) and not isinstance(cell, bool)
        if item.unit is Unit.RATE and number and looked is None and self.table.workbook:
            raise self._unfit(line, column, "unclear_rate")
        percent = looked is not None and (line.number, column) in looked.percent
        unit = self.table.columns.units.get(column, "")
        unit_ms = duration_unit(f"({unit})") if unit else 1000
        try:
            if column in self._doubtful and cell_text(cell) == "1" and not percent:
                raise numbers.two_readings("1", Decimal(1), numbers.kind_of(item.unit))
            value = figures.read(item, cell, unit_ms=unit_ms, fraction=percent, unit=unit_in(unit))
        except NotRead as no:
            reason, bounds = (no.reason, no.bounds)
            if reason in ("not_number", *figures.RULES):
                reason, bounds = figures.problem(item)
            raise self._unfit(line, column, reason, **bounds) from None
        if value is not None and item.code in entry.exempt:
            raise self._unfit(line, column, "not_assessed")
        return value


def read_level(form: RatingForm, item: Indicator, cell: Cell) -> Rated:
    """The level written in a cell, None for a blank one. Raises ValueError for what is no level."""
    text = cell_text(cell, wide=True)
    plain = text.casefold().replace(" ", "").removesuffix("分")
    if says_na(cell):
        return NA
    if not plain or plain in NO_VALUE:
        return None
    for level in item.levels:
        if text.casefold() in (level.name.zh.casefold(), level.name.en.casefold()):
            return Decimal(level.level)
    number = None if isinstance(cell, bool) else numbers.read(plain)
    if number is None or not form.allows(item, number):
        raise ValueError(text)
    return tidy(number)


def says_na(cell: Cell) -> bool:
    """Whether a cell says that something does not apply."""
    text = cell_text(cell, wide=True)
    plain = text.casefold().replace(" ", "").removesuffix("分")
    return plain in _NOT_APPLICABLE or text == level_text(NA)


def _plain(name: Cell) -> str:
    return cell_text(name, wide=True).replace(" ", "").casefold()
