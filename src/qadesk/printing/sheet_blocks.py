"""The blocks of a sheet above and below its table, from the heading to the signatures."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from qadesk import __version__, formats
from qadesk.domain.sheet_marks import written
from qadesk.printing.fonts import printable, width
from qadesk.printing.page import CENTRE, RIGHT, AreaKind, Page, wrapped
from qadesk.printing.qr_code import qr_code
from qadesk.printing.sheet import Remark, SheetContent
from qadesk.printing.sheet_table import BODY, EDGE_LEFT, EDGE_RIGHT, SMALL, columns
from qadesk.printing.tags import across
from qadesk.printing.words import Words
from qadesk.printing.wrapping import clip

INNER: Final = EDGE_RIGHT - EDGE_LEFT
MM: Final = 72 / 25.4
TOP: Final = 26.0
BODY_BOTTOM: Final = 764.0
_FOOTER: Final = 786.0
CODE_TOP: Final = 25.0 * MM  # the side of the code in the upper right corner
CODE_FOOT: Final = 17.0 * MM  # of the one in the lower left: as large as one page has room for
_CODE_HEAD_Y: Final = 23.5
_CODE_BOTTOM: Final = 817.5
HEAD_RIGHT: Final = EDGE_RIGHT - CODE_TOP - 12  # where the head ends beside the code
LEADING: Final = 12.5
_PERIOD: Final = 120.0
SIGNATURES_HEIGHT: Final = 76.0
SUMS_HEIGHT: Final = 19.0
CAPTION: Final = 27.0  # from the end of what is above a block to its first line of text
_STATEMENT: Final = 36.0  # three lines to write on
_STATEMENT_LINES: Final = 3
_SEAL: Final = 76.0  # wide enough for a branch's round seal of 26 mm
_HALF: Final = EDGE_LEFT + 250  # where the right half begins
_OFFICE_LINES: Final = 3
_RUNNING: Final = 168.0  # at either side of the result in the head of a further page


def title(page: Page, content: SheetContent, _: Words) -> float:
    """The head of the first page: office, title, cycle. Gives the `y` below it."""
    who, tag = content.identity, page.structure.tag
    office = wrapped(who.office.replace("\n", " "), 9, HEAD_RIGHT - EDGE_LEFT - _PERIOD)[:_OFFICE_LINES]
    y = TOP + max(len(office) - 1, 0) * LEADING
    tag("H1")
    page.fitted(EDGE_LEFT, y + 30, _("Customer Service Assessment"), 19, 300, bold=True)
    page.fitted(HEAD_RIGHT, y + 30, who.cycle, 19, 110, bold=True, align=RIGHT)
    tag("P")
    page.lines(EDGE_LEFT, TOP + 7, office, 9, LEADING)
    tag("P")
    page.fitted(HEAD_RIGHT, TOP + 7, who.period, 9, _PERIOD - 8, align=RIGHT)
    page.rule(EDGE_LEFT, y + 38, HEAD_RIGHT, y + 38, 1.4)
    return y + 38


def running_title(page: Page, content: SheetContent, _: Words) -> float:
    """The head of every further page: who and which cycle, on one line."""
    who = content.identity
    name = _("{name} ({number})").format(name=who.name, number=who.staff_no)
    page.fitted(EDGE_LEFT, TOP + 9, name, 11, 230, bold=True)
    right = _("Customer Service Assessment") + " " + who.cycle
    page.fitted(HEAD_RIGHT, TOP + 9, right, 9, 190, bold=True, align=RIGHT)
    below = "  ".join(part for part in (who.office, who.team, who.post) if part)
    page.fitted(EDGE_LEFT, TOP + 22, below, 8, _RUNNING)
    page.text(HEAD_RIGHT, TOP + 22, _short_card(content, SMALL, _RUNNING, _), SMALL, align=RIGHT)
    outcome = "  ".join(part for part in (content.result.total, content.result.grade) if part)
    page.fitted((EDGE_LEFT + HEAD_RIGHT) / 2, TOP + 22, outcome, 10, 78, bold=True, align=CENTRE)
    page.rule(EDGE_LEFT, TOP + 29, HEAD_RIGHT, TOP + 29, 1.4)
    return _CODE_HEAD_Y + CODE_TOP + 3


def _short_card(content: SheetContent, size: float, room: float, _: Words) -> str:
    """Scorecard and version on one line: where room is short, the version is kept."""
    who, said = content.identity, _("{scorecard}, {version}")
    kept = width(printable(said.format(scorecard="", version=who.version)), False, size)
    name = clip(printable(who.scorecard).replace("\n", " "), False, size, room - kept)
    return said.format(scorecard=name, version=who.version)


def identity(page: Page, y: float, content: SheetContent, _: Words) -> float:
    """Who is assessed, in four columns; a long name takes a second line."""
    who = content.identity
    cells = (
        (EDGE_LEFT, 148.0, _("Name"), who.name, 12.0),
        (EDGE_LEFT + 160, 72.0, _("Staff no."), who.staff_no, 10.0),
        (EDGE_LEFT + 242, 92.0, _("Team"), who.team, 10.0),
        (EDGE_LEFT + 344, HEAD_RIGHT - EDGE_LEFT - 344, _("Post"), who.post, 10.0),
    )
    deepest = 1
    for x, room, label, value, size in cells:
        bold = x == EDGE_LEFT
        page.structure.tag("P")
        page.text(x, y + 11, label, SMALL)
        if value == who.staff_no:  # a number is one word: set smaller, never broken
            page.fitted(x, y + 25, value, size, room)
            continue
        lines = wrapped(value or "–", size, room, bold=bold)
        page.lines(x, y + 25, lines, size, 14, bold=bold)
        deepest = max(deepest, len(lines))
    y += 33 + (deepest - 1) * 14
    page.rule(EDGE_LEFT, y, HEAD_RIGHT, y, 0.25)
    page.structure.tag("P")
    page.text(EDGE_LEFT, y + 12, _("Scorecard"), SMALL)
    card = _("{scorecard}, {version}").format(scorecard=who.scorecard, version=who.version)
    lines = wrapped(card.replace("\n", " "), BODY, 290)
    page.lines(EDGE_LEFT + 44, y + 12.2, lines, BODY, 11)
    page.structure.tag("P")
    page.fitted(EDGE_RIGHT, y + 12.2, content.state, BODY, 160, align=RIGHT)
    y += 18 + (len(lines) - 1) * 11
    page.rule(EDGE_LEFT, y, EDGE_RIGHT, y, 0.8)
    return y


def result(page: Page, y: float, content: SheetContent, _: Words) -> float:
    """Total and grade, large; or, in the same place, why there is none."""
    outcome = content.result
    if not outcome.total:
        return _no_result(page, y, content, _)
    tag = page.structure.tag
    tag("P")
    reach = page.text(EDGE_LEFT, y + 13, _.pgettext("sheet", "Total"), SMALL) + 6
    wide = page.text(EDGE_LEFT + reach, y + 13, outcome.interval, SMALL) if outcome.interval else 0
    page.text(EDGE_LEFT, y + 40, outcome.total, 31, bold=True)
    x = EDGE_LEFT + max(132, reach + wide + 12)  # how sure the total is stands whole, in any language
    tag("P")
    reach = page.text(x, y + 13, _("Grade"), SMALL) + 6
    page.fitted(x + reach, y + 13, outcome.chances, SMALL, EDGE_LEFT + 276 - x - reach)
    reach = page.text(x, y + 40, outcome.grade, 31, bold=True)
    page.fitted(x + reach + 8, y + 40, outcome.grade_name, 13, 92, bold=True)
    _last_result(page, y, content, _)
    y += 49
    if outcome.computed:
        crossed = _(", ").join(line.name for line in content.red_lines if line.crossed)
        words = _(
            "Red line crossed: {names}. The total is set to 0 and the grade to {grade}; without it "
            "the total would be {computed}."
        ).format(names=crossed, grade=outcome.grade, computed=outcome.computed)
        lines = wrapped(words, 9, INNER, bold=True)
        tag("P")
        page.lines(EDGE_LEFT, y + 6, lines, 9, LEADING, bold=True)
        y += len(lines) * LEADING + 2
    if outcome.note:
        tag("P")
        lines = wrapped(outcome.note, 9, INNER, bold=True)
        page.lines(EDGE_LEFT, y + 6, lines, 9, LEADING, bold=True)
        y += len(lines) * LEADING + 2
    page.rule(EDGE_LEFT, y, EDGE_RIGHT, y, 0.8)
    return y


def revised(page: Page, y: float, content: SheetContent) -> float:
    """Of a result that was corrected: what it supersedes and why, what it was and is; else nothing."""
    if not content.revised:
        return y
    head, *more = content.revised
    page.structure.tag("P")
    lines = wrapped(head, 9, INNER, bold=True)
    page.lines(EDGE_LEFT, y + 12, lines, 9, LEADING, bold=True)
    y += 3 + len(lines) * LEADING
    for text in more:
        page.structure.tag("P")
        lines = wrapped(text, 9, INNER)
        page.lines(EDGE_LEFT, y + 9, lines, 9, LEADING)
        y += len(lines) * LEADING
    y += 4
    page.rule(EDGE_LEFT, y, EDGE_RIGHT, y, 0.8)
    return y


def _last_result(page: Page, y: float, content: SheetContent, _: Words) -> None:
    outcome = content.result
    if not outcome.last_total:
        return
    x = EDGE_LEFT + 284
    page.structure.tag("P")
    page.text(x, y + 13, _("Last cycle {code}").format(code=content.last_cycle), SMALL)
    page.text(x, y + 40, f"{outcome.last_total}  {outcome.last_grade}", 14)
    page.structure.tag("P")
    if outcome.change:
        x = EDGE_LEFT + 396
        page.text(x, y + 13, _.pgettext("sheet", "Change"), SMALL)
        page.text(x, y + 40, outcome.change, 14)
    elif outcome.other:
        page.fitted(EDGE_LEFT + 396, y + 40, outcome.other, 10, EDGE_RIGHT - EDGE_LEFT - 396)


def _no_result(page: Page, y: float, content: SheetContent, _: Words) -> float:
    head = _("Excluded from this cycle's assessment") if content.excluded else _("Incomplete – not graded")
    page.structure.tag("P")
    page.fitted(EDGE_LEFT, y + 29, head, 19, 276, bold=True)
    _last_result(page, y, content, _)
    words = content.excluded or _(
        "Still missing: {names}. The total and grade will be given once these are complete."
    ).format(names=_(", ").join(content.missing))
    lines = wrapped(words, 9, 276 if content.result.last_total else INNER)
    page.structure.tag("P")
    page.lines(EDGE_LEFT, y + 45, lines, 9, LEADING)
    y += 45 + max(len(lines) * LEADING, 8) - 3
    page.rule(EDGE_LEFT, y, EDGE_RIGHT, y, 0.8)
    return y


def sums(page: Page, y: float, content: SheetContent, _: Words) -> float:
    """The last line of the table: what the column of weighted points comes to, and the scale of grades."""
    tag = page.structure.tag
    tag("TD", across(4))
    page.fitted(EDGE_LEFT, y + 13, content.result.scale, 8, 320)
    tag("TH", across(4, "Row"))
    if content.result.total:
        score = content.result.summed or content.result.computed or content.result.total
        right = columns(content).share
        label = _("Total including bonus") if content.bonuses else _("Total")
        label = _("Total before the red line") if content.result.computed else label
        label = _("Total before the rules on it") if content.result.summed else label
        page.text(right - 36, y + 13.5, label, BODY, align=RIGHT)
        tag("TD")
        page.text(right, y + 13.5, score, 10, bold=True, align=RIGHT)
    else:
        tag("TD")
    if content.last_cycle:
        tag("TD", across(2))
    page.structure.current = None
    y += SUMS_HEIGHT
    page.rule(EDGE_LEFT, y, EDGE_RIGHT, y, 0.8)
    return y


def caption(page: Page, y: float, text: str) -> float:
    """The heading of a block; gives the base line of its first line of text, tagged as a paragraph."""
    page.structure.tag("H2")
    page.text(EDGE_LEFT, y + 15, text, 9, bold=True)
    page.structure.tag("P")
    return y + CAPTION


def remark_lines(remark: Remark) -> tuple[str, ...]:
    """A comment's lines, its author and day after the last."""
    signed = "  ".join(part for part in (remark.author, remark.day) if part)
    return (*wrapped(remark.text, 9, INNER), *wrapped(f"— {signed}" if signed else "", 9, INNER))


