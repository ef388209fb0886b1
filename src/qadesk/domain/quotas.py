"""Quotas: how many of a cycle's agents may have a grade at most, and how many must have one at least.

Both are shares of the graded agents, in whole agents, rounded as the scorecard says (20 % of 14 are 2, cut
off). Equal totals are never split: where only some of them would fit, the scorecard says whether all of them
have the better grade or none (`Ties`). Whoever has a grade because a red line, or a rule on the total, caps
it there has it beside the quota. Where a grade is for a least share of the agents and has fewer, those with
the lowest totals among the better grades are moved down to it; nobody is who is protected from it. Below the
scorecard's least number of graded agents none of it holds, since a share of a small team says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Final

from qadesk.domain.decimals import ZERO
from qadesk.domain.on_total import grade_limits
from qadesk.domain.rules import Effect, RedLine
from qadesk.domain.scorecard import Grade, Rounding, Scorecard, Ties
from qadesk.domain.scoring import Assessment
from qadesk.domain.total_rules import TotalEffect

_WHOLE: Final = {Rounding.DOWN: ROUND_FLOOR, Rounding.UP: ROUND_CEILING, Rounding.HALF: ROUND_HALF_UP}


def quotas_apply(card: Scorecard, graded: int) -> bool:
    """Whether shares of agents limit or require grades of that many graded agents."""
    return graded >= card.quota_from and card.has_quotas


def places_of(card: Scorecard, share: Decimal, graded: int) -> int:
    """How many agents a share of that many is, rounded as the scorecard says."""
    return int((share * graded).to_integral_value(_WHOLE[card.quota_rounding]))


def with_quotas(
    card: Scorecard, made: Sequence[Assessment], own: Sequence[Scorecard] = ()
) -> tuple[Assessment, ...]:
    """The assessments of those who share quotas, in the order given, with their grades as these leave them.

    `own` are their scorecards, one for each, where not all have the same; grades and quotas are then equal.
    Where a share changed a grade, `by_total` says which one the total alone would have given, and where a
    least share did, `moved_from` the grade before it.
    """
    graded = [a for a in made if a.grade is not None]
    if not quotas_apply(card, len(graded)):
        return tuple(made)
    ranks = [card.grade_rank(a.grade) if a.grade is not None else -1 for a in made]
    cards = own or [card] * len(made)
    beside = [
        card.quota_ties is not Ties.OLD and lowered(one, a).capped for one, a in zip(cards, made, strict=True)
    ]
    worst = [_worst_left(one, a) for one, a in zip(cards, made, strict=True)]
    for rank, grade in enumerate(card.grades[:-1]):  # nobody can be worse than the worst
        if grade.quota is not None:
            most = places_of(card, grade.quota, len(graded))
            places = [at for at, own in enumerate(ranks) if own == rank and not beside[at]]
            for place in _beyond(made, places, most, card.quota_ties):
                ranks[place] = min(rank + 1, worst[place])
    before = list(ranks)
    for rank, grade in reversed(list(enumerate(card.grades))):
        if grade.least_share is not None:
            lacking = places_of(card, grade.least_share, len(graded)) - ranks.count(rank)
            places = [at for at, own in enumerate(ranks) if 0 <= own < rank <= worst[at]]
            for place in _lowest(made, places, lacking, card.quota_ties):
                ranks[place] = rank
    return tuple(
        one if rank < 0 else _regraded(one, card.grades[rank].code, card.grades[was].code)
        for one, rank, was in zip(made, ranks, before, strict=True)
    )


@dataclass(frozen=True)
class Lowered:
    """Why a grade is not the total's own: what caps it, then the grade that was full, then the one to fill.

    `red_lines` by code and `rules` on the total, by number, cap it; `protected`: the rules that keep it up.
    """

    red_lines: tuple[str, ...] = ()
    full: Grade | None = None
    rules: tuple[int, ...] = ()
    protected: tuple[int, ...] = ()
    filled: Grade | None = None

    @property
    def capped(self) -> bool:
        """Whether a red line or a rule caps it."""
        return bool(self.red_lines or self.rules)


def lowered(card: Scorecard, made: Assessment) -> Lowered:
    """What made the grade of an assessment another than the one its total alone would give.

    What is only marked, or caps the grade above what the total gives, had no part in it; nor a red line
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
    limits, keeps = (_ranks(card, made, which) for which in (TotalEffect.BEST_GRADE, TotalEffect.WORST_GRADE))
    capped = max([min([own, *keeps.values()]), *caps.values(), *limits.values()])
    before = made.moved_from or made.grade
    full = card.grades[capped] if card.grade_rank(before) > capped else None
    return Lowered(
        tuple(code for code, rank in caps.items() if rank > own),
        full,
        tuple(n for n, rank in limits.items() if rank > own),
        tuple(n for n, rank in keeps.items() if rank < own),
        card.grades[card.grade_rank(made.grade)] if made.moved_from is not None else None,
    )


