"""The table of targets: what holds in each cell, from where, what is frozen, what the scorecard lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from qadesk.domain.scorecard_forms import to_dict
from qadesk.services import cycles, roster, scorecards, target_plan
from qadesk.services.assessment import results
from qadesk.services.target_board import Board, Held, TargetLevel, board
from qadesk.services.target_plan import EVERYBODY, TargetChange, Whose
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.unit.services import sheet_office
from tests.unit.services.sheet_office import NOW

D = Decimal
LATER = "2031-01"
SPEED = "avg_response_seconds"
TEAM, POST, ONE = Whose(team="热线一组"), Whose(post="客服专员"), Whose(staff_no="KF1001")


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = sheet_office.make(tmp_path / "b.qadesk", scored=False)
    yield made
    made.close()


def held(made: Board, whose: Whose, code: str = SPEED) -> Held:
    line = next(line for line in made.lines if line.whose == whose)
    return made.held(line, next(subject for subject in made.subjects if subject.code == code))


def test_everybody_then_teams_posts_and_agents_by_every_indicator_with_a_standard(branch: Office) -> None:
    roster.leave(branch, "KF1004", None)
    made = board(branch)
    assert [line.whose for line in made.lines] == [
        EVERYBODY, Whose(team="在线组"), TEAM, POST, ONE, Whose(staff_no="KF1002"), Whose(staff_no="KF1003"),
    ]  # fmt: skip
    codes = [subject.code for subject in made.subjects]
    assert codes[:2] == [SPEED, "first_contact_resolution"]
    assert "praises" not in codes  # no standard
    assert "abusive_language" not in codes  # nothing to be lenient about
    assert held(made, ONE) == Held(D(30), TargetLevel.SCORECARD)


def test_the_closest_holds_and_says_where_from(branch: Office) -> None:
    wanted: list[Held] = []
    for whose, level in (
        (EVERYBODY, TargetLevel.EVERYBODY), (TEAM, TargetLevel.TEAM), (POST, TargetLevel.POST),
        (ONE, TargetLevel.AGENT),
    ):  # fmt: skip
        target_plan.set_target(branch, whose, SPEED, D(31) + len(wanted))
        wanted.append(Held(D(31) + len(wanted), level, own=whose == ONE))
        assert held(board(branch), ONE) == wanted[-1]
    assert held(board(branch), TEAM) == Held(D(32), TargetLevel.TEAM, own=True)
    assert held(board(branch), Whose(staff_no="KF1004")) == Held(D(31), TargetLevel.EVERYBODY)


def test_one_cycle_shows_what_is_planned_for_all_as_such(branch: Office) -> None:
    target_plan.set_target(branch, TEAM, SPEED, D(35))
    target_plan.set_target(branch, EVERYBODY, SPEED, D(28), LATER)
    made = board(branch, LATER)
    assert held(made, ONE) == Held(D(35), TargetLevel.TEAM, always=True)
    assert held(made, EVERYBODY) == Held(D(28), TargetLevel.EVERYBODY, own=True)
    assert held(board(branch), EVERYBODY) == Held(D(30), TargetLevel.SCORECARD)
    assert {(offer.code, offer.planned) for offer in made.offers} >= {(None, 1), (LATER, 1)}
    with refuses("cycle.invalid_code"):
        board(branch, "next month")


def test_what_is_offered_are_cycles_to_come_and_those_open(branch: Office) -> None:
    cycles.open_cycle(branch, LATER)
    offers = board(branch).offers
    opened = [cycle.code for cycle in cycles.all_cycles(branch)]
    assert [offer.code for offer in offers if offer.opened] == opened
    assert {LATER, NOW, "2026-09"} <= set(opened)
    assert [offer.code for offer in offers if not offer.opened] == [None, "2031-02", "2031-03", "2031-04"]
    cycles.open_cycle(branch, "2031-Q2")  # overlaps April
    assert [o.code for o in board(branch).offers][:4] == [None, "2031-Q3", "2031-Q4", "2032-Q1"]


def test_an_open_cycle_shows_what_it_was_opened_with(branch: Office) -> None:
    target_plan.set_target(branch, TEAM, SPEED, D(35))
    target_plan.set_target(branch, ONE, "csat", D("4.8"))
    cycles.open_cycle(branch, LATER)
    target_plan.set_target(branch, TEAM, SPEED, D(40))
    made = board(branch, LATER)
    assert made.frozen_at is not None
    assert held(made, ONE) == Held(D(35), TargetLevel.TEAM)
    assert held(made, ONE, "csat") == Held(D("4.8"), TargetLevel.AGENT, own=True)
    assert held(made, EVERYBODY) == Held(D(30), TargetLevel.SCORECARD)
    assert board(branch).frozen_at is None


def test_a_code_that_is_no_longer_on_the_scorecard_is_shown_and_can_be_dropped(branch: Office) -> None:
    target_plan.set_target(branch, ONE, "speed", D(7))
    made = board(branch)
    assert made.subjects[-1].indicator is None
    assert held(made, ONE, "speed") == Held(D(7), TargetLevel.AGENT, own=True)
    assert made.strays == (((ONE, "speed"), None),)
    target_plan.set_targets(branch, [TargetChange(*place, None, code) for place, code in made.strays])
    assert board(branch).strays == ()
    assert board(branch).subjects[-1].indicator is not None


def test_who_left_and_a_team_that_is_gone_stay_in_sight_while_planned_for(branch: Office) -> None:
    target_plan.set_target(branch, ONE, SPEED, D(40))
    target_plan.set_target(branch, Whose(team="夜班"), SPEED, D(45))
    roster.leave(branch, "KF1001", None)
    gone = {line.whose for line in board(branch).lines if not line.here}
    assert gone == {ONE, Whose(team="夜班")}


def test_an_office_without_a_published_scorecard(branch: Office) -> None:
    with branch.write() as connection:
        connection.execute(update(tables.scorecard).values(status="retired"))
    made = board(branch)
    assert not made.published
    assert made.subjects == ()


WHOSE = st.sampled_from([EVERYBODY, TEAM, POST, Whose(team="在线组"), ONE, Whose(staff_no="KF1004")])
PLANS = st.lists(
    st.tuples(WHOSE, st.sampled_from(["csat", SPEED]), st.integers(1, 5), st.sampled_from([None, LATER])),
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PLANS)
def test_the_table_shows_what_the_results_will_require(
    branch: Office, plans: list[tuple[Whose, str, int, str | None]]
) -> None:
    with branch.write() as connection:
        for table in (tables.target_plan, tables.target):
            connection.execute(delete(table))
        connection.execute(delete(tables.cycle).where(tables.cycle.c.code == LATER))
    for whose, code, value, cycle_code in plans:
        target_plan.set_target(branch, whose, code, D(value), cycle_code)
    before = board(branch, LATER)
    cycles.open_cycle(branch, LATER)
    after = board(branch, LATER)
    for result in results.results(branch, LATER).results:
        for code in ("csat", SPEED):
            whose = Whose(staff_no=result.agent.staff_no)
            required = result.assessment.line(code).standard
            assert held(before, whose, code).standard == required
            assert held(after, whose, code).standard == required


def test_a_new_scorecard_gives_new_defaults_to_what_is_planned_not_to_what_is_frozen(branch: Office) -> None:
    card = scorecards.shipped()
    section = card.sections[0]
    faster = replace(section, indicators=(replace(section.indicators[0], standard=D(25)),))
    with branch.write() as connection:
        newer = replace(card, version=2, sections=(faster, *card.sections[1:]))
        connection.execute(update(tables.scorecard).values(status="retired"))
        scorecards.install(connection, branch, newer)
        assert to_dict(newer) != to_dict(card)
    assert held(board(branch), ONE).standard == 25
    assert held(board(branch, NOW), ONE).standard == 30
