"""The rows of records that were typed in: checked, kept with an entry among the imports, found again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from qadesk.domain.masking import unmasked
from qadesk.domain.measures import Source
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.kinds.kind import column_of
from qadesk.kinds.registry import records_of
from qadesk.services import locked, personal, staff_numbers
from qadesk.services.notes.keeping import NoteSubject
from qadesk.services.records import batches, counting
from qadesk.services.records.by_hand_fields import fields, given, in_words, read
from qadesk.services.records.impossible import refuse_more_than_contacts
from qadesk.services.records.stored import of_kind, table_of
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class RecordEntry:
    """What is typed: `values` by field, as `by_hand_fields.given` takes them."""

    kind: str
    staff_no: str
    values: Mapping[str, Any]


def shown(office: Office, entry: RecordEntry) -> RecordEntry:
    """What may be shown of it, to be corrected: telephone numbers masked (`personal.shown`)."""
    show = personal.shown(office, "records")
    return replace(entry, values={name: show(value) for name, value in entry.values.items()})


def whole(entry: RecordEntry, before: Mapping[str, Any]) -> RecordEntry:
    """An entry with the stored texts where it holds them masked: who may not see a number leaves it."""
    kept = {
        name: unmasked(value, old)
        for name, value in entry.values.items()
        if isinstance(old := before.get(name), str) and isinstance(value, str)
    }
    return replace(entry, values={**entry.values, **kept})


@dataclass(frozen=True)
class HandMade:
    """A record that was typed in; times are the office's. `number` identifies it whatever is corrected."""

    number: int
    entry: RecordEntry
    name: str  # of the agent
    when: datetime | date
    by: str  # "" if nobody was signed in
    at: datetime
    part: str = ""  # tells it from others of its reference

    @property
    def about(self) -> NoteSubject:
        """What its notes are on."""
        return NoteSubject(kind=self.entry.kind, ref=self.entry.values["ref"], part=self.part)


def details(made: HandMade) -> str:
    """What a record says beside whose it is, when, and its reference, in words."""
    known = [(field, made.entry.values[field.name]) for field in fields(made.entry.kind)]
    told = [one for one in known if one[0].name != "ref" and one[1] not in (None, "", made.when)]
    return _(", ").join(
        _("{field}: {value}").format(field=_(field.label), value=in_words(made.entry.kind, field, value))
        for field, value in told
    )


