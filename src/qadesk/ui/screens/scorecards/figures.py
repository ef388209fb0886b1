"""Figures as they are typed and shown where they can be changed: exact, in the unit people say them in."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Final

from qadesk.domain.scorecard import Unit

_SIGNS: Final = str.maketrans({"−": "-", "。": ".", "≤": "", "≥": "", "%": "", "秒": "", "s": ""})
_ASCII_SIGNS: Final = re.compile("[<>]=")
_LONGEST: Final = 24


def scale_of(unit: Unit) -> int:
    """What a value is multiplied by where it is typed: a rate is typed as a percentage."""
    return 100 if unit is Unit.RATE else 1


def parse(text: str, scale: int = 1) -> Decimal | None:
    """The figure typed; None for nothing. Takes "0.5", "95%", "≤ 30 秒", full-width digits.

    Raises ValueError for what is no figure.
    """
    plain = _ASCII_SIGNS.sub("", unicodedata.normalize("NFKC", text)).translate(_SIGNS).replace(" ", "")
    if not plain:
        if text.strip():
            raise ValueError(text)
        return None
    if len(plain) > _LONGEST:
        raise ValueError(text)
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite():
        raise ValueError(text)
    return tidy(value / scale)


def shown(value: Decimal | None, scale: int = 1) -> str:
    """The figure as it is typed: all its places, no needless zero; nothing for None."""
    return "" if value is None else format(tidy(value * scale), "f")


def tidy(value: Decimal) -> Decimal:
    """The same figure without needless zeros and without an exponent."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
