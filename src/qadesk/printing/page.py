"""A page as a list of marks: measured and placed first, drawn later, so that "page x of y" is known in time.

Lengths are points, the origin is the top left corner of an A4 page, y grows downwards (the way a form is
read); drawing turns it round once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import cos, radians, sin
from typing import Final, NamedTuple

from qadesk.printing.fonts import printable, width
from qadesk.printing.qr_code import path
from qadesk.printing.subset import Subset
from qadesk.printing.tags import Structure, Tag
from qadesk.printing.wrapping import clip, wrap, wrap_conditions

WIDTH: Final = 595.28
HEIGHT: Final = 841.89

_ANGLE: Final = radians(52)  # nearly the diagonal
_COS: Final = cos(_ANGLE)
_SIN: Final = sin(_ANGLE)
_ACROSS_SIZE: Final = 120.0
_ACROSS_LENGTH: Final = 640.0

LEFT, CENTRE, RIGHT = "left", "centre", "right"


class TextLine(NamedTuple):
    """One line of printable text; `y` is its base line."""

    x: float
    y: float
    text: str
    size: float
    bold: bool


class RuledLine(NamedTuple):
    """A straight line `weight` points thick."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: float


class Squares(NamedTuple):
    """A QR code with its top left corner at `x`, `y`: rows of modules, a byte each, `side` points wide."""

    x: float
    y: float
    side: float
    rows: tuple[bytes, ...]


class AreaKind(StrEnum):
    """What stands in an area that a scan is looked at for."""

    FIGURE = "figure"  # a printed figure or word that must not be altered
    SIGNED = "signed"  # where the agent signs
    ALSO_SIGNED = "also_signed"  # where others do


class PageArea(NamedTuple):
    """A place on the page that a scan of it is looked at for."""

    kind: AreaKind
    x: float
    y: float
    width: float
    height: float


class Page:
    """The marks of one page, and the pen that adds to them; texts belong to what is tagged at the time."""

    def __init__(self, structure: Structure | None = None) -> None:
        self.structure = structure or Structure()
        self.texts: list[TextLine] = []
        self.tags: list[Tag | None] = []  # of each text
        self.rules: list[RuledLine] = []
        self.codes: list[Squares] = []
        self.areas: list[PageArea] = []
        self.across = ""  # a word in light grey across the page, under all the rest

    def text(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, align: str = LEFT
    ) -> float:
        """Put one line of text with its base line at `y`; gives its width. `x` is the edge `align` names."""
        return self._put(x, y, _one_line(text), size, bold, align) if text else 0

    def _put(self, x: float, y: float, text: str, size: float, bold: bool, align: str) -> float:
        """The same for text that is printable already: what looks like Latin alone may be part of Chinese."""
        reach = width(text, bold, size)
        if align == RIGHT:
            x -= reach
        elif align == CENTRE:
            x -= reach / 2
        if text:
            self.texts.append(TextLine(x, y, text, size, bold))
            self.tags.append(self.structure.current)
        return reach

    def fitted(  # a place, a text and how it is set
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        room: float,
        *,
        bold: bool = False,
        align: str = LEFT,
        smallest: float = 8.0,
    ) -> None:
        """Put one line of text, set smaller down to `smallest` if it is wider than `room`, then shortened."""
        text = _one_line(text)
        while size > smallest and width(text, bold, size) > room:
            size -= 0.5
        self._put(x, y, clip(text, bold, size, room), size, bold, align)

    def lines(  # a place, the lines and how they are set
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float,
        leading: float,
        *,
        bold: bool = False,
        align: str = LEFT,
    ) -> None:
        """Put lines that `wrapped` gave below each other, the first with its base line at `y`."""
        for number, line in enumerate(lines):
            self._put(x, y + number * leading, line, size, bold, align)

    def rule(self, x1: float, y1: float, x2: float, y2: float, weight: float = 0.4) -> None:
        """Put a line."""
        self.rules.append(RuledLine(x1, y1, x2, y2, weight))

    def box(self, x: float, y: float, side: float, weight: float = 0.6) -> None:
        """Put a small square to tick, its lower edge at `y`."""
        self.rule(x, y - side, x + side, y - side, weight)
        self.rule(x + side, y - side, x + side, y, weight)
        self.rule(x + side, y, x, y, weight)
        self.rule(x, y, x, y - side, weight)

    def area(self, kind: AreaKind, x: float, y: float, width: float, height: float) -> None:
        """Remember what stands in a place: its upper left corner and size."""
        self.areas.append(PageArea(kind, x, y, width, height))

    def qr_code(self, x: float, y: float, side: float, rows: tuple[bytes, ...]) -> None:
        """Put a QR code with its top left corner at `x`, `y`."""
        self.codes.append(Squares(x, y, side, rows))


