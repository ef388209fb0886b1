"""A record that a file brought, put right by hand: from then on it is one entered by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from sqlalchemy import select, update

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.kinds.kind import column_of
from qadesk.kinds.registry import records_of
from qadesk.services import audit, rights
from qadesk.services.done import Change, Done, Undo
from qadesk.services.notes import keeping
from qadesk.services.notes.keeping import NoteSubject
from qadesk.services.records.by_hand_fields import fields, read
from qadesk.services.records.by_hand_rows import (
    HandMade,
    RecordEntry,
    begin,
    checked,
    must_find,
    plain,
    read_when,
    refuse_day,
    settle_counts,
    shown,
    when_of,
    whole,
    whose,
)
from qadesk.services.records.record_lists import ListedRecord
from qadesk.services.records.stored import of_kind, table_of
from qadesk.storage import tables
from qadesk.storage.office import Office

_CHANGES: Final = frozenset[Change]({"records", "results"})


def as_entry(office: Office, kind: str, record: ListedRecord) -> RecordEntry:
    """What an imported record says, to be corrected; telephone numbers masked (`personal.shown`)."""
    values = _values(office, kind, dict(record.row._mapping))
    return shown(office, RecordEntry(kind, record.staff_no, values))


def _values(office: Office, kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: read(field, row[column_of(field.name)], office.zone) for field in fields(kind)}


@rights.needs("import")
def correct(office: Office, record_id: int, entry: RecordEntry, counts: str | None = None) -> Done[HandMade]:
    """Correct a record that a file brought: from then on it is one entered by hand, which no import replaces.

    Raises as `add` does, and for a record that is gone or lies in a closed month.
    """
    own = records_of(entry.kind)
    table = table_of(own)
    with office.write() as connection:
        stored = connection.execute(select(table).where(table.c.id == record_id, of_kind(own))).first()
        if stored is None:
            raise UserError(
                "record.deleted", _("This record was deleted meanwhile."), kept=_("Nothing was changed.")
            )
        before = dict(stored._mapping)
        refuse_day(connection, office, read_when(office, entry.kind, before), before["agent_id"])
        entry = whole(entry, _values(office, entry.kind, before))
        row = checked(connection, office, entry, before["batch_id"], record_id)
        number = begin(connection, office, entry.kind, when_of(entry))
        changed = {key for key in row if before[key] != row[key]}
        connection.execute(update(table).where(table.c.id == record_id).values(**row, batch_id=number))
        settle_counts(connection, office, entry, counts)
        keeping.follow(
            connection, NoteSubject(kind=entry.kind, ref=before["ref"], part=before["part"]), row["ref"]
        )
        audit.note(
            connection, office, "record.correct", row["ref"], number=number,
            before={key: plain(before[key]) for key in sorted(changed)},
            after={key: plain(row[key]) for key in sorted(changed)},
        )  # fmt: skip
        made = must_find(connection, office, number)
    return Done(made, _CHANGES, Undo(_correcting(made), lambda: _give_back(office, before, made)))


@rights.needs("import")
def _give_back(office: Office, before: Mapping[str, Any], made: HandMade) -> Done[None]:
    """The corrected record is what its file says again."""
    table, batch = table_of(records_of(made.entry.kind)), tables.import_batch
    with office.write() as connection:
        must_find(connection, office, made.number)
        refuse_day(connection, office, made.when, whose(connection, made))
        refuse_day(connection, office, read_when(office, made.entry.kind, before), before["agent_id"])
        undone = select(batch.c.undone_at).where(batch.c.id == before["batch_id"])
        if connection.execute(undone).scalar() is not None:
            raise UserError(
                "record.import_undone",
                _("The import that brought this record was undone meanwhile."),
                kept=_("Nothing was changed."),
                remedy=_("Delete the record if it is not wanted."),
            )
        connection.execute(update(table).where(table.c.id == before["id"]).values(**before))
        keeping.follow(connection, made.about, before["ref"])
        connection.execute(update(batch).where(batch.c.id == made.number).values(undone_at=office.now()))
        audit.note(connection, office, "record.undo", before["ref"], number=made.number)
    again = partial(correct, office, before["id"], made.entry)
    return Done(None, _CHANGES, Undo(_correcting(made), again))


def _correcting(made: HandMade) -> str:
    return _("correct a record of {name}").format(name=made.name)
