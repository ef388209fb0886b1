"""A result of a closed month put right: reopened, changed, stored as a revision; everybody else's stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from qadesk.domain.stages import MonthStage, Stage
from qadesk.services import check, cycles
from qadesk.services.after_closing import corrections, delivery, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.assessment import exemptions, results
from qadesk.services.paper import earlier_sheets, sheets
from qadesk.services.records import by_hand
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.services.scoring import drafts, evaluations
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import appealed_month
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.refusals import refuses
from tests.unit.services.test_after_closing import EVERYBODY, on, stage_of

PRAISE = {"day": date(2026, 10, 20), "kind": "praise"}


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A month that was closed on 3 November 2026, a Tuesday."""
    made = appealed_month.closed(tmp_path / "branch.qadesk", monkeypatch)
    yield made
    made.close()


def rows_of(office: Office) -> dict[tuple[int, int], dict[str, Any]]:
    """All stored results, by agent and revision."""
    with office.read() as connection:
        rows = connection.execute(select(tables.assessment)).mappings().all()
    return {(row["agent_id"], row["revision"]): dict(row) for row in rows}


def praised(office: Office, staff_no: str) -> Any:
    return by_hand.add(office, RecordEntry("incidents", staff_no, PRAISE))


def test_one_result_is_put_right_and_the_rest_stays(branch: Office) -> None:
    before, was = rows_of(branch), results.results(branch, CODE).of("KF02").assessment
    corrections.begin(branch, CODE, "KF02", "the praise was not entered")
    praised(branch, "KF02")
    seen = corrections.preview(branch, CODE, "KF02")
    assert [one.code for one in seen.lines] == ["praises"]
    assert seen.own.before.assessment == was
    assert not seen.others
    assert not seen.drifted
    assert not seen.may_give_up
    done = corrections.finish(branch, CODE, "KF02").value
    assert (done.revision, done.others) == (2, ())
    after = rows_of(branch)
    assert {key: row for key, row in after.items() if key in before} == before
    (new,) = after.keys() - before.keys()
    now = results.results(branch, CODE).of("KF02")
    assert new[1] == now.revision == 2
    assert now.assessment == seen.own.after.assessment
    assert now.assessment.total is not None
    assert was.total is not None
    assert now.assessment.total - was.total == 1
    assert now.digest == after[new]["digest"]
    assert now.stored is not None, "with how sure it is"
    assert stage_of(branch, "KF02") is Stage.IN_REVIEW
    with refuses("cycle.records_closed"):
        praised(branch, "KF02")


def test_only_what_is_of_this_agent_can_be_changed(branch: Office) -> None:
    corrections.begin(branch, CODE, "KF02", "wrong")
    cycle = cycles.get(branch, CODE)
    with refuses("cycle.records_closed"):
        praised(branch, "KF01")
    with refuses("cycle.closed"):
        exemptions.exempt(branch, CODE, "KF01", "csat", "na", "new")
    with refuses("cycle.closed"):
        evaluations.reopen(branch, cycle, "KF01", "again")
    with refuses("cycle.closed"):
        drafts.comment(branch, cycle, "KF03", "more")
    exemptions.exempt(branch, CODE, "KF02", "csat", "na", "new")
    evaluations.reopen(branch, cycle, "KF02", "again")
    drafts.comment(branch, cycle, "KF02", "more")
    assert evaluations.submit(branch, cycle).value.submitted == ("KF02",)


def test_what_is_refused(branch: Office, tmp_path: Path) -> None:
    with refuses("correction.reason_missing"):
        corrections.begin(branch, CODE, "KF02", " ")
    with refuses("correction.none"):
        corrections.finish(branch, CODE, "KF02")
    with refuses("stage.unknown", "KF99"):
        corrections.begin(branch, CODE, "KF99", "wrong")
    corrections.begin(branch, CODE, "KF02", "wrong")
    with refuses("correction.already"):
        corrections.begin(branch, CODE, "KF02", "wrong")
    office = month.filled(tmp_path / "open.qadesk")
    with refuses("stage.none", "still open"):
        corrections.begin(office, CODE, "KF02", "wrong")
    office.close()


def test_giving_up_needs_everything_as_it_was(branch: Office) -> None:
    corrections.begin(branch, CODE, "KF02", "wrong")
    entered = praised(branch, "KF02")
    with refuses("correction.changed", "Customer praises"):
        corrections.give_up(branch, CODE, "KF02")
    assert entered.undo is not None
    entered.undo()
    before = rows_of(branch)
    corrections.give_up(branch, CODE, "KF02")
    assert rows_of(branch) == before
    with refuses("correction.none"):
        corrections.give_up(branch, CODE, "KF02")


def test_where_nothing_differs_no_revision_is_made(branch: Office) -> None:
    before = rows_of(branch)
    corrections.begin(branch, CODE, "KF02", "wrong")
    assert corrections.finish(branch, CODE, "KF02").value.revision is None
    assert rows_of(branch) == before
    assert len(stages.positions(branch, CODE).positions[1].steps) == 1


def test_nothing_goes_on_while_it_is_in_hand(branch: Office) -> None:
    corrections.begin(branch, CODE, "KF02", "wrong")
    with refuses("correction.in_hand", "KF02"):
        review.approve(branch, CODE, EVERYBODY)
    review.approve(branch, CODE, ["KF01"])


