"""The ways an assessment may go after its month was locked, and where that puts the month."""

from __future__ import annotations

import pytest

from qadesk.domain.stages import DECIDED, EDGES, RECEIVED, MonthStage, Stage, may_follow, month_stage


def _reached(start: Stage) -> set[Stage]:
    found, left = {start}, [start]
    while left:
        new = EDGES[left.pop()] - found
        found |= new
        left += new
    return found


def test_every_stage_is_reached_from_review_and_leads_to_publication() -> None:
    assert _reached(Stage.IN_REVIEW) == set(Stage) == set(EDGES)
    for stage in Stage:
        assert Stage.PUBLISHED in _reached(stage)


def test_nothing_is_appealed_that_did_not_reach_the_agent_or_was_not_decided_before() -> None:
    before = {stage for stage in Stage if may_follow(stage, Stage.APPEALED)}
    late = {Stage.FINAL, Stage.PUBLISHED}
    assert before == RECEIVED | {Stage.PARTLY_UPHELD, Stage.REJECTED} | late


def test_nothing_reaches_an_agent_unapproved_and_nothing_approved_is_final_unreceived() -> None:
    for stage in RECEIVED | {Stage.SENT}:
        before = {one for one in Stage if may_follow(one, stage)}
        assert before <= {Stage.APPROVED, Stage.SENT, Stage.DELIVERED}
    assert {one for one in Stage if may_follow(one, Stage.FINAL)} == RECEIVED | DECIDED
    assert {one for one in Stage if may_follow(one, Stage.APPROVED)} == {Stage.IN_REVIEW}


@pytest.mark.parametrize(
    "stages, month",
    [
        ([], MonthStage.PUBLISHED),
        ([Stage.IN_REVIEW, Stage.PUBLISHED], MonthStage.REVIEW),
        ([Stage.RETURNED, Stage.SIGNED], MonthStage.REVIEW),
        ([Stage.APPROVED, Stage.SIGNED], MonthStage.DELIVERY),
        ([Stage.SENT, Stage.FINAL], MonthStage.DELIVERY),
        ([Stage.APPEALED, Stage.FINAL], MonthStage.APPEALS),
        ([Stage.REFUSED], MonthStage.APPEALS),
        ([Stage.REJECTED, Stage.PUBLISHED], MonthStage.APPEALS),
        ([Stage.FINAL, Stage.PUBLISHED], MonthStage.FINAL),
        ([Stage.PUBLISHED], MonthStage.PUBLISHED),
    ],
)
def test_a_month_is_where_its_last_assessment_is(stages: list[Stage], month: MonthStage) -> None:
    assert month_stage(stages) is month
    assert month_stage(reversed(stages)) is month


def test_every_stage_puts_a_month_somewhere() -> None:
    assert all(month_stage([stage]) is not MonthStage.OPEN for stage in Stage)
    assert [stage for stage in Stage if month_stage([stage]) is MonthStage.PUBLISHED] == [Stage.PUBLISHED]
