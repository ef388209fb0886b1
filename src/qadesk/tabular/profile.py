"""What stands in a column: how many of its first cells each type of field understands, found out once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final

from qadesk.kinds.kind import FileField
from qadesk.tabular import dates, values
from qadesk.tabular.directory import Directory
from qadesk.tabular.durations import reading_of
from qadesk.tabular.meanings import VALUES, Meanings
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import Cell, cell_text, is_blank

_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+\d{1,2}")
_OFTEN_ENOUGH: Final = 0.5  # distinct cells of a column that still tells records apart
_WAYS: Final = 12  # different words of a column that still may say the direction of calls
_EXACT_DIGITS: Final = 15  # what a spreadsheet keeps of a number


class Profile:
    """The cells of one column, without the blank ones.

    Each answer is worked out when it is first asked for.
    """

    def __init__(self, header: str, cells: Sequence[Cell], people: Directory) -> None:
        self.header = header
        self.cells = tuple(cell for cell in cells if not is_blank(cell))
        self._people = people
        self._shares: dict[str, float] = {}

    def share(self, field: FileField) -> float:
        """The share (0 to 1) of the cells that say something and that this field understands.

        1 if none says any.
        """
        key = field.name if field.name in VALUES else field.type
        if key not in self._shares:
            self._shares[key] = self._share(field)
        return self._shares[key]

    def _share(self, field: FileField) -> float:
        if field.type == "agent":
            return self._agents
        if field.type == "ref":
            return self._references
        parse = self._parser(field)
        if parse is None:
            return 0.3 if self.all_times else 1.0
        found = [(parse(cell), times) for cell, times in Counter(self.cells).items()]
        said = sum(times for value, times in found if value is not None)
        wrong = sum(times for value, times in found if isinstance(value, Bad))
        return 1 - wrong / said if said else 1.0

    def _parser(self, field: FileField) -> Callable[[Cell], Any] | None:
        if field.name in VALUES:
            return Meanings(field.name).of
        if field.type in ("moment", "day"):
            return lambda cell: dates.parse_moment(cell, self._order)
        if field.type == "duration":
            length = reading_of(self.header).length
            return lambda cell: dates.parse_moment(cell, self._order) if _is_time(cell) else length(cell)
        return _PARSERS.get(field.type)

    @cached_property
    def _order(self) -> str:
        return (dates.date_order(self.cells) or "mdy") + dates.ANY_YEAR

    @cached_property
    def _agents(self) -> float:
        cells = [cell for cell in self.cells if not _is_time(cell)]
        known = sum(self._people.find(cell) is not None for cell in cells)
        sure = sum(self._people.knows(cell) for cell in cells)
        return (0.6 * known + 0.4 * sure) / len(self.cells) if self.cells else 1.0

    @cached_property
    def known_agents(self) -> float:
        """The share of cells that name exactly one agent of the office."""
        return sum(map(self._people.knows, self.cells)) / len(self.cells) if self.cells else 0.0

    @cached_property
    def distinct(self) -> float:
        """Distinct cells as a share of all."""
        return len(set(map(cell_text, self.cells))) / len(self.cells) if self.cells else 1.0

    @cached_property
    def damaged(self) -> bool:
        """Whether a spreadsheet has cut the last digits off these numbers, so that they identify nothing."""
        return (bool(self.cells) and all(map(is_damaged, self.cells))) or _cut_off(self.cells)

    @cached_property
    def _references(self) -> float:
        if self.damaged:
            return 0.0
        if self.all_times:
            return 0.3
        if self.distinct >= _OFTEN_ENOUGH or len(self.cells) < 2:
            return 1.0  # the legs of a transfer share one
        return self.distinct / 2

    @cached_property
    def all_times(self) -> bool:
        """Whether every cell is a date or a moment."""
        return bool(self.cells) and all(map(_is_time, self.cells))

    @cached_property
    def has_clock(self) -> bool:
        """Whether any cell says a time of day beside its date."""
        moments = (dates.parse_moment(cell, self._order) for cell in self.cells)
        return any(isinstance(moment, tuple) and moment[0] % dates.DAY_MS for moment in moments)

    @cached_property
    def goes_out(self) -> bool:
        """Whether any cell says outbound or internal."""
        words = set(self.cells)
        meanings = Meanings("direction")
        return len(words) <= _WAYS and any(meanings.of(cell) in ("out", "internal") for cell in words)

    @cached_property
    def five_point(self) -> bool:
        """Whether all numbers lie from 1 to 5: no sign of a recommendation from 0 to 10."""
        scores = [score for cell in self.cells if isinstance(score := values.parse_score(cell), int)]
        return bool(scores) and all(1 <= score <= 5 for score in scores)


def is_damaged(cell: Cell) -> bool:
    """Whether a reference has lost digits on its way through a spreadsheet (2.0261E+17)."""
    if isinstance(cell, float):
        return abs(cell) >= 10**_EXACT_DIGITS
    return isinstance(cell, str) and bool(_SCIENTIFIC.fullmatch(cell_text(cell)))


def _cut_off(cells: Sequence[Cell]) -> bool:
    """Long numbers that all end in zeros from the sixteenth digit on."""
    texts = [cell_text(cell) for cell in cells]
    long = [text for text in texts if text.isdigit() and len(text) > _EXACT_DIGITS + 1]
    return (
        len(long) >= 2
        and len(long) == len(texts)
        and all(not text[_EXACT_DIGITS:].strip("0") for text in long)
    )


def _is_time(cell: Cell) -> bool:
    text = cell_text(cell)
    return (
        len(text) >= 8
        and any(mark in text for mark in "-/:年")
        and isinstance(dates.parse_moment(cell), tuple)
    )


_PARSERS: Final[dict[str, Callable[[Cell], Any]]] = {
    "clock": dates.parse_clock,
    "score": values.parse_score,
    "count": values.parse_count,
}
