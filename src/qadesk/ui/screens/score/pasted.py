"""What a block of pasted cells means where it is put into the grid: edits, and cells that cannot be taken.

What fits is taken, the rest is named. An empty cell leaves what there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal

from PySide6.QtCore import QModelIndex

from qadesk.i18n import _, ngettext
from qadesk.services.scoring import figures
from qadesk.services.scoring.forms import NA, Evaluation, EvaluationState, Rated
from qadesk.services.scoring.saving import What
from qadesk.services.scoring.score_rows import WORDING, read_level, says_na
from qadesk.tabular.numbers import NotRead
from qadesk.ui.kit.edit_model import Grid
from qadesk.ui.screens.score.edits import Edit
from qadesk.ui.screens.score.grid_model import GridModel


@dataclass(frozen=True)
class Refused:
    """A cell, or what of the block lies beyond the grid, and why it was not taken."""

    line: int  # of the block, from 1
    staff_no: str
    column: str
    value: str
    wording: str


@dataclass
class Pasted:
    """What a block changes, as one step."""

    edits: list[Edit] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


class _No(Exception):
    """Why a cell cannot be taken, as a sentence."""


def _why(reason: str, **bounds: int) -> str:
    return _(WORDING[reason]).format(**bounds)


def understood(model: GridModel, at: QModelIndex, block: Grid, kinds: Sequence[str] = ()) -> Pasted:
    """What a block means whose first cell goes to `at`.

    `kinds`: what its columns were in the grid, where it was copied there; they go into their like alone.
    """
    columns, rows = range(at.column(), model.columnCount()), range(at.row(), model.rowCount())
    if any(text and text == model.columns[c].header for c, text in zip(columns, block[0], strict=False)):
        block = block[1:]  # its headings
    made, reader = Pasted(), _Reader(model, columns, block[: len(rows)], kinds)
    for number, (row, line) in enumerate(zip(rows, block, strict=False), start=1):
        reader.read(made, number, row, line)
    lower, wider = len(block) - len(rows), max(map(len, block), default=0) - len(columns)
    if lower > 0:
        said = (
            ngettext("{n} row", "{n} rows", lower).format(n=f"{lower:,}"),
            _("There are no more agents below."),
        )
        made.refused.append(Refused(len(rows) + 1, "", "", *said))
    if wider > 0:
        said = (
            ngettext("{n} column", "{n} columns", wider).format(n=wider),
            _("There are no more columns on the right."),
        )
        made.refused.append(Refused(1, "", "", *said))
    return made


class _Reader:
    """Reads line by line; which columns are of another kind is settled before."""

    def __init__(self, model: GridModel, columns: range, block: Grid, kinds: Sequence[str]) -> None:
        self._model, self._book, self._columns, self._exact = model, model.book, columns, bool(kinds)
        self._levels: dict[tuple[str, str], Rated] = {}
        there = self._kinds = {column: model.kind(column) for column in columns}
        self._codes = {column: model.code(column) or "" for column in columns}
        self._values_in = {c: value for c in columns if (value := model.value(c)) is not None}
        if kinds:
            self._other = {c for c, kind in zip(there, kinds, strict=False) if kind != there[c]}
        else:
            stand = {c: [line[n] for line in block if n < len(line)] for n, c in enumerate(columns)}
            self._other = self._doubtful(stand) if there[columns.start] == "level" else set()

    def _doubtful(self, stand: Mapping[int, Sequence[str]]) -> set[int]:
        """The columns of values to which levels would go, as when a block is put one column too far right.

        Words for the comment show that it stands where it belongs; so do values that all fit, unless each of
        them could be a level.
        """
        values = self._values_in
        levels = {c for c in values if self._only_levels(stand[c])}
        words = any(map(str.isalpha, "".join(stand.get(self._model.comment_column, ()))))
        unfit = any(figures.why_not(values[c], text, (), {}) for c in values for text in stand[c])
        return set() if words or (len(levels) < len(values) and not unfit) else levels

    def _only_levels(self, texts: Sequence[str]) -> bool:
        """Whether all that stands in a column of the block could be levels."""
        widest = max(self._book.form.items, key=lambda item: item.top)
        try:
            for text in texts:
                read_level(self._book.form, widest, text)
        except ValueError:
            return False
        return True

    def read(self, made: Pasted, number: int, row: int, line: Sequence[str]) -> None:
        """Take a line, or say of each cell why not."""
        model, staff_no = self._model, self._model.rows[row]
        entry, heads = self._book.entry((staff_no, None)), model.columns
        cells = {c: text.strip() for c, text in zip(self._columns, line, strict=False)}
        cells = {c: text for c, text in cells.items() if text and text != heads[c].text(self._book, staff_no)}
        for column in [c for c in cells if self._kinds[c] in ("number", "name")][:1]:
            cells = {column: cells[column]}  # the rest of the line is somebody else's
        values = self._values(cells)
        for column, text in cells.items():
            try:
                edit = self._edit(entry, column, text, values)
            except _No as no:
                made.refused.append(Refused(number, staff_no, heads[column].header, text, str(no)))
            else:
                made.edits += [] if edit is None else [edit]

    def _values(self, cells: Mapping[int, str]) -> dict[str, Decimal]:
        """The typed values of a line: a part and its whole are judged together."""
        found = {}
        for column, value in self._values_in.items():
            if (text := cells.get(column)) is not None:
                with suppress(NotRead):
                    found[value.code] = figures.read(value, text)
        return {code: value for code, value in found.items() if value is not None}

    def _edit(self, entry: Evaluation, column: int, text: str, values: dict[str, Decimal]) -> Edit | None:
        """What a cell changes. Raises _No."""
        book, kind, code = self._book, self._kinds[column], self._codes[column]
        if kind in ("number", "name"):
            raise _No(_("This line is of another agent than the row; nothing of it was taken."))
        if column in self._other or kind == "state":
            raise _No(_("What was copied is of another kind. Paste it in the column it belongs to."))
        what: What = "comment" if kind == "comment" else "level" if kind == "level" else "value"
        before: Rated | str
        after: Rated | str
        if what == "comment":
            if says_na(text) or not (self._exact or any(map(str.isalpha, text))):
                raise _No(_("A comment is words; this is a figure."))
            before, after = entry.comment, text
        elif what == "level":
            before, after = entry.levels.get(code), self._level(entry, code, text)
        else:
            before, after = entry.values.get(code), self._value(entry, code, text, values)
        if before == after or after is None:
            return None
        key = entry.staff_no, None
        if not book.editable(key, code or None):
            locked = entry.state is EvaluationState.SUBMITTED and what != "value"
            raise _No(_why("submitted" if locked else "not_assessed"))
        return Edit(book.cycle, key, what, code, before, after)

    def _level(self, entry: Evaluation, code: str, text: str) -> Rated:
        if (code, text) not in self._levels:  # a block holds the same few over and over
            form = self._book.form
            item = form.item(code)
            try:
                self._levels[code, text] = read_level(form, item, text)
            except ValueError:
                raise _No(_why("half_level" if form.half_points else "level", top=item.top)) from None
        level = self._levels[code, text]
        return None if level is NA and code in entry.exempt else level

    def _value(self, entry: Evaluation, code: str, text: str, values: dict[str, Decimal]) -> Decimal | None:
        if says_na(text):
            if code in entry.exempt | entry.waived:
                return None
            raise _No(_why("value_na"))
        form = self._book.form
        if why := figures.why_not(form.value(code), text, form.typed, {**entry.values, **values}):
            raise _No(why)
        return values.get(code)
