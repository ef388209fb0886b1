"""From what a notice says to its pages: the table flows over with its head repeated, long rows are cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qadesk.printing.archive import Archive
from qadesk.printing.fonts import missing
from qadesk.printing.framed import INNER, LEFT_EDGE, RIGHT_EDGE, TOP, foot
from qadesk.printing.metadata import Metadata
from qadesk.printing.page import RIGHT, Page, conditions, wrapped
from qadesk.printing.scorecard_notice import (
    NoticeContent,
    NoticeGrade,
    NoticeLevel,
    NoticeLine,
    NoticeRating,
    NoticeSection,
)
from qadesk.printing.sheet import texts
from qadesk.printing.tags import COLUMN_HEAD, ROW_HEAD, Structure, Tag, across
from qadesk.printing.words import Words

_BOTTOM: Final = 782.0
_BODY, _SMALL = 8.5, 8.0
_LEADING, _SMALL_LEADING = 11.0, 9.6
_FIRST: Final = 11.8  # from a row's top to its first base line
_PADDING: Final = 4.6  # below its last
_NAME_ROOM: Final = 142.0
_WEIGHT, _STANDARD, _RULE = 232.0, 296.0, 308.0  # right edges, and where rules begin
_TO_SIGN: Final = 24.0  # a line for an agent to sign on
_SIGNING: Final = 66.0  # what the lines to sign on take


@dataclass(frozen=True)
class _Line:
    """A line of a row: text, size, how far below the one before."""

    text: str
    size: float
    leading: float
    bold: bool = False


def heading(content: NoticeContent) -> str:
    """The title of the document, as readers show it."""
    _ = Words(content.language)
    card = _("{scorecard}, {version}").format(scorecard=content.scorecard, version=content.version)
    return _("{title}: {name}").format(title=_("Notice of the scorecard"), name=card)


def compose(content: NoticeContent, made: datetime | None = None) -> tuple[Page, ...]:
    """The pages of one notice, numbered "page x of y"; `made` is when, in the office's time."""
    return _Composer(content, made).compose()


def notice_pdf(content: NoticeContent, made: datetime | None = None) -> bytes:
    """The notice as PDF, made at an aware time; the same content and time give the same bytes."""
    subject = Words(content.language)("Notice of the scorecard")
    archive = Archive(Metadata(content.language, heading(content), content.office, subject, made))
    archive.add(compose(content, made))
    return archive.finish()


def missing_characters(content: NoticeContent) -> tuple[str, ...]:
    """The characters no face can draw, each once; they are printed as their codes."""
    return tuple(dict.fromkeys(char for text in texts(content) for char in missing(text)))


