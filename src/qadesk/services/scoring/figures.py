"""A typed value as people write it: read from a field or a cell, checked against its unit, written again.

One rule everywhere: a figure is what one sees. A rate is written as a percentage, with or without the sign:
95 and 95% are the same, 0.95 is not quite one percent.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from qadesk.domain.rule_checking import value_range
from qadesk.domain.scorecard import Indicator, Unit
from qadesk.i18n import N_, _, current_language
from qadesk.tabular.durations import MAX_DURATION_MS
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import NO_VALUE, Cell, cell_text
from qadesk.tabular.values import parse_duration

MOST_RATE: Final = Decimal(10)  # 1000 %: targets are overfulfilled, but not tenfold
MOST: Final = Decimal(1_000_000_000)
_HUNDRED: Final = Decimal(100)
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+")
_COUNTED = re.compile(r"(?:[件票条个单次分人天]|times?|points?|pcs?)$")
# Finer than any list shows; what a spreadsheet's division leaves behind it is no information.
_QUANTA: Final = {Unit.RATE: Decimal("0.000001"), Unit.SECONDS: Decimal("0.001")}
_QUANTUM: Final = Decimal("0.0001")
RULES: Final = {
    "rate": N_("A percentage from 0 to {high}, such as 95 or 95%."),
    "seconds": N_("A length of time in seconds, such as 30 or 1:30."),
    "count": N_("A figure of 0 or more, such as 12."),
    "figure": N_("A figure from {low} to {high}."),
}


class Unreadable(ValueError):
    """What was written is no figure of the unit, or out of its range."""


def limits(item: Indicator) -> tuple[Decimal, Decimal]:
    """The least and the greatest value, in the indicator's own unit (a rate is 0-1)."""
    low, high = value_range(item)
    if high is None:
        most = {Unit.RATE: MOST_RATE, Unit.SECONDS: Decimal(MAX_DURATION_MS) / 1000}
        high = most.get(item.unit, MOST)
    return (Decimal(0) if low is None else low), high


def fits(item: Indicator, value: Decimal) -> bool:
    """Whether a value lies in the range of its unit."""
    low, high = limits(item)
    return value.is_finite() and low <= value <= high


def read(item: Indicator, cell: Cell, *, unit_ms: int = 1000, fraction: bool = False) -> Decimal | None:
    """The value written in a field or a cell, None for an empty one; a rate as 0-1.

    `unit_ms` is what a bare number of a length of time counts in; `fraction` says that the number stands
    for a hundredfold shown with a percent sign. Raises Unreadable.
    """
    text = cell_text(cell, wide=True).casefold().replace(" ", "")
    if not text or text in NO_VALUE:
        return None
    value = _seconds(cell, unit_ms) if item.unit is Unit.SECONDS else _number(item, cell, text, fraction)
    value = value.quantize(_QUANTA.get(item.unit, _QUANTUM), ROUND_HALF_UP)
    if not fits(item, value):
        raise Unreadable(text)
    return value.normalize() + 0  # 1E+2 back to 100


def _seconds(cell: Cell, unit_ms: int) -> Decimal:
    milliseconds = parse_duration(cell, unit_ms)
    if milliseconds is None or isinstance(milliseconds, Bad):
        raise Unreadable(cell_text(cell))
    return Decimal(milliseconds) / 1000


def _number(item: Indicator, cell: Cell, text: str, fraction: bool) -> Decimal:
    if isinstance(cell, bool):
        raise Unreadable(text)
    rate = item.unit is Unit.RATE
    if isinstance(cell, int | float):
        number = Decimal(repr(cell))
        return number / _HUNDRED if rate and not fraction else number
    plain = text.replace("−", "-")
    plain = plain.removesuffix("%") if rate else _COUNTED.sub("", plain)
    if not _NUMBER.fullmatch(plain):
        raise Unreadable(text)
    number = Decimal(plain.replace(",", ""))
    if not number or number.adjusted() < MOST.adjusted() + 2:  # far-off figures need no arithmetic
        return number / _HUNDRED if rate else number
    raise Unreadable(text)


def written(item: Indicator, value: Decimal | None) -> str:
    """A value as it is typed, every digit that is stored: 95.2%, 30, 4.25; empty for none."""
    if value is None:
        return ""
    rate = item.unit is Unit.RATE
    number = (value * _HUNDRED if rate else value).normalize()
    return f"{number:f}%" if rate else f"{number:f}"


def shown(item: Indicator, value: Decimal | None) -> str:
    """The same with its unit, as a list shows it: 95.2%, 30 s, 4.25."""
    text = written(item, value)
    if text and item.unit is Unit.SECONDS:
        return f"{text} 秒" if current_language() == "zh_CN" else f"{text} s"
    return text


def unit_text(item: Indicator) -> str:
    """What stands behind the field: %, seconds, "out of 10", or nothing."""
    if item.unit is Unit.RATE:
        return "%"
    if item.unit is Unit.SECONDS:
        return _("seconds")
    return _("out of {n}").format(n=item.top) if item.unit is Unit.RATING else ""


def head_text(item: Indicator) -> str:
    """The name of a column of values with its unit, short: Handling time (s), Test (1-5)."""
    low, high = limits(item)
    seconds = "秒" if current_language() == "zh_CN" else "s"
    units = {Unit.RATE: "%", Unit.SECONDS: seconds, Unit.RATING: f"{low}–{high}"}
    name, unit = item.names.in_language(current_language()), units.get(item.unit, "")
    return f"{name} ({unit})" if unit else name


def problem(item: Indicator) -> tuple[str, dict[str, str]]:
    """What may be written: which sentence of `RULES`, and the bounds it names."""
    low, high = limits(item)
    if item.unit is Unit.RATE:
        return "rate", {"high": f"{high * _HUNDRED:f}"}
    if item.unit in (Unit.SECONDS, Unit.COUNT):
        return item.unit.value, {}
    return "figure", {"low": f"{low:f}", "high": f"{high:f}"}


def rule(item: Indicator) -> str:
    """What may be written, as a sentence."""
    which, bounds = problem(item)
    return _(RULES[which]).format(**bounds)
