"""How sure a month's results are: intervals of totals, probabilities of grades, ranks, and who is alike.

An interval speaks of the performance behind a month's records, which are complete: of how its figures would
lie, had the month come out a little differently. Every number here is of the same draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from math import erfc
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qadesk.domain.differences import LEVEL
from qadesk.domain.quotas import places_of, quotas_apply
from qadesk.domain.rules import Effect, RedLine
from qadesk.domain.scorecard import Scorecard, Ties
from qadesk.domain.statistics import TAIL, Interval
from qadesk.progress import Progress
from qadesk.services.assessment import drawn_rules, draws
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.assessment.sureness import StoredUncertainty, Uncertainty

if TYPE_CHECKING:
    from numpy import bool_, int64
    from numpy.typing import NDArray

    from qadesk.services.assessment.drawn_rules import Draws

_RANKS: Final = 0.05  # beyond either end of a range of ranks
_TENTH: Final = Decimal("0.1")
MOST_ALIKE: Final = 600  # agents; of more nobody is told apart: who would read it
_SAME: Final = 1e-9  # a variance as small is none
_PART: Final = 512  # draws that are ranked at a time
MOST_LINES: Final = 250_000  # in a month; more would take longer than anybody waits, and are not drawn


class Undrawn(StrEnum):
    """What was not calculated, and why."""

    STOPPED = "stopped"  # all of it: somebody cancelled it
    LARGE = "large"  # all of it: more than `MOST_LINES` figures
    PAIRS = "pairs"  # who is alike, of more than `MOST_ALIKE` agents


@dataclass(frozen=True)
class MonthUncertainty:
    """By staff number; without those who have no total, or one that a red line set to 0.

    `alike` are those whose totals cannot be called different (Holm over all pairs), in the ranking's order.
    """

    of: Mapping[str, Uncertainty]
    alike: Mapping[str, tuple[str, ...]]
    left_out: Undrawn | None = None

    def alike_grades(self, made: CycleResults, staff_no: str) -> tuple[str | None, ...]:
        """The grades of those whose totals cannot be called different from an agent's."""
        others = set(self.alike.get(staff_no, ()))
        return tuple(r.assessment.grade for r in made.results if r.agent.staff_no in others)


NOT_YET: Final = MonthUncertainty({}, {})
STOPPED: Final = MonthUncertainty({}, {}, Undrawn.STOPPED)


def month(made: CycleResults, progress: Progress | None = None) -> MonthUncertainty:
    """How sure a month's results are; of a closed one as it was stored then. Raises Cancelled."""
    import numpy as np

    if any(result.stored is not None for result in made.results):
        return _as_stored(made)
    if sum(len(result.assessment.lines) for result in made.results) > MOST_LINES:
        return MonthUncertainty({}, {}, Undrawn.LARGE)
    told, of, alike = progress or Progress(), dict[str, Uncertainty](), dict[str, tuple[str, ...]]()
    left_out = None
    for everybody in _pools(made):
        results = [result for result in everybody if _is_drawn(result)]
        if not results:
            continue
        drawn, names = _drawn(results, told), [result.agent.staff_no for result in results]
        totals, grades = drawn.totals, _grades(results, drawn, everybody)
        told.report(len(results), len(results))
        parts = (
            _ranks(totals[:, at : at + _PART]).astype(np.int32) for at in range(0, totals.shape[1], _PART)
        )
        ranks = np.concatenate(list(parts), axis=1)
        first, last = np.quantile(ranks, (_RANKS, 1 - _RANKS), axis=1, method="inverted_cdf")
        of |= {
            result.agent.staff_no: _of(result, totals[at], grades[at], (int(first[at]), int(last[at])))
            for at, result in enumerate(results)
        }
        if len(names) > MOST_ALIKE:
            left_out = Undrawn.PAIRS
        else:
            alike |= _alike(names, totals, told)
    return MonthUncertainty(of, alike, left_out)


def _pools(made: CycleResults) -> list[list[AgentResult]]:
    """Those who are ranked together and share quotas, in the order of the ranking."""
    found: dict[int, list[AgentResult]] = {}
    for one in made.results:
        found.setdefault(made.cards.pool(one.agent.id), []).append(one)
    return list(found.values())


def to_store(made: CycleResults, progress: Progress | None = None) -> dict[int, StoredUncertainty]:
    """How sure the results of a cycle are that is being closed, by row id. Raises Cancelled."""
    found, ids = month(made, progress), {result.agent.staff_no: result.agent.id for result in made.results}
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


def together(made: CycleResults, result: AgentResult) -> bool:
    """Whether a quota makes an agent's grade depend on the totals of others."""
    return quotas_apply(result.card, _graded(made.alongside(result)))


