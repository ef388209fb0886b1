"""Whether dates are written day or month first: settled over a whole file, by evidence, or asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from typing import Final

from qadesk.tabular import dates
from qadesk.tabular.questions import Choice, Question
from qadesk.tabular.text import Cell

_ORDERS: Final = ("ymd", "mdy", "dmy")
_MOST: Final = 0.9
_MONTHS: Final = 12
_CLEAR: Final = 400  # days that need no order and are remembered: more than a year
_LEAST: Final = 0.5
_FILE_MONTH = re.compile(
    r"(?<!\d)(?P<y>20\d\d)\s*[-_./年]?\s*(?P<m>1[0-2]|0?[1-9])(?!\d{3})|(?<!\d)(?P<cn>1[0-2]|0?[1-9])\s*月"
    r"|(?P<en>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\s._-]*(?P<ey>20\d\d)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DateHints:
    """What else tells when the records of a file are from.

    `periods` are the open cycles' first and last days, `file_name` may name a month; no record is of a day
    after `today`. `zone` is the office's.
    """

    periods: Sequence[tuple[date, date]] = ()
    file_name: str = ""
    today: date | None = None
    zone: tzinfo | None = None


@dataclass
class DateColumn:
    """The dates of one column with the year last or short, each once; and the days of the others."""

    parts: dict[tuple[int, int, int, bool, str], int] = field(default_factory=dict)
    _typed: set[date] = field(default_factory=set)
    _texts: set[str] = field(default_factory=set)  # the dates of texts with the year first
    yearless: set[tuple[int, int]] = field(default_factory=set)  # month and day of those that say no year

    def add(self, cells: Iterable[Cell]) -> None:
        """Look at some more cells."""
        for cell in cells:
            if not isinstance(cell, str):
                if isinstance(cell, date) and len(self._typed) < _CLEAR:
                    self._typed.add(cell.date() if isinstance(cell, datetime) else cell)
            elif cell[:4].isdigit():
                if len(self._texts) < _CLEAR:
                    self._texts.add(cell[:10])
            elif (found := dates.year_last(cell)) is not None:
                self.parts[found] = self.parts.get(found, 0) + 1
            elif (bare := dates.without_year(cell)) is not None:
                self.yearless.add(bare)

    @cached_property
    def clear(self) -> set[date]:
        """The days that need no order; to be asked for when all cells have been looked at."""
        days = (dates.parse_day(text.split(" ")[0], "") for text in self._texts)
        return self._typed | {date.fromisoformat(dates.iso_day(day)) for day in days if isinstance(day, int)}

    @property
    def changed_over(self) -> bool:
        """Whether it looks as if a spreadsheet took the day for the month where it could.

        Then it made dates of 3/10 and 5/10 (10 March, 10 May) and left 13/10 and 14/10 as text.
        """
        left = [part for part in self.parts if part[3]]
        made = self.clear if len(left) == len(self.parts) >= 2 else set()
        return (
            len(made) >= 2
            and all(day.day <= _MONTHS for day in made)
            and all(max(part[0], part[1]) > _MONTHS for part in left)
            and len(self.possible) == 1
        )

    @property
    def possible(self) -> set[str]:
        """The orders in which every date of the column is a date."""
        return {order for order in _ORDERS if all(_date(part, order) is not None for part in self.parts)}

    def days(self, order: str) -> list[tuple[date, int]]:
        """The days it holds in an order, each with how many cells."""
        found = ((_date(part, order), number) for part, number in self.parts.items())
        return [(day, number) for day, number in found if day is not None]


def settle_date_order(
    columns_of_cells: Mapping[str, Iterable[Cell]], hints: DateHints | None = None, *, answer: str = ""
) -> str | Question:
    """The order (dmy, mdy, ymd) in which all of a file's dates are written, or the question.

    `columns_of_cells` are the file's date columns by their headers. Dates with the year first need no order:
    "" is returned where there are no others. Columns that contradict each other are asked, and dates of which
    a spreadsheet seems to have changed over day and month.
    """
    columns = {}
    for header, cells in columns_of_cells.items():
        columns[header] = DateColumn()
        columns[header].add(cells)
    return settle_date_columns(columns, hints, answer=answer)


def settle_date_columns(
    columns: Mapping[str, DateColumn], hints: DateHints | None = None, *, answer: str = ""
) -> str | Question:
    """The same for columns that have been looked through already, with the year of dates that say none."""
    order = _settled(columns, hints, answer)
    year = "" if isinstance(order, Question) else _year(columns, hints or DateHints())
    if isinstance(order, Question) or not year:
        return order
    swapped = dates.SWAPPED if order.endswith(dates.SWAPPED) else ""
    return f"{order.removesuffix(swapped)}{dates.OF_YEAR}{year}{swapped}"


def _year(columns: Mapping[str, DateColumn], hints: DateHints) -> str:
    """The year of dates without one: that in which they lie where other dates, name and open cycles point.

    "" where nothing tells it.
    """
    bare = {day for column in columns.values() for day in column.yearless}
    for first, last in _spans(columns, hints) if bare else ():
        for year in {first.year, last.year}:
            inside = sum(first <= day <= last for day in _days_of(bare, year))
            if inside >= _MOST * len(bare):
                return str(year)
    return ""


def _days_of(bare: Iterable[tuple[int, int]], year: int) -> Iterator[date]:
    for month, day in bare:
        with suppress(ValueError):
            yield date(year, month, day)


def _settled(columns: Mapping[str, DateColumn], hints: DateHints | None, answer: str) -> str | Question:
    changed = {header: column for header, column in columns.items() if column.changed_over}
    if changed and answer in ("", "swapped", "written"):
        order = next(iter(next(iter(changed.values())).possible))
        if answer:
            return order + dates.SWAPPED if answer == "swapped" else order
        return _changed_over(changed, order)
    if answer:
        return answer
    hints = hints or DateHints()
    unclear = {header: column for header, column in columns.items() if column.parts}
    if not unclear:
        return ""
    possible = set.intersection(*(column.possible for column in unclear.values()))
    if len(possible) == 1:
        return possible.pop()
    every = possible or set(_ORDERS)
    if possible:
        if all(part[4] == "." for column in unclear.values() for part in column.parts) and "dmy" in possible:
            return "dmy"  # points between the parts: nobody writes the month first so
        settled = _by_evidence(unclear, possible, _spans(columns, hints), hints.today)
        if settled is not None:
            return settled
    return _question(unclear, sorted(every, key=("dmy", "mdy", "ymd").index))


def _by_evidence(
    columns: Mapping[str, DateColumn],
    possible: set[str],
    spans: Sequence[tuple[date, date]],
    today: date | None,
) -> str | None:
    """The one order that puts the dates where they belong; None if several do, or none."""
    if today is not None:
        latest = today + timedelta(days=1)
        past = {
            order
            for order in possible
            if all(day <= latest for column in columns.values() for day, _cells in column.days(order))
        }
        if len(past) == 1:
            return past.pop()
        possible = past or possible
    for first, last in spans:
        shares = {order: _share(columns, order, first, last) for order in possible}
        fits = [order for order, share in shares.items() if share >= _MOST]
        if len(fits) == 1 and all(share <= _LEAST for order, share in shares.items() if order != fits[0]):
            return fits[0]
    return None


def _spans(columns: Mapping[str, DateColumn], hints: DateHints) -> list[tuple[date, date]]:
    """The days that other columns, the file's name and the open cycles point to, the surest first."""
    spans = []
    clear = [day for column in columns.values() for day in column.clear]
    if clear:
        spans.append((min(clear) - timedelta(days=7), max(clear) + timedelta(days=7)))
    years = {
        day.year for column in columns.values() for order in _ORDERS for day, _cells in column.days(order)
    }
    for match in _FILE_MONTH.finditer(hints.file_name):
        month = int(match["m"] or match["cn"] or dates.month_number(match["en"] or ""))
        given = match["y"] or match["ey"]
        spans += [
            _month(int(year), month) for year in ([given] if given else sorted(years)) if 1 <= month <= 12
        ]
    return [*spans, *hints.periods]


