"""Samples of contacts to check: said beforehand, drawn by a seed that is kept, replaced with a reason."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from dataclasses import replace as changed
from decimal import Decimal
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from qadesk.domain.check_forms import ContactSort
from qadesk.domain.check_sampling import (
    MOST_EACH,
    MOST_STRATA,
    Drawable,
    DrawnContact,
    SampleStratum,
    draw,
    precision,
    spread_of,
)
from qadesk.domain.cycles import Cycle
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, cycles, locked, rights
from qadesk.services.checks.stored import (
    REPLACED,
    SUBMITTED,
    WAITING,
    add,
    must_be_published,
    row_of,
    subject_of,
)
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

CHANGES: Final = frozenset[Change]({"checks"})
_own, _sample = tables.contact_check, tables.check_sample
_MINUTE: Final = 60_000


@dataclass(frozen=True)
class ExpectedSample:
    """What a sample would be of one agent: `contacts` there are, `drawn` of them, `short` fewer than wanted.

    `precise` is how far the month's mean may be off, ± so many points; None for fewer than two checks.
    """

    staff_no: str
    name: str
    contacts: int
    drawn: int
    short: int
    precise: Decimal | None


@dataclass(frozen=True)
class SamplePlan:
    """A sample before it is drawn. `spread` is that of single scores, the office's own where `own_spread`."""

    agents: tuple[ExpectedSample, ...]
    spread: Decimal
    own_spread: bool

    def of(self, each: int) -> SamplePlan:
        """The same with another number of contacts of each agent."""
        made = (_expected(a.staff_no, a.name, a.contacts, each, self.spread) for a in self.agents)
        return changed(self, agents=tuple(made))


def plan(
    office: Office, code: str, form_id: int, each: int, strata: Sequence[SampleStratum] = ()
) -> SamplePlan:
    """What a sample would be, and how precise. Raises as `draw_sample` does; nothing is stored."""
    _must_be_sound(each, strata)
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        contacts = _contacts(connection, office, cycle, form_id)
        agent, known = tables.agent.c, _spread(connection)
        people = connection.execute(
            select(agent.id, agent.staff_no, agent.name)
            .where((agent.status != "left") | agent.id.in_(contacts))
            .order_by(agent.staff_no)
        ).all()
    made = (
        _expected(who.staff_no, who.name, len(contacts.get(who.id, ())), each, known[0]) for who in people
    )
    return SamplePlan(tuple(made), *known)


def _expected(staff_no: str, name: str, contacts: int, each: int, spread: Decimal) -> ExpectedSample:
    """Whatever groups come first: as many as are wanted are drawn, or all there are."""
    n = min(each, contacts)
    return ExpectedSample(staff_no, name, contacts, n, each - n, precision(n, spread, contacts))


@rights.needs("prepare")
def draw_sample(
    office: Office,
    code: str,
    form_id: int,
    each: int,
    strata: Sequence[SampleStratum] = (),
    seed: str = "",
) -> Done[int]:
    """Draw `each` contacts of every agent to be checked; the sample's id. Who has fewer has them all.

    Contacts in a check by any version of the form are left out. Without a `seed` one is made.
    Raises UserError for a form that is not published, a closed month, numbers out of range, and where there
    is no contact to draw.
    """
    _must_be_sound(each, strata)
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        locked.must_be_open(connection, cycle)
        must_be_published(connection, form_id)
        seed = seed.strip() or secrets.token_hex(8)
        contacts = _contacts(connection, office, cycle, form_id)
        if not contacts:
            raise UserError(
                "checks.no_contacts",
                _("There is no contact of {code} left to be drawn for this form.").format(code=code),
                kept=_("Nothing was changed."),
                remedy=_("Import the cycle's contacts first, or check contacts without records."),
            )
        made = connection.execute(
            insert(_sample).values(
                cycle_id=cycle.id, form_id=form_id, seed=seed, each=each, strata=[_told(s) for s in strata],
                user_id=office.user_id, at=office.now(),
            )
        )  # fmt: skip
        assert made.inserted_primary_key is not None
        sample_id = int(made.inserted_primary_key[0])
        for agent_id in sorted(contacts):
            lot = draw(contacts[agent_id], each, strata, seed)
            _add(connection, office, cycle, sample_id, form_id, agent_id, lot.drawn)
        audit.note(connection, office, "check.sample", cycle.code, seed=seed, each=each)
    return Done(sample_id, CHANGES, Undo(_("draw a sample"), partial(drop_sample, office, sample_id)))


