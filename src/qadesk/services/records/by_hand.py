"""Records typed in one by one: entered, corrected, deleted with a reason; they count like imported ones.

Each is kept with an entry among the imports that has no file (`batches.BY_HAND`) and says who entered it and
when. An import never replaces one, and undoing an import leaves them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from qadesk.domain.measures import Source
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.kinds.kind import column_of
from qadesk.kinds.registry import KINDS, records_of
from qadesk.services import audit, cycles
from qadesk.services.done import Change, Done
from qadesk.services.records import batches, by_hand_fields, counting
from qadesk.services.records.by_hand_fields import ASKED, fields, given, read
from qadesk.services.records.stored import of_kind, table_of
from qadesk.storage import tables
from qadesk.storage.office import Office

_CHANGES: Final = frozenset[Change]({"records", "results"})


@dataclass(frozen=True)
class RecordEntry:
    """What is typed: `values` by field, as `by_hand_fields.given` takes them."""

    kind: str
    staff_no: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class HandMade:
    """A record that was typed in; times are the office's. `number` identifies it whatever is corrected."""

    number: int
    entry: RecordEntry
    name: str  # of the agent
    when: datetime | date
    by: str  # "" if nobody was signed in
    at: datetime


def records(office: Office, code: str) -> tuple[HandMade, ...]:
    """The records of a month that were typed in, in the order they happened.

    Raises UserError for a code that is no period.
    """
    period = cycles.parse(code)
    batch = tables.import_batch.c
    with office.read() as connection:
        found = [
            _made(office, kind, row)
            for kind in ASKED
            for row in connection.execute(
                _query(office, kind).where(batch.first_day >= period.start, batch.first_day < period.end)
            )
        ]
    return tuple(sorted(found, key=lambda one: (_day(one.when), str(one.when), one.number)))


def add(office: Office, entry: RecordEntry, counts: str | None = None) -> Done[HandMade]:
    """Take a record in. `counts` says what counts where totals and single contacts meet.

    Raises UserError for an unknown agent, what cannot be (see `given`), a day in no open month, or a
    reference that another record has; ClashError where nobody said what counts.
    """
    with office.write() as connection:
        row = _checked(connection, office, entry)
        number = _begin(connection, office, entry.kind, _when(entry))
        _insert(connection, office, entry, row, number, counts)
        audit.note(connection, office, "record.add", row["ref"], **_told(entry), number=number)
        made = _must_find(connection, office, number)
    return Done(made, _CHANGES, lambda: _take_out(office, number, "record.undo", ""))


def edit(office: Office, number: int, entry: RecordEntry, counts: str | None = None) -> Done[HandMade]:
    """Correct a record; its kind stays. Raises as `add` does, and for a record of a closed month."""
    with office.write() as connection:
        before = _must_find(connection, office, number)
        if entry.kind != before.entry.kind:
            raise ValueError(f"a record of {before.entry.kind} is not one of {entry.kind}")
        _refuse_day(connection, office, before.when)
        row = _checked(connection, office, entry, number)
        table, day = table_of(records_of(entry.kind)), _day(_when(entry))
        connection.execute(update(table).where(table.c.batch_id == number).values(**row))
        batch = tables.import_batch
        connection.execute(update(batch).where(batch.c.id == number).values(first_day=day, last_day=day))
        _settle(connection, office, entry, counts)
        after = _must_find(connection, office, number)
        if after == before:
            return Done(before)
        was, now = _told(before.entry), _told(after.entry)
        changed = [key for key in now if was.get(key) != now[key]]
        audit.note(
            connection, office, "record.edit", row["ref"], number=number,
            before={key: was.get(key) for key in changed}, after={key: now[key] for key in changed},
        )  # fmt: skip
    return Done(after, _CHANGES, lambda: edit(office, number, before.entry))


