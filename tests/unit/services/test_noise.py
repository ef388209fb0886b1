"""What chance does to a draft: to the points of each rule, and to totals."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from qadesk.domain.rules import Ladder, Step
from qadesk.services import scorecards
from qadesk.services.designing import noise, noise_words
from qadesk.services.designing.noise import CardNoise, Case, PastMonths
from qadesk.storage.office import Office
from tools.fairness.world import Agent, office, varied

D = Decimal
CARD = scorecards.shipped()


def test_where_there_is_no_month_usual_figures_are_assumed_and_said() -> None:
    made = noise.noise_of(CARD, [])
    complaints = made.of["complaint_rate"]
    assert (complaints.n, complaints.rows, complaints.step) == (600, 0, (10, 20))
    assert 25 < complaints.spread < 32  # a tenth of a point of 600 is a step, and chance moves four
    assert complaints.of_total == pytest.approx(complaints.spread / 10, abs=D("0.06"))
    assert (made.reliability, made.costliest) == (None, "first_contact_resolution")
    assert made.of["attitude"].case is Case.LEVEL
    assert "abusive_language" not in made.of
    said = noise_words.of_rule(made, complaints.indicator)
    assert said.startswith("By chance: ±26.8 points")
    assert "assumed n\u00a0=\u00a0600, there are no data yet" in said
    assert "One case more or less changes the points by 10–20." in said
    assert noise_words.of_totals(made) == "There are no past months: how reliable totals are is not known."


def test_the_spread_is_that_of_repeated_months() -> None:
    """200 months of one agent, drawn anew each time, spread as one month of it says."""
    chance = np.random.default_rng(5)
    agent = replace(Agent(), resolved=0.925, response=32.5)
    results = [office([agent], chance).results[0] for _month in range(200)]
    made = noise.noise_of(CARD, [results[:60]])
    for code in ("csat", "complaint_rate", "errors"):
        points = [float(one.assessment.line(code).points or 0) for one in results]
        assert float(made.of[code].spread) == pytest.approx(np.std(points), rel=0.35), code


def test_reliability_is_the_share_of_the_differences_that_stays() -> None:
    """Against the correlation of two months of the same agents, which is what it means."""
    chance = np.random.default_rng(11)
    agents = varied(chance, 60)
    one, other = (office(agents, chance) for _month in range(2))
    by_no = [{r.agent.staff_no: float(r.assessment.total or 0) for r in m.results} for m in (one, other)]
    again = np.corrcoef([[month[no] for no in by_no[0]] for month in by_no])[0, 1]
    made = noise.noise_of(CARD, [list(one.results), list(other.results)])
    assert made.reliability is not None
    assert float(made.reliability) == pytest.approx(again, abs=0.15)
    assert made.rows == 120
    same = noise.noise_of(CARD, [list(office([Agent()] * 40, chance).results)])
    assert same.reliability is not None
    assert same.reliability < D("0.4")  # nothing differs but by chance


def test_few_agent_months_say_no_reliability() -> None:
    made = noise.noise_of(CARD, [list(office([Agent()] * 5, np.random.default_rng(1)).results)])
    assert (made.reliability, made.rows) == (None, 5)
    assert noise_words.of_totals(made) == (
        "Too few agent-months with a total (5) to say how reliable totals are."
    )
    assert noise_words.of_totals(None) == ""


def test_a_draft_is_looked_at_on_the_offices_own_months(sample_office: Office) -> None:
    months = PastMonths(sample_office)
    made = months.noise(CARD)
    assert made.cycles == ("2026-09",)
    assert made.of["complaint_rate"].rows == made.rows == 14
    assert made == months.noise(CARD)  # seeded: everybody is told the same
    assert noise_words.of_totals(made).startswith("Reliability of the total: 0.")
    smoother = made.of["first_contact_resolution"].smoother
    assert isinstance(smoother, Ladder)
    changed = replace(CARD.indicator("complaint_rate"), rule=Step("lower", D("0.01"), D(10)))
    assert noise_words.of_rule(made, changed) == ""  # it was looked at as another rule
    assert months.noise(replace(CARD, grades=())) == CardNoise({})


def test_points_of_the_weight_are_told_out_of_it() -> None:
    from qadesk.domain.marking import with_marks
    from qadesk.domain.scorecard import Marks

    made, whole = (noise.noise_of(c, []) for c in (with_marks(CARD, Marks.WEIGHT), CARD))
    assert made.of["complaint_rate"].step == (1, 2)
    assert made.of["complaint_rate"].of_total == whole.of["complaint_rate"].of_total
