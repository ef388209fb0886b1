"""Lengths of time: what one cell says, in any spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import isfinite
from typing import Final

from qadesk.tabular import dates
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import Cell, is_not_yet, plain_text

MAX_DURATION_MS: Final = 7 * dates.DAY_MS  # a call or chat longer than a week is a fault of the export
_LONGEST_MS: Final = 366 * dates.DAY_MS  # from a complaint's receipt until it is answered or closed
_FACTORS: Final = {"d": dates.DAY_MS, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
_NO_LENGTH: Final = frozenset((-1, "-1", "-1.0"))  # what systems write where nothing was measured
UNITS: Final = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "day": dates.DAY_MS}

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:e[+-]?\d{1,3})?|[+-]?\.\d+")
_DIGIT = re.compile(r"\d")
_LONGEST: Final = 60  # characters of a length of time; anything longer is a sentence
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
_PARTS = re.compile(
    r"(?:(?P<d>\d+(?:\.\d+)?)\s*(?:天|日|d(?:ays?)?))?[\s,]*"
    r"(?:(?P<h>\d+(?:\.\d+)?)\s*(?:个?小时|个?钟头|时|h(?:(?:ou)?rs?)?\.?))?[\s,]*(?:and\s+)?"
    r"(?:(?P<m>\d+(?:\.\d+)?)\s*(?:分钟|分|min(?:ute)?s?\.?|m|['′]))?[\s,]*(?:and\s+)?"
    r"(?:(?P<s>\d+(?:\.\d+)?)\s*(?:秒钟|秒|s(?:ec(?:ond)?s?)?\.?|\"|″|''|′′))?[\s,]*"
    r"(?:(?P<ms>\d+(?:\.\d+)?)\s*(?:毫秒|ms(?:ec)?|milliseconds?))?"
)
_ISO = re.compile(
    r"p(?:(?P<d>\d+(?:\.\d+)?)d)?(?:t(?:(?P<h>\d+(?:\.\d+)?)h)?(?:(?P<m>\d+(?:\.\d+)?)m)?(?:(?P<s>\d+(?:[.,]\d+)?)s)?)?"
)
CLOCKED = re.compile(
    r"(?:(?P<d>\d{1,3})\s*(?:天|日|d(?:ays?)?,?|[.\s])\s*)?(?:(?P<a>\d{1,4})\s*:\s*)?(?P<b>\d{1,4})\s*:\s*(?P<c>\d{1,2})(?:[.,](?P<f>\d{1,9}))?"
)
_HEADER_UNITS: Final = (
    (re.compile(r"[(\[/_]\s*(?:天|days?)\s*[)\]]?$"), "day"),
    (re.compile(r"毫秒|\bms\b|millis|_ms$|\bmsec"), "ms"),
    (re.compile(r"小时|\bhours?\b|\bhrs?\b|\bh\b|_h(?:ou)?rs?$|[(\[/_]\s*时\s*[)\]]?$"), "h"),
    (re.compile(r"分钟|\bmin(ute)?s?\b|_min(ute)?s?$|[(\[/_]\s*分\s*[)\]]?$|[(\[/_]m[)\]]?$"), "min"),
    (re.compile(r"秒|\bsec(ond)?s?\b|_sec(ond)?s?$|\bs\b|_s$"), "s"),
)
_HOURS_FIRST = re.compile(r"hh?:mm?(?!:)|时[:：]分(?![:：])")


@dataclass(frozen=True)
class DurationReading:
    """How the cells of a column are read as lengths of time.

    `unit` is that of bare numbers (a key of UNITS); `colons` says what 1:30 is ("m:s" or "h:m"). With
    `sixtieth`, 2:05:00 was meant as 2:05 minutes, as Excel makes of it. `form` is "length", or "clock" or
    "moment" where the cells say when it ended: then the contact's start is taken away.
    """

    unit: str = "s"
    colons: str = "m:s"
    sixtieth: bool = False
    form: str = "length"
    order: str = "mdy"
    longest: int = MAX_DURATION_MS

    def length(self, cell: Cell) -> int | Bad | None:
        """Milliseconds; None for an empty cell. For the form "length" only."""
        if cell in _NO_LENGTH and not isinstance(cell, bool):
            return None
        ms = absolute(cell) if not isinstance(cell, str) else None
        if ms is None:
            if isinstance(cell, str):
                read = self._text(cell)
                if read is None or isinstance(read, Bad):
                    return read
                ms = read
            elif cell is None:
                return None
            elif isinstance(cell, float | int) and not isinstance(cell, bool):
                ms = float(cell) * UNITS[self.unit]
            else:
                return Bad("duration")
        elif self.sixtieth:
            ms /= 60
        if ms < 0:
            return Bad("negative")
        return round(ms) if ms <= self.longest else Bad("duration")

    def between(self, cell: Cell, start: int) -> int | Bad | None:
        """Milliseconds from a contact's start (local, since 1970) to its end. For "clock" and "moment"."""
        if is_not_yet(cell):
            return None
        if self.form == "clock":
            clock = dates.parse_clock(cell)
            return since_clock(clock, start) if isinstance(clock, int) else clock
        moment = dates.parse_moment(cell, self.order)
        if moment is None or isinstance(moment, Bad):
            return moment
        gone = moment[0] - start
        if gone < 0:
            return Bad("before_contact")
        return gone if gone <= self.longest else Bad("duration")

    def _text(self, cell: str) -> float | Bad | None:
        text = plain_text(cell)
        if is_not_yet(cell):
            return None
        if len(text) > _LONGEST or not _DIGIT.search(text):
            return Bad("duration")
        if text[0] in "-−":
            rest = self._text(text[1:].strip())
            return Bad("negative") if isinstance(rest, float) and rest > 0 else rest or Bad("duration")
        number = bare_number(text)
        if number is not None:
            return number * UNITS[self.unit]
        if match := CLOCKED.fullmatch(text):
            return self._colons(match)
        match = _PARTS.fullmatch(text) or _ISO.fullmatch(text)
        if match is None:
            return Bad("duration")
        return sum(
            float(part.replace(",", ".")) * _FACTORS[name] for name, part in match.groupdict().items() if part
        )

    def _colons(self, match: re.Match[str]) -> float | Bad:
        days, first, second, third, parts = (
            match["d"],
            match["a"],
            int(match["b"]),
            int(match["c"]),
            match["f"],
        )
        fraction = int((parts or "0")[:3].ljust(3, "0"))
        if first is None and days is not None:
            return Bad("duration")
        if first is None and self.colons == "h:m":
            return Bad("duration") if third >= 60 else float((second * 60 + third) * 60_000 + fraction)
        if third >= 60 or (first is not None and second >= 60) or (days is not None and int(first) >= 24):
            return Bad("duration")
        whole = ((int(days or 0) * 24 + int(first or 0)) * 60 + second) * 60 + third
        return (whole * 1000 + fraction) / (60 if self.sixtieth and first is not None else 1)


