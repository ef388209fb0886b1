"""Quotas: how many of a cycle's agents may have a grade at most.

A quota is a share of the graded agents, whole agents only (20 % of 14 are 2). Equal totals are never split:
where some of them would exceed the quota, all of them have the next grade. Below the scorecard's least number
of graded agents no quota holds, since a share of a small team says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Assessment


def holds(card: Scorecard, graded: int) -> bool:
    """Whether quotas limit the grades of that many graded agents."""
    return graded >= card.quota_from and any(g.quota is not None for g in card.grades)


def with_quotas(card: Scorecard, made: Sequence[Assessment]) -> tuple[Assessment, ...]:
    """The assessments of one cycle, in the order given, with their grades as the quotas leave them.

    Where a quota lowered a grade, `by_total` says which one the total alone would have given.
    """
    graded = [a for a in made if a.grade is not None]
    if not holds(card, len(graded)):
        return tuple(made)
    ranks = [card.grade_rank(a.grade) if a.grade is not None else -1 for a in made]
    for rank, grade in enumerate(card.grades[:-1]):  # nobody can be worse than the worst
        if grade.quota is not None:
            most = int(grade.quota * len(graded))
            for place in _beyond(made, [at for at, own in enumerate(ranks) if own == rank], most):
                ranks[place] = rank + 1
    return tuple(
        assessment if rank < 0 else _regraded(assessment, card.grades[rank].code)
        for assessment, rank in zip(made, ranks, strict=True)
    )


def _beyond(made: Sequence[Assessment], places: list[int], most: int) -> list[int]:
    """Which of the agents at `places`, all of one grade, are too many for its quota."""

    def score(place: int) -> object:
        return made[place].total

    kept, beyond = 0, []
    full = False
    for _total, tied in groupby(sorted(places, key=lambda p: made[p].total or 0, reverse=True), key=score):
        group = list(tied)
        full = full or kept + len(group) > most  # once one is out, nobody below it is in
        if full:
            beyond += group
        else:
            kept += len(group)
    return beyond


def _regraded(made: Assessment, grade: str) -> Assessment:
    if grade == made.grade:
        return made
    return replace(made, grade=grade, by_total=made.by_total or made.grade)
