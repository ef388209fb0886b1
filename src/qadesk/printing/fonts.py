"""The two faces on paper, parsed once per process; what they can draw and how wide it is."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Final

from qadesk.printing.face import Face
from qadesk.resources import resource

_FILES: Final = {False: "NotoSansSC-Regular.ttf", True: "NotoSansSC-Bold.ttf"}
_loading = threading.Lock()
_loaded: dict[bool, Face] = {}

# Drawn as nothing by every program: byte order mark, soft hyphen, joiners, direction marks, emoji selectors.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
_SPACES: Final = re.compile("[\t\u2000-\u200a\u202f\u205f\x0b\x0c]")
_NEWLINES: Final = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_CHINESE: Final = re.compile("[\u2e80-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
# The faces' curly quotes are as wide as a Chinese character and tear Latin words apart.
_QUOTES: Final = re.compile("“[^“”\n]*”|‘[^‘’\n]*’|[‘’“”]")
_STRAIGHT: Final = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_ACCENTED: Final = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")


def font(bold: bool) -> Face:
    """The regular or the bold face; the first call parses its file (about 25 ms)."""
    found = _loaded.get(bold)
    if found is None:
        with _loading:
            found = _loaded.get(bold)
            if found is None:
                file = _FILES[bold]
                found = _loaded[bold] = Face(str(resource("fonts", file)))
    return found


def missing(text: str) -> tuple[str, ...]:
    """The characters of `text` that cannot be drawn, each once, in the order they come."""
    return tuple(dict.fromkeys(char for char in _tidy(text) if char != "\n" and not _drawable(char)))


@lru_cache(maxsize=50_000)
def printable(text: str) -> str:
    """`text` as it is put on paper: nothing in it lacks a glyph, line ends are `\\n`.

    A character no face holds becomes its code point in brackets, `[U+20BB7]`, which can be read, looked
    up and completed by hand; an empty box could not.
    """
    tidy = _tidy(text)
    if all(char == "\n" or _drawable(char) for char in tidy):
        return tidy
    return "".join(char if char == "\n" or _drawable(char) else f"[U+{ord(char):04X}]" for char in tidy)


@lru_cache(maxsize=100_000)
def width(text: str, bold: bool, size: float) -> float:
    """How far one line of `text`, already printable, reaches at `size` points."""
    widths = font(bold).charWidths
    return float(sum(widths[ord(char)] for char in text) * size / 1000)


def widths(bold: bool) -> dict[int, float]:
    """Advance of every character code, in thousandths of the size."""
    found: dict[int, float] = font(bold).charWidths
    return found


@lru_cache(maxsize=20_000)
def _drawable(char: str) -> bool:
    code = ord(char)
    return code >= 32 and code in font(False).charToGlyph and code in font(True).charToGlyph


def _tidy(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = _QUOTES.sub(_as_around, text)
    text = _SPACES.sub(" ", _NEWLINES.sub("\n", _INVISIBLE.sub("", text)))
    return _ACCENTED.sub(lambda found: unicodedata.normalize("NFC", found.group()), text)


def _as_around(quoted: re.Match[str]) -> str:
    """Curly where Chinese is quoted or stands next to it, else straight."""
    whole, found = quoted.string, quoted.group()
    before, after = whole[max(0, quoted.start() - 2) : quoted.start()], whole[quoted.end() : quoted.end() + 2]
    beside = before.strip()[-1:] + found + after.strip()[:1]
    return found if _CHINESE.search(beside) else found.translate(_STRAIGHT)
