"""What else a correction reaches: the others by quota and rank, imports, removal after its time, evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from qadesk.domain.scorecard_forms import to_dict
from qadesk.domain.stages import Stage
from qadesk.services import about_person, check, cycles, merging, roster, scorecards, today
from qadesk.services.after_closing import corrections, stages
from qadesk.services.assessment import assessments, exemptions, results
from qadesk.services.closing import close
from qadesk.services.closing.pending import pending
from qadesk.services.evidence_pack import pack
from qadesk.services.records import imports
from qadesk.services.retention import removal
from qadesk.services.roster import AgentEntry
from qadesk.services.scoring import evaluations
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.evidence_page import faults
from tests.made_up_month import CODE
from tests.refusals import refuses
from tests.unit.services.import_office import call, calls

CLOSED, WHO = "2026-09", "KF1002"
LATER = date(2031, 1, 1)


def quota_month(path: Path) -> Office:
    """The month made by hand under a scorecard of which one may have an A; closed."""
    office = month.filled(path)
    evaluations.submit(office, cycles.get(office, CODE), ["KF03"])
    cycle = cycles.get(office, CODE)
    with office.write("test", "test") as connection:
        card = scorecards.load(connection, cycle.scorecard_id)
        first, *rest = card.grades
        card = replace(
            card,
            grades=(replace(first, at_least=Decimal(70), quota=Decimal("0.34")), *rest[2:]),
            quota_from=1,
        )
        own = tables.scorecard
        connection.execute(update(own).where(own.c.id == cycle.scorecard_id).values(content=to_dict(card)))
    close.close_cycle(office, CODE, accepting=pending(office, CODE))
    return office


def graded(office: Office) -> dict[str, tuple[str | None, int]]:
    return {r.agent.staff_no: (r.assessment.grade, r.revision) for r in results.results(office, CODE).results}


def _spoil(office: Office, who: str) -> None:
    """Whose total it costs most of its points."""
    made = results.results(office, CODE).of(who)
    for line in made.assessment.lines:
        if line.points is not None and line.points >= 80:
            exemptions.exempt(office, CODE, who, line.code, "na", "wrong")


@pytest.mark.parametrize("others", [False, True])
def test_the_others_follow_only_where_the_office_says_so(tmp_path: Path, others: bool) -> None:
    office = quota_month(tmp_path / "quota.qadesk")
    before = graded(office)
    best = [who for who, (grade, _revision) in before.items() if grade == "A"]
    assert len(best) == 1, "one of four"
    corrections.begin(office, CODE, best[0], "wrong")
    _spoil(office, best[0])
    seen = corrections.preview(office, CODE, best[0])
    moved = {one.before.agent.staff_no for one in seen.others if not one.same}
    assert moved, "another has the place in the quota"
    done = corrections.finish(office, CODE, best[0], others=others).value
    after = graded(office)
    assert set(done.others) == (moved if others else set())
    assert {who for who in after if after[who] != before[who]} == {best[0], *done.others}
    assert all(after[who][1] == 2 for who in done.others)
    positions = {one.staff_no: one for one in stages.positions(office, CODE).positions}
    assert all(positions[who].steps[-2].stage is Stage.CORRECTED for who in done.others)
    ranks = {one.agent.staff_no: one.rank for one in results.results(office, CODE).results}
    if others:
        assert ranks == {one.before.agent.staff_no: one.after.rank for one in (seen.own, *seen.others)} | {
            who: rank for who, rank in ranks.items() if who not in {*moved, best[0]}
        }
    assert [one for one in check.check(office) if not one.ok and "Results" in one.what] == []
    office.close()


@pytest.fixture
def closed(tmp_path: Path) -> Office:
    office = month.filled(tmp_path / "branch.qadesk")
    evaluations.submit(office, cycles.get(office, CODE), ["KF03"])
    close.close_cycle(office, CODE, accepting=pending(office, CODE))
    return office


def test_an_import_brings_only_what_is_of_agents_in_correction(closed: Office, tmp_path: Path) -> None:
    day = "2026/10/20 9:05:12"
    mine = calls(tmp_path / "mine.csv", call(1, "KF02", day))
    both = calls(tmp_path / "both.csv", call(2, "KF02", day), call(3, "KF01", day))
    with refuses("cycle.records_closed"):
        imports.run(closed, mine)
    corrections.begin(closed, CODE, "KF02", "a file was left out")
    with refuses("cycle.records_closed"):
        imports.run(closed, both)
    made = imports.run(closed, mine)
    assert made.imported == 1
    assert "csat" in [one.code for one in corrections.preview(closed, CODE, "KF02").lines]
    assert made.batch_id is not None
    imports.undo(closed, made.batch_id)
    corrections.give_up(closed, CODE, "KF02")
    with refuses("cycle.records_closed"):
        imports.run(closed, mine)
    closed.close()


def corrected(office: Office, who: str = WHO) -> None:
    corrections.begin(office, CLOSED, who, "豁免漏登")
    exemptions.exempt(office, CLOSED, who, "csat", "na", "新人")
    corrections.finish(office, CLOSED, who)


def test_today_says_who_is_being_corrected(sample_office: Office) -> None:
    corrections.begin(sample_office, CLOSED, WHO, "豁免漏登")
    found = today.outcome(sample_office, CLOSED).sign_off
    assert found is not None
    assert found.in_correction == (WHO,)


def test_who_left_is_named_in_no_revision_and_all_stay_proved(
    sample_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrected(sample_office, "KF1004")
    monkeypatch.setattr(Office, "today", lambda _self: LATER)
    person = roster.agent(sample_office, "KF1004")
    roster.leave(sample_office, "KF1004", date(2026, 9, 15))
    with sample_office.write("test", "x") as connection:  # October knows nothing of them
        own, forms = tables.evaluation.c, tables.rating.c.evaluation_id
        october = select(tables.cycle.c.id).where(tables.cycle.c.code == "2026-10").scalar_subquery()
        mine = select(own.id).where(own.agent_id == person.id, own.cycle_id == october)
        connection.execute(tables.rating.delete().where(forms.in_(mine)))
        for table in (tables.evaluation, tables.typed_value, tables.exemption):
            connection.execute(
                table.delete().where(table.c.agent_id == person.id, table.c.cycle_id == october)
            )
    removal.carry_out(sample_office, ["leavers"])
    with sample_office.read() as connection:
        cycle = cycles.get_in(connection, sample_office, CLOSED)
        kept = assessments.revisions(connection, cycle.id, person.id)
        own = tables.correction.c
        assert set(connection.execute(select(own.reason)).scalars()) == {""}
    assert [one.revision for one in kept] == [1, 2]
    assert {one.agent.name for one in kept} != {person.name}
    assert all(one.anonymous for one in kept)
    assert [one for one in check.check(sample_office) if not one.ok and "Results" in one.what] == []
    with refuses("correction.records_removed"):
        removal.carry_out(sample_office, ["records"])
        corrections.begin(sample_office, CLOSED, "KF1001", "wrong")


def test_all_revisions_go_with_a_person_who_is_merged(sample_office: Office) -> None:
    corrected(sample_office)
    roster.add(sample_office, AgentEntry("N2", "赵喆"))
    person = roster.agent(sample_office, WHO)
    merged = merging.merge(sample_office, "N2", WHO, "kept")
    rows = select(func.count()).select_from(tables.assessment)
    own = tables.assessment.c
    with sample_office.read() as connection:
        assert connection.execute(rows.where(own.agent_id == person.id)).scalar_one() == 0
    assert results.results(sample_office, CLOSED).of(WHO).revision == 2
    assert merged.undo is not None
    merged.undo()
    with sample_office.read() as connection:
        assert connection.execute(rows.where(own.agent_id == person.id)).scalar_one() == 2
    assert [one for one in check.check(sample_office) if not one.ok and "Results" in one.what] == []


def test_the_pack_holds_all_revisions_and_its_page_proves_them(sample_office: Office, tmp_path: Path) -> None:
    corrected(sample_office)
    pack.make(sample_office, CLOSED, WHO, tmp_path / "p.zip", with_customers=True)
    assert faults((tmp_path / "p.zip").read_bytes()) == []


def test_about_a_person_tells_of_every_revision_and_correction(sample_office: Office) -> None:
    corrected(sample_office)
    told = {one.title: one for one in about_person.about_agent(sample_office, WHO).sections}
    revisions = [row for row in told["Results of closed cycles"].rows if row[0] == "September 2026"]
    assert [row[1] for row in revisions] == ["1", "2"]
    assert any("豁免漏登" in row for row in told["Corrections after closing"].rows)
