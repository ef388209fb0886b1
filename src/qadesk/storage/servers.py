"""Making, opening and bringing up to date offices in a PostgreSQL database."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, func, insert, inspect, or_, select, text, update

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.places import Server
from qadesk.storage import dialect
from qadesk.storage.office import Office
from qadesk.storage.server_store import LOCK, ServerStore, explaining_errors
from qadesk.storage.tables import metadata, office
from qadesk.storage.trail import capture
from qadesk.storage.upgrades import SCHEMA, altered_rows, seal, upgrade

_MAKING: Final = "making:"  # before the uid of an office that is not whole yet


def create(server: Server, *, name: str, zone: str, fill: Callable[[Office], object] | None = None) -> Office:
    """Make a new office in a database, with the tables where there are none, let `fill` fill it, and open it.

    Until it is whole nobody can open it; what a failure or a kill left is removed. Raises UserError if there
    is an office of that name or the server refuses, and whatever `fill` raises.
    """
    store = ServerStore(server)
    try:
        with explaining_errors(server):
            engine = store.engine()
            uid = str(uuid.uuid4())
            with engine.begin() as connection:
                _bring_up_to_date(connection, server)
                _remove_unfinished(connection)
                _refuse_to_replace(connection, name)
                made = insert(office).values(
                    uid=_MAKING + uid, name=name, zone=zone, created_at=datetime.now(UTC)
                )
                key = int(connection.execute(made.returning(office.c.id)).scalar_one())
            store.lock_office(key)
            made_office = Office(store, key, name, ZoneInfo(zone))
            if fill is not None:
                try:
                    fill(made_office)
                except BaseException:
                    with engine.begin() as connection:
                        remove(connection, key)
                    raise
            with engine.begin() as connection:
                _refuse_to_replace(connection, name)
            with made_office.write("office.create", name) as connection:  # whole: the trail knows its name
                connection.execute(update(office).where(office.c.id == key).values(uid=uid))
        return made_office
    except BaseException:
        store.close()
        raise


def open_office(server: Server) -> Office:
    """Open the office that an address means, after bringing the tables up to date.

    Raises UserError for a server that refuses, a database without that office, one that is open elsewhere or
    of a newer QADesk.
    """
    store = ServerStore(server)
    try:
        with explaining_errors(server):
            engine = store.engine()
            with engine.begin() as connection:
                if not inspect(connection).has_table(office.name):
                    raise _no_office(server)
                _bring_up_to_date(connection, server)
                row = _found(connection, server)
            store.lock_office(row.id)
        return Office(store, row.id, row.name, ZoneInfo(row.zone))
    except BaseException:
        store.close()
        raise


def remove(connection: Connection, key: int) -> None:
    """Remove all rows of an office, and it."""
    for table in reversed(metadata.sorted_tables):
        if "office_id" in table.c:
            connection.execute(delete(table).where(table.c.office_id == key))
    connection.execute(delete(office).where(office.c.id == key))


def _found(connection: Connection, server: Server) -> Any:
    wanted = select(office).where(~office.c.uid.startswith(_MAKING)).order_by(office.c.id)
    if server.office:
        wanted = wanted.where(or_(office.c.name == server.office, office.c.uid == server.office))
    row = connection.execute(wanted).first()
    if row is None:
        raise _no_office(server)
    return row


def _no_office(server: Server) -> UserError:
    return UserError(
        "server.no_office",
        _("There is no such office in {server}.").format(server=server),
        kept=_("Nothing was changed."),
        remedy=_("Create one with “qadesk init”, or give another with office=NAME in the address."),
    )


def _refuse_to_replace(connection: Connection, name: str) -> None:
    there = select(office.c.id).where(office.c.name == name, ~office.c.uid.startswith(_MAKING))
    if connection.execute(there).first() is not None:
        raise UserError(
            "server.office_exists",
            _("There is already an office “{name}” in this database.").format(name=name),
            kept=_("It was not changed."),
            remedy=_("Choose another name, or open that office instead."),
        )


def _remove_unfinished(connection: Connection) -> None:
    """What was left of offices whose making was killed; one that is being made is held."""
    unfinished = select(office.c.id).where(office.c.uid.startswith(_MAKING))
    for key in connection.execute(unfinished).scalars().all():
        if connection.execute(select(func.pg_try_advisory_xact_lock(LOCK, key))).scalar_one():
            remove(connection, key)


def _bring_up_to_date(connection: Connection, server: Server) -> None:
    """Make the tables, or run what migrations they lack. Raises UserError for those of a newer version.

    A database begins with the tables of the day it is made; files alone have older ones.
    """
    connection.execute(select(func.pg_advisory_xact_lock(LOCK, 0)))
    if not inspect(connection).has_table("alembic_version"):
        dialect.make_tables(metadata, connection)
        upgrade(connection, SCHEMA, stamp=True)
        capture.install(connection)
        return
    found = int(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    if found > SCHEMA:
        raise UserError(
            "office.from_newer_version",
            _("“{file}” was made by a newer version of QADesk.").format(file=server),
            kept=_("Nothing was changed."),
            remedy=_("Install the newest QADesk on this PC, then open it again."),
        )
    if found < SCHEMA:
        altered = altered_rows(connection)
        upgrade(connection, SCHEMA)
        capture.install(connection)
        seal(connection, found, altered)
