"""The table of a sheet: its columns, its heading, and a row for every indicator, bonus and red line."""

from __future__ import annotations

from typing import Final, NamedTuple

from qadesk.printing.fonts import printable, width
from qadesk.printing.page import CENTRE, RIGHT, Page, conditions, wrapped
from qadesk.printing.sheet import ExtraLine, IndicatorLine, LineKind, SheetContent
from qadesk.printing.tags import COLUMN_HEAD, ROW_HEAD, across
from qadesk.printing.words import Words

EDGE_LEFT: Final = 42.0
EDGE_RIGHT: Final = 553.28
HEADING_HEIGHT: Final = 29.0

BODY: Final = 8.5
SMALL: Final = 8.0
_LEADING: Final = 11.0
_SMALL_LEADING: Final = 9.4
_FIRST_LINE: Final = 11.8  # from a row's top rule to its first base line
_PADDING: Final = 3.4  # below its last base line
_APART: Final = 8.0  # between a value and what is said of it beside the table's columns
_EFFECT: Final = 110.0  # how wide what a row does to the total may be


class ColumnPlaces(NamedTuple):
    """Right edges of the figures, the middle of `met`, and how wide an indicator's name may be."""

    name_room: float
    value: float
    cases: float
    interval: float
    standard: float
    met: float
    points: float
    weight: float
    share: float


_BESIDE_LAST: Final = ColumnPlaces(111, 195, 223, 283, 324, 348, 397, 435, 475)
_ALONE: Final = ColumnPlaces(141, 229, 259, 327, 376, 406, 463, 507, EDGE_RIGHT)
_LAST: Final = 515.0
_CHANGE: Final = EDGE_RIGHT


def columns(content: SheetContent) -> ColumnPlaces:
    """Where the columns stand: without a last cycle the others share its room."""
    return _BESIDE_LAST if content.last_cycle else _ALONE


def heading(page: Page, y: float, content: SheetContent, _: Words) -> float:
    """The two-storeyed heading below `y`; gives where the first row begins."""
    at, tag, base = columns(content), page.structure.tag, y + 23
    groups = [
        (at.value - 37, at.interval, _("Actual"), 3),
        (at.standard - 34, at.met + 17, _("Required"), 2),
        (at.points - 27, at.share, _("Scoring"), 3),
    ]
    if content.last_cycle:
        last = _("Last cycle {code}").format(code=content.last_cycle)
        groups.append((_LAST - 34, _CHANGE, last, 2))
    with page.structure.within("TR"):
        tag("TH", across(1, "Column", rows=2))
        page.text(EDGE_LEFT, base, _("Indicator"), SMALL, bold=True)
        for left, right, label, wide in groups:
            tag("TH", across(wide, "Column"))
            page.fitted((left + right) / 2, y + 9.5, label, SMALL, right - left + 4, bold=True, align=CENTRE)
            page.rule(left, y + 13, right, y + 13, 0.4)
    figures = [
        (at.value, _.pgettext("sheet", "Value"), 36.0, RIGHT),
        (at.cases, _.pgettext("sheet", "Cases"), 28.0, RIGHT),
        (at.interval, _("95% interval"), 58.0, RIGHT),
        (at.standard, _.pgettext("sheet", "Standard"), 39.0, RIGHT),
        (at.met, _.pgettext("sheet", "Result"), 34.0, CENTRE),
        (at.points, _.pgettext("sheet", "Points"), 30.0, RIGHT),
        (at.weight, _.pgettext("sheet", "Weight"), 36.0, RIGHT),
        (at.share, _.pgettext("sheet", "Adds"), 36.0, RIGHT),
    ]
    if content.last_cycle:
        figures.append((_LAST, _.pgettext("sheet", "Value"), 30.0, RIGHT))
        figures.append((_CHANGE, _.pgettext("sheet", "Change"), 34.0, RIGHT))
    with page.structure.within("TR"):
        for x, label, room, align in figures:
            tag("TH", COLUMN_HEAD)
            page.fitted(x, base, label, SMALL, room, align=align)
    bottom = y + HEADING_HEIGHT
    page.rule(EDGE_LEFT, bottom, EDGE_RIGHT, bottom, 0.8)
    return bottom


def _cell(
    page: Page, x: float, base: float, text: str, room: float, *, bold: bool = False, align: str = RIGHT
) -> None:
    """One cell of a row, which may be empty."""
    page.structure.tag("TD")
    page.fitted(x, base, text, BODY, room, bold=bold, align=align)


