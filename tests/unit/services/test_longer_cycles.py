"""A quarter takes up the results of its months, beside indicators of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest
from sqlalchemy import update

from qadesk.domain import starters
from qadesk.domain.scorecard import Names, Scorecard, Section
from qadesk.domain.scoring import State
from qadesk.services import cycles
from qadesk.services.assessment import assessments, gaps, results
from qadesk.services.assessment.gaps import Cause
from qadesk.services.explaining import explanation
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.made_up_month import CODE, filled
from tests.refusals import refuses
from tests.unit.services.trial_office import close, one, put_in_force, under_draft

QUARTER = "2026-Q4"


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = filled(tmp_path / "b.qadesk")
    yield office
    office.close()


def quarterly(figure: str = "months_mean") -> Scorecard:
    """Seven tenths what the months came out with, three tenths teamwork."""
    of_months = replace(
        starters.from_measure(figure), names=Names("月度成绩", "Months"), weight=D(70)
    )
    own = one("teamwork", 30)
    section = Section("all", Names("全部", "All"), (of_months, own))
    return replace(starters.blank_card(), code="quarterly", sections=(section,)) if hasattr(
        starters, "blank_card"
    ) else _card(section)


def _card(section: Section) -> Scorecard:
    from qadesk.domain.scorecard import Grade

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
