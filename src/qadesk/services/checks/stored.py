"""Checks of contacts as they are stored: each with its answers, and the rows that may be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from qadesk.domain.check_forms import CheckForm
from qadesk.domain.check_scoring import CheckScore, score
from qadesk.domain.cycles import Cycle
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import cycles, locked, personal
from qadesk.services.checks import forms
from qadesk.storage import tables
from qadesk.storage.office import Office

WAITING, DRAFT, SUBMITTED, REPLACED = "waiting", "draft", "submitted", "replaced"
_own, _answers, _agent = tables.contact_check, tables.check_answer, tables.agent


@dataclass(frozen=True)
class CheckAnswer:
    """What was said of one question; `answer` "" where there is only a comment, `second` in the recording."""

    answer: str = ""
    comment: str = ""
    second: int | None = None


@dataclass(frozen=True)
class TypedContact:
    """A contact without a record: `at` is the office's local time, `ref` may be empty."""

    at: datetime
    channel: str = "call"
    ref: str = ""


@dataclass(frozen=True)
class ContactCheck:
    """One contact's check. `at` is the office's local time; `contact_note` what its record says, masked."""

    id: int
    cycle: str
    form: CheckForm
    staff_no: str
    name: str
    ref: str
    channel: str
    at: datetime
    status: str
    answers: Mapping[str, CheckAnswer]
    note: str
    contact_note: str
    sample_id: int | None
    stratum: int
    by: str
    submitted_at: datetime | None

    @property
    def score(self) -> CheckScore:
        """What the answers so far come to."""
        return score(self.form, {code: one.answer for code, one in self.answers.items() if one.answer})


def check(office: Office, check_id: int) -> ContactCheck:
    """One check. Raises UserError for none."""
    with office.read() as connection:
        return check_in(connection, office, check_id)


def check_in(connection: Connection, office: Office, check_id: int) -> ContactCheck:
    """The same inside a transaction that does more."""
    row = row_in(connection, check_id)
    show = personal.shown(office, "records")
    contact = tables.contact.c
    said = connection.execute(
        select(contact.note).where(contact.id == row.contact_id, contact.ref == row.ref)
    ).scalar()
    given = connection.execute(select(_answers).where(_answers.c.check_id == check_id))
    return ContactCheck(
        row.id,
        row.cycle,
        forms.form_in(connection, row.form_id).form,
        row.staff_no,
        row.name,
        show(row.ref),
        row.channel,
        office.local(row.at).replace(tzinfo=None),
        row.status,
        {one.question: CheckAnswer(one.answer, one.comment, one.second) for one in given},
        row.note,
        show(said or ""),
        row.sample_id,
        row.stratum,
        row.by or "",
        row.submitted_at,
    )


def add(
    connection: Connection, office: Office, cycle: Cycle, form_id: int, agent_id: int, **values: Any
) -> int:
    """Store a contact that is to be checked; its id."""
    made = connection.execute(
        insert(_own).values(
            cycle_id=cycle.id, form_id=form_id, agent_id=agent_id, user_id=office.user_id,
            updated_at=office.now(), **values,
        )
    )  # fmt: skip
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def must_be_published(connection: Connection, form_id: int) -> CheckForm:
    """The form of a version contacts may be checked by now. Raises UserError for another."""
    stored = forms.form_in(connection, form_id)
    if stored.status != forms.PUBLISHED:
        raise UserError(
            "checks.form_not_published",
            _("This version of the check form is not published."),
            kept=_("Nothing was changed."),
            remedy=_("Publish it first, or choose another one."),
        )
    return stored.form


def row_of(connection: Connection, office: Office, check_id: int) -> Row[Any]:
    """A check's row that may be changed. Raises UserError for none, and in a closed month."""
    row = row_in(connection, check_id)
    locked.must_be_open(connection, cycles.get_in(connection, office, row.cycle), row.agent_id)
    return row


def row_in(connection: Connection, check_id: int) -> Row[Any]:
    """A check's row with whose it is, of which month, by whom. Raises UserError for none."""
    cycle, user = tables.cycle, tables.user
    row = connection.execute(
        select(_own, _agent.c.staff_no, _agent.c.name, cycle.c.code.label("cycle"), user.c.name.label("by"))
        .select_from(_own.join(_agent).join(cycle).outerjoin(user, user.c.id == _own.c.user_id))
        .where(_own.c.id == check_id)
    ).first()
    if row is None:
        raise UserError("checks.gone", _("This check is not there any more."), kept=_("Nothing was changed."))
    return row


def subject_of(connection: Connection, check_id: int) -> str:
    """What the trail calls it: month and staff number."""
    row = row_in(connection, check_id)
    return f"{row.cycle}/{row.staff_no}"
