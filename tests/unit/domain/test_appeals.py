"""Who may decide on an appeal: the least involved, and where nobody is free, whoever is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from qadesk.domain.appeals import CONTINUED, DECISIONS, AppealOutcome, Involved, deciders, involved
from qadesk.domain.stages import DECIDED, EDGES, Stage


@pytest.mark.parametrize(
    "people, entered_by, judged, may",
    [
        ((1, 2, 3), 1, {2}, (3,)),
        ((1, 2), 1, {2}, (1,)),  # who took it down before who scored it
        ((1, 2), 3, {4}, (1, 2)),
        ((1, 2), 1, {1}, (2,)),
        ((1,), 1, {1}, (1,)),  # one person alone
        ((1, 2), None, {1, 2}, (1, 2)),
        ((), 1, {2}, ()),
        ((2,), 1, set(), (2,)),
    ],
)
def test_the_least_involved_decide(
    people: tuple[int, ...], entered_by: int | None, judged: set[int], may: tuple[int, ...]
) -> None:
    assert deciders(people, entered_by, judged) == may


people = some.integers(1, 6)


@given(some.lists(people, unique=True), some.none() | people, some.sets(people))
def test_somebody_may_always_decide_and_nobody_while_a_freer_one_is_there(
    there: list[int], entered_by: int | None, judged: set[int]
) -> None:
    may = deciders(there, entered_by, judged)
    assert bool(may) is bool(there)
    near = {one: involved(one, entered_by, judged) for one in there}
    for one in there:
        freer = [other for other in there if near[other] < near[one]]
        assert (one in may) is not bool(freer)


def test_who_scored_and_entered_counts_as_having_judged() -> None:
    assert involved(1, 1, {1}) is Involved.JUDGED
    assert involved(1, 1, set()) is Involved.ENTERED
    assert involved(None, None, {1}) is Involved.NOT


def test_every_outcome_is_a_stage_that_follows_an_appeal() -> None:
    assert {one.stage for one in AppealOutcome} == DECIDED
    assert {one.stage for one in AppealOutcome} <= EDGES[Stage.APPEALED]
    assert set(DECISIONS) == set(AppealOutcome) - {AppealOutcome.WITHDRAWN}
    assert all(Stage.APPEALED in EDGES[one.stage] for one in CONTINUED)
    ends = set(AppealOutcome) - CONTINUED
    assert not any(Stage.APPEALED in EDGES[one.stage] for one in ends)
