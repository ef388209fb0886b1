"""After closing, what crosses: corrections, appeals, numbers, merging and removal at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from qadesk.domain.appeals import AppealOutcome
from qadesk.domain.stages import Stage
from qadesk.services import check, cycles, merging, renumbering, roster
from qadesk.services.after_closing import corrections, delivery, interviews, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.after_closing.interviews import Talk
from qadesk.services.appeals import deciding, entering, reading
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.storing import AppealEntry
from qadesk.services.assessment import exemptions, results
from qadesk.services.done import Done
from qadesk.services.records import by_hand
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.services.retention import removal
from qadesk.services.scoring import drafts, evaluations, leftovers
from qadesk.storage.office import Office
from tests.appealed_month import ENTRY, EVERYBODY, RECEIVED, REJECTED, on, opened_with, received, stage_of
from tests.made_up_month import CODE
from tests.refusals import refuses
from tests.unit.services.test_corrections_reach import quota_month

WHO = "KF02"
PLAIN = AppealEntry("不认可", date(2026, 11, 6))


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    made = received(tmp_path / "branch.qadesk", monkeypatch)
    yield made
    made.close()


def praise(office: Office, staff_no: str = WHO) -> None:
    by_hand.add(office, RecordEntry("incidents", staff_no, {"day": date(2026, 10, 20), "kind": "praise"}))


def undone(done: Done[Any]) -> Done[Any]:
    assert done.undo is not None
    return done.undo()


def intact(office: Office) -> bool:
    return all(one.ok for one in check.check(office))


def stages_of(office: Office, staff_no: str) -> list[Stage]:
    month = stages.positions(office, CODE)
    return [step.stage for one in month.positions if one.staff_no == staff_no for step in one.steps]


# ---- what a revision may lack


def test_a_form_that_is_not_submitted_ends_no_correction(branch: Office) -> None:
    """Else the result would lack it for good: the month is closed again."""
    cycle = cycles.get(branch, CODE)
    corrections.begin(branch, CODE, WHO, "wrong")
    evaluations.reopen(branch, cycle, WHO, "wrong")
    for end in (corrections.finish, corrections.give_up):
        with refuses("correction.unsettled", WHO, "赵主管"):
            end(branch, CODE, WHO)
    assert results.results(branch, CODE).of(WHO).revision == 1
    evaluations.submit(branch, cycle, [WHO])
    corrections.finish(branch, CODE, WHO)


def test_a_value_that_is_missing_ends_no_correction(branch: Office) -> None:
    cycle = cycles.get(branch, CODE)
    corrections.begin(branch, CODE, WHO, "wrong")
    evaluations.reopen(branch, cycle, WHO, "wrong")
    leftovers.discard(branch, CODE, [one.id for one in _left(branch)])
    with refuses("correction.unsettled", "Attitude rating"):
        corrections.finish(branch, CODE, WHO)
    for code in ("attitude", "communication"):
        exemptions.exempt(branch, CODE, WHO, code, "waived", "nobody rated")
    assert corrections.finish(branch, CODE, WHO).value.revision == 2
    assert results.results(branch, CODE).of(WHO).assessment.total is not None


def test_an_appeal_is_not_upheld_with_a_form_that_is_not_submitted(branch: Office) -> None:
    entering.enter(branch, CODE, WHO, PLAIN)
    deciding.start_correcting(branch, CODE, WHO)
    evaluations.reopen(branch, cycles.get(branch, CODE), WHO, "wrong")
    drafts.rate(branch, cycles.get(branch, CODE), WHO, "attitude", Decimal(5))
    with refuses("correction.unsettled"):
        deciding.decide(branch, CODE, WHO, Decision(AppealOutcome.UPHELD, "right"))
    assert stage_of(branch, WHO) is Stage.APPEALED


def _left(office: Office) -> tuple[leftovers.LeftoverDraft, ...]:
    with office.read() as connection:
        return leftovers.drafts_left(connection, office, cycles.get_in(connection, office, CODE))


# ---- a correction and an appeal


def test_an_appeal_waits_until_a_correction_is_finished(branch: Office) -> None:
    """Else a revision that nobody reviewed would become final with the appeal."""
    corrections.begin(branch, CODE, WHO, "wrong")
    with refuses("correction.in_hand", WHO):
        entering.enter(branch, CODE, WHO, ENTRY)
    corrections.give_up(branch, CODE, WHO)
    entering.enter(branch, CODE, WHO, ENTRY)


@pytest.mark.parametrize("how", ["withdrawn", "rejected"])
def test_a_decision_is_not_taken_back_into_a_correction(branch: Office, how: str) -> None:
    entering.enter(branch, CODE, WHO, ENTRY)
    if how == "withdrawn":
        done = entering.withdraw(branch, CODE, WHO)
    else:
        done = deciding.decide(branch, CODE, WHO, REJECTED)
    corrections.begin(branch, CODE, WHO, "wrong")
    with refuses("correction.in_hand", WHO):
        undone(done)
    corrections.give_up(branch, CODE, WHO)
    undone(done)
    assert stage_of(branch, WHO) is Stage.APPEALED


def test_what_was_corrected_since_is_not_taken_to_the_next_level(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The decision was on another revision; the agent can appeal against the new one."""
    opened_with(branch, "区域")
    entering.enter(branch, CODE, WHO, ENTRY)
    deciding.decide(branch, CODE, WHO, REJECTED)
    corrections.begin(branch, CODE, WHO, "wrong")
    praise(branch)
    corrections.finish(branch, CODE, WHO)
    review.approve(branch, CODE, [WHO])
    delivery.deliver(branch, CODE, [WHO], Handover(Stage.SIGNED, date(2026, 11, 6)))
    month = reading.appeals(branch, CODE)
    assert not month.may_continue(month.appeals[0])
    with refuses("appeal.not_further"):
        entering.take_further(branch, CODE, WHO, PLAIN)
    assert entering.enter(branch, CODE, WHO, PLAIN).value.level == 1


