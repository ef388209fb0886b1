"""How numbers are written in a sheet: which mark stands before decimals, and which between thousands.

1,250.5 and 1.250,5 say it themselves; 1.250 and 1,250 do not. What the other numbers of the column and of the
sheet say settles those, else it is asked: each could be a thousand times the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from qadesk.kinds.kind import FileField
from qadesk.tabular.durations import duration_unit
from qadesk.tabular.questions import NUMBERS, Choice, Question
from qadesk.tabular.text import Cell, cell_text, is_not_yet

POINT: Final = "."
COMMA: Final = ","
CODES: Final = {"point": POINT, "comma": COMMA}
TYPES: Final = ("duration", "mean_time", "sum_time", "count", "score", "mean_rating", "rate", "rating")
_OTHER: Final = {POINT: COMMA, COMMA: POINT}
_SMALL: Final = ("score", "mean_rating", "rate", "rating")  # never in the thousands
_GROUPS: Final = r"\d{1,3}(?:X\d{2,3})*X\d{3}"  # 1,250,000; in India 12,50,000
_GROUPED: Final = {mark: re.compile(_GROUPS.replace("X", re.escape(mark))) for mark in (POINT, COMMA)}
_SPACED: Final = re.compile(r"(\d{1,3}(?P<gap>[ '’])\d{3}(?:(?P=gap)\d{3})*)(?:[.,]\d*)?")
_WRITTEN: Final = re.compile(
    r"(?P<sign>[+−-]?\s?)(?P<number>\d[\d.,'’ ]*\d|\d|[.,]\d+)"
    r"(?P<unit>\s*(?:%|‰|[^\W\d_]+(?:/[^\W\d_]+)?\.?)?)"
)
_DIGITS: Final = re.compile(r"\s*\d+(?! ?\d)")
_LONGEST: Final = 40
_ENOUGH: Final = 5  # numbers with three places each: too many to be in the thousands all by chance
_REMEMBERED: Final = 1 << 12
_EXAMPLES: Final = 50


@dataclass(frozen=True)
class Written:
    """A number as a cell has it: how it reads with either mark before decimals.

    `mark` is the mark before its decimals where its form shows that, "" where it has neither decimals nor
    groups; `open` the only mark in a number such as 1.250, which could be either.
    """

    as_decimal: Mapping[str, str]
    mark: str = ""
    open: str = ""


def plain(cell: Cell, decimal: str = POINT) -> Cell:
    """The cell with its number in digits and a decimal point; as it is if it is no number or is no text.

    `decimal` says what is meant where the number itself does not tell.
    """
    if not isinstance(cell, str) or cell.isdigit():
        return cell
    found = written(cell)
    return cell if found is None else found.as_decimal[decimal]


@lru_cache(maxsize=_REMEMBERED)
def written(cell: str) -> Written | None:
    """A number that may have a sign before it and a unit behind it; None for any other text."""
    text = cell_text(cell, wide=True)
    match = _WRITTEN.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    sign, number, unit = match["sign"], match["number"], match["unit"]
    if spaced := _SPACED.fullmatch(number):
        rest = number[len(spaced[1]) :]
        whole = re.sub(r"\D", "", spaced[1]) + rest.replace(COMMA, POINT)
        return _both(sign, whole, whole, unit, mark=rest[:1])
    marks = [mark for mark in (POINT, COMMA) if mark in number]
    if not set(number) <= set("0123456789.,"):
        return None
    if not marks:
        return _both(sign, number, number, unit)
    if len(marks) == 2:
        return _with_both(sign, number, unit)
    mark = marks[0]
    without, decimals = number.replace(mark, ""), number.replace(mark, POINT)
    if number.count(mark) > 1:
        return _both(sign, without, without, unit, _OTHER[mark]) if _GROUPED[mark].fullmatch(number) else None
    if _GROUPED[mark].fullmatch(number) and number[0] != "0":
        shown = (decimals, without) if mark == POINT else (without, decimals)
        return Written({d: sign + n + unit for d, n in zip((POINT, COMMA), shown, strict=True)}, open=mark)
    return _both(sign, decimals, decimals, unit, mark)


def _with_both(sign: str, number: str, unit: str) -> Written | None:
    """A number with both marks: the last stands before decimals."""
    mark = max(POINT, COMMA, key=number.rfind)
    whole, _mark, decimals = number.rpartition(mark)
    if not _GROUPED[_OTHER[mark]].fullmatch(whole):
        return None
    shown = f"{whole.replace(_OTHER[mark], '')}.{decimals}"
    return _both(sign, shown, shown, unit, mark)


def _both(sign: str, point: str, comma: str, unit: str, mark: str = "") -> Written:
    return Written({POINT: sign + point + unit, COMMA: sign + comma + unit}, mark)


@dataclass
class NumberColumn:
    """What the numbers of a column tell of how they are written, looked at one after another."""

    header: str
    type: str
    marks: set[str] = field(default_factory=set)
    open: dict[str, str] = field(default_factory=dict)  # number -> its mark
    bare: bool = False  # a number without a mark, below 1000 and not 0
    large: bool = False  # one from 1000 on
    grouped: bool = False  # counts: one that would not be whole with decimals

    def add(self, cell: Cell) -> None:
        """Look at another cell."""
        if not isinstance(cell, str) or is_not_yet(cell):
            return
        found = written(cell)
        if found is None:
            return
        if found.open:
            if len(self.open) < _EXAMPLES:
                self.open[cell_text(cell)] = found.open
            self.grouped = self.grouped or not _places(cell).endswith("000")
        elif found.mark:
            self.marks.add(found.mark)
        elif digits := _DIGITS.match(cell):  # neither -1, which means that there is none, nor 1 250
            number = digits[0].lstrip("0")
            self.bare, self.large = self.bare or 0 < len(number) < 4, self.large or len(number) > 3

    @property
    def own(self) -> str:
        """The mark before decimals, as the numbers of the column show; "" if they do not, or both do."""
        if len(self.marks) == 1:
            return next(iter(self.marks))
        signs = set(self.open.values())
        if self.marks or len(signs) != 1:
            return ""
        sign = signs.pop()
        if self.type in _SMALL:
            return sign
        if self.type == "count" and self.grouped:
            return _OTHER[sign]
        return _OTHER[sign] if duration_unit(self.header) == "ms" else ""

    @property
    def likely(self) -> str:
        """The same as it may be told from how many places the numbers have.

        65 beside 1.250 has no places, so 1.250 would end in a needless 0; five numbers with three places each
        are hardly all in the thousands.
        """
        signs = set(self.open.values())
        if len(signs) != 1:
            return ""
        sign = signs.pop()
        if self.large:
            return sign
        if self.bare:
            return _OTHER[sign] if any(_places(number).endswith("0") for number in self.open) else ""
        return sign if self.type == "duration" and len(self.open) >= _ENOUGH else ""


def settle_marks(
    columns: Mapping[str, NumberColumn], delimiter: str = "", answer: str = ""
) -> tuple[dict[str, str], Question | None]:
    """The mark before decimals in each column (by field), and the question where one cannot be told.

    A column's own numbers tell it, else those of the others. `delimiter` stands between the file's cells:
    where it is a comma, a comma in numbers stands between thousands. `answer` is a key of CODES.
    """
    own = {name: column.own for name, column in columns.items()}
    said = {mark for name, mark in own.items() if mark and (columns[name].open or columns[name].marks)}
    sheet = said.pop() if len(said) == 1 and not _contradict(columns) else ""
    found: dict[str, str] = {}
    asked: Question | None = None
    for name, column in columns.items():
        signs = set(column.open.values())
        told = {own[name]} if own[name] else {mark for mark in (sheet, column.likely) if mark}
        if not own[name] and column.marks:
            told = set()  # its own numbers contradict each other
        elif not told and signs == {COMMA} and delimiter == COMMA and not _contradict(columns):
            told = {POINT}
        if not signs or len(told) == 1:
            found[name] = told.pop() if len(told) == 1 else POINT
        else:
            found[name] = CODES.get(answer, POINT)
            asked = asked or (None if answer else question(column, delimiter))
    return found, asked


def question(column: NumberColumn, delimiter: str = "", first: str = "") -> Question:
    """Whether a number of a column has decimals or thousands; `first` is likelier before decimals."""
    number = next(iter(column.open))
    shown = written(number)
    assert shown is not None
    first = first or (COMMA if delimiter == ";" else POINT)
    codes = sorted(CODES, key=lambda code: CODES[code] != first)
    choices = tuple(Choice(code, f"{number} = {_tidy(shown.as_decimal[CODES[code]])}") for code in codes)
    return Question(NUMBERS, "", column.header, choices, {"number": number})


def late_question(
    columns: Mapping[str, NumberColumn], read: Mapping[str, str], delimiter: str = "", answer: str = ""
) -> Question | None:
    """The question where the whole of a column says otherwise than it was `read` by its first cells."""
    if answer:
        return None
    found, asked = settle_marks(columns, delimiter)
    if asked is not None:
        return asked
    for name, column in columns.items():
        if column.open and found[name] != read.get(name, POINT):
            return question(column, delimiter, found[name])
    return None


def column_of(header: str, field_: FileField, cells: Iterable[Cell]) -> NumberColumn:
    """What the cells of a field's column tell."""
    column = NumberColumn(header, field_.type)
    for cell in cells:
        column.add(cell)
    return column


