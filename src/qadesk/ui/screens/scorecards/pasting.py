"""What was copied in a spreadsheet, taken into a ladder's bands or into the table of the scorecard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from qadesk.domain import editing, starters
from qadesk.domain.editing import Spot
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import MOST_INDICATORS, Better, Origin, Scorecard, Unit
from qadesk.tabular import numbers
from qadesk.tabular.numbers import Kind, NotRead
from qadesk.ui.kit.edit_model import Grid, figure
from qadesk.ui.screens.scorecards import adding, cells
from qadesk.ui.screens.scorecards.cells import CHOSEN, KEYS, Key

_MARKS = {
    Unit.RATE: ("%", "％", "‰"),
    Unit.PER_10000: ("‱",),
    Unit.PER_MILLION: ("ppm", "PPM"),
    Unit.SECONDS: ("秒", "s"),
}


def into_ladder(ladder: Ladder, unit: Unit, kind: Kind, row: int, column: int, lines: Grid) -> Ladder:
    """The ladder with cells from a band on: below the last one bands are added, as long as there are lines.

    `kind` says how the limits are typed. A line that has words for a limit, such as “otherwise”, says what
    lies beyond the last band. Raises NotTaken for what is no figure.
    """
    made = ladder
    for at, line in enumerate(lines, row):
        limit, points = (line[0], line[1] if len(line) > 1 else "") if column == 0 else ("", line[0])
        beyond = column == 0 and bool(points.strip()) and _words(limit, last=line is lines[-1])
        if beyond or (column and at >= len(made.bands)):
            made = replace(made, otherwise=_figure(points, made.otherwise))
        elif at < len(made.bands):
            old = made.bands[at]
            band = (_figure(limit, old[0], kind, ladder.better), _figure(points, old[1]))
            made = replace(made, bands=(*made.bands[:at], band, *made.bands[at + 1 :]))
        elif limit.strip():
            next_limit, next_points = starters.next_band(made, unit)
            band = (_figure(limit, next_limit, kind, ladder.better), _figure(points, next_points))
            made = replace(made, bands=(*made.bands, band))
    return made


def into_table(
    card: Scorecard, spots: Sequence[Spot], row: int, key: Key, lines: Grid
) -> tuple[Scorecard, int]:
    """The scorecard with cells from a row and column on, and how many indicators had to be added for it.

    What stands where nothing is typed is left out. Names that go on below the last row become indicators,
    typed for each agent until somebody says where their values come from. Raises NotTaken for no figure.
    """
    added = 0
    for down, line in enumerate(lines):
        if row + down < len(spots):
            spot = spots[row + down]
        elif key == "name" and line[0].strip() and sum(1 for _i in card.indicators()) < MOST_INDICATORS:
            card, spot = _added(card, dict(zip(KEYS, line, strict=False)).get("standard", ""))
            added += 1
        else:
            continue
        for at, typed in zip(KEYS[KEYS.index(key) :], line, strict=False):
            if at not in CHOSEN and cells.can_edit(card, spot, at):
                card = cells.with_typed(card, spot, at, typed)
    return card, added


def _added(card: Scorecard, standard: str) -> tuple[Scorecard, Spot]:
    """A typed indicator at the end, in the unit and direction its standard is written in."""
    card, spot = adding.with_indicator(card, Spot(len(card.sections) - 1), Origin.TYPED.value, last=True)
    text = standard.strip()
    unit = next((unit for unit, marks in _MARKS.items() if text.endswith(marks)), Unit.COUNT)
    card = editing.change_indicator(card, spot, unit=unit, weight=Decimal(0))
    if text.startswith(("≤", "<", "＜")):
        card = editing.turn(card, spot, Better.LOWER)
    return card, spot


def _words(limit: str, *, last: bool) -> bool:
    """Whether a limit is said in words: what is no figure and has none in it, or ends the list."""
    better = "lower" if limit.strip().startswith(("≤", "<")) else "higher"
    try:
        return numbers.read(limit, numbers.PERCENT, better) is None
    except NotRead as no:
        return (no.reason == "not_number" and last) or not any(letter.isdigit() for letter in limit)


def _figure(text: str, otherwise: Decimal, kind: Kind = numbers.PLAIN, better: str = "") -> Decimal:
    found = figure(text, kind, better)
    return otherwise if found is None else found
