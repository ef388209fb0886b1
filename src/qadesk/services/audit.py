"""The trail of who changed what and when; rows are only ever added."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert

from qadesk.storage import tables
from qadesk.storage.office import Office


def note(connection: Connection, office: Office, action: str, subject: str, **detail: Any) -> int:
    """Add a line to the trail, in the transaction of what it tells of; the line's number."""
    made = connection.execute(
        insert(tables.audit).values(
            at=office.now(), user_id=office.user_id, action=action, subject=subject, detail=detail
        )
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])
