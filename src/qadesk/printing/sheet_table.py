"""The table of a sheet: its columns, its heading, and a row for every indicator, bonus and red line."""

from __future__ import annotations

from typing import Final

from qadesk.printing.page import CENTRE, LEFT, RIGHT, Page, wrapped
from qadesk.printing.sheet import ExtraLine, IndicatorLine, Kind, SheetContent
from qadesk.printing.words import Words

EDGE_LEFT: Final = 42.0
EDGE_RIGHT: Final = 553.28
HEADING_HEIGHT: Final = 31.0

NAME_ROOM: Final = 111.0
BODY: Final = 8.5
SMALL: Final = 7.0
_LEADING: Final = 11.0
_SMALL_LEADING: Final = 8.6
_FIRST_LINE: Final = 11.8  # from a row's top rule to its first base line
_PADDING: Final = 4.4  # below its last base line

# Right edges of the figures; `met` is centred on its place.
VALUE: Final = 195.0
COUNT: Final = 221.0
INTERVAL: Final = 283.0
STANDARD: Final = 324.0
MET: Final = 348.0
POINTS: Final = 399.0
WEIGHT: Final = 437.0
SHARE: Final = 475.0
LAST: Final = 515.0
CHANGE: Final = EDGE_RIGHT


def heading(page: Page, y: float, content: SheetContent, _: Words) -> float:
    """The two-storeyed heading below `y`; gives where the first row begins."""
    groups: list[tuple[float, float, str]] = [
        (VALUE - 37, INTERVAL, _("What was measured")),
        (STANDARD - 34, MET + 17, _("What was required")),
        (POINTS - 27, SHARE, _("What it counts")),
    ]
    if content.last_cycle:
        last = _("Last cycle {code}").format(code=content.last_cycle)
        groups.append((LAST - 32, CHANGE, last))
    for left, right, label in groups:
        page.fitted((left + right) / 2, y + 9.5, label, SMALL, right - left + 4, bold=True, align=CENTRE)
        page.rule(left, y + 13, right, y + 13, 0.4)
    base = y + 24
    page.text(EDGE_LEFT, base, _("Indicator"), SMALL, bold=True)
    columns = [
        (VALUE, _.pgettext("sheet", "Value"), 36.0),
        (COUNT, _.pgettext("sheet", "Cases"), 28.0),
        (INTERVAL, _("95% interval"), 58.0),
        (STANDARD, _.pgettext("sheet", "Standard"), 34.0),
        (POINTS, _.pgettext("sheet", "Points"), 30.0),
        (WEIGHT, _("Weight %"), 32.0),
        (SHARE, _.pgettext("sheet", "Weighted"), 33.0),
    ]
    if content.last_cycle:
        columns += [(LAST, _.pgettext("sheet", "Value"), 30.0), (CHANGE, _.pgettext("sheet", "Change"), 34.0)]
    for x, label, room in columns:
        page.fitted(x, base, label, SMALL, room, align=RIGHT, smallest=6)
    page.fitted(MET, base, _.pgettext("sheet", "Result"), SMALL, 34, align=CENTRE)
    bottom = y + HEADING_HEIGHT
    page.rule(EDGE_LEFT, bottom, EDGE_RIGHT, bottom, 0.8)
    return bottom