def next_step_height(content: SheetContent) -> float:
    """How much room `next_step` takes."""
    left = 13 + len(_weakest_lines(content)) * 10.5
    return CAPTION - 10 + max(left, 13 + len(_agreed_lines(content)) * LEADING)


def next_step(page: Page, y: float, content: SheetContent, _: Words) -> float:
    """The largest loss of points on the left; at the right the agreed action, or lines to write it on."""
    half = _HALF
    base = caption(page, y, _("Largest loss of points"))
    page.fitted(EDGE_LEFT, base, content.weakest or _("(none)"), 9, 234)
    page.lines(EDGE_LEFT, base + 11.5, _weakest_lines(content), 8, 10.5)
    page.structure.tag("H2")
    page.text(half, base + 15 - CAPTION, _("Agreed action"), 9, bold=True)
    page.structure.tag("P")
    if content.agreed is not None:
        page.fitted(half, base, content.agreed.indicator, 9, EDGE_RIGHT - half)
        page.lines(half, base + LEADING, _agreed_lines(content), 9, LEADING)
        return y + next_step_height(content)
    page.text(half, base, _("(none)"), 9)
    return y + next_step_height(content)


def _agreed_lines(content: SheetContent) -> tuple[str, ...]:
    if content.agreed is None:
        return ()
    room = EDGE_RIGHT - _HALF
    parts = (content.agreed.step, content.agreed.extra, content.agreed.by)
    return tuple(line for part in parts if part for line in wrapped(part, 9, room))


