"""Figures as they stand on a sheet: rounded as printed, with the sign of a change, as an interval."""

from __future__ import annotations

from decimal import Decimal

from qadesk import formats
from qadesk.domain.scorecard import Indicator, Unit
from qadesk.domain.scoring import Line, half_up


def printed(value: Decimal, unit: Unit) -> Decimal:
    """A value as its figure on paper: a rate in percent, everything rounded as it is printed."""
    if unit is Unit.RATE:
        return half_up(value * 100)
    return half_up(value, Decimal("0.1") if unit is Unit.SCORE else Decimal("0.01"))


def signed(value: Decimal, places: int = 2) -> str:
    """A change, always with its sign: +1.11, −2.64; 0 without."""
    text = formats.decimal(abs(value), places)
    if value == 0:
        return text
    return ("+" if value > 0 else "−") + text


def interval(line: Line, indicator: Indicator) -> str:
    """The 95 % interval of a value as it is printed; nothing where there is none."""
    if line.interval is None or indicator.unit is Unit.COUNT:
        return ""
    low, high = (printed(end, indicator.unit) for end in (line.interval.low, line.interval.high))
    return f"{low}–{high}{'%' if indicator.unit is Unit.RATE else ''}"