def any_together(made: CycleResults) -> bool:
    """Whether it makes the grades of some."""
    return any(quotas_apply(those[0].card, _graded(those)) for those in _pools(made))


def of_agent(result: AgentResult) -> Uncertainty | None:
    """One agent's alone: as among all, but without ranks, unless all must be looked at `together`."""
    if result.stored is not None:
        return result.stored.found
    if not _is_drawn(result):
        return None
    drawn = _drawn([result])
    return _of(result, drawn.totals[0], _grades([result], drawn, [result])[0], None)


def _graded(results: Iterable[AgentResult]) -> int:
    return sum(1 for one in results if one.assessment.grade is not None)


def _is_drawn(result: AgentResult) -> bool:
    """Whether a total is what the figures give; not where a red line, or nothing, decides."""
    made = result.assessment
    return made.grade is not None and made.computed is not None and not made.crossed_to_zero


class _Drawn(NamedTuple):
    """Agents' totals, a row each, rounded as they are printed; the best and the worst grade rules leave."""

    totals: Draws
    best: NDArray[int64] | None = None  # None: without rules on the total
    worst: NDArray[int64] | None = None


def _drawn(results: list[AgentResult], told: Progress | None = None) -> _Drawn:
    """What is drawn of them; those of each scorecard are drawn together."""
    import numpy as np

    found = np.zeros((len(results), draws.DRAWS))
    best, worst = (np.zeros(found.shape, np.int64) for _end in range(2))
    for card, places in _by_card(results):
        figures: dict[str, Draws] = {}
        own = draws.totals(card, [results[at] for at in places], told, figures=figures)
        own = np.floor(own * 100 + 0.5) / 100
        found[places], best[places], worst[places] = drawn_rules.on_total(card, own, figures)
    ruled = any(result.card.on_total for result in results)
    return _Drawn(found, best, worst) if ruled else _Drawn(found)


def _by_card(results: Sequence[AgentResult]) -> list[tuple[Scorecard, list[int]]]:
    """The scorecards of results, each with the places of those under it."""
    found: dict[tuple[str, int], tuple[Scorecard, list[int]]] = {}
    for at, one in enumerate(results):
        found.setdefault(one.scorecard, (one.card, []))[1].append(at)
    return list(found.values())


def _of(
    result: AgentResult, totals: Draws, grades: NDArray[int64], ranks: tuple[int, int] | None
) -> Uncertainty:
    import numpy as np

    total = result.assessment.total or Decimal(0)
    ends = np.quantile(totals, _ends(totals, float(total)))
    low, high = Decimal(str(ends.min())), Decimal(str(ends.max()))
    interval = Interval(
        min(low, total).quantize(_TENTH, ROUND_FLOOR),
        min(max(high, total).quantize(_TENTH, ROUND_CEILING), result.card.cap),
    )
    card = result.card
    counted = np.bincount(grades, minlength=len(card.grades)) / len(grades)
    chances = {grade.code: float(one) for grade, one in zip(card.grades, counted, strict=True)}
    return Uncertainty(interval, chances, ranks)


def _ends(totals: Draws, total: float) -> tuple[float, ...]:
    """The shares of draws between which the interval lies: its tails, and the same corrected for bias.

    Where a figure stands at the edge of a band, chance mostly costs points: it did so to the total as it does
    to the draws (B. Efron, Can. J. Statist. 9, 1981). The interval holds both.
    """
    import numpy as np

    normal, least = NormalDist(), 0.5 / len(totals)
    below = float(np.mean(totals < total) + np.mean(totals == total) / 2)
    bias = 2 * normal.inv_cdf(min(max(below, least), 1 - least))
    away = normal.inv_cdf(1 - TAIL)
    return (TAIL, 1 - TAIL, normal.cdf(bias - away), normal.cdf(bias + away))


