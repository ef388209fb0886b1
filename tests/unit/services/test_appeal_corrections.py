"""What is put right inside an appeal: a new revision with the decision, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from qadesk.domain.appeals import AppealAbout, AppealOutcome
from qadesk.domain.stages import Stage
from qadesk.services import cycles
from qadesk.services.after_closing import corrections, delivery, stages
from qadesk.services.appeals import deciding, entering
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.storing import PointEntry
from qadesk.services.assessment import results
from qadesk.services.paper import sheets
from qadesk.services.records import by_hand
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.services.scoring import drafts, evaluations
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.appealed_month import ENTRY, REJECTED, appeal_of, received, stage_of, with_person
from tests.made_up_month import CODE
from tests.refusals import refuses

PRAISE = {"day": date(2026, 10, 20), "kind": "praise"}
UPHELD = Decision(AppealOutcome.UPHELD, "表扬漏录，已补录")


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    made = received(tmp_path / "branch.qadesk", monkeypatch)
    entering.enter(made, CODE, "KF02", ENTRY)
    yield made
    made.close()


def stored(office: Office) -> dict[tuple[int, int], dict[str, Any]]:
    """All results, by agent and revision."""
    with office.read() as connection:
        rows = connection.execute(select(tables.assessment)).mappings().all()
    return {(row["agent_id"], row["revision"]): dict(row) for row in rows}


def praised(office: Office, staff_no: str = "KF02") -> None:
    by_hand.add(office, RecordEntry("incidents", staff_no, PRAISE))


def total(office: Office, staff_no: str) -> Decimal:
    made = results.results(office, CODE).of(staff_no).assessment.total
    assert made is not None
    return made


def test_upheld_with_a_correction_is_one_revision_and_nobody_else_moves(branch: Office) -> None:
    with refuses("cycle.records_closed"):
        praised(branch)
    before, was = stored(branch), total(branch, "KF02")
    steps = {one.staff_no: one.steps for one in stages.positions(branch, CODE).positions}
    assert deciding.start_correcting(branch, CODE, "KF02").value.correcting
    with refuses("cycle.records_closed"):
        praised(branch, "KF01")
    praised(branch)
    seen = corrections.preview(branch, CODE, "KF02")
    assert [one.code for one in seen.lines] == ["praises"]
    done = deciding.decide(branch, CODE, "KF02", UPHELD)
    assert done.undo is None, "a revision is followed, never taken back"
    assert stage_of(branch, "KF02") is Stage.UPHELD
    assert total(branch, "KF02") - was == 1
    after = stored(branch)
    assert {key: row for key, row in after.items() if key in before} == before
    ((_agent, revision),) = after.keys() - before.keys()
    assert revision == 2
    now = {one.staff_no: one.steps for one in stages.positions(branch, CODE).positions}
    assert {who for who in now if now[who] != steps[who]} == {"KF02"}
    with refuses("cycle.records_closed"):
        praised(branch)
    delivery.make_final(branch, CODE, ["KF02"])


def test_the_sheet_names_the_appeal_in_its_own_language(branch: Office) -> None:
    deciding.start_correcting(branch, CODE, "KF02")
    praised(branch)
    deciding.decide(branch, CODE, "KF02", UPHELD)
    for language, words in (("en", "Reason: Appeal of 2026-11-06"), ("zh_CN", "原因：2026-11-06 的申诉")):
        sheet = sheets.content(branch, CODE, "KF02", language)
        assert words in sheet.revised


def test_in_part_without_a_change_of_figures_makes_no_revision(branch: Office) -> None:
    before = stored(branch)
    partly = Decision(AppealOutcome.PARTLY_UPHELD, "说明已补充，分数不变")
    assert deciding.decide(branch, CODE, "KF02", partly).undo is not None
    assert stored(branch) == before
    assert stage_of(branch, "KF02") is Stage.PARTLY_UPHELD


def test_what_is_being_corrected_is_not_rejected_withdrawn_edited_or_finished_beside(branch: Office) -> None:
    begun = deciding.start_correcting(branch, CODE, "KF02")
    with refuses("correction.already"):
        deciding.start_correcting(branch, CODE, "KF02")
    with refuses("appeal.in_correction", "KF02"):
        deciding.decide(branch, CODE, "KF02", REJECTED)
    with refuses("appeal.in_correction"):
        entering.withdraw(branch, CODE, "KF02")
    with refuses("appeal.in_correction"):
        entering.edit(branch, CODE, "KF02", ENTRY)
    for ending in (corrections.finish, corrections.give_up):
        with refuses("correction.appealed", "KF02"):
            ending(branch, CODE, "KF02")
    with refuses("correction.appealed"):
        corrections.begin(branch, CODE, "KF02", "neu")
    assert begun.undo is not None
    back = begun.undo()
    assert not appeal_of(branch, "KF02").correcting
    assert back.undo is not None
    back.undo()
    praised(branch)
    with refuses("correction.changed"):
        deciding.stop_correcting(branch, CODE, "KF02")
    assert appeal_of(branch, "KF02").correcting
    with refuses("appeal.none"):
        deciding.start_correcting(branch, CODE, "KF01")


def test_who_puts_a_rating_right_inside_it_does_not_become_its_judge(branch: Office) -> None:
    """Nor does the scorer stop being it."""
    zhao, li = branch.user, with_person(branch, "li", "李经理")
    assert zhao is not None
    branch.user = li
    deciding.start_correcting(branch, CODE, "KF02")
    cycle = cycles.get(branch, CODE)
    drafts.rate(branch, cycle, "KF02", "communication", Decimal(5))
    drafts.rate(branch, cycle, "KF02", "attitude", Decimal(5))
    evaluations.submit(branch, cycle, ["KF02"])
    assert appeal_of(branch, "KF02").judged == {zhao.id}
    branch.user = zhao
    with refuses("appeal.own_scores"):
        deciding.decide(branch, CODE, "KF02", UPHELD)
    branch.user = li
    deciding.decide(branch, CODE, "KF02", UPHELD)
    assert results.results(branch, CODE).of("KF02").revision == 2


def test_decision_revision_and_stage_are_one_transaction(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails last, nothing of it was done."""
    deciding.start_correcting(branch, CODE, "KF02")
    praised(branch)
    before = stored(branch), appeal_of(branch, "KF02")
    for last in ("qadesk.services.appeals.entering.stages.move", "qadesk.services.audit.capture.tell"):
        with monkeypatch.context() as patched:

            def fails(*_all: Any, **_named: Any) -> Any:
                raise RuntimeError("no power")

            patched.setattr(last, fails)
            with pytest.raises(RuntimeError, match="no power"):
                deciding.decide(branch, CODE, "KF02", UPHELD)
        assert (stored(branch), appeal_of(branch, "KF02")) == before
        assert stage_of(branch, "KF02") is Stage.APPEALED
    deciding.decide(branch, CODE, "KF02", UPHELD)


