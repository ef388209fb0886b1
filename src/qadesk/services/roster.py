"""The roster: who works here, who joins, leaves and comes back. The staff number is the identity."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from qadesk.errors import UserError
from qadesk.i18n import N_, _
from qadesk.services import audit, rights, staff_numbers
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

STATUS_TEXTS: Final = {"active": N_("Employed"), "probation": N_("On probation"), "left": N_("Left")}
_CHANGES: Final = frozenset[Change]({"agents"})


@dataclass(frozen=True)
class Agent:
    """One person on the roster. `left_on` is the first day away; None with status left: not known."""

    id: int
    staff_no: str
    name: str
    team: str
    post: str
    status: str  # one of STATUS_TEXTS
    hired_on: date | None
    left_on: date | None
    former: tuple[str, ...] = ()  # numbers that were theirs before, and are nobody's now

    @property
    def here(self) -> bool:
        """Whether the person still works here."""
        return self.status != "left"


class FormerNumberError(UserError):
    """The number of a new `entry` was somebody's before it was corrected, so that it may mean them."""

    entry: AgentEntry


@dataclass(frozen=True)
class AgentEntry:
    """What is written about a person; the texts are taken without surrounding spaces."""

    staff_no: str
    name: str
    team: str = ""
    post: str = ""
    status: str = "active"
    hired_on: date | None = None
    left_on: date | None = None


def agents(office: Office) -> tuple[Agent, ...]:
    """Everybody who is or was on the roster, by staff number."""
    with office.read() as connection:
        rows = connection.execute(
            select(tables.agent)
            .where(tables.agent.c.office_id == office.id)
            .order_by(tables.agent.c.staff_no)
        ).all()
        had: dict[int, list[str]] = {}
        for number, person in staff_numbers.former(connection).items():
            had.setdefault(person, []).append(number)
    return tuple(_agent(row, had.get(row.id, ())) for row in rows)


def agent(office: Office, staff_no: str) -> Agent:
    """One person, by the number they have or had. Raises UserError if it was never on the roster."""
    with office.read() as connection:
        return _must_find(connection, staff_no)


def find_in(connection: Connection, agent_id: int) -> Agent:
    """The person of a row. Raises UserError if there is none."""
    row = connection.execute(select(tables.agent).where(tables.agent.c.id == agent_id)).first()
    if row is None:
        raise UserError(
            "roster.agent_gone", _("This person is no longer on the roster."), kept=_("Nothing was changed.")
        )
    numbers = staff_numbers.former(connection)
    return _agent(row, [number for number, person in numbers.items() if person == agent_id])


@rights.needs("prepare")
def add(office: Office, entry: AgentEntry, *, anew: bool = False) -> Done[Agent]:
    """Put a person on the roster; `anew`: also with a number that somebody had before.

    Raises UserError without number or name, or for a number that is taken, FormerNumberError for one that
    somebody had before it was corrected.
    """
    fresh = _clean(entry)
    with office.write() as connection:
        known = staff_numbers.find(connection, fresh.staff_no)
        taken = None if known is None else find_in(connection, known)
        if taken is not None and taken.staff_no != fresh.staff_no:
            if not anew:
                raise _former_number(fresh, taken)
        elif taken is not None:
            raise UserError(
                "roster.number_taken",
                _("Staff number {staff_no} belongs to {name}.").format(
                    staff_no=taken.staff_no, name=taken.name
                ),
                kept=_("Nothing was changed."),
                remedy=_("Check the number, or edit {name} instead.").format(name=taken.name),
            )
        connection.execute(insert(tables.agent).values(office_id=office.id, **asdict(fresh)))
        audit.note(connection, office, "agent.add", fresh.staff_no, name=fresh.name)
        made = _must_find(connection, fresh.staff_no)
    return Done(
        made, _CHANGES, Undo(_("add {name}").format(name=made.name), partial(remove, office, made.staff_no))
    )


@rights.needs("prepare")
def edit(office: Office, entry: AgentEntry) -> Done[Agent]:
    """Correct what is written about the person with that number.

    Raises UserError without a name, for an unknown number, or dates that contradict each other.
    """
    fresh = _clean(entry)
    with office.write() as connection:
        before = _must_find(connection, fresh.staff_no)
        fresh = replace(fresh, staff_no=before.staff_no)
        after = _store(connection, office, before, fresh, "agent.edit")
    return _edited(office, before, after, _("change what is known of {name}"))


