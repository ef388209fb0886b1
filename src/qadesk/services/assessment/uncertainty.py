"""How sure a month's results are: intervals of totals, probabilities of grades, ranks, and who is alike.

An interval speaks of the performance behind a month's records, which are complete: of how its figures would
lie, had the month come out a little differently. Every number here is of the same draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import erfc, sqrt
from typing import TYPE_CHECKING, Any, Final

from qadesk.domain.differences import holm
from qadesk.domain.quotas import quotas_apply
from qadesk.domain.rules import Effect, RedLine
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.statistics import TAIL, Interval
from qadesk.progress import Progress
from qadesk.services.assessment import draws
from qadesk.services.assessment.results import AgentResult, CycleResults

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

    from qadesk.services.assessment.drawn_rules import Draws

CONFIRMED: Final = 0.8  # a grade is, from this probability on
_RANKS: Final = 0.05  # beyond either end of a range of ranks
_TENTH: Final = Decimal("0.1")
_MOST_COUNTED: Final = 600  # agents; among more, pairs are compared by means and deviations


@dataclass(frozen=True)
class Uncertainty:
    """How sure one agent's result is.

    `interval` is the total's, 95 %, outward to one place; `grades` have a probability each (0-1, together 1);
    `ranks` are the first and the last of 90 % of the draws, None where the agent was drawn alone.
    """

    interval: Interval
    grades: Mapping[str, float]
    ranks: tuple[int, int] | None = None

    def confirmed(self, grade: str) -> bool:
        """Whether a grade would mostly come out the same."""
        return self.grades.get(grade, 0.0) >= CONFIRMED


@dataclass(frozen=True)
class MonthUncertainty:
    """By staff number; without those who have no total, or one that a red line set to 0.

    `alike` are those whose totals cannot be called different (Holm over all pairs), in the ranking's order.
    """

    of: Mapping[str, Uncertainty]
    alike: Mapping[str, tuple[str, ...]]


NOT_YET: Final = MonthUncertainty({}, {})


def month(made: CycleResults, progress: Progress | None = None) -> MonthUncertainty:
    """How sure a month's results are. Raises Cancelled."""
    import numpy as np

    told, card = progress or Progress(), made.scorecard
    drawn: dict[str, Draws] = {}
    for at, result in enumerate(made.results):
        told.report(at, len(made.results))
        if (found := _drawn(card, result)) is not None:
            drawn[result.agent.staff_no] = found
    if not drawn:
        return MonthUncertainty({}, {})
    results = [made.of(staff_no) for staff_no in drawn]
    totals = np.stack(list(drawn.values()))
    grades = _grades(card, results, totals, _graded(made))
    first, last = np.quantile(_ranks(totals), (_RANKS, 1 - _RANKS), axis=1, method="inverted_cdf")
    told_of = {
        result.agent.staff_no: _of(card, result, totals[at], grades[at], (int(first[at]), int(last[at])))
        for at, result in enumerate(results)
    }
    return MonthUncertainty(told_of, _alike(list(drawn), totals))


def together(made: CycleResults) -> bool:
    """Whether a quota makes the grades of some depend on the totals of others."""
    return quotas_apply(made.scorecard, _graded(made))


def of_agent(card: Scorecard, result: AgentResult) -> Uncertainty | None:
    """One agent's alone, without ranks: the same as among all, unless they must be looked at together."""
    if (totals := _drawn(card, result)) is None:
        return None
    return _of(card, result, totals, _grades(card, [result], totals[None], 1)[0], None)


def _graded(made: CycleResults) -> int:
    return sum(1 for one in made.results if one.assessment.grade is not None)


def _drawn(card: Scorecard, result: AgentResult) -> Draws | None:
    """An agent's totals, rounded as they are printed; None where a red line, or nothing, decides."""
    import numpy as np

    made = result.assessment
    if made.grade is None or made.total != made.computed:
        return None
    found = draws.totals(card, result)
    return None if found is None else np.floor(found * 100 + 0.5) / 100


