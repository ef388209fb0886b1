"""What draws come to, worked out by hand and by scipy: ends of intervals, pairs, ranks, caps, priors."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from qadesk.domain.assessing import assess
from qadesk.domain.measures import Measurement, count, rate
from qadesk.domain.rules import Bonus
from qadesk.domain.scorecard import Role, Scorecard, Unit
from qadesk.domain.scoring import Given, State
from qadesk.domain.statistics import Interval
from qadesk.progress import Progress
from qadesk.services.assessment import draws, uncertainty
from qadesk.services.assessment.results import AgentResult
from qadesk.services.assessment.sureness import Uncertainty
from tests.unit.domain.cards import card, indicator
from tools.fairness.world import Agent, office

D = Decimal
EACH = (np.arange(draws.DRAWS) + 0.5) / draws.DRAWS


@pytest.mark.parametrize("total", [-1.0, 0.0, 0.5, 2.0])
def test_the_ends_are_the_tails_and_the_tails_corrected_for_bias(total: float) -> None:
    """Of normal draws a total that lies z deviations above their median moves the tails by 2 z."""
    from scipy import stats

    found = uncertainty._ends(stats.norm.ppf(EACH), total)
    wanted = [0.025, 0.975, *stats.norm.cdf([2 * total - 1.959964, 2 * total + 1.959964])]
    assert found == pytest.approx(wanted, abs=2e-3)


def test_the_interval_reaches_up_where_chance_costs_points() -> None:
    """At the edge of a band most draws lie below the total, and the performance as far above it."""
    made = office([Agent()], np.random.default_rng(1))
    result = made.results[0]
    total = D(80)
    at_edge = replace(result, assessment=replace(result.assessment, total=total, computed=total))
    below = np.quantile(np.random.default_rng(1).normal(76, 3, 100_000), EACH)
    grades = np.zeros(draws.DRAWS, int)
    found = uncertainty._of(at_edge, below, grades, None).interval
    # 80 is 1⅓ deviations above the draws' median: the tails move up by 2⅔, to 76 + 3 × (2.67 + 1.96).
    assert (float(found.low), float(found.high)) == pytest.approx((70.1, 86.9), abs=1.0)


def test_the_interval_is_rounded_outward_and_stays_below_the_cap() -> None:
    made = office([Agent()], np.random.default_rng(1))
    middle = replace(made.results[0].assessment, total=D(80), computed=D(80))
    result, grades = replace(made.results[0], assessment=middle), np.zeros(draws.DRAWS, int)
    even = 80 + 20.1 * (EACH - 0.5)  # 95 % of it are 70.4525 to 89.5475
    found = uncertainty._of(result, even, grades, None).interval
    assert found == Interval(D("70.4"), D("89.6"))
    low = replace(result, card=replace(result.card, cap=D("89.57")))
    assert uncertainty._of(low, even, grades, None).interval.high == D("89.57")


@pytest.mark.parametrize("away, alike", [(1.9, True), (2.05, False)])
def test_two_agents_differ_from_two_deviations_on(away: float, alike: bool) -> None:
    """Two-sided, at 5 %: 1.96 deviations of the difference, which is √2 times that of each."""
    from scipy import stats

    normal = stats.norm.ppf(EACH)
    one, other = normal, np.random.default_rng(1).permutation(normal)
    other = other - one * np.mean(one * other) / np.mean(one * one)  # not correlated at all
    deviation = float(np.std(one - other))
    found = uncertainty._alike(["a", "b"], np.stack([one, other + away * deviation]), Progress())
    assert found == ({"a": ("b",), "b": ("a",)} if alike else {"a": (), "b": ()})


@pytest.mark.parametrize("share, alike", [(0.03, True), (0.02, False)])
def test_draws_that_go_the_other_way_count_twice(share: float, alike: bool) -> None:
    """However far away the mean is: the other tail is as likely."""
    other = np.where(share > EACH, -1.0, 10.0)
    for totals in (np.stack([np.zeros(draws.DRAWS), other]), np.stack([other, np.zeros(draws.DRAWS)])):
        found = uncertainty._alike(["a", "b"], totals, Progress())
        assert bool(found["a"]) is alike


def test_draws_that_all_go_one_way_are_not_enough() -> None:
    """Evenly spread above 0 they have no tail: their mean is 1.77 deviations away, which is p = 0.08."""
    totals = np.stack([np.zeros(draws.DRAWS), 0.01 + 0.99 * EACH])
    assert uncertainty._alike(["a", "b"], totals, Progress()) == {"a": ("b",), "b": ("a",)}


@pytest.mark.parametrize("share, ranks", [(0.07, (1, 2)), (0.03, (1, 1))])
def test_ranks_are_those_of_nine_draws_of_ten(
    monkeypatch: pytest.MonkeyPatch, share: float, ranks: tuple[int, int]
) -> None:
    """A twentieth of the draws lies beyond either end."""
    made = office([Agent()] * 2, np.random.default_rng(1))
    first, second = (one.agent.staff_no for one in made.results)
    totals = np.stack([np.full(draws.DRAWS, 85.0), np.where(share > EACH, 86.0, 84.0)])
    monkeypatch.setattr(uncertainty, "_totals", lambda *_given: totals)
    found = uncertainty.month(made).of
    assert found[first].ranks == ranks
    assert found[second].ranks == tuple(3 - rank for rank in reversed(ranks))


def test_a_grade_is_confirmed_from_four_of_five_draws_on() -> None:
    sure = Uncertainty(Interval(D(1), D(2)), {"A": 0.8, "B": 0.1999})
    assert sure.confirmed("A")
    assert not sure.confirmed("B")
    assert not replace(sure, grades={"A": 0.799}).confirmed("A")


@pytest.mark.parametrize("successes, n", [(0, 5), (9, 10), (5, 5), (40, 200)])
def test_a_rate_is_drawn_by_jeffreys_prior(successes: int, n: int) -> None:
    from scipy import stats

    one = replace(indicator("x", 100), unit=Unit.RATE)
    line = assess(card({"s": [one]}), {"x": Given(State.OBSERVED, rate(successes, n))}).line("x")
    spread = draws.spread(line, one)
    assert spread is not None
    values = draws.values([spread])[0]
    wanted = stats.beta(successes + 0.5, n - successes + 0.5)
    assert np.quantile(values, (0.025, 0.5, 0.975)) == pytest.approx(
        wanted.ppf((0.025, 0.5, 0.975)), abs=2e-3
    )


@pytest.mark.parametrize("events", [0, 2, 40])
def test_a_count_is_drawn_by_jeffreys_prior(events: int) -> None:
    from scipy import stats

    one = replace(indicator("x", 100), unit=Unit.COUNT)
    line = assess(card({"s": [one]}), {"x": Given(State.OBSERVED, count(events))}).line("x")
    spread = draws.spread(line, one)
    assert spread is not None
    wanted = stats.gamma(events + 0.5).ppf((0.1, 0.5, 0.975))
    assert np.quantile(draws.values([spread])[0], (0.1, 0.5, 0.975)) == pytest.approx(wanted, rel=0.02)


def _limited(made: Scorecard) -> Scorecard:
    """With a cap below what praises bring, which their section lets give one and a half to three points."""
    praised = next(one for one in made.indicators() if one.role is Role.BONUS)
    five = replace(praised, rule=Bonus(D(1), D(5)))
    sections = tuple(
        replace(s, indicators=tuple(five if i.code == praised.code else i for i in s.indicators),
                least=D("1.5"), most=D(3)) if praised in s.indicators else s
        for s in made.sections
    )  # fmt: skip
    return replace(made, sections=sections, cap=D(101))


def test_draws_keep_the_cap_and_the_limits_of_sections() -> None:
    """As the exact rules do on every draw."""
    best = Agent(response=20, resolved=0.995, stars=(0, 0, 0, 0.1, 0.9), attitude=5, communication=5,
                 upheld=0.0005, errors=0.01, praises=3)  # fmt: skip
    made = office([best], np.random.default_rng(2))
    limited, result = _limited(made.cards.own.card), made.results[0]
    found = draws.totals(limited, [result], count=300)[0]
    assert found.max() == 101
    assert found.min() < 101
    for at in range(300):
        assert found[at] == pytest.approx(_exact(limited, result, at), abs=0.00501)


def test_draws_know_what_does_not_apply_and_whose_standard_it_is() -> None:
    """Of two who are drawn together: one has no attitude rating, the other softer standards."""
    made = office([Agent(contacts=200)] * 2, np.random.default_rng(3))
    first, second = made.results
    spared = {line.code: Given(line.state, line.measurement) for line in first.assessment.lines}
    spared["attitude"] = Given(State.NOT_APPLICABLE, reason="new")
    known = {line.code: Given(line.state, line.measurement) for line in second.assessment.lines}
    softer = {"complaint_rate": D("0.03"), "avg_response_seconds": D(45)}
    rows = (
        replace(first, assessment=assess(made.cards.own.card, spared)),
        replace(second, assessment=assess(made.cards.own.card, known, softer)),
    )
    assert draws.totals(made.cards.own.card, rows).shape[1] >= 4_000
    found = draws.totals(made.cards.own.card, rows, count=300)
    for row, result in zip(found, rows, strict=True):
        for at in range(100):
            assert row[at] == pytest.approx(_exact(made.cards.own.card, result, at), abs=0.00501)


def _exact(limited: Scorecard, result: AgentResult, at: int) -> float:
    """The total of one draw by the domain."""
    own, known = draws.source(result.digest), {}
    for line in result.assessment.lines:
        known[line.code] = Given(line.state, line.measurement, line.reason)
        spread = draws.spread(line, limited.indicator(line.code))
        if spread is not None and line.role in (Role.WEIGHTED, Role.BONUS):
            value = draws.values([spread])[0].take(draws.picked(own, 300))[at]
            known[line.code] = Given(State.OBSERVED, Measurement(D(float(value)), 20))
    standards = {line.code: line.standard for line in result.assessment.lines if line.standard is not None}
    exact = assess(limited, known, standards).computed
    assert exact is not None
    return float(exact)
