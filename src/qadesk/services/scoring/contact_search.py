"""The calls and chats of one agent in a cycle, to pick one and score it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, select

from qadesk.services import cycles, personal, staff_numbers
from qadesk.services.scoring import drafts
from qadesk.services.scoring.forms import ContactChoice
from qadesk.storage.office import Office
from qadesk.storage.tables import contact, evaluation

MOST: Final = 500  # rows shown; more are found by narrowing the search


def contacts(
    office: Office, code: str, staff_no: str, text: str = "", rating: int | None = None
) -> tuple[ContactChoice, ...]:
    """An agent's contacts in a cycle, newest first, at most `MOST`.

    `text` is looked for in the reference and in the local time as 2026-10-31 14:05; `rating` (1-5) keeps
    those the customer rated so. Raises UserError for a cycle that was never opened.
    """
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        start, end = cycle.period.utc(office.zone)
        whose = staff_numbers.find(connection, staff_no, code)
        c, wanted = contact.c, text.strip().casefold()
        statement = (
            select(contact, evaluation.c.status)
            .outerjoin(
                evaluation,
                and_(
                    evaluation.c.contact_id == c.id,
                    evaluation.c.user_id == drafts.signed_in(office).id,
                ),
            )
            .where(c.agent_id == whose, c.at >= start, c.at < end)
            .order_by(c.at.desc())
        )
        if rating is not None:
            statement = statement.where(c.rating == rating)
        found: list[ContactChoice] = []
        for row in connection.execute(statement):
            at = office.local(row.at)
            if wanted and wanted not in row.ref.casefold() and wanted not in f"{at:%Y-%m-%d %H:%M}":
                continue
            found.append(_choice(office, row, row.status))
            if len(found) == MOST:
                break
        return tuple(found)


def named(connection: Connection, office: Office, ids: Collection[int]) -> dict[int, ContactChoice]:
    """Contacts by row id."""
    rows = connection.execute(select(contact).where(contact.c.id.in_(ids)))
    return {row.id: _choice(office, row, None) for row in rows}


def _choice(office: Office, row: Row[Any], status: str | None) -> ContactChoice:
    show = personal.shown(office, "records")
    measured = (row.answered, row.response_ms, row.talk_ms, row.resolved, row.rating, show(row.note or ""))
    return ContactChoice(row.id, row.channel, show(row.ref), office.local(row.at), *measured, status)