class MeasuredRow:
    """One measured row: `height` tells where it fits, `draw` puts it there."""

    def __init__(self, line: IndicatorLine, at: ColumnPlaces, _: Words) -> None:
        self._line = line
        self._at = at
        self._beside_last = at is _BESIDE_LAST
        self._ = _
        self._name = wrapped(line.name, 9, self._name_room())
        room = (_CHANGE - 38 if line.trend else _CHANGE) - EDGE_LEFT
        said = _("; ").join(part for part in (line.detail, line.rule) if part)
        self._detail = conditions(said, SMALL, room)
        self._words: tuple[str, ...] = ()
        if line.kind is not LineKind.NORMAL:
            self._words = wrapped(line.reason, 8, at.met + 17 - (at.value - 37))
        beside = _LEADING + (len(self._words) * 10 or _SMALL_LEADING * bool(line.evidence and line.interval))
        self._above = max(len(self._name) * _LEADING, beside)  # the details run below all figures
        under = len(self._detail) * _SMALL_LEADING
        self.height = _FIRST_LINE - _LEADING + self._above + under + _PADDING

    def _name_room(self) -> float:
        """Up to the value, which is seldom as wide as its column."""
        if self._line.kind is not LineKind.NORMAL:
            return self._at.name_room
        value = width(printable(self._line.value).replace("\n", " "), True, BODY)
        return max(self._at.name_room, self._at.value - value - 8 - EDGE_LEFT)

    def draw(self, page: Page, y: float) -> None:
        """Put the row below `y`."""
        line = self._line
        base = y + _FIRST_LINE
        page.structure.tag("TH", ROW_HEAD)
        page.lines(EDGE_LEFT, base, self._name, 9, _LEADING)
        below = base + self._above - 0.8
        page.lines(EDGE_LEFT, below, self._detail, SMALL, _SMALL_LEADING)
        if line.kind is LineKind.NORMAL:
            self._figures(page, base)
        else:
            self._in_words(page, base)
        if self._beside_last:
            _cell(page, _LAST, base, line.last, 36)
            self._change(page, base)
        bottom = y + self.height
        page.rule(EDGE_LEFT, bottom, EDGE_RIGHT, bottom, 0.25)

    def _figures(self, page: Page, base: float) -> None:
        line, at = self._line, self._at
        _cell(page, at.value, base, line.value, 42, bold=True)
        _cell(page, at.cases, base, line.n, 28)
        _cell(page, at.interval, base, line.interval, 57)
        if line.evidence:
            under = base + (_SMALL_LEADING + 0.6 if line.interval else 0)
            page.fitted(at.interval, under, line.evidence, SMALL, 62, bold=True, align=RIGHT)
        _cell(page, at.standard, base, line.standard, 42)
        verdict = "" if line.met is None else self._("met") if line.met else self._("not met")
        _cell(page, at.met, base, verdict, 36, bold=not line.met, align=CENTRE)
        _cell(page, at.points, base, line.points, 33)
        _cell(page, at.weight, base, line.weight, 32)
        _cell(page, at.share, base, line.contribution, 33, bold=True)

    def _in_words(self, page: Page, base: float) -> None:
        _, at = self._, self._at
        left = at.value - 37
        titles = {
            LineKind.NOT_APPLICABLE: _("Not applicable; its weight goes to the others"),
            LineKind.WAIVED: _("No data, waived; its weight goes to the others"),
            LineKind.MISSING: _("Missing: no data yet"),
        }
        page.structure.tag("TD", across(5))
        page.fitted(left, base, titles[self._line.kind], 8, at.met + 17 - left, bold=True)
        page.lines(left, base + 10, self._words, 8, 10)
        for x in (at.points, at.weight, at.share):
            _cell(page, x, base, "–", 33)

    def _change(self, page: Page, base: float) -> None:
        words = {1: self._.pgettext("sheet", "better"), -1: self._.pgettext("sheet", "worse")}
        _cell(page, _CHANGE, base, self._line.change, 34)
        under = base + self._above - 0.8
        page.fitted(_CHANGE, under, words.get(self._line.trend, ""), SMALL, 34, align=RIGHT)


class Extra:
    """A bonus or red-line row: its name, how often, what it does to the total."""

    height: float

    def __init__(self, line: ExtraLine, at: ColumnPlaces, title: str, _: Words) -> None:
        self._line = line
        self._at = at
        self._name = wrapped(line.name, 9, at.value - 37 - EDGE_LEFT - 6)
        said = _("{title}: {name}").format(title=title, name=line.rule) if line.rule else title
        effect = min(width(printable(line.effect), line.strong, BODY), _EFFECT)
        self._title = conditions(said, SMALL, at.share - effect - 10 - at.value - _APART)
        told = (line.made_of, *line.events, line.reason)
        room = at.share - EDGE_LEFT
        self._words = tuple(part for text in told if text for part in wrapped(text, SMALL, room))
        self._above = max(len(self._name), len(self._title), 1) * _LEADING
        self.height = _FIRST_LINE - _LEADING + self._above + len(self._words) * 10 + _PADDING

    def draw(self, page: Page, y: float) -> None:
        """Put the row below `y`."""
        at, base = self._at, y + _FIRST_LINE
        page.structure.tag("TH", ROW_HEAD)
        page.lines(EDGE_LEFT, base, self._name, 9, _LEADING)
        _cell(page, at.value, base, self._line.count, 42, bold=True)
        page.structure.tag("TD", across(4))
        page.lines(at.value + _APART, base, self._title, SMALL, _LEADING)
        page.lines(EDGE_LEFT, base + self._above - 0.8, self._words, SMALL, 10)
        page.structure.tag("TD", across(3))
        page.fitted(at.share, base, self._line.effect, BODY, _EFFECT, bold=self._line.strong, align=RIGHT)
        if at is _BESIDE_LAST:
            _cell(page, _LAST, base, self._line.last, 36)
            page.structure.tag("TD")
        bottom = y + self.height
        page.rule(EDGE_LEFT, bottom, EDGE_RIGHT, bottom, 0.25)
