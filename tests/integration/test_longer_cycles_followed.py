"""Quarter, half-year and year are closed, printed, scanned, signed, appealed, posted and used like months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from qadesk.domain.appeals import AppealOutcome
from qadesk.domain.scans import ScanState
from qadesk.domain.stages import MonthStage, Stage
from qadesk.services import cycles
from qadesk.services.after_closing import delivery, interviews, publication, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.after_closing.interviews import Talk
from qadesk.services.after_closing.notices import NoticeChoice
from qadesk.services.appeals import deciding, entering
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.storing import AppealEntry
from qadesk.services.assessment import exemptions, results
from qadesk.services.paper import sheets
from qadesk.services.scans import filing, listing
from qadesk.services.scoring import drafts, evaluations
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.appealed_month import on
from tests.closing_months import close_month
from tests.made_up_month import filled
from tests.scanned import printed, save, scan
from tests.unit.services.test_longer_cycles import november, quarterly
from tests.unit.services.trial_office import close, put_in_force

WHO, OTHER = "KF01", "KF02"
CLOSED_ON, RECEIVED = date(2026, 12, 25), date(2026, 12, 28)


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """October and November closed; it is Christmas."""
    on(monkeypatch, CLOSED_ON)
    office = filled(tmp_path / "b.qadesk")
    close(office)
    november(office, KF01="90.00", KF02="70.00")
    yield office
    office.close()


def closed(office: Office, code: str) -> tuple[str, ...]:
    """The longer cycle opened, its own rating given, closed; who has a result."""
    cycles.open_cycle(office, code)
    put_in_force(office, quarterly("months_worst"), code)
    cycle = cycles.get(office, code)
    for staff_no in (WHO, OTHER):
        drafts.rate(office, cycle, staff_no, "teamwork", Decimal(4))
    evaluations.submit(office, cycle, [WHO, OTHER])
    for staff_no in ("KF03", "KF04"):
        exemptions.exempt(office, code, staff_no, None, "na", "not assessed over so long a time")
    close_month(office, code)
    return tuple(one.staff_no for one in stages.positions(office, code).positions)


@pytest.mark.parametrize("code", ["2026-Q4", "2026-H2", "2026"])
def test_it_goes_all_the_way(
    branch: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    assert closed(branch, code) == (WHO, OTHER)
    review.approve(branch, code, [WHO, OTHER])
    interviews.save(branch, code, WHO, Talk(CLOSED_ON, "赵主管", strengths="三个月都稳定"))
    assert sheets.content(branch, code, WHO, "zh_CN").mark(1, 1).cycle == code
    paper = printed(branch, [WHO, OTHER], code=code)
    files = [save(scan(page), tmp_path / f"{n}.png") for n, page in enumerate(paper.pages)]
    made = filing.file_scans(branch, files).value
    assert {(one.state, one.cycle) for one in made.outcomes} == {(ScanState.FILED, code)}
    assert listing.look_signed(branch, code) == (WHO, OTHER)
    on(monkeypatch, RECEIVED)
    listing.confirm_signed(branch, code, [WHO], RECEIVED)
    delivery.deliver(branch, code, [OTHER], Handover(Stage.REFUSED, RECEIVED, witness="王"))
    (mine, _other) = stages.positions(branch, code).positions
    assert mine.appeal is not None
    assert mine.appeal.last == date(2027, 1, 6)  # over the end of the year: the next is not published yet
    assert {one.day.year for one in mine.appeal.days if one.assumed} == {2027}
    entering.enter(branch, code, WHO, AppealEntry("季度成绩应取平均", RECEIVED))
    deciding.decide(branch, code, WHO, Decision(AppealOutcome.REJECTED, "方案规定取最差的月份"))
    on(monkeypatch, mine.appeal.last + timedelta(days=1))
    delivery.make_final(branch, code, [WHO, OTHER])
    publication.notice(branch, code, NoticeChoice(), tmp_path / "notice.pdf")
    publication.publish(branch, code)
    assert stages.positions(branch, code).stage is MonthStage.PUBLISHED


def test_months_are_weighted_by_what_was_observed_in_them(branch: Office) -> None:
    """Ten contacts in October, none left but two in November: 10 and 2 weigh, not the months."""
    cycles.open_cycle(branch, "2026-Q4")
    put_in_force(branch, quarterly("months_weighted"), "2026-Q4")
    october = results.results(branch, "2026-10").of(WHO).assessment.total
    assert october is not None
    with branch.write() as connection:
        own = tables.contact
        agent = tables.agent.c
        who = connection.execute(select(agent.id).where(agent.staff_no == WHO)).scalar_one()
        rows = connection.execute(select(own).where(own.c.agent_id == who).limit(2)).mappings().all()
        for row in rows:
            later = {"ref": f"{row['ref']}-11", "at": row["at"] + timedelta(days=31)}
            connection.execute(
                own.insert().values(**{name: value for name, value in row.items() if name != "id"} | later)
            )
    found = results.results(branch, "2026-Q4").of(WHO).assessment.line("months_weighted").value
    assert found == (october * 10 + Decimal("90.00") * 2) / 12
    with branch.write() as connection:
        connection.execute(delete(tables.contact).where(tables.contact.c.ref.like("%-11")))
