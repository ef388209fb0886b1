"""Whom a staff number means: who has it, or had it before it was corrected or two entries were merged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.storage import tables


def find(connection: Connection, staff_no: str, month: str = "") -> int | None:
    """The row id of the agent whose number it is, else of who had it last; None: nobody's.

    In a closed `month` (its code) a number is whose result carries it, whoever has it now.
    """
    had = _had(connection, staff_no)
    if had and month:
        cycle, kept = tables.cycle, tables.assessment.c
        then = connection.execute(
            select(kept.agent_id)
            .join_from(tables.assessment, cycle, cycle.c.id == kept.cycle_id)
            .where(cycle.c.code == month, kept.content["agent"]["staff_no"].as_string() == staff_no)
        ).scalar()
        if then is not None:
            return int(then)
    agent = tables.agent.c
    now = connection.execute(select(agent.id).where(agent.staff_no == staff_no)).scalar()
    return int(now) if now is not None else had


def number_of(connection: Connection, agent_id: int) -> str:
    """The number an agent has now."""
    agent = tables.agent.c
    return str(connection.execute(select(agent.staff_no).where(agent.id == agent_id)).scalar_one())


def must_find(connection: Connection, staff_no: str, month: str = "") -> int:
    """The same. Raises UserError for a number that is nobody's."""
    found = find(connection, staff_no, month)
    if found is None:
        raise UserError(
            "roster.no_agent",
            _("There is no agent {staff_no}.").format(staff_no=staff_no),
            kept=_("Nothing was changed."),
        )
    return found


def former(connection: Connection) -> dict[str, int]:
    """Every number that is nobody's now, and who (row id) had it last."""
    row, agent = tables.former_number.c, tables.agent.c
    taken = select(agent.staff_no).where(agent.staff_no == row.staff_no)
    had = select(row.staff_no, row.agent_id).where(~taken.exists()).order_by(row.id)
    return {one.staff_no: one.agent_id for one in connection.execute(had)}


def others(connection: Connection) -> dict[str, int]:
    """What else agents (row ids) are known by who had another number before: that, and the one they have."""
    row, agent = tables.former_number.c, tables.agent.c
    had = former(connection)
    if not had:
        return {}
    now = select(agent.staff_no, agent.id).where(agent.id.in_(select(row.agent_id)))
    return had | {one.staff_no: one.id for one in connection.execute(now)}


def remember(connection: Connection, agent_id: int, staff_no: str, at: datetime) -> None:
    """Keep a number that an agent has no longer."""
    row = tables.former_number
    connection.execute(insert(row).values(agent_id=agent_id, staff_no=staff_no, at=at))


def forget(connection: Connection, agent_id: int, staff_no: str) -> bool:
    """No longer keep a number of an agent's; whether it was kept."""
    row = tables.former_number
    gone = delete(row).where(row.c.agent_id == agent_id, row.c.staff_no == staff_no)
    return bool(connection.execute(gone).rowcount)


def _had(connection: Connection, staff_no: str) -> int | None:
    row = tables.former_number.c
    last = select(row.agent_id).where(row.staff_no == staff_no).order_by(row.id.desc()).limit(1)
    return connection.execute(last).scalar()
