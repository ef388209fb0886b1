"""How sure totals are that compare with peers: every draw is what the domain makes of everybody's figures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from qadesk.domain.computed import Formulas, Known
from qadesk.domain.measures import Measurement
from qadesk.domain.peers import Peer
from qadesk.domain.rules import Unscored
from qadesk.domain.scorecard import Better, Unit
from qadesk.domain.scoring import Given, State
from qadesk.services.assessment import drawn_peers, draws, results, uncertainty
from qadesk.services.assessment.results import CycleResults
from qadesk.storage.office import Office
from tests.odd_office import MONTH, make_odd, odd
from tests.unit.services.test_peers_told import table

FCR = "first_contact_resolution"
FORMULAS = [
    f"{FCR} - team_mean({FCR})", f"{FCR} / office_mean({FCR}, others)", f"office_rank({FCR})",
    f"office_rank_share({FCR}, mean_rank)", f"team_percentile({FCR})", f"team_median({FCR}) - {FCR}",
    f"if({FCR} >= office_median({FCR}, others), 1, max(0, {FCR} - 60%))",
]  # fmt: skip
COUNT = 64


@pytest.fixture
def made(sample_office: Office) -> CycleResults:
    card = table()
    more = tuple(
        odd(f"f{at}", 0, Unscored(), formula=text, unit=Unit.RATE, better=Better.HIGHER)
        for at, text in enumerate(FORMULAS)
    )
    section = replace(card.sections[0], indicators=card.sections[0].indicators + more)
    make_odd(sample_office, replace(card, sections=(section,)))
    return results.results(sample_office, MONTH)


def test_every_draw_is_what_the_domain_makes_of_it(made: CycleResults) -> None:
    card = made.results[0].card
    of = {one.code: one for one in card.indicators()}
    peers = drawn_peers.DrawnPeers(card, made.results, lambda r, code: draws.drawn(r, of[code], COUNT))
    own = {r.agent.id: draws.drawn(r, of[FCR], COUNT) for r in made.results}
    formulas, compared = Formulas(card), 0
    for at in range(0, COUNT, 16):
        agents = []
        for one in made.results:
            given = {line.code: line.given for line in one.assessment.lines if not of[line.code].formula}
            drawn = own[one.agent.id]
            if drawn is not None:
                given[FCR] = Given(State.OBSERVED, Measurement(Decimal(float(drawn[at])), 9))
            agents.append(Known(Peer(one.agent.id, one.agent.team, one.agent.post), given, {}))
        for one, found in zip(made.results, formulas.complete_all(agents), strict=True):
            for number in range(len(FORMULAS)):
                exact = found[f"f{number}"].measurement.value
                again = peers.values(one, of[f"f{number}"], COUNT)
                if exact is None:
                    continue
                assert again is not None
                assert again[at] == pytest.approx(float(exact), abs=1e-9), FORMULAS[number]
                compared += 1
    assert compared > 200


def test_a_total_that_hangs_on_the_peers_is_not_certain(made: CycleResults) -> None:
    sure = uncertainty.month(made)
    wide = [one.interval.high - one.interval.low for one in sure.of.values()]
    assert min(wide) >= 0
    assert sorted(wide)[len(wide) // 2] > 1
    alone = [uncertainty.of_agent(one) for one in made.results]
    apart = [one.interval.high - one.interval.low for one in alone if one is not None]
    assert sorted(apart)[len(apart) // 2] > 1


def test_the_same_month_gives_the_same_draws(made: CycleResults) -> None:
    card = made.results[0].card
    one, other = (draws.totals(card, made.results, count=COUNT, everybody=made.results) for _time in range(2))
    assert np.array_equal(one, other)
    assert np.all(one.std(axis=1)[:3] > 0)
