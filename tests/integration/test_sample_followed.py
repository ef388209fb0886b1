"""The sample office tells a whole month: reviewed, signed, appealed, corrected, posted, used; all sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from qadesk.domain.appeals import AppealOutcome
from qadesk.domain.scans import ScanState
from qadesk.domain.stages import Stage
from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.services import check, sample, sample_followed
from qadesk.services.after_closing import interviews, notices, stages
from qadesk.services.appeals import reading
from qadesk.services.assessment import results
from qadesk.services.scans import listing
from qadesk.services.uses import bonuses, payroll
from qadesk.services.uses.month import Standing
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_once

CODE = sample.CLOSED


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Office]:
    """The office as who tries the sample has it."""
    made = made_once.opened("sample-followed", tmp_path / "s.qadesk", lambda new: sample.build(new).close())
    yield made
    made.close()


def test_its_closed_month_went_all_the_way_and_one_late_appeal_waits(whole: Office) -> None:
    month = stages.positions(whole, CODE).positions
    assert Counter(one.stage for one in month) == {Stage.PUBLISHED: 13, Stage.APPEALED: 1}
    ways = Counter(step.stage for one in month for step in one.steps)
    told = {Stage.RETURNED, Stage.SIGNED, Stage.OBJECTED, Stage.REFUSED, Stage.SENT, Stage.DELIVERED}
    told |= {Stage.UPHELD, Stage.REJECTED, Stage.CORRECTED, Stage.FINAL}
    assert told <= set(ways)
    assert {one.staff_no for one in month if one.revision == 2} == {"KF1001", "KF1010"}
    found = reading.appeals(whole, CODE).appeals
    assert Counter(one.outcome for one in found) == {
        None: 1, AppealOutcome.UPHELD: 1, AppealOutcome.REJECTED: 1,
    }  # fmt: skip
    (waiting,) = [one for one in found if one.open]
    assert waiting.late
    assert not waiting.overdue(whole.today())
    assert list(interviews.interviews(whole, CODE)) == ["KF1012"]


def test_scans_notice_and_payroll_list_are_there(whole: Office) -> None:
    filed = {one.staff_no: (one.state, one.signed, one.differs) for one in listing.scans(whole, CODE)}
    assert filed == {
        "KF1003": (ScanState.FILED, "signed", 0),
        "KF1006": (ScanState.FILED, "signed", 0),
        "KF1008": (ScanState.FILED, "empty", 0),
    }
    (notice,) = notices.notices(whole, CODE)
    assert len(notice.lines) == 14
    made = bonuses.bonuses(whole, CODE)
    assert made is not None
    assert made.amount
    assert Counter(line.member.standing for line in made.lines)[Standing.FINAL] == 13
    assert payroll.since(whole, made) == ()


def test_it_is_sound_and_its_days_are_in_order_and_past(whole: Office) -> None:
    assert [one.problem for one in check.check(whole) if not one.ok] == []
    assert whole.ago == timedelta(0)
    with whole.read() as connection:
        noted = [row.at for row in connection.execute(select(tables.audit).order_by(tables.audit.c.id))]
    assert noted == sorted(noted)
    assert noted[-1] <= whole.now()
    assert whole.now() - noted[0] > timedelta(days=sample_followed.BEGINS - 1)


def test_the_open_month_is_as_it_was(whole: Office, sample_office: Office) -> None:
    mine, plain = results.results(whole, sample.OPEN), results.results(sample_office, sample.OPEN)
    assert [one.digest for one in mine.results] == [one.digest for one in plain.results]


class _Stopped(Progress):
    """Cancelled once so many steps are done."""

    def report(self, done: int, total: int, text: str = "") -> None:
        super().report(done, total, text)
        if done == total - 3:
            raise Cancelled


def test_cancelled_on_the_way_it_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        sample.build(tmp_path / "s.qadesk", _Stopped())
    assert list(tmp_path.iterdir()) == []
