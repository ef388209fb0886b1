"""Made-up agents whose true performance is known, and months that it might bring about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.random import Generator

from qadesk.domain.assessing import Scorer
from qadesk.domain.measures import Measurement, OfficeTally, Tally, measure, measure_ratings
from qadesk.domain.periods import month_of
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Assessment, Given, State
from qadesk.services import scorecards
from qadesk.services.assessment.participants import Participant
from qadesk.services.assessment.results import AgentResult, CycleResults, ranked
from qadesk.services.cards import everybody
from qadesk.services.cycles import Cycle

CARD = scorecards.shipped()
NEWEST = scorecards.shipped(scorecards.NEWEST)
_SCORERS: dict[int, tuple[Scorecard, Scorer]] = {}  # by the card's place in memory, which it keeps
_RATED = 0.45  # of the contacts
_ROUNDING = 12**-0.5  # the standard deviation that giving whole levels has


@dataclass(frozen=True)
class Agent:
    """The performance behind an agent's months."""

    contacts: int = 600
    response: float = 33.0  # mean seconds; lognormal with `skew` as the deviation of its logarithm
    skew: float = 0.6
    resolved: float = 0.925
    stars: tuple[float, ...] = (0.02, 0.04, 0.12, 0.3, 0.52)
    attitude: float = 4.4
    communication: float = 4.1
    upheld: float = 0.0105  # of contacts
    errors: float = 0.8  # in a month
    praises: float = 1.5
    abuses: int = 0  # events of abusive language

    def truth(self, card: Scorecard = CARD) -> Assessment:
        """What the rules give for the performance itself."""
        exact = {
            "avg_response_seconds": self.response,
            "first_contact_resolution": self.resolved,
            "csat": sum(level * p for level, p in enumerate(self.stars, start=1)),
            "attitude": self.attitude,
            "communication": self.communication,
            "complaint_rate": self.upheld,
            "errors": self.errors,
            "praises": self.praises,
        }
        return _scorer(card).assess(
            {code: _seen(Measurement(Decimal(repr(value)), 10**6)) for code, value in exact.items()}
        )

    def month(self, chance: Generator, card: Scorecard = CARD) -> tuple[Assessment, Tally]:
        """One month of it, assessed as the program assesses it."""
        n = self.contacts
        times = np.rint(
            1000 * chance.lognormal(np.log(self.response) - self.skew**2 / 2, self.skew, n)
        ).astype(object)
        rated = chance.multinomial(chance.binomial(n, _RATED), self.stars)
        levels = range(1, 6)
        resolved = int(chance.binomial(n, self.resolved))
        upheld = int(chance.binomial(n, self.upheld))
        tally = Tally(
            contacts=n,
            responses=n,
            response_ms=int(times.sum()),
            response_ms_squared=int((times * times).sum()),
            resolved=resolved,
            unresolved=n - resolved,
            rated=int(rated.sum()),
            rating_sum=int(sum(level * int(k) for level, k in zip(levels, rated, strict=True))),
            rating_squared=int(sum(level * level * int(k) for level, k in zip(levels, rated, strict=True))),
            complaints=upheld,
            upheld=upheld,
            errors=int(chance.poisson(self.errors)),
            praises=int(chance.poisson(self.praises)),
            abuses=self.abuses,
        )
        given = {code: _seen(one) for code, one in measure(tally).items() if one.value is not None}
        for code, level in (("attitude", self.attitude), ("communication", self.communication)):
            given[code] = _seen(measure_ratings([judgement(chance, level)], whole=1))
        return _scorer(card).assess(given), tally


def _scorer(card: Scorecard) -> Scorer:
    if id(card) not in _SCORERS:
        _SCORERS[id(card)] = card, Scorer(card)
    return _SCORERS[id(card)][1]


def judgement(chance: Generator, level: float) -> Decimal:
    """A whole level that a rater gives: half a level of deviation in all, rounding included."""
    noise = (0.25 - _ROUNDING**2) ** 0.5
    return Decimal(int(min(max(np.rint(level + chance.normal(0, noise)), 1), 5)))


def office(agents: list[Agent], chance: Generator, scorecard: Scorecard = CARD) -> CycleResults:
    """A month of all of them."""
    made = [agent.month(chance, scorecard) for agent in agents]
    rows = [
        AgentResult(
            Participant(at, f"KF{at:04}", str(at), "", ""), one, tally, "", None, "2026-10", scorecard
        )
        for at, (one, tally) in enumerate(made, start=1)
    ]
    cycle = Cycle(1, month_of(date(2026, 10, 1)), 1, closed=False, closed_at=None)
    own = everybody(scorecard)
    return CycleResults(cycle, own, ranked(rows, own), OfficeTally(), frozenset())


def varied(chance: Generator, count: int) -> list[Agent]:
    """Agents about as different as those of a branch."""
    return [
        replace(
            Agent(),
            response=float(chance.uniform(24, 50)),
            resolved=float(chance.uniform(0.84, 0.97)),
            attitude=float(chance.uniform(3.4, 4.8)),
            communication=float(chance.uniform(3.4, 4.8)),
            upheld=float(chance.uniform(0.004, 0.016)),
            errors=float(chance.uniform(0.2, 2.5)),
        )
        for _agent in range(count)
    ]


def _seen(measurement: Measurement) -> Given:
    return Given(State.OBSERVED, measurement)
