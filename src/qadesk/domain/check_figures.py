"""What a month's checks of single contacts come to: their mean, the share passed, the worst of them.

Each check has one score and counts once, however many of its questions applied: five calls of which four
are perfect and one failed by a critical question make 80, not what their questions would make together.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from qadesk.domain.check_sampling import USUAL_SPREAD
from qadesk.domain.statistics import scale_interval
from qadesk.domain.tally import NOTHING, Figure, Measurement, Source, Tally, rate

USUAL_CHECKS: Final = 5  # of an agent in a month, where nothing is known yet
SCALE: Final = range(101)  # points a check can have
SORTS: Final = {"": "", "call": "_call", "chat": "_chat"}  # which forms count -> how names of figures end


def mean(tally: Tally, end: str) -> Measurement:
    """The mean score, 0-100; nothing without a check."""
    n = tally.count(f"checks{end}")
    if not n:
        return NOTHING
    total = Decimal(tally.count(f"check_points{end}")) / 100  # kept in hundredths of a point
    squares = Decimal(tally.count(f"check_squares{end}")) / 10_000
    return Measurement(total / n, n, scale_interval(total, squares, n, SCALE))


def worst(tally: Tally, end: str) -> Measurement:
    """The lowest score, 0-100. It is what it was: nothing is said of others that might have been."""
    n = tally.count(f"checks{end}")
    return Measurement(Decimal(tally.count(f"check_least{end}")) / 100, n) if n else NOTHING


def usual(figure: str, value: Decimal) -> Measurement:
    """What a usual month of few checks tells of a figure that comes to `value`."""
    if figure not in OF_POINTS:
        return rate(round(value * USUAL_CHECKS), USUAL_CHECKS)
    if figure in WORST:
        return Measurement(value, USUAL_CHECKS)
    apart = min(USUAL_SPREAD**2, value * (100 - value) * 9 / 10)
    squares = USUAL_CHECKS * (value * value + apart)
    return Measurement(
        value, USUAL_CHECKS, scale_interval(value * USUAL_CHECKS, squares, USUAL_CHECKS, SCALE)
    )


def _figures(end: str) -> dict[str, Figure]:
    return {
        f"check_mean{end}": Figure(Source.CHECKS, lambda t: mean(t, end)),
        f"check_pass_rate{end}": Figure(
            Source.CHECKS, lambda t: rate(t.count(f"checks_passed{end}"), t.count(f"checks{end}"))
        ),
        f"check_worst{end}": Figure(Source.CHECKS, lambda t: worst(t, end)),
    }


FIGURES: Final[dict[str, Figure]] = {
    name: figure for end in SORTS.values() for name, figure in _figures(end).items()
}
OF_POINTS: Final = frozenset(name for name in FIGURES if not name.startswith("check_pass_rate"))
WORST: Final = frozenset(name for name in FIGURES if name.startswith("check_worst"))
