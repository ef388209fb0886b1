"""What is still to do this month: what is counted at once, and what needs the whole month added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from qadesk.domain.scoring import Status
from qadesk.services import cycles, first_look, opening
from qadesk.services.assessment import gaps, results
from qadesk.services.assessment.gaps import Cause
from qadesk.services.first_look import UnderWay
from qadesk.services.paper import sheet_digest
from qadesk.services.records import counting
from qadesk.storage import tables
from qadesk.storage.office import Office


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
    unsettled: tuple[str, ...] = ()  # where totals meet single records and nobody said which count, in words
    # The newest month with records that was never opened, and is not older than what was closed already.
    waiting: str = ""
    under_way: tuple[UnderWay, ...] = ()  # scorecards that wait for approval or to be published
    untouched: bool = False  # nobody has worked on it: opening it can still be taken back
    not_entered: int = 0  # who lack a value somebody has to type, if only because another is computed from it


def outcome(office: Office, code: str) -> Outcome:
    """How far the month's results are, and what is odd about them."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        made = results.results_in(connection, office, cycle)
        changed = sheet_digest.changed(connection, office, made)
        untouched = opening.may_take_back(connection, cycle)
        waiting = _waiting(connection, office)
        met = counting.met_in(connection, office, cycle.period)
        unsettled = tuple(one.words() for one in met if not one.counts)
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
        outdated_sheets=tuple(r.agent.staff_no for r in made.results if changed.get(r.agent.id)),
        waiting=waiting,
        untouched=untouched,
        under_way=first_look.under_way(office),
        unsettled=unsettled,
        red_lines=tuple(r.agent.staff_no for r in made.results if r.assessment.red_lines),
        not_entered=len(
            {who.staff_no for gap in gaps.gaps(made) if gap.remedy is Cause.VALUE for who in gap.agents}
        ),
    )


def _waiting(connection: Connection, office: Office) -> str:
    cycle = tables.cycle.c
    closed = select(func.max(cycle.end)).where(cycle.office_id == office.id, cycle.status == "closed")
    past = connection.execute(closed).scalar()
    newest = next(iter(opening.unopened(connection, office)), None)
    return newest.code if newest is not None and (past is None or newest.start >= past) else ""
