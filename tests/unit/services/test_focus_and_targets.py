"""The focus of the next cycle, and targets planned by team, post and agent: settled, frozen, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from qadesk.domain.rules import Step
from qadesk.domain.scorecard_forms import to_dict
from qadesk.services import cycles, scorecards, target_plan, targets
from qadesk.services.assessment import focus, history, results, standings
from qadesk.services.assessment.focus import Basis
from qadesk.services.designing import versions
from qadesk.services.explaining import focus_words
from qadesk.services.target_plan import EVERYBODY, TargetChange, Whose
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import names, refuses
from tests.unit.services import sheet_office
from tests.unit.services.sheet_office import LAST, NOW

D = Decimal


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = sheet_office.make(tmp_path / "b.qadesk")
    with made.write() as connection:  # a scorecard that lets a focus weigh up to 10 % more
        card = replace(scorecards.shipped(), focus_extra=D(10))
        connection.execute(update(tables.scorecard).values(content=to_dict(card)))
    yield made
    made.close()


# ---- the focus


def test_the_focus_is_proposed_settled_and_followed_into_the_next_cycle(branch: Office) -> None:
    one = focus.board(branch, LAST).agents[0]
    staff_no, proposed = one.result.agent.staff_no, one.proposed
    assert proposed is not None
    assert proposed == one.result.assessment.weakest
    before = results.results(branch, NOW).of(staff_no).assessment.line(proposed)

    assert focus.settle(branch, LAST, staff_no, proposed, " 每周复盘一通录音 ", D(5)).value is None
    board = focus.board(branch, LAST)
    mine = next(a for a in board.agents if a.result.agent.staff_no == staff_no)
    assert mine.settled is not None
    assert (mine.settled.basis, mine.settled.step, mine.settled.extra) == (Basis.LOST, "每周复盘一通录音", 5)
    assert (board.next_code, board.most_extra) == (NOW, 10)

    after = results.results(branch, NOW).of(staff_no).assessment.line(proposed)
    assert after.extra_weight == 5
    assert after.effective_weight == before.effective_weight + 5
    moved = next(a for a in focus.board(branch, NOW).agents if a.result.agent.staff_no == staff_no).last
    assert moved is not None
    assert moved.settled.indicator == proposed
    assert (moved.before, moved.now) == (one.result.assessment.line(proposed).value, after.value)

    assert focus.withdraw(branch, LAST, staff_no).value == mine.settled
    assert results.results(branch, NOW).of(staff_no).assessment.line(proposed) == before


def test_another_choice_says_so_and_replaces_the_first(branch: Office) -> None:
    staff_no = focus.board(branch, LAST).agents[0].result.agent.staff_no
    focus.settle(branch, LAST, staff_no, "csat")
    first = focus.settle(branch, LAST, staff_no, "errors", "双人复核").value
    assert first is not None
    assert first.indicator == "csat"
    settled = next(a for a in focus.board(branch, LAST).agents if a.result.agent.staff_no == staff_no).settled
    assert settled is not None
    assert (settled.indicator, settled.basis) == ("errors", Basis.CHOSEN)


@pytest.mark.parametrize(
    "indicator, step, extra, code, named",
    [
        ("praises", "", "0", "focus.not_weighted", "praises"),
        ("speed", "", "0", "focus.not_weighted", "speed"),
        ("csat", "x" * 301, "0", "focus.action_too_long", "301"),
        ("csat", "", "10.5", "focus.extra_weight", "10.5"),
        ("csat", "", "-1", "focus.extra_weight", "-1"),
    ],
)
def test_what_cannot_be_a_focus(
    branch: Office, indicator: str, step: str, extra: str, code: str, named: str
) -> None:
    with refuses(code, named):
        focus.settle(branch, LAST, "KF1001", indicator, step, D(extra))
    assert all(a.settled is None for a in focus.board(branch, LAST).agents)


def test_all_proposals_at_once_and_back_to_the_very_same(branch: Office) -> None:
    first = focus.board(branch, LAST)
    waiting = {one.result.agent.staff_no for one in first.agents if one.to_confirm}
    chosen = min(waiting)
    focus.settle(branch, LAST, chosen, "csat", "双人复核", made=first.made)
    before = focus.board(branch, LAST)
    made = focus.settle_all(branch, LAST, made=first.made).value
    assert made == dict.fromkeys(waiting - {chosen})
    assert focus.settle_all(branch, LAST).value == {}
    replaced = focus.settle(branch, LAST, chosen, "errors").value
    focus.restore(branch, LAST, made | {chosen: replaced})
    assert [one.settled for one in focus.board(branch, LAST).agents] == [
        one.settled for one in before.agents
    ]  # who settled it and when, too


def test_the_history_says_what_was_worked_on_and_whether_it_moved(branch: Office) -> None:
    focus.settle(branch, LAST, "KF1001", "csat", "双人复核")
    points = {point.code: point for point in history.history(branch, "KF1001")}
    last, now = points[LAST], points[NOW]
    assert last.next_focus is not None
    assert last.next_focus.step == "双人复核"
    assert (
        now.worked_on
        == next(a for a in focus.board(branch, NOW).agents if a.result.agent.staff_no == "KF1001").last
    )


def test_a_closed_next_cycle_keeps_its_focus(branch: Office) -> None:
    with branch.write() as connection:
        connection.execute(update(tables.cycle).where(tables.cycle.c.code == NOW).values(status="closed"))
    with refuses("cycle.closed"):
        focus.settle(branch, LAST, "KF1001", "csat")


# ---- targets


def opened(branch: Office, code: str = "2031-01") -> targets.Targets:
    cycle = cycles.open_cycle(branch, code).value
    with branch.read() as connection:
        return targets.frozen(connection, cycle.id)


def test_the_closest_target_counts(branch: Office) -> None:
    plan = [
        (EVERYBODY, "30.5"), (Whose(team="热线一组"), "31"), (Whose(post="客服专员"), "32"),
        (Whose(staff_no="KF1002"), "33"),
    ]  # fmt: skip
    for whose, standard in plan:
        assert target_plan.set_target(branch, whose, "avg_response_seconds", D(standard)).value is None
    opened(branch)
    made = results.results(branch, "2031-01")
    got = {r.agent.staff_no: r.assessment.line("avg_response_seconds").standard for r in made.results}
    assert got == {"KF1001": 32, "KF1002": 33, "KF1003": 32, "KF1004": D("30.5")}


def test_a_target_for_one_cycle_comes_before_one_for_all(branch: Office) -> None:
    target_plan.set_target(branch, EVERYBODY, "csat", D("4.2"), "2031-01")
    target_plan.set_target(branch, EVERYBODY, "csat", D("4.1"))
    assert opened(branch).everybody["csat"] == D("4.2")
    assert opened(branch, "2031-02").everybody["csat"] == D("4.1")


def test_an_open_cycle_keeps_what_it_was_opened_with(branch: Office) -> None:
    target_plan.set_target(branch, Whose(team="热线一组"), "csat", D("4.4"))
    frozen = opened(branch)
    target_plan.set_target(branch, Whose(team="热线一组"), "csat", D("4.9"))
    with branch.write() as connection:  # KF1001 moves to another team half-way
        connection.execute(
            update(tables.agent).where(tables.agent.c.staff_no == "KF1001").values(team="在线组")
        )
    made = results.results(branch, "2031-01")
    assert made.of("KF1001").assessment.line("csat").standard == D("4.4")
    assert frozen.of(99, "热线一组", "")["csat"] == D("4.4")  # whoever joins the team later
    assert frozen.of(99, "在线组", "")["csat"] == D("4.0")
    with branch.write() as connection:  # and KF1003 comes over to the team that has a target
        connection.execute(
            update(tables.agent).where(tables.agent.c.staff_no == "KF1003").values(team="热线一组")
        )
    made = results.results(branch, "2031-01")
    assert made.of("KF1003").assessment.line("csat").standard == D("4.0")
    with branch.read() as connection:
        own = standings.own_targets(connection, made)
    assert own == {"KF1001": {"csat": "team"}, "KF1002": {"csat": "team"}}


def test_a_plan_can_be_changed_and_dropped_and_is_listed(branch: Office) -> None:
    whose = Whose(staff_no="KF1003")
    target_plan.set_target(branch, whose, "csat", D("4.1"))
    assert target_plan.set_target(branch, whose, "csat", D("4.3")).value == D("4.1")
    assert [(p.whose, p.indicator, p.standard, p.cycle_code) for p in target_plan.plan(branch)] == [
        (whose, "csat", D("4.3"), None)
    ]
    assert target_plan.set_target(branch, whose, "csat", None).value == D("4.3")
    assert target_plan.plan(branch) == ()


def test_what_is_not_on_the_scorecard_is_left_out_when_a_cycle_opens(branch: Office) -> None:
    target_plan.set_target(branch, EVERYBODY, "speed", D(1))
    assert "speed" not in opened(branch).everybody


@pytest.mark.parametrize(
    "indicator, standard, code, bounds",
    [
        ("csat", "NaN", "target.invalid", ""),
        ("csat", "Infinity", "target.invalid", ""),
        ("speed", "1E12", "target.invalid", ""),
        ("csat", "5.1", "target.out_of_range", "1 5"),
        ("complaint_rate", "1.01", "target.out_of_range", "0% 100%"),
        ("avg_response_seconds", "-1", "target.out_of_range", "0"),
    ],
)
def test_a_target_is_a_figure_the_indicator_can_have(
    branch: Office, indicator: str, standard: str, code: str, bounds: str
) -> None:
    with refuses(code) as refused:
        target_plan.set_target(branch, EVERYBODY, indicator, D(standard))
    assert all(names(refused.value.remedy, bound) for bound in bounds.split())
    assert target_plan.plan(branch) == ()


def test_a_standard_of_nothing_has_no_shares(branch: Office) -> None:
    """A rule that counts in shares of the standard cannot reckon with 0: refused, or left out on opening."""
    whose = Whose(staff_no="KF1002")
    target_plan.set_target(branch, whose, "errors", D(0))  # a deduction does not ask
    (newest,) = versions.versions(branch)
    card = versions.card(branch, newest.id)
    rule = Step("lower", D("0.5"), lose=D(10), relative=True)
    section = card.section_of("errors")
    changed = replace(card.indicator("errors"), rule=rule, standard=D(2))
    sections = (replace(s, indicators=(changed,)) if s is section else s for s in card.sections)
    with branch.write() as connection:
        connection.execute(
            insert(tables.scorecard).values(
                code=card.code, version=2, status="published", published_at=branch.now(),
                content=to_dict(replace(card, version=2, sections=tuple(sections))),
            )
        )  # fmt: skip
    held = opened(branch)
    assert held.everybody["errors"] == 2
    assert "errors" not in {code for own in held.agents.values() for code in own}
    with refuses("target.not_above_zero", "0"):
        target_plan.set_target(branch, whose, "errors", D(0))
    assert target_plan.set_target(branch, whose, "errors", D("0.5")).value == 0


def test_several_are_changed_together_or_not_at_all(branch: Office) -> None:
    one = TargetChange(EVERYBODY, "csat", D("4.1"))
    other = TargetChange(Whose(post="组长"), "csat", D("4.5"), "2031-01")
    done = target_plan.set_targets(branch, [one, other])
    assert len(target_plan.plan(branch)) == 2
    with refuses("target.out_of_range"):
        target_plan.set_targets(branch, [replace(one, standard=D("4.9")), replace(one, standard=D(9))])
    assert target_plan.plan(branch)[0].standard == D("4.1")
    assert [change.standard for change in done.value] == [None, None]
    assert done.undo is not None
    again = done.undo().undo
    assert target_plan.plan(branch) == ()
    assert again is not None
    again()
    assert {one.standard for one in target_plan.plan(branch)} == {D("4.1"), D("4.5")}


def test_an_opened_cycle_takes_no_targets_but_what_was_planned_for_it_can_be_dropped(branch: Office) -> None:
    target_plan.set_target(branch, EVERYBODY, "csat", D("4.2"), "2031-01")
    opened(branch)
    with refuses("target.frozen"):
        target_plan.set_target(branch, EVERYBODY, "csat", D("4.3"), "2031-01")
    assert target_plan.set_target(branch, EVERYBODY, "csat", None, "2031-01").value == D("4.2")


def test_a_target_is_for_one_kind_of_group(branch: Office) -> None:
    with pytest.raises(ValueError, match="team, a post or an agent"):
        target_plan.set_target(branch, Whose(team="甲", post="乙"), "csat", D(4))
    with refuses("roster.no_agent", "KF9"):
        target_plan.set_target(branch, Whose(staff_no="KF9"), "csat", D(4))


def test_all_that_costs_as_many_points_as_the_weakest_is_named(branch: Office) -> None:
    made = focus.board(branch, LAST)
    card = scorecards.shipped()
    one = next(one for one in made.agents if one.lost is not None)
    whole = one.result.assessment
    worst = whole.line(one.lost)
    other = next(line for line in whole.lines if line.code != worst.code and line.lost < worst.lost)
    twin = other._replace(points=worst.points, effective_weight=worst.effective_weight, role=worst.role)
    lines = tuple(twin if line is other else line for line in whole.lines)
    tied = replace(whole, lines=lines)
    assert whole.as_weak == ()
    assert tied.as_weak == (other.code,)
    named = replace(one, result=replace(one.result, assessment=tied))
    said = focus_words.why_text(card, named)
    assert focus_words.indicator_name(card, other.code) in said
    assert focus_words.indicator_name(card, other.code) not in focus_words.why_text(card, one)
