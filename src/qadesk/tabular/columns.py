"""Turning a column's cells into database values, quickly: every distinct cell is understood once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC
from operator import add
from typing import Any, Final, Protocol

from qadesk.kinds.kind import FileField
from qadesk.tabular import dates, totals_values, values
from qadesk.tabular.clock_hours import as_afternoon, shifted
from qadesk.tabular.dates import DAY_MS, Zone
from qadesk.tabular.directory import Directory
from qadesk.tabular.durations import reading_of
from qadesk.tabular.meanings import VALUES, Meanings
from qadesk.tabular.number_marks import POINT, TYPES, NumberColumn, reading
from qadesk.tabular.other_rows import is_total, is_whole
from qadesk.tabular.profile import is_damaged
from qadesk.tabular.readings import Readings
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import Cell, cell_text, is_error
from qadesk.tabular.zones import AS_UTC, LOCAL, named_zone

MAX_TEXT: Final = 20_000  # characters; a longer cell is a fault of the export
MAX_REFERENCE: Final = 200
_INVISIBLE: Final = ("\ufeff", "\u200b", "\u200e", "\u00ad")
_REMEMBERED: Final = 100_000  # distinct cells kept, a few MB


class Converter(Protocol):
    """Makes values of a column's cells; Bad stands where it cannot, and `bad` grows with those."""

    bad: int

    def convert(self, cells: Sequence[Cell], typed: bool) -> list[Any]:
        """One value for each cell."""


class Remembering(dict[Cell, Any]):
    """A converter for columns whose cells repeat."""

    def __init__(self, parse: Callable[[Cell], Any]) -> None:
        super().__init__()
        self._parse = parse
        self._wrong: dict[Cell, Bad] = {}  # apart from the good ones, so that each is counted
        self.bad = 0

    def __missing__(self, cell: Cell) -> Any:
        known = self._wrong.get(cell)
        value = known or (Bad("error_cell") if is_error(cell) else self._parse(cell))
        if isinstance(value, Bad):
            self.bad += 1
            if len(self._wrong) < _REMEMBERED:
                self._wrong[cell] = value
            return value
        self[cell] = value
        return value

    def convert(self, cells: Sequence[Cell], typed: bool) -> list[Any]:
        """One value for each cell."""
        if len(self) > _REMEMBERED:
            self.clear()
        return list(map(self.__getitem__, cells))


class Texts:
    """A converter for free text; empty cells become None."""

    def __init__(self, *, reference: bool = False) -> None:
        self._reference = reference
        self._longest = MAX_REFERENCE if reference else MAX_TEXT
        self.bad = 0
        self.damaged = 0  # references that a spreadsheet has cut; they are taken as none

    def convert(self, cells: Sequence[Cell], typed: bool) -> list[Any]:
        """One value for each cell."""
        found: list[Any]
        if self._reference and (typed or "+" in "".join(cells)) and any(map(is_damaged, cells)):  # type: ignore[arg-type]
            self.damaged += sum(map(is_damaged, cells))
            cells, typed = [None if is_damaged(cell) else cell for cell in cells], True
        if typed or _needs_care("".join(cells)):  # type: ignore[arg-type]
            found = [cell_text(cell) or None for cell in cells]
        else:
            found = [text or None for text in map(str.strip, cells)]  # type: ignore[arg-type]
        lengths = (len(text) for text in found if isinstance(text, str)) if typed else map(_length, cells)
        if max(lengths, default=0) > self._longest:
            found = self._mark(found, "too_long", lambda text: len(text) > self._longest)
        if self._reference and not typed and "\ufffd" in "".join(cells):  # type: ignore[arg-type]
            found = self._mark(found, "unreadable", lambda text: "\ufffd" in text)
        return found

    def _mark(self, found: list[Any], reason: str, wrong: Callable[[str], bool]) -> list[Any]:
        self.bad += 1
        return [Bad(reason) if isinstance(text, str) and wrong(text) else text for text in found]


_length: Callable[[Any], int] = len


def _needs_care(text: str) -> bool:
    """Whether there is anything in a column's text that more than trimming has to take away."""
    return "=" in text or "'" in text or (not text.isascii() and any(mark in text for mark in _INVISIBLE))