def remove(office: Office, number: int, reason: str) -> Done[None]:
    """Delete a record.

    Raises UserError without a reason, in a closed month, or for a contact that was rated.
    """
    if not reason.strip():
        raise UserError(_("Give a reason."), kept=_("Nothing was changed."))
    return _take_out(office, number, "record.delete", reason.strip())


def export(office: Office, code: str, path: Path) -> None:
    """Write a month's records to a workbook that can be imported, with a sheet for each kind there is."""
    from qadesk.tabular.export import write_sheets

    found = records(office, code)
    sheets = []
    for kind in ASKED:
        rows = [
            [*by_hand_fields.cells(kind, one.entry.values), one.entry.staff_no, one.name]
            for one in found
            if one.entry.kind == kind
        ]
        if rows:
            sheets.append((_(KINDS[kind].label), by_hand_fields.headings(kind), rows))
    write_sheets(path, sheets)


# ---- taking out, putting back


def _take_out(office: Office, number: int, action: str, reason: str) -> Done[None]:
    with office.write() as connection:
        made = _must_find(connection, office, number)
        _refuse_day(connection, office, made.when)
        table, batch = table_of(records_of(made.entry.kind)), tables.import_batch
        try:
            connection.execute(delete(table).where(table.c.batch_id == number))
        except IntegrityError as error:
            raise UserError(
                _("This contact has been rated."),
                kept=_("Nothing was changed."),
                remedy=_("Correct the record instead, or take its rating back first."),
            ) from error
        connection.execute(update(batch).where(batch.c.id == number).values(undone_at=office.now()))
        ref = made.entry.values["ref"]
        audit.note(connection, office, action, ref, **_told(made.entry), number=number, reason=reason)
    return Done(None, _CHANGES, lambda: _put_back(office, made))


def _put_back(office: Office, made: HandMade) -> Done[HandMade]:
    """Take it in again as it was, by whom and when it was entered first."""
    with office.write() as connection:
        row, batch = _checked(connection, office, made.entry), tables.import_batch
        connection.execute(update(batch).where(batch.c.id == made.number).values(undone_at=None))
        _insert(connection, office, made.entry, row, made.number, None)
        audit.note(connection, office, "record.restore", row["ref"], number=made.number)
        again = _must_find(connection, office, made.number)
    return Done(again, _CHANGES, lambda: _take_out(office, made.number, "record.undo", ""))


def _begin(connection: Connection, office: Office, kind: str, when: datetime | date) -> int:
    """The entry among the imports; the form asks for every field, so that none is untold."""
    batch, day = tables.import_batch, _day(when)
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


def _insert(
    connection: Connection,
    office: Office,
    entry: RecordEntry,
    row: dict[str, Any],
    number: int,
    counts: str | None,
) -> None:
    table = table_of(records_of(entry.kind))
    fixed = records_of(entry.kind).constants
    connection.execute(insert(table).values(**fixed, **row, batch_id=number, **_office(table, office)))
    _settle(connection, office, entry, counts)


def _settle(connection: Connection, office: Office, entry: RecordEntry, counts: str | None) -> None:
    if records_of(entry.kind).source == Source.CONTACTS:
        counting.settle(connection, office, [_day(_when(entry))], counts)


def _office(table: Any, office: Office) -> dict[str, int]:
    return {"office_id": office.id} if "office_id" in table.c else {}


# ---- looking


def _checked(
    connection: Connection, office: Office, entry: RecordEntry, number: int | None = None
) -> dict[str, Any]:
    """The columns of a record, its agent and reference settled. Raises UserError."""
    values = given(entry.kind, entry.values, office.zone)
    agent = tables.agent.c
    found = connection.execute(
        select(agent.id).where(agent.office_id == office.id, agent.staff_no == entry.staff_no)
    ).scalar()
    if found is None:
        raise UserError(
            _("There is no agent {staff_no}.").format(staff_no=entry.staff_no), kept=_("Nothing was changed.")
        )
    _refuse_day(connection, office, _when(entry))
    _refuse_future(office, entry)
    values["ref"] = values["ref"] or _free_reference(connection, entry)
    _refuse_taken(connection, entry.kind, values["ref"], number)
    return {"agent_id": found, **values}


