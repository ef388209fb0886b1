"""Dates, times of day and moments in the many ways offices write them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from qadesk.tabular.date_forms import usual_form
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import Cell, is_not_yet, plain_text

DAY_MS: Final = 86_400_000
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_EXCEL_DAY: Final = date(1899, 12, 30).toordinal()  # serial 0; right for every day since March 1900
_SERIALS: Final = (32_000, 73_000)  # the numbers Excel keeps the days from 1987 to 2099 as
_YEARS: Final = range(1990, 2100)  # an export of service records holds no other year

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NO_YEAR = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})")
_NAMED = re.compile(
    r"(\d{1,2})[-/\s.]*([a-z]{3,9})[-/\s.,]*(\d{4}|\d{2})|([a-z]{3,9})[-\s.]*(\d{1,2})[-\s.,]+(\d{4})"
)
_WEEKDAY = re.compile(
    r"[,(\s]*(?:星期|周)[一二三四五六日天][)\s]*|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,\s]+"
)
_HALF = r"(?P<{}>上午|下午|凌晨|清晨|早上|中午|傍晚|晚上|[ap]\.?m\.?)?"
_CLOCK = re.compile(
    _HALF.format("before")
    + r"\s*(?P<h>\d{1,2})\s*[:时点]\s*(?:(?P<m>\d{1,2})\s*"
    + r"(?:[:分]\s*(?:(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?\s*秒?)?)?)?\s*"
    + _HALF.format("after")
)
_MOMENT = re.compile(
    r"(?P<date>.*?\d[日号]?)(?:\s*t\s*|[\s,]+|(?<=[日号])|\s*(?=[上下凌清早中傍晚]))(?P<clock>(?:[^\d\s]{1,4}\s*)?\d{1,2}\s*[:时点].*?)"
    r"\s*(?P<zone>z|[+-]\d{2}:?\d{2})?"
)
# 09:00-09:30 is from one time of day to another, no offset; one stands behind a blank, seconds or a T.
_FROM_TO = re.compile(r"\s\d{1,2}:\d{2}-\d{2}(?::?\d{2})?$")
# 2026/10/3 9:05:12, as most files have it: read at once where every part is in its range.
_USUAL = re.compile(r"(\d{4})([-/])(\d\d?)\2(\d\d?) (\d\d?):(\d\d):(\d\d)", re.ASCII)
_COMPACT_MOMENT = re.compile(r"(\d{8})[\st]?(\d{2})(\d{2})(\d{2})?")
_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS: Final = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
SWAPPED: Final = "~"  # behind an order: dates with the year first have day and month changed over
OF_YEAR: Final = "@"  # behind an order: the year of dates that say none
ANY_YEAR: Final = OF_YEAR + "2000"  # to see whether cells are dates at all; it has a 29 February
_BAD_DATE = Bad("date")
_NO_DATE = re.compile(
    r"(?:(?:0000|0001|1753|1899|1900|1901|1969|1970|9999)[-/.年]0?(?:0|1|12)[-/.月]0?(?:0|1|2|30|31)"
    r"|0?(?:0|1|12|30|31)[-/.]0?(?:0|1|12|30|31)[-/.](?:0000|0001|1753|1899|1900|1969|1970|9999))"
    r"(?:[\st]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?|[\s/-]+"
)
_DIGIT = re.compile(r"\d")
_LONGEST: Final = 60  # characters of a date and time; anything longer is a sentence


class Zone:
    """Local wall-clock time turned into UTC, and back to local days."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._offsets: dict[int, int] = {}
        self._starts: dict[int, float] = {}  # local day -> its beginning, see `day_start`

    def to_utc(self, local_ms: int) -> int | Bad:
        """UTC milliseconds of a local wall-clock time (milliseconds as if it were UTC).

        A time that occurs twice (clocks put back) is taken as the first; one that was skipped is Bad.
        """
        day, since = divmod(local_ms, DAY_MS)
        start = self._starts.get(day)
        if start is None:
            start = self._starts[day] = self.day_start(day * DAY_MS)
        return self._to_utc(local_ms) if math.isnan(start) else int(start) + since

    def _to_utc(self, local_ms: int) -> int | Bad:
        wall = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=local_ms)
        moment = wall.replace(tzinfo=self._zone).astimezone(UTC)
        if moment.astimezone(self._zone).replace(tzinfo=UTC) != wall:
            return Bad("no_such_time")
        return (moment - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1)

    def day_start(self, day_ms: int) -> float:
        """UTC of a local midnight if clocks do not change that day, so that times can be added; else NaN."""
        start, last = self._to_utc(day_ms), self._to_utc(day_ms + DAY_MS - 1)
        if isinstance(start, Bad) or isinstance(last, Bad) or last - start != DAY_MS - 1:
            return math.nan
        return start

    def to_local(self, utc_ms: int) -> int:
        """Local wall-clock milliseconds (as if they were UTC) at a UTC time."""
        quarter = utc_ms // 900_000  # no zone changes its clocks within a quarter of an hour
        offset = self._offsets.get(quarter)
        if offset is None:
            moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=quarter * 900_000)
            gone = moment.astimezone(self._zone).utcoffset() or timedelta()
            offset = self._offsets[quarter] = gone // timedelta(milliseconds=1)
        return utc_ms + offset

    def local_day(self, utc_ms: int) -> date:
        """The local date at a UTC time."""
        return (datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=utc_ms)).astimezone(self._zone).date()

    def local_text(self, utc_ms: int) -> str:
        """The local date and time at a UTC time, to the second."""
        moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=utc_ms)
        return moment.astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S")


