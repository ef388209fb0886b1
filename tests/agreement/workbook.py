"""A small spreadsheet: it works out the formulas of a live workbook, so that none is believed unreckoned."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import Any

from qadesk.tabular.live_book import Formula, LiveSheet
from tests.agreement.reference_arithmetic import rounded

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?)|(?P<sign><=|>=|<>|[-+*/=<>(),])"""
    r"""|(?P<cell>(?:'(?:[^']|'')*'!)?\$?[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?)|(?P<name>[A-Z]+))"""
)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le,
    ">=": operator.ge,
}  # fmt: skip


class CellError(Exception):
    """#DIV/0!, #VALUE! or #N/A."""


class Workbook:
    """Sheets by title; `value` works a cell out."""

    def __init__(self, sheets: Sequence[LiveSheet]) -> None:
        self._sheets = {sheet.title: sheet for sheet in sheets}
        self._known: dict[tuple[str, int, int], Any] = {}

    def value(self, sheet: str, row: int, column: int) -> Any:
        """A cell's value, row and column from 1: a fraction, a text, a date, or None for nothing."""
        at = (sheet, row, column)
        if at not in self._known:
            rows = self._sheets[sheet].rows
            inside = row <= len(rows) and column <= len(rows[row - 1])
            content = rows[row - 1][column - 1].content if inside else None
            if isinstance(content, Formula):
                made = _Reading(self, sheet, content.text).whole()
                content = made() if callable(made) else made
                content = Fraction(0) if content is None else content
            elif content is not None and not isinstance(content, str) and not hasattr(content, "year"):
                content = Fraction(content)
            self._known[at] = content
        return self._known[at]


class _Reading:
    """Reads a formula from left to right into functions without arguments, worked out when asked for."""

    def __init__(self, book: Workbook, sheet: str, text: str) -> None:
        self._book, self._sheet = book, sheet
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            assert found is not None, text[at:]
            self._tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            at = found.end()

    def whole(self) -> Callable[[], Any]:
        made = self._comparison()
        assert not self._tokens, self._tokens
        return made

    def _take(self, *signs: str) -> str:
        if self._tokens and self._tokens[0][0] == "sign" and self._tokens[0][1] in signs:
            return self._tokens.pop(0)[1]
        return ""

    def _comparison(self) -> Callable[[], Any]:
        made = self._sum()
        while sign := self._take(*_COMPARE):
            made = _each(_COMPARE[sign], made, self._sum(), _alike)
        return made

    def _sum(self) -> Callable[[], Any]:
        made = self._product()
        while sign := self._take("+", "-"):
            made = _each(operator.add if sign == "+" else operator.sub, made, self._product(), _figures)
        return made

    def _product(self) -> Callable[[], Any]:
        made = self._factor()
        while sign := self._take("*", "/"):
            made = _each(operator.mul if sign == "*" else operator.truediv, made, self._factor(), _figures)
        return made

    def _factor(self) -> Callable[[], Any]:
        if self._take("-"):
            of = self._factor()
            return lambda: -_figure(of())
        if self._take("("):
            made = self._comparison()
            assert self._take(")")
            return made
        kind, token = self._tokens.pop(0)
        if kind == "text":
            return lambda: token[1:-1].replace('""', '"')
        if kind == "number":
            return lambda: Fraction(token)
        if kind == "cell":
            return self._reference(token)
        if token in ("TRUE", "FALSE"):
            return lambda: token == "TRUE"
        assert self._take("("), token
        if self._take(")"):
            return _FUNCTIONS[token]
        arguments = [self._comparison()]
        while self._take(","):
            arguments.append(self._comparison())
        assert self._take(")")
        return lambda: _FUNCTIONS[token](*arguments)

    def _reference(self, token: str) -> Callable[[], Any]:
        sheet, _mark, address = token.rpartition("!")
        title = sheet[1:-1].replace("''", "'") if sheet else self._sheet
        corners = [_place(corner) for corner in address.replace("$", "").split(":")]
        if len(corners) == 1:
            return lambda: self._book.value(title, *corners[0])
        (top, left), (bottom, right) = corners
        cells = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        return lambda: [self._book.value(title, *cell) for cell in cells]


def _place(address: str) -> tuple[int, int]:
    letters, column = address.rstrip("0123456789"), 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :]), column


def _each(
    sign: Callable[[Any, Any], Any], left: Any, right: Any, fit: Callable[[Any, Any], tuple[Any, Any]]
) -> Callable[[], Any]:
    """An operation on two values, or on ranges cell by cell."""

    def one(a: Any, b: Any) -> Any:
        try:
            return sign(*fit(a, b))
        except ZeroDivisionError:
            raise CellError from None

    def made() -> Any:
        a, b = left(), right()
        if not isinstance(a, list) and not isinstance(b, list):
            return one(a, b)
        size = len(a) if isinstance(a, list) else len(b)
        first, other = (x if isinstance(x, list) else [x] * size for x in (a, b))
        return [one(x, y) for x, y in zip(first, other, strict=True)]

    return made


