"""Limits of bands as people type them: 95%, ≥ 95%, > 95%, 超过 95%."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from qadesk.tabular import numbers
from qadesk.tabular.numbers import NotRead, NumberKind

_WORDS: Final = {
    ">": ("超过", "高于", "大于", "多于", "over", "above", "more than"),
    "<": ("不足", "低于", "小于", "少于", "under", "below", "less than"),
}
_SIGNS: Final = {word: sign for sign, words in _WORDS.items() for word in (sign, sign.replace(">", "＞"),
                 sign.replace("<", "＜"), *words)}  # fmt: skip
_STRICT: Final = re.compile(
    "(" + "|".join(sorted(_SIGNS, key=len, reverse=True)) + r")(?!=)\s*(.*)", re.IGNORECASE | re.DOTALL
)


def is_past(text: str, better: str) -> bool:
    """Whether a text says "more than" so much where more is `better`, or "less than"."""
    found = _STRICT.fullmatch(text.strip())
    return found is not None and _SIGNS[found[1].casefold()] == ("<" if better == "lower" else ">")


def read_limit(text: str, kind: NumberKind, better: str) -> tuple[Decimal | None, bool | None]:
    """The limit, and whether only values past it reach the band; None where no sign says so.

    Raises NotRead for what is no figure, and for a sign of the other direction than `better`.
    """
    found = _STRICT.fullmatch(text.strip())
    if found is None:
        signed = text.strip().startswith(("≤", "≥", "<=", ">="))
        return numbers.read(text, kind, better), False if signed else None
    if not is_past(text, better):
        raise NotRead("sign", text)
    return numbers.read(found[2], kind), True
