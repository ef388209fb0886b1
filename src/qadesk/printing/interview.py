"""The page of an interview about a month's result: figures filled in, the rest filled in or to write on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qadesk import formats
from qadesk.i18n import N_
from qadesk.printing.archive import Archive
from qadesk.printing.framed import BODY, INNER, LEFT_EDGE, RIGHT_EDGE, SMALL, Framed
from qadesk.printing.metadata import Metadata
from qadesk.printing.page import RIGHT, Page
from qadesk.printing.sheet import IndicatorLine, SheetContent
from qadesk.printing.tags import COLUMN_HEAD, ROW_HEAD
from qadesk.printing.words import Words

_SIGNING: Final = 62.0
_LINES: Final = {"strengths": 3, "improve": 3, "agreed": 4, "statement": 4}  # to write on
_COLUMNS: Final = (
    ("value", 268.0),
    ("standard", 348.0),
    ("met", 398.0),
    ("points", 460.0),
    ("last", RIGHT_EDGE),
)
_WITHOUT_LAST: Final = (("value", 300.0), ("standard", 400.0), ("met", 470.0), ("points", RIGHT_EDGE))


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


class _Composer(Framed):
    def __init__(self, content: InterviewContent, made: datetime | None) -> None:
        who, language = content.sheet.identity, content.sheet.language
        name = Words(language)("{name} ({number})").format(name=who.name, number=who.staff_no)
        super().__init__(language, N_("Performance interview"), who.cycle, name)
        self._content, self._sheet, self._made = content, content.sheet, made
        self._columns = _COLUMNS if content.sheet.last_cycle else _WITHOUT_LAST  # right edges

    def compose(self) -> tuple[Page, ...]:
        """All of them."""
        _ = self._
        self._title(self._sheet.identity.office, self._sheet.identity.period)
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
        for page in self._pages:
            page.across = _("PROVISIONAL") if self._sheet.provisional else ""
        return self._numbered(self._sheet.code, self._sheet.trail, self._made)

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
        for row in (first_row, second, third):
            for at, (label, text) in enumerate(row):
                if label:
                    unsaid = "" if row is third else formats.DASH
                    self._fact(at, label, text or unsaid, bold=row is not third)
            self._y += 32
        self._y += 4
        self._page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.8)

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
        self._page.text(LEFT_EDGE, base, _("Indicator"), SMALL, bold=True)
        for name, right in self._columns:
            self._tag("TH", COLUMN_HEAD)
            self._page.text(right, base, heads[name], SMALL, bold=True, align=RIGHT)
        self._y += 17
        self._page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.8)

    def _row(self, line: IndicatorLine) -> None:
        _, base = self._, self._y + 12
        said = {True: _("yes"), False: _("no"), None: formats.DASH}
        cells = {"value": line.value, "standard": line.standard, "met": said[line.met],
                 "points": line.points, "last": line.last}  # fmt: skip
        self._tag("TH", ROW_HEAD)
        self._page.fitted(LEFT_EDGE, base, line.name, BODY, 160)
        for name, right in self._columns:
            self._tag("TD")
            self._page.fitted(right, base, cells[name], BODY, 76, align=RIGHT)
        self._y += 17
        self._page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.25)

    def _text(self, title: str, text: str, lines_to_write: int) -> None:
        """What was said; lines to write on where nothing was entered."""
        self._block(title, text, 0 if self._content.day else lines_to_write - bool(text))

    def _signing(self) -> None:
        self._room(_SIGNING)
        _, page, y = self._, self._page, self._y + 12
        page.rule(LEFT_EDGE, y, RIGHT_EDGE, y, 0.8)
        room = (INNER - 36) / 3
        for at, person in enumerate((_("Agent"), _("Led by"), _.pgettext("sheet", "Date"))):
            x = LEFT_EDGE + at * (room + 18)
            self._tag("P")
            page.text(x, y + 14, person, SMALL, bold=True)
            page.rule(x, y + 46, x + room, y + 46, 0.5)
        self._y = y + 50
