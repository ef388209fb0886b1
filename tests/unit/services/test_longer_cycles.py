"""A quarter takes up the results of its months, beside indicators of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from qadesk.domain import starters
from qadesk.domain.periods import period
from qadesk.domain.scorecard import Grade, Names, Scorecard, Section
from qadesk.domain.scorecard_forms import to_dict
from qadesk.domain.scoring import State
from qadesk.services import cycle_rules, cycles, first_look, opening
from qadesk.services.after_closing import corrections
from qadesk.services.assessment import assessments, draws, exemptions, gaps, results
from qadesk.services.assessment.gaps import Cause
from qadesk.services.closing.pending import Code, pending
from qadesk.services.closing.pending_words import in_words
from qadesk.services.explaining import explanation
from qadesk.services.scoring import drafts
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.closing_months import close_month
from tests.made_up_month import CODE, filled
from tests.refusals import refuses
from tests.unit.services.trial_office import close, one, put_in_force

D = Decimal
QUARTER = "2026-Q4"


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = filled(tmp_path / "b.qadesk")
    yield office
    office.close()


def quarterly(figure: str = "months_mean") -> Scorecard:
    """Seven tenths what the months came out with, three tenths teamwork."""
    of_months = replace(starters.from_measure(figure), names=Names("月度成绩", "Months"), weight=D(70))
    own = one("teamwork", 30)
    section = Section("all", Names("全部", "All"), (of_months, own))
    grades = (Grade("A", Names("优秀", "A"), D(90)), Grade("D", Names("待改进", "D"), D(0)))
    return Scorecard("quarterly", 1, Names("季度", "Quarter"), (section,), grades, D(105))


def november(office: Office, **totals: str) -> None:
    """Another closed month, like October but with these totals; who is not named has no result."""
    before = cycles.get(office, CODE)
    month = cycles.open_cycle(office, "2026-11").value
    with office.write() as connection:
        for kept in assessments.stored(connection, before.id):
            if kept.agent.staff_no in totals:
                made = replace(kept.assessment, total=D(totals[kept.agent.staff_no]))
                assessments.store(connection, office, month.id, replace(kept, assessment=made), "0" * 64)
        own = tables.cycle
        connection.execute(
            update(own).where(own.c.id == month.id).values(status="closed", closed_at=office.now())
        )


def opened(office: Office, figure: str = "months_mean") -> None:
    cycles.open_cycle(office, QUARTER)
    put_in_force(office, quarterly(figure), QUARTER)


def test_the_mean_of_two_months_beside_the_quarters_own_rating(branch: Office) -> None:
    close(branch)
    october = {r.agent.staff_no: r.assessment.total for r in results.results(branch, CODE).results}
    november(branch, KF01="90.00", KF02="70.00")
    opened(branch)
    made = results.results(branch, QUARTER)
    line = made.of("KF01").assessment.line("months_mean")
    assert october["KF01"] is not None
    assert (line.state, line.value, line.n) == (State.OBSERVED, (october["KF01"] + 90) / 2, 2)
    assert line.points == line.value
    assert made.of("KF04").assessment.line("months_mean").value == october["KF04"]  # one month only
    said = explanation.explain(branch, QUARTER, "KF01", "months_mean").text("value")
    assert f"{october['KF01']} + 90.00" in said
    assert "÷ 2" in said


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("months_mean", "85.00"),
        ("months_weighted", "85.00"),
        ("months_worst", "80.00"),
        ("months_last", "80.00"),
    ],
)
def test_each_rule(branch: Office, figure: str, value: str) -> None:
    close(branch)
    with branch.write() as connection:  # October by hand: 90
        october = cycles.get_in(connection, branch, CODE)
        kept = next(k for k in assessments.stored(connection, october.id) if k.agent.staff_no == "KF01")
        again = replace(kept, assessment=replace(kept.assessment, total=D("90.00")))
        assessments.store(connection, branch, october.id, replace(again, revision=2), "0" * 64)
    november(branch, KF01="80.00")
    opened(branch, figure)
    with branch.write() as connection:  # as many contacts in November as in October
        rows = connection.execute(select(tables.contact).where(tables.contact.c.agent_id == kept.agent.id))
        for row in rows.mappings().all():
            later = {"ref": f"{row['ref']}-11", "at": row["at"] + timedelta(days=31)}
            values = {name: value for name, value in row.items() if name != "id"} | later
            connection.execute(insert(tables.contact).values(**values))
    found = results.results(branch, QUARTER).of("KF01")
    assert found.assessment.line(figure).value == D(value)
    assert found.tally.months[0].contacts == found.tally.months[1].contacts == 10
    assert explanation.explain(branch, QUARTER, "KF01", figure).text("value")


def test_while_a_month_is_open_it_is_missing_and_the_quarter_cannot_be_closed(branch: Office) -> None:
    opened(branch)
    made = results.results(branch, QUARTER)
    assert made.of("KF01").assessment.line("months_mean").state is State.MISSING
    assert Cause.MONTHS in {gap.cause for gap in gaps.gaps(made)}
    found = {one.code: one for one in pending(branch, QUARTER)}
    assert found[Code.MONTH_OPEN].blocks
    assert "2026" in in_words(found[Code.MONTH_OPEN]).text
    close(branch)
    made = results.results(branch, QUARTER)
    assert made.of("KF01").assessment.line("months_mean").state is State.OBSERVED
    found = {one.code: one for one in pending(branch, QUARTER)}
    assert Code.MONTH_OPEN not in found
    assert [f"{day:%m}" for day in found[Code.MONTH_UNOPENED].days] == ["11", "12"]
    assert not found[Code.MONTH_UNOPENED].blocks
    assert in_words(found[Code.MONTH_UNOPENED]).remedy


def test_a_month_does_not_take_up_months(branch: Office) -> None:
    opened(branch)
    with branch.read() as connection:
        card = cycles.get_in(connection, branch, QUARTER).scorecard_id
    with refuses("cycle.has_no_months"), branch.write() as connection:
        cycles.open_in(connection, branch, period("2026-12"), card)


def test_records_of_the_whole_quarter_are_pooled_anew(branch: Office) -> None:
    """Other indicators count all its records, whatever its months came out with."""
    with branch.write() as connection:
        contact = tables.contact
        first = connection.execute(select(contact).limit(1)).mappings().one()
        values = {k: v for k, v in first.items() if k != "id"}
        later = {"ref": "late", "at": first["at"] + timedelta(days=40), "resolved": False}
        connection.execute(insert(contact).values(**values | later))
    cycles.open_cycle(branch, QUARTER)
    month, quarter = (results.results(branch, code).of("KF01").tally for code in (CODE, QUARTER))
    assert (quarter.contacts, quarter.unresolved) == (month.contacts + 1, month.unresolved + 1)


def test_how_sure_months_are_goes_into_how_sure_the_quarter_is(branch: Office) -> None:
    close(branch)
    november(branch, KF01="90.00")
    opened(branch)
    line = results.results(branch, QUARTER).of("KF01").assessment.line("months_mean")
    assert line.interval is not None
    assert line.evidence is None  # whole months: not few cases out of many
    spread = draws.spread(line, quarterly().indicator("months_mean"))
    assert spread is not None
    assert (spread.kind, spread.low, spread.high) == ("normal", 0, 105)


class Clock:
    """What day it is in the office."""

    def __init__(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        self.day = date(2026, 11, 3)
        monkeypatch.setattr(type(office), "today", lambda _office: self.day)


def test_a_new_month_opens_by_itself_and_can_be_taken_back(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(branch, monkeypatch)
    done = opening.open_due(branch)
    assert [one.code for one in done.value] == ["2026-11"]
    assert "2026" in opening.opened_text(done.value)
    assert opening.open_due(branch).value == ()
    assert done.undo is not None
    done.undo()
    assert [one.code for one in cycles.all_cycles(branch)] == [CODE]
    assert opening.open_due(branch).value == ()  # somebody took it back: not again
    clock.day = date(2026, 12, 1)
    assert opening.open_due(branch).value == ()  # no month before it


def test_what_was_worked_on_stays_open(branch: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(branch, monkeypatch)
    done = opening.open_due(branch)
    with branch.write() as connection:
        cycle = cycles.get_in(connection, branch, "2026-11").id
        values = {"cycle_id": cycle, "agent_id": 1, "user_id": 1, "status": "draft"}
        connection.execute(insert(tables.evaluation).values(**values, updated_at=branch.now()))
    assert done.undo is not None
    with refuses("cycle.worked_on"):
        done.undo()
    assert [one.code for one in cycles.all_cycles(branch)] == ["2026-11", CODE]


def test_nothing_opens_by_itself_where_that_is_off_or_nothing_was_opened(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(branch, monkeypatch)
    before = cycle_rules.set_rule(branch, [3], by_itself=False)
    assert opening.open_due(branch).value == ()
    assert before.undo is not None
    before.undo()
    assert cycle_rules.rule(branch) == cycle_rules.CycleRule()
    clock.day = date(2027, 3, 1)
    assert opening.open_due(branch).value == ()


def test_a_quarter_opens_with_the_scorecard_that_takes_up_months(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    Clock(branch, monkeypatch)
    cycle_rules.set_rule(branch, [3], by_itself=True)
    assert [one.code for one in opening.open_due(branch).value] == ["2026-11"]  # none takes them up yet
    with branch.write() as connection:
        own = {"code": "quarterly", "version": 1, "content": to_dict(quarterly())}
        connection.execute(
            insert(tables.scorecard).values(status="published", published_at=branch.now(), **own)
        )
    assert [one.code for one in opening.open_due(branch).value] == [QUARTER]
    assert ("2026-Q3", "unopened") in first_look.months(branch)
    assert (QUARTER, "open") in first_look.months(branch)


def test_only_these_lengths(branch: Office) -> None:
    with pytest.raises(ValueError, match="not a length"):
        cycle_rules.set_rule(branch, [5], by_itself=True)


def test_a_contact_is_rated_in_its_month(branch: Office) -> None:
    """One rating of a contact by one person: it could not count in both."""
    with branch.read() as connection:
        own = tables.contact.c
        contact = connection.execute(select(own.id).where(own.agent_id == 1).limit(1)).scalar_one()
    opened(branch)
    with refuses("evaluation.of_its_month", "2026"), branch.write() as connection:
        drafts.draft_or_new(connection, branch, cycles.get_in(connection, branch, QUARTER), "KF01", contact)


def test_a_closed_quarter_does_not_follow_a_corrected_month(branch: Office) -> None:
    close(branch)
    november(branch, KF01="90.00")
    opened(branch)
    before = results.results(branch, QUARTER).of("KF01").assessment.line("months_mean").value
    with branch.write() as connection:
        connection.execute(
            insert(tables.evaluation).values(
                cycle_id=cycles.get_in(connection, branch, QUARTER).id, agent_id=1, user_id=1,
                status="submitted", updated_at=branch.now(), submitted_at=branch.now(),
            )
        )  # fmt: skip
    with branch.write() as connection:
        made = results.results_in(connection, branch, cycles.get_in(connection, branch, QUARTER)).of("KF01")
        kept = assessments.Kept(made.agent, made.assessment, "")
        quarter = cycles.get_in(connection, branch, QUARTER)
        assessments.store(connection, branch, quarter.id, kept, made.digest)
        own = tables.cycle
        connection.execute(update(own).where(own.c.id == quarter.id).values(status="closed"))
    assert "90.00" in explanation.explain(branch, QUARTER, "KF01", "months_mean").text("value")
    with branch.write() as connection:
        month = cycles.get_in(connection, branch, "2026-11")
        kept = next(k for k in assessments.stored(connection, month.id) if k.agent.staff_no == "KF01")
        again = replace(kept, revision=2, assessment=replace(kept.assessment, total=D("50.00")))
        assessments.store(connection, branch, month.id, again, "1" * 64)
    assert results.results(branch, QUARTER).of("KF01").assessment.line("months_mean").value == before
    assert "now" in explanation.explain(branch, QUARTER, "KF01", "months_mean").text("value")


def test_a_quarter_waits_for_what_is_being_corrected_in_its_months(branch: Office) -> None:
    close(branch)
    opened(branch)
    assert Code.MONTH_OPEN not in {one.code for one in pending(branch, QUARTER)}
    corrections.begin(branch, CODE, "KF01", "an import was wrong")
    found = {one.code: one for one in pending(branch, QUARTER)}
    assert found[Code.MONTH_OPEN].blocks


def test_a_quarters_correction_waits_for_that_of_its_month(branch: Office) -> None:
    close(branch)
    opened(branch)
    for staff_no in ("KF01", "KF02", "KF03", "KF04"):
        exemptions.exempt(branch, QUARTER, staff_no, None, "waived", "waived")
    close_month(branch, QUARTER, discarding=True)
    for code in (QUARTER, CODE):
        corrections.begin(branch, code, "KF01", "an import was wrong")
    with refuses("correction.unsettled"):
        corrections.finish(branch, QUARTER, "KF01")
    corrections.give_up(branch, CODE, "KF01")
    corrections.finish(branch, QUARTER, "KF01")
