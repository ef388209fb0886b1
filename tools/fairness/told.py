"""What is told of a month against what is true: grades, ranks, differences, months brought together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.random import Generator

from qadesk.domain import months
from qadesk.domain.differences import changed
from qadesk.domain.scorecard import Indicator, Role
from qadesk.domain.scoring import Line
from qadesk.domain.tally import MonthTotal
from qadesk.services.assessment import uncertainty
from tools.fairness.world import CARD, NEWEST, Agent, office, varied

_TOLD: Final = ((0.05, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.95))
_MEASURED: Final = [one for one in CARD.indicators() if one.role is not Role.RED_LINE]
_APART: Final = ((2, 5), (5, 10), (10, 15), (15, 25))


def calibration(times: int, chance: Generator) -> Iterator[str]:
    """Of 14 varied agents of 100 to 1,000 contacts: grades, ranks, and what differences are found."""
    yield "| 14 varied agents, 100–1,000 contacts 14 名各不相同的客服 | version 版本 1 | 2 |"
    yield "|---|---|---|"
    one, two = (_found(card, times, chance) for card in (CARD, NEWEST))
    for name, said in one.items():
        yield f"| {name} | {said} | {two[name]} |"


def _found(card: object, times: int, chance: Generator) -> dict[str, str]:
    grades, ranks, confirmed, apart = [], [], [], []
    for _time in range(times):
        agents = [replace(a, contacts=int(chance.choice([100, 300, 600, 1000]))) for a in varied(chance, 14)]
        made = office(agents, chance, card)  # type: ignore[arg-type]
        told, truth = uncertainty.month(made), [one.truth(card) for one in agents]  # type: ignore[arg-type]
        totals = {f"KF{at:04}": float(one.total or 0) for at, one in enumerate(truth, start=1)}
        true_grades = {f"KF{at:04}": one.grade for at, one in enumerate(truth, start=1)}
        for result in made.results:
            who = result.agent.staff_no
            sure, grade = told.of[who], result.assessment.grade or ""
            grades += [(share, code == true_grades[who]) for code, share in sure.grades.items()]
            if sure.confirmed(grade):
                confirmed.append(grade == true_grades[who])
            rank = 1 + sum(other > totals[who] for other in totals.values())
            ranks.append(sure.ranks is not None and sure.ranks[0] <= rank <= sure.ranks[1])
            apart += [
                (abs(totals[who] - totals[other]), other not in told.alike[who])
                for other in totals
                if other > who
            ]
    said = {}
    for low, high in _TOLD:
        of = [(share, came) for share, came in grades if low <= share < high]
        name = f"a grade told with {low:.0%}–{high:.0%} (mean told → true) 所说的等级可能性 → 成立"
        said[name] = f"{np.mean([s for s, _ in of]):.2f} → {np.mean([came for _, came in of]):.2f}"
    said["a confirmed grade is the true one 已定的等级成立"] = f"{np.mean(confirmed):.2f}"
    said["the 90% ranks hold the true rank 名次范围含真实名次"] = f"{np.mean(ranks):.2f}"
    for low, high in _APART:
        found = [told_apart for away, told_apart in apart if low <= away < high]
        name = f"pairs truly {low}–{high} points apart that are told so 真实相差而被判为有差异"
        said[name] = f"{np.mean(found):.3f}" if len(found) >= 20 else "–"
    return said


def brought_together(times: int, chance: Generator) -> Iterator[str]:
    """Coverage of what months come to, under both versions."""
    yield "| months brought together 各月合计 | 3 mean 平均 | 3 worst 最差 | 12 mean 平均 | 12 worst 最差 |"
    yield "|---|---|---|---|---|"
    kinds = {
        "mid-band 档中": Agent(),
        "at an edge 档边": replace(Agent(), resolved=0.9, response=35.0),
        "near the top 近满分": replace(Agent(), response=22.0, resolved=0.97, attitude=4.9,
                                    communication=4.9, upheld=0.004, errors=0.2, praises=4.0),
    }  # fmt: skip
    for card in (CARD, NEWEST):
        for name, agent in kinds.items():
            truth, pool = agent.truth(card).total or Decimal(0), []
            for result in office([agent] * 300, chance, card).results:
                sure = uncertainty.of_agent(result)
                assert sure is not None
                pool.append((result.assessment.total or Decimal(0), sure.interval))
            shares = []
            for count in (3, 12):
                picks = chance.integers(0, len(pool), (times, count))
                for figure in (months.MEAN, months.WORST):
                    held = []
                    for row in picks:
                        made = months.measure(
                            figure, tuple(MonthTotal("", pool[at][0], pool[at][1], 1) for at in row)
                        )
                        assert made.interval is not None
                        held.append(made.interval.low <= truth <= made.interval.high)
                    shares.append(f"{np.mean(held):.3f}")
            yield f"| {name}, version 版本 {card.version} | " + " | ".join(shares) + " |"


def any_change(times: int, chance: Generator) -> Iterator[str]:
    """How often a sheet says better or worse of anything where nothing changed, and of what did change."""
    yield "| better or worse on a sheet 考核表上的改善或退步 | indicators 指标 8 | 16 | 24 |"
    yield "|---|---|---|---|"
    better = replace(Agent(), resolved=0.96)  # from 92.5%
    for name, after, once in (
        ("nothing changed, any told, each by itself 没有变化，逐项判断", Agent(), True),
        ("nothing changed, any told, together 没有变化，一并判断", Agent(), False),
        ("resolved 92.5% → 96%, told, each by itself 解决率提高，逐项判断", better, True),
        ("resolved 92.5% → 96%, told, together 解决率提高，一并判断", better, False),
    ):
        shares = []
        for parts in (1, 2, 3):
            told = []
            for _time in range(times):
                first, rest = (Agent(), after), [(Agent(), Agent())] * (parts - 1)
                found = _sheet_changes([first, *rest], chance, one_by_one=once)
                told.append(any(found.values()) if after == Agent() else found["0first_contact_resolution"])
            shares.append(f"{np.mean(told):.3f}")
        yield f"| {name} | " + " | ".join(shares) + " |"


def _sheet_changes(
    parts: list[tuple[Agent, Agent]], chance: Generator, *, one_by_one: bool
) -> dict[str, bool]:
    """The changes of one sheet that has the shipped scorecard's indicators once for every part."""
    lines: tuple[list[Line], list[Line]] = ([], [])
    indicators: list[Indicator] = []
    made, _tally = Agent().month(chance)
    for at, agents in enumerate(parts):
        for month, agent in zip(lines, agents, strict=True):
            made, _tally = agent.month(chance)
            month += [made.line(one.code)._replace(code=f"{at}{one.code}") for one in _MEASURED]
        indicators += [replace(one, code=f"{at}{one.code}") for one in _MEASURED]
    card = replace(CARD, sections=(replace(CARD.sections[0], indicators=tuple(indicators)),))
    then, now = (replace(made, lines=tuple(month)) for month in lines)
    return changed(then, now, card, {one.code for one in indicators}, one_by_one=one_by_one)