def _of(
    card: Scorecard, result: AgentResult, totals: Draws, grades: NDArray[int64], ranks: tuple[int, int] | None
) -> Uncertainty:
    import numpy as np

    low, high = (Decimal(str(one)) for one in np.quantile(totals, (TAIL, 1 - TAIL)))
    total = result.assessment.total or Decimal(0)
    interval = Interval(
        min(low, total).quantize(_TENTH, ROUND_FLOOR),
        min(max(high, total).quantize(_TENTH, ROUND_CEILING), card.cap),
    )
    counted = np.bincount(grades, minlength=len(card.grades)) / len(grades)
    chances = {grade.code: float(one) for grade, one in zip(card.grades, counted, strict=True)}
    return Uncertainty(interval, chances, ranks)


def _grades(card: Scorecard, results: list[AgentResult], totals: Draws, graded: int) -> NDArray[int64]:
    """The place of the grade of every draw, red lines and quotas applied; `graded` agents are in all."""
    import numpy as np

    limits = [-float(grade.at_least) for grade in card.grades[:-1]]
    found: Any = np.searchsorted(limits, -totals)
    for at, result in enumerate(results):
        found[at] = np.maximum(found[at], _at_best(card, result))
    if not quotas_apply(card, graded):
        return found  # type: ignore[no-any-return]
    for rank, grade in enumerate(card.grades[:-1]):
        most = None if grade.quota is None else int(grade.quota * graded)
        if most is not None and most < len(results):
            own = np.where(found == rank, totals, -1.0)
            # Whoever is not above the first who is too many: equal totals are never split.
            limit = np.partition(own, len(results) - most - 1, axis=0)[len(results) - most - 1]
            found = np.where((found == rank) & (own <= limit), rank + 1, found)
    return found  # type: ignore[no-any-return]


def _at_best(card: Scorecard, result: AgentResult) -> int:
    """The place of the best grade that the red lines crossed leave."""
    rules = (card.indicator(code).rule for code in result.assessment.red_lines)
    capped = [r.grade for r in rules if isinstance(r, RedLine) and r.effect is Effect.CAP_GRADE]
    return max(map(card.grade_rank, capped), default=0)


def _ranks(totals: Draws) -> NDArray[int64]:
    """The rank of every agent in every draw; equal totals share one."""
    import numpy as np

    order = np.argsort(-totals, axis=0, kind="stable")
    ordered = np.take_along_axis(totals, order, axis=0)
    places = np.arange(1, len(totals) + 1)[:, None]
    new = np.vstack([np.ones((1, totals.shape[1]), bool), ordered[1:] != ordered[:-1]])
    shared = np.maximum.accumulate(np.where(new, places, 0), axis=0)
    ranks = np.empty_like(shared)
    np.put_along_axis(ranks, order, shared, axis=0)
    return ranks


def _alike(names: list[str], totals: Draws) -> dict[str, tuple[str, ...]]:
    """Whose totals cannot be called different: no difference of draws stands after Holm over all pairs.

    The chance of a difference is that of a normal one with the draws' mean and deviation, since thousands of
    draws have no tails for thousands of pairs; but no less than the share of draws that go the other way.
    """
    import numpy as np

    count = len(names)
    means, variances = totals.mean(axis=1), totals.var(axis=1)
    pairs, chances = [], []
    for i in range(count - 1):
        away, apart = np.abs(means[i] - means[i + 1 :]), variances[i] + variances[i + 1 :]
        other_way = np.zeros(count - i - 1)
        if count <= _MOST_COUNTED:
            by = totals[i] - totals[i + 1 :]
            apart = by.var(axis=1)  # less than together where something is drawn alike for both
            other_way = np.minimum((by <= 0).mean(axis=1), (by >= 0).mean(axis=1))
        for j, (far, variance, other) in enumerate(zip(away, apart, other_way, strict=True), start=i + 1):
            normal = erfc(far / sqrt(2 * variance)) if variance > 0 else float(far == 0)
            pairs.append((i, j))
            chances.append(max(normal, min(1.0, 2 * float(other))))
    alike: dict[str, list[str]] = {name: [] for name in names}
    for (i, j), differ in zip(pairs, holm(chances), strict=True):
        if not differ:
            alike[names[i]].append(names[j])
            alike[names[j]].append(names[i])
    place = {name: at for at, name in enumerate(names)}
    return {name: tuple(sorted(others, key=place.__getitem__)) for name, others in alike.items()}
