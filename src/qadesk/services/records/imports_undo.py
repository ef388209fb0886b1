"""Taking an import back whole: what it brought goes, what it replaced returns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Table, bindparam, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from qadesk import formats
from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import records_of
from qadesk.progress import Progress
from qadesk.services import audit, rights
from qadesk.services.records.batches import BY_HAND
from qadesk.services.records.imports_guard import refuse_closed
from qadesk.services.records.imports_log import UNDONE
from qadesk.services.records.stored import table_of
from qadesk.storage import dialect, tables
from qadesk.storage.office import Office

_AT_ONCE: Final = 5000  # rows: short enough to stop between


@rights.needs("import")
def undo(office: Office, batch_id: int, progress: Progress | None = None) -> None:
    """Take an import back: its rows are removed and the rows it replaced are put back.

    Rows that a later import replaced stay as that import left them. Raises UserError if there is no such
    import, it was undone before, a cycle it touches is closed, or something hangs on what it brought; and
    Cancelled. Then everything is as it was.
    """
    with office.write() as connection:
        batch = _open_batch(connection, office, batch_id)
        if batch.kind == "roster":
            _undo_roster(connection, batch_id)
        else:
            _report(_undo_rows(connection, batch.kind, batch_id), batch.imported + batch.updated, progress)
        connection.execute(delete(tables.superseded).where(tables.superseded.c.batch_id == batch_id))
        connection.execute(
            update(tables.import_batch)
            .where(tables.import_batch.c.id == batch_id)
            .values(undone_at=office.now())
        )
        audit.note(connection, office, UNDONE, batch.file_name, batch=batch_id, kind=batch.kind)


@rights.needs("import")
def refuse_undo(office: Office, batch_id: int) -> None:
    """Raise the UserError with which `undo` would refuse, before anybody is asked; changes nothing."""
    with office.write() as connection:
        batch = _open_batch(connection, office, batch_id)
        if batch.kind == "roster":  # a staff list is short: what stands in its way is found by trying
            with connection.begin_nested() as attempt:
                _undo_roster(connection, batch_id)
                attempt.rollback()
        elif table_of(records_of(batch.kind)) is tables.contact:
            rated = _rated(connection, batch_id)
            _refuse_rated(len(rated) - len(_among_replaced(connection, batch_id, rated)))


def _open_batch(connection: Connection, office: Office, batch_id: int) -> Row[Any]:
    """An import that was not undone and lies in no closed cycle. Raises UserError for any other."""
    found = connection.execute(
        select(tables.import_batch).where(tables.import_batch.c.id == batch_id)
    ).first()
    if found is None or found.file_name == BY_HAND or found.undone_at is not None:
        nothing = _("Nothing was changed.")
        if found is None or found.file_name == BY_HAND:
            raise UserError("import.not_found", _("There is no such import."), kept=nothing)
        raise UserError("import.already_undone", _("This import has already been undone."), kept=nothing)
    refuse_closed(
        connection, office, found.kind, batch_id,
        remedy=_("If one of its records is wrong, a manager can reopen the result in Sign-off."),
    )  # fmt: skip
    return found


def _report(steps: Iterable[int], total: int, progress: Progress | None) -> None:
    """Take the steps of long work, each of which says how many rows it settled."""
    done = 0
    for rows in steps:
        done += rows
        if progress is not None:
            progress.report(min(done, total), total)


def _undo_rows(connection: Connection, kind: str, batch_id: int) -> Iterator[int]:
    """Put back what the import replaced, remove what is left of what it brought, then what was kept aside."""
    table, kept = table_of(records_of(kind)), tables.superseded
    later: dict[int, int] = {}
    for replaced in _replaced_since(connection, table, batch_id):
        later.update(replaced)
        yield 0
    for rows in _kept_aside(connection, table, batch_id):
        _put_back(connection, table, batch_id, rows)
        _hand_down(connection, later, rows)
        yield len(rows)
    # What is left in `later` was new in this import: undoing the later one must remove it.
    yield from _remove(connection, kept, sorted(later.values()))
    if table is tables.contact:
        _refuse_rated(len(_rated(connection, batch_id)))
    yield from _remove_spans(connection, table, table.c.batch_id == batch_id)
    for _rows in _remove_spans(connection, kept, kept.c.batch_id == batch_id):
        yield 0


def _replaced_since(connection: Connection, table: Table, batch_id: int) -> Iterator[dict[int, int]]:
    """The rows of this import that later ones replaced: which of the rows kept aside each is."""
    kept = tables.superseded.c
    of_batch = kept.row["batch_id"].as_integer() == batch_id
    for since in _spans(connection, tables.superseded, kept.batch_id > batch_id):
        rows = connection.execute(
            select(kept.row["id"].as_integer(), kept.id).where(
                since, kept.batch_id > batch_id, kept.table == table.name, of_batch
            )
        )
        yield {int(row_id): kept_id for row_id, kept_id in rows}


def _kept_aside(connection: Connection, table: Table, batch_id: int) -> Iterator[list[dict[str, Any]]]:
    """What the import replaced, some thousand rows at a time: it may have been a million."""
    kept = tables.superseded.c
    mine = kept.batch_id == batch_id
    for span in _spans(connection, tables.superseded, mine):
        query = select(kept.row).where(span, mine, kept.table == table.name)
        yield list(connection.execute(query).scalars())


def _put_back(connection: Connection, table: Table, batch_id: int, rows: list[dict[str, Any]]) -> None:
    """Put rows back as the database held them.

    Rows that a later import has taken over carry its number and stay as they are.
    """
    names = [column.name for column in table.c if column.name not in ("id", "office_id")]
    restore = (
        update(table)
        .where(table.c.id == bindparam("row_id"), table.c.batch_id == bindparam("current"))
        .values({name: dialect.stored_parameter(table.c[name], name, connection.dialect) for name in names})
        .compile(dialect=connection.dialect)
    )
    values = [(*(row[name] for name in names), row["id"], batch_id) for row in rows]
    if values:
        connection.exec_driver_sql(str(restore), values)


def _hand_down(connection: Connection, later: dict[int, int], rows: list[dict[str, Any]]) -> None:
    """Where a later import replaced rows of this one, undoing that one must no longer bring them back.

    It brings back instead what this import had replaced.
    """
    kept = tables.superseded
    older = [{"kept_id": later.pop(row["id"]), "older": row} for row in rows if row["id"] in later]
    if older:
        which = kept.c.id == bindparam("kept_id")
        connection.execute(update(kept).where(which).values(row=bindparam("older")), older)


def _remove(connection: Connection, table: Table, ids: Sequence[int]) -> Iterator[int]:
    """Remove rows by their numbers."""
    which = delete(table).where(table.c.id == bindparam("number"))
    for at in range(0, len(ids), _AT_ONCE):
        connection.execute(which, [{"number": number} for number in ids[at : at + _AT_ONCE]])
        yield 0


def _remove_spans(connection: Connection, table: Table, which: ColumnElement[bool]) -> Iterator[int]:
    """Remove all rows that are meant."""
    for span in _spans(connection, table, which):
        yield connection.execute(delete(table).where(span, which)).rowcount


def _spans(connection: Connection, table: Table, which: ColumnElement[bool]) -> Iterator[ColumnElement[bool]]:
    """Conditions that together hold for all rows that are meant, each for a few thousand at most."""
    ends = select(func.min(table.c.id), func.max(table.c.id)).where(which)
    first, last = connection.execute(ends).one()
    if first is not None:
        for low in range(first, last + 1, _AT_ONCE):
            yield table.c.id.between(low, low + _AT_ONCE - 1)


def _rated(connection: Connection, batch_id: int) -> list[int]:
    """The contacts that carry the number of the import and have been rated."""
    contact = tables.contact.c
    found = select(contact.id).join(tables.evaluation, contact.id == tables.evaluation.c.contact_id)
    return list(connection.execute(found.where(contact.batch_id == batch_id).distinct()).scalars())


def _among_replaced(connection: Connection, batch_id: int, ids: Sequence[int]) -> set[int]:
    """Those of the rows that the import replaced: undoing it puts them back, so they stay."""
    kept = tables.superseded.c
    row_id = kept.row["id"].as_integer()
    found = select(row_id).where(kept.batch_id == batch_id, kept.table == tables.contact.name)
    return {key for (key,) in connection.execute(found.where(row_id.in_(ids)))} if ids else set()


def _refuse_rated(rated: int) -> None:
    if rated:
        raise UserError(
            "import.contacts_rated",
            ngettext(
                "{n} contact of this import has been rated.",
                "{n} contacts of this import have been rated.",
                rated,
            ).format(n=formats.count(rated)),
            kept=_("Nothing was changed."),
            remedy=_("Import a corrected file instead: rows with the same reference are replaced."),
        )


def _undo_roster(connection: Connection, batch_id: int) -> None:
    kept_aside = tables.superseded.c
    changes = connection.execute(
        select(kept_aside.row).where(kept_aside.batch_id == batch_id).order_by(kept_aside.id.desc())
    ).scalars()
    for change in changes.all():
        agent = tables.agent
        now = connection.execute(select(agent).where(agent.c.id == change["id"])).mappings().first()
        if now is None:
            continue
        after, before = _dated(change["after"]), change["before"]
        if any(now[name] != value for name, value in after.items()):
            raise _still_needed(
                "roster.edited_since", _("{name} has been edited since this import.").format(name=now["name"])
            )
        if before is not None:
            connection.execute(update(agent).where(agent.c.id == now["id"]).values(**_dated(before)))
            continue
        try:
            connection.execute(delete(agent).where(agent.c.id == now["id"]))
        except IntegrityError as error:
            raise _still_needed(
                "roster.has_records", _("{name} already has records or ratings.").format(name=now["name"])
            ) from error


def _still_needed(code: str, happened: str) -> UserError:
    return UserError(
        code,
        happened,
        kept=_("Nothing was changed."),
        remedy=_("Edit the agents one by one under Agents instead."),
    )


def _dated(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in ("hired_on", "left_on") and value else value
        for name, value in values.items()
    }