def _refuse_day(connection: Connection, office: Office, when: datetime | date) -> None:
    cycle, day = tables.cycle.c, _day(when)
    inside = select(cycle.status, cycle.code).where(
        cycle.office_id == office.id, cycle.start <= day, cycle.end > day
    )
    states = {row.status: row.code for row in connection.execute(inside)}
    if "closed" in states:
        raise UserError(
            _("The cycle {code} is closed; its records can no longer change.").format(code=states["closed"]),
            kept=_("Nothing was changed."),
            remedy=_("If one of its records is wrong, appeal against the result."),
        )
    if not states:
        raise UserError(
            _("{day} lies in no month that was opened.").format(day=day.isoformat()),
            kept=_("Nothing was changed."),
            remedy=_("Check the date, or open the month under Today first."),
        )


def _refuse_future(office: Office, entry: RecordEntry) -> None:
    now = office.local(office.now()).replace(tzinfo=None)
    for value in entry.values.values():
        if isinstance(value, date) and (value > now if isinstance(value, datetime) else value > now.date()):
            raise UserError(
                _("{when} has not come yet.").format(
                    when=value.isoformat(" ", "minutes") if isinstance(value, datetime) else value.isoformat()
                ),
                kept=_("Nothing was changed."),
            )


def _refuse_taken(connection: Connection, kind: str, ref: str, number: int | None) -> None:
    table = table_of(records_of(kind))
    taken = _same_reference(kind, ref)
    if number is not None:
        taken = taken.where(table.c.batch_id != number)
    if connection.execute(taken).first() is not None:
        raise UserError(
            _("Another record has the reference {ref}.").format(ref=ref),
            kept=_("Nothing was changed."),
            remedy=_("Correct the reference, or leave it empty to get one."),
        )


def _free_reference(connection: Connection, entry: RecordEntry) -> str:
    """A reference that is free: M for by hand, the day, and a number."""
    at = 1
    while True:
        ref = f"M{_day(_when(entry)):%Y%m%d}-{at}"
        if connection.execute(_same_reference(entry.kind, ref)).first() is None:
            return ref
        at += 1


def _same_reference(kind: str, ref: str) -> Select[Any]:
    own = records_of(kind)
    return select(table_of(own).c.id).where(table_of(own).c.ref == ref, of_kind(own))


def _query(office: Office, kind: str) -> Select[Any]:
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


def _must_find(connection: Connection, office: Office, number: int) -> HandMade:
    batch = tables.import_batch.c
    kind = connection.execute(select(batch.kind).where(batch.id == number, batches.by_hand())).scalar()
    row = connection.execute(_query(office, kind).where(batch.id == number)).first() if kind else None
    if kind is None or row is None:
        raise UserError(_("This record was deleted meanwhile."), kept=_("Nothing was changed."))
    return _made(office, kind, row)


def _made(office: Office, kind: str, row: Row[Any]) -> HandMade:
    values = {
        field.name: read(field, row._mapping[column_of(field.name)], office.zone) for field in fields(kind)
    }
    entry = RecordEntry(kind, row.staff_no, values)
    return HandMade(row.batch_id, entry, row.person, _when(entry), row.by or "", office.local(row.entered_at))


def _when(entry: RecordEntry) -> datetime | date:
    when: datetime | date = entry.values[records_of(entry.kind).when]
    return when


def _day(when: datetime | date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _told(entry: RecordEntry) -> dict[str, Any]:
    """What the trail keeps of a record."""
    said = {name: value for name, value in entry.values.items() if value not in (None, "")}
    plain = {name: value if isinstance(value, (bool, str)) else str(value) for name, value in said.items()}
    return {"kind": entry.kind, "agent": entry.staff_no, "values": plain}