class Row:
    """One measured row: `height` tells where it fits, `draw` puts it there."""

    def __init__(self, line: IndicatorLine, _: Words) -> None:
        self._line = line
        self._ = _
        self._name = wrapped(line.name, 9, NAME_ROOM)
        self._detail = wrapped(line.detail, SMALL, NAME_ROOM)
        self._words: tuple[str, ...] = ()
        if line.kind is not Kind.NORMAL:
            self._words = wrapped(line.reason, 8, MET + 17 - (VALUE - 37))
        left = len(self._name) * _LEADING + len(self._detail) * _SMALL_LEADING
        right = _LEADING + (len(self._words) * 10 if self._words else _SMALL_LEADING * bool(line.evidence))
        self.height = _FIRST_LINE - _LEADING + max(left, right) + _PADDING

    def draw(self, page: Page, y: float) -> None:
        """Put the row below `y`."""
        line = self._line
        base = y + _FIRST_LINE
        page.lines(EDGE_LEFT, base, self._name, 9, _LEADING)
        below = base + len(self._name) * _LEADING - 1.4
        page.lines(EDGE_LEFT, below, self._detail, SMALL, _SMALL_LEADING)
        if line.kind is Kind.NORMAL:
            self._figures(page, base)
        else:
            self._in_words(page, base)
        page.fitted(LAST, base, line.last, BODY, 36, align=RIGHT)
        self._change(page, base)
        bottom = y + self.height
        page.rule(EDGE_LEFT, bottom, EDGE_RIGHT, bottom, 0.25)

    def _figures(self, page: Page, base: float) -> None:
        line = self._line
        page.fitted(VALUE, base, line.value, BODY, 42, bold=True, align=RIGHT)
        page.fitted(COUNT, base, line.n, BODY, 28, align=RIGHT)
        page.fitted(INTERVAL, base, line.interval, BODY, 57, align=RIGHT)
        if line.evidence:
            under = base + (_SMALL_LEADING + 0.6 if line.interval else 0)
            page.fitted(INTERVAL, under, line.evidence, SMALL, 62, bold=True, align=RIGHT)
        page.fitted(STANDARD, base, line.standard, BODY, 42, align=RIGHT)
        if line.met is not None:
            verdict = self._("met") if line.met else self._("not met")
            page.fitted(MET, base, verdict, BODY, 36, bold=not line.met, align=CENTRE)
        page.fitted(POINTS, base, line.points, BODY, 33, align=RIGHT)
        page.fitted(WEIGHT, base, line.weight, BODY, 32, align=RIGHT)
        page.fitted(SHARE, base, line.contribution, BODY, 33, bold=True, align=RIGHT)

    def _in_words(self, page: Page, base: float) -> None:
        _, left = self._, VALUE - 37
        titles = {
            Kind.NOT_APPLICABLE: _("Does not apply; its weight goes to the others"),
            Kind.WAIVED: _("No data, waived; its weight goes to the others"),
            Kind.MISSING: _("Missing: no data yet"),
        }
        page.fitted(left, base, titles[self._line.kind], 8, MET + 17 - left, bold=True)
        page.lines(left, base + 10, self._words, 8, 10)
        for x in (POINTS, WEIGHT, SHARE):
            page.text(x, base, "–", BODY, align=RIGHT)

    def _change(self, page: Page, base: float) -> None:
        mark = {1: "▲", -1: "▼"}.get(self._line.trend, "")
        page.fitted(CHANGE - 8, base, self._line.change, BODY, 30, align=RIGHT)
        page.text(CHANGE, base - 0.4, mark, 6.5, align=RIGHT)


class Extra:
    """A bonus or red-line row: its name, how often, what it does to the total."""

    height: float

    def __init__(self, line: ExtraLine, title: str) -> None:
        self._line = line
        self._title = title
        self._name = wrapped(line.name, 9, VALUE - 37 - EDGE_LEFT - 6)
        self.height = 17.0 + (len(self._name) - 1) * _LEADING

    def draw(self, page: Page, y: float) -> None:
        """Put the row below `y`."""
        base = y + 11.8
        page.lines(EDGE_LEFT, base, self._name, 9, _LEADING)
        page.fitted(VALUE, base, self._line.count, BODY, 42, bold=True, align=RIGHT)
        page.fitted(COUNT + 4, base, self._title, BODY, 120, align=LEFT)
        page.fitted(SHARE, base, self._line.effect, BODY, 110, bold=self._line.strong, align=RIGHT)
        page.fitted(LAST, base, self._line.last, BODY, 36, align=RIGHT)
        bottom = y + self.height
        page.rule(EDGE_LEFT, bottom, EDGE_RIGHT, bottom, 0.25)