def date_order(cells: Iterable[Cell]) -> str:
    """How a column's dates with the year last (or short) are written: ymd, mdy, dmy, "" if it cannot be told.

    Month first unless some date of the column rules that out, or the parts are joined by points.
    """
    possible = {"ymd", "mdy", "dmy"}
    points = True
    seen = False
    for cell in cells:
        match = _YEAR_LAST.match(_plain(cell)) if isinstance(cell, str) else None
        if match is None:
            continue
        seen = True
        first, second, last = int(match[1]), int(match[3]), int(match[4])
        points = points and match[2] == "."
        long_year = len(match[4]) == 4
        possible -= {
            order
            for order, (year, month, day) in {
                "ymd": (0 if long_year else first, second, last),
                "mdy": (last, first, second),
                "dmy": (last, second, first),
            }.items()
            if not (1 <= month <= 12 and 1 <= day <= 31 and ((long_year and year) or 15 <= year <= 50))
        }
        if not possible:
            return ""
    if not seen:
        return "mdy"
    preferred = ("dmy", "ymd", "mdy") if points else ("ymd", "mdy", "dmy")
    return next(order for order in preferred if order in possible)


def year_last(cell: str) -> tuple[int, int, int, bool, str] | None:
    """The three numbers of a date whose year does not come first, whether that has four digits, the mark.

    None for any other text.
    """
    match = _YEAR_LAST.match(_plain(cell))
    if match is None:
        return None
    return int(match[1]), int(match[3]), int(match[4]), len(match[4]) == 4, match[2]


def without_year(cell: str) -> tuple[int, int] | None:
    """Month and day of a date without a year (9月3日, a time of day behind it or not); None for others."""
    match = _NO_YEAR.match(_plain(cell))
    return None if match is None else (int(match[1]), int(match[2]))


def month_number(name: str) -> int:
    """The number of a month by its English name, 0 for another word."""
    return _MONTHS.get(name[:3].lower(), 0)


def parse_day(cell: Cell, order: str = "mdy") -> int | Bad | None:
    """Days since 1970 of a date (a time of day beside it is dropped); None for an empty cell."""
    moment = parse_moment(cell, order)
    if moment is None or isinstance(moment, Bad):
        return moment
    return moment[0] // DAY_MS


