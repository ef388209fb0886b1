"""Tables one below the other on paper: what is kept about a person, and whatever else is listed like it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from qadesk import formats
from qadesk.printing.archive import Archive
from qadesk.printing.listed import ListingContent, ListingSection
from qadesk.printing.metadata import Metadata
from qadesk.printing.page import LEFT, RIGHT, Page, wrapped
from qadesk.printing.tags import COLUMN_HEAD, Structure
from qadesk.printing.words import Words

_LEFT, _EDGE = 42.0, 553.28
_INNER: Final = _EDGE - _LEFT
_TOP, _BOTTOM, _FOOT = 36.0, 782.0, 806.0
_SIZE, _LEADING, _GAP = 8.0, 9.8, 8.0
_MOST_LINES: Final = 12  # of one cell
_UNIT: Final = _SIZE / 2  # points of a Latin letter
_SHORT: Final = 20  # Latin letters up to which every text of a column has one line
_HEAD: Final = 10  # as wide a heading is not broken
_TO_WRITE: Final = 26.0  # a row to sign in


def listing_pdf(content: ListingContent, made: datetime) -> bytes:
    """The PDF, made at an aware time of the office; the same content and time give the same bytes."""
    archive = Archive(Metadata(content.language, content.title, content.office, content.title, made))
    archive.add(_Composer(content, made).compose())
    return archive.finish()


class _Composer:
    def __init__(self, content: ListingContent, made: datetime) -> None:
        self._content, self._made = content, made
        self._ = Words(content.language)
        self._structure = Structure()
        self._page = Page(self._structure)
        self._pages = [self._page]
        self._y = 0.0

    def compose(self) -> tuple[Page, ...]:
        """All pages, numbered."""
        content, page = self._content, self._page
        self._structure.tag("P")
        page.fitted(_LEFT, _TOP + 7, content.office, 9, _INNER)
        self._structure.tag("H1")
        page.fitted(_LEFT, _TOP + 30, content.title, 17, _INNER, bold=True)
        page.rule(_LEFT, _TOP + 38, _EDGE, _TOP + 38, 1.4)
        self._y = _TOP + 42
        self._paragraph(content.about)
        for section in content.sections:
            self._section(section)
        self._structure.current = None
        for number, one in enumerate(self._pages, 1):
            self._footer(one, number)
        return tuple(self._pages)

    def _paragraph(self, text: str) -> None:
        for line in wrapped(text, _SIZE, _INNER) if text else ():
            self._room(_LEADING)
            self._structure.tag("P")
            self._page.lines(_LEFT, self._y + _LEADING, (line,), _SIZE, _LEADING)
            self._y += _LEADING

    def _section(self, section: ListingSection) -> None:
        self._room(70)
        self._structure.tag("H2")
        self._page.fitted(_LEFT, self._y + 22, section.title, 10.5, _INNER, bold=True)
        self._y += 28
        self._paragraph(section.note)
        self._y += 3
        if not section.rows:
            return
        widths = [_INNER * one / sum(section.widths) for one in section.widths] or _widths(section)
        with self._structure.within("Table"):
            with self._structure.within("TR"):
                self._row(section, section.columns, widths, head=True)
            for row in section.rows:
                cells = [_cut(text, width) for text, width in zip(row, widths, strict=True)]
                if self._y + _height(cells, section) > _BOTTOM:
                    self._new_page()
                    with self._structure.aside():
                        self._row(section, section.columns, widths, head=True)
                with self._structure.within("TR"):
                    self._row(section, row, widths)

    def _row(
        self, section: ListingSection, row: Sequence[str], widths: Sequence[float], *, head: bool = False
    ) -> None:
        cells = [_cut(text, width, bold=head) for text, width in zip(row, widths, strict=True)]
        height = _height(cells, None if head else section)
        above = height - _height(cells)  # what is written in a high row stands at its foot
        x = _LEFT
        for at, (lines, width) in enumerate(zip(cells, widths, strict=True)):
            if head:
                self._structure.tag("TH", COLUMN_HEAD)
            else:
                self._structure.tag("TD")
            right = at in section.figures
            self._page.lines(
                x + width - 2 * _GAP if right else x, self._y + above + 10.6, lines, _SIZE, _LEADING,
                bold=head, align=RIGHT if right else LEFT,
            )  # fmt: skip
            x += width
        self._y += height
        self._page.rule(_LEFT, self._y, _EDGE, self._y, 0.8 if head else 0.25)

    def _room(self, height: float) -> None:
        if self._y + height > _BOTTOM:
            self._new_page()

    def _new_page(self) -> None:
        self._page = Page(self._structure)
        self._pages.append(self._page)
        with self._structure.aside():
            self._page.fitted(_LEFT, _TOP + 9, self._content.title, 10, _INNER, bold=True)
            self._page.rule(_LEFT, _TOP + 16, _EDGE, _TOP + 16, 1.4)
        self._y = _TOP + 20

    def _footer(self, page: Page, number: int) -> None:
        _ = self._
        counted = _("Page {number} of {pages}").format(number=number, pages=len(self._pages))
        said = "   ".join((_("made {when}").format(when=formats.moment(self._made)), counted))
        reach = page.text(_EDGE, _FOOT, said, 8, align=RIGHT)
        page.fitted(_LEFT, _FOOT, self._content.office, 8, _INNER - reach - 16)


def _widths(section: ListingSection) -> list[float]:
    """How wide the columns are: as their texts need; what is left the long ones share."""
    wanted, room = [], _INNER / _UNIT
    for at, head in enumerate(section.columns):
        told = sorted(_wide(row[at]) for row in section.rows[:200])
        usual = told[-1] if told[-1] <= _SHORT else told[len(told) * 9 // 10]  # nine in ten are no longer
        words = head.split() if _wide(head) > _HEAD else [head]  # a heading breaks between words alone
        word = max(map(_wide, words), default=0.0)
        wanted.append(max(6, 1.2 * word + 3, usual + 3))
    given: dict[int, float] = {}
    for at in sorted(range(len(wanted)), key=wanted.__getitem__):
        given[at] = min(wanted[at], (room - sum(given.values())) / (len(wanted) - len(given)))
    return [_INNER * given[at] / sum(given.values()) for at in range(len(wanted))]


def _wide(text: str) -> float:
    return sum(2 if ord(letter) > 0x2E7F else 1.1 for letter in text)


def _cut(text: str, width: float, *, bold: bool = False) -> list[str]:
    lines = list(wrapped(text, _SIZE, width - _GAP, bold=bold))
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]


def _height(cells: Sequence[Sequence[str]], section: ListingSection | None = None) -> float:
    height = 10.6 + _LEADING * (max(*map(len, cells), 1) - 1) + 4.6
    return max(height, _TO_WRITE) if section is not None and section.to_write else height
