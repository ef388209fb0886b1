"""Figures as they stand on a sheet: rounded as printed, with the sign of a change, as an interval."""

from __future__ import annotations

from decimal import Decimal

from qadesk import formats
from qadesk.domain.rules import limits
from qadesk.domain.scorecard import Indicator, Unit
from qadesk.domain.scoring import Line


def quantity(line: Line, indicator: Indicator, language: str) -> str:
    """A value as it is printed, with as many places as tell it from what it is measured by."""
    apart = limits(indicator.rule, line.standard)
    return formats.quantity(line.value, indicator.unit, language, apart)


def printed(value: Decimal, line: Line, indicator: Indicator) -> Decimal:
    """The number that stands there."""
    return formats.printed(value, indicator.unit, limits(indicator.rule, line.standard))


def changed(by: Decimal, indicator: Indicator) -> str:
    """A change between two printed numbers, as exact as these are; whole ones of counts without places."""
    whole = indicator.unit is Unit.COUNT and by == by.to_integral_value()
    return signed(by, 0 if whole else -int(by.as_tuple().exponent))


def signed(value: Decimal, places: int = 2) -> str:
    """A change, always with its sign: +1.11, −2.64; 0 without."""
    text = formats.decimal(abs(value), places)
    if value == 0:
        return text
    return ("+" if value > 0 else "−") + text


def interval(line: Line, indicator: Indicator, language: str) -> str:
    """The 95 % interval of a value as it is printed; nothing where there is none."""
    if line.interval is None or indicator.unit is Unit.COUNT:
        return ""
    unit = indicator.unit.value
    low, high = (formats.printed(end, unit) for end in (line.interval.low, line.interval.high))
    return f"{low}–{high}" if unit == "seconds" else formats.with_unit(f"{low:f}–{high:f}", unit, language)
