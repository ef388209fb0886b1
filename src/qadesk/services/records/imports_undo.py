"""Taking an import back whole: what it brought goes, what it replaced returns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.services import audit
from qadesk.services.records.imports_guard import refuse_closed
from qadesk.services.records.imports_store import TARGETS
from qadesk.storage import tables
from qadesk.storage.office import Office

_AT_ONCE: Final = 5000  # rows


def undo(office: Office, batch_id: int) -> None:
    """Take an import back: its rows are removed and the rows it replaced are put back.

    Rows that a later import replaced stay as that import left them. Raises UserError if there is no such
    import, it was undone before, a cycle it touches is closed, or something hangs on what it brought.
    """
    with office.write() as connection:
        batch = connection.execute(
            select(tables.import_batch).where(tables.import_batch.c.id == batch_id)
        ).first()
        if batch is None or batch.undone_at is not None:
            raise UserError(
                _("This import has already been undone.") if batch else _("There is no such import."),
                kept=_("Nothing was changed."),
            )
        if batch.kind == "roster":
            _undo_roster(connection, batch_id)
        else:
            refuse_closed(connection, office, batch.kind, batch_id)
            _undo_rows(connection, batch.kind, batch_id)
        connection.execute(delete(tables.superseded).where(tables.superseded.c.batch_id == batch_id))
        connection.execute(
            update(tables.import_batch)
            .where(tables.import_batch.c.id == batch_id)
            .values(undone_at=office.now())
        )
        audit.note(connection, office, "import.undo", batch.file_name, batch=batch_id, kind=batch.kind)


def _undo_rows(connection: Connection, kind: str, batch_id: int) -> None:
    table = TARGETS[kind].table
    later = _replaced_since(connection, table, batch_id)
    before: dict[int, dict[str, Any]] = {}
    names = [column.name for column in table.c if column.name != "id"]
    restore = str(
        update(table)
        .where(table.c.id == bindparam("row_id"), table.c.batch_id == bindparam("current"))
        .values({name: bindparam(name) for name in names})
        .compile(dialect=connection.dialect)
    )
    for rows in _kept_aside(connection, table, batch_id):
        # Rows that a later import has taken over carry its number and stay as they are.
        values = [(*(row[name] for name in names), row["id"], batch_id) for row in rows]
        connection.exec_driver_sql(restore, values)
        before.update({row["id"]: row for row in rows if row["id"] in later})
    _hand_down(connection, later, before)
    if table is tables.contact:
        _refuse_rated(connection, batch_id)
    connection.execute(delete(table).where(table.c.batch_id == batch_id))


def _kept_aside(connection: Connection, table: Table, batch_id: int) -> Iterator[list[dict[str, Any]]]:
    """What the import replaced, some thousand rows at a time: it may have been a million."""
    kept = tables.superseded.c
    newest = 0
    while rows := connection.execute(
        select(kept.id, kept.row)
        .where(kept.batch_id == batch_id, kept.table == table.name, kept.id > newest)
        .order_by(kept.id)
        .limit(_AT_ONCE)
    ).all():
        newest = rows[-1].id
        yield [row.row for row in rows]


def _replaced_since(connection: Connection, table: Table, batch_id: int) -> dict[int, int]:
    """The rows of this import that later ones replaced: which of the rows kept aside each is."""
    kept = tables.superseded.c
    of_batch = func.json_extract(kept.row, "$.batch_id")
    rows = connection.execute(
        select(func.json_extract(kept.row, "$.id"), kept.id).where(
            kept.table == table.name, kept.batch_id > batch_id, of_batch == batch_id
        )
    )
    return {int(row_id): kept_id for row_id, kept_id in rows}


def _hand_down(connection: Connection, later: dict[int, int], before: dict[int, dict[str, Any]]) -> None:
    """Where a later import replaced rows of this one, undoing that one must no longer bring them back.

    It brings back what this import had replaced instead, or removes its row if there was nothing before.
    """
    which = tables.superseded.c.id == bindparam("kept_id")
    gone = [{"kept_id": kept_id} for row_id, kept_id in later.items() if row_id not in before]
    if gone:
        connection.execute(delete(tables.superseded).where(which), gone)
    kept = [{"kept_id": later[row_id], "older": row} for row_id, row in before.items()]
    if kept:
        connection.execute(update(tables.superseded).where(which).values(row=bindparam("older")), kept)


def _refuse_rated(connection: Connection, batch_id: int) -> None:
    rated = connection.execute(
        select(func.count(func.distinct(tables.evaluation.c.contact_id)))
        .join(tables.contact, tables.contact.c.id == tables.evaluation.c.contact_id)
        .where(tables.contact.c.batch_id == batch_id)
    ).scalar_one()
    if rated:
        raise UserError(
            ngettext(
                "{n} contact of this import has been rated.",
                "{n} contacts of this import have been rated.",
                rated,
            ).format(n=rated),
            kept=_("Nothing was changed."),
            remedy=_("Import a corrected file over it instead: rows with the same reference are replaced."),
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
            raise _still_needed(_("{name} has been edited since this import.").format(name=now["name"]))
        if before is not None:
            connection.execute(update(agent).where(agent.c.id == now["id"]).values(**_dated(before)))
            continue
        try:
            connection.execute(delete(agent).where(agent.c.id == now["id"]))
        except IntegrityError as error:
            raise _still_needed(
                _("{name} already has records or ratings.").format(name=now["name"])
            ) from error


def _still_needed(happened: str) -> UserError:
    return UserError(
        happened,
        kept=_("Nothing was changed."),
        remedy=_("Edit the people one by one under Agents instead."),
    )


def _dated(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in ("hired_on", "left_on") and value else value
        for name, value in values.items()
    }
