"""Taking an import back whole: what it brought goes, what it replaced returns."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.services import audit
from qadesk.services.imports_guard import refuse_closed
from qadesk.services.imports_store import TARGETS
from qadesk.storage import tables
from qadesk.storage.office import Office


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
    kept_aside = tables.superseded.c
    replaced = {
        row["id"]: row
        for row in connection.execute(
            select(kept_aside.row).where(kept_aside.batch_id == batch_id, kept_aside.table == table.name)
        ).scalars()
    }
    _hand_down(connection, table.name, batch_id, replaced)
    current = connection.execute(
        select(table.c.id).where(table.c.batch_id == batch_id, table.c.id.in_(list(replaced)))
    ).scalars()
    back = [replaced[row_id] for row_id in current]
    if back:
        names = [column.name for column in table.c if column.name != "id"]
        statement = str(
            update(table)
            .where(table.c.id == bindparam("row_id"))
            .values({name: bindparam(name) for name in names})
            .compile(dialect=connection.dialect)
        )
        connection.exec_driver_sql(statement, [(*(row[name] for name in names), row["id"]) for row in back])
    if table is tables.contact:
        _refuse_rated(connection, batch_id)
    connection.execute(delete(table).where(table.c.batch_id == batch_id))


def _hand_down(
    connection: Connection, table: str, batch_id: int, replaced: dict[int, dict[str, Any]]
) -> None:
    """Where a later import replaced rows of this one, undoing that one must no longer bring them back.

    It brings back what this import had replaced instead, or removes its row if there was nothing before.
    """
    kept_aside = tables.superseded
    later = connection.execute(
        select(kept_aside.c.id, kept_aside.c.row).where(
            kept_aside.c.table == table, kept_aside.c.batch_id > batch_id
        )
    ).all()
    for row in later:
        if row.row["batch_id"] != batch_id:
            continue
        before = replaced.get(row.row["id"])
        which = kept_aside.c.id == row.id
        if before is None:
            connection.execute(delete(kept_aside).where(which))
        else:
            connection.execute(update(kept_aside).where(which).values(row=before))


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
