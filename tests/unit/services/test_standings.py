"""What is missing and where it leads, who is alike, what another standard would change, the spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

from qadesk.domain.measures import Source
from qadesk.domain.quotas import with_quotas
from qadesk.domain.scorecard import Names, Section
from qadesk.domain.scorecard_forms import to_dict
from qadesk.services import scorecards, today
from qadesk.services.assessment import exemptions, gaps, results, results_export, simulation, standings
from qadesk.services.assessment.gaps import Cause
from qadesk.services.explaining.result_words import facts_text
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.under_card import under

D = Decimal


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = month.filled(tmp_path / "branch.qadesk")
    yield office
    office.close()


def lacking(branch: Office) -> list[tuple[Cause, list[str], list[str]]]:
    found = gaps.gaps(results.results(branch, CODE))
    return [(g.cause, [i.code for i in g.indicators], [a.staff_no for a in g.agents]) for g in found]


def test_ratings_that_are_missing_are_one_gap(branch: Office) -> None:
    assert lacking(branch) == [(Cause.RATING, ["attitude", "communication"], ["KF03"])]


def test_a_file_that_is_missing_comes_first_since_it_concerns_all(branch: Office) -> None:
    with branch.write() as connection:
        batch = tables.import_batch
        connection.execute(update(batch).where(batch.c.kind == "incidents").values(undone_at=branch.now()))
    found = gaps.gaps(results.results(branch, CODE))
    assert (found[0].cause, found[0].source) == (Cause.FILE, Source.INCIDENTS)
    assert [i.code for i in found[0].indicators] == ["errors"]
    assert [a.staff_no for a in found[0].agents] == ["KF01", "KF02", "KF03", "KF04"]


def test_an_agent_without_records_is_a_gap_of_its_own(branch: Office) -> None:
    with branch.write() as connection:
        month.add(connection, "agent", office_id=branch.id, staff_no="KF05", name="新人", team="", post="",
                  status="probation")  # fmt: skip
    causes = {cause: codes for cause, codes, who in lacking(branch) if "KF05" in who}
    assert causes[Cause.RECORDS] == [
        "avg_response_seconds", "first_contact_resolution", "csat", "complaint_rate",
    ]  # fmt: skip


def with_own_figures(branch: Office) -> None:
    """The standard table, where attendance is typed and two figures are computed from it and from records."""
    card = scorecards.shipped()
    one = card.indicator("csat")
    typed = replace(one, code="attendance", names=Names("出勤", "Attendance"), typed=True)
    twice = replace(one, code="twice", names=Names("双倍", "Twice"), formula="attendance * 2")
    nested = replace(one, code="nested", names=Names("再倍", "Nested"), formula="twice + surveys")
    own = Section("own", Names("其他", "Own"), (typed, twice, nested))
    with branch.write() as connection:
        content = to_dict(replace(card, sections=(*card.sections, own)))
        connection.execute(update(tables.scorecard).values(content=content))
        for agent_id in (1, 2):
            month.add(connection, "typed_value", cycle_id=1, agent_id=agent_id, indicator="attendance",
                      value=D(4), origin="", at=branch.now())  # fmt: skip
        surveys = tables.import_batch.c.kind == "surveys"
        connection.execute(update(tables.import_batch).where(surveys).values(undone_at=branch.now()))


def test_what_nobody_entered_and_what_is_computed_from_it_lead_to_the_same_place(branch: Office) -> None:
    with_own_figures(branch)
    found = {
        (gap.indicators[0].code, gap.lacking): gap
        for gap in gaps.gaps(results.results(branch, CODE))
        if gap.cause is not Cause.RATING
    }
    said = {
        key: (gap.cause, gap.remedy, gap.source, gap.item, [a.staff_no for a in gap.agents])
        for key, gap in found.items()
    }
    late = ["KF03", "KF04"]
    assert today.outcome(branch, CODE).not_entered == len(late)
    assert said == {
        ("attendance", ()): (Cause.VALUE, Cause.VALUE, None, "attendance", late),
        ("twice", ("attendance",)): (Cause.COMPUTED, Cause.VALUE, None, "attendance", late),
        ("nested", ("twice", "surveys")): (Cause.COMPUTED, Cause.VALUE, None, "attendance", late),
        ("nested", ("surveys",)): (Cause.COMPUTED, Cause.FILE, Source.SURVEYS, "nested", ["KF01", "KF02"]),
    }


def test_a_complete_month_has_no_gaps(branch: Office) -> None:
    exemptions.exempt(branch, CODE, "KF03", None, "na", "on leave")
    assert lacking(branch) == []


def test_two_agents_with_few_and_scattered_data_are_alike(branch: Office) -> None:
    with branch.write() as connection:
        connection.execute(update(tables.incident).values(kind="praise", agent_id=1))
        ratings = update(tables.contact).where(tables.contact.c.agent_id.in_([1, 4]))
        connection.execute(ratings.values(rating=tables.contact.c.id % 2 * 4 + 1))
    found = standings.with_uncertainty(standings.standings(branch, CODE)).sure
    assert "KF04" in found.alike["KF01"]
    assert "KF01" in found.alike["KF04"]


def test_standings_know_when_targets_were_frozen_and_whose_differ(branch: Office) -> None:
    with branch.write() as connection:
        month.add(connection, "target", cycle_id=1, agent_id=2, indicator="csat", standard=D("3.5"))
    found = standings.standings(branch, CODE)
    assert found.own_targets == {"KF02": {"csat": "agent"}}
    assert found.opened_at is not None


# ---- what if


def test_a_softer_standard_moves_points_total_and_grade_for_this_look_only(branch: Office) -> None:
    made = results.results(branch, CODE)
    found = {m.agent.staff_no: m for m in simulation.moves(made, "complaint_rate", D("0.1"))}
    assert (found["KF02"].total, found["KF02"].supposed_total) == (D("66.14"), D("76.14"))
    assert (found["KF02"].grade, found["KF02"].supposed_grade) == ("D", "C")
    assert (found["KF02"].met, found["KF02"].supposed_met) == (False, True)
    assert not found["KF01"].moved
    assert not found["KF03"].moved
    assert results.results(branch, CODE) == made


def test_ranks_are_dealt_anew(branch: Office) -> None:
    exemptions.exempt(branch, CODE, "KF03", "attitude", "na", "why")
    exemptions.exempt(branch, CODE, "KF03", "communication", "na", "why")
    made = results.results(branch, CODE)
    assert [r.agent.staff_no for r in made.results] == ["KF01", "KF03", "KF02", "KF04"]
    with branch.write() as connection:
        month.complaint(connection, 1, 3, "TS-9", upheld=True, hours=1)
    made = results.results(branch, CODE)
    assert [r.agent.staff_no for r in made.results] == ["KF03", "KF01", "KF02", "KF04"]
    assert [r.agent.staff_no for r in simulation.simulate(made, {"complaint_rate": D("0.1")}).results] == [
        "KF01", "KF03", "KF02", "KF04",
    ]  # fmt: skip


def test_the_standards_in_force_change_nothing(branch: Office) -> None:
    made = results.results(branch, CODE)
    assert simulation.simulate(made, {"complaint_rate": D("0.01")}).results == made.results


def test_it_is_known_whose_points_come_from_the_standard(branch: Office) -> None:
    card = results.results(branch, CODE).cards.own.card
    telling = [i.code for i in card.indicators() if simulation.counts_from_standard(i.rule)]
    assert telling == ["complaint_rate"]


# ---- the spreadsheet


def test_the_table_has_figures_as_figures(branch: Office) -> None:
    headings, rows = results_export.table(results.results(branch, CODE))
    first = dict(zip(headings, rows[0], strict=True))
    assert (first["Staff no."], first["Total"], first["Grade"]) == ("KF01", 99.9, "A")
    assert first["First-contact resolution (%)"] == 100.0
    assert first["Customer satisfaction (CSAT): points"] == 96.0
    assert "Abusive language: points" not in first
    missing = dict(zip(headings, rows[-1], strict=True))
    assert (missing["Total"], missing["Attitude rating"], missing["Status"]) == ("", "Missing", "Incomplete")


def test_the_file_can_be_read_again(branch: Office, tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "results.xlsx"
    assert results_export.export(branch, CODE, path) == 4
    rows = list(openpyxl.load_workbook(path).active.values)
    assert len(rows) == 5
    assert rows[1][:6] == (1, "KF01", "王小红", "一组", 99.9, "A")


def test_who_shares_the_last_places_of_a_quota_is_told(sample_office: Office) -> None:
    """Three tie at the top of fourteen, of whom 20 % are two: all have the grade, and it is said."""
    made = results.results(sample_office, "2026-09")
    first, *rest = made.cards.own.card.grades
    card = replace(made.cards.own.card, grades=(replace(first, quota=D("0.2")), *rest))
    top = [
        replace(one.assessment, total=D(95), computed=D(95)) if at < 3 else one.assessment
        for at, one in enumerate(made.results)
    ]
    graded = with_quotas(card, top)
    rows = [replace(r, assessment=a, stored=None) for r, a in zip(made.results, graded, strict=True)]
    found = standings.compare(under(made, card, rows))
    said = [facts_text(found, row) for row in found.made.results]
    assert [row.assessment.grade for row in found.made.results[:4]] == ["A", "A", "A", "B"]
    assert ["The last places of A are tied; all who tie have it (3)." in one for one in said[:4]] == [
        True, True, True, False,
    ]  # fmt: skip
