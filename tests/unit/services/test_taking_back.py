"""The last step of a result is taken back with a reason, on any later day and by whoever may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from qadesk.domain.stages import Stage
from qadesk.services import check
from qadesk.services.after_closing import corrections, delivery, review, stages, taking_back
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.appeals import entering
from qadesk.services.appeals.storing import AppealEntry
from qadesk.services.trail import browsing
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.appealed_month import EVERYBODY, on, received, stage_of, with_person
from tests.made_up_month import CODE
from tests.refusals import refuses

WHO = "KF02"
WHY = "收到日期写错了"


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Signed by everybody on the 4th; it is the 6th."""
    made = received(tmp_path / "branch.qadesk", monkeypatch)
    yield made
    made.close()


def steps(office: Office) -> list[tuple[object, ...]]:
    with office.read() as connection:
        own = tables.assessment_step
        return [tuple(row) for row in connection.execute(select(own).order_by(own.c.id))]


def test_a_wrong_day_of_receipt_is_put_right_and_the_time_to_appeal_with_it(branch: Office) -> None:
    def until(office: Office) -> date:
        own = next(one for one in stages.positions(office, CODE).positions if one.staff_no == WHO)
        assert own.appeal is not None
        return own.appeal.last

    assert until(branch) == date(2026, 11, 13)
    done = taking_back.take_back(branch, CODE, [WHO], WHY)
    assert done.value == 1
    assert stage_of(branch, WHO) is Stage.APPROVED
    delivery.deliver(branch, CODE, [WHO], Handover(Stage.SIGNED, date(2026, 11, 5)))
    assert until(branch) == date(2026, 11, 16)
    entry = next(one for one in browsing.entries(branch, most=5) if one.what == "Step of results taken back")
    assert WHY in str(entry)
    assert all(one.ok for one in check.check(branch))


def test_what_got_lost_is_sent_again(branch: Office) -> None:
    taking_back.take_back(branch, CODE, [WHO], WHY)
    sent = Handover(Stage.SENT, date(2026, 11, 5), carrier="顺丰", tracking="SF1")
    delivery.deliver(branch, CODE, [WHO], sent)
    taking_back.take_back(branch, CODE, [WHO], "丢失")
    delivery.deliver(branch, CODE, [WHO], sent)


def test_it_is_undone_and_done_again_until_something_follows(branch: Office) -> None:
    before = steps(branch)
    done = taking_back.take_back(branch, CODE, EVERYBODY, WHY)
    assert done.undo is not None
    back = done.undo()
    assert steps(branch) == before
    assert back.undo is not None
    again = back.undo()
    delivery.deliver(branch, CODE, [WHO], Handover(Stage.SIGNED, date(2026, 11, 5)))
    assert again.undo is not None
    with refuses("stage.moved_on"):
        again.undo()


def test_it_takes_a_reason_and_a_step_of_its_own(branch: Office) -> None:
    with refuses("stage.reason_missing"):
        taking_back.take_back(branch, CODE, [WHO], " ")
    entering.enter(branch, CODE, WHO, AppealEntry("不认可", date(2026, 11, 6)))
    before = steps(branch)
    with refuses("stage.not_taken_back", WHO):
        taking_back.take_back(branch, CODE, EVERYBODY, WHY)
    assert steps(branch) == before, "all or none"
    for _ in range(2):
        taking_back.take_back(branch, CODE, ["KF01"], WHY)
    with refuses("stage.not_taken_back", "KF01"):
        taking_back.take_back(branch, CODE, ["KF01"], WHY)
    review.give_back(branch, CODE, ["KF01"], "look")
    review.hand_in_again(branch, CODE, ["KF01"], "looked")
    taking_back.take_back(branch, CODE, ["KF01"], WHY)
    assert stage_of(branch, "KF01") is Stage.RETURNED


def test_a_managers_step_is_a_managers_to_take_back(branch: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, date(2026, 11, 20))
    delivery.make_final(branch, CODE, [WHO])
    branch.user = with_person(branch, "zhu", "朱主管", role="supervisor")
    with refuses("rights.not_allowed"):
        taking_back.take_back(branch, CODE, [WHO], WHY)
    done = taking_back.take_back(branch, CODE, ["KF01"], WHY)
    assert done.undo is not None
    done.undo()


def test_what_is_put_back_waits_for_a_correction(branch: Office) -> None:
    done = taking_back.take_back(branch, CODE, [WHO], WHY)
    corrections.begin(branch, CODE, WHO, "wrong")
    assert done.undo is not None
    with refuses("correction.in_hand", WHO):
        done.undo()
