"""Who was excluded when a month was closed: found to be reopened, and forgotten where nothing came of it."""

from __future__ import annotations

from sqlalchemy import Connection

from qadesk.domain.cycles import Cycle
from qadesk.domain.scoring import Status
from qadesk.services import staff_numbers
from qadesk.services.after_closing import stages
from qadesk.services.after_closing.stages import MonthPositions
from qadesk.services.assessment import assessments


def find(connection: Connection, cycle: Cycle, month: MonthPositions, staff_no: str) -> int | None:
    """The agent (row id) of that number, if excluded at closing and not reopened since; None else."""
    if not month.positions or month.whose(staff_no) is not None:
        return None
    agent_id = staff_numbers.find(connection, staff_no, cycle.code)
    kept = [] if agent_id is None else assessments.stored(connection, cycle.id, [agent_id])
    return agent_id if kept and kept[0].assessment.status is Status.EXCLUDED else None


def stays(connection: Connection, cycle: Cycle, agent_id: int) -> bool:
    """Whether an agent was never assessed in a month; then the step that reopening began with is taken."""
    kept = assessments.revisions(connection, cycle.id, agent_id)
    if any(one.assessment.status is not Status.EXCLUDED for one in kept):
        return False
    stages.forget_one(connection, cycle, agent_id)
    return True
