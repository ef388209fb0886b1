"""What is taken from quality checks after its time: references of contacts, words on an agent."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, and_, select, update

from qadesk.domain.periods import midnight
from qadesk.services import cycles
from qadesk.services.retention.due import Selected, anonymous_ref
from qadesk.storage import tables
from qadesk.storage.office import Office

_check, _answer, _result = tables.contact_check, tables.check_answer, tables.check_result


def without_refs(connection: Connection, office: Office, before: date) -> Selected:
    """Let checks of contacts before a day no longer say by which reference; those they were."""
    opened = [one.id for one in cycles.all_in(connection, office) if not one.closed]
    plain = anonymous_ref(_check)
    old = and_(
        _check.c.at < midnight(before, office.zone), _check.c.cycle_id.not_in(opened), _check.c.ref != plain
    )
    numbers = list(connection.execute(select(_check.c.id).where(old)).scalars())
    connection.execute(update(_check).where(old).values(ref=plain, contact_id=None))
    return Selected(_check, _check.c.id.in_(numbers))


def without_words(connection: Connection, agent_id: int) -> Selected:
    """Take away what was written on an agent's checks; the answers that had a comment."""
    theirs = select(_check.c.id).where(_check.c.agent_id == agent_id)
    said = and_(_answer.c.check_id.in_(theirs), _answer.c.comment != "")
    numbers = list(connection.execute(select(_answer.c.id).where(said)).scalars())
    connection.execute(update(_answer).where(said).values(comment=""))
    connection.execute(update(_check).where(_check.c.agent_id == agent_id).values(note="", reason=""))
    connection.execute(update(_result).where(_result.c.agent_id == agent_id).values(note=None))
    return Selected(_answer, _answer.c.id.in_(numbers))
