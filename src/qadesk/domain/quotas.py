"""Quotas: how many of a cycle's agents may have a grade at most.

A quota is a share of the graded agents, whole agents only (20 % of 14 are 2). Equal totals are never split:
where only some of them would fit, the scorecard says whether all of them have the grade or none (`Ties`).
Whoever has a grade because a red line caps it there has it beside the quota. Below the scorecard's least
number of graded agents no quota holds, since a share of a small team says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from qadesk.domain.decimals import ZERO
from qadesk.domain.rules import Effect, RedLine
from qadesk.domain.scorecard import Grade, Scorecard, Ties
from qadesk.domain.scoring import Assessment


def quotas_apply(card: Scorecard, graded: int) -> bool:
    """Whether quotas limit the grades of that many graded agents."""
    return graded >= card.quota_from and card.has_quotas


def with_quotas(
    card: Scorecard, made: Sequence[Assessment], own: Sequence[Scorecard] = ()
) -> tuple[Assessment, ...]:
    """The assessments of those who share quotas, in the order given, with their grades as these leave them.

    `own` are their scorecards, one for each, where not all have the same; grades and quotas are then equal.
    Where a quota lowered a grade, `by_total` says which one the total alone would have given.
    """
    graded = [a for a in made if a.grade is not None]
    if not quotas_apply(card, len(graded)):
        return tuple(made)
    ranks = [card.grade_rank(a.grade) if a.grade is not None else -1 for a in made]
    beside = [
        card.quota_ties is not Ties.OLD and bool(lowered(one, a).red_lines)
        for one, a in zip(own or [card] * len(made), made, strict=True)
    ]
    for rank, grade in enumerate(card.grades[:-1]):  # nobody can be worse than the worst
        if grade.quota is not None:
            most = int(grade.quota * len(graded))
            places = [at for at, own in enumerate(ranks) if own == rank and not beside[at]]
            for place in _beyond(made, places, most, card.quota_ties):
                ranks[place] = rank + 1
    return tuple(
        assessment if rank < 0 else _regraded(assessment, card.grades[rank].code)
        for assessment, rank in zip(made, ranks, strict=True)
    )


@dataclass(frozen=True)
class Lowered:
    """Why a grade is worse than the total's own: the red lines that cap it, then the grade that was full."""

    red_lines: tuple[str, ...] = ()
    full: Grade | None = None


def lowered(card: Scorecard, made: Assessment) -> Lowered:
    """What lowered the grade of an assessment below the one its total alone would give.

    A red line that is only marked, or caps the grade above what the total gives, had no part in it; nor one
    that sets the total to 0, which is another total.
    """
    if made.by_total is None or made.grade is None:
        return Lowered()
    own = card.grade_rank(made.by_total)
    caps = {
        code: card.grade_rank(rule.grade)
        for code in made.red_lines
        if isinstance(rule := card.indicator(code).rule, RedLine) and rule.effect is Effect.CAP_GRADE
    }
    capped = max([own, *caps.values()])
    full = card.grades[capped] if card.grade_rank(made.grade) > capped else None
    return Lowered(tuple(code for code, rank in caps.items() if rank > own), full)


def sharing(card: Scorecard, made: Sequence[Assessment], one: Assessment) -> int:
    """How many tie with `one` for the last places of its grade's quota and all have them; 0 where they fit.

    `made` are the assessments of the cycle with their grades as the quotas left them.
    """
    graded = sum(a.grade is not None for a in made)
    if one.grade is None or card.quota_ties is not Ties.IN or not quotas_apply(card, graded):
        return 0
    quota = card.grades[card.grade_rank(one.grade)].quota
    holders = [a for a in made if a.grade == one.grade and not lowered(card, a).red_lines]
    if quota is None or one not in holders or len(holders) <= int(quota * graded):
        return 0
    last = min(a.total or ZERO for a in holders)
    return sum(a.total == last for a in holders) if one.total == last else 0


def _beyond(made: Sequence[Assessment], places: list[int], most: int, ties: Ties) -> list[int]:
    """Which of the agents at `places`, all of one grade, are too many for its quota."""

    def score(place: int) -> Decimal:
        return made[place].total or ZERO

    above, beyond = 0, []
    for _total, tied in groupby(sorted(places, key=score, reverse=True), key=score):
        group = list(tied)
        if (above if ties is Ties.IN else above + len(group) - 1) >= most:
            beyond += group  # once one is out, nobody below is in
        above += len(group)
    return beyond


def _regraded(made: Assessment, grade: str) -> Assessment:
    if grade == made.grade:
        return made
    return replace(made, grade=grade, by_total=made.by_total or made.grade)