class _Composer:
    """A notice on its way to paper: the pages so far and how far down the last one is filled."""

    def __init__(self, content: NoticeContent, made: datetime | None) -> None:
        self._content = content
        self._made = made
        self._ = Words(content.language)
        self._structure = Structure()
        self._tag = self._structure.tag
        self._page = Page(self._structure)
        self._pages = [self._page]
        self._y = 0.0

    def compose(self) -> tuple[Page, ...]:
        """All of them."""
        self._title()
        self._facts()
        self._table()
        self._grades()
        self._notes()
        for rating in self._content.ratings:
            self._rating(rating)
        self._signing()
        self._readers()
        self._structure.current = None
        content, pages = self._content, self._pages
        card = self._("{scorecard}, {version}").format(scorecard=content.scorecard, version=content.version)
        left = f"{content.office}  {card}"
        for number, page in enumerate(pages, 1):
            foot(page, number, len(pages), left, content.trail, self._made, self._)
        return tuple(self._pages)

    # ---- head

    def _title(self) -> None:
        content, page, _ = self._content, self._page, self._
        self._tag("H1")
        page.fitted(LEFT_EDGE, TOP + 30, _("Notice of the scorecard"), 19, 330, bold=True)
        page.fitted(RIGHT_EDGE, TOP + 30, content.version, 13, 170, bold=True, align=RIGHT)
        page.rule(LEFT_EDGE, TOP + 38, RIGHT_EDGE, TOP + 38, 1.4)
        self._tag("P")
        page.fitted(LEFT_EDGE, TOP + 7, content.office, 9, INNER)
        self._tag("P")
        lines = wrapped(content.scorecard, 13, INNER, bold=True)[:3]
        page.lines(LEFT_EDGE, TOP + 56, lines, 13, 17, bold=True)
        self._y = TOP + 45 + 17 * len(lines)
        if content.standing:
            self._tag("P")
            warning = wrapped(content.standing, 9, INNER, bold=True)[:3]
            page.lines(LEFT_EDGE, self._y + 11, warning, 9, 12, bold=True)
            self._y += 4 + 12 * len(warning)

    def _facts(self) -> None:
        room = (INNER - 12 * 2) / 3
        for at, (label, text) in enumerate(self._content.facts):
            x = LEFT_EDGE + at % 3 * (room + 12)
            if at % 3 == 0 and at:
                self._y += 27
            self._tag("P")
            self._page.text(x, self._y + 12, label, _SMALL)
            self._page.fitted(x, self._y + 24, text or "–", 9.5, room)
        self._y += 32
        self._page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.8)

    def _running_title(self) -> None:
        content, page = self._content, self._page
        page.fitted(LEFT_EDGE, TOP + 9, content.scorecard, 10, 330, bold=True)
        page.fitted(RIGHT_EDGE, TOP + 9, content.version, 9, 160, align=RIGHT)
        page.rule(LEFT_EDGE, TOP + 16, RIGHT_EDGE, TOP + 16, 1.4)
        self._y = TOP + 20

    # ---- the table

    def _table(self) -> None:
        with self._structure.within("Table"):
            with self._structure.within("TR"):
                self._table_head()
            for section in self._content.sections:
                self._section(section)
            self._room(19, self._table_head)
            with self._structure.within("TR"):
                page, base = self._page, self._y + 13
                self._tag("TH", ROW_HEAD)
                page.text(LEFT_EDGE, base, self._("Sum of weights"), _BODY)
                self._tag("TD")
                page.fitted(_WEIGHT, base, self._content.total, 9, 50, bold=True, align=RIGHT)
                self._tag("TD", across(2))
        self._y += 19
        page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.8)

    def _table_head(self) -> None:
        _, page, base = self._, self._page, self._y + 12
        self._tag("TH", COLUMN_HEAD)
        page.text(LEFT_EDGE, base, _("Indicator"), _SMALL, bold=True)
        self._tag("TH", COLUMN_HEAD)
        page.fitted(_WEIGHT, base, _("Weight %"), _SMALL, 44, bold=True, align=RIGHT)
        self._tag("TH", COLUMN_HEAD)
        page.fitted(_STANDARD, base, _.pgettext("sheet", "Standard"), _SMALL, 58, bold=True, align=RIGHT)
        self._tag("TH", COLUMN_HEAD)
        page.text(_RULE, base, _("How points are given"), _SMALL, bold=True)
        self._y += 17
        page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.8)

    def _section(self, section: NoticeSection) -> None:
        rows = [_columns(line) for line in section.lines]
        first = min(_height(rows[0]), 60.0) if rows else 0.0
        self._room(20 + first, self._table_head)
        with self._structure.within("TR"):
            self._section_head(section, section.name)

        def again() -> None:
            self._table_head()
            self._section_head(section, self._("{title} (continued)").format(title=section.name))

        for line, columns in zip(section.lines, rows, strict=True):
            self._room(min(_height(columns), _BOTTOM - TOP - 60), again)
            with self._structure.within("TR"):
                self._row(line, columns)

    def _section_head(self, section: NoticeSection, name: str) -> None:
        page, base = self._page, self._y + 13
        self._tag("TH", ROW_HEAD)
        page.fitted(LEFT_EDGE, base, name, 9, _NAME_ROOM, bold=True)
        self._tag("TD")
        page.fitted(_WEIGHT, base, section.weight, 9, 44, bold=True, align=RIGHT)
        self._tag("TD", across(2))
        page.fitted(_RULE, base, section.note, _SMALL, RIGHT_EDGE - _RULE)
        self._y += 18
        page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.5)

    def _row(self, line: NoticeLine, columns: tuple[list[_Line], list[_Line]]) -> None:
        page, base = self._page, self._y + _FIRST
        name = self._tag("TH", ROW_HEAD)
        self._tag("TD")
        page.fitted(_WEIGHT, base, line.weight, _BODY, 44, align=RIGHT)
        self._tag("TD")
        page.fitted(_STANDARD, base, line.standard, _BODY, 60, align=RIGHT)
        rule = self._tag("TD")
        left, right = columns
        while True:
            room = _BOTTOM - self._y - _PADDING
            here = _fitting(left, room), _fitting(right, room)
            self._put(name, LEFT_EDGE + 6, left[: here[0]])
            self._put(rule, _RULE, right[: here[1]])
            self._y += max(_down(left[: here[0]]), _down(right[: here[1]])) + _PADDING
            self._page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.25)
            left, right = left[here[0] :], right[here[1] :]
            if not left and not right:
                return
            self._new_page(self._table_head)

    def _put(self, tag: Tag, x: float, lines: Sequence[_Line]) -> None:
        self._structure.current = tag
        base = self._y + _FIRST
        for number, line in enumerate(lines):
            base += line.leading if number else 0
            self._page.lines(x, base, (line.text,), line.size, line.leading, bold=line.bold)

    # ---- below it

    def _grades(self) -> None:
        _, content = self._, self._content
        self._caption(_("Grades"), 17 * min(len(content.grades), 4))
        with self._structure.within("Table"):
            for grade in content.grades:
                self._room(17)
                with self._structure.within("TR"):
                    self._grade(grade, self._y + 11.5)
                self._y += 17
                self._page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.25)

    def _grade(self, grade: NoticeGrade, base: float) -> None:
        page, tag = self._page, self._tag
        tag("TH", ROW_HEAD)
        reach = page.text(LEFT_EDGE, base, grade.code, 9, bold=True) if len(grade.code) < 12 else 0
        if not reach:
            page.fitted(LEFT_EDGE, base, grade.code, 9, 70, bold=True)
        tag("TD")
        page.fitted(LEFT_EDGE + 76, base, grade.name, 9, 130)
        tag("TD")
        page.fitted(LEFT_EDGE + 216, base, grade.totals, 9, 110)
        tag("TD")
        page.fitted(LEFT_EDGE + 336, base, grade.quota, _BODY, RIGHT_EDGE - LEFT_EDGE - 336)

    def _notes(self) -> None:
        if not self._content.notes:
            return
        self._caption(self._("How the total is calculated"), 30)
        for note in self._content.notes:
            lines = wrapped(note, _BODY, INNER - 10)
            self._room(_LEADING * min(len(lines), 5))  # one that is not long stays whole
            self._tag("P")
            for number, text in enumerate(lines):
                self._room(_LEADING)
                if not number:
                    self._page.text(LEFT_EDGE, self._y + 9, "·", _BODY, bold=True)
                self._page.lines(LEFT_EDGE + 10, self._y + 9, (text,), _BODY, _LEADING)
                self._y += _LEADING
            self._y += 2

    def _rating(self, rating: NoticeRating) -> None:
        title = self._("Rating: {name}").format(name=rating.indicator)
        self._caption(title, 40)
        with self._structure.within("Table"):
            for level in rating.levels:
                texts = wrapped(level.wording, _BODY, RIGHT_EDGE - LEFT_EDGE - 136)
                together = _FIRST + _PADDING + _LEADING * min(len(texts) - 1, 4)
                self._room(together, lambda: self._continued(title))
                with self._structure.within("TR"):
                    self._level(level, texts)

    def _level(self, level: NoticeLevel, texts: Sequence[str]) -> None:
        base = self._y + _FIRST
        self._tag("TH", ROW_HEAD)
        self._page.fitted(LEFT_EDGE + 16, base, level.level, 9, 16, bold=True, align=RIGHT)
        self._tag("TD")
        self._page.fitted(LEFT_EDGE + 28, base, level.name, _BODY, 100)
        self._tag("TD")
        for text in texts or ("",):
            self._room(_LEADING + _PADDING)
            self._page.lines(LEFT_EDGE + 136, self._y + _FIRST, (text,), _BODY, _LEADING)
            self._y += _LEADING
        self._y += _PADDING + 1
        self._page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.25)

    def _signing(self) -> None:
        _ = self._
        self._room(_SIGNING)
        page, y = self._page, self._y + 40
        room = (INNER - 2 * 18) / 3
        for at, label in enumerate((_("Posted by"), _("Approved by"), _.pgettext("sheet", "Date"))):
            x = LEFT_EDGE + at * (room + 18)
            self._tag("P")
            reach = page.text(x, y, label, 8)
            page.rule(x + reach + 5, y + 1.5, x + room, y + 1.5, 0.5)

    def _readers(self) -> None:
        """A line for each agent to sign on, two beside each other."""
        _, readers = self._, self._content.readers
        if not readers:
            return
        self._y += 52  # below the lines of those who posted and approved it
        title = _("Read by: signature and date")
        self._caption(title, _TO_SIGN * min(-(-len(readers) // 2), 3))
        room = (INNER - 18) / 2
        for at, (number, name) in enumerate(readers):
            if at % 2 == 0:
                self._room(_TO_SIGN, lambda: self._continued(title))
                self._y += _TO_SIGN
            x = LEFT_EDGE + at % 2 * (room + 18)
            self._tag("P")
            self._page.fitted(x, self._y - 6, number, 8, 50)
            self._page.fitted(x + 54, self._y - 6, name, 9, 86)
            self._page.rule(x + 144, self._y - 4, x + room, self._y - 4, 0.4)

    # ---- room

    def _caption(self, text: str, after: float) -> None:
        """The heading of a block, never alone at the foot of a page."""
        self._room(30 + after)
        self._tag("H2")
        self._page.fitted(LEFT_EDGE, self._y + 19, text, 9.5, INNER, bold=True)
        self._y += 25

    def _continued(self, title: str) -> None:
        """The heading of a block once more, on a further page."""
        self._caption(self._("{title} (continued)").format(title=title), 0)

    def _room(self, height: float, repeated: Callable[[], None] | None = None) -> None:
        """Begin a new page with what is `repeated` on each, if `height` does not fit below."""
        if self._y + height > _BOTTOM:
            self._new_page(repeated)

    def _new_page(self, repeated: Callable[[], None] | None = None) -> None:
        self._page = Page(self._structure)
        self._pages.append(self._page)
        with self._structure.aside():
            self._running_title()
            if repeated is not None:
                repeated()


def _columns(line: NoticeLine) -> tuple[list[_Line], list[_Line]]:
    """The lines of a row at the left and at the right of its figures."""
    left = [_Line(text, 9, _LEADING) for text in wrapped(line.name, 9, _NAME_ROOM)]
    left += [_Line(text, _SMALL, _SMALL_LEADING) for text in wrapped(line.detail, _SMALL, _NAME_ROOM)]
    right = [_Line(text, _BODY, _LEADING) for text in conditions(line.rule, _BODY, RIGHT_EDGE - _RULE)]
    return left or [_Line("", 9, _LEADING)], right


def _height(columns: tuple[list[_Line], list[_Line]]) -> float:
    return max(_down(column) for column in columns) + _PADDING


def _down(lines: Sequence[_Line]) -> float:
    """How far the last base line is below the top."""
    return _FIRST + sum(line.leading for line in lines[1:]) if lines else 0.0


def _fitting(lines: Sequence[_Line], room: float) -> int:
    """How many of the lines have room."""
    n = len(lines)
    while n and _down(lines[:n]) > room:
        n -= 1
    return n
