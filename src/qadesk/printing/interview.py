"""The page of an interview about a month's result: figures filled in, the rest filled in or to write on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qadesk import formats
from qadesk.printing.archive import Archive
from qadesk.printing.metadata import Metadata
from qadesk.printing.page import RIGHT, Page, wrapped
from qadesk.printing.sheet import IndicatorLine, SheetContent
from qadesk.printing.tags import COLUMN_HEAD, ROW_HEAD, Structure
from qadesk.printing.words import Words

_LEFT, _EDGE = 42.0, 553.28
_INNER: Final = _EDGE - _LEFT
_TOP, _BOTTOM, _FOOT = 36.0, 776.0, 806.0
_BODY, _SMALL = 9.0, 8.0
_LEADING, _WRITING = 13.0, 20.0  # between lines of text, and between lines to write on
_SIGNING: Final = 62.0
_LINES: Final = {"strengths": 3, "improve": 3, "agreed": 4, "statement": 4}  # to write on
_COLUMNS: Final = (("value", 268.0), ("standard", 348.0), ("met", 398.0), ("points", 460.0), ("last", _EDGE))
_WITHOUT_LAST: Final = (("value", 300.0), ("standard", 400.0), ("met", 470.0), ("points", _EDGE))


@dataclass(frozen=True)
class InterviewContent:
    """What one page says: the figures of the sheet, and what was said; "" is left to be written."""

    sheet: SheetContent
    day: str = ""
    led_by: str = ""
    strengths: str = ""
    improve: str = ""
    agreed: str = ""
    statement: str = ""


def interviews_pdf(contents: Sequence[InterviewContent], made: datetime | None = None) -> bytes:
    """One PDF of all of them in order, made at an aware time. Raises ValueError for none."""
    if not contents:
        raise ValueError("a document needs at least one page")
    who, language = contents[0].sheet.identity, contents[0].sheet.language
    title = f"{Words(language)('Performance interview')} {who.cycle}"
    of_whom = f"{who.name} {who.staff_no}" if len(contents) == 1 else who.office
    archive = Archive(Metadata(language, f"{title} {of_whom}", who.office, title, made))
    for content in contents:
        one = content.sheet.identity
        mark = f"{one.name} {one.staff_no}" if len(contents) > 1 else ""
        archive.add(compose(content, made), bookmark=mark, label=f"{one.staff_no} " if mark else "")
    return archive.finish()


def compose(content: InterviewContent, made: datetime | None = None) -> tuple[Page, ...]:
    """The pages of one, numbered; `made` is when, in the office's time."""
    return _Composer(content, made).compose()