def _grades(results: list[AgentResult], drawn: _Drawn, every: Sequence[AgentResult]) -> NDArray[int64]:
    """The place of the grade of every draw, red lines and shares of agents applied, among `every` result."""
    import numpy as np

    quotas, graded, totals = results[0].card, _graded(every), drawn.totals  # all of them share quotas
    found: Any = np.zeros(totals.shape, np.int64)
    for card, places in _by_card(results):
        limits = [-float(grade.at_least) for grade in card.grades[:-1]]
        found[places] = np.searchsorted(limits, -totals[places])
    best: Any = np.array([_at_best(result.card, result) for result in results])[:, None]
    worst: Any = np.array([len(result.card.grades) - 1 for result in results])[:, None]
    kept = found
    if drawn.best is not None and drawn.worst is not None:
        best, worst = np.maximum(best, drawn.best), drawn.worst
        kept = np.minimum(found, worst)
    beside = (found < best) & (quotas.quota_ties is not Ties.OLD)  # capped, so that they take no place
    found = np.maximum(kept, best)
    if not quotas_apply(quotas, graded):
        return found  # type: ignore[no-any-return]
    for rank, grade in enumerate(quotas.grades[:-1]):
        most = None if grade.quota is None else places_of(quotas, grade.quota, graded)
        if most is not None and most < len(results):
            own = np.where((found == rank) & ~beside, totals, -1.0)
            beyond = _not_among(own, most, ties_in=quotas.quota_ties is Ties.IN)
            found = np.where((found == rank) & ~beside & beyond, np.minimum(rank + 1, worst), found)
    drawn_of = {one.agent.id for one in results}
    others = [one.assessment.grade for one in every if one.agent.id not in drawn_of]
    for rank, grade in reversed(list(enumerate(quotas.grades))):
        if grade.least_share is not None:
            needed = places_of(quotas, grade.least_share, graded) - others.count(grade.code)
            found = np.where(_down(quotas, found, totals, worst, rank, needed), rank, found)
    return found  # type: ignore[no-any-return]


def _down(
    card: Scorecard, found: NDArray[int64], totals: Draws, worst: NDArray[int64], rank: int, needed: int
) -> NDArray[bool_]:
    """Who is moved down to a grade that `needed` agents must have: those with the lowest totals."""
    import numpy as np

    lacking = needed - np.count_nonzero(found == rank, axis=0)
    can: Any = (found < rank) & (worst >= rank)
    own = np.where(can, totals, np.inf)
    place = np.clip(lacking - 1, 0, len(own) - 1)[None, :]
    edge = np.take_along_axis(np.sort(own, axis=0), place, axis=0)
    if card.quota_ties is not Ties.IN:
        return can & (own <= edge) & (lacking > 0)  # type: ignore[no-any-return]
    fit = np.count_nonzero(can & (own <= edge), axis=0) <= lacking
    return can & ((own < edge) | ((own == edge) & fit)) & (lacking > 0)  # type: ignore[no-any-return]


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

    worst_last = -totals.T
    order = worst_last.argsort(axis=1)
    ordered = np.take_along_axis(worst_last, order, axis=1)
    places = np.arange(1, len(totals) + 1)
    new = np.ones(ordered.shape, bool)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    shared = np.maximum.accumulate(np.where(new, places, 0), axis=1)
    ranks = np.empty_like(shared)
    np.put_along_axis(ranks, order, shared, axis=1)
    return ranks.T


def _alike(names: list[str], totals: Draws, told: Progress) -> dict[str, tuple[str, ...]]:
    """Whose totals cannot be called different: no difference of draws stands after Holm over all pairs.

    The chance of a difference is that of a normal one with the draws' mean and deviation, since thousands of
    draws have no tails for thousands of pairs; but no less than the share of draws that go the other way.
    """
    import numpy as np

    count, means = len(names), totals.mean(axis=1)
    about = totals - means[:, None]
    spreads = np.einsum("ij,ij->i", about, about)
    parts = [np.zeros(0)]
    for i in range(count - 1):
        told.report(i, count)
        shared = np.einsum("ij,j->i", about[i + 1 :], about[i])
        variances = (spreads[i] + spreads[i + 1 :] - 2 * shared) / totals.shape[1]
        apart = np.abs(means[i] - means[i + 1 :]) / np.sqrt(np.maximum(2 * variances, _SAME))
        chances = np.array([erfc(one) for one in apart])
        clear = np.flatnonzero(chances <= LEVEL)  # all others are alike, whatever their draws
        others = totals[i + 1 :][clear]
        fewer = np.minimum(
            np.count_nonzero(others >= totals[i], axis=1), np.count_nonzero(others <= totals[i], axis=1)
        )
        chances[clear] = np.maximum(chances[clear], 2 * fewer / totals.shape[1])
        parts.append(np.minimum(chances, 1))
    alike = np.zeros((count, count), bool)
    alike[np.triu_indices(count, 1)] = ~stand(np.concatenate(parts))
    alike |= alike.T
    return {name: tuple(names[other] for other in np.flatnonzero(alike[at])) for at, name in enumerate(names)}


def stand(chances: Draws) -> NDArray[bool_]:
    """Which of many probabilities stand when all are looked at together (Holm 1979).

    With them true, at least one false difference is told in no more than `LEVEL` of all cases.
    """
    import numpy as np

    order = np.argsort(chances, kind="stable")
    holds = chances[order] * np.arange(len(chances), 0, -1) <= LEVEL
    stands = np.zeros(len(chances), bool)
    stands[order[: len(holds) if holds.all() else int(holds.argmin())]] = True
    return stands
