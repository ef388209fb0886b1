"""Drafts of the form: each rating and each comment saved durably by itself, in as few statements as can be.

Saving one rating must cost little more than the disk does, so the two statements of a keystroke are compiled
once and handed to the driver inside the transaction: SQLAlchemy's own execution took as long as the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ClauseElement,
    Connection,
    Dialect,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    select,
    update,
)

from qadesk.errors import UserError
from qadesk.formats import cycle_text
from qadesk.i18n import _
from qadesk.services import locked, rights, staff_numbers
from qadesk.services.cycles import Cycle, is_known
from qadesk.services.done import Change, Done
from qadesk.services.scoring.forms import Rated, form_of, item_name, must_be_asked
from qadesk.storage import dialect
from qadesk.storage.office import Office, User
from qadesk.storage.tables import agent, contact, evaluation, rating, to_millis
from qadesk.storage.tables import cycle as cycles

CHANGES: Final = frozenset[Change]({"ratings"})

FoundEvaluation = tuple[int, int | None, str | None]  # agent, evaluation, its status

_theirs = and_(
    evaluation.c.user_id == bindparam("user_id"),
    evaluation.c.contact_id.is_not_distinct_from(bindparam("contact_id")),
)
_agent_id = (
    select(agent.c.id)
    .where(agent.c.office_id == bindparam("office_id"), agent.c.staff_no == bindparam("staff_no"))
    .scalar_subquery()
)
_TOUCH_DRAFT = (
    update(evaluation)
    .where(
        evaluation.c.cycle_id == bindparam("cycle_id"),
        evaluation.c.agent_id == _agent_id,
        _theirs,
        evaluation.c.status == bindparam("draft"),
        locked.open_to(bindparam("cycle_id"), evaluation.c.agent_id),
    )
    .values(updated_at=bindparam("now"))
    .returning(evaluation.c.id)
)
_FIND = (
    select(agent.c.id, cycles.c.status, evaluation.c.id, evaluation.c.status)
    .select_from(agent.join(cycles, cycles.c.office_id == agent.c.office_id))
    .outerjoin(
        evaluation,
        and_(evaluation.c.cycle_id == cycles.c.id, evaluation.c.agent_id == agent.c.id, _theirs),
    )
    .where(cycles.c.id == bindparam("cycle_id"), agent.c.staff_no == bindparam("staff_no"))
)


def signed_in(office: Office) -> User:
    """Who is scoring. Raises UserError if nobody is signed in."""
    if office.user is None:
        raise UserError("user.nobody_signed_in", _("Nobody is signed in."), remedy=_("Sign in first."))
    return office.user


@rights.needs("score")
def rate(
    office: Office, cycle: Cycle, staff_no: str, item: str, level: Rated, *, contact: int | None = None
) -> Done[None]:
    """Save one rating durably as part of a draft; None takes it (and the remark beside it) away.

    Giving back the level there was before undoes it. Raises UserError for a level the form does not take,
    an unknown item or agent, a contact that is not this agent's in this cycle, an evaluation that has been
    submitted, or a closed cycle.
    """
    with office.write("evaluation.rate", f"{cycle.code}/{staff_no}") as connection:
        rate_in(connection, office, cycle, staff_no, item, level, contact=contact)
    return Done(None, CHANGES)


def rate_in(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    staff_no: str,
    item: str,
    level: Rated,
    *,
    contact: int | None = None,
) -> None:
    """The same inside a transaction that does more."""
    form = form_of(connection, office, cycle)
    wanted = form.item(item)
    if level is None:
        draft = draft_of(connection, office, cycle, staff_no, contact)
        if draft is not None:
            here = (rating.c.evaluation_id == draft, rating.c.item == item)
            connection.execute(delete(rating).where(*here))
            drop_if_empty(connection, draft)
        return
    if isinstance(level, Decimal):
        form.must_allow(wanted, level)
    if len(form.on_cards) > 1:
        agent_id, _draft, _status = evaluation_of(connection, office, cycle, staff_no, contact)
        must_be_asked(connection, form, cycle, agent_id, item)
    draft = draft_or_new(connection, office, cycle, staff_no, contact)
    put_level(connection, office, draft, item, level if isinstance(level, Decimal) else None)


@rights.needs("score")
def comment(
    office: Office,
    cycle: Cycle,
    staff_no: str,
    text: str,
    *,
    item: str | None = None,
    contact: int | None = None,
) -> Done[None]:
    """Save the comment on the agent, or the remark beside one rating, as part of a draft.

    Raises UserError as `rate` does, and for a remark on an item that is not rated yet.
    """
    with office.write("evaluation.comment", f"{cycle.code}/{staff_no}") as connection:
        comment_in(connection, office, cycle, staff_no, text, item=item, contact=contact)
    return Done(None, CHANGES)


def comment_in(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    staff_no: str,
    text: str,
    *,
    item: str | None = None,
    contact: int | None = None,
) -> None:
    """The same inside a transaction that does more."""
    text = text.strip()
    if item is not None:
        wanted = form_of(connection, office, cycle).item(item)
        draft = draft_of(connection, office, cycle, staff_no, contact)
        here = (rating.c.evaluation_id == draft, rating.c.item == item)
        found = connection.execute(update(rating).where(*here).values(comment=text))
        if text and not found.rowcount:
            raise UserError(
                "evaluation.item_not_rated",
                _("“{item}” is not rated yet, so there is nothing to remark on.").format(
                    item=item_name(wanted)
                ),
                remedy=_("Rate it first."),
            )
        return
    if text:
        draft = draft_or_new(connection, office, cycle, staff_no, contact)
    else:
        draft = draft_of(connection, office, cycle, staff_no, contact)
    if draft is not None:
        connection.execute(update(evaluation).where(evaluation.c.id == draft).values(comment=text))
        drop_if_empty(connection, draft)


def evaluation_of(
    connection: Connection, office: Office, cycle: Cycle, staff_no: str, contact_id: int | None
) -> FoundEvaluation:
    """The agent and the signed-in user's evaluation of them, if any.

    Raises UserError for an unknown agent or a cycle that has been closed.
    """
    who = {"user_id": signed_in(office).id, "cycle_id": cycle.id, "contact_id": contact_id}
    row = connection.execute(_FIND, {**who, "staff_no": staff_no}).first()
    if row is None:  # asked for by the number of before
        agent_id = staff_numbers.must_find(connection, staff_no)
        now = select(agent.c.staff_no).where(agent.c.id == agent_id)
        row = connection.execute(_FIND, {**who, "staff_no": connection.execute(now).scalar_one()}).one()
    agent_id, cycle_status, evaluation_id, status = row
    if cycle_status == "closed":
        locked.must_be_open(connection, cycle, agent_id)
    return agent_id, evaluation_id, status


def draft_of(
    connection: Connection, office: Office, cycle: Cycle, staff_no: str, contact_id: int | None
) -> int | None:
    """The row id of the signed-in user's draft, its time brought up to date; None if there is none.

    Raises UserError as `evaluation_of` does, and for an evaluation that has been submitted.
    """
    params = {
        "user_id": signed_in(office).id,
        "contact_id": contact_id,
        "cycle_id": cycle.id,
        "office_id": office.id,
        "staff_no": staff_no,
        "draft": "draft",
        "now": to_millis(office.now()),
    }
    found = _run(connection, _TOUCH_DRAFT, params)
    if found is not None:
        return int(found)
    _agent, evaluation_id, status = evaluation_of(connection, office, cycle, staff_no, contact_id)
    if evaluation_id is None or status == "draft":  # one asked for by the number of before
        return evaluation_id
    raise UserError(
        "evaluation.submitted",
        _("The evaluation of {staff_no} is submitted and locked.").format(staff_no=staff_no),
        kept=_("Nothing was changed."),
        remedy=_("Reopen it with a reason first."),
    )


def draft_or_new(
    connection: Connection, office: Office, cycle: Cycle, staff_no: str, contact_id: int | None
) -> int:
    """The same, but the draft is made if there is none. Raises UserError also for a foreign contact."""
    draft = draft_of(connection, office, cycle, staff_no, contact_id)
    if draft is not None:
        return draft
    agent_id, _none, _status = evaluation_of(connection, office, cycle, staff_no, contact_id)
    if contact_id is not None:
        _must_be_theirs(connection, office, cycle, agent_id, contact_id)
    row = connection.execute(
        insert(evaluation).values(
            cycle_id=cycle.id,
            agent_id=agent_id,
            user_id=signed_in(office).id,
            contact_id=contact_id,
            status="draft",
            comment="",
            updated_at=office.now(),
        )
    )
    assert row.inserted_primary_key is not None
    return int(row.inserted_primary_key[0])


def put_level(connection: Connection, office: Office, draft: int, item: str, level: Decimal | None) -> None:
    """Store one level (None: N/A) in a draft; a remark beside it stays."""
    text = None if level is None else str(level)
    stored = {"evaluation_id": draft, "item": item, "level": text, "comment": "", "office_id": office.id}
    _run(connection, _put_level(connection.dialect), stored)


def drop_if_empty(connection: Connection, draft: int) -> None:
    """Leave no trace of a draft from which everything was taken back."""
    connection.execute(
        delete(evaluation).where(
            evaluation.c.id == draft,
            evaluation.c.comment == "",
            ~exists().where(rating.c.evaluation_id == evaluation.c.id),
        )
    )


def _must_be_theirs(
    connection: Connection, office: Office, cycle: Cycle, agent_id: int, contact_id: int
) -> None:
    start, end = cycle.period.utc(office.zone)
    c = contact.c
    at = connection.execute(
        select(c.at).where(c.id == contact_id, c.agent_id == agent_id, c.at >= start, c.at < end)
    ).scalar()
    if at is None:
        raise UserError(
            "evaluation.not_their_contact",
            _("This contact is not one of the agent's in {code}.").format(code=cycle.code),
            remedy=_("Choose the contact again; its records may have been imported again."),
        )
    month = f"{office.local(at):%Y-%m}"
    if cycle.code != month and is_known(connection, office, month):
        raise UserError(
            "evaluation.of_its_month",
            _("This contact belongs to {month}, which is assessed itself.").format(month=cycle_text(month)),
            kept=_("Nothing was changed."),
            remedy=_("Rate it in that month."),
        )


@lru_cache(maxsize=4)
def _put_level(engine: Dialect) -> ClauseElement:
    made = dialect.insert(rating, engine).values(
        office_id=bindparam("office_id"),
        evaluation_id=bindparam("evaluation_id"),
        item=bindparam("item"),
        level=bindparam("level"),
        comment="",
    )
    put: ClauseElement = made.on_conflict_do_update(
        index_elements=[rating.c.evaluation_id, rating.c.item], set_={"level": made.excluded.level}
    )
    return put


@lru_cache(maxsize=16)
def _compiled(statement: ClauseElement, engine: Dialect) -> tuple[str, tuple[str, ...]]:
    compiled = statement.compile(dialect=engine)
    return str(compiled), tuple(getattr(compiled, "positiontup", None) or ())


def _run(connection: Connection, statement: ClauseElement, params: Mapping[str, Any]) -> Any:
    """Execute a statement of this module with values as they are stored; its first column, if it has rows."""
    sql, order = _compiled(statement, connection.dialect)
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql, tuple(params[name] for name in order) if order else dict(params))
        row = cursor.fetchone() if cursor.description else None
        return None if row is None else row[0]
    finally:
        cursor.close()
