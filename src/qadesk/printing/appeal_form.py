"""The appeal form: filled in by hand before the decision, and the answer to the agent after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qadesk import formats
from qadesk.printing.archive import Archive
from qadesk.printing.metadata import Metadata
from qadesk.printing.page import RIGHT, Page, wrapped
from qadesk.printing.tags import COLUMN_HEAD, Structure
from qadesk.printing.words import Words

_LEFT, _EDGE = 42.0, 553.28
_INNER: Final = _EDGE - _LEFT
_TOP, _BOTTOM, _FOOT = 36.0, 776.0, 806.0
_BODY, _SMALL = 9.0, 8.0
_LEADING, _WRITING = 13.0, 20.0  # between lines of text, and between lines to write on
_SIGNING: Final = 46.0
_POINTS: Final = (_LEFT, _LEFT + 150.0, _LEFT + 330.0)  # left edges: what, what is wrong, what was found
_BLANK_POINTS: Final = 3
_LINES: Final = {"words": 5, "evidence": 1, "reasons": 4}  # to write on


@dataclass(frozen=True)
class AppealFormPoint:
    """One thing an appeal is about, in words."""

    what: str
    wrong: str = ""
    found: str = ""


@dataclass(frozen=True)
class AppealFormContent:
    """What one form says; "" is left to be written. `outcomes` are offered to tick, `outcome` is ticked."""

    language: str
    office: str
    cycle: str  # 2026-10
    period: str  # 2026-10-01 – 2026-10-31
    name: str
    staff_no: str
    team: str
    result: str  # total and grade as first handed over
    assessed_by: str
    interview: str
    sheet_received: str
    appeal_until: str
    level: str
    sheet_code: str
    appeal_time: str
    answer_time: str
    next_level: str = ""  # where a rejected appeal can be taken to
    received: str = ""
    late: str = ""
    answer_due: str = ""
    words: str = ""
    points: tuple[AppealFormPoint, ...] = ()
    evidence: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    outcome: str = ""
    reasons: str = ""
    corrected: str = ""  # the result after it, where it was put right
    decided: str = ""  # by whom, and when
    involved: str = ""  # that nobody free could decide
    trail: str = ""


def appeal_forms_pdf(contents: Sequence[AppealFormContent], made: datetime | None = None) -> bytes:
    """One PDF of all of them in order, made at an aware time. Raises ValueError for none."""
    if not contents:
        raise ValueError("a document needs at least one page")
    first = contents[0]
    title = f"{Words(first.language)('Appeal form')} {first.cycle}"
    of_whom = f"{first.name} {first.staff_no}" if len(contents) == 1 else first.office
    archive = Archive(Metadata(first.language, f"{title} {of_whom}", first.office, title, made))
    for content in contents:
        mark = f"{content.name} {content.staff_no}" if len(contents) > 1 else ""
        label = f"{content.staff_no} " if mark else ""
        archive.add(_Composer(content, made).compose(), bookmark=mark, label=label)
    return archive.finish()


class _Composer:
    def __init__(self, content: AppealFormContent, made: datetime | None) -> None:
        self._content, self._made = content, made
        self._ = Words(content.language)
        self._structure = Structure()
        self._tag = self._structure.tag
        self._page = Page(self._structure)
        self._pages = [self._page]
        self._y = 0.0

    def compose(self) -> tuple[Page, ...]:
        """All pages, numbered."""
        said, _ = self._content, self._
        self._title()
        self._facts()
        self._caption(_("What is appealed"))
        self._points()
        self._text(_("Why: the agent's words"), said.words, _LINES["words"], blank=not said.words)
        evidence = "; ".join(said.evidence)
        self._text(_("Evidence attached"), evidence, _LINES["evidence"], blank=not said.words)
        self._signing((_("Agent"), _.pgettext("sheet", "Date"), _("Received by")))
        self._decision()
        self._structure.current = None
        for number, page in enumerate(self._pages, 1):
            self._footer(page, number)
        return tuple(self._pages)

    def _title(self) -> None:
        said, page, _ = self._content, self._page, self._
        self._tag("H1")
        page.fitted(_LEFT, _TOP + 30, _("Appeal form"), 19, 330, bold=True)
        page.fitted(_EDGE, _TOP + 30, said.cycle, 19, 170, bold=True, align=RIGHT)
        self._tag("P")
        page.fitted(_LEFT, _TOP + 7, said.office.replace("\n", " "), _BODY, _INNER - 130)
        self._tag("P")
        page.fitted(_EDGE, _TOP + 7, said.period, _BODY, 120, align=RIGHT)
        page.rule(_LEFT, _TOP + 38, _EDGE, _TOP + 38, 1.4)
        self._y = _TOP + 38

    def _facts(self) -> None:
        said, _ = self._content, self._
        rows = (
            ((_("Name"), said.name), (_("Staff no."), said.staff_no), (_("Team"), said.team or formats.DASH)),
            ((_("Result"), said.result), (_("Assessed by"), said.assessed_by or formats.DASH),
             (_("Interview"), said.interview)),
            ((_("Sheet received on"), said.sheet_received), (_("Appeal until"), said.appeal_until),
             (_.pgettext("appeal", "Level"), said.level)),
            ((_("Appeal received on"), said.received), (_("Answer due on"), said.answer_due), ("", "")),
        )  # fmt: skip
        room = (_INNER - 24) / 3
        for row in rows:
            for at, (label, text) in enumerate(row):
                x = _LEFT + at * (room + 12)
                if not label:
                    continue
                self._tag("P")
                self._page.text(x, self._y + 12, label, _SMALL)
                if text:
                    self._page.fitted(x, self._y + 26, text, 10.5, room, bold=True)
                else:
                    self._page.rule(x, self._y + 29, x + room, self._y + 29, 0.4)
            self._y += 32
        if said.late:
            self._tag("P")
            self._page.fitted(_LEFT, self._y + 10, said.late, _BODY, _INNER)
            self._y += 14
        self._y += 4
        self._page.rule(_LEFT, self._y, _EDGE, self._y, 0.8)

    def _points(self) -> None:
        """A table: each indicator, record or exemption with what is wrong and what was found."""
        said, _ = self._content, self._
        if said.words and not said.points:
            self._tag("P")
            self._page.text(_LEFT, self._y + 10, _("All of the result"), _BODY)
            self._y += 16
            return
        blank = AppealFormPoint("")
        points = said.points or (blank,) * _BLANK_POINTS
        with self._structure.within("Table"):
            with self._structure.within("TR"):
                self._heads()
            for point in points:
                cells = [wrapped(text, _BODY, room - 8) if text else () for text, room in _cells(point)]
                height = max(_LEADING * max((len(one) for one in cells), default=0) + 6, 20.0)
                if self._room(height):
                    with self._structure.aside():
                        self._heads()
                with self._structure.within("TR"):
                    for x, lines in zip(_POINTS, cells, strict=True):
                        self._tag("TD")
                        self._page.lines(x, self._y + 12, lines or ("\u00a0",), _BODY, _LEADING)
                self._y += height
                self._page.rule(_LEFT, self._y, _EDGE, self._y, 0.25)
        self._y += 2

    def _heads(self) -> None:
        _ = self._
        heads = (_("Indicator, record or exemption"), _("What is wrong with it"), _("What was found on it"))
        for x, text in zip(_POINTS, heads, strict=True):
            self._tag("TH", COLUMN_HEAD)
            self._page.text(x, self._y + 10, text, _SMALL, bold=True)
        self._y += 15
        self._page.rule(_LEFT, self._y, _EDGE, self._y, 0.8)

    def _decision(self) -> None:
        """What the office fills in: facts and reasons, the outcome, the result after it, signatures."""
        said, _ = self._content, self._
        self._room(150)
        self._y += 6
        self._page.rule(_LEFT, self._y, _EDGE, self._y, 1.4)
        self._text(_("Facts found, and reasons"), said.reasons, _LINES["reasons"], blank=not said.outcome)
        self._caption(_.pgettext("appeal", "Outcome"))
        x = _LEFT
        for offered in said.outcomes:
            self._tag("P")
            self._page.box(x, self._y + 10, 8)
            chosen = offered == said.outcome
            if chosen:
                self._page.rule(x + 1, self._y + 3, x + 7, self._y + 9, 1.2)
                self._page.rule(x + 1, self._y + 9, x + 7, self._y + 3, 1.2)
            x += 12 + self._page.text(x + 13, self._y + 10, offered, 10, bold=chosen) + 22
        self._y += 18
        after = said.corrected if said.outcome else ""
        if after or not said.outcome:
            self._labelled(_("Result after it"), after)
        if said.decided:
            self._labelled(_("Decided by"), said.decided)
        if said.involved:
            self._paragraph(said.involved)
        self._paragraph(self._rights())
        self._signing((_("Decided by"), _.pgettext("sheet", "Date"), _("Answer received (agent, date)")))

    def _rights(self) -> str:
        said, _ = self._content, self._
        text = _("Time to appeal: {time}. Time to answer: {answer}.")
        text = text.format(time=said.appeal_time, answer=said.answer_time)
        if not said.next_level:
            return text
        more = _("What was rejected or upheld in part can be taken once to {level}: {time}.")
        joint = "" if said.language.startswith("zh") else " "
        return joint.join((text, more.format(level=said.next_level, time=said.appeal_time)))

    def _labelled(self, label: str, text: str) -> None:
        self._room(22)
        self._tag("P")
        reach = self._page.text(_LEFT, self._y + 12, f"{label}: ", _BODY)
        if text:
            self._page.fitted(_LEFT + reach + 4, self._y + 12, text, 10, _INNER - reach - 4, bold=True)
        else:
            self._page.rule(_LEFT + reach + 4, self._y + 14, _LEFT + 220, self._y + 14, 0.4)
        self._y += 20

    def _paragraph(self, text: str) -> None:
        for line in wrapped(text, _SMALL, _INNER):
            self._room(11)
            self._tag("P")
            self._page.lines(_LEFT, self._y + 10, (line,), _SMALL, 11)
            self._y += 11

    def _text(self, title: str, text: str, lines_to_write: int, *, blank: bool) -> None:
        """A block with its heading: what was said; lines to write on in a blank form."""
        lines = wrapped(text, _BODY, _INNER) if text else ()
        if not lines and not blank:
            return
        self._room(24 + _LEADING * min(len(lines), 3) + (_WRITING * lines_to_write if blank else 0))
        self._caption(title)
        self._tag("P")
        for line in lines:
            if self._room(_LEADING):
                with self._structure.aside():
                    self._caption(self._("{title} (continued)").format(title=title))
            self._page.lines(_LEFT, self._y + 10, (line,), _BODY, _LEADING)
            self._y += _LEADING
        for _line in range(lines_to_write if blank else 0):
            self._y += _WRITING
            self._page.rule(_LEFT, self._y, _EDGE, self._y, 0.4)
        self._y += 4

    def _caption(self, text: str) -> None:
        self._room(40)
        self._tag("H2")
        self._page.fitted(_LEFT, self._y + 16, text, 9.5, _INNER, bold=True)
        self._y += 22

    def _signing(self, people: Sequence[str]) -> None:
        self._room(_SIGNING)
        room = (_INNER - 36) / 3
        for at, person in enumerate(people):
            x = _LEFT + at * (room + 18)
            self._tag("P")
            self._page.text(x, self._y + 14, person, _SMALL, bold=True)
            self._page.rule(x, self._y + 40, x + room, self._y + 40, 0.5)
        self._y += 44

    def _room(self, height: float) -> bool:
        """Begin a new page if `height` does not fit below; says whether it did."""
        if self._y + height <= _BOTTOM:
            return False
        self._page = Page(self._structure)
        self._pages.append(self._page)
        said = self._content
        with self._structure.aside():
            name = self._("{name} ({number})").format(name=said.name, number=said.staff_no)
            self._page.fitted(_LEFT, _TOP + 9, name, 11, 300, bold=True)
            right = f"{self._('Appeal form')} {said.cycle}"
            self._page.fitted(_EDGE, _TOP + 9, right, 9, 200, bold=True, align=RIGHT)
            self._page.rule(_LEFT, _TOP + 16, _EDGE, _TOP + 16, 1.4)
        self._y = _TOP + 20
        return True

    def _footer(self, page: Page, number: int) -> None:
        _, said = self._, self._content
        counted = _("Page {number} of {pages}").format(number=number, pages=len(self._pages))
        when = _("made {when}").format(when=formats.moment(self._made)) if self._made else ""
        trail = _("Trail {code}").format(code=said.trail) if said.trail else ""
        reach = page.text(
            _EDGE, _FOOT, "   ".join(part for part in (trail, when, counted) if part), _SMALL, align=RIGHT
        )
        of_sheet = _("About the sheet {code}").format(code=said.sheet_code)
        page.fitted(_LEFT, _FOOT, of_sheet, _SMALL, _INNER - reach - 16)


def _cells(point: AppealFormPoint) -> tuple[tuple[str, float], ...]:
    """The texts of a row, each with its room."""
    edges = (*_POINTS[1:], _EDGE)
    rooms = [right - left for left, right in zip(_POINTS, edges, strict=True)]
    return tuple(zip((point.what, point.wrong, point.found), rooms, strict=True))
