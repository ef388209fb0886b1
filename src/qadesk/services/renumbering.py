"""Correcting a mistyped staff number: everything stays with the person, and the old number is remembered."""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import Final

from sqlalchemy import Connection, select, update

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, rights, roster, staff_numbers
from qadesk.services.done import Change, Done, Undo
from qadesk.services.roster import Agent
from qadesk.storage import tables
from qadesk.storage.office import Office

# A number stands on every list of agents.
CHANGES: Final = frozenset[Change](
    {"agents", "records", "ratings", "results", "focus", "sheets", "scorecard"}
)


class NumberTakenError(UserError):
    """Somebody else has the number; `holder` is who."""

    holder: Agent


@rights.needs("prepare")
def correct(office: Office, staff_no: str, new: str, reason: str) -> Done[Agent]:
    """Give a person the number they should have had. Records, ratings and results stay theirs.

    Results of closed months keep the number they were made with; what still comes with the old number is
    theirs, too. Raises UserError for an unknown number, an empty or unchanged one, or without a reason,
    NumberTakenError for one that somebody else has.
    """
    wanted = unicodedata.normalize("NFKC", new).strip()
    if not reason.strip():
        raise UserError(
            "roster.number_reason_missing",
            _("State why the staff number is corrected."),
            kept=_("Nothing was changed."),
        )
    with office.write() as connection:
        before = roster.find_in(connection, staff_numbers.must_find(connection, staff_no))
        if wanted in ("", before.staff_no):
            raise UserError(
                "roster.number_unchanged",
                _("Enter the correct staff number of {name}.").format(name=before.name),
                kept=_("Nothing was changed."),
            )
        had = _give(connection, before, wanted)
        staff_numbers.remember(connection, before.id, before.staff_no, office.now())
        _note(connection, office, before, wanted, reason.strip())
        after = roster.find_in(connection, before.id)
    undo = partial(_take_back, office, before, after, reason, had_before=had)
    return Done(after, CHANGES, Undo(_correcting(after), undo))


@rights.needs("prepare")
def _take_back(office: Office, before: Agent, after: Agent, reason: str, *, had_before: bool) -> Done[Agent]:
    """The number is the one of before again; the mistaken one is not remembered unless it was then."""
    with office.write() as connection:
        now = roster.find_in(connection, after.id)
        if now.staff_no != after.staff_no:
            raise UserError(
                "roster.number_changed_since",
                _("{name} has another staff number by now.").format(name=now.name),
                kept=_("Nothing was changed."),
            )
        _give(connection, now, before.staff_no)
        if had_before:
            staff_numbers.remember(connection, now.id, after.staff_no, office.now())
        _note(connection, office, now, before.staff_no, "", "agent.number.undo")
        again = roster.find_in(connection, now.id)
    redo = partial(correct, office, before.staff_no, after.staff_no, reason)
    return Done(again, CHANGES, Undo(_correcting(again), redo))


def _correcting(person: Agent) -> str:
    return _("correct the staff number of {name}").format(name=person.name)


def _give(connection: Connection, person: Agent, number: str) -> bool:
    """Set a number; whether the person had it before. Raises NumberTakenError."""
    refuse_taken(connection, number)
    agent = tables.agent
    connection.execute(update(agent).where(agent.c.id == person.id).values(staff_no=number))
    return staff_numbers.forget(connection, person.id, number)


def refuse_taken(connection: Connection, number: str) -> None:
    """Raises NumberTakenError for a number that somebody has."""
    agent = tables.agent.c
    taken = connection.execute(select(agent.id).where(agent.staff_no == number)).scalar()
    if taken is not None:
        raise _taken(roster.find_in(connection, taken))


def _taken(holder: Agent) -> NumberTakenError:
    error = NumberTakenError(
        "roster.number_taken",
        _("Staff number {staff_no} belongs to {name}.").format(staff_no=holder.staff_no, name=holder.name),
        kept=_("Nothing was changed."),
        remedy=_("Check the number. If both are entries of one person, merge them."),
    )
    error.holder = holder
    return error


def _note(
    connection: Connection, office: Office, before: Agent, now: str, reason: str, action: str = "agent.number"
) -> None:
    audit.note(
        connection, office, action, now, name=before.name,
        before={"staff_no": before.staff_no}, after={"staff_no": now}, reason=reason,
    )  # fmt: skip
