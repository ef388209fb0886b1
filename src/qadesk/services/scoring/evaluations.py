"""Drafts submitted, so that they count, and reopened with a reason.

An evaluation belongs to one cycle, one agent and one user, and is either of the whole cycle or of one
contact. What has not been rated has no row; a row without a level says "does not apply".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, cards, locked, rights
from qadesk.services.cycles import Cycle
from qadesk.services.done import Done
from qadesk.services.scoring import drafts
from qadesk.services.scoring.forms import RatingForm, form_of, item_name
from qadesk.storage.office import Office
from qadesk.storage.tables import agent, evaluation, exemption, rating


@dataclass(frozen=True)
class Incomplete:
    """An evaluation that stays a draft, and the items it lacks, by code."""

    staff_no: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Submission:
    """What a submit did, by staff number."""

    submitted: tuple[str, ...]
    incomplete: tuple[Incomplete, ...]


@rights.needs("score")
def submit(
    office: Office, cycle: Cycle, staff_nos: Collection[str] | None = None, *, contact: int | None = None
) -> Done[Submission]:
    """Submit drafts of the signed-in user: those of `staff_nos`, or every complete whole-cycle one.

    Submitted ones count in the results and are locked. Raises UserError if one that was named lacks a
    rating, or in a closed cycle; then nothing was submitted.
    """
    with office.write() as connection:
        result = submit_in(connection, office, cycle, staff_nos, contact=contact)
    return Done(result, drafts.CHANGES)


def submit_in(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    staff_nos: Collection[str] | None = None,
    *,
    contact: int | None = None,
    lenient: bool = False,
) -> Submission:
    """The same inside a transaction that does more; `lenient` leaves named ones that lack a rating."""
    form, own = form_of(connection, office, cycle), cards.of_cycle(connection, cycle)
    may = locked.must_take_some(connection, cycle)
    done: list[str] = []
    lacking: list[Incomplete] = []
    for staff_no, agent_id, draft, status in _mine(connection, office, cycle, staff_nos, contact):
        if status == "submitted" or (may is not None and agent_id not in may):
            continue
        levels = _levels(connection, draft)
        not_asked = form.not_asked(own.held(agent_id))
        spared = exempted(connection, cycle, agent_id) | not_asked
        asked = any(i.code not in not_asked for i in form.items)
        left = tuple(i.code for i in form.items if i.code not in levels and i.code not in spared)
        if left or draft is None or (asked and not levels):  # where nothing is rated, the comment counts
            lacking.append(Incomplete(staff_no, left))
            continue
        connection.execute(
            update(evaluation)
            .where(evaluation.c.id == draft)
            .values(status="submitted", submitted_at=office.now())
        )
        subject = _subject(cycle, staff_no)
        audit.note(connection, office, "evaluation.submit", subject, ratings=levels, contact=contact)
        done.append(staff_no)
    if staff_nos is not None and lacking and not lenient:
        raise _unfinished(lacking, form)
    return Submission(tuple(done), tuple(lacking))


@rights.needs("score")
def reopen(
    office: Office, cycle: Cycle, staff_no: str, reason: str, *, contact: int | None = None
) -> Done[None]:
    """Make a submitted evaluation a draft again; the reason and what it said go into the audit trail.

    Raises UserError without a reason, for an evaluation that is not submitted, or in a closed cycle.
    """
    if not reason.strip():
        raise UserError(
            "evaluation.reason_missing",
            _("Reopening a submitted evaluation needs a reason."),
            remedy=_("State briefly why."),
        )
    with office.write() as connection:
        for number, _agent_id, draft, status in _mine(connection, office, cycle, [staff_no], contact):
            if status != "submitted":
                raise UserError(
                    "evaluation.not_submitted",
                    _("The evaluation of {staff_no} is not submitted.").format(staff_no=number),
                    kept=_("Nothing was changed."),
                )
            values = {"status": "draft", "submitted_at": None, "updated_at": office.now()}
            connection.execute(update(evaluation).where(evaluation.c.id == draft).values(**values))
            said = {"reason": reason.strip(), "ratings": _levels(connection, draft), "contact": contact}
            audit.note(connection, office, "evaluation.reopen", _subject(cycle, number), **said)
    return Done(None, drafts.CHANGES)


def exempted(connection: Connection, cycle: Cycle, agent_id: int) -> frozenset[str | None]:
    """The items an agent need not be rated on; None in it: no item at all."""
    codes = connection.execute(
        select(exemption.c.indicator).where(
            exemption.c.cycle_id == cycle.id, exemption.c.agent_id == agent_id
        )
    )
    return frozenset(codes.scalars())


# ---- inside


def _mine(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    staff_nos: Iterable[str] | None,
    contact: int | None,
) -> list[tuple[str, int, int | None, str | None]]:
    """Staff number, agent, evaluation and its status: of those named, or of every one there is."""
    if staff_nos is not None:
        return [(n, *drafts.evaluation_of(connection, office, cycle, n, contact)) for n in staff_nos]
    rows = connection.execute(
        select(agent.c.staff_no, agent.c.id, evaluation.c.id, evaluation.c.status)
        .join_from(evaluation, agent, evaluation.c.agent_id == agent.c.id)
        .where(
            evaluation.c.cycle_id == cycle.id,
            evaluation.c.user_id == drafts.signed_in(office).id,
            evaluation.c.contact_id.is_(None),
        )
        .order_by(agent.c.staff_no)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _levels(connection: Connection, of: int | None) -> dict[str, str | None]:
    """Level by item, as text for the trail; None where it is marked N/A."""
    rows = connection.execute(select(rating.c.item, rating.c.level).where(rating.c.evaluation_id == of))
    return {item: None if level is None else str(level) for item, level in rows}


def _unfinished(lacking: list[Incomplete], form: RatingForm) -> UserError:
    first = lacking[0]
    names = _(", ").join(item_name(form.item(code)) for code in first.items) or _("every rating")
    return UserError(
        "evaluation.incomplete",
        _("The evaluation of {staff_no} is still missing: {items}").format(
            staff_no=first.staff_no, items=names
        ),
        kept=_("It stays a draft; nothing was submitted."),
        remedy=_("Rate what is missing, or mark it N/A, then submit."),
    )


def _subject(cycle: Cycle, staff_no: str) -> str:
    return f"{cycle.code}/{staff_no}"