def _ranks(card: Scorecard, made: Assessment, effect: TotalEffect) -> dict[int, int]:
    """The rank of the grade that each of the rules of an effect names, by the rule's number."""
    rules = {step.rule: card.on_total[step.rule] for step in made.steps}
    return {n: card.grade_rank(rule.grade) for n, rule in rules.items() if rule.effect is effect}


def sharing(
    card: Scorecard, made: Sequence[Assessment], one: Assessment, own: Sequence[Scorecard] = ()
) -> int:
    """How many tie with `one` for the last places of its grade's quota and all have them; 0 where they fit.

    `made` are the assessments that share quotas, with their grades as these left them; `own` as for
    `with_quotas`.
    """
    graded = sum(a.grade is not None for a in made)
    if one.grade is None or card.quota_ties is not Ties.IN or not quotas_apply(card, graded):
        return 0
    quota = card.grades[card.grade_rank(one.grade)].quota
    cards = own or [card] * len(made)
    holders = [
        a for its, a in zip(cards, made, strict=True) if a.grade == one.grade and not lowered(its, a).capped
    ]
    if quota is None or one not in holders or len(holders) <= places_of(card, quota, graded):
        return 0
    last = min(a.total or ZERO for a in holders)
    return sum(a.total == last for a in holders) if one.total == last else 0


@dataclass(frozen=True)
class Boundary:
    """How a share of the agents came out: exactly, in whole agents, and between which totals it divided them.

    `last_in` is the lowest total of those a quota let have the grade, or the highest of those a least share
    gave it; `next_out` the next one on the other side. Both None where it moved nobody.
    """

    grade: Grade
    least: bool  # a least share, not a quota
    share: Decimal
    graded: int
    exact: Decimal
    places: int
    last_in: Decimal | None = None
    next_out: Decimal | None = None


def boundaries(
    card: Scorecard, made: Sequence[Assessment], own: Sequence[Scorecard] = ()
) -> tuple[Boundary, ...]:
    """Of every share of agents that holds; `made` and `own` as for `sharing`."""
    cards = own or [card] * len(made)
    graded = [(its, a) for its, a in zip(cards, made, strict=True) if a.grade is not None]
    if not quotas_apply(card, len(graded)):
        return ()
    return tuple(
        _boundary(card, graded, grade, share, least=least)
        for grade in card.grades
        for share, least in ((grade.quota, False), (grade.least_share, True))
        if share is not None
    )


def _boundary(
    card: Scorecard,
    graded: Sequence[tuple[Scorecard, Assessment]],
    grade: Grade,
    share: Decimal,
    *,
    least: bool,
) -> Boundary:
    rank = card.grade_rank(grade.code)
    found = [(lowered(its, a), a, a.total or ZERO, _worst_left(its, a)) for its, a in graded]
    last_in: Decimal | None = None
    next_out: Decimal | None = None
    if least:
        moved = [total for why, _a, total, _worst in found if why.filled == grade]
        kept = [total for _why, a, total, worst in found if card.grade_rank(a.grade or "") < rank <= worst]
        if moved:
            last_in, next_out = max(moved), min(kept, default=None)
    else:
        kept = [total for why, a, total, _worst in found if a.grade == grade.code and not why.capped]
        moved = [
            total for why, a, total, _worst in found
            if why.full is not None
            and card.grade_rank(why.full.code) <= rank < card.grade_rank(a.moved_from or a.grade or "")
        ]  # fmt: skip
        if moved:
            last_in, next_out = min(kept, default=None), max(moved)
    places = places_of(card, share, len(graded))
    return Boundary(grade, least, share, len(graded), share * len(graded), places, last_in, next_out)


def _worst_left(card: Scorecard, made: Assessment) -> int:
    """The rank of the worst grade that a rule on the total lets an agent come to."""
    return grade_limits(card, [step.rule for step in made.steps])[1]


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


def _lowest(made: Sequence[Assessment], places: list[int], lacking: int, ties: Ties) -> list[int]:
    """Which of the agents at `places` are moved down to fill a grade that lacks so many."""

    def score(place: int) -> Decimal:
        return made[place].total or ZERO

    found: list[int] = []
    for _total, tied in groupby(sorted(places, key=score), key=score):
        group = list(tied)
        if (len(found) + len(group) if ties is Ties.IN else len(found) + 1) > lacking:
            break
        found += group
    return found


def _regraded(made: Assessment, grade: str, before: str) -> Assessment:
    """With another grade; `before`: the one that quotas left, before a least share."""
    if grade == made.grade:
        return made
    moved = before if grade != before else None
    return replace(made, grade=grade, by_total=made.by_total or made.grade, moved_from=moved)