@rights.needs("prepare")
def drop_sample(office: Office, sample_id: int) -> Done[None]:
    """Take a sample back. Raises UserError once one of its contacts was begun or replaced."""
    with office.write() as connection:
        row = connection.execute(
            select(_sample, tables.cycle.c.code).join(tables.cycle).where(_sample.c.id == sample_id)
        ).first()
        if row is None:
            return Done(None)
        cycle = cycles.get_in(connection, office, row.code)
        locked.must_be_open(connection, cycle)
        here = _own.c.sample_id == sample_id
        if connection.execute(select(_own.c.id).where(here, _own.c.status != WAITING)).first() is not None:
            raise UserError(
                "checks.sample_begun",
                _("Contacts of this sample are checked or replaced already."),
                kept=_("Nothing was changed."),
                remedy=_("Replace single contacts instead."),
            )
        connection.execute(delete(_own).where(here))
        connection.execute(delete(_sample).where(_sample.c.id == sample_id))
        audit.note(connection, office, "check.sample.undo", row.code, seed=row.seed)
    strata = tuple(_read(one) for one in row.strata)
    again = partial(draw_sample, office, row.code, row.form_id, row.each, strata, row.seed)
    return Done(None, CHANGES, Undo(_("take a sample back"), again))


@rights.needs("score")
def replace(office: Office, check_id: int, reason: str) -> Done[int]:
    """Have the next contact of the lot checked instead of one of a sample; the new check's id.

    The next of its stratum, else of the agent's rest. Raises UserError without a reason, for a submitted
    check or one of no sample, in a closed month, and where there is no other contact.
    """
    if not reason.strip():
        raise UserError("checks.reason_missing", _("Say why."), kept=_("Nothing was changed."))
    with office.write() as connection:
        row = row_of(connection, office, check_id)
        if row.status in (SUBMITTED, REPLACED) or row.sample_id is None:
            raise UserError(
                "checks.not_replaceable",
                _("Only a contact of a sample that is not checked yet can be replaced."),
                kept=_("Nothing was changed."),
            )
        sample = connection.execute(select(_sample).where(_sample.c.id == row.sample_id)).one()
        cycle = cycles.get_in(connection, office, row.cycle)
        left = _contacts(connection, office, cycle, row.form_id).get(row.agent_id, [])
        wanted = [_read(one) for one in sample.strata][row.stratum - 1 : row.stratum] if row.stratum else []
        strata = [SampleStratum(**{**asdict(one), "least": 1}) for one in wanted]
        lot = draw(left, 1, strata, sample.seed).drawn
        if not lot:
            raise UserError(
                "checks.none_left",
                _("The agent has no other contact in this cycle that could be checked instead."),
                kept=_("Nothing was changed."),
            )
        drawn = DrawnContact(lot[0].id, row.stratum if lot[0].stratum else 0)
        values = {"status": REPLACED, "reason": reason.strip(), "updated_at": office.now()}
        connection.execute(update(_own).where(_own.c.id == check_id).values(values))
        (made,) = _add(connection, office, cycle, row.sample_id, row.form_id, row.agent_id, [drawn])
        subject = subject_of(connection, check_id)
        audit.note(connection, office, "check.replace", subject, reason=reason.strip())
    undo = partial(_put_back, office, check_id, row.status, made)
    return Done(made, CHANGES, Undo(_("replace a contact"), undo))


