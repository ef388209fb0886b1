"""The bands of a ladder as they are copied from a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from qadesk.domain import starters
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import Unit
from qadesk.services.designing.typed_limits import is_past, read_limit
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
        beyond = (
            column == 0 and bool(points.strip()) and _in_words(limit, ladder.better, last=line is lines[-1])
        )
        if beyond or (column and at >= len(ladder.bands)):
            ladder = replace(ladder, otherwise=_figure(points, ladder.otherwise))
        elif at < len(ladder.bands) or limit.strip():
            old = ladder.bands[at] if at < len(ladder.bands) else starters.next_band(ladder, unit)
            bound, over = read_limit(limit, kind, ladder.better)
            band = (old[0] if bound is None else bound, _figure(points, old[1]))
            ladder = replace(ladder, bands=(*ladder.bands[:at], band, *ladder.bands[at + 1 :]))
            if bound is not None:
                ladder = ladder.marked("over", at, bool(over))
    return ladder


def _in_words(limit: str, better: str, *, last: bool) -> bool:
    """Whether a limit says what lies beyond: what is no figure and has none in it, or ends the list.

    As the last one of a ladder in which more is better, "below 70%" does.
    """
    if is_past(limit, "higher" if better == "lower" else "lower"):
        return last
    try:
        return read_limit(limit, numbers.PERCENT, _sign_of(limit, better))[0] is None
    except NotRead as no:
        return (no.reason == "not_number" and last) or not any(letter.isdigit() for letter in limit)


def _sign_of(limit: str, better: str) -> str:
    """The direction a limit says by its sign: one of the wrong direction is a limit all the same."""
    return {"≤": "lower", "≥": "higher"}.get(limit.strip()[:1], better)


def _figure(text: str, otherwise: Decimal) -> Decimal:
    found = numbers.read(text)
    return otherwise if found is None else found
