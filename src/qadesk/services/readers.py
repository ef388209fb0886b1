"""Who has signed for having read a version of a scorecard, and when: entered, taken back, counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, delete, exists, insert, select

from qadesk import formats
from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.services import audit, rights, staff_numbers
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

_CHANGES: Final = frozenset[Change]({"scorecard"})
_own = tables.scorecard_reader


@dataclass(frozen=True)
class Signer:
    """One agent; `day` they signed on, None: not yet; by whom that was entered ("" nobody) and when (UTC)."""

    agent_id: int
    staff_no: str
    name: str
    team: str
    day: date | None = None
    by: str = ""
    at: datetime | None = None


def signers(office: Office, version_id: int) -> tuple[Signer, ...]:
    """All who work here and those who signed and left, by staff number; nobody for no such version."""
    with office.read() as connection:
        return signers_in(connection, version_id)


def signers_in(connection: Connection, version_id: int) -> tuple[Signer, ...]:
    """The same inside a transaction that does more."""
    own, agent, user = _own.c, tables.agent.c, tables.user.c
    signed = _own.join(tables.user, user.id == own.user_id, isouter=True)
    rows = connection.execute(
        select(agent.id, agent.staff_no, agent.name, agent.team, agent.status, own.day, own.at,
               user.name.label("by"))
        .select_from(tables.agent)
        .join(signed, (own.agent_id == agent.id) & (own.scorecard_id == version_id), isouter=True)
        .order_by(agent.staff_no)
    )  # fmt: skip
    return tuple(
        Signer(row.id, row.staff_no, row.name, row.team, row.day, row.by or "", row.at)
        for row in rows
        if row.day is not None or row.status != "left"
    )


def unsigned_in(connection: Connection, version_id: int) -> tuple[Signer, ...]:
    """Who works here and has not signed for a version; nobody in an office that keeps no such lists."""
    if not connection.execute(select(exists().where(_own.c.id.is_not(None)))).scalar():
        return ()
    return tuple(one for one in signers_in(connection, version_id) if one.day is None)


@rights.needs("prepare")
def sign(office: Office, version_id: int, staff_nos: Collection[str], day: date) -> Done[int]:
    """Enter that agents signed for a version on a day; who had before keeps their day. The value: how many.

    Raises UserError for a version that was never published, a day in the future or before it was, and for a
    number that is nobody's.
    """
    with office.write() as connection:
        _must_be_published(connection, office, version_id, day)
        there = {one.agent_id for one in signers_in(connection, version_id) if one.day is not None}
        wanted = {number: staff_numbers.must_find(connection, number) for number in staff_nos}
        new = {number: key for number, key in wanted.items() if key not in there}
        if not new:
            return Done(0)
        who = {"user_id": office.user_id, "at": office.now(), "day": day, "scorecard_id": version_id}
        connection.execute(insert(_own), [{"agent_id": key, **who} for key in new.values()])
        _note(connection, office, "scorecard.read", version_id, new)
    words = _("enter who has read a scorecard")
    again = Undo(words, partial(sign, office, version_id, tuple(new), day))
    return Done(len(new), _CHANGES, Undo(words, partial(_take_back, office, version_id, tuple(new), again)))


@rights.needs("prepare")
def unsign(office: Office, version_id: int, staff_nos: Collection[str]) -> Done[int]:
    """Take back that agents signed for a version, entered by mistake; the value is how many."""
    with office.write() as connection:
        wanted = {staff_numbers.must_find(connection, number) for number in staff_nos}
        rows = connection.execute(
            select(_own, tables.agent.c.staff_no)
            .join_from(_own, tables.agent)
            .where(_own.c.scorecard_id == version_id, _own.c.agent_id.in_(wanted))
        ).all()
        if not rows:
            return Done(0)
        connection.execute(delete(_own).where(_own.c.id.in_([row.id for row in rows])))
        _note(connection, office, "scorecard.unread", version_id, [row.staff_no for row in rows])
    kept = [{name: row._mapping[name] for name in _own.c.keys() if name not in ("id", "office_id")}  # noqa: SIM118
            for row in rows]  # fmt: skip
    back = partial(_put_back, office, version_id, kept, [row.staff_no for row in rows])
    return Done(len(rows), _CHANGES, Undo(_("take back who has read a scorecard"), back))


@rights.needs("prepare")
def _take_back(office: Office, version_id: int, staff_nos: Collection[str], again: Undo) -> Done[int]:
    done = unsign(office, version_id, staff_nos)
    return Done(done.value, done.changes, again)


@rights.needs("prepare")
def _put_back(
    office: Office, version_id: int, rows: list[dict[str, Any]], numbers: Collection[str]
) -> Done[int]:
    """Enter signatures again as they were: the day, by whom and when."""
    with office.write() as connection:
        connection.execute(insert(_own), rows)
        _note(connection, office, "scorecard.read", version_id, numbers)
    words = _("take back who has read a scorecard")
    return Done(len(rows), _CHANGES, Undo(words, partial(unsign, office, version_id, tuple(numbers))))


def _note(
    connection: Connection, office: Office, action: str, version_id: int, numbers: Iterable[str]
) -> None:
    own = tables.scorecard.c
    row = connection.execute(select(own.code, own.version).where(own.id == version_id)).one()
    audit.note(connection, office, action, f"{row.code} {row.version}", agents=sorted(numbers))


def _must_be_published(connection: Connection, office: Office, version_id: int, day: date) -> None:
    own, nothing = tables.scorecard.c, _("Nothing was changed.")
    row = connection.execute(select(own.published_at).where(own.id == version_id)).first()
    if row is None or row.published_at is None:
        raise UserError(
            "reading.not_published",
            _("Only a published scorecard is signed for."),
            kept=nothing,
            remedy=_("Publish it first."),
        )
    if day > office.today():
        raise UserError(
            "reading.future",
            _("Nobody has signed on {day} yet.").format(day=formats.day(day)),
            kept=nothing,
            remedy=_("Check the date."),
        )
    step = tables.scorecard_step.c
    came_along = not connection.execute(select(exists().where(step.scorecard_id == version_id))).scalar()
    published = office.local(row.published_at).date()
    if day < published and not came_along:  # what came with the program may have been known before
        raise UserError(
            "reading.too_early",
            _("{day} is before the scorecard was published, {published}.").format(
                day=formats.day(day), published=formats.day(published)
            ),
            kept=nothing,
            remedy=_("Check the date."),
        )


def unsigned_text(count: int) -> str:
    """How many have not signed, where that matters."""
    text = ngettext(
        "{n} agent has not signed for this version of the scorecard.",
        "{n} agents have not signed for this version of the scorecard.",
        count,
    )
    return text.format(n=count)