def parse_moment(cell: Cell, order: str = "mdy") -> tuple[int, bool] | Bad | None:
    """Milliseconds since 1970, and whether they are UTC (the text named its offset) or local time."""
    if isinstance(cell, date):
        return _typed_moment(_changed_back(cell) if order.endswith(SWAPPED) else cell)
    if isinstance(cell, bool | time | timedelta):
        return _BAD_DATE
    if isinstance(cell, float | int):
        return _from_number(float(cell))
    if (usual := _usual_moment(cell, order)) is not None:
        return usual, False
    text = _plain(cell)
    if is_not_yet(text) or _stands_for_none(text):
        return None
    if len(text) > _LONGEST or not _DIGIT.search(text) or _FROM_TO.search(text):
        return _BAD_DATE
    found = _moment_of(text, order)
    form = usual_form(text) if found == _BAD_DATE else text
    return found if form == text else _moment_of(form, order)


def _usual_moment(cell: Cell, order: str) -> int | None:
    """Local milliseconds of a cell in the usual form; None for any other, which has to be looked into."""
    match = _USUAL.fullmatch(cell) if isinstance(cell, str) and not order.endswith(SWAPPED) else None
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.group(1, 3, 4, 5, 6, 7))
    on, at = _day_number(year, month, day), _clock_ms(hour, minute, second, 0)
    return None if isinstance(on, Bad) or isinstance(at, Bad) else on * DAY_MS + at


def _moment_of(text: str, order: str) -> tuple[int, bool] | Bad:
    day = _parse_date(text, order)
    if isinstance(day, int):
        return day * DAY_MS, False
    if match := _COMPACT_MOMENT.fullmatch(text):
        return _join(
            _parse_date(match[1], order), _clock_ms(int(match[2]), int(match[3]), int(match[4] or 0), 0)
        )
    if match := _MOMENT.fullmatch(text):
        local = _join(_parse_date(match["date"].strip(" ,"), order), parse_clock(match["clock"]))
        if match["zone"] is None or isinstance(local, Bad):
            return local
        return local[0] - _offset_ms(match["zone"]), True
    try:
        return _from_number(float(text)) if re.fullmatch(r"\d{5,13}(\.\d+)?", text) else day
    except ValueError:
        return _BAD_DATE


