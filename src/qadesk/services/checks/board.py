"""A month's checks as a list: who is checked, how far it is, what came of each; progress by agent."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, select

from qadesk.domain.check_forms import CheckForm, ContactSort
from qadesk.services import cycles, personal
from qadesk.services.checks import forms
from qadesk.services.checks.forms import StoredForm
from qadesk.services.checks.stored import DRAFT, REPLACED, SUBMITTED, WAITING
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class CheckLine:
    """One contact of the list; `at` is the office's local time. Score and passed once it is submitted."""

    id: int
    staff_no: str
    name: str
    ref: str
    channel: str
    at: datetime
    form: CheckForm
    form_id: int
    status: str
    answered: int
    score: Decimal | None
    passed: bool | None
    found: tuple[tuple[str, str, bool], ...]  # Chinese name, English name, critical
    sample_id: int | None
    stratum: int
    note: str
    reason: str
    by: str


@dataclass(frozen=True)
class CheckProgress:
    """How many of an agent's contacts are checked, of how many that are to be."""

    staff_no: str
    name: str
    done: int
    wanted: int


@dataclass(frozen=True)
class CheckBoard:
    """A month's checks, by agent and time; replaced ones stay in the list and count in no progress."""

    code: str
    closed: bool
    lines: tuple[CheckLine, ...]
    progress: tuple[CheckProgress, ...]

    def next_after(self, check_id: int) -> int | None:
        """The next contact that is not checked yet, after this one and round again; None: all are."""
        left = [one.id for one in self.lines if one.status in (WAITING, DRAFT)]
        ids = [one.id for one in self.lines]
        at = ids.index(check_id) if check_id in ids else -1
        order = ids[at + 1 :] + ids[: max(at, 0)]
        return next((one for one in order if one in left), None)


def board(office: Office, code: str, staff_no: str = "") -> CheckBoard:
    """A month's checks; of one agent with `staff_no`. Raises UserError for a month that was never opened."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        known = {one.id: one.form for one in forms.forms_in(connection)}
        lines = tuple(
            _line(office, row, known[row.form_id])
            for row in _rows(connection, cycle.id)
            if staff_no in ("", row.staff_no)
        )
    return CheckBoard(code, cycle.closed, lines, _progress(lines))


@dataclass(frozen=True)
class ContactForm:
    """A form a contact can be checked by now; `check` is the one it has by any version of that, if it has."""

    form: StoredForm
    check: int | None


def of_contact(office: Office, code: str, contact_id: int) -> tuple[ContactForm, ...]:
    """The published forms of a contact's channel (its row id), and its checks by them in the month."""
    own, contact, form = tables.contact_check.c, tables.contact.c, tables.check_form.c
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        row = connection.execute(
            select(contact.ref, contact.agent_id, contact.channel).where(contact.id == contact_id)
        ).first()
        if row is None:
            return ()
        known = forms.forms_in(connection)
        begun = {
            one.code: one.id
            for one in connection.execute(
                select(own.id, form.code)
                .select_from(tables.contact_check.join(tables.check_form))
                .where(own.cycle_id == cycle.id, own.agent_id == row.agent_id, own.ref == row.ref)
                .where(own.status != REPLACED)
            )
        }
    fits = (ContactSort.OTHER.value, row.channel)
    return tuple(
        ContactForm(one, begun.get(one.form.code))
        for one in known
        if one.status == forms.PUBLISHED and one.form.contacts.value in fits
    )


def of_samples(connection: Connection, cycle_id: int) -> tuple[int, int]:
    """How many of a month's drawn contacts are checked, of how many; replaced ones do not count."""
    own = tables.contact_check.c
    query = (
        select(own.status, func.count())
        .where(own.cycle_id == cycle_id, own.sample_id.is_not(None), own.status != REPLACED)
        .group_by(own.status)
    )
    counted = {status: int(n) for status, n in connection.execute(query)}
    return counted.get(SUBMITTED, 0), sum(counted.values())


def _rows(connection: Connection, cycle_id: int) -> list[Row[Any]]:
    own, agent, result, user = (
        tables.contact_check, tables.agent, tables.check_result, tables.user,
    )  # fmt: skip
    answer = tables.check_answer
    answered = (
        select(func.count())
        .where(answer.c.check_id == own.c.id, answer.c.answer != "")
        .correlate(own)
        .scalar_subquery()
    )
    query = (
        select(
            own, agent.c.staff_no, agent.c.name, result.c.score, result.c.passed, result.c.found,
            user.c.name.label("by"), answered.label("answered"),
        )
        .select_from(
            own.join(agent)
            .outerjoin(result, result.c.batch_id == own.c.batch_id)
            .outerjoin(user, user.c.id == own.c.user_id)
        )
        .where(own.c.cycle_id == cycle_id)
        .order_by(agent.c.staff_no, own.c.at, own.c.id)
    )  # fmt: skip
    return list(connection.execute(query).all())


def _line(office: Office, row: Row[Any], form: CheckForm) -> CheckLine:
    show = personal.shown(office, "records")
    return CheckLine(
        row.id,
        row.staff_no,
        row.name,
        show(row.ref),
        row.channel,
        office.local(row.at).replace(tzinfo=None),
        form,
        row.form_id,
        row.status,
        row.answered,
        None if row.score is None else Decimal(row.score) / 100,
        row.passed,
        tuple((zh, en, bool(critical)) for zh, en, critical in row.found or ()),
        row.sample_id,
        row.stratum,
        row.note,
        row.reason,
        row.by or "",
    )


def _progress(lines: tuple[CheckLine, ...]) -> tuple[CheckProgress, ...]:
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in lines:
        if one.status != REPLACED:
            counted = found[one.staff_no, one.name]
            counted[0] += one.status == SUBMITTED
            counted[1] += 1
    return tuple(CheckProgress(*who, *n) for who, n in found.items())
