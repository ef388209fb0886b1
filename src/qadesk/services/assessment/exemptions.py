"""Exemptions: what is not applicable to an agent this cycle, or waived, with who said so and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, cycles, scorecards
from qadesk.services.cycles import Cycle
from qadesk.services.done import Done
from qadesk.storage import tables
from qadesk.storage.office import Office

NA, WAIVED = "na", "waived"


@dataclass(frozen=True)
class Exemption:
    """One exemption; `indicator` None is the whole assessment, `at` is UTC, `by` a person's name or empty."""

    staff_no: str
    indicator: str | None
    kind: str  # na: not applicable; waived: missing, and excused with a reason
    reason: str
    by: str
    at: datetime


def exempt(
    office: Office, code: str, staff_no: str, indicator: str | None, kind: str | None, reason: str = ""
) -> Done[Exemption | None]:
    """Say that an indicator does not apply to an agent (`na`), or let a missing one be (`waived`).

    `indicator` None means the whole assessment, `kind` None takes the exemption back. The value is what
    stood there before. Raises UserError without a reason, for an unknown agent
    or indicator, or in a closed cycle; ValueError for a kind that is none.
    """
    if kind not in (None, NA, WAIVED):
        raise ValueError(f"unknown exemption {kind!r}")
    if kind is not None and not reason.strip():
        raise UserError(
            "exemption.reason_missing", _("An exemption needs a reason."), remedy=_("State briefly why.")
        )
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        cycles.must_be_open(cycle)
        agent_id = _agent(connection, office, staff_no)
        if indicator is not None and kind is not None:
            _must_be_on(connection, cycle, indicator)
        row = tables.exemption.c
        same = row.indicator.is_(None) if indicator is None else row.indicator == indicator
        here = (row.cycle_id == cycle.id, row.agent_id == agent_id, same)
        before = connection.execute(_with_names().where(*here)).first()
        connection.execute(delete(tables.exemption).where(*here))
        if kind is not None:
            connection.execute(
                insert(tables.exemption).values(
                    cycle_id=cycle.id,
                    agent_id=agent_id,
                    indicator=indicator,
                    kind=kind,
                    reason=reason.strip(),
                    user_id=office.user_id,
                    at=office.now(),
                )
            )
        subject = f"{code}/{staff_no}/{indicator or '*'}"
        audit.note(connection, office, "exemption", subject, kind=kind, reason=reason.strip())
    stood = None if before is None else _exemption(before)
    kind_before, reason_before = (None, "") if stood is None else (stood.kind, stood.reason)
    undo = partial(exempt, office, code, staff_no, indicator, kind_before, reason_before)
    return Done(stood, frozenset({"results"}), undo)


def of_cycle(connection: Connection, cycle: Cycle) -> tuple[Exemption, ...]:
    """Every exemption of a cycle, by staff number."""
    rows = connection.execute(
        _with_names().where(tables.exemption.c.cycle_id == cycle.id).order_by(tables.agent.c.staff_no)
    )
    return tuple(_exemption(row) for row in rows)


def _with_names() -> Select[Any]:
    row = tables.exemption.c
    return select(
        tables.agent.c.staff_no, row.indicator, row.kind, row.reason, row.at, tables.user.c.name.label("by")
    ).select_from(tables.exemption.join(tables.agent).outerjoin(tables.user))


def _exemption(row: Row[Any]) -> Exemption:
    values = dict(row._mapping)
    return Exemption(**values | {"by": values["by"] or ""})


def _agent(connection: Connection, office: Office, staff_no: str) -> int:
    agent = tables.agent.c
    agent_id = connection.execute(
        select(agent.id).where(agent.office_id == office.id, agent.staff_no == staff_no)
    ).scalar()
    if agent_id is None:
        raise UserError("roster.no_agent", _("There is no agent {staff_no}.").format(staff_no=staff_no))
    return int(agent_id)


def _must_be_on(connection: Connection, cycle: Cycle, indicator: str) -> None:
    card = scorecards.load(connection, cycle.scorecard_id)
    if all(i.code != indicator for i in card.indicators()):
        raise UserError(
            "cycle.no_such_indicator",
            _("“{code}” is not on the scorecard of {cycle}.").format(code=indicator, cycle=cycle.code),
            kept=_("Nothing was changed."),
        )