def _figure(value: Any) -> Fraction:
    if isinstance(value, str):
        raise CellError
    return Fraction(0) if value is None else Fraction(value)


def _figures(a: Any, b: Any) -> tuple[Any, Any]:
    return _figure(a), _figure(b)


def _alike(a: Any, b: Any) -> tuple[Any, Any]:
    """For comparing: an empty cell is "" beside a text and 0 beside a number; a text is above any number."""
    if isinstance(a, str) and isinstance(b, str):
        return a.casefold(), b.casefold()
    if isinstance(a, str) or isinstance(b, str):
        a, b = ("" if x is None else x for x in (a, b))
        return (a, b) if type(a) is type(b) else (isinstance(a, str), isinstance(b, str))
    return _figure(a), _figure(b)


def _flat(arguments: Sequence[Callable[[], Any]]) -> list[Any]:
    made: list[Any] = []
    for argument in arguments:
        value = argument()
        made += value if isinstance(value, list) else [value]
    return made


def _numbers(arguments: Sequence[Callable[[], Any]]) -> list[Fraction]:
    """Of ranges the numbers only."""
    made: list[Fraction] = []
    for argument in arguments:
        value = argument()
        if isinstance(value, list):
            made += [x for x in value if isinstance(x, Fraction)]
        else:
            made.append(_figure(value))
    return made


def _fits(cell: Any, criterion: Any) -> bool:
    if not isinstance(criterion, str):
        return isinstance(cell, Fraction) and cell == criterion
    sign = re.match(r"<=|>=|<>|[<>=]", criterion)
    if sign is None:
        return isinstance(cell, str) and cell.casefold() == criterion.casefold()
    return isinstance(cell, Fraction) and _COMPARE[sign[0]](cell, Fraction(criterion[sign.end() :]))


def _chosen(pairs: Sequence[Callable[[], Any]]) -> list[bool]:
    tests = [(pairs[at](), pairs[at + 1]()) for at in range(0, len(pairs), 2)]
    return [all(_fits(cells[at], wanted) for cells, wanted in tests) for at in range(len(tests[0][0]))]


def _summed(cells: Sequence[Any], chosen: Sequence[bool]) -> Fraction:
    kept = (c for c, yes in zip(cells, chosen, strict=True) if yes and isinstance(c, Fraction))
    return sum(kept, Fraction(0))


def _median(found: Sequence[Fraction]) -> Fraction:
    if not found:
        raise CellError
    return median(found)


def _if_error(value: Callable[[], Any], other: Callable[[], Any]) -> Any:
    try:
        return value()
    except CellError:
        return other()


def _if(test: Callable[[], Any], yes: Callable[[], Any], no: Callable[[], Any]) -> Any:
    return yes() if test() else no()


def _not_there() -> Any:
    raise CellError


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "IF": _if,
    "NA": _not_there,
    "IFERROR": _if_error,
    "AND": lambda *a: all(_flat(a)),
    "OR": lambda *a: any(_flat(a)),
    "MIN": lambda *a: min(_numbers(a)),
    "MEDIAN": lambda *a: _median(_numbers(a)),
    "MAX": lambda *a: max(_numbers(a)),
    "SUM": lambda *a: sum(_numbers(a), Fraction(0)),
    "SUMPRODUCT": lambda a: sum((_figure(x) for x in a()), Fraction(0)),
    "SUMIF": lambda cells, wanted, of: _summed(of(), _chosen((cells, wanted))),
    "SUMIFS": lambda of, *pairs: _summed(of(), _chosen(pairs)),
    "COUNTIF": lambda *pairs: Fraction(sum(_chosen(pairs))),
    "COUNTIFS": lambda *pairs: Fraction(sum(_chosen(pairs))),
    "COUNT": lambda *a: Fraction(sum(isinstance(x, Fraction) for x in _flat(a))),
    "COUNTA": lambda *a: Fraction(sum(x is not None for x in _flat(a))),
    "ROUND": lambda value, places: rounded(_figure(value()), int(places())),
    "INT": lambda value: Fraction(_figure(value()) // 1),
    "ABS": lambda value: abs(_figure(value())),
    "N": lambda value: x if isinstance(x := value(), Fraction) else Fraction(0),
    "ISNUMBER": lambda value: isinstance(value(), Fraction),
    "CHOOSE": lambda number, *a: a[int(_figure(number())) - 1](),
}
