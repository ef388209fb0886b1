"""Checking one contact: begun, answered key by key, submitted, and reopened with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select, update

from qadesk.domain.check_forms import CheckForm
from qadesk.domain.check_scoring import CheckScore, score
from qadesk.domain.cycles import Cycle
from qadesk.errors import UserError
from qadesk.i18n import _, current_language
from qadesk.services import audit, cycles, locked, rights, staff_numbers
from qadesk.services.checks import forms
from qadesk.services.checks.stored import (
    DRAFT,
    REPLACED,
    SUBMITTED,
    WAITING,
    ContactCheck,
    TypedContact,
    add,
    check_in,
    must_be_published,
    row_in,
    row_of,
    subject_of,
)
from qadesk.services.done import Change, Done, Undo
from qadesk.services.records.by_hand_rows import begin as begin_record
from qadesk.services.records.by_hand_rows import refuse_day
from qadesk.storage import tables
from qadesk.storage.office import Office

CHANGES: Final = frozenset[Change]({"checks"})
COUNTED: Final = frozenset[Change]({"checks", "records", "results"})
_own, _answers = tables.contact_check, tables.check_answer


@rights.needs("score")
def begin(office: Office, code: str, form_id: int, staff_no: str, contact: int | TypedContact) -> Done[int]:
    """Begin to check a contact, by its record (row id) or typed; the value is the check's id.

    Raises UserError for a form that is not published, a closed month, an unknown agent, a contact that is
    not theirs in the month, and one that has such a check already.
    """
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        agent_id = staff_numbers.must_find(connection, staff_no, code)
        locked.must_be_open(connection, cycle, agent_id)
        form = must_be_published(connection, form_id)
        found = _contact(connection, office, cycle, agent_id, contact, form)
        made = add(connection, office, cycle, form_id, agent_id, status=DRAFT, **found)
        if not found["ref"]:
            connection.execute(update(_own).where(_own.c.id == made).values(ref=f"QC-{made}"))
        audit.note(connection, office, "check.begin", subject_of(connection, made), form=_name(form))
    return Done(made, CHANGES, Undo(_("begin a check"), partial(discard, office, made)))


@rights.needs("score")
def answer(office: Office, check_id: int, question: str, given: str) -> Done[None]:
    """Save one answer durably; "" takes it back. Raises UserError for one that the question does not take."""
    with office.write() as connection:
        form = _form_of_draft(connection, office, check_id)
        try:
            score(form, {question: given} if given else {})
            form.question(question)
        except KeyError as error:
            raise UserError(
                "checks.no_such_answer",
                _("The question does not take this answer."),
                kept=_("Nothing was changed."),
            ) from error
        _put(connection, check_id, question, answer=given)
        audit.note(connection, office, "check.answer", subject_of(connection, check_id))
    return Done(None, CHANGES)


@rights.needs("score")
def remark(office: Office, check_id: int, question: str, text: str, second: int | None = None) -> Done[None]:
    """Save the comment on one question, and where in the recording it is; "" as question: on the whole."""
    with office.write() as connection:
        form = _form_of_draft(connection, office, check_id)
        text = text.strip()
        if question:
            form.question(question)
            _put(connection, check_id, question, comment=text, second=second)
        else:
            connection.execute(update(_own).where(_own.c.id == check_id).values(note=text))
        audit.note(connection, office, "check.comment", subject_of(connection, check_id))
    return Done(None, CHANGES)


@rights.needs("score")
def submit(office: Office, check_id: int) -> Done[CheckScore]:
    """Make a check count in its month. Raises UserError while questions are open or nothing applied."""
    with office.write() as connection:
        made = check_in(connection, office, check_id)
        _must_be_draft(connection, office, check_id)
        found = made.score
        if found.open:
            raise UserError(
                "checks.open_questions",
                _("These questions are not answered yet: {names}.").format(names=_names(made, found)),
                kept=_("The answers so far are kept."),
            )
        if found.score is None:
            raise UserError(
                "checks.nothing_applied",
                _("None of the questions applied, so there is nothing to score."),
                kept=_("The answers so far are kept."),
                remedy=_("Answer at least one, or replace the contact by another."),
            )
        _store(connection, office, made, found)
        subject = subject_of(connection, check_id)
        audit.note(connection, office, "check.submit", subject, score=str(found.score), passed=found.passed)
    undo = partial(_reopen, office, check_id, "check.undo", "")
    return Done(found, COUNTED, Undo(_("submit a check"), undo))


@rights.needs("score")
def reopen(office: Office, check_id: int, reason: str) -> Done[None]:
    """Take a submitted check back to be corrected. Raises UserError without a reason, in a closed month."""
    if not reason.strip():
        raise UserError("checks.reason_missing", _("Say why."), kept=_("Nothing was changed."))
    return _reopen(office, check_id, "check.reopen", reason.strip())


@rights.needs("score")
def discard(office: Office, check_id: int) -> Done[None]:
    """Take what was begun back: of a sample it waits again, else it is gone."""
    with office.write() as connection:
        row = _must_be_draft(connection, office, check_id)
        before = check_in(connection, office, check_id)
        connection.execute(delete(_answers).where(_answers.c.check_id == check_id))
        subject = subject_of(connection, check_id)
        if row.sample_id is None:
            connection.execute(delete(_own).where(_own.c.id == check_id))
        else:
            values = {"status": WAITING, "note": "", "user_id": None, "updated_at": office.now()}
            connection.execute(update(_own).where(_own.c.id == check_id).values(values))
        audit.note(connection, office, "check.discard", subject)
    undo = partial(_restore, office, {c.name: getattr(row, c.name) for c in _own.c}, before)
    return Done(None, CHANGES, Undo(_("discard a check"), undo))


# ---- what is stored


def _must_be_draft(connection: Connection, office: Office, check_id: int) -> Row[Any]:
    row = row_of(connection, office, check_id)
    if row.status == SUBMITTED:
        raise UserError(
            "checks.submitted",
            _("This check is submitted and locked."),
            kept=_("Nothing was changed."),
            remedy=_("Reopen it with a reason first."),
        )
    if row.status == REPLACED:
        raise UserError(
            "checks.replaced",
            _("Another contact is checked instead of this one."),
            kept=_("Nothing was changed."),
        )
    return row


def _form_of_draft(connection: Connection, office: Office, check_id: int) -> CheckForm:
    row = _must_be_draft(connection, office, check_id)
    values = {"status": DRAFT, "user_id": office.user_id, "updated_at": office.now()}
    connection.execute(update(_own).where(_own.c.id == check_id).values(values))
    return forms.form_in(connection, row.form_id).form


def _put(connection: Connection, check_id: int, question: str, **values: Any) -> None:
    here = (_answers.c.check_id == check_id) & (_answers.c.question == question)
    if not connection.execute(update(_answers).where(here).values(values)).rowcount:
        connection.execute(insert(_answers).values(check_id=check_id, question=question, **values))
    nothing = (_answers.c.answer == "") & (_answers.c.comment == "") & _answers.c.second.is_(None)
    connection.execute(delete(_answers).where(here, nothing))


def _store(connection: Connection, office: Office, made: ContactCheck, found: CheckScore) -> None:
    """The result as a record of the month; the check knows it by its entry among the imports."""
    row, form = row_in(connection, made.id), made.form
    refuse_day(connection, office, made.at, row.agent_id)
    batch = begin_record(connection, office, "checks", made.at)
    names = {one.code: one.names for one in form.questions()}
    critical = set(found.critical)
    assert found.score is not None
    connection.execute(
        insert(tables.check_result).values(
            part=str(made.id),
            ref=row.ref,
            agent_id=row.agent_id,
            at=row.at,
            channel=form.contacts.value,
            form=form.code,
            version=form.version,
            score=int(found.score * 100),
            passed=found.passed,
            found=[[names[code].zh, names[code].en, code in critical] for code in found.found],
            note=row.note or None,
            batch_id=batch,
        )
    )
    values = {"status": SUBMITTED, "submitted_at": office.now(), "batch_id": batch, "user_id": office.user_id}
    connection.execute(update(_own).where(_own.c.id == made.id).values(values))


@rights.needs("score")
def _reopen(office: Office, check_id: int, action: str, reason: str) -> Done[None]:
    with office.write() as connection:
        row = row_of(connection, office, check_id)
        if row.status != SUBMITTED:
            return Done(None)
        result, batch = tables.check_result, tables.import_batch
        connection.execute(delete(result).where(result.c.batch_id == row.batch_id))
        connection.execute(update(batch).where(batch.c.id == row.batch_id).values(undone_at=office.now()))
        values = {"status": DRAFT, "submitted_at": None, "batch_id": None, "updated_at": office.now()}
        connection.execute(update(_own).where(_own.c.id == check_id).values(values))
        audit.note(connection, office, action, subject_of(connection, check_id), reason=reason)
    return Done(None, COUNTED, Undo(_("reopen a check"), partial(submit, office, check_id)))


@rights.needs("score")
def _restore(office: Office, values: Mapping[str, Any], before: ContactCheck) -> Done[int]:
    """Put a discarded check back as it was."""
    with office.write() as connection:
        connection.execute(delete(_own).where(_own.c.id == values["id"], _own.c.status == WAITING))
        connection.execute(insert(_own).values(**values))
        for question, one in before.answers.items():
            _put(connection, before.id, question, answer=one.answer, comment=one.comment, second=one.second)
        row_of(connection, office, before.id)
        audit.note(connection, office, "check.restore", subject_of(connection, before.id))
    return Done(before.id, CHANGES, Undo(_("begin a check"), partial(discard, office, before.id)))


def _contact(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    agent_id: int,
    contact: int | TypedContact,
    form: CheckForm,
) -> dict[str, Any]:
    """What is kept of the contact. Raises UserError where it cannot be checked in this month."""
    if isinstance(contact, TypedContact):
        if contact.channel not in ("call", "chat", "other"):
            raise ValueError(f"no channel {contact.channel!r}")
        at = contact.at.replace(tzinfo=office.zone).astimezone(UTC)
        found: dict[str, Any] = {
            "contact_id": None,
            "ref": contact.ref.strip(),
            "channel": contact.channel,
            "at": at,
        }
        theirs = cycle.period.contains(contact.at.date()) and at <= office.now()
    else:
        own = tables.contact.c
        row = connection.execute(
            select(own.ref, own.channel, own.at, own.agent_id).where(own.id == contact)
        ).first()
        start, end = cycle.period.utc(office.zone)
        theirs = row is not None and row.agent_id == agent_id and start <= row.at < end
        found = {} if row is None else {
            "contact_id": contact, "ref": row.ref, "channel": row.channel, "at": row.at,
        }  # fmt: skip
    if not theirs:
        raise UserError(
            "checks.not_their_contact",
            _("This contact is not one of the agent's in {code}.").format(code=cycle.code),
            kept=_("Nothing was changed."),
            remedy=_("Choose the contact again, or correct its date."),
        )
    _refuse_twice(connection, cycle, agent_id, found, form)
    return found


def _refuse_twice(
    connection: Connection, cycle: Cycle, agent_id: int, found: Mapping[str, Any], form: CheckForm
) -> None:
    if not found["ref"]:
        return
    stored = tables.check_form
    again = connection.execute(
        select(_own.c.id)
        .join(stored)
        .where(_own.c.cycle_id == cycle.id, _own.c.agent_id == agent_id, _own.c.ref == found["ref"])
        .where(stored.c.code == form.code, _own.c.status != REPLACED)
    ).first()
    if again is not None:
        raise UserError(
            "checks.twice",
            _("This contact has a check by this form already."),
            kept=_("Nothing was changed."),
            remedy=_("Go on with that one."),
        )


def _names(made: ContactCheck, found: CheckScore) -> str:
    names = (made.form.question(code).names for code in found.open)
    return _(", ").join(one.in_language(current_language()) for one in names)


def _name(form: CheckForm) -> str:
    return f"{form.code} {form.version}"
