"""Drafts left in a cycle, whoever they belong to: listed, discarded, and brought back.

What is discarded stays whole in the trail, from where it is brought back; nothing is lost by a wrong click.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.services import audit, cards, cycles, locked, rights, staff_numbers
from qadesk.services.cycles import Cycle
from qadesk.services.done import Change, Done, Undo
from qadesk.services.scoring.evaluations import exempted
from qadesk.services.scoring.forms import form_of
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.tables import agent, contact, evaluation, rating, user

DISCARDED, RESTORED = "evaluation.discard", "evaluation.restore"  # in the trail
_CHANGES: Final = frozenset[Change]({"ratings"})


@dataclass(frozen=True)
class LeftoverDraft:
    """A draft that was not submitted: of whom, whose, of one contact or (None) of the whole cycle.

    `finished`: nothing is missing from it, so that it only waits to be submitted.
    """

    id: int
    agent_id: int
    staff_no: str
    name: str
    user_id: int
    by: str
    contact_id: int | None
    finished: bool


def drafts_left(connection: Connection, office: Office, cycle: Cycle) -> tuple[LeftoverDraft, ...]:
    """Every draft of a cycle, by staff number, then by the supervisor it belongs to."""
    form, own = form_of(connection, office, cycle), cards.of_cycle(connection, cycle)
    rows = connection.execute(
        select(
            evaluation.c.id,
            evaluation.c.agent_id,
            agent.c.staff_no,
            agent.c.name,
            evaluation.c.user_id,
            user.c.name.label("by"),
            evaluation.c.contact_id,
        )
        .select_from(evaluation.join(agent).outerjoin(user, user.c.id == evaluation.c.user_id))
        .where(evaluation.c.cycle_id == cycle.id, evaluation.c.status == "draft")
        .order_by(agent.c.staff_no, evaluation.c.user_id, evaluation.c.id)
    ).all()
    answered = _answered(connection, cycle)

    def finished(draft: int, agent_id: int) -> bool:
        given, spared = answered.get(draft, frozenset()), exempted(connection, cycle, agent_id)
        not_asked = form.not_asked(own.held(agent_id))
        asked = [item.code for item in form.items if item.code not in not_asked]
        lacking = [code for code in asked if code not in given and code not in spared]
        return not lacking and bool(given or not asked)  # as `evaluations.submit` has it

    return tuple(
        LeftoverDraft(
            row.id,
            row.agent_id,
            row.staff_no,
            row.name,
            row.user_id,
            row.by or "",
            row.contact_id,
            finished(row.id, row.agent_id),
        )
        for row in rows
    )


def leftover_drafts(office: Office, code: str) -> tuple[LeftoverDraft, ...]:
    """The same in a transaction of its own. Raises UserError if the cycle was never opened."""
    with office.read() as connection:
        return drafts_left(connection, office, cycles.get_in(connection, office, code))


@rights.needs("score")
def discard(office: Office, code: str, drafts: Collection[int]) -> Done[tuple[int, ...]]:
    """Discard drafts by their ids. The value is what `restore` takes to bring them back.

    Raises UserError where one is no longer a draft of this cycle, or the cycle is closed; then none is
    discarded.
    """
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        locked.must_take_some(connection, cycle)
        there = {draft.id: draft for draft in drafts_left(connection, office, cycle)}
        if not set(drafts) <= there.keys():
            raise UserError(
                "evaluation.draft_gone",
                _("A draft is no longer there or was submitted meanwhile."),
                kept=_("Nothing was changed."),
            )
        locked.must_be_open(connection, cycle, *(there[draft].agent_id for draft in drafts))
        gone = tuple(_discard(connection, office, cycle, there[draft]) for draft in dict.fromkeys(drafts))
    words = ngettext("discard {n} draft", "discard {n} drafts", len(gone)).format(n=len(gone))
    return Done(gone, _CHANGES, Undo(words, partial(restore, office, code, gone)))


def discarded(office: Office, code: str) -> tuple[int, ...]:
    """What was discarded in a cycle and not brought back yet, in order, as `restore` takes it."""
    line = tables.audit.c
    with office.read() as connection:
        cycles.get_in(connection, office, code)
        of_cycle = line.subject.startswith(f"{code}/", autoescape=True)
        gone = select(line.id).where(line.action == DISCARDED, of_cycle).order_by(line.id)
        back = select(line.detail["discarded"].as_integer()).where(line.action == RESTORED, of_cycle)
        returned = set(connection.execute(back).scalars())
        return tuple(one for one in connection.execute(gone).scalars() if one not in returned)


@rights.needs("score")
def restore(office: Office, code: str, gone: Sequence[int]) -> Done[tuple[int, ...]]:
    """Bring discarded drafts back. The value is their ids now.

    Raises UserError where a newer form stands in the place of one or its contact is gone, or in a closed
    cycle; then none is brought back.
    """
    line = tables.audit.c
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        locked.must_take_some(connection, cycle)
        rows = connection.execute(
            select(line.id, line.subject, line.detail).where(line.id.in_(gone), line.action == DISCARDED)
        ).all()
        drafts = []
        for row in rows:
            drafts.append(_restore(connection, office, cycle, row.subject.partition("/")[2], row.detail))
            audit.note(connection, office, RESTORED, row.subject, discarded=row.id)
    words = ngettext("bring {n} draft back", "bring {n} drafts back", len(drafts)).format(n=len(drafts))
    return Done(tuple(drafts), _CHANGES, Undo(words, partial(discard, office, code, drafts)))


def _answered(connection: Connection, cycle: Cycle) -> dict[int, frozenset[str]]:
    """The items answered in each draft of a cycle; marked N/A counts as answered."""
    found: dict[int, set[str]] = {}
    rows = select(evaluation.c.id, rating.c.item).join_from(evaluation, rating)
    for draft, item in connection.execute(
        rows.where(evaluation.c.cycle_id == cycle.id, evaluation.c.status == "draft")
    ):
        found.setdefault(draft, set()).add(item)
    return {draft: frozenset(items) for draft, items in found.items()}


def _discard(connection: Connection, office: Office, cycle: Cycle, draft: LeftoverDraft) -> int:
    comment, agent_id = connection.execute(
        select(evaluation.c.comment, evaluation.c.agent_id).where(evaluation.c.id == draft.id)
    ).one()
    rows = connection.execute(
        select(rating.c.item, rating.c.level, rating.c.comment).where(rating.c.evaluation_id == draft.id)
    )
    said = {item: [None if level is None else str(level), remark] for item, level, remark in rows}
    detail: dict[str, Any] = {
        "by": draft.by,
        "user": draft.user_id,
        "agent": agent_id,
        "contact": draft.contact_id,
        "comment": comment,
        "ratings": said,
    }
    connection.execute(delete(rating).where(rating.c.evaluation_id == draft.id))
    connection.execute(delete(evaluation).where(evaluation.c.id == draft.id))
    return audit.note(connection, office, DISCARDED, f"{cycle.code}/{draft.staff_no}", **detail)


def _restore(
    connection: Connection, office: Office, cycle: Cycle, staff_no: str, said: dict[str, Any]
) -> int:
    whose = connection.execute(select(agent.c.id).where(agent.c.id == said["agent"])).scalar()
    if whose is None:  # merged with another entry since
        whose = staff_numbers.must_find(connection, staff_no)
    locked.must_be_open(connection, cycle, whose)
    now = select(evaluation.c.id).where(
        evaluation.c.cycle_id == cycle.id,
        evaluation.c.agent_id == whose,
        evaluation.c.user_id == said["user"],
        evaluation.c.contact_id.is_not_distinct_from(said["contact"]),
    )
    if connection.execute(now).first() is not None:
        raise UserError(
            "evaluation.newer_draft",
            _("A new draft of {staff_no} was started after this one was discarded.").format(
                staff_no=staff_no
            ),
            kept=_("Nothing was changed."),
            remedy=_("Discard the newer one first, or continue with it."),
        )
    there = select(contact.c.id).where(contact.c.id == said["contact"])
    if said["contact"] is not None and connection.execute(there).first() is None:
        raise UserError(
            "evaluation.contact_gone",
            _("The contact that a draft of {staff_no} rated is no longer among the records.").format(
                staff_no=staff_no
            ),
            kept=_("Nothing was changed."),
        )
    made = connection.execute(
        insert(evaluation).values(
            cycle_id=cycle.id,
            agent_id=whose,
            user_id=said["user"],
            contact_id=said["contact"],
            status="draft",
            comment=said["comment"],
            updated_at=office.now(),
        )
    )
    assert made.inserted_primary_key is not None
    if said["ratings"]:
        connection.execute(
            insert(rating),
            [
                {
                    "evaluation_id": made.inserted_primary_key[0],
                    "item": item,
                    "level": None if level is None else Decimal(level),
                    "comment": remark,
                }
                for item, (level, remark) in said["ratings"].items()
            ],
        )
    return int(made.inserted_primary_key[0])