SECONDS: Final = DurationReading()


def since_clock(clock: int, start: int) -> int | Bad:
    """Milliseconds from a start (local, since 1970) to the next such time of day, past midnight if need be.

    Bad for more than half a day: then it was before the start.
    """
    gone = (clock - start) % dates.DAY_MS
    return gone if gone <= dates.DAY_MS // 2 else Bad("before_contact")


def duration_unit(header: str) -> str:
    """The unit (a key of UNITS) a header names: 响应时长(分钟), "Talk time (min)"; "" if it names none."""
    text = plain_text(header)
    return next((unit for pattern, unit in _HEADER_UNITS if pattern.search(text)), "")


def reading_of(header: str, field: str = "") -> DurationReading:
    """How a header alone says a field is read; bare numbers are seconds where it says nothing."""
    unit = duration_unit(header) or "s"
    hours_first = unit == "h" or _HOURS_FIRST.search(plain_text(header))
    longest = _LONGEST_MS if field.endswith("_after") else MAX_DURATION_MS
    return DurationReading(unit, "h:m" if hours_first else "m:s", longest=longest)


def absolute(cell: Cell) -> float | None:
    """Milliseconds of a cell that the workbook itself keeps as a time; None for any other."""
    if isinstance(cell, timedelta):
        return cell / timedelta(milliseconds=1)
    if isinstance(cell, datetime):  # a duration cell that Excel shows with its day zero
        if cell.year > 1901:
            return None
        return (cell.replace(tzinfo=None) - datetime(1899, 12, 31)) / timedelta(milliseconds=1)  # noqa: DTZ001 - no zone on a length of time
    if isinstance(cell, time):
        return ((cell.hour * 60 + cell.minute) * 60 + cell.second) * 1000 + cell.microsecond / 1000
    return None


def bare_number(text: str) -> float | None:
    """A number with nothing beside it, such as 1,200 or 12.5 or 12,5; None for any other text."""
    if _NUMBER.fullmatch(text):
        number = float(text.replace(",", ""))
    elif _DECIMAL_COMMA.fullmatch(text):
        number = float(text.replace(",", "."))
    else:
        return None
    return number if isfinite(number) else None  # of 400 digits, say
