"""Simulated quotas: whom they cut between, whether that is said, who takes a place, and ties on top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.random import Generator

from qadesk.domain.quotas import with_quotas
from qadesk.domain.rules import Effect, RedLine
from qadesk.domain.scorecard import Indicator, Scorecard, Ties
from qadesk.services.assessment import grade_words, uncertainty
from qadesk.services.assessment.results import CycleResults
from qadesk.services.cards import everybody
from tools.fairness.world import NEWEST, Agent, office, varied

_COUNT: Final = 14
_QUOTAS: Final = (Decimal("0.2"), Decimal("0.4"))  # of the two best grades: 2 and 5 of 14
_BEST: Final = (Decimal(85), Decimal(80))  # where they begin: low enough for the quotas to be full


def tables(times: int, chance: Generator) -> Iterator[str]:
    """What quotas do to 14 agents, alike and varied, and to those whom a red line caps."""
    yield "| at most 20% A and 40% B A 至多 20%，B 至多 40% | 14 alike 14 人相同 | 14 varied 各不相同 |"
    yield "|---|---|---|"
    found = [
        np.mean([_month(agents(), chance) for _time in range(times)], axis=0)
        for agents in (lambda: [Agent()] * _COUNT, lambda: varied(chance, _COUNT))
    ]
    for at, name in enumerate(
        (
            "months in which a quota cuts 名额起作用的月份",
            "… between agents who cannot be told apart ……名额线两侧差异不显著",
            "… and the sheet of one who has no place does not say so ……没有名额者的考核表未写明",
            "months in which one with a higher total has a worse grade 总分更高而等级更低的月份",
            "months in which one capped by a red line takes a place 受红线限制者占用名额的月份",
        )
    ):
        yield f"| {name} | " + " | ".join(f"{one[at]:.3f}" for one in found) + " |"
    yield ""
    yield (
        "| three tied on top, two places of A 最高分三人并列，A 有两个名额 | agents with A 得 A 的人数 "
        "| said to those without 未得者的说明 |"
    )
    yield "|---|---|---|"
    for ties, name in (
        (Ties.IN, "all who tie have it, as shipped 并列者都评（默认）"),
        (Ties.OUT, "none has it, chosen by the office 并列者都不评（网点选择）"),
    ):
        made = np.mean([_tied(ties, chance) for _time in range(times)], axis=0)
        yield f"| {name} | {made[0]:.3f} | {'–' if ties is Ties.IN else f'{made[1]:.3f}'} |"


def _with_quotas(ties: Ties) -> Scorecard:
    quotas = zip(_QUOTAS, _BEST, strict=True)
    best = [
        replace(grade, quota=quota, at_least=least)
        for grade, (quota, least) in zip(NEWEST.grades, quotas, strict=False)
    ]
    sections = tuple(replace(one, indicators=tuple(map(_capping, one.indicators))) for one in NEWEST.sections)
    capping = replace(NEWEST, sections=sections)
    return replace(capping, grades=(*best, *NEWEST.grades[len(best) :]), quota_ties=ties, quota_from=1)


def _capping(indicator: Indicator) -> Indicator:
    """A red line leaves the second best grade, instead of nothing."""
    if not isinstance(indicator.rule, RedLine):
        return indicator
    return replace(indicator, rule=RedLine(Effect.CAP_GRADE, NEWEST.grades[1].code))


_CARDS: Final = {ties: _with_quotas(ties) for ties in (Ties.IN, Ties.OUT)}


def _settled(made: CycleResults, card: Scorecard) -> CycleResults:
    """The month with the grades as the quotas leave them."""
    grades = with_quotas(card, [one.assessment for one in made.results])
    rows = zip(made.results, grades, strict=True)
    settled = tuple(replace(one, assessment=own, card=card) for one, own in rows)
    return replace(made, cards=everybody(card), results=settled)


def _month(agents: list[Agent], chance: Generator) -> tuple[bool, bool, bool, bool, bool]:
    card = _CARDS[Ties.IN]
    strong = replace(agents[0], resolved=0.97, attitude=4.9, communication=4.9, abuses=1)
    agents = [strong, *agents[1:]]
    made = _settled(office(agents, chance, card), card)
    sure, rank = uncertainty.month(made), card.grade_rank
    grades = {one.agent.staff_no: one.assessment for one in made.results}
    free = {who: one for who, one in grades.items() if not one.red_lines}
    lost = {who: one for who, one in free.items() if one.by_total is not None}
    unlike = silent = False
    for who, one in lost.items():
        alike = [free[other] for other in sure.alike[who] if other in free]
        cut = any(rank(other.grade or "") < rank(one.grade or "") for other in alike)
        unlike |= cut
        silent |= cut and not grade_words.cut(card, one, sure.alike_grades(made, who), str)
    ranked = [(one.total or Decimal(0), rank(one.grade or "")) for one in free.values()]
    unjust = any(a > b and worse > better for a, worse in ranked for b, better in ranked)
    return bool(lost), unlike, silent, unjust, sorted(ranked, reverse=True) != _by_hand(ranked)


def _by_hand(ranked: list[tuple[Decimal, int]]) -> list[tuple[Decimal, int]]:
    """The totals, best first, with the places of their grades if only these agents are given any."""
    left, given = sorted((total for total, _rank in ranked), reverse=True), []
    for place, (quota, least) in enumerate(zip(_QUOTAS, _BEST, strict=True)):
        most = int(quota * _COUNT)
        last = left[most - 1] if most <= len(left) else Decimal(0)
        inside = [total for total in left if total >= max(last, least)]
        given += [(total, place) for total in inside]
        left = left[len(inside) :]
    others = [_CARDS[Ties.IN].grade_rank(_CARDS[Ties.IN].grade_of(total).code) for total in left]
    return given + [(total, max(own, 2)) for total, own in zip(left, others, strict=True)]


def _tied(ties: Ties, chance: Generator) -> tuple[int, float]:
    card = _CARDS[ties]
    made = office(varied(chance, _COUNT), chance, card)
    best = replace(made.results[0].assessment, total=Decimal(100), grade=card.grades[0].code)
    rows = tuple(replace(one, assessment=best) if at < 3 else one for at, one in enumerate(made.results))
    grades = [one.assessment for one in _settled(replace(made, results=rows), card).results]
    without = [one for one in grades[:3] if one.grade != card.grades[0].code]
    said = [bool(grade_words.other_grade(card, one, str, "en")) for one in without]
    return sum(one.grade == card.grades[0].code for one in grades), float(np.mean(said)) if said else 0.0
