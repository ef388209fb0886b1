"""Breaking text into lines of a given width: Chinese anywhere, words whole, no bracket or comma astray."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from qadesk.printing.fonts import width, widths

# Closing marks may not begin a line, opening marks may not end one.
_LATIN_CLOSING: Final = ",.;:!?)]}%»›·’”"
_WIDE_CLOSING: Final = "，。、；：！？）》〉」』】〕〗…—～％‰℃"
_CLOSING: Final = frozenset(_LATIN_CLOSING + _WIDE_CLOSING)
_BETWEEN: Final = re.compile(r"(?<=[，；、。])|(?<=[,;.] )")
_OPENING: Final = frozenset("（《〈「『【〔〖“‘([{«‹￥$#")


@lru_cache(maxsize=20_000)
def wrap(text: str, bold: bool, size: float, room: float) -> tuple[str, ...]:
    """The lines of printable `text` at `size` points, none wider than `room` points.

    A word wider than `room` is broken where it must be. Empty text has no line; an empty paragraph has one.
    """
    if not text:
        return ()
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if width(paragraph, bold, size) <= room:
            lines.append(paragraph)
        else:
            lines += _fill(_pieces(paragraph), bold, size, room)
    return tuple(lines)


@lru_cache(maxsize=20_000)
def wrap_conditions(text: str, bold: bool, size: float, room: float) -> tuple[str, ...]:
    """The same for a list of conditions, which breaks between them as long as each fits on a line."""
    pieces: list[str] = []
    for part in _BETWEEN.split(text):
        fits = width(part.rstrip(" "), bold, size) <= room
        pieces += [part] if fits else _pieces(part)
    return tuple(_fill([piece for piece in pieces if piece], bold, size, room))


def clip(text: str, bold: bool, size: float, room: float) -> str:
    """One line of printable `text`, shortened with an ellipsis if it is wider than `room` points."""
    if width(text, bold, size) <= room:
        return text
    while text and width(text + "…", bold, size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _fill(pieces: list[str], bold: bool, size: float, room: float) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for piece in pieces:
        reach = width(piece.rstrip(" "), bold, size)
        if line and used + reach > room:
            lines.append(line.rstrip(" "))
            line, used = "", 0.0
        if reach > room:
            *full, piece = _cut(piece, bold, size, room)  # noqa: PLW2901  # its end goes on the next line
            lines += full
        line += piece
        used += width(piece, bold, size)
    return [*lines, line.rstrip(" ")] if line else lines


def _cut(piece: str, bold: bool, size: float, room: float) -> list[str]:
    """A piece too wide for any line, cut between characters."""
    advance = widths(bold)
    parts, part, used = [], "", 0.0
    for char in piece:
        step = advance[ord(char)] * size / 1000
        if part and used + step > room:
            parts.append(part)
            part, used = "", 0.0
        part += char
        used += step
    return [*parts, part]


def _pieces(paragraph: str) -> list[str]:
    """What must stay together, each with the spaces after it."""
    pieces: list[str] = []
    start = 0
    for at in range(1, len(paragraph)):
        if _may_break(paragraph[at - 1], paragraph[at]):
            pieces.append(paragraph[start:at])
            start = at
    pieces.append(paragraph[start:])
    return pieces


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _CLOSING or before in _OPENING:
        return False
    if before == " ":
        return True
    if before == "-" and after.isalpha():
        return True
    return _wide(before) or _wide(after)


def _wide(char: str) -> bool:
    """Chinese, kana and full-width marks: a line may break on either side of them."""
    return (
        "\u2e80" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or char >= "\U00020000"
        or char in _WIDE_CLOSING
    )
