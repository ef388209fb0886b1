"""A head of the trail as it is printed: short enough to be typed, long enough not to be met by chance.

The number of an entry and 60 bits of its hash, as letters of Crockford's base 32, which has none that is
taken for a digit: 12345-7F3A-9C21-KX8Q.
"""

from __future__ import annotations

import re
from typing import Final

_BASE: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS: Final = 12  # of five bits each
_GROUP: Final = 4
_HEX: Final = _LETTERS * 5 // 4  # digits of the hash that they stand for
_DIGITS: Final = 12  # of a number at most
_MISREAD: Final = str.maketrans("OIL", "011")
BESIDE: Final = "/"  # in a sheet's code, between what the sheet is known by and this


def letters(entry_hash: str | None) -> str:
    """The part of a hash (64 hexadecimal digits) that is printed; "" where somebody made it no hash."""
    try:
        number = int((entry_hash or "")[:_HEX], 16)
    except ValueError:
        return ""
    return "".join(_BASE[number >> 5 * place & 31] for place in reversed(range(_LETTERS)))


def written(seq: int, said: str) -> str:
    """A code as it stands on paper, of an entry's number and its `letters`."""
    groups = (said[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP))
    return "-".join((str(seq), *groups))


def read(text: str) -> tuple[int, str] | None:
    """Number and letters of a code as somebody types or scans it; None for what is none.

    The whole text of a sheet's code will do; small letters, missing hyphens between letters or spaces in
    their place, O for 0, I and L for 1.
    """
    code = text.rpartition(BESIDE)[2].upper()
    code = re.sub(r"\s", "", code) if "-" in code else re.sub(r"\s+", "-", code.strip())
    number, _hyphen, rest = code.partition("-")
    said = rest.replace("-", "").translate(_MISREAD)
    right = number.isascii() and number.isdigit() and len(number) <= _DIGITS
    if not right or len(said) != _LETTERS or not set(said) <= set(_BASE):
        return None
    return int(number), said


def apart(text: str) -> list[str]:
    """The codes in what somebody typed, one after another; what is none is given as it stands."""
    found: list[str] = []
    for part in re.split(r"[,;，；、\n]+", text):
        words = part.split()
        while words:
            most = next((n for n in range(len(words), 0, -1) if read(" ".join(words[:n])) is not None), 1)
            found.append(" ".join(words[:most]))
            words = words[most:]
    return found