def test_who_appealed_and_follows_the_correction_of_another_is_reviewed_after_the_decision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = quota_month(tmp_path / "quota.qadesk")
    on(monkeypatch, RECEIVED)
    review.approve(office, CODE, EVERYBODY)
    delivery.deliver(office, CODE, EVERYBODY, Handover(Stage.SIGNED, RECEIVED))
    on(monkeypatch, date(2026, 11, 6))
    (best,) = (r.agent.staff_no for r in results.results(office, CODE).results if r.assessment.grade == "A")
    corrections.begin(office, CODE, best, "wrong")
    for line in results.results(office, CODE).of(best).assessment.lines:
        if line.points is not None and line.points >= 80:
            exemptions.exempt(office, CODE, best, line.code, "na", "wrong")
    moved = [one for one in corrections.preview(office, CODE, best).others if not one.same]
    other = moved[0].before.agent.staff_no
    entering.enter(office, CODE, other, PLAIN)
    assert other in corrections.finish(office, CODE, best, others=True).value.others
    assert stage_of(office, other) is Stage.APPEALED
    deciding.decide(office, CODE, other, REJECTED)
    assert stages_of(office, other)[-3:] == [Stage.REJECTED, Stage.CORRECTED, Stage.IN_REVIEW]
    assert intact(office)
    office.close()


def test_who_withdrew_is_told_so(branch: Office) -> None:
    entering.enter(branch, CODE, WHO, ENTRY)
    entering.withdraw(branch, CODE, WHO)
    with refuses("appeal.withdrawn_before", WHO):
        entering.enter(branch, CODE, WHO, ENTRY)


# ---- staff numbers


def test_a_result_is_found_by_the_number_of_then_and_of_now(branch: Office) -> None:
    interviews.save(branch, CODE, WHO, Talk(date(2026, 11, 5), "赵主管", statement="好"))
    renumbering.correct(branch, WHO, "KF22", "mistyped")
    assert set(interviews.interviews(branch, CODE)) == {WHO}, "as Sign-off lists the result"
    for number in ("KF22", WHO):
        entered = entering.enter(branch, CODE, number, PLAIN)
        assert entered.value.position.staff_no == WHO
        undone(entering.withdraw(branch, CODE, number))
        deciding.start_correcting(branch, CODE, number)
        deciding.stop_correcting(branch, CODE, number)
        undone(deciding.decide(branch, CODE, number, REJECTED))
        undone(entered)
    interviews.save(branch, CODE, "KF22", Talk(date(2026, 11, 5), "赵主管", statement="很好"))


def test_a_number_given_to_somebody_new_still_means_who_had_it_then(branch: Office) -> None:
    renumbering.correct(branch, WHO, "KF22", "mistyped")
    roster.add(branch, roster.AgentEntry(WHO, "新人"), anew=True)
    assert entering.enter(branch, CODE, WHO, PLAIN).value.position.name == "李强"
    with refuses("stage.unknown", "KF99"):
        entering.enter(branch, CODE, "KF99", PLAIN)


# ---- merging


@pytest.mark.parametrize("when", ["finished", "in hand", "appealed", "begun before"])
def test_entries_are_not_parted_over_what_became_of_a_result_since(branch: Office, when: str) -> None:
    roster.add(branch, roster.AgentEntry("KF92", "李强"))
    if when == "begun before":
        corrections.begin(branch, CODE, WHO, "wrong")
    merged = merging.merge(branch, "KF92", WHO)
    if when == "appealed":
        entering.enter(branch, CODE, WHO, PLAIN)
    elif when != "begun before":
        corrections.begin(branch, CODE, WHO, "wrong")
    if when != "appealed":
        praise(branch, "KF92")
    if when == "finished":
        corrections.finish(branch, CODE, WHO)
    with refuses("roster.merge_changed_since", "李强"):
        undone(merged)
    assert intact(branch)
    assert [one.staff_no for one in stages.positions(branch, CODE).positions] == list(EVERYBODY)


def test_entries_are_parted_where_nothing_became_of_it(branch: Office) -> None:
    roster.add(branch, roster.AgentEntry("KF92", "李强"))
    merged = merging.merge(branch, "KF92", WHO)
    undone(merged)
    assert intact(branch)


# ---- removal after their time


@pytest.mark.parametrize("how", ["correction", "appeal"])
def test_nothing_is_removed_of_a_month_in_which_something_is_still_decided(
    branch: Office, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Else a correction could be neither finished nor given up, and its month would never become final."""
    roster.leave(branch, WHO, date(2026, 11, 6))
    if how == "correction":
        corrections.begin(branch, CODE, WHO, "wrong")
        praise(branch)
    else:
        entering.enter(branch, CODE, WHO, PLAIN)
    on(monkeypatch, date(2031, 11, 6))
    with refuses("retention.nothing_due"):
        removal.carry_out(branch)
    if how == "correction":
        corrections.finish(branch, CODE, WHO)
    else:
        deciding.decide(branch, CODE, WHO, REJECTED)
    assert {one.sort for one in removal.carry_out(branch).value} >= {"customers", "records", "leavers"}
    assert intact(branch)
