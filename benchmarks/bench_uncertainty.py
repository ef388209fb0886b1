"""How sure a month's results are, of an office and of a very large one, beside NumPy's own drawing alone.

CPU time: it is worked out behind the window, on a PC that does other things as well.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np

from benchmarks.measure import Figure, figure
from qadesk.domain.assessing import Scorer
from qadesk.domain.measures import Measurement, OfficeTally, Tally, count, measure_ratings, rate
from qadesk.domain.periods import month_of
from qadesk.domain.scorecard import Indicator, Role, Scorecard, Section, Unit
from qadesk.domain.scoring import Given, State
from qadesk.domain.statistics import duration_interval
from qadesk.services import scorecards
from qadesk.services.assessment import draws, uncertainty
from qadesk.services.assessment.participants import Participant
from qadesk.services.assessment.results import AgentResult, CycleResults, ranked
from qadesk.services.cards import everybody
from qadesk.services.cycles import Cycle

OFFICE, LARGE = (60, 20), (500, 200)  # agents, indicators
LIMIT, LIMIT_LARGE, LIMIT_RATIO = 0.3, 5.0, 6.0
TURNS = 5


def run() -> list[Figure]:
    """Both, and the reference for the smaller one: as many draws of NumPy's normal distribution, no rule."""
    made, chance = month(*OFFICE), np.random.default_rng(1)
    uncertainty.month(made)
    figures, one = OFFICE[0] * OFFICE[1], np.empty(draws.DRAWS)

    def reference() -> None:
        for _figure in range(figures):
            chance.standard_normal(out=one)

    turns = [(_cpu(lambda: uncertainty.month(made)), _cpu(reference)) for _turn in range(TURNS)]
    ours, beside = (statistics.median(both) for both in zip(*turns, strict=True))
    large = month(*LARGE)
    assert len(uncertainty.month(made).of) == OFFICE[0]
    whole = min(_cpu(lambda: uncertainty.month(large)) for _turn in range(2))
    name, words = "uncertainty of {} agents × {} indicators", f"CPU; {draws.DRAWS:,} draws"
    return [
        figure(name.format(*OFFICE), ours, LIMIT, note=words),
        figure(
            "the same, beside drawing alone", ours, LIMIT_RATIO, reference=beside,
            note="CPU; reference: as many normal draws of NumPy's, through no rule",
        ),
        figure(name.format(*LARGE), whole, LIMIT_LARGE, note=words),
    ]  # fmt: skip


def _cpu(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def month(agents: int, indicators: int) -> CycleResults:
    """Results of so many agents under a scorecard of so many indicators, of every unit and kind of rule."""
    card, chance = _card(indicators), np.random.default_rng(agents)
    scorer, rows = Scorer(card), []
    for at in range(1, agents + 1):
        given = {one.code: Given(State.OBSERVED, _measured(one, chance)) for one in card.indicators()}
        made = scorer.assess(given)
        who = Participant(at, f"KF{at:04}", str(at), "", "")
        rows.append(AgentResult(who, made, Tally(), "", None, "2026-10", card))
    cycle = Cycle(1, month_of(date(2026, 10, 1)), 1, closed=False, closed_at=None)
    own = everybody(card)
    return CycleResults(cycle, own, ranked(rows, own), OfficeTally(), frozenset())


def _card(indicators: int) -> Scorecard:
    """The shipped scorecard's indicators over and over, weighed alike."""
    shipped = scorecards.shipped()
    kinds = [one for one in shipped.indicators() if one.role is not Role.RED_LINE]
    listed = [replace(kinds[at % len(kinds)], code=f"i{at}") for at in range(indicators)]
    weighed = [one for one in listed if one.role is Role.WEIGHTED]
    share = Decimal(100) / len(weighed)
    made = tuple(replace(one, weight=share) if one in weighed else one for one in listed)
    section: Section = replace(shipped.sections[0], indicators=made)
    return replace(shipped, sections=(section,))


def _measured(indicator: Indicator, chance: np.random.Generator) -> Measurement:
    if indicator.unit is Unit.SECONDS:
        times = [int(one) for one in chance.lognormal(10.3, 0.6, 40)]
        whole, squares = sum(times), sum(one * one for one in times)
        found = duration_interval(whole, squares, 40)
        assert found is not None
        interval = replace(found, low=found.low / 1000, high=found.high / 1000)
        return Measurement(Decimal(whole) / 40_000, 40, interval)
    if indicator.unit is Unit.COUNT:
        return count(int(chance.poisson(1.5)))
    if indicator.unit.is_rate:
        n = int(chance.integers(100, 900))
        return rate(int(chance.binomial(n, 0.93)), n)
    levels = [Decimal(int(one)) for one in chance.integers(3, 6, 9)]
    return measure_ratings(levels, indicator.top, whole=int(chance.integers(0, 2)))