def test_a_published_result_is_reviewed_delivered_and_posted_again(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qadesk.services.after_closing import publication

    review.approve(branch, CODE, EVERYBODY)
    on(monkeypatch, date(2026, 11, 4))
    delivery.deliver(branch, CODE, EVERYBODY, Handover(Stage.SIGNED, date(2026, 11, 4)))
    on(monkeypatch, date(2026, 11, 20))
    delivery.make_final(branch, CODE, EVERYBODY)
    publication.publish(branch, CODE)
    corrections.begin(branch, CODE, "KF02", "wrong")
    praised(branch, "KF02")
    corrections.finish(branch, CODE, "KF02")
    found = stages.positions(branch, CODE)
    assert found.stage is MonthStage.REVIEW
    (mine,) = [one for one in found.positions if one.staff_no == "KF02"]
    assert mine.received is None, "the new sheet has not reached anybody"
    assert mine.appeal is None
    review.approve(branch, CODE, ["KF02"])
    delivery.deliver(branch, CODE, ["KF02"], Handover(Stage.SIGNED, date(2026, 11, 20)))
    with refuses("final.appeal_possible"):
        delivery.make_final(branch, CODE, ["KF02"])


def corrected(office: Office) -> None:
    corrections.begin(office, CODE, "KF02", "the praise was not entered")
    praised(office, "KF02")
    corrections.finish(office, CODE, "KF02")


def test_the_sheet_of_a_revision_says_what_it_supersedes_and_why(branch: Office) -> None:
    first = sheets.content(branch, CODE, "KF02", "en")
    other = sheets.content(branch, CODE, "KF01", "en")
    assert first.revised == ()
    corrected(branch)
    now = sheets.content(branch, CODE, "KF02", "en")
    head, reason, changed = now.revised
    assert head == "Revision 2 of 2026-11-03; it supersedes revision 1 of 2026-11-03."
    assert reason == "Reason: the praise was not entered"
    assert f"Total: {first.result.total} → {now.result.total}" in changed
    assert "Customer praises: 0 → 1" in changed
    assert now.code != first.code
    assert sheets.content(branch, CODE, "KF01", "en") == other, "nobody else's"


def test_what_is_being_corrected_is_said_to_be_provisional(branch: Office) -> None:
    corrections.begin(branch, CODE, "KF02", "wrong")
    assert sheets.content(branch, CODE, "KF02", "en").provisional
    assert not sheets.content(branch, CODE, "KF01", "en").provisional


def test_a_sheet_that_was_printed_before_is_outdated(branch: Office, tmp_path: Path) -> None:
    sheets.save(branch, CODE, tmp_path / "sheets", ["KF01", "KF02"])
    corrected(branch)
    states = {one.staff_no: one.outdated for one in sheets.overview(branch, CODE).states}
    assert (states["KF01"], states["KF02"]) == (False, True)


def test_earlier_revisions_stay_readable(branch: Office, tmp_path: Path) -> None:
    before = results.results(branch, CODE).of("KF02").assessment
    with refuses("sheet.no_such_revision"):
        earlier_sheets.content(branch, CODE, "KF02", 1)
    corrected(branch)
    one, two = earlier_sheets.revisions(branch, CODE, "KF02")
    assert (one.total, one.grade, one.counts) == (before.total, before.grade, False)
    assert (two.revision, two.reason, two.counts) == (2, "the praise was not entered", True)
    said = earlier_sheets.content(branch, CODE, "KF02", 1, "en")
    assert said.superseded
    assert said.result.total == str(before.total)
    assert "revision 1" in said.revised[0]
    earlier_sheets.save(branch, CODE, "KF02", 1, tmp_path / "old.pdf")
    assert (tmp_path / "old.pdf").read_bytes().startswith(b"%PDF")
    with refuses("sheet.no_such_revision"):
        earlier_sheets.content(branch, CODE, "KF02", 2)


def test_every_revision_is_proved(branch: Office) -> None:
    corrected(branch)
    assert all(one.ok for one in check.check(branch)), [one for one in check.check(branch) if not one.ok]
    own = tables.assessment
    for revision in (1, 2):
        with branch.write() as connection:
            row = connection.execute(
                select(own).where(own.c.revision == revision).order_by(own.c.agent_id)
            ).first()
            assert row is not None
            connection.execute(
                update(own).where(own.c.id == row.id).values(content=row.content | {"bonus": "3.00"})
            )
        found = {one.what: one.problem for one in check.check(branch)}
        assert "2026-10/KF0" in found["Results of closed cycles"]
        with branch.write() as connection:
            connection.execute(update(own).where(own.c.id == row.id).values(content=row.content))
    with branch.write() as connection:
        connection.execute(delete(own).where(own.c.revision == 1, own.c.agent_id == row.agent_id))
    found = {one.what: one.problem for one in check.check(branch)}
    assert "2026-10/KF02" in found["Results of closed cycles"], "one in between is missing"


def test_ranks_of_the_others_stay_unless_the_office_has_them_follow(branch: Office) -> None:
    before = {one.agent.staff_no: one.rank for one in results.results(branch, CODE).results}
    corrections.begin(branch, CODE, "KF01", "wrong")
    for indicator in ("csat", "avg_response_seconds", "first_contact_resolution"):
        exemptions.exempt(branch, CODE, "KF01", indicator, "na", "new")
    evaluations.reopen(branch, cycles.get(branch, CODE), "KF01", "wrong")
    for item in ("attitude", "communication"):
        drafts.rate(branch, cycles.get(branch, CODE), "KF01", item, Decimal(1))
    evaluations.submit(branch, cycles.get(branch, CODE), ["KF01"])
    seen = corrections.preview(branch, CODE, "KF01")
    assert seen.others, "the ranks of the others would move"
    assert all(one.before.rank != one.after.rank for one in seen.others)
    corrections.finish(branch, CODE, "KF01")
    now = {one.agent.staff_no: one.rank for one in results.results(branch, CODE).results}
    assert {who: rank for who, rank in now.items() if who != "KF01"} == {
        who: rank for who, rank in before.items() if who != "KF01"
    }
    assert now["KF01"] == seen.own.after.rank