def _month(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _share(columns: Mapping[str, DateColumn], order: str, first: date, last: date) -> float:
    """The share of cells whose date lies in a span."""
    days = [pair for column in columns.values() for pair in column.days(order)]
    cells = sum(number for _day, number in days)
    return sum(number for day, number in days if first <= day <= last) / cells if cells else 0.0


def _changed_over(columns: Mapping[str, DateColumn], order: str) -> Question:
    header, column = next(iter(columns.items()))
    left = [day for day, _cells in column.days(order)]
    swapped = sorted([*left, *(date(day.year, day.day, day.month) for day in column.clear)])
    written = sorted([*left, *column.clear])
    return Question(
        "dates_swapped", "", header,
        (
            Choice("swapped", f"{swapped[0].isoformat()} – {swapped[-1].isoformat()}"),
            Choice("written", f"{written[0].isoformat()} – {written[-1].isoformat()}"),
        ),
    )  # fmt: skip


def _question(columns: Mapping[str, DateColumn], orders: Sequence[str]) -> Question:
    choices = []
    for order in orders:
        days = sorted(day for column in columns.values() for day, _cells in column.days(order))
        example = f"{days[0].isoformat()} – {days[-1].isoformat()}" if days else ""
        choices.append(Choice(order, example))
    return Question("date_order", "", next(iter(columns)), tuple(choices))


def _date(part: tuple[int, int, int, bool, str], order: str) -> date | None:
    first, second, third, long_year, _mark = part
    if order == "ymd" and long_year:
        return None
    named = dict(zip(order, (first, second, third), strict=True))
    year = named["y"]
    if not (long_year and order != "ymd"):
        if not 15 <= year <= 50:
            return None
        year += 2000
    if not 1990 <= year < 2100:
        return None
    try:
        return date(year, named["m"], named["d"])
    except ValueError:
        return None
