"""Exact numbers: rounded half up, and written without needless zeros."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction
from typing import Final

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
HUNDRED: Final = Decimal(100)
CENT: Final = Decimal("0.01")
_MOST_COUNTED: Final = 10**8
_THOUSANDTHS: Final = 1000


def half_up(value: Decimal | Fraction, places: Decimal = CENT) -> Decimal:
    """Rounded half-up to `places` (0.01: two), exactly, whatever the number of digits."""
    exact = Fraction(value)
    units = exact / Fraction(places)
    whole = (abs(units) * 2 + 1) // 2  # floor(|x| + 1/2)
    return (Decimal(whole if units >= 0 else -whole) * places).quantize(places, ROUND_HALF_UP)


def rounded(value: Decimal, count: int) -> Decimal:
    """Rounded half-up to so many places. Raises InvalidOperation beyond the context's digits."""
    return value.quantize(ONE.scaleb(-count), ROUND_HALF_UP)


def nearest(value: Decimal) -> int:
    """The whole number nearest to a value, half-up."""
    return int(value.to_integral_value(ROUND_HALF_UP))


def tidy(value: Decimal) -> Decimal:
    """The same number without needless zeros and without an exponent: 20, not 20.0000 or 2E+1."""
    short = value.normalize() + 0
    return short.quantize(ONE) if short == short.to_integral_value() else short


def uncut(value: Decimal, n: int = 0) -> Fraction:
    """The quotient that a figure was cut off from at the last digit figures have: 1/3 of 0.333…; else itself.

    There is only one with a denominator as small as counts of an office have. `n` may tell what it was
    divided by, in units or thousandths, which is quicker than to look for it; another one is no matter.
    """
    if len(value.as_tuple().digits) < getcontext().prec:
        return Fraction(value)
    if 0 < n <= _MOST_COUNTED // _THOUSANDTHS:
        whole = int((value * n * _THOUSANDTHS).to_integral_value())
        if ONE * whole / (n * _THOUSANDTHS) == value:
            return Fraction(whole, n * _THOUSANDTHS)
    found = Fraction(value).limit_denominator(_MOST_COUNTED)
    return found if ONE * found.numerator / found.denominator == value else Fraction(value)
