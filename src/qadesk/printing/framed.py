"""Pages in one frame: a title on the first, whose they are on the others, a foot with page numbers on all."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from qadesk import formats
from qadesk.printing.page import RIGHT, Page, wrapped
from qadesk.printing.tags import Structure
from qadesk.printing.words import Words

LEFT_EDGE: Final = 42.0
RIGHT_EDGE: Final = 553.28
INNER: Final = RIGHT_EDGE - LEFT_EDGE
TOP: Final = 36.0
FOOT: Final = 806.0
BODY, SMALL = 9.0, 8.0
_BOTTOM: Final = 776.0
_LEADING, _WRITING = 13.0, 20.0  # between lines of text, and between lines to write on


def foot(page: Page, number: int, pages: int, left: str, trail: str, made: datetime | None, _: Words) -> None:
    """What stands below a page: `left`, the head of the trail, when it was made, "page x of y"."""
    counted = _("Page {number} of {pages}").format(number=number, pages=pages)
    when = _("made {when}").format(when=formats.moment(made)) if made else ""
    code = _("Trail {code}").format(code=trail) if trail else ""
    said = "   ".join(part for part in (code, when, counted) if part)
    reach = page.text(RIGHT_EDGE, FOOT, said, SMALL, align=RIGHT)
    page.fitted(LEFT_EDGE, FOOT, left, SMALL, INNER - reach - 16)


class Framed:
    """A paper about one agent on its way: the pages so far, and how far down the last one is filled."""

    def __init__(self, language: str, title: str, cycle: str, who: str) -> None:
        self._ = Words(language)
        self._heading, self._cycle, self._who = self._(title), cycle, who
        self._structure = Structure()
        self._tag = self._structure.tag
        self._page = Page(self._structure)
        self._pages = [self._page]
        self._y = 0.0

    def _title(self, office: str, period: str) -> None:
        page = self._page
        self._tag("H1")
        page.fitted(LEFT_EDGE, TOP + 30, self._heading, 19, 330, bold=True)
        page.fitted(RIGHT_EDGE, TOP + 30, self._cycle, 19, 170, bold=True, align=RIGHT)
        self._tag("P")
        page.fitted(LEFT_EDGE, TOP + 7, office.replace("\n", " "), BODY, INNER - 130)
        self._tag("P")
        page.fitted(RIGHT_EDGE, TOP + 7, period, BODY, 120, align=RIGHT)
        page.rule(LEFT_EDGE, TOP + 38, RIGHT_EDGE, TOP + 38, 1.4)
        self._y = TOP + 38

    def _fact(self, at: int, label: str, text: str, *, bold: bool = True) -> None:
        """One of three facts beside each other; a line to write on where there is no text."""
        room = (INNER - 24) / 3
        x = LEFT_EDGE + at * (room + 12)
        self._tag("P")
        self._page.text(x, self._y + 12, label, SMALL)
        if text:
            self._page.fitted(x, self._y + 26, text, 10.5, room, bold=bold)
        else:
            self._page.rule(x, self._y + 29, x + room, self._y + 29, 0.4)

    def _block(self, title: str, text: str, to_write: int) -> None:
        """What was said under its heading, and lines to write on."""
        lines = wrapped(text, BODY, INNER) if text else ()
        self._room(24 + _LEADING * min(len(lines), 3) + _WRITING * to_write)
        self._caption(title)
        self._tag("P")
        for line in lines:
            if self._room(_LEADING):
                with self._structure.aside():
                    self._caption(self._("{title} (continued)").format(title=title))
            self._page.lines(LEFT_EDGE, self._y + 10, (line,), BODY, _LEADING)
            self._y += _LEADING
        for _line in range(to_write):
            self._y += _WRITING
            self._page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.4)
        self._y += 4

    def _caption(self, text: str) -> None:
        self._room(40)
        self._tag("H2")
        self._page.fitted(LEFT_EDGE, self._y + 16, text, 9.5, INNER, bold=True)
        self._y += 22

    def _room(self, height: float) -> bool:
        """Begin a new page if `height` does not fit below; says whether it did."""
        if self._y + height <= _BOTTOM:
            return False
        self._page = Page(self._structure)
        self._pages.append(self._page)
        with self._structure.aside():
            self._page.fitted(LEFT_EDGE, TOP + 9, self._who, 11, 300, bold=True)
            right = f"{self._heading} {self._cycle}"
            self._page.fitted(RIGHT_EDGE, TOP + 9, right, 9, 200, bold=True, align=RIGHT)
            self._page.rule(LEFT_EDGE, TOP + 16, RIGHT_EDGE, TOP + 16, 1.4)
        self._y = TOP + 20
        return True

    def _numbered(self, sheet: str, trail: str, made: datetime | None) -> tuple[Page, ...]:
        """All pages with their feet; `sheet` is the code of the one it is about."""
        self._structure.current = None
        of_sheet = self._("About the sheet {code}").format(code=sheet)
        for number, page in enumerate(self._pages, 1):
            foot(page, number, len(self._pages), of_sheet, trail, made, self._)
        return tuple(self._pages)
