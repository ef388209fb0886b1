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
from qadesk.domain.scorecard import Scorecard, Ties
from qadesk.domain.statistics import TAIL, Interval
from qadesk.progress import Progress
from qadesk.services.assessment import draws
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.assessment.sureness import StoredUncertainty, Uncertainty

if TYPE_CHECKING:
    from numpy import bool_, int64
    from numpy.typing import NDArray

    from qadesk.services.assessment.drawn_rules import Draws

_RANKS: Final = 0.05  # beyond either end of a range of ranks
_TENTH: Final = Decimal("0.1")
_MOST_ALIKE: Final = 600  # agents; of more nobody is told apart, who would read it
_PART: Final = 512  # draws that are ranked at a time
_MOST_LINES: Final = 25_000  # in a month; more would take a minute to draw, and are not


@dataclass(frozen=True)
class MonthUncertainty:
    """By staff number; without those who have no total, or one that a red line set to 0.

    `alike` are those whose totals cannot be called different (Holm over all pairs), in the ranking's order.
    """

    of: Mapping[str, Uncertainty]
    alike: Mapping[str, tuple[str, ...]]

    def alike_grades(self, made: CycleResults, staff_no: str) -> tuple[str | None, ...]:
        """The grades of those whose totals cannot be called different from an agent's."""
        others = set(self.alike.get(staff_no, ()))
        return tuple(r.assessment.grade for r in made.results if r.agent.staff_no in others)


NOT_YET: Final = MonthUncertainty({}, {})


def month(made: CycleResults, progress: Progress | None = None) -> MonthUncertainty:
    """How sure a month's results are; of a closed one as it was stored then. Raises Cancelled."""
    import numpy as np

    if any(result.stored is not None for result in made.results):
        return _as_stored(made)
    if sum(len(result.assessment.lines) for result in made.results) > _MOST_LINES:
        return NOT_YET
    told, card = progress or Progress(), made.scorecard
    results, drawn = [], []
    for at, result in enumerate(made.results):
        told.report(at, len(made.results))
        if (found := _drawn(card, result)) is not None:
            results.append(result)
            drawn.append(found)
    if not drawn:
        return NOT_YET
    totals, names = np.stack(drawn), [result.agent.staff_no for result in results]
    grades = _grades(card, results, totals, _graded(made))
    parts = (_ranks(totals[:, at : at + _PART]).astype(np.int32) for at in range(0, totals.shape[1], _PART))
    ranks = np.concatenate(list(parts), axis=1)
    first, last = np.quantile(ranks, (_RANKS, 1 - _RANKS), axis=1, method="inverted_cdf")
    told_of = {
        result.agent.staff_no: _of(card, result, totals[at], grades[at], (int(first[at]), int(last[at])))
        for at, result in enumerate(results)
    }
    return MonthUncertainty(told_of, _alike(names, totals) if len(names) <= _MOST_ALIKE else {})


def to_store(made: CycleResults) -> dict[int, StoredUncertainty]:
    """How sure the results of a cycle are that is being closed, by row id."""
    found, ids = month(made), {result.agent.staff_no: result.agent.id for result in made.results}
    return {
        ids[who]: StoredUncertainty(one, tuple(ids[other] for other in found.alike.get(who, ())))
        for who, one in found.of.items()
    }


def _as_stored(made: CycleResults) -> MonthUncertainty:
    numbers = {result.agent.id: result.agent.staff_no for result in made.results}
    kept = {r.agent.staff_no: r.stored for r in made.results if r.stored is not None}
    return MonthUncertainty(
        {who: one.found for who, one in kept.items()},
        {who: tuple(numbers[other] for other in one.alike if other in numbers) for who, one in kept.items()},
    )


def together(made: CycleResults) -> bool:
    """Whether a quota makes the grades of some depend on the totals of others."""
    return quotas_apply(made.scorecard, _graded(made))


def of_agent(card: Scorecard, result: AgentResult) -> Uncertainty | None:
    """One agent's alone: as among all, but without ranks, unless all must be looked at `together`."""
    if result.stored is not None:
        return result.stored.found
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
    best = np.array([_at_best(card, result) for result in results])[:, None]
    beside = (found < best) & (card.quota_ties is not Ties.OLD)  # capped, so that they take no place
    found = np.maximum(found, best)
    if not quotas_apply(card, graded):
        return found  # type: ignore[no-any-return]
    for rank, grade in enumerate(card.grades[:-1]):
        most = None if grade.quota is None else int(grade.quota * graded)
        if most is not None and most < len(results):
            own = np.where((found == rank) & ~beside, totals, -1.0)
            beyond = _not_among(own, most, ties_in=card.quota_ties is Ties.IN)
            found = np.where((found == rank) & ~beside & beyond, rank + 1, found)
    return found  # type: ignore[no-any-return]


def _not_among(own: Draws, most: int, *, ties_in: bool) -> NDArray[bool_]:
    """Who is not among the best `most`, fewer than all are; equal totals are never split."""
    import numpy as np

    first_out = len(own) - most - 1
    if not ties_in or not most:
        found: Any = own <= np.partition(own, first_out, axis=0)[first_out]
    else:
        found = own < np.partition(own, first_out + 1, axis=0)[first_out + 1]
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
    pairs, chances = [], []
    for i in range(count - 1):
        by = totals[i] - totals[i + 1 :]
        other_way = np.minimum((by <= 0).mean(axis=1), (by >= 0).mean(axis=1))
        apart = zip(np.abs(by.mean(axis=1)), by.var(axis=1), other_way, strict=True)
        for j, (far, variance, other) in enumerate(apart, start=i + 1):
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
