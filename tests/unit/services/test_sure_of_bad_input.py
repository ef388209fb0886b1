"""How sure odd months are: nothing counted, all alike, figures without spread, thousands of agents."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qadesk.domain.assessing import assess
from qadesk.domain.measures import NOTHING, Measurement, Tally, count, measure, measure_ratings, rate
from qadesk.domain.rules import Ladder, Proportional
from qadesk.domain.scorecard import Indicator, Origin, Scorecard, Unit
from qadesk.domain.scoring import Given, State
from qadesk.domain.statistics import Interval
from qadesk.services.assessment import draws, uncertainty
from qadesk.services.assessment.participants import Participant
from qadesk.services.assessment.results import AgentResult, CycleResults, ranked
from qadesk.services.assessment.uncertainty import Undrawn
from tests.unit.domain.cards import card, indicator
from tools.fairness.world import Agent, office

D = Decimal
STARS = Proportional(full=D(5))
DIGESTS = tuple(sha256(bytes([at])).hexdigest() for at in range(8))
HIGHER = Ladder("higher", ((D("0.9"), D(100)), (D("0.8"), D(60))))


def one(made: Scorecard, **values: Measurement) -> AgentResult:
    """The result of somebody with these values."""
    given = {code: Given(State.OBSERVED, value) for code, value in values.items()}
    who = Participant(1, "KF01", "x", "", "")
    return AgentResult(who, assess(made, given), Tally(), "", 1, "2026-10", made)


def stars(code: str, **more: object) -> Indicator:
    return replace(indicator(code, 100, STARS, unit=Unit.RATING), **more)  # type: ignore[arg-type]


def breadth(interval: Interval | None) -> Decimal:
    assert interval is not None
    return interval.high - interval.low


def width(made: Scorecard, digest: str = "", **values: Measurement) -> Decimal:
    """Of the interval of their total, by the draws of another digest where one is given."""
    result = one(made, **values)
    if digest:
        result.__dict__["digest"] = digest  # where the cached property keeps it
    found = uncertainty.of_agent(result)
    assert found is not None
    return breadth(found.interval)


def test_where_nothing_was_counted_there_is_no_total_and_nothing_is_drawn() -> None:
    made = card({"s": [stars("x")]})
    nothing = one(made)
    assert nothing.assessment.total is None
    assert uncertainty.of_agent(nothing) is None
    for code, found in measure(Tally()).items():
        assert found == NOTHING or found.value == 0, code  # counts are complete: none happened


@pytest.mark.parametrize("n", [1, 2, 5, 30])
@pytest.mark.parametrize("level", [1, 3, 5])
def test_one_level_only_is_not_certain(n: int, level: int) -> None:
    made = card({"s": [stars("x")]})
    assert width(made, x=measure_ratings([D(level)] * n)) > D(1)


def test_rates_of_none_and_all_and_a_count_of_nothing_are_not_certain() -> None:
    made = card({"s": [replace(indicator("x", 100, HIGHER), unit=Unit.RATE)]})
    assert width(made, x=rate(3, 3)) >= 40
    assert width(made, x=rate(2000, 2000)) <= D("0.1")  # far above every edge
    bare = replace(indicator("x", 100, Proportional(full=D(3))), unit=Unit.COUNT)
    assert width(card({"s": [bare]}), x=count(0)) > 10


@pytest.mark.parametrize("origin", [Origin.TYPED, Origin.FORMULA])
def test_what_is_typed_or_computed_is_exact(origin: Origin) -> None:
    made = card({"s": [stars("x")]})
    line = one(made, x=measure_ratings([D(4)] * 9)).assessment.line("x")
    known = replace(
        made.indicator("x"), measure="", **({"typed": True} if origin is Origin.TYPED else {"formula": "1"})
    )  # type: ignore[arg-type]
    assert known.origin is origin
    assert draws.spread(line, known) is None
    assert draws.spread(line._replace(interval=None), made.indicator("x")) is None


def alike(agents: int) -> CycleResults:
    """A month of so many who all have the same figures."""
    made = office([Agent()], np.random.default_rng(3))
    first = made.results[0]
    people = [replace(first.agent, id=at, staff_no=f"KF{at:05}") for at in range(1, agents + 1)]
    rows = [replace(first, agent=who) for who in people]
    return replace(made, results=ranked(rows, made.cards))


def test_agents_with_all_figures_equal_are_alike_and_may_have_any_rank() -> None:
    found = uncertainty.month(alike(9))
    assert all(len(others) == 8 for others in found.alike.values())
    assert {sure.ranks for sure in found.of.values()} == {(1, 9)}


def test_thousands_of_agents_are_drawn_and_it_is_said_that_nobody_is_told_apart() -> None:
    found = uncertainty.month(alike(1500))
    assert len(found.of) == 1500
    assert (found.alike, found.left_out) == ({}, Undrawn.PAIRS)
    assert all(sum(sure.grades.values()) == pytest.approx(1) for sure in found.of.values())


@settings(max_examples=40)
@given(st.integers(1, 5), st.integers(1, 12), st.floats(0.05, 0.25))
def test_one_more_contact_rated_alike_never_makes_a_total_less_certain(
    level: int, contacts: int, spread: float
) -> None:
    """Beside a whole-cycle rating; one that disagrees shows how far ratings are apart, and may.

    A digest decides what is drawn, and another month has another: both are drawn alike, so that all that
    tells the totals apart is the figures.
    """
    made = card({"s": [stars("x")]})
    with_fewer, with_more = (
        measure_ratings([D(level)] * (1 + n), whole=1, spread=spread) for n in (contacts - 1, contacts)
    )
    assert breadth(with_more.interval) <= breadth(with_fewer.interval)
    for digest in DIGESTS:
        assert width(made, digest, x=with_more) <= width(made, digest, x=with_fewer)