class Moments:
    """A converter for date and time in one column, to UTC milliseconds; empty cells become None."""

    def __init__(self, zone: Zone, order: str, afternoon: bool = False) -> None:
        self._zone = zone
        self._order = order
        self._afternoon = afternoon
        self.bad = 0
        self._days = Remembering(self._day)
        self._clocks = Remembering(shifted(_clock, afternoon))
        self._whole = Remembering(self._moment)

    def convert(self, cells: Sequence[Cell], typed: bool) -> list[Any]:
        """One value for each cell."""
        if not typed:
            # "2026/10/3 9:05:12": dates repeat and times repeat, their pairs do not.
            parts = " ".join(cells).split(" ")  # type: ignore[arg-type]
            if len(parts) == 2 * len(cells):
                found = list(
                    map(add, self._days.convert(parts[::2], False), self._clocks.convert(parts[1::2], False))
                )
                if not math.isnan(sum(found)):
                    return found
        found = self._whole.convert(cells, typed)
        self.bad += self._whole.bad
        self._whole.bad = 0
        return found

    def _day(self, text: Cell) -> float:
        day = dates.parse_day(text, self._order) if str(text)[-1:] not in ":." else None
        return (
            self._zone.day_start(day * DAY_MS) if isinstance(day, int) and ":" not in str(text) else math.nan
        )

    def _moment(self, cell: Cell) -> int | Bad | None:
        moment = dates.parse_moment(cell, self._order)
        if moment is None or isinstance(moment, Bad):
            return moment
        if moment[1]:
            return moment[0]
        return self._zone.to_utc(as_afternoon(moment[0]) if self._afternoon else moment[0])


def _clock(cell: Cell) -> float:
    text = str(cell)
    hour, _colon, rest = text.partition(":")
    minute, _colon, second = rest.partition(":")
    if text.isascii() and hour.isdigit() and minute.isdigit() and second.isdigit() and len(text) <= 8:
        h, m, s = int(hour), int(minute), int(second)
        return ((h * 60 + m) * 60 + s) * 1000 if h < 24 and m < 60 and s < 60 else math.nan
    clock = dates.parse_clock(text) if ":" in text else None
    return clock if isinstance(clock, int) else math.nan


def combined_moments(
    zone: Zone, order: str, afternoon: bool = False
) -> Callable[[Cell, Cell], int | Bad | None]:
    """A function that joins the cell of a date column and that of a time column to UTC milliseconds."""

    clock_of = shifted(dates.parse_clock, afternoon)

    def join(date_cell: Cell, time_cell: Cell) -> int | Bad | None:
        day, clock = dates.parse_day(date_cell, order), clock_of(time_cell)
        if day is None or isinstance(day, Bad):
            return day
        if isinstance(clock, Bad):
            return clock
        return Bad("blank") if clock is None else zone.to_utc(day * DAY_MS + clock)

    return join


def zone_of(header: str, answer: str, zone: Zone) -> Zone:
    """The zone of a column's times: as it was answered, else the one the heading names, else the office's."""
    named = UTC if answer == AS_UTC else None if answer == LOCAL else named_zone(header)
    return zone if named is None else Zone(named)


def converter_for(
    field: FileField, header: str, *, people: Directory, zone: Zone, order: str,
    readings: Readings | None = None, numbers: NumberColumn | None = None,
) -> Converter:  # fmt: skip
    """The converter of a field's type, as its column was settled. Raises KeyError for a type without one.

    `numbers` takes in what the cells of a column of numbers tell of how they are written.
    """
    readings = readings or Readings()
    decimal = readings.decimals.get(field.name) or POINT
    numbers = numbers or NumberColumn(header, field.type)
    if field.type in ("text", "ref", "staff_no", "waybill"):
        return Texts(reference=field.type != "text")
    zone = zone_of(header, readings.answered.get(field.name, ""), zone)
    if field.type == "moment":
        return Moments(zone, order, readings.afternoon)
    if field.type == "courier":
        return Remembering(_courier)
    if field.type in ("mean_time", "sum_time"):
        minutes = readings.answered.get(field.name) == "m:s"
        return Remembering(reading(totals_values.mean_time(field.name, header, minutes), numbers, decimal))
    if field.name in VALUES:
        meaning = Meanings(field.name, readings.words.get(field.name)).of
        return Remembering(reading(meaning, numbers, decimal) if field.type in TYPES else meaning)
    length = readings.durations.get(field.name) or reading_of(header, field.name)
    if length.form == "moment":
        return Moments(zone, order, readings.afternoon)
    parsers: dict[str, Callable[[Cell], Any]] = {
        "agent": people.find,
        "day": lambda cell: _iso(dates.parse_day(cell, order)),
        "clock": dates.parse_clock,
        "duration": shifted(dates.parse_clock, readings.afternoon)
        if length.form == "clock"
        else length.length,
        "score": values.parse_score,
        "count": values.parse_count,
        "span": lambda cell: totals_values.parse_span(cell, order, totals_values.is_month_header(header)),
        "mean_rating": totals_values.parse_mean_rating,
        "rate": totals_values.parse_rate,
        "channel": totals_values.parse_channel,
        "label": totals_values.parse_label,
    }
    parse = parsers[field.type]
    return Remembering(reading(parse, numbers, decimal) if field.type in TYPES else parse)


def _courier(cell: Cell) -> str | Bad:
    """A courier as the file names them; an empty cell or 全站 is the whole office's row, a total is none."""
    text = " ".join(cell_text(cell, wide=True).split())
    if is_total(text):
        return Bad("blank")
    if is_whole(text):
        return ""
    return text if len(text) <= MAX_REFERENCE else Bad("too_long")


def _iso(day: int | Bad | None) -> str | Bad | None:
    return dates.iso_day(day) if isinstance(day, int) else day
