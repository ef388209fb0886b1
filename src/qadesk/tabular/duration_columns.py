"""How a whole column of lengths of time is to be read: its unit, and whether its cells are lengths at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import fmod, isfinite
from statistics import median, median_low
from typing import Final

from qadesk.i18n import _
from qadesk.tabular import dates
from qadesk.tabular.durations import (
    CLOCKED,
    UNITS,
    DurationReading,
    absolute,
    bare_number,
    duration_unit,
    reading_of,
)
from qadesk.tabular.questions import Choice, Question
from qadesk.tabular.text import Cell, is_not_yet, plain_text

# Between these the typical value of a column lies; beyond them it is asked how the column is written.
_USUAL_MS: Final = {
    "response": (200, 3_600_000),
    "talk": (5000, 4 * 3_600_000),
    "responded_after": (60_000, 30 * dates.DAY_MS),
    "closed_after": (300_000, 90 * dates.DAY_MS),
}
_LONG_MS: Final = {"talk": 1_200_000}  # below this whole minutes of talk are nothing unusual
_IN_SECONDS: Final = ("response", "talk")  # fields that are written so where no unit is named
_NEAR_MS: Final = 2 * 3_600_000  # an answer's time of day comes no later than this after the start
_MOST: Final = 0.9
_ENOUGH: Final = 3  # rows that agree, where fewer might by chance
_THOUSAND: Final = 1000
_GAP: Final = 20  # times: lengths of one unit leave no such room between them
_WHOLE_S: Final = 0.05  # how near to a whole second a part of a day with six places comes back


@dataclass(frozen=True)
class _Column:
    """The filled cells of a column by their form, each with the start of its contact where it is known."""

    numbers: list[float]
    typed: list[tuple[Cell, int | None]]  # kept by the workbook as a time
    clocked: list[tuple[Cell, int | None]]  # 1:02:03 or 1:30
    moments: list[tuple[Cell, int | None]]
    others: int

    @property
    def filled(self) -> int:
        return len(self.numbers) + len(self.typed) + len(self.clocked) + len(self.moments) + self.others


def settle_duration(
    header: str,
    cells: Sequence[Cell],
    starts: Sequence[int | None] = (),
    *,
    field: str = "response",
    order: str = "mdy",
    answer: str = "",
) -> DurationReading | Question:
    """How the cells of a column are read, or the question that has to be answered first.

    `starts` are the contacts' starts beside the cells (local milliseconds since 1970); `field` is "response"
    or "talk"; `order` is that of the dates; `answer` the user's answer to an earlier question.
    """
    reading = replace(reading_of(header, field), order=order)
    if answer:
        return answered(reading, answer)
    column = _by_form(reading, cells, starts)
    if not column.filled:
        return reading
    if 2 * len(column.moments) >= column.filled:
        return _moments(field, header, reading, column)
    timed = column.typed + column.clocked
    if 2 * len(timed) >= column.filled:
        return _times(field, header, reading, timed)
    if not column.numbers:
        return reading
    return _numbers(field, header, reading, column.numbers)


def answered(reading: DurationReading, answer: str) -> DurationReading:
    """The reading that an answer means. Raises KeyError for an answer there is none of."""
    return {
        **{unit: replace(reading, unit=unit) for unit in UNITS},
        "written": reading,
        "h:m": replace(reading, colons="h:m"),
        "m:s": replace(reading, colons="m:s", sixtieth=True),
        "clock": replace(reading, form="clock"),
        "moment": replace(reading, form="moment"),
    }[answer]


def doubt(
    field: str, header: str, reading: DurationReading, lengths: Sequence[int | None]
) -> Question | None:
    """The question that remains when the values of a whole column are known: is what is usual in it possible?

    `lengths` are milliseconds, or a fair sample of them.
    """
    known = [ms for ms in lengths if ms]
    if not known or _usual(field, median(known)):
        return None
    if reading.form != "length":
        return _ask(field, header, known, ("none",), [1.0])
    scale = UNITS[reading.unit]
    units = [unit for unit in UNITS if _usual(field, median(known) / scale * UNITS[unit])]
    answers = tuple(dict.fromkeys((*units, reading.unit)))
    return _ask(field, header, known, answers, [UNITS[unit] / scale for unit in answers])


def mixed_units(field: str, header: str, reading: DurationReading, lengths: Iterable[int]) -> Question | None:
    """The question whether a column changes from seconds to milliseconds: its numbers lie in two far groups.

    `lengths` are the different ones (milliseconds) of the cells that are bare numbers.
    """
    known = sorted(ms for ms in lengths if ms > 0)
    if reading.form != "length" or len(known) < 2 * _ENOUGH:
        return None
    gap, cut = max((high / low, at) for at, (low, high) in enumerate(pairwise(known), start=1))
    few, many = known[:cut], known[cut:]
    apart = median(many) / median(few)
    if gap < _GAP or min(len(few), len(many)) < _ENOUGH or not _THOUSAND / 4 < apart < _THOUSAND * 4:
        return None
    if not few[0] / 4 <= median(many) / _THOUSAND <= few[-1] * 4:
        return None
    scale = UNITS[reading.unit]
    detail = {"low": f"{median_low(few) / scale:g}", "high": f"{median_low(many) / scale:.12g}"}
    return Question("mixed_units", field, header, (Choice("written"), Choice("none")), detail)


def _by_form(reading: DurationReading, cells: Sequence[Cell], starts: Sequence[int | None]) -> _Column:
    column = _Column([], [], [], [], 0)
    others = 0
    at = starts if len(starts) == len(cells) else [None] * len(cells)
    for cell, start in zip(cells, at, strict=True):
        if is_not_yet(cell) or reading.length(cell) is None:
            continue
        if isinstance(cell, time | timedelta) or absolute(cell) is not None:
            column.typed.append((cell, start))
        elif isinstance(cell, float | int) and not isinstance(cell, bool) and isfinite(cell):
            # A date and time that lost its format, such as 46296.375, has a part of a day behind the point.
            of_day = 32_000 <= cell < 73_000 and cell != int(cell)
            (column.moments.append((cell, start)) if of_day else column.numbers.append(float(cell)))
        elif isinstance(cell, date | datetime):
            column.moments.append((cell, start))
        elif isinstance(cell, str):
            text = plain_text(cell)
            number = bare_number(text)
            if number is not None:
                column.numbers.append(number)
            elif CLOCKED.fullmatch(text):
                column.clocked.append((cell, start))
            elif isinstance(dates.parse_moment(cell), tuple) or isinstance(
                dates.parse_moment(cell, "dmy"), tuple
            ):
                column.moments.append((cell, start))
            else:
                others += 1
    return replace(column, others=others)


def _moments(
    field: str, header: str, reading: DurationReading, column: _Column
) -> DurationReading | Question:
    """Dates and times where a length is meant: when the contact was answered, or when it ended."""
    ended = replace(reading, form="moment")
    gone = [ended.between(cell, start) for cell, start in column.moments if start is not None]
    known = [ms for ms in gone if isinstance(ms, int)]
    fits = field == "response" and len(known) >= _MOST * len(column.moments)
    if fits and (not any(known) or _usual(field, median(ms for ms in known if ms))):
        return ended
    return _ask(field, header, known, ("moment", "none"), [1.0, 0.0])


def _times(
    field: str, header: str, reading: DurationReading, timed: list[tuple[Cell, int | None]]
) -> DurationReading | Question:
    """Cells with colons: lengths, or times of day."""
    lengths = [ms for cell, _start in timed if isinstance(ms := reading.length(cell), int) and ms]
    middle = median(lengths) if lengths else 0
    clock = replace(reading, form="clock")
    gone = [clock.between(cell, start) for cell, start in timed if start is not None]
    near = [ms for ms in gone if isinstance(ms, int) and ms <= _NEAR_MS]
    after_start = bool(gone) and len(near) >= _MOST * len(timed)
    if _typed_in_minutes(field, reading, timed):
        return _minutes_or_hours(field, header, lengths)
    if not lengths or (_usual(field, middle) and not (after_start and middle > _NEAR_MS / 8)):
        return reading
    if after_start and field == "response" and not (_usual(field, middle) and len(near) < _ENOUGH):
        return clock
    answers: list[tuple[str, list[int], float]] = [("written", lengths, 1.0)]
    others = (("m:s", 1 / 60),) if middle > _USUAL_MS.get(field, (0, 0))[1] else (("h:m", 60.0),)
    answers += [(code, lengths, scale) for code, scale in others if _usual(field, middle * scale)]
    if near:
        answers.append(("clock", near, 1.0))
    choices = tuple(Choice(code, _mean(values, scale)) for code, values, scale in answers)
    return Question("duration_unit", field, header, (*choices, Choice("none")))


def minutes_question(field: str, header: str, cells: Sequence[Cell]) -> Question | None:
    """What has to be asked of a column of mean times: were minutes and seconds typed? None for nothing."""
    reading, single = reading_of(header, field), field.partition("_")[0]
    column = _by_form(reading, cells, ())
    timed = column.typed + column.clocked
    if 2 * len(timed) < column.filled or not _typed_in_minutes(single, reading, timed):
        return None
    lengths = [ms for cell, _start in timed if isinstance(ms := reading.length(cell), int) and ms]
    return _minutes_or_hours(field, header, lengths)


def _minutes_or_hours(field: str, header: str, lengths: Sequence[int]) -> Question:
    scales = (("written", 1.0), ("m:s", 1 / 60))
    choices = [Choice(code, _mean(lengths, scale)) for code, scale in scales]
    return Question("duration_unit", field, header, (*choices, Choice("none")))


def _typed_in_minutes(field: str, reading: DurationReading, timed: list[tuple[Cell, int | None]]) -> bool:
    """Whether no length has seconds: Excel makes 2:05:00 of 2:05 minutes as they are typed in."""
    if field not in _IN_SECONDS or reading.colons == "h:m":
        return False
    whole = [cell for cell, _start in timed if not isinstance(cell, str) or plain_text(cell).count(":") == 2]
    lengths = {ms for cell in whole if isinstance(ms := reading.length(cell), int) and ms}
    return (
        len(whole) == len(timed)
        and len(lengths) >= _ENOUGH
        and all(ms % 60_000 == 0 for ms in lengths)
        and _usual(field, median(lengths) / 60)
        and median(lengths) >= _LONG_MS.get(field, 0)
    )


def _numbers(
    field: str, header: str, reading: DurationReading, numbers: list[float]
) -> DurationReading | Question:
    """Bare numbers: in the unit the header names, in seconds if that is possible, else in what alone is."""
    values = [number for number in numbers if number > 0]
    if not values:
        return reading
    middle = median(values)
    possible = [unit for unit in UNITS if _usual(field, middle * UNITS[unit])]
    if duration_unit(header):
        if reading.unit in possible:
            return reading
    elif max(values) < 1:
        whole = [unit for unit in possible if unit != "ms" and _whole_seconds(values, unit)]
        if len(whole) == 1 and not _always_whole(values, whole[0]):
            return replace(reading, unit=whole[0])
    elif reading.unit in possible and field in _IN_SECONDS:
        return reading
    elif len(possible) == 1 and field not in _IN_SECONDS:
        return replace(reading, unit=possible[0])
    first = (reading.unit,) if field in _IN_SECONDS or duration_unit(header) else ()
    answers = tuple(dict.fromkeys((*possible, *first)))
    return _ask(field, header, values, answers, [UNITS[unit] for unit in answers])


def _whole_seconds(values: list[float], unit: str) -> bool:
    """Whether numbers in a unit are whole seconds, as near as places that were cut off let them be."""
    seconds = [value * UNITS[unit] / 1000 for value in values]
    near = _WHOLE_S if len(seconds) > 1 else _WHOLE_S / 10
    return sum(abs(s - round(s)) <= near + s * 5e-5 for s in seconds) >= _MOST * len(seconds)


def _always_whole(values: list[float], unit: str) -> bool:
    """Whether any number of so few places is whole seconds in a unit, as hundredths of an hour are."""
    places = max(len(repr(value).partition(".")[2]) for value in values)
    return fmod(UNITS[unit], 1000 * 10.0**places) == 0


def _usual(field: str, ms: float) -> bool:
    least, most = _USUAL_MS.get(field, (0, 7 * dates.DAY_MS))
    return least <= ms <= most


def _ask(
    field: str, header: str, values: Sequence[float], answers: Sequence[str], scales: Sequence[float]
) -> Question:
    choices = (
        Choice(answer, _mean(values, scale) if scale else "")
        for answer, scale in zip(answers, scales, strict=True)
    )
    kept = tuple(choices)
    return Question("duration_unit", field, header, kept if "none" in answers else (*kept, Choice("none")))


def _mean(values: Sequence[float], scale: float) -> str:
    """The mean as 39:43:20, with thousandths below ten seconds."""
    if not values:
        return ""
    ms = round(sum(values) / len(values) * scale)
    minutes, rest = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest / 1000:06.3f}" if ms < 10_000 else f"{rest // 1000:02}"
    return _("mean {length}").format(length=f"{hours}:{minutes:02}:{seconds}")
