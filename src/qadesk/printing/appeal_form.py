"""The appeal form: filled in by hand before the decision, and the answer to the agent after it."""

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
from qadesk.printing.page import Page, wrapped
from qadesk.printing.tags import COLUMN_HEAD
from qadesk.printing.words import Words

_LEADING: Final = 13.0
_SIGNING: Final = 46.0
_POINTS: Final = (
    LEFT_EDGE,
    LEFT_EDGE + 150.0,
    LEFT_EDGE + 330.0,
)  # what, what is wrong, what was found
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


class _Composer(Framed):
    def __init__(self, content: AppealFormContent, made: datetime | None) -> None:
        who = Words(content.language)("{name} ({number})").format(name=content.name, number=content.staff_no)
        super().__init__(content.language, N_("Appeal form"), content.cycle, who)
        self._content, self._made = content, made

    def compose(self) -> tuple[Page, ...]:
        """All pages, numbered."""
        said, _ = self._content, self._
        self._title(said.office, said.period)
        self._facts()
        self._caption(_("What is appealed"))
        self._points()
        self._text(_("Why: the agent's words"), said.words, _LINES["words"], blank=not said.words)
        evidence = "; ".join(said.evidence)
        self._text(_("Evidence attached"), evidence, _LINES["evidence"], blank=not said.words)
        self._signing((_("Agent"), _.pgettext("sheet", "Date"), _("Received by")))
        self._decision()
        return self._numbered(said.sheet_code, said.trail, self._made)

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
        for row in rows:
            for at, (label, text) in enumerate(row):
                if label:
                    self._fact(at, label, text)
            self._y += 32
        if said.late:
            self._tag("P")
            self._page.fitted(LEFT_EDGE, self._y + 10, said.late, BODY, INNER)
            self._y += 14
        self._y += 4
        self._page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.8)

    def _points(self) -> None:
        """A table: each indicator, record or exemption with what is wrong and what was found."""
        said, _ = self._content, self._
        if said.words and not said.points:
            self._tag("P")
            self._page.text(LEFT_EDGE, self._y + 10, _("All of the result"), BODY)
            self._y += 16
            return
        blank = AppealFormPoint("")
        points = said.points or (blank,) * _BLANK_POINTS
        with self._structure.within("Table"):
            with self._structure.within("TR"):
                self._heads()
            for point in points:
                cells = [wrapped(text, BODY, room - 8) if text else () for text, room in _cells(point)]
                height = max(_LEADING * max((len(one) for one in cells), default=0) + 6, 20.0)
                if self._room(height):
                    with self._structure.aside():
                        self._heads()
                with self._structure.within("TR"):
                    for x, lines in zip(_POINTS, cells, strict=True):
                        self._tag("TD")
                        self._page.lines(x, self._y + 12, lines or ("\u00a0",), BODY, _LEADING)
                self._y += height
                self._page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.25)
        self._y += 2

    def _heads(self) -> None:
        _ = self._
        heads = (_("Indicator, record or exemption"), _("What is wrong with it"), _("What was found on it"))
        for x, text in zip(_POINTS, heads, strict=True):
            self._tag("TH", COLUMN_HEAD)
            self._page.text(x, self._y + 10, text, SMALL, bold=True)
        self._y += 15
        self._page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 0.8)

    def _decision(self) -> None:
        """What the office fills in: facts and reasons, the outcome, the result after it, signatures."""
        said, _ = self._content, self._
        self._room(150)
        self._y += 6
        self._page.rule(LEFT_EDGE, self._y, RIGHT_EDGE, self._y, 1.4)
        self._text(_("Facts found, and reasons"), said.reasons, _LINES["reasons"], blank=not said.outcome)
        self._caption(_.pgettext("appeal", "Outcome"))
        x = LEFT_EDGE
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
        reach = self._page.text(LEFT_EDGE, self._y + 12, f"{label}: ", BODY)
        if text:
            self._page.fitted(LEFT_EDGE + reach + 4, self._y + 12, text, 10, INNER - reach - 4, bold=True)
        else:
            self._page.rule(LEFT_EDGE + reach + 4, self._y + 14, LEFT_EDGE + 220, self._y + 14, 0.4)
        self._y += 20

    def _paragraph(self, text: str) -> None:
        for line in wrapped(text, SMALL, INNER):
            self._room(11)
            self._tag("P")
            self._page.lines(LEFT_EDGE, self._y + 10, (line,), SMALL, 11)
            self._y += 11

    def _text(self, title: str, text: str, to_write: int, *, blank: bool) -> None:
        """A block with its heading: what was said; lines to write on in a blank form."""
        if text or blank:
            self._block(title, text, to_write if blank else 0)

    def _signing(self, people: Sequence[str]) -> None:
        self._room(_SIGNING)
        room = (INNER - 36) / 3
        for at, person in enumerate(people):
            x = LEFT_EDGE + at * (room + 18)
            self._tag("P")
            self._page.text(x, self._y + 14, person, SMALL, bold=True)
            self._page.rule(x, self._y + 40, x + room, self._y + 40, 0.5)
        self._y += 44


def _cells(point: AppealFormPoint) -> tuple[tuple[str, float], ...]:
    """The texts of a row, each with its room."""
    edges = (*_POINTS[1:], RIGHT_EDGE)
    rooms = [right - left for left, right in zip(_POINTS, edges, strict=True)]
    return tuple(zip((point.what, point.wrong, point.found), rooms, strict=True))
