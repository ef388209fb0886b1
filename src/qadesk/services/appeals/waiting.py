"""The appeals of a month that wait for a decision, for Today: whose, until when, who may decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from qadesk import formats
from qadesk.domain.cycles import Cycle
from qadesk.i18n import _
from qadesk.services import rights
from qadesk.services.appeals import reading
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class WaitingAppeal:
    """One that waits; `by` names who may decide on it, "" for who asks."""

    staff_no: str
    name: str
    due: date
    overdue: bool
    by: str


def waiting_in(connection: Connection, office: Office, cycle: Cycle) -> tuple[WaitingAppeal, ...]:
    """Those of a month, overdue first."""
    own = tables.appeal.c
    there = select(own.id).where(own.cycle_id == cycle.id, own.outcome.is_(None)).limit(1)
    if not cycle.closed or connection.execute(there).first() is None:
        return ()
    found, today = reading.appeals_in(connection, office, cycle).appeals, office.today()
    return tuple(
        WaitingAppeal(
            one.position.staff_no,
            one.position.name,
            one.answer_due,
            one.overdue(today),
            "" if office.user_id in {p.id for p in one.may_decide} else rights.names(one.may_decide),
        )
        for one in found
        if one.open
    )


def waiting_line(one: WaitingAppeal) -> str:
    """Who waits for whom, until when."""
    if one.overdue:
        text = _("The appeal of {who} should have been answered by {day}")
    else:
        text = _("The appeal of {who} has to be answered by {day}")
    said = text.format(who=formats.agent_text(one.name, one.staff_no), day=formats.day(one.due))
    return _("{text}; it waits for {by}").format(text=said, by=one.by or _("you"))
