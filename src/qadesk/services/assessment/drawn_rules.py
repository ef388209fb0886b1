"""The rules of the domain on thousands of values at once: floating point, for how sure a total is.

What a sheet says is worked out exactly, in the domain; tests hold that both give the same on every draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from qadesk.domain.decimals import half_up
from qadesk.domain.on_total import outdoes
from qadesk.domain.rules import Bonus, Deduction, Escalation, Ladder, PassFail, Proportional, Rule, Step
from qadesk.domain.scorecard import Indicator, Scorecard
from qadesk.domain.total_rules import TotalEffect

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.typing import NDArray

    Draws = NDArray[float64]
    Standards = Draws | Decimal | None


_HALF: Final = 1e-7  # what binary fractions may lack of a half


def points(
    card: Scorecard, indicator: Indicator, weight: Decimal, values: Draws, standard: Standards
) -> Draws:
    """What each of many values earns under an indicator of a weight: points out of 100, on top for a bonus.

    `standard`: one for all of them, or one for each row as a column; None where there is none.
    """
    marks = float(card.full_marks(indicator, weight))
    earned = _earned(indicator.rule, values, standard, marks)
    return earned if marks in (100.0, 0.0) else earned * (100 / marks)


def _earned(rule: Rule, values: Draws, standard: Standards, marks: float) -> Draws:
    import numpy as np

    if isinstance(rule, Proportional):
        return _share(rule, values, standard, marks)
    if isinstance(rule, Ladder):
        return _laddered(rule, values, standard)
    if isinstance(rule, Step):
        return _steps(rule, values, standard, marks)
    if isinstance(rule, Deduction):
        lost = np.maximum(values - float(rule.free), 0) * float(rule.each)
        return np.maximum(marks - lost, min(float(rule.floor), marks))
    if isinstance(rule, Escalation):
        counts = np.floor(np.maximum(values, 0))
        costs = np.diff([0.0, *map(float, rule.costs)])  # each costs as much more from its turn on
        lost = np.zeros_like(values)
        for turn, cost in enumerate(costs):
            lost += cost * np.maximum(counts - turn, 0)
        return np.maximum(marks - lost, min(float(rule.floor), marks))
    if isinstance(rule, PassFail):
        asked = _asked(standard)
        met = values <= asked if rule.better == "lower" else values >= asked
        return np.where(met, float(rule.bounds(Decimal(marks))[1]), 0.0)
    if isinstance(rule, Bonus):
        return np.minimum(np.maximum(values, 0) * float(rule.each), float(rule.cap))
    return np.zeros_like(values)


def _laddered(rule: Ladder, values: Draws, standard: Standards) -> Draws:
    """From the worst band to the best, each over what the ones before it gave."""
    import numpy as np

    unit = _asked(standard) if rule.of_standard and standard is not None else 1.0
    sign = 1.0 if rule.better == "lower" else -1.0
    earned: Any = np.full_like(values, float(rule.otherwise))
    for number in reversed(range(len(rule.bands))):
        limit, points = map(float, rule.bands[number])
        bound = sign * limit * unit
        inside = sign * values < bound if rule.is_over(number) else sign * values <= bound
        given: Any = points
        if rule.sloped(number):
            better, more = map(float, rule.bands[number - 1])
            given = points + (values - limit * unit) * ((more - points) / ((better - limit) * unit))
        earned = np.where(inside, given, earned)
    return earned  # type: ignore[no-any-return]


def _share(rule: Proportional, values: Draws, standard: Standards, marks: float) -> Draws:
    import numpy as np

    most = marks if rule.cap is None else float(rule.cap)
    if rule.full is not None:
        zero, full = float(rule.zero), float(rule.full)
        found: Any = (values - zero) / (full - zero) * marks
    elif rule.better == "higher":
        found = values / _asked(standard) * marks
    else:
        with np.errstate(divide="ignore"):
            found = np.where(values > 0, _asked(standard) / np.maximum(values, 1e-300) * marks, np.inf)
    return np.clip(found, 0, most)  # type: ignore[no-any-return]


def _steps(rule: Step, values: Draws, standard: Standards, marks: float) -> Draws:
    import numpy as np

    asked = _asked(standard)
    ahead = asked - values if rule.better == "lower" else values - asked
    unit = float(rule.unit) * (asked if rule.relative else 1.0)
    units = np.abs(ahead) / unit
    if not rule.pro_rata:
        units = np.floor(units)
    start = marks if rule.at_standard is None else float(rule.at_standard)
    low, high = map(float, rule.bounds(Decimal(marks)))
    moved = np.where(ahead > 0, units * float(rule.gain), -units * float(rule.lose))
    return np.clip(start + moved, low, high)  # type: ignore[no-any-return]


def on_total(
    card: Scorecard, totals: Draws, values: Mapping[str, Draws]
) -> tuple[Draws, NDArray[int64], NDArray[int64]]:
    """Totals after the rules on them, and the places of the best and of the worst grade they leave.

    `values` of the figures that conditions go by; one that is not known (nan) fulfils none.
    """
    import numpy as np

    best: Any = np.zeros(totals.shape, np.int64)
    worst: Any = np.full(totals.shape, len(card.grades) - 1)
    holding = [rule.when.over(values[rule.when.figure]) for rule in card.on_total]
    for n, rule in enumerate(card.on_total):
        holds = holding[n]
        for m in range(len(holding)):
            if outdoes(card, m, n):
                holds = holds & ~holding[m]
        if rule.effect is TotalEffect.FACTOR:
            factor = np.maximum(values[rule.when.figure], 0) if rule.value is None else float(rule.value)
            reduced = np.floor(totals * factor * 100 + (0.5 + _HALF)) / 100
            totals = np.where(holds, np.minimum(reduced, float(card.cap)), totals)
        elif rule.effect is TotalEffect.MOST and rule.value is not None:
            totals = np.where(holds, np.minimum(totals, float(half_up(rule.value))), totals)
        elif rule.effect is TotalEffect.BEST_GRADE:
            best = np.where(holds, np.maximum(best, card.grade_rank(rule.grade)), best)
        elif rule.effect is TotalEffect.WORST_GRADE:
            worst = np.where(holds, np.minimum(worst, card.grade_rank(rule.grade)), worst)
    return totals, best, np.maximum(best, worst)


def _asked(standard: Standards) -> Any:
    assert standard is not None  # the domain has refused to give points without one
    return standard if hasattr(standard, "shape") else float(standard)