def conditions(text: str, size: float, room: float) -> tuple[str, ...]:
    """The lines of a list of conditions within `room` points, broken between them."""
    return wrap_conditions(_one_line(text), False, size, room)


def _one_line(text: str) -> str:
    return printable(text).replace("\n", " ")


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """The lines of any `text` within `room` points, made printable."""
    return wrap(printable(text), bold, size, room)


FACES: Final = {False: "F1", True: "F2"}  # the names of the regular and the bold face on a page
_OF_THE_PAGE: Final = "/Artifact BMC"
_LATIN: Final = "\u2e80"  # what is below it is written with spaces between words


def drawn(page: Page, faces: Mapping[bool, Subset]) -> tuple[bytes, list[Tag]]:
    """The content of a page, and the tags of its marks: the first is of mark 0."""
    out, owners = [*_word_across(page.across, faces), "BT"], list[Tag]()
    last, opened = len(page.texts) - 1, False
    tag: Tag | None = None
    set_in: tuple[bool, float] | None = None
    for number, (mark, owner) in enumerate(zip(page.texts, page.tags, strict=True)):
        x, y, text, size, bold = mark
        if owner is not tag or not opened:
            if opened:
                out.append("EMC")
            tag, opened = owner, True
            out.append(f"/{tag.role} <</MCID {len(owners)}>> BDC" if tag else _OF_THE_PAGE)
            if tag:
                owners.append(tag)
        if set_in != (bold, size):
            set_in = (bold, size)
            out.append(f"/{FACES[bold]} {size:g} Tf")
        if tag and number < last and page.tags[number + 1] is tag:
            text += _between(text, page.texts[number + 1].text)  # words stay apart
        out.append(f"1 0 0 1 {x:.2f} {HEIGHT - y:.2f} Tm <{faces[bold].encode(text)}> Tj")
    out += [*(["EMC"] if opened else ()), "ET", _OF_THE_PAGE]
    weight = 0.0
    for x1, y1, x2, y2, thick in page.rules:
        if thick != weight:
            weight = thick
            out.append(f"{thick:g} w")
        out.append(f"{x1:.2f} {HEIGHT - y1:.2f} m {x2:.2f} {HEIGHT - y2:.2f} l S")
    out += map(_squares, page.codes)
    out.append("EMC")
    return "\n".join(out).encode("ascii"), owners


def _between(text: str, following: str) -> str:
    """The space that belongs between two lines of one text, where a word ends at the first's end."""
    return " " if text[-1] < _LATIN and following[0] < _LATIN and text[-1] != "-" else ""


def _word_across(word: str, faces: Mapping[bool, Subset]) -> list[str]:
    """A word from the lower left to the upper right, so light that what is printed over it stays legible."""
    if not word:
        return []
    size = min(_ACROSS_SIZE, _ACROSS_SIZE * _ACROSS_LENGTH / width(word, True, _ACROSS_SIZE))
    x = WIDTH / 2 - width(word, True, size) / 2 * _COS + size / 3 * _SIN
    y = HEIGHT / 2 - width(word, True, size) / 2 * _SIN - size / 3 * _COS
    turned = f"{_COS:.4f} {_SIN:.4f} {-_SIN:.4f} {_COS:.4f} {x:.2f} {y:.2f} Tm"
    named = f"/{FACES[True]} {size:g} Tf"
    shown = f"{turned} <{faces[True].encode(word)}> Tj"
    return [_OF_THE_PAGE, "q 0.94 g BT", named, shown, "ET Q", "EMC"]


def _squares(code: Squares) -> str:
    module = code.side / len(code.rows)
    placed = f"{module:.5f} 0 0 {module:.5f} {code.x:.2f} {HEIGHT - code.y - code.side:.2f} cm"
    return f"q {placed}\n{path(code.rows)}f Q"
