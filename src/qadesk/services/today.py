"""What is still to do this month, told from what the office file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from qadesk.domain.scorecard import Role
from qadesk.domain.scoring import Status
from qadesk.services import cycles, scorecards
from qadesk.services.assessment import gaps, results
from qadesk.services.assessment.gaps import Cause
from qadesk.services.assessment.participants import participants
from qadesk.services.cycles import Cycle
from qadesk.storage import tables
from qadesk.storage.office import Office

EXPECTED_KINDS = ("calls", "chats", "complaints", "incidents", "surveys", "deliveries")
SHEETS_DUE_DAYS = 5  # after the cycle's last day


@dataclass(frozen=True)
class Imported:
    """What is in of one kind of file. `through` is the last local day it has records of."""

    kind: str
    files: int
    records: int
    rejected: int
    through: date | None
    at: datetime | None


@dataclass(frozen=True)
class Overview:
    """The month at a glance, quick to read. Counts are agents but where they say otherwise."""

    cycle: Cycle
    agents: int
    imported: Mapping[str, Imported]  # by kind; every kind of EXPECTED_KINDS is there
    submitted: int
    drafts: int
    printed: int
    last_printed: datetime | None
    due: date  # sheets printed by

    @property
    def missing_kinds(self) -> tuple[str, ...]:
        """The kinds of file the month still lacks."""
        return tuple(kind for kind, found in self.imported.items() if not found.files)


@dataclass(frozen=True)
class Outcome:
    """What needs the whole month added up. Counts are agents."""

    agents: int
    graded: int
    incomplete: int
    excluded: int
    grades: Mapping[str, int]
    outdated_sheets: tuple[str, ...]  # staff numbers whose printed sheet no longer says what is true
    red_lines: tuple[str, ...]
    not_entered: int = 0  # who lack a value somebody has to type, if only because another is computed from it


def overview(office: Office, code: str) -> Overview:
    """The month's steps with counts. Raises UserError if the cycle was never opened."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        needed = _needed(connection, office, cycle)
        submitted, drafts = _evaluations(connection, cycle)
        scored = {agent for agent, items in needed.items() if items <= submitted.get(agent, set())}
        printed, last = _printed(connection, cycle)
        return Overview(
            cycle=cycle,
            agents=len(needed),
            imported={kind: _imported(connection, cycle, kind) for kind in EXPECTED_KINDS},
            submitted=len(scored),
            drafts=len(needed.keys() & drafts - scored),
            printed=len(needed.keys() & printed.keys()),
            last_printed=last,
            due=cycle.period.end + timedelta(days=SHEETS_DUE_DAYS - 1),
        )


def outcome(office: Office, code: str) -> Outcome:
    """How far the month's results are, and what is odd about them."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        made = results.results_in(connection, office, cycle)
        printed, _last = _printed(connection, cycle)
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


def _imported(connection: Connection, cycle: Cycle, kind: str) -> Imported:
    batch = tables.import_batch.c
    row = connection.execute(
        select(
            func.count().label("files"),
            func.sum(batch.imported).label("records"),
            func.sum(batch.rejected).label("rejected"),
            func.max(batch.last_day).label("through"),
            func.max(batch.at).label("at"),
        ).where(
            batch.kind == kind,
            batch.undone_at.is_(None),
            batch.first_day < cycle.period.end,
            batch.last_day >= cycle.period.start,
        )
    ).one()
    return Imported(kind, row.files, row.records or 0, row.rejected or 0, row.through, row.at)


def _needed(connection: Connection, office: Office, cycle: Cycle) -> dict[int, set[str]]:
    """What is rated or typed of each agent and must be; whoever is not assessed at all is left out."""
    card = scorecards.load(connection, cycle.scorecard_id)
    items = {i.code for i in card.rated_items()}
    items |= {i.code for i in card.typed_items() if i.role is Role.WEIGHTED}
    needed = {person.id: set(items) for person in participants(connection, office, cycle)}
    exemption = tables.exemption.c
    for row in connection.execute(
        select(exemption.agent_id, exemption.indicator, exemption.kind).where(exemption.cycle_id == cycle.id)
    ):
        if row.agent_id not in needed:
            continue
        if row.indicator is not None:
            needed[row.agent_id].discard(row.indicator)
        elif row.kind == "na":
            del needed[row.agent_id]
        else:
            needed[row.agent_id].clear()
    return needed


def _evaluations(connection: Connection, cycle: Cycle) -> tuple[dict[int, set[str]], set[int]]:
    """The items answered in submitted forms or typed, by agent, and the agents with a draft."""
    evaluation, rating = tables.evaluation.c, tables.rating.c
    submitted: dict[int, set[str]] = {}
    drafts = set()
    for row in connection.execute(
        select(evaluation.agent_id, evaluation.status, rating.item)
        .join_from(tables.evaluation, tables.rating)
        .where(evaluation.cycle_id == cycle.id)
    ):
        if row.status == "submitted":
            submitted.setdefault(row.agent_id, set()).add(row.item)
        else:
            drafts.add(row.agent_id)
    value = tables.typed_value.c
    for typed in connection.execute(
        select(value.agent_id, value.indicator).where(value.cycle_id == cycle.id)
    ):
        submitted.setdefault(typed.agent_id, set()).add(typed.indicator)
    return submitted, drafts


def _printed(connection: Connection, cycle: Cycle) -> tuple[dict[int, str], datetime | None]:
    """The digest last printed for each agent, and when the last sheet was."""
    sheet = tables.sheet.c
    rows = connection.execute(
        select(sheet.agent_id, sheet.digest, sheet.at).where(sheet.cycle_id == cycle.id).order_by(sheet.id)
    ).all()
    return {row.agent_id: row.digest for row in rows}, rows[-1].at if rows else None
