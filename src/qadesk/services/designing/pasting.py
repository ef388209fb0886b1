"""The bands of a ladder as they are copied from a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from qadesk.domain import starters
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import Unit
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NotRead, NumberKind


def into_ladder(
    ladder: Ladder, unit: Unit, kind: NumberKind, row: int, column: int, lines: Sequence[Sequence[str]]
) -> Ladder:
    """The ladder with cells from a band on: below the last one bands are added, as long as there are lines.

    `kind` says how the limits are typed; column 0 has them, column 1 the points. A line that has words for a
    limit, such as “otherwise”, says what lies beyond the last band. Raises NotRead for what is no figure.
    """
    for at, line in enumerate(lines, row):
        limit, points = (line[0], line[1] if len(line) > 1 else "") if column == 0 else ("", line[0])
        beyond = column == 0 and bool(points.strip()) and _in_words(limit, last=line is lines[-1])
        if beyond or (column and at >= len(ladder.bands)):
            ladder = replace(ladder, otherwise=_figure(points, ladder.otherwise))
        elif at < len(ladder.bands) or limit.strip():
            old = ladder.bands[at] if at < len(ladder.bands) else starters.next_band(ladder, unit)
            band = (_figure(limit, old[0], kind, ladder.better), _figure(points, old[1]))
            ladder = replace(ladder, bands=(*ladder.bands[:at], band, *ladder.bands[at + 1 :]))
    return ladder


def _in_words(limit: str, *, last: bool) -> bool:
    """Whether a limit is said in words: what is no figure and has none in it, or ends the list."""
    better = "lower" if limit.strip().startswith(("≤", "<")) else "higher"
    try:
        return numbers.read(limit, numbers.PERCENT, better) is None
    except NotRead as no:
        return (no.reason == "not_number" and last) or not any(letter.isdigit() for letter in limit)


def _figure(text: str, otherwise: Decimal, kind: NumberKind = numbers.PLAIN, better: str = "") -> Decimal:
    found = numbers.read(text, kind, better)
    return otherwise if found is None else found
