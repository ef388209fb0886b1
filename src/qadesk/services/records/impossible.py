"""Records that cannot be: more upheld complaints than contacts, whose rate would be above 100 %."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, and_, func, select

from qadesk.domain.periods import Period
from qadesk.errors import UserError
from qadesk.formats import agent_text
from qadesk.i18n import _
from qadesk.kinds.complaints import at_fault
from qadesk.kinds.contacts import inbound
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.tables import complaint, contact, contact_total

_NAMED = 5  # agents named in one


def refuse_more_than_contacts(connection: Connection, office: Office, batches: Sequence[int]) -> None:
    """Raise UserError where complaints just taken in make more upheld ones than an agent has contacts.

    Looked at are open cycles into which contacts were imported up to the last of the agent's complaints: of
    what is still to come nothing is said. Totals and single contacts are added up, whichever of them count.
    """
    cycle = tables.cycle.c
    opened = connection.execute(
        select(cycle.start, cycle.end, cycle.code).where(cycle.office_id == office.id, cycle.status == "open")
    ).all()
    found = [
        (row.code, *one)
        for row in opened
        for one in _in_period(connection, office, Period(row.start, row.end, row.code), batches)
    ]
    if not found:
        return
    each = [
        _("{who}: {upheld} of {contacts} ({month})").format(
            who=agent_text(name, number), upheld=upheld, contacts=contacts, month=code
        )
        for code, number, name, upheld, contacts in found[:_NAMED]
    ]
    more = "…" if len(found) > _NAMED else ""
    raise UserError(
        "record.more_than_contacts",
        _("More complaints are upheld than there were contacts, which cannot be: {who}.").format(
            who=_("; ").join(each) + more
        ),
        kept=_("Nothing was changed."),
        remedy=_(
            "Import the contacts that are missing first, or correct whose fault the complaints were and when "
            "they were received."
        ),
    )


def _in_period(
    connection: Connection, office: Office, period: Period, batches: Sequence[int]
) -> Iterable[tuple[str, str, int, int]]:
    """Number, name, upheld complaints and contacts of the agents of whom there are more of the former."""
    start, end = period.utc(office.zone)
    c, k, t, a = complaint.c, contact.c, contact_total.c, tables.agent.c
    here = and_(c.received_at >= start, c.received_at < end)
    brought = select(c.agent_id).where(here, c.batch_id.in_(batches))
    upheld = connection.execute(
        select(c.agent_id, func.count(), func.max(c.received_at), a.staff_no, a.name)
        .join_from(complaint, tables.agent, a.id == c.agent_id)
        .where(here, at_fault(c), c.agent_id.in_(brought))
        .group_by(c.agent_id, a.staff_no, a.name)
        .order_by(a.staff_no)
    ).all()
    if not upheld:
        return []
    single = and_(k.at >= start, k.at < end, k.answered, inbound(k))
    added = and_(t.at >= start, t.until <= end)
    ends = [
        connection.execute(select(func.max(k.at)).where(single)).scalar(),
        connection.execute(select(func.max(t.until)).where(added)).scalar(),
    ]
    known = max((one for one in ends if one is not None), default=None)
    if known is None:
        return []
    ones = select(k.agent_id, func.count()).where(single).group_by(k.agent_id)
    sums = select(t.agent_id, func.sum(t.contacts)).where(added).group_by(t.agent_id)
    had: dict[int, int] = {}
    for who, n in (*connection.execute(ones), *connection.execute(sums)):
        had[who] = had.get(who, 0) + int(n)
    return [
        (number, name, n, had[who])
        for who, n, last, number, name in upheld
        if 0 < had.get(who, 0) < n and last <= known
    ]
