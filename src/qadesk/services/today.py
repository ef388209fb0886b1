"""What is still to do this month: what is counted at once, and what needs the whole month added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from qadesk.domain.scoring import Status
from qadesk.services import cycles
from qadesk.services.assessment import gaps, results
from qadesk.services.assessment.gaps import Cause
from qadesk.services.first_look import EXPECTED_KINDS, Imported, Overview, overview
from qadesk.storage import tables
from qadesk.storage.office import Office

__all__ = ["EXPECTED_KINDS", "Imported", "Outcome", "Overview", "outcome", "overview"]


@dataclass(frozen=True)
class Outcome:
    """The month added up. Counts are agents."""

    agents: int
    graded: int
    incomplete: int
    excluded: int
    grades: Mapping[str, int]
    outdated_sheets: tuple[str, ...]  # staff numbers whose printed sheet no longer says what is true
    red_lines: tuple[str, ...]
    not_entered: int = 0  # who lack a value somebody has to type, if only because another is computed from it


def outcome(office: Office, code: str) -> Outcome:
    """How far the month's results are, and what is odd about them."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        made = results.results_in(connection, office, cycle)
        sheet = tables.sheet.c
        sheets = select(sheet.agent_id, sheet.digest).where(sheet.cycle_id == cycle.id).order_by(sheet.id)
        printed = {row.agent_id: row.digest for row in connection.execute(sheets)}
    grades = {grade.code: 0 for grade in made.scorecard.grades}
    for result in made.results:
        if result.assessment.grade is not None:
            grades[result.assessment.grade] += 1
    statuses = [result.assessment.status for result in made.results]
    return Outcome(
        agents=len(made.results),
        graded=statuses.count(Status.GRADED),
        incomplete=statuses.count(Status.INCOMPLETE),
        excluded=statuses.count(Status.EXCLUDED),
        grades=grades,
        outdated_sheets=tuple(
            r.agent.staff_no for r in made.results if printed.get(r.agent.id, r.digest) != r.digest
        ),
        red_lines=tuple(r.agent.staff_no for r in made.results if r.assessment.red_lines),
        not_entered=len(
            {who.staff_no for gap in gaps.gaps(made) if gap.remedy is Cause.VALUE for who in gap.agents}
        ),
    )