def of_headers(headers: Iterable[str], samples: Iterable[Iterable[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """The cells with their numbers in digits and a decimal point, before it is known which column is what.

    Only columns of numbers are changed. What cannot be told is taken as thousands beside bare numbers.
    """
    told = [tuple(cells) for cells in samples]
    columns = {
        str(at): column_of(header, _ANY, cells)
        for at, (header, cells) in enumerate(zip(headers, told, strict=True))
        if _are_numbers(cells)
    }
    found, _asked = settle_marks(columns)
    for name, column in columns.items():
        signs = set(column.open.values())
        decimal = found[name]
        if len(signs) == 1 and not column.own and not column.likely and column.bare:
            decimal = _OTHER[signs.pop()]
        told[int(name)] = tuple(plain(cell, decimal) for cell in told[int(name)])
    return tuple(told)


def reading(parse: Callable[[Cell], Any], column: NumberColumn, decimal: str) -> Callable[[Cell], Any]:
    """A parser that reads numbers as they are written in its column, and notes what they tell."""

    def read(cell: Cell) -> Any:
        column.add(cell)
        return parse(plain(cell, decimal))

    return read


_ANY: Final = FileField("", "duration", "", ())


def _are_numbers(cells: Iterable[Cell]) -> bool:
    texts = [cell for cell in cells if isinstance(cell, str) and not is_not_yet(cell)]
    return bool(texts) and all(written(text) is not None for text in texts)


def _contradict(columns: Mapping[str, NumberColumn]) -> bool:
    return len({mark for column in columns.values() for mark in column.marks}) > 1


def _tidy(number: str) -> str:
    """The same without zeros at the end of its decimals."""
    return re.sub(r"\.?0+(?=\D*$)", "", number) if POINT in number else number


def _places(number: str) -> str:
    return re.sub(r"\D+$", "", number)