def begin(connection: Connection, office: Office, kind: str, when: datetime | date) -> int:
    """The entry among the imports; the form asks for every field, so that none is untold."""
    batch, day = tables.import_batch, day_of(when)
    told = {field.name: field.name for field in fields(kind)}
    made = connection.execute(
        insert(batch).values(
            kind=kind,
            file_name=batches.BY_HAND,
            file_digest="",
            mapping=told,
            rows=1,
            imported=1,
            first_day=day,
            last_day=day,
            user_id=office.user_id,
            at=office.now(),
            **_office(batch, office),
        )
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def put_in(
    connection: Connection,
    office: Office,
    entry: RecordEntry,
    row: dict[str, Any],
    number: int,
    counts: str | None,
) -> None:
    """Store a checked record under its entry among the imports."""
    table = table_of(records_of(entry.kind))
    fixed = records_of(entry.kind).constants
    connection.execute(insert(table).values(**fixed, **row, batch_id=number, **_office(table, office)))
    settle_counts(connection, office, entry, counts)
    refuse_more_than_contacts(connection, office, [number])


def settle_counts(connection: Connection, office: Office, entry: RecordEntry, counts: str | None) -> None:
    """Settle what counts where a contact meets totals. Raises ClashError where nobody said so."""
    if records_of(entry.kind).source == Source.CONTACTS:
        counting.settle(connection, office, [day_of(when_of(entry))], counts)


def _office(table: Any, office: Office) -> dict[str, int]:
    return {"office_id": office.id} if "office_id" in table.c else {}


# ---- looking


def checked(
    connection: Connection,
    office: Office,
    entry: RecordEntry,
    number: int | None = None,
    record_id: int | None = None,
) -> dict[str, Any]:
    """The columns of a record, its agent and reference settled. Raises UserError.

    `number` or `record_id` say which record it is, which has its reference already.
    """
    values = given(entry.kind, entry.values, office.zone)
    found = staff_numbers.must_find(connection, entry.staff_no)
    refuse_day(connection, office, when_of(entry), found)
    _refuse_future(office, entry)
    values["ref"] = values["ref"] or _free_reference(connection, entry)
    _refuse_taken(connection, entry.kind, values["ref"], number, record_id)
    return {"agent_id": found, **values}


def refuse_day(connection: Connection, office: Office, when: datetime | date, agent_id: int) -> None:
    """Raises UserError for a day in none of the months opened, or in a closed one.

    Unless the agent's result of that one is being corrected.
    """
    cycle, day = tables.cycle.c, day_of(when)
    remedy = _("If one of its records is wrong, a manager can reopen the result in Sign-off.")
    locked.must_take_records(connection, office, day, day + timedelta(days=1), [agent_id], remedy)
    inside = select(cycle.id).where(cycle.office_id == office.id, cycle.start <= day, cycle.end > day)
    if connection.execute(inside).first() is None:
        raise UserError(
            "cycle.none_on_day",
            _("{day} lies in no month that was opened.").format(day=day.isoformat()),
            kept=_("Nothing was changed."),
            remedy=_("Check the date, or open the month under Today first."),
        )


def _refuse_future(office: Office, entry: RecordEntry) -> None:
    now = office.local(office.now()).replace(tzinfo=None)
    for value in entry.values.values():
        if isinstance(value, date) and (value > now if isinstance(value, datetime) else value > now.date()):
            raise UserError(
                "record.in_future",
                _("{when} has not come yet.").format(
                    when=value.isoformat(" ", "minutes") if isinstance(value, datetime) else value.isoformat()
                ),
                kept=_("Nothing was changed."),
            )


def _refuse_taken(
    connection: Connection, kind: str, ref: str, number: int | None, record_id: int | None
) -> None:
    table = table_of(records_of(kind))
    taken = _same_reference(kind, ref)
    if record_id is not None:
        taken = taken.where(table.c.id != record_id)
    elif number is not None:
        taken = taken.where(table.c.batch_id != number)
    if connection.execute(taken).first() is not None:
        raise UserError(
            "record.reference_taken",
            _("Another record has the reference {ref}.").format(ref=ref),
            kept=_("Nothing was changed."),
            remedy=_("Correct the reference, or leave it empty to get one."),
        )


def _free_reference(connection: Connection, entry: RecordEntry) -> str:
    """A reference that is free: M for by hand, the day, and a number."""
    at = 1
    while True:
        ref = f"M{day_of(when_of(entry)):%Y%m%d}-{at}"
        if connection.execute(_same_reference(entry.kind, ref)).first() is None:
            return ref
        at += 1


def _same_reference(kind: str, ref: str) -> Select[Any]:
    own = records_of(kind)
    return select(table_of(own).c.id).where(table_of(own).c.ref == ref, of_kind(own))


def query(office: Office, kind: str) -> Select[Any]:
    """The records of a kind that were typed in, with whose they are and who entered them."""
    table, batch, user = table_of(records_of(kind)), tables.import_batch, tables.user
    return (
        select(table, tables.agent.c.staff_no, tables.agent.c.name.label("person"))
        .add_columns(user.c.name.label("by"), batch.c.at.label("entered_at"))
        .join_from(table, batch, batch.c.id == table.c.batch_id)
        .join(tables.agent, tables.agent.c.id == table.c.agent_id)
        .outerjoin(user, user.c.id == batch.c.user_id)
        .where(batch.c.kind == kind, batches.by_hand(), tables.agent.c.office_id == office.id)
    )


def must_find(connection: Connection, office: Office, number: int) -> HandMade:
    """The record of a number. Raises UserError if it was deleted."""
    batch = tables.import_batch.c
    kind = connection.execute(select(batch.kind).where(batch.id == number, batches.by_hand())).scalar()
    row = connection.execute(query(office, kind).where(batch.id == number)).first() if kind else None
    if kind is None or row is None:
        raise UserError(
            "record.deleted", _("This record was deleted meanwhile."), kept=_("Nothing was changed.")
        )
    return made_of(office, kind, row)


def made_of(office: Office, kind: str, row: Row[Any]) -> HandMade:
    """A record as it is stored, with whose it is and who entered it."""
    values = {
        field.name: read(field, row._mapping[column_of(field.name)], office.zone) for field in fields(kind)
    }
    entry = RecordEntry(kind, row.staff_no, values)
    return HandMade(
        row.batch_id, entry, row.person, when_of(entry), row.by or "", office.local(row.entered_at), row.part
    )


def when_of(entry: RecordEntry) -> datetime | date:
    """When it happened, as it was typed."""
    when: datetime | date = entry.values[records_of(entry.kind).when]
    return when


def whose(connection: Connection, made: HandMade) -> int:
    """The agent (row id) of a record."""
    return staff_numbers.must_find(connection, made.entry.staff_no)


def day_of(when: datetime | date) -> date:
    """The day of a moment or a day."""
    return when.date() if isinstance(when, datetime) else when


def for_trail(entry: RecordEntry) -> dict[str, Any]:
    """What the trail keeps of a record."""
    said = {name: value for name, value in entry.values.items() if value not in (None, "")}
    plain = {name: value if isinstance(value, (bool, str)) else str(value) for name, value in said.items()}
    return {"kind": entry.kind, "agent": entry.staff_no, "values": plain}


def read_when(office: Office, kind: str, row: Mapping[str, Any]) -> datetime | date:
    """When a stored record of a kind happened, a moment in the office's zone."""
    at: datetime | date = row[records_of(kind).when]
    return office.local(at).replace(tzinfo=None) if isinstance(at, datetime) else at


def plain(value: Any) -> Any:
    """A stored value as the trail keeps it."""
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
