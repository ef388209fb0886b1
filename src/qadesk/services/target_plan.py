"""Planning targets: standards that differ from the scorecard's for a team, a post, an agent, or one cycle.

A plan is taken over when a cycle opens; what an open cycle requires does not change any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit
from qadesk.services.cycles import parse
from qadesk.storage import tables
from qadesk.storage.office import Office

LARGEST = Decimal("1E9")


@dataclass(frozen=True)
class Whose:
    """Whom a planned target is for: one of team, post and staff number, or everybody."""

    team: str | None = None
    post: str | None = None
    staff_no: str | None = None


EVERYBODY = Whose()


@dataclass(frozen=True)
class Planned:
    """A planned target; `cycle_code` None: in every cycle opened from now on. `at` in UTC."""

    whose: Whose
    indicator: str
    standard: Decimal
    cycle_code: str | None
    by: str
    at: datetime


def plan(office: Office) -> tuple[Planned, ...]:
    """Every planned target, in the order they were set."""
    row = tables.target_plan.c
    with office.read() as connection:
        found = connection.execute(
            select(tables.target_plan, tables.agent.c.staff_no, tables.user.c.name)
            .select_from(tables.target_plan.outerjoin(tables.agent).outerjoin(tables.user))
            .order_by(row.id)
        ).all()
    return tuple(
        Planned(
            Whose(one.team, one.post, one.staff_no),
            one.indicator,
            one.standard,
            one.cycle_code,
            one.name or "",
            one.at,
        )
        for one in found
    )


def set_target(
    office: Office, whose: Whose, indicator: str, standard: Decimal | None, cycle_code: str | None = None
) -> Decimal | None:
    """Plan a target, or drop it (None); what was planned before, so that it can be undone.

    Raises UserError for an agent not on the roster, a code that is no cycle, or a figure out of range;
    ValueError where more than one of team, post and agent is named.
    """
    if sum(part is not None for part in (whose.team, whose.post, whose.staff_no)) > 1:
        raise ValueError("a target is for a team, a post or an agent")
    if cycle_code is not None:
        cycle_code = parse(cycle_code).code
    if standard is not None and not (standard.is_finite() and abs(standard) <= LARGEST):
        raise UserError(
            _("“{value}” cannot be a target.").format(value=standard), kept=_("Nothing was changed.")
        )
    with office.write() as connection:
        agent_id = None
        if whose.staff_no is not None:
            agent = tables.agent.c
            agent_id = connection.execute(
                select(agent.id).where(agent.office_id == office.id, agent.staff_no == whose.staff_no)
            ).scalar()
            if agent_id is None:
                raise UserError(_("There is no agent {staff_no}.").format(staff_no=whose.staff_no))
        place: dict[str, Any] = {
            "cycle_code": cycle_code,
            "team": whose.team,
            "post": whose.post,
            "agent_id": agent_id,
            "indicator": indicator,
        }
        here = [tables.target_plan.c[name].is_not_distinct_from(value) for name, value in place.items()]
        before: Decimal | None = connection.execute(
            select(tables.target_plan.c.standard).where(*here)
        ).scalar()
        connection.execute(delete(tables.target_plan).where(*here))
        if standard is not None:
            values = place | {"standard": standard, "user_id": office.user_id, "at": office.now()}
            connection.execute(insert(tables.target_plan).values(values))
        subject = "/".join(
            part or "*" for part in (cycle_code, whose.team, whose.post, whose.staff_no, indicator)
        )
        audit.note(
            connection, office, "target.plan", subject, standard=None if standard is None else str(standard)
        )
        return before