def test_the_ranks_of_others_follow_where_the_office_decides_so(branch: Office) -> None:
    deciding.start_correcting(branch, CODE, "KF02")
    praised(branch)
    others = {one.before.agent.staff_no for one in corrections.preview(branch, CODE, "KF02").others}
    before = stored(branch)
    deciding.decide(branch, CODE, "KF02", replace(UPHELD, others=True))
    changed = {agent for agent, _revision in stored(branch).keys() - before.keys()}
    numbers = {one.agent.id: one.agent.staff_no for one in results.results(branch, CODE).results}
    assert {numbers[one] for one in changed} - {"KF02"} <= others


def test_an_exemption_can_be_pointed_at(branch: Office) -> None:
    entering.withdraw(branch, CODE, "KF02")
    only = replace(ENTRY, points=(PointEntry(AppealAbout.INDICATOR, "csat"),))
    entering.enter(branch, CODE, "KF01", only)
    deciding.start_correcting(branch, CODE, "KF01")
    from qadesk.services.assessment import exemptions

    exemptions.exempt(branch, CODE, "KF01", "csat", "na", "调岗")
    entering_points = (PointEntry(AppealAbout.EXEMPTION, "csat"),)
    with refuses("appeal.in_correction"):
        entering.edit(branch, CODE, "KF01", replace(ENTRY, points=entering_points))
    deciding.decide(branch, CODE, "KF01", UPHELD)
    assert results.results(branch, CODE).of("KF01").revision == 2
