"""The trail of who changed what and when; rows are only ever added."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert

from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail import capture


def note(connection: Connection, office: Office, action: str, subject: str, **detail: Any) -> int:
    """Add a line to the trail, in the transaction of what it tells of; the line's number.

    It tells of what the transaction changed since its line before: note each thing after it is done.
    """
    made = connection.execute(
        insert(tables.audit).values(
            at=office.now(), user_id=office.user_id, action=action, subject=subject, detail=detail
        )
    )
    assert made.inserted_primary_key is not None
    entry = int(made.inserted_primary_key[0])
    capture.tell(connection, entry)
    return entry


def leave_to_last(connection: Connection) -> None:
    """Have the transaction's last line tell of what was changed since the one before, not the next line."""
    capture.tell(connection, 0)
