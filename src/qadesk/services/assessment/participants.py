"""Who takes part in a cycle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from qadesk.domain.periods import Period
from qadesk.services.assessment import tallies
from qadesk.services.cycles import Cycle
from qadesk.storage import tables
from qadesk.storage.office import Office

_NO_CYCLE: Final = 0  # rows are numbered from 1


@dataclass(frozen=True)
class Participant:
    """An agent of the cycle, as the roster names them."""

    id: int
    staff_no: str
    name: str
    team: str
    post: str


def participants(connection: Connection, office: Office, cycle: Cycle) -> list[Participant]:
    """The agents of a cycle by staff number: on the roster during it, or with something measured in it.

    Looked up is what was measured of those the roster does not place in the cycle (someone who left on an
    unknown day, say). A focus agreed on before or an exemption brings nobody back: they measure nothing.
    """
    return _taking_part(connection, office, cycle.period, cycle.id)


def expected(connection: Connection, office: Office, span: Period) -> list[Participant]:
    """Who would take part in a period that has no cycle yet."""
    return _taking_part(connection, office, span, _NO_CYCLE)


def _taking_part(connection: Connection, office: Office, span: Period, cycle_id: int) -> list[Participant]:
    agent = tables.agent.c
    rows = connection.execute(
        select(tables.agent).where(agent.office_id == office.id).order_by(agent.staff_no)
    ).all()
    doubtful = [row.id for row in rows if not _on_roster(row, span)]
    elsewhere = set(doubtful) - tallies.agents_with_records(connection, office, cycle_id, span, doubtful)
    return [
        Participant(row.id, row.staff_no, row.name, row.team, row.post)
        for row in rows
        if row.id not in elsewhere
    ]


def on_roster_in(connection: Connection, office: Office, span: Period) -> set[int]:
    """Whom (row ids) the roster places in a period."""
    agent = tables.agent.c
    rows = connection.execute(select(tables.agent).where(agent.office_id == office.id))
    return {row.id for row in rows if _on_roster(row, span)}


def _on_roster(row: Row[Any], span: Period) -> bool:
    """Whether the roster places somebody in a period."""
    hired = row.hired_on is None or row.hired_on < span.end
    stayed = row.status != "left" if row.left_on is None else row.left_on > span.start
    return bool(hired and stayed)
