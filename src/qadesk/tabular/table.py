"""A table as it is read: blocks of rows held column by column, each row with its physical line number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from qadesk.tabular.cell_looks import Looks
from qadesk.tabular.text import Cell, is_blank


@dataclass(frozen=True)
class Block:
    """Some consecutive rows: `columns[i][j]` is the cell of column i in row j, `lines[j]` its line (from 1).

    `overlong` holds the rows with something beyond the last header, `torn` those in which a quotation mark
    swallowed others, `short` those of a text file with fewer cells than headers; `failed` gives, by row and
    column, the error of a cell, "" for a formula that was never calculated. `typed` says whether cells may
    be other than text. With this block, `done` of `total` units of the file have been read.
    """

    columns: Sequence[Sequence[Cell]]
    lines: Sequence[int]
    typed: bool
    done: int
    total: int
    overlong: frozenset[int] = field(default_factory=frozenset)
    torn: frozenset[int] = field(default_factory=frozenset)
    short: frozenset[int] = field(default_factory=frozenset)
    failed: Mapping[tuple[int, int], str] = field(default_factory=dict)


class Row(NamedTuple):
    """A row as it stands in the file, with the lines it begins and ends on (the same, normally)."""

    line: int
    last_line: int
    cells: tuple[Cell, ...]

    @property
    def filled(self) -> int:
        """How many cells a person would see something in."""
        return sum(not is_blank(cell) for cell in self.cells)


class TableSource(Protocol):
    """One opened table, before it is known which row is the header."""

    @property
    def sheet(self) -> str:
        """The name of the sheet, empty where a file has none."""

    @property
    def left(self) -> int:
        """The column, from 0, in which its rows begin: what is empty left of all cells is not read."""

    @property
    def workbook(self) -> bool:
        """Whether it is a sheet of a workbook, where a cell can be more than text."""

    @property
    def hidden(self) -> bool:
        """Whether it is a sheet that whoever opens the workbook does not see."""

    @property
    def hidden_rows(self) -> int:
        """How many rows with something in them are hidden, by a filter or by hand."""

    @property
    def struck_rows(self) -> int:
        """How many rows are struck through, all that they hold."""

    @property
    def delimiter(self) -> str:
        """What stands between the cells of a text file; empty for a sheet of a workbook."""

    def looks(self) -> Looks | None:
        """How the cells look, columns counted from `left`; None where the file does not say."""

    def head(self, rows: int) -> list[Row]:
        """The first rows that are not entirely empty."""

    def blocks(self, header: Row, width: int) -> Iterator[Block]:
        """The rows after `header`, `width` columns wide."""


def block_of_rows(
    rows: Iterable[Row], width: int, *, typed: bool, done: int, total: int,
    torn: frozenset[int] = frozenset(), failed: Mapping[tuple[int, int], str] | None = None,
) -> Block | None:  # fmt: skip
    """A block of rows of any length: short ones filled up, empty ones left out; None if none is left.

    `failed` gives errors and formulas without a value by line and column.
    """
    kept: list[tuple[Cell, ...]] = []
    lines: list[int] = []
    overlong: set[int] = set()
    damaged: set[int] = set()
    short: set[int] = set()
    empty: Cell = None if typed else ""
    for row in rows:
        cells = row.cells
        if not any(cells) and all(is_blank(cell) for cell in cells):
            continue
        if len(cells) != width:
            if any(not is_blank(cell) for cell in cells[width:]):
                overlong.add(len(lines))
            if len(cells) < width and not typed:
                short.add(len(lines))
            cells = (*cells[:width], *(empty,) * (width - len(cells)))
        if row.line in torn:
            damaged.add(len(lines))
        kept.append(cells)
        lines.append(row.line)
    if not kept:
        return None
    return Block(
        list(zip(*kept, strict=True)), lines, typed, done, total,
        overlong=frozenset(overlong), torn=frozenset(damaged), short=frozenset(short),
        failed=_by_row(failed, lines) if failed else {},
    )  # fmt: skip


def _by_row(failed: Mapping[tuple[int, int], str], lines: list[int]) -> dict[tuple[int, int], str]:
    rows = {line: row for row, line in enumerate(lines)}
    return {(rows[line], at): error for (line, at), error in failed.items() if line in rows}