def _weakest_lines(content: SheetContent) -> tuple[str, ...]:
    return (*wrapped(content.weakest_why, 8, 234), *wrapped(content.focus, 8, 234))


def rights_height(content: SheetContent, _: Words) -> float:
    """How much room `rights` takes."""
    return CAPTION + _beside(content, _) + 38


def _beside(content: SheetContent, _: Words) -> float:
    return max(_STATEMENT, len(_rights_lines(content, _)) * 10.5)


def rights(page: Page, y: float, content: SheetContent, _: Words) -> float:
    """Room for the agent's own words; beside it what the agent may do, below the dates to fill in."""
    base = caption(page, y, _("Agent's statement"))
    for number in range(_STATEMENT_LINES):
        at = base + 4 + number * 16
        page.rule(EDGE_LEFT, at, _HALF - 16, at, 0.4)
    page.lines(EDGE_LEFT, base + 1, _statement(content), 8, 16)
    page.structure.tag("H2")
    page.text(_HALF, base + 15 - CAPTION, _("Your rights"), 9, bold=True)
    page.structure.tag("P")
    page.lines(_HALF, base, _rights_lines(content, _), 8, 10.5)
    base += _beside(content, _) + 14
    x = _blank(page, EDGE_LEFT, base, _("Delivered on"), 82)
    for way in (_("by hand"), _("by post"), _.pgettext("sheet", "other")):
        page.box(x, base + 0.6, 7)
        x += 11 + page.text(x + 11, base, way, 8) + 10
    label = _("Appeal deadline")
    _blank(page, EDGE_RIGHT - 164, base, label, None)
    base += 17
    x = _blank(page, EDGE_LEFT, base, _("Interview on"), 82, content.interview[0])
    x = _blank(page, x, base, _("Appeal reviewed on"), 82)
    x += page.text(x, base, _("Outcome"), 8) + 8
    for way in (_("rejected"), _("result changed")):
        page.box(x, base + 0.6, 7)
        x += 11 + page.text(x + 11, base, way, 8) + 10
    return base + 8


