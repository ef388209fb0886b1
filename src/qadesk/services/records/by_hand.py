"""Records typed in one by one: entered, corrected, deleted with a reason; they count like imported ones.

Each is kept with an entry among the imports that has no file (`batches.BY_HAND`) and says who entered it and
when. An import never replaces one, and undoing an import leaves them.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.kinds.registry import KINDS, records_of
from qadesk.services import audit, cycles, personal, rights
from qadesk.services.done import Change, Done, Undo
from qadesk.services.notes import keeping
from qadesk.services.records import by_hand_fields
from qadesk.services.records.by_hand_fields import ASKED
from qadesk.services.records.by_hand_rows import (
    HandMade,
    RecordEntry,
    begin,
    checked,
    day_of,
    for_trail,
    made_of,
    must_find,
    put_in,
    query,
    refuse_day,
    settle_counts,
    when_of,
    whole,
    whose,
)
from qadesk.services.records.impossible import refuse_more_than_contacts
from qadesk.services.records.stored import table_of
from qadesk.storage import tables
from qadesk.storage.office import Office

_CHANGES: Final = frozenset[Change]({"records", "results"})


def records(office: Office, code: str) -> tuple[HandMade, ...]:
    """The records of a month that were typed in, in the order they happened.

    Raises UserError for a code that is no period.
    """
    period = cycles.parse(code)
    batch = tables.import_batch.c
    with office.read() as connection:
        found = [
            made_of(office, kind, row)
            for kind in ASKED
            for row in connection.execute(
                query(office, kind).where(batch.first_day >= period.start, batch.first_day < period.end)
            )
        ]
    return tuple(sorted(found, key=lambda one: (day_of(one.when), str(one.when), one.number)))


@rights.needs("import")
def add(office: Office, entry: RecordEntry, counts: str | None = None) -> Done[HandMade]:
    """Take a record in. `counts` says what counts where totals and single contacts meet.

    Raises UserError for an unknown agent, what cannot be (see `given`), a day in no open month, or a
    reference that another record has; ClashError where nobody said what counts.
    """
    with office.write() as connection:
        row = checked(connection, office, entry)
        number = begin(connection, office, entry.kind, when_of(entry))
        put_in(connection, office, entry, row, number, counts)
        audit.note(connection, office, "record.add", row["ref"], **for_trail(entry), number=number)
        made = must_find(connection, office, number)
    undo = partial(_take_out, office, number, "record.undo", "")
    return Done(made, _CHANGES, Undo(_entering(made), undo))


@rights.needs("import")
def edit(office: Office, number: int, entry: RecordEntry, counts: str | None = None) -> Done[HandMade]:
    """Correct a record; its kind stays. Raises as `add` does, and for a record of a closed month."""
    with office.write() as connection:
        before = must_find(connection, office, number)
        if entry.kind != before.entry.kind:
            raise ValueError(f"a record of {before.entry.kind} is not one of {entry.kind}")
        refuse_day(connection, office, before.when, whose(connection, before))
        entry = whole(entry, before.entry.values)
        row = checked(connection, office, entry, number)
        table, day = table_of(records_of(entry.kind)), day_of(when_of(entry))
        connection.execute(update(table).where(table.c.batch_id == number).values(**row))
        batch = tables.import_batch
        connection.execute(update(batch).where(batch.c.id == number).values(first_day=day, last_day=day))
        keeping.follow(connection, before.about, row["ref"])
        settle_counts(connection, office, entry, counts)
        refuse_more_than_contacts(connection, office, [number])
        after = must_find(connection, office, number)
        if after == before:
            return Done(before)
        was, now = for_trail(before.entry), for_trail(after.entry)
        changed = [key for key in now if was.get(key) != now[key]]
        audit.note(
            connection, office, "record.edit", row["ref"], number=number,
            before={key: was.get(key) for key in changed}, after={key: now[key] for key in changed},
        )  # fmt: skip
    words = _("correct a record of {name}").format(name=after.name)
    return Done(after, _CHANGES, Undo(words, lambda: edit(office, number, before.entry)))


@rights.needs("import")
def remove(office: Office, number: int, reason: str) -> Done[None]:
    """Delete a record.

    Raises UserError without a reason, in a closed month, or for a contact that was rated.
    """
    if not reason.strip():
        raise UserError("record.reason_missing", _("Give a reason."), kept=_("Nothing was changed."))
    return _take_out(office, number, "record.delete", reason.strip())


@rights.needs("print")
def export(office: Office, code: str, path: Path) -> None:
    """Write a month's records to a workbook that can be imported, with a sheet for each kind there is."""
    from qadesk.tabular.export import write_sheets

    found = records(office, code)
    sheets, plain = [], set[str]()
    for kind in ASKED:
        rows = [
            [*by_hand_fields.cells(kind, one.entry.values), one.entry.staff_no, one.name]
            for one in found
            if one.entry.kind == kind
        ]
        if rows:
            sheets.append((_(KINDS[kind].label), by_hand_fields.headings(kind), rows))
            plain |= {*by_hand_fields.headings(kind)[-2:]}  # number and name of the agent
    write_sheets(path, sheets, show=personal.shown(office, "records"), plain=plain)
    personal.exported(office, code, "both", len(found), path, "records")


# ---- taking out, putting back


@rights.needs("import")
def _take_out(office: Office, number: int, action: str, reason: str) -> Done[None]:
    with office.write() as connection:
        made = must_find(connection, office, number)
        refuse_day(connection, office, made.when, whose(connection, made))
        table, batch = table_of(records_of(made.entry.kind)), tables.import_batch
        try:
            connection.execute(delete(table).where(table.c.batch_id == number))
        except IntegrityError as error:
            raise UserError(
                "record.rated",
                _("This contact has been rated."),
                kept=_("Nothing was changed."),
                remedy=_("Correct the record instead, or take its rating back first."),
            ) from error
        connection.execute(update(batch).where(batch.c.id == number).values(undone_at=office.now()))
        ref = made.entry.values["ref"]
        audit.note(connection, office, action, ref, **for_trail(made.entry), number=number, reason=reason)
    words = _("delete a record of {name}").format(name=made.name)
    return Done(None, _CHANGES, Undo(words, lambda: _put_back(office, made)))


@rights.needs("import")
def _put_back(office: Office, made: HandMade) -> Done[HandMade]:
    """Take it in again as it was, by whom and when it was entered first."""
    with office.write() as connection:
        row, batch = checked(connection, office, made.entry), tables.import_batch
        connection.execute(update(batch).where(batch.c.id == made.number).values(undone_at=None))
        put_in(connection, office, made.entry, row, made.number, None)
        audit.note(connection, office, "record.restore", row["ref"], number=made.number)
        again = must_find(connection, office, made.number)
    undo = partial(_take_out, office, made.number, "record.undo", "")
    return Done(again, _CHANGES, Undo(_entering(made), undo))


def _entering(made: HandMade) -> str:
    """Such as “add complaint (王丽)”; its reference is left out: it may be a telephone number."""
    does = _(records_of(made.entry.kind).typed_in).removesuffix("…")
    return _("{what} ({name})").format(what=does[:1].lower() + does[1:], name=made.name)