class _Composer:
    def __init__(self, content: InterviewContent, made: datetime | None) -> None:
        self._content, self._sheet, self._made = content, content.sheet, made
        self._ = Words(content.sheet.language)
        self._structure = Structure()
        self._tag = self._structure.tag
        self._page = Page(self._structure)
        self._pages = [self._page]
        self._y = 0.0
        self._columns = _COLUMNS if content.sheet.last_cycle else _WITHOUT_LAST  # right edges

    def compose(self) -> tuple[Page, ...]:
        """All of them."""
        _ = self._
        self._title()
        self._facts()
        self._figures()
        titles = {
            "strengths": _("Strengths"),
            "improve": _("To improve"),
            "agreed": _("Agreed steps"),
            "statement": _("Agent's statement"),
        }
        for name, title in titles.items():
            self._text(title, getattr(self._content, name), _LINES[name])
        self._signing()
        self._structure.current = None
        for number, page in enumerate(self._pages, 1):
            self._footer(page, number)
            page.across = _("PROVISIONAL") if self._sheet.provisional else ""
        return tuple(self._pages)

    def _title(self) -> None:
        who, page, _ = self._sheet.identity, self._page, self._
        self._tag("H1")
        page.fitted(_LEFT, _TOP + 30, _("Performance interview"), 19, 330, bold=True)
        page.fitted(_EDGE, _TOP + 30, who.cycle, 19, 170, bold=True, align=RIGHT)
        self._tag("P")
        page.fitted(_LEFT, _TOP + 7, who.office.replace("\n", " "), _BODY, _INNER - 130)
        self._tag("P")
        page.fitted(_EDGE, _TOP + 7, who.period, _BODY, 120, align=RIGHT)
        page.rule(_LEFT, _TOP + 38, _EDGE, _TOP + 38, 1.4)
        self._y = _TOP + 38

    def _facts(self) -> None:
        who, found, content, _ = self._sheet.identity, self._sheet.result, self._content, self._
        total = "  ".join(part for part in (found.total, found.grade, found.grade_name) if part)
        last = "  ".join(part for part in (found.last_total, found.last_grade) if part)
        first_row = ((_("Name"), who.name), (_("Staff no."), who.staff_no),
                     (_("Team"), " · ".join(part for part in (who.team, who.post) if part)))  # fmt: skip
        second = ((_.pgettext("sheet", "Total"), total or _("Incomplete – not graded")),
                  (_("Last cycle {code}").format(code=self._sheet.last_cycle), last) if last else ("", ""),
                  (_("Weakest area"), self._sheet.weakest))  # fmt: skip
        third = ((_("Interview on"), content.day), (_("Led by"), content.led_by))
        room = (_INNER - 24) / 3
        for row in (first_row, second, third):
            for at, (label, text) in enumerate(row):
                x = _LEFT + at * (room + 12)
                if not label:
                    continue
                self._tag("P")
                self._page.text(x, self._y + 12, label, _SMALL)
                self._page.fitted(x, self._y + 26, text or (formats.DASH if row is not third else ""), 10.5,
                                  room, bold=row is not third)  # fmt: skip
                if row is third and not text:
                    self._page.rule(x, self._y + 29, x + room, self._y + 29, 0.4)
            self._y += 32
        self._y += 4
        self._page.rule(_LEFT, self._y, _EDGE, self._y, 0.8)

    def _figures(self) -> None:
        """Every weighed indicator on a line: what came out, what was required, the points."""
        if not self._sheet.lines:
            return
        with self._structure.within("Table"):
            with self._structure.within("TR"):
                self._heads()
            for line in self._sheet.lines:
                if self._room(17):
                    with self._structure.aside():
                        self._heads()
                with self._structure.within("TR"):
                    self._row(line)
        self._y += 2

    def _heads(self) -> None:
        _, base = self._, self._y + 12
        heads = {"value": _.pgettext("sheet", "Value"), "standard": _.pgettext("sheet", "Standard"),
                 "met": _("Met"), "points": _.pgettext("sheet", "Points"),
                 "last": self._sheet.last_cycle or ""}  # fmt: skip
        self._tag("TH", COLUMN_HEAD)
        self._page.text(_LEFT, base, _("Indicator"), _SMALL, bold=True)
        for name, right in self._columns:
            self._tag("TH", COLUMN_HEAD)
            self._page.text(right, base, heads[name], _SMALL, bold=True, align=RIGHT)
        self._y += 17
        self._page.rule(_LEFT, self._y, _EDGE, self._y, 0.8)

    def _row(self, line: IndicatorLine) -> None:
        _, base = self._, self._y + 12
        said = {True: _("yes"), False: _("no"), None: formats.DASH}
        cells = {"value": line.value, "standard": line.standard, "met": said[line.met],
                 "points": line.points, "last": line.last}  # fmt: skip
        self._tag("TH", ROW_HEAD)
        self._page.fitted(_LEFT, base, line.name, _BODY, 160)
        for name, right in self._columns:
            self._tag("TD")
            self._page.fitted(right, base, cells[name], _BODY, 76, align=RIGHT)
        self._y += 17
        self._page.rule(_LEFT, self._y, _EDGE, self._y, 0.25)

    def _text(self, title: str, text: str, lines_to_write: int) -> None:
        """A block with its heading: what was said; lines to write on where nothing was entered."""
        lines = wrapped(text, _BODY, _INNER) if text else ()
        written = not self._content.day
        least = _LEADING * min(len(lines), 3) + (_WRITING * lines_to_write if written else 0)
        self._room(24 + least)
        self._caption(title)
        self._tag("P")
        for line in lines:
            if self._room(_LEADING):
                with self._structure.aside():
                    self._caption(self._("{title} (continued)").format(title=title))
            self._page.lines(_LEFT, self._y + 10, (line,), _BODY, _LEADING)
            self._y += _LEADING
        for _line in range(lines_to_write - bool(text) if written else 0):
            self._y += _WRITING
            self._page.rule(_LEFT, self._y, _EDGE, self._y, 0.4)
        self._y += 4

    def _caption(self, text: str) -> None:
        self._tag("H2")
        self._page.fitted(_LEFT, self._y + 16, text, 9.5, _INNER, bold=True)
        self._y += 22

    def _signing(self) -> None:
        self._room(_SIGNING)
        _, page, y = self._, self._page, self._y + 12
        page.rule(_LEFT, y, _EDGE, y, 0.8)
        room = (_INNER - 36) / 3
        for at, person in enumerate((_("Agent"), _("Led by"), _.pgettext("sheet", "Date"))):
            x = _LEFT + at * (room + 18)
            self._tag("P")
            page.text(x, y + 14, person, _SMALL, bold=True)
            page.rule(x, y + 46, x + room, y + 46, 0.5)
        self._y = y + 50

    def _room(self, height: float) -> bool:
        """Begin a new page if `height` does not fit below; says whether it did."""
        if self._y + height <= _BOTTOM:
            return False
        self._page = Page(self._structure)
        self._pages.append(self._page)
        who = self._sheet.identity
        name = self._("{name} ({number})").format(name=who.name, number=who.staff_no)
        with self._structure.aside():
            self._page.fitted(_LEFT, _TOP + 9, name, 11, 300, bold=True)
            right = f"{self._('Performance interview')} {who.cycle}"
            self._page.fitted(_EDGE, _TOP + 9, right, 9, 200, bold=True, align=RIGHT)
            self._page.rule(_LEFT, _TOP + 16, _EDGE, _TOP + 16, 1.4)
        self._y = _TOP + 20
        return True

    def _footer(self, page: Page, number: int) -> None:
        _, sheet = self._, self._sheet
        counted = _("Page {number} of {pages}").format(number=number, pages=len(self._pages))
        when = _("made {when}").format(when=formats.moment(self._made)) if self._made else ""
        trail = _("Trail {code}").format(code=sheet.trail) if sheet.trail else ""
        said = "   ".join(part for part in (trail, when, counted) if part)
        reach = page.text(_EDGE, _FOOT, said, _SMALL, align=RIGHT)
        of_sheet = _("About the sheet {code}").format(code=sheet.code)
        page.fitted(_LEFT, _FOOT, of_sheet, _SMALL, _INNER - reach - 16)
