"""Every stage of a result with everything that can be done: allowed and taken back, or refused by a code.

The same is told everywhere: where the result stands on Today, in Sign-off, on the command line.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from qadesk.__main__ import main
from qadesk.domain.appeals import DECISIONS, AppealOutcome
from qadesk.domain.stages import MonthStage, Stage, may_follow
from qadesk.errors import UserError
from qadesk.services import cycles
from qadesk.services.after_closing import corrections, delivery, publication, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.appeals import deciding, entering
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.storing import AppealEntry
from qadesk.services.done import Done
from qadesk.services.records import by_hand
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.appealed_month import EVERYBODY, closed, on, opened_with
from tests.made_up_month import CODE

WHO, DAY, LATER = "KF02", date(2026, 11, 4), date(2026, 11, 20)
ENTRY = AppealEntry("不认可", LATER)
OTHERS = [one for one in EVERYBODY if one != WHO]


def handed(how: Stage, day: date = LATER) -> Callable[[Office], Done[Any]]:
    what = Handover(how, day, reason="不认可", witness="王", carrier="顺丰", tracking="SF1")
    return lambda office: delivery.deliver(office, CODE, [WHO], what)


def decided(outcome: AppealOutcome) -> Callable[[Office], Done[Any]]:
    return lambda office: deciding.decide(office, CODE, WHO, Decision(outcome, "核实"))


DEEDS: dict[str, Callable[[Office], Done[Any]]] = {
    "approve": lambda office: review.approve(office, CODE, [WHO]),
    "return": lambda office: review.give_back(office, CODE, [WHO], "look"),
    "hand in": lambda office: review.hand_in_again(office, CODE, [WHO], "looked"),
    **{how.value: handed(how) for how in delivery.WAYS},
    "final": lambda office: delivery.make_final(office, CODE, [WHO]),
    "publish": lambda office: publication.publish(office, CODE),
    "appeal": lambda office: entering.enter(office, CODE, WHO, ENTRY),
    "edit": lambda office: entering.edit(office, CODE, WHO, ENTRY),
    "next": lambda office: entering.take_further(office, CODE, WHO, ENTRY),
    "withdraw": lambda office: entering.withdraw(office, CODE, WHO),
    "correct in it": lambda office: deciding.start_correcting(office, CODE, WHO),
    "stop in it": lambda office: deciding.stop_correcting(office, CODE, WHO),
    **{one.value: decided(one) for one in DECISIONS},
    "reopen": lambda office: corrections.begin(office, CODE, WHO, "wrong"),
    "finish": lambda office: corrections.finish(office, CODE, WHO),
    "give up": lambda office: corrections.give_up(office, CODE, WHO),
}
"""What refuses each deed where it does not follow, but for what ALLOWED and OTHERWISE say."""
USUAL = {
    **dict.fromkeys(("approve", "return", "hand in", "final"), "stage.not_possible"),
    **{how.value: "stage.not_possible" for how in delivery.WAYS},
    "publish": "stage.not_all_final",
    "appeal": "appeal.not_received",
    **dict.fromkeys(("edit", "next", "withdraw", "correct in it", "stop in it"), "appeal.none"),
    **{one.value: "appeal.none" for one in DECISIONS},
    "finish": "correction.none",
    "give up": "correction.none",
}
HANDED = {"delivered", "signed", "objected", "refused"}
ALLOWED: dict[Stage, set[str]] = {
    Stage.IN_REVIEW: {"approve", "return"},
    Stage.RETURNED: {"hand in"},
    Stage.APPROVED: {*HANDED, "sent", "return"},
    Stage.SENT: HANDED,
    Stage.DELIVERED: {"signed", "objected", "refused", "final", "appeal"},
    Stage.SIGNED: {"final", "appeal"},
    Stage.OBJECTED: {"final", "appeal"},
    Stage.REFUSED: {"final", "appeal"},
    Stage.APPEALED: {"edit", "withdraw", "correct in it", "upheld", "partly_upheld", "rejected"},
    Stage.UPHELD: {"final"},
    Stage.PARTLY_UPHELD: {"final", "next"},
    Stage.REJECTED: {"final", "next"},
    Stage.WITHDRAWN: {"final"},
    Stage.FINAL: {"publish", "appeal"},
    Stage.PUBLISHED: {"appeal"},
}
_DECIDED = dict.fromkeys(
    ("edit", "withdraw", "correct in it", "stop in it", "upheld", "partly_upheld", "rejected"),
    "appeal.decided",
)
OTHERWISE: dict[Stage, dict[str, str]] = {
    Stage.APPEALED: {
        "appeal": "appeal.open_already", "next": "appeal.not_further", "stop in it": "correction.none",
        "reopen": "correction.appealed",
    },
    **{
        one: {**_DECIDED, "appeal": "appeal.decided_before", "next": "appeal.not_further"}
        for one in (Stage.UPHELD, Stage.PARTLY_UPHELD, Stage.REJECTED)
    },
    Stage.WITHDRAWN: {
        **_DECIDED, "appeal": "appeal.withdrawn_before", "next": "appeal.not_further",
    },
    Stage.PUBLISHED: {"publish": "stage.published"},
}  # fmt: skip


def reach(office: Office, stage: Stage, patched: pytest.MonkeyPatch) -> None:
    """Bring the result there; those of the others are final, but for a review."""
    opened_with(office, "区域")
    review.approve(office, CODE, OTHERS)
    if stage is Stage.IN_REVIEW:
        return
    if stage is Stage.RETURNED:
        DEEDS["return"](office)
        return
    review.approve(office, CODE, [WHO])
    on(patched, DAY)
    delivery.deliver(office, CODE, OTHERS, Handover(Stage.SIGNED, DAY))
    if stage in (Stage.SENT, *ALLOWED[Stage.SENT]):
        handed(stage, DAY)(office)
    elif stage is not Stage.APPROVED:
        handed(Stage.SIGNED, DAY)(office)
    on(patched, LATER)
    delivery.make_final(office, CODE, OTHERS)
    if stage in (Stage.FINAL, Stage.PUBLISHED):
        DEEDS["final"](office)
    if stage is Stage.PUBLISHED:
        DEEDS["publish"](office)
    if stage in (Stage.APPEALED, Stage.UPHELD, Stage.PARTLY_UPHELD, Stage.REJECTED, Stage.WITHDRAWN):
        DEEDS["appeal"](office)
    if stage in (Stage.UPHELD, Stage.PARTLY_UPHELD, Stage.REJECTED):
        DEEDS[stage.value](office)
    if stage is Stage.WITHDRAWN:
        DEEDS["withdraw"](office)


def written(office: Office) -> list[Any]:
    watched = (tables.assessment_step, tables.assessment, tables.appeal, tables.appeal_point)
    with office.read() as connection:
        rows = [
            [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in watched
        ]
        hand = corrections.in_hand(connection, cycles.get_in(connection, office, CODE))
    return [rows, hand]


def stage_of(office: Office) -> Stage:
    return next(one for one in stages.positions(office, CODE).positions if one.staff_no == WHO).stage


@pytest.mark.files  # the command line opens the file once more
@pytest.mark.parametrize("stage", ALLOWED)
def test_what_can_be_done_is_done_and_taken_back_and_all_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], stage: Stage
) -> None:
    office = closed(tmp_path / "branch.qadesk", monkeypatch)
    reach(office, stage, monkeypatch)
    on(monkeypatch, LATER)
    assert stage_of(office) is stage
    before, wrong = written(office), []
    for name, deed in DEEDS.items():
        refused = OTHERWISE.get(stage, {}).get(name, USUAL.get(name, ""))
        expected = "" if name in ALLOWED[stage] else refused
        try:
            done = deed(office)
        except UserError as error:
            if error.code != expected or written(office) != before:
                wrong.append(f"{name}: {error.code} instead of {expected or 'allowed'}")
            continue
        if expected:
            wrong.append(f"{name}: allowed instead of {expected}")
        assert done.undo is not None, f"{name} is taken back"
        done.undo()
        if written(office) != before:
            wrong.append(f"{name} taken back is not as before")
    assert wrong == []
    stands_everywhere(office, tmp_path / "branch.qadesk", stage, capsys)


def test_each_stage_that_may_follow_is_reached_by_a_deed() -> None:
    """So that the table above is all of it. A correction leads to review at once."""
    by = {"approve": Stage.APPROVED, "return": Stage.RETURNED, "hand in": Stage.IN_REVIEW,
          "publish": Stage.PUBLISHED, "appeal": Stage.APPEALED, "next": Stage.APPEALED,
          "withdraw": Stage.WITHDRAWN}  # fmt: skip
    for stage, deeds in ALLOWED.items():
        reached = {by.get(deed) or Stage(deed) for deed in deeds - {"edit", "correct in it"}}
        follows = {then for then in Stage if may_follow(stage, then)} - {Stage.CORRECTED}
        assert reached == follows, stage


def stands_everywhere(office: Office, path: Path, stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """What Sign-off, Today and the command line say of it."""
    marked = next(one for one in review.for_review(office, CODE) if one.position.staff_no == WHO)
    month = stages.positions(office, CODE)
    told = stages.sign_off(month, LATER)
    assert told is not None
    office.close()
    capsys.readouterr()
    assert main(["--office", str(path), "--json", "deliver", "list", CODE]) == 0
    listed = json.loads(capsys.readouterr().out)
    own = next(one for one in listed["results"] if one["staff_no"] == WHO)
    assert own["stage"] == marked.position.stage.value == stage.value
    assert listed["stage"] == month.stage.value
    counted = {
        Stage.IN_REVIEW: told.to_review,
        Stage.RETURNED: told.returned,
        Stage.APPROVED: told.to_hand_over - len(OTHERS) * (month.stage is MonthStage.REVIEW),
        Stage.SENT: told.sent,
        Stage.APPEALED: told.appealed,
    }
    assert counted.get(stage, 1) == 1
    assert own["received"] == (DAY.isoformat() if told.received == len(EVERYBODY) else None)


def test_praise_inside_a_correction_is_all_that_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A correction that changed something is neither given up nor taken back by the step that began it."""
    office = closed(tmp_path / "branch.qadesk", monkeypatch)
    begun = corrections.begin(office, CODE, WHO, "wrong")
    by_hand.add(office, RecordEntry("incidents", WHO, {"day": date(2026, 10, 20), "kind": "praise"}))
    assert begun.undo is not None
    with pytest.raises(UserError) as told:
        begun.undo()
    assert told.value.code == "correction.changed"
    office.close()
