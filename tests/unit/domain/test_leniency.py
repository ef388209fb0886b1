"""Leniency: only of agents scored by several, one observation an agent, told only beyond chance."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from qadesk.domain import leniency
from qadesk.domain.leniency import LEAST_AGENTS, Judgement

A, B, C = 1, 2, 3


def both(*pairs: tuple[int, int], month: int = 1) -> list[Judgement]:
    """What A and B gave to agent after agent."""
    return [
        Judgement(rater, agent, month, "attitude", Decimal(level), 5)
        for agent, pair in enumerate(pairs)
        for rater, level in zip((A, B), pair, strict=True)
    ]


def test_who_always_gives_a_level_more_is_told_with_the_interval() -> None:
    found = leniency.measured(both(*[(4, 3)] * 8))
    assert found[A].levels == pytest.approx(1)
    assert found[A].agents == 8
    assert found[A].low > 0.7
    assert set(leniency.beyond_chance(found)) == {A, B}


def test_an_agent_scored_by_one_alone_says_nothing() -> None:
    alone = [Judgement(A, agent, 1, "attitude", Decimal(5), 5) for agent in range(20)]
    others = [Judgement(B, agent + 50, 1, "attitude", Decimal(1), 5) for agent in range(20)]
    assert leniency.measured([*alone, *others]) == {}


def test_too_few_agents_say_nothing() -> None:
    assert leniency.measured(both(*[(5, 1)] * (LEAST_AGENTS - 1))) == {}


def test_a_favourite_of_many_months_is_one_observation() -> None:
    others = both(*[(3, 3)] * 5)
    liked = [
        Judgement(rater, 99, month, "attitude", Decimal(level), 5)
        for month in range(40)
        for rater, level in ((A, 5), (B, 3))
    ]
    found = leniency.measured([*others, *liked])
    assert found[A].agents == 6
    assert leniency.beyond_chance(found) == {}


def test_scales_of_other_lengths_count_in_levels_of_five() -> None:
    ten = [
        Judgement(rater, agent, 1, "attitude", Decimal(level), 9)
        for agent in range(6)
        for rater, level in ((A, 7), (B, 5))
    ]
    assert leniency.measured(ten)[A].levels == pytest.approx(1)


@given(some.lists(some.tuples(some.integers(1, 5), some.integers(1, 5)), min_size=5, max_size=30))
def test_of_two_the_one_gives_as_much_more_as_the_other_less(pairs: list[tuple[int, int]]) -> None:
    found = leniency.measured(both(*pairs))
    assert found[A].levels == pytest.approx(-found[B].levels)
    assert found[A].p == pytest.approx(found[B].p)
    assert found[A].low <= found[A].levels <= found[A].high
    zero_inside = found[A].low < 0 < found[A].high
    assert zero_inside is (found[A].p > 0.0501) or abs(found[A].p - 0.05) < 0.001


@given(some.lists(some.tuples(some.integers(1, 4), some.integers(1, 5)), min_size=5, max_size=20))
def test_who_gives_a_level_more_throughout_is_a_level_more_lenient(pairs: list[tuple[int, int]]) -> None:
    more = leniency.measured(both(*[(one + 1, other) for one, other in pairs]))
    assert more[A].levels == pytest.approx(leniency.measured(both(*pairs))[A].levels + 1)


def test_where_nobody_is_lenient_it_is_told_in_one_of_twenty_at_most() -> None:
    chance, told = Random(14), 0
    for _run in range(600):
        rows = [
            Judgement(rater, agent, 1, item, Decimal(min(5, max(1, round(4 + chance.gauss(0, 0.8))))), 5)
            for agent in range(12)
            for item in ("attitude", "communication")
            for rater in (A, B, C)
        ]
        told += bool(leniency.beyond_chance(leniency.measured(rows)))
    assert told / 600 <= 0.06


def test_who_is_half_a_level_lenient_is_usually_found() -> None:
    chance, told = Random(7), 0
    for _run in range(200):
        rows = [
            Judgement(rater, agent, 1, item, Decimal(repr(4 + 0.5 * (rater == A) + chance.gauss(0, 0.5))), 9)
            for agent in range(20)
            for item in ("attitude", "communication")
            for rater in (A, B, C)
        ]
        told += A in leniency.beyond_chance(leniency.measured(rows))
    assert told > 60