@rights.needs("prepare")
def leave(office: Office, staff_no: str, left_on: date | None) -> Done[Agent]:
    """The person no longer works here from `left_on` on (None: the day is not known).

    The records and results stay. Raises UserError for an unknown number or a day before the person was hired.
    """
    with office.write() as connection:
        before = _must_find(connection, staff_no)
        fresh = _clean(_entry(before, status="left", left_on=left_on))
        after = _store(connection, office, before, fresh, "agent.leave")
    return _edited(office, before, after, _("mark {name} as left"))


@rights.needs("prepare")
def rejoin(office: Office, staff_no: str) -> Done[Agent]:
    """The person is back under the same number. Raises UserError for an unknown number."""
    with office.write() as connection:
        before = _must_find(connection, staff_no)
        fresh = _entry(before, status="active", left_on=None)
        after = _store(connection, office, before, fresh, "agent.rejoin")
    return _edited(office, before, after, _("re-employ {name}"))


@rights.needs("prepare")
def remove(office: Office, staff_no: str) -> Done[None]:
    """Take back an addition. Raises UserError once anything hangs on the person; then it is `leave`."""
    with office.write() as connection:
        person = _must_find(connection, staff_no)
        try:
            connection.execute(delete(tables.agent).where(tables.agent.c.id == person.id))
        except IntegrityError as error:
            raise UserError(
                "roster.has_records",
                _("{name} already has records or ratings.").format(name=person.name),
                kept=_("Nothing was changed."),
                remedy=_("Mark {name} as having left instead.").format(name=person.name),
            ) from error
        audit.note(connection, office, "agent.remove", staff_no, name=person.name)
    words = _("delete {name}").format(name=person.name)
    return Done(None, _CHANGES, Undo(words, lambda: add(office, entry_of(person), anew=True)))


def entry_of(person: Agent) -> AgentEntry:
    """What is written about a person now; given to `edit` later it undoes what came between."""
    return _entry(person)


@rights.needs("prepare")
def _edited(office: Office, before: Agent, after: Agent, words: str) -> Done[Agent]:
    if before == after:
        return Done(after)
    undo = partial(edit, office, entry_of(before))
    return Done(after, _CHANGES, Undo(words.format(name=after.name), undo))


def _entry(person: Agent, **changes: Any) -> AgentEntry:
    values = asdict(person) | changes
    del values["id"], values["former"]
    return AgentEntry(**values)


def _store(connection: Connection, office: Office, before: Agent, fresh: AgentEntry, action: str) -> Agent:
    old = asdict(_entry(before))
    changed = {key: value for key, value in asdict(fresh).items() if old[key] != value}
    if not changed:
        return before
    connection.execute(update(tables.agent).where(tables.agent.c.id == before.id).values(**changed))
    audit.note(
        connection,
        office,
        action,
        before.staff_no,
        before={key: _plain(old[key]) for key in changed},
        after={key: _plain(value) for key, value in changed.items()},
    )
    return find_in(connection, before.id)


def _clean(entry: AgentEntry) -> AgentEntry:
    made = AgentEntry(
        staff_no=unicodedata.normalize("NFKC", entry.staff_no).strip(),
        name=" ".join(entry.name.split()),
        team=entry.team.strip(),
        post=entry.post.strip(),
        status=entry.status,
        hired_on=entry.hired_on,
        left_on=entry.left_on if entry.status == "left" else None,
    )
    if made.status not in STATUS_TEXTS:
        raise ValueError(f"unknown status {made.status!r}")
    if not made.staff_no or not made.name:
        raise UserError(
            "roster.name_missing",
            _("An agent on the roster needs a staff number and a name."),
            kept=_("Nothing was changed."),
            remedy=_("Fill in staff number and name."),
        )
    if made.hired_on is not None and made.left_on is not None and made.left_on <= made.hired_on:
        raise UserError(
            "roster.left_before_hired",
            _("{name} cannot have left before being hired.").format(name=made.name),
            kept=_("Nothing was changed."),
            remedy=_("Check the two dates."),
        )
    return made


def _former_number(entry: AgentEntry, person: Agent) -> FormerNumberError:
    error = FormerNumberError(
        "roster.former_number",
        _("Staff number {staff_no} was {name}'s, whose number is now {number}.").format(
            staff_no=entry.staff_no, name=person.name, number=person.staff_no
        ),
        kept=_("Nothing was changed."),
        remedy=_("Add a person with this number only if it is someone else."),
    )
    error.entry = entry
    return error


def _must_find(connection: Connection, staff_no: str) -> Agent:
    return find_in(connection, staff_numbers.must_find(connection, staff_no))


def _agent(row: Row[Any], former: Iterable[str]) -> Agent:
    return Agent(
        row.id,
        row.staff_no,
        row.name,
        row.team,
        row.post,
        row.status,
        row.hired_on,
        row.left_on,
        tuple(sorted(former)),
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
