"""Scans name agents as the month they are of does, whatever number they have now."""

from __future__ import annotations

from pathlib import Path

from qadesk.domain.stages import Stage
from qadesk.services import renumbering
from qadesk.services.after_closing import review, stages
from qadesk.services.scans import filing, listing
from qadesk.storage.office import Office
from tests.scanned import CLOSED, printed, save, scan

WHO = "KF1001"


def test_an_agent_with_another_number_is_listed_and_signed_by_that_of_the_month(
    sample_office: Office, tmp_path: Path
) -> None:
    review.approve(sample_office, CLOSED, [WHO])
    paper = printed(sample_office, [WHO])
    filing.file_scans(sample_office, [save(scan(paper.pages[0]), tmp_path / "a.png")])
    renumbering.correct(sample_office, WHO, "KF9001", "was mistyped")
    (one,) = listing.scans(sample_office, CLOSED)
    assert (one.staff_no, one.name) == (WHO, "龚䶮")
    assert listing.look_signed(sample_office, CLOSED) == (WHO,)
    listing.confirm_signed(sample_office, CLOSED, [WHO], sample_office.today())
    month = stages.positions(sample_office, CLOSED).positions
    assert {one.staff_no for one in month if one.stage is Stage.SIGNED} == {WHO}
