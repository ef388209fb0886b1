"""Who was excluded by mistake is assessed after all once the month is closed: reopened, scored, reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from qadesk.domain.scoring import Status
from qadesk.domain.stages import MonthStage, Stage
from qadesk.services import check
from qadesk.services.after_closing import corrections, delivery, publication, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.after_closing.notices import NoticeChoice
from qadesk.services.assessment import exemptions, results
from qadesk.services.paper import sheets
from qadesk.storage.office import Office
from tests import appealed_month
from tests.made_up_month import CODE
from tests.refusals import refuses

OUT, OTHERS = "KF01", ("KF02", "KF03", "KF04")


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """October, closed on 3 November 2026; one agent with everything there was excluded by mistake."""

    appealed_month.on(monkeypatch, date(2026, 11, 3))
    made = appealed_month.closed_without(OUT, tmp_path / "branch.qadesk")
    yield made
    made.close()


def standing(office: Office) -> dict[str, Stage]:
    return {one.staff_no: one.stage for one in stages.positions(office, CODE).positions}


def test_the_reopened_result_is_scored_reviewed_and_handed_over_like_any_other(
    branch: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = results.results(branch, CODE)
    assert before.of(OUT).assessment.status is Status.EXCLUDED
    assert set(standing(branch)) == set(OTHERS)
    corrections.begin(branch, CODE, OUT, "was here all month")
    assert standing(branch)[OUT] is Stage.IN_REVIEW
    with refuses("correction.in_hand"):
        review.approve(branch, CODE, [OUT])
    exemptions.exempt(branch, CODE, OUT, None, None)
    done = corrections.finish(branch, CODE, OUT).value
    assert (done.revision, done.others) == (2, ())
    now = results.results(branch, CODE)
    assert now.of(OUT).assessment.status is Status.GRADED
    assert now.of(OUT).rank == 1
    for other in OTHERS:
        assert now.of(other) == before.of(other)
    (own,) = [one for one in stages.positions(branch, CODE).positions if one.staff_no == OUT]
    assert [one.stage for one in own.steps] == [Stage.IN_REVIEW, Stage.CORRECTED, Stage.IN_REVIEW]
    assert own.steps[1].reason == "was here all month"
    everybody = (OUT, *OTHERS)
    review.approve(branch, CODE, everybody)
    assert len(sheets.save(branch, CODE, tmp_path, [OUT]).value.files) == 1
    delivery.deliver(branch, CODE, everybody, Handover(Stage.SIGNED, date(2026, 11, 3)))
    appealed_month.on(monkeypatch, date(2026, 11, 30))
    delivery.make_final(branch, CODE, everybody)
    assert stages.positions(branch, CODE).stage is MonthStage.FINAL
    said = publication.content(branch, CODE, NoticeChoice())
    assert any(OUT in row for section in said.sections for row in section.rows)
    assert all(one.ok for one in check.check(branch))


@pytest.mark.parametrize("way", ["given up", "undone", "finished as it was"])
def test_who_stays_excluded_has_no_result_to_follow(branch: Office, way: str) -> None:
    was = standing(branch)
    begun = corrections.begin(branch, CODE, OUT, "was here all month")
    if way == "given up":
        corrections.give_up(branch, CODE, OUT)
    elif way == "undone":
        assert begun.undo is not None
        begun.undo()
    else:
        assert corrections.finish(branch, CODE, OUT).value.revision is None
    assert standing(branch) == was
    corrections.begin(branch, CODE, OUT, "it can be reopened again")
    assert standing(branch)[OUT] is Stage.IN_REVIEW


def test_excluded_for_another_reason_it_is_still_nobody_to_hand_a_sheet_to(branch: Office) -> None:
    was = standing(branch)
    corrections.begin(branch, CODE, OUT, "the reason was wrong")
    exemptions.exempt(branch, CODE, OUT, None, "na", "on leave all month")
    assert corrections.finish(branch, CODE, OUT).value.revision == 2
    assert standing(branch) == was
    with refuses("stage.unknown"):
        review.approve(branch, CODE, [OUT])


def test_it_takes_a_reason_and_somebody_who_was_in_the_month(branch: Office) -> None:
    was = standing(branch)
    with refuses("correction.reason_missing"):
        corrections.begin(branch, CODE, OUT, " ")
    assert standing(branch) == was
    with refuses("stage.unknown", "KF99"):
        corrections.begin(branch, CODE, "KF99", "nobody")
