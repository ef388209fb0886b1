"""Telephone numbers in any text, with their middle digits hidden: 138****5678, 0571-****8888.

Mobile numbers of China with or without +86, 0086, 86 or 0 before, in one piece or as 138 1234 5678, 1381 234
5678 or 13812 345678; landlines with their area code; other countries' numbers after a plus sign. Digits and
signs may be as wide as Chinese letters. Longer runs of digits are something else (waybills) and stay.
"""

from __future__ import annotations

import re
from typing import Final

_SEP: Final = r"[ \-–.·_/\u00a0\u200b]{0,3}"  # also as copied from pages and chats
_AREA: Final = r"0(?:10|2\d|[3-9]\d\d)"
_MOBILE: Final = (
    rf"(?P<before>(?:(?:\+|00)?86{_SEP}|0)?)(?P<first>1[3-9]\d)"
    rf"(?:{_SEP}\d{{4}}{_SEP}|\d{_SEP}\d{{3}}{_SEP}|\d\d{_SEP}\d\d)(?P<last>\d{{4}})"
)
_LANDLINE: Final = (
    rf"(?P<area>(?:(?:\+|00)86{_SEP})?(?:\({_AREA}\)|{_AREA}){_SEP})\d{{3,4}}{_SEP}(?P<end>\d{{4}})"
)
_ABROAD: Final = rf"(?P<country>\+(?!86)\d{{1,3}}){_SEP}\d(?:{_SEP}\d){{3,8}}{_SEP}(?P<tail>\d{{3}})"
_NUMBER: Final = re.compile(rf"(?<![\d+])(?:{_MOBILE}|{_LANDLINE}|{_ABROAD})(?!\d)", re.ASCII)
_NARROW: Final = {0xFF10 + n: 0x30 + n for n in range(10)} | {
    ord(wide): ord(narrow) for wide, narrow in zip("＋－（）．　—‐‑", "+-(). ---", strict=True)
}
HIDDEN: Final = "****"


def mask(text: str) -> str:
    """A text with the middle of each telephone number in it hidden; masking it again changes nothing."""
    narrow = text.translate(_NARROW)
    parts, at = [], 0
    for found in _NUMBER.finditer(narrow):
        parts += [text[at : found.start()], _hidden(found)]
        at = found.end()
    return text if not parts else "".join((*parts, text[at:]))


def unmasked(text: str, before: str) -> str:
    """A text with the numbers that are masked in it whole, where the text of before tells which they are.

    Who may not see a number leaves it as it was, whatever else they write.
    """
    if text == mask(before):
        return before
    for found in _NUMBER.finditer(before.translate(_NARROW)):
        number = before[found.start() : found.end()]
        text = text.replace(mask(number), number, 1)
    return text


def has_number(text: str) -> bool:
    """Whether there is a telephone number in a text that `mask` would hide."""
    return _NUMBER.search(text.translate(_NARROW)) is not None


def _hidden(found: re.Match[str]) -> str:
    if found["last"]:
        return f"{found['before']}{found['first']}{HIDDEN}{found['last']}"
    if found["end"]:
        return f"{found['area']}{HIDDEN}{found['end']}"
    return f"{found['country']}{HIDDEN}{found['tail']}"