@rights.needs("score")
def _put_back(office: Office, check_id: int, status: str, instead: int) -> Done[None]:
    """Undo a replacement. Raises UserError once the other contact was begun."""
    with office.write() as connection:
        row_of(connection, office, check_id)
        gone = connection.execute(delete(_own).where(_own.c.id == instead, _own.c.status == WAITING))
        if not gone.rowcount:
            raise UserError(
                "checks.sample_begun",
                _("Contacts of this sample are checked or replaced already."),
                kept=_("Nothing was changed."),
                remedy=_("Replace single contacts instead."),
            )
        connection.execute(update(_own).where(_own.c.id == check_id).values(status=status, reason=""))
        audit.note(connection, office, "check.replace.undo", subject_of(connection, check_id))
    return Done(None, CHANGES)


def _add(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    sample_id: int,
    form_id: int,
    agent_id: int,
    drawn: Iterable[DrawnContact],
) -> list[int]:
    contact, made = tables.contact.c, []
    for one in drawn:
        row = connection.execute(
            select(contact.ref, contact.channel, contact.at).where(contact.id == one.id)
        ).one()
        made.append(
            add(
                connection, office, cycle, form_id, agent_id, sample_id=sample_id, stratum=one.stratum,
                contact_id=one.id, ref=row.ref, channel=row.channel, at=row.at, status=WAITING,
            )
        )  # fmt: skip
    return made


def _contacts(
    connection: Connection, office: Office, cycle: Cycle, form_id: int
) -> dict[int, list[Drawable]]:
    """The answered contacts of a month that can be drawn for a form, by agent; those in hand are left out."""
    form, versions = must_be_published(connection, form_id), tables.check_form
    sort = form.contacts
    start, end = cycle.period.utc(office.zone)
    c, taken = (
        tables.contact.c,
        (
            select(_own.c.ref)
            .join(versions)
            .where(_own.c.cycle_id == cycle.id, _own.c.agent_id == tables.contact.c.agent_id)
            .where(versions.c.code == form.code)
        ),
    )
    query = select(c.id, c.agent_id, c.channel, c.ref, c.rating, c.talk_ms, c.note).where(
        c.at >= start, c.at < end, c.answered, c.ref.not_in(taken)
    )
    if sort is not ContactSort.OTHER:
        query = query.where(c.channel == sort.value)
    named = _complaints(connection, office, cycle)
    found: dict[int, list[Drawable]] = defaultdict(list)
    for row in connection.execute(query):
        note = row.note or ""
        minutes = None if row.talk_ms is None else Decimal(row.talk_ms) / _MINUTE
        complaint = row.ref in named or any(one in note for one in named if note)
        found[row.agent_id].append(Drawable(row.id, row.channel, row.rating, minutes, complaint, note))
    return dict(found)


def _complaints(connection: Connection, office: Office, cycle: Cycle) -> frozenset[str]:
    """The references and waybills of the month's complaints, by which a contact may name one."""
    start, end = cycle.period.utc(office.zone)
    c = tables.complaint.c
    rows = connection.execute(select(c.ref, c.waybill).where(c.received_at >= start, c.received_at < end))
    return frozenset(text for row in rows for text in row if text)


def _spread(connection: Connection) -> tuple[Decimal, bool]:
    """How far single scores lie apart, and whether the office's own checks say so."""
    result = tables.check_result.c
    scores = [Decimal(n) / 100 for n in connection.execute(select(result.score)).scalars()]
    made = spread_of(scores)
    return made, made != spread_of(())


def _must_be_sound(each: int, strata: Sequence[SampleStratum]) -> None:
    if not 1 <= each <= MOST_EACH or len(strata) > MOST_STRATA or sum(s.least for s in strata) > each:
        raise UserError(
            "checks.sample_out_of_range",
            _("Draw 1 to {most} contacts of each agent, of which at most as many from groups.").format(
                most=MOST_EACH
            ),
            kept=_("Nothing was changed."),
        )


def _told(stratum: SampleStratum) -> dict[str, Any]:
    told = {name: value for name, value in asdict(stratum).items() if value or name == "least"}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in told.items()}


def _read(told: Mapping[str, Any]) -> SampleStratum:
    minutes = {name: Decimal(value) for name, value in told.items() if name.startswith("minutes")}
    return SampleStratum(**{**told, **minutes})
