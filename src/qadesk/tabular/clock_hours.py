"""Whether 1:10 is written for 13:10: a clock of twelve hours without am and pm, told by the order of rows.

Only columns without any time after 12:59 are looked at, that have some in the morning and some before six.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import isnan
from typing import Any, Final

from qadesk.tabular import dates
from qadesk.tabular.questions import CLOCK, Choice, Question
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import Cell, cell_text, is_not_yet

ANSWERS: Final = ("afternoon", "written")
_HOUR_MS: Final = 3_600_000
_HALF_MS: Final = 12 * _HOUR_MS
_NOON: Final = 12
_NIGHT: Final = frozenset(range(1, 6))
_MORNING: Final = frozenset(range(7, 13))
_AFTERNOON: Final = range(1, 7)  # nobody works until six in the morning and starts again at seven
_ENOUGH: Final = 2  # days on which the rows go from noon to one o'clock, or back
_NUMBER: Final = re.compile(r"\d+")
Clocked = tuple[int, int]  # day, and milliseconds of that day as written


def of_24(cells: Iterable[Cell], order: str) -> bool:
    """Whether any cell has an hour that a clock of twelve hours has not, or says its half of the day."""
    for cell in cells:
        if is_not_yet(cell):
            continue
        clock = clocked(cell, order) or (0, clock_of(cell))
        if clock[1] is None or not 1 <= clock[1] // _HOUR_MS <= _NOON:
            return True
    return False


def is_doubtful(moments: Iterable[Clocked]) -> bool:
    """Whether times may be of a clock of twelve hours: morning and night, and nothing after 12:59."""
    hours = {clock // _HOUR_MS for _day, clock in moments}
    return bool(hours & _NIGHT and hours & _MORNING) and max(hours) <= _NOON and 0 not in hours


def settle_clock(
    header: str, moments: Sequence[Clocked], references: Sequence[Cell] = (), answer: str = ""
) -> str | Question:
    """ "afternoon" or "written" for the times of a sheet in the order of its rows, or the question.

    `references` stand beside them, if there are any: those that count up say in what order the records were.
    Rows in the order of the time as it is written alone prove nothing: somebody may have sorted them.
    """
    if not is_doubtful(moments):
        return "written"
    if answer:
        return answer
    counted = _in_order_of(references, moments)
    told = {_told(one) for one in (moments, counted) if one} - {""}
    if told == {"afternoon"} or (told == {"written"} and counted and _told(counted) == "written"):
        return told.pop()
    early = next(clock for _day, clock in moments if clock // _HOUR_MS in _NIGHT)
    choices = (
        Choice("afternoon", f"{_shown(early)} = {_shown(early + _HALF_MS)}"),
        Choice("written"),
    )
    return Question(CLOCK, "", header, choices)


def clocked(cell: Cell, order: str) -> Clocked | None:
    """The day and time of day of a cell; None for what is none, is of a zone, or says am or pm itself."""
    moment = dates.parse_moment(cell, order)
    if not isinstance(moment, tuple) or moment[1] or (isinstance(cell, str) and _says_half(cell)):
        return None
    return divmod(moment[0], dates.DAY_MS)


def clock_of(cell: Cell) -> int | None:
    """The milliseconds of the day of a cell that says neither am nor pm."""
    clock = None if isinstance(cell, str) and _says_half(cell) else dates.parse_clock(cell)
    return clock if isinstance(clock, int) else None


def as_afternoon(ms: Any) -> Any:
    """A local time (milliseconds of the day, or since 1970) of 1:00 to 6:59 twelve hours later."""
    if isinstance(ms, Bad) or not isinstance(ms, int | float) or isnan(ms):
        return ms
    return ms + _HALF_MS if ms % dates.DAY_MS // _HOUR_MS in _AFTERNOON else ms


def shifted(parse: Callable[[Cell], Any], afternoon: bool) -> Callable[[Cell], Any]:
    """A parser of local times that takes those before seven as afternoon, if that was settled."""
    return (lambda cell: as_afternoon(parse(cell))) if afternoon else parse


def _told(moments: Sequence[Clocked]) -> str:
    """What the order of records says: "" if they are in neither order."""
    falls = {reading: _falls(moments, afternoon=reading == "afternoon") for reading in ANSWERS}
    for reading, other in (ANSWERS, ANSWERS[::-1]):
        if falls[reading] == 0 and falls[other] >= _ENOUGH:
            return reading
    return ""


def _falls(moments: Sequence[Clocked], *, afternoon: bool) -> int:
    """How often rows of one day next to each other go against the order that most of them are in."""
    times: list[Clocked] = [(day, as_afternoon(clock) if afternoon else clock) for day, clock in moments]
    same_day = [(one[1], other[1]) for one, other in pairwise(times) if one[0] == other[0]]
    return min(sum(one > other for one, other in same_day), sum(one < other for one, other in same_day))


def _in_order_of(references: Sequence[Cell], moments: Sequence[Clocked]) -> list[Clocked]:
    """The times in the order of references that count up; nothing if they do not."""
    numbers = [_NUMBER.findall(cell_text(cell)) for cell in references]
    if len(numbers) != len(moments) or not all(numbers):
        return []
    keys = [int(found[-1]) for found in numbers]
    if len(set(keys)) < len(keys):
        return []
    return [moment for _key, moment in sorted(zip(keys, moments, strict=True))]


def _shown(clock: int) -> str:
    return f"{clock // _HOUR_MS}:{clock // 60_000 % 60:02}"


def _says_half(cell: str) -> bool:
    return bool(re.search(r"[ap]\.?\s?m\b|上午|下午|凌晨|清晨|早上|中午|傍晚|晚上", cell, re.IGNORECASE))
