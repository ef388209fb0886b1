"""Who has an award, and who is on a list, by figures that differ by more than chance or do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Final

from qadesk.domain.decimals import ZERO
from qadesk.domain.uses import AwardTies, Condition

_MOST_CASES: Final = 5000  # of grades over the months, that are added up
Grades = Sequence[str | None]  # of the months looked at, oldest first; None: no grade that month


@dataclass(frozen=True)
class Contender:
    """Somebody (by row id) whose figure is good enough to be looked at, the highest first."""

    agent: int
    figure: Decimal
    contacts: int


@dataclass(frozen=True)
class Winner:
    """Who has the award. `alike`: those without it whose figures cannot be called different.

    None: whether they differ is not known.
    """

    agent: int
    figure: Decimal
    place: int
    tied: bool  # shares the place
    alike: tuple[int, ...] | None


@dataclass(frozen=True)
class Awarded:
    """Who has it, and who does not because of equal figures at the last place."""

    winners: tuple[Winner, ...]
    tied_out: tuple[int, ...] = ()


def choose(
    candidates: Sequence[Contender],
    places: int,
    ties: AwardTies,
    alike: Callable[[Sequence[tuple[Contender, Contender]]], Sequence[bool | None]],
) -> Awarded:
    """The best `places`, and equal figures at the last one as `ties` says.

    `alike` says of pairs (who has it, who has not) whether their figures cannot be called different.
    """
    ordered = sorted(candidates, key=lambda one: (-one.figure, one.agent))
    inside, tied_out = ordered[:places], list[Contender]()
    if len(ordered) > places:
        edge = ordered[places - 1].figure
        tied = [one for one in ordered if one.figure == edge]
        above = [one for one in ordered if one.figure > edge]
        if len(above) + len(tied) > places:
            inside, tied_out = _of_tied(above, tied, places - len(above), ties)
    has = {one.agent for one in inside}
    others = [one for one in ordered if one.agent not in has]
    pairs = [(one, other) for one in inside for other in others]
    found = dict(zip([(one.agent, other.agent) for one, other in pairs], alike(pairs), strict=True))
    winners = []
    for one in inside:
        own = [found[one.agent, other.agent] for other in others]
        close = tuple(other.agent for other, same in zip(others, own, strict=True) if same)
        winners.append(
            Winner(
                one.agent,
                one.figure,
                1 + sum(other.figure > one.figure for other in ordered),
                sum(other.figure == one.figure for other in inside) > 1,
                None if None in own and not close else close,
            )
        )
    return Awarded(tuple(winners), tuple(one.agent for one in tied_out))


def _of_tied(
    above: list[Contender], tied: list[Contender], left: int, ties: AwardTies
) -> tuple[list[Contender], list[Contender]]:
    if ties is AwardTies.ALL:
        return above + tied, []
    if ties is AwardTies.NONE:
        return above, tied
    by_data = sorted(tied, key=lambda one: (-one.contacts, one.agent))
    edge = by_data[left - 1].contacts
    within = [one for one in by_data if one.contacts >= edge]
    return above + within, [one for one in by_data if one.contacts < edge]


# ---- lists


@dataclass(frozen=True)
class MetCondition:
    """Which condition holds, and in which of the months (by place) its grades were."""

    condition: Condition
    months: tuple[int, ...]


def met(conditions: Sequence[Condition], grades: Grades) -> MetCondition | None:
    """The first condition that holds; None where none does."""
    for one in conditions:
        months = tuple(at for at, grade in enumerate(grades) if grade in one.grades)
        if one.in_a_row:
            months = _longest_row(months)
        if len(months) >= one.times:
            return MetCondition(one, months)
    return None


def open_still(conditions: Sequence[Condition], grades: Grades) -> bool:
    """Whether a condition that does not hold might, once the months without a grade have one."""
    if met(conditions, grades) is not None or None not in grades:
        return False
    return any(
        met([one], [one.grades[0] if grade is None else grade for grade in grades]) is not None
        for one in conditions
    )


def probability(
    conditions: Sequence[Condition], months: Sequence[Mapping[str, float] | None]
) -> float | None:
    """How likely any condition holds, of months whose grades have these probabilities each.

    Months are independent: each has its own records. None where a month's are not known, and for too many.
    """
    known = [[(g, p) for g, p in one.items() if p > 0] for one in months if one]
    cases = 1
    for one in known:
        cases *= len(one)
    if not known or len(known) < len(months) or cases > _MOST_CASES:
        return None
    found = 0.0
    for case in product(*known):
        if met(conditions, [grade for grade, _p in case]) is not None:
            chance = 1.0
            for _grade, p in case:
                chance *= p
            found += chance
    return min(found, 1.0)


def _longest_row(months: tuple[int, ...]) -> tuple[int, ...]:
    best: list[int] = []
    row: list[int] = []
    for month in months:
        row = [*row, month] if row and month == row[-1] + 1 else [month]
        best = row if len(row) > len(best) else best
    return tuple(best)


def mean(figures: Sequence[Decimal]) -> Decimal:
    """Their mean, exact to the context's digits. Raises ZeroDivisionError for none."""
    return sum(figures, ZERO) / len(figures)