def parse_clock(cell: Cell) -> int | Bad | None:
    """Milliseconds since midnight of a time of day; None for an empty cell."""
    if isinstance(cell, datetime):
        return _naive_ms(cell) % DAY_MS
    if isinstance(cell, time):
        return _clock_ms(cell.hour, cell.minute, cell.second, cell.microsecond // 1000)
    if isinstance(cell, timedelta):
        ms = cell // timedelta(milliseconds=1)
        return ms if 0 <= ms < DAY_MS else _BAD_DATE
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        # A fraction of a day, as Excel keeps times; a whole date and time loses its date. 9 is neither.
        known = 0 <= cell < 1 or _SERIALS[0] <= cell < _SERIALS[1]
        return round(float(cell) % 1 * 86_400) * 1000 % DAY_MS if known else _clock_of_digits(cell)
    text = _plain(cell)
    if is_not_yet(text):
        return None
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return _BAD_DATE
    if match := _CLOCK.fullmatch(text):
        fraction = int((match["f"] or "0")[:3].ljust(3, "0"))
        hour = _hour(int(match["h"]), (match["before"] or match["after"] or "").replace(".", ""))
        return _clock_ms(hour, int(match["m"] or 0), int(match["s"] or 0), fraction)
    if re.fullmatch(r"\d{4}|\d{6}", text):
        return _clock_ms(int(text[:2]), int(text[2:4]), int(text[4:] or 0), 0)
    if re.fullmatch(r"0?\.\d+", text):
        return round(float(text) * 86_400) * 1000 % DAY_MS
    return _BAD_DATE


def _clock_of_digits(number: float) -> int | Bad:
    """140530 as 14:05:30; fewer digits may be anything."""
    if not 100_000 <= number < 240_000 or number != int(number):
        return _BAD_DATE
    whole = int(number)
    return _clock_ms(whole // 10_000, whole // 100 % 100, whole % 100, 0)


def iso_day(day: int) -> str:
    """A day number since 1970 as 2026-10-03, which is how the database keeps dates."""
    return date.fromordinal(day + _EPOCH_DAY).isoformat()


def _plain(cell: Cell) -> str:
    text = plain_text(cell)
    if "星" in text or "周" in text or text[:1].isalpha():
        text = _WEEKDAY.sub(" ", text).strip()
    return text


def _changed_back(day: date) -> date:
    """A date whose day a spreadsheet took for the month and the other way round."""
    return day.replace(month=day.day, day=day.month) if day.day <= len(_MONTHS) else day


def _typed_moment(cell: date) -> tuple[int, bool] | Bad | None:
    if cell.year not in _YEARS:
        return None if _stands_for_none(cell.isoformat().lower()) else _BAD_DATE
    if isinstance(cell, datetime):
        return _naive_ms(cell), cell.tzinfo is not None
    return (cell.toordinal() - _EPOCH_DAY) * DAY_MS, False


def _stands_for_none(text: str) -> bool:
    """Whether a date is what systems write where there is none: the beginning or the end of their "
    "calendar."""
    return _NO_DATE.fullmatch(text) is not None


def _naive_ms(moment: datetime) -> int:
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return (aware - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1)


def _parse_date(text: str, order: str) -> int | Bad:
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        if order.endswith(SWAPPED) and day <= len(_MONTHS):
            month, day = day, month
        return _day_number(year, month, day)
    order, _mark, year_said = order.removesuffix(SWAPPED).partition(OF_YEAR)
    if match := _NO_YEAR.fullmatch(text):
        said = _day_number(int(year_said or 2000), int(match[1]), int(match[2]))
        return said if year_said or isinstance(said, Bad) else Bad("no_year")
    if match := _YEAR_LAST.fullmatch(text):
        if not order or (len(match[4]) == 4 and order == "ymd"):
            return Bad("date_order")
        parts = dict(zip(order, (int(match[1]), int(match[3]), int(match[4])), strict=True))
        return _day_number(parts["y"] + (2000 if parts["y"] < 100 else 0), parts["m"], parts["d"])
    if match := _NAMED.fullmatch(text):
        d, m, y = match.group(1, 2, 3) if match[1] else match.group(5, 4, 6)
        return _day_number(int(y) + (2000 if len(y) == 2 else 0), _MONTHS.get(m[:3], 0), int(d))
    return _BAD_DATE


def _day_number(year: int, month: int, day: int) -> int | Bad:
    try:
        return date(year, month, day).toordinal() - _EPOCH_DAY if year in _YEARS else _BAD_DATE
    except ValueError:
        return _BAD_DATE


def _from_number(number: float) -> tuple[int, bool] | Bad:
    """An Excel serial, 20261003 or 20261003090512 as a number, or seconds or milliseconds since 1970."""
    if _SERIALS[0] <= number < _SERIALS[1]:
        return (_EXCEL_DAY - _EPOCH_DAY) * DAY_MS + round(number * 86_400) * 1000, False
    if number == int(number) and 19_900_101 <= number <= 20_991_231:
        day = _parse_date(str(int(number)), "")
        return day if isinstance(day, Bad) else (day * DAY_MS, False)
    if 1e9 <= number < 4e9:
        return round(number * 1000), True
    if 1e12 <= number < 4e12:
        return round(number), True
    return _BAD_DATE


def _join(day: int | Bad, clock: int | Bad | None) -> tuple[int, bool] | Bad:
    if isinstance(day, Bad):
        return day
    if clock is None or isinstance(clock, Bad):
        return _BAD_DATE
    return day * DAY_MS + clock, False


def _hour(hour: int, half: str) -> int:
    """The hour of 24 that a half of the day makes of an hour of 12; -1 if it makes none, or none for certain.

    晚上12:30 may be half an hour after midnight, or nobody knows of which day; 13:30 is no time before noon.
    """
    if not half:
        return hour
    if half == "晚上" and (hour == 12 or hour < 5):
        return -1
    if half in ("pm", "下午", "傍晚", "晚上"):
        return hour + 12 if hour < 12 else hour
    if half == "中午":
        return hour + 12 if hour < 6 else hour
    return -1 if hour > 12 else hour % 12


def _clock_ms(hour: int, minute: int, second: int, millis: int) -> int | Bad:
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return _BAD_DATE
    return ((hour * 60 + minute) * 60 + second) * 1000 + millis


def _offset_ms(zone: str) -> int:
    if zone == "z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return (-minutes if zone[0] == "-" else minutes) * 60_000