def _statement(content: SheetContent) -> tuple[str, ...]:
    """The agent's words in the room there is for them; the page of the interview has all."""
    lines = wrapped(content.interview[1].replace("\n", " "), 8, _HALF - 20 - EDGE_LEFT)
    return lines if len(lines) <= _STATEMENT_LINES else (*lines[: _STATEMENT_LINES - 1], "…")


def _blank(  # a place, what is asked there and what is known of it
    page: Page, x: float, base: float, label: str, length: float | None, known: str = ""
) -> float:
    """A label with a line to write on; up to the right edge without a length. Gives the `x` after it."""
    page.structure.tag("P")
    start = x + page.text(x, base, label, 8) + 4
    page.text(start + 4, base, known, 9)
    end = EDGE_RIGHT if length is None else start + length
    page.rule(start, base + 1.5, end, base + 1.5, 0.4)
    return end + 12


def _rights_lines(content: SheetContent, _: Words) -> tuple[str, ...]:
    words = _(
        "You may inspect the records behind every figure. If you disagree, you may appeal in writing to "
        "{whom} up to {time}. Your signature confirms receipt only, not agreement."
    ).format(time=content.appeal_time, whom=content.appeal_to or _("the branch manager"))
    return wrapped(words, 8, EDGE_RIGHT - _HALF)


def signatures(page: Page, y: float, _: Words) -> None:
    """The block that is never split: how the agent signs, and four lines."""
    page.rule(EDGE_LEFT, y, EDGE_RIGHT, y, 0.8)
    x = EDGE_LEFT
    choices = (
        _("Received by the agent"),
        _("Received; the agent disputes the result"),
        _("Agent refused to sign (witnessed)"),
    )
    for choice in choices:
        page.structure.tag("P")
        page.box(x, y + 13.5, 7.5)
        x += 12 + page.text(x + 12, y + 12.9, choice, BODY) + 18
    people = (_("Agent"), _("Supervisor"), _("Manager"), _("Witness"))
    gap = 18.0
    room = (INNER - _SEAL - gap * len(people)) / len(people)
    for number, person in enumerate(people):
        left = EDGE_LEFT + number * (room + gap)
        page.structure.tag("P")
        page.text(left, y + 29, person, 8, bold=True)
        page.area(AreaKind.SIGNED if not number else AreaKind.ALSO_SIGNED, left, y + 31, room, 25)
        page.rule(left, y + 57, left + room, y + 57, 0.5)
        label = page.text(left, y + 75, _.pgettext("sheet", "Date"), 8)
        page.rule(left + label + 5, y + 76, left + room, y + 76, 0.4)
    page.structure.tag("P")
    page.text(EDGE_RIGHT, y + 29, _("(official seal)"), 8, align=RIGHT)


def footer(  # a page, its number, and what is said on each
    page: Page, number: int, pages: int, content: SheetContent, printed: datetime | None, _: Words
) -> None:
    """Both codes, and beside the lower one what they say in print; revision, when made, page number."""
    rows = qr_code(written(content.mark(number, pages)))
    page.qr_code(EDGE_RIGHT - CODE_TOP, _CODE_HEAD_Y, CODE_TOP, rows)
    page.qr_code(EDGE_LEFT, _CODE_BOTTOM - CODE_FOOT, CODE_FOOT, rows)
    left = EDGE_LEFT + CODE_FOOT + 10
    if number == 1:
        page.structure.tag("P")
    page.fitted(left, _FOOTER + 18, content.code, 8, 190)
    if content.trail:
        page.text(left, _FOOTER + 28.5, _("Trail {code}").format(code=content.trail), 8)
    page.structure.current = None
    counted = _("Page {number} of {pages}").format(number=number, pages=pages)
    revision = _("edition {n}").format(n=content.revision)
    when = _("made {when}").format(when=formats.moment(printed)) if printed else ""
    width = page.text(EDGE_RIGHT, _FOOTER + 28.5, counted, 8, align=RIGHT)
    said = "   ".join(part for part in (f"QADesk {__version__}", revision, when) if part)
    page.text(EDGE_RIGHT - width - 12, _FOOTER + 28.5, said, 8, align=RIGHT)
    who = _("{name} ({number})").format(name=content.identity.name, number=content.identity.staff_no)
    page.fitted(EDGE_RIGHT, _FOOTER + 18, who, 8, 230, align=RIGHT)
