"""Somebody at the desk: what writes is refused to nobody."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import insert

from qadesk.services import rights
from qadesk.storage import files, tables
from qadesk.storage.office import Office, User


def person(office: Office, role: str, login: str = "", *, active: bool = True) -> User:
    """One more user of the office, without a password; not signed in."""
    named = login or role
    with office.write() as connection:
        row = connection.execute(
            insert(tables.user).values(
                login=named, name=named.title(), role=role, active=active, created_at=office.now()
            )
        )
        assert row.inserted_primary_key is not None
        made = User(int(row.inserted_primary_key[0]), named, named.title(), role)
    rights.know(office)
    return made


def made(path: Path) -> Office:
    """A new, empty office, open, with an administrator signed in."""
    return administrator(files.create(path, name="Test branch", zone="Asia/Shanghai"))


def administrator(office: Office) -> Office:
    """The office, with an administrator made and signed in."""
    office.user = person(office, rights.ADMINISTRATOR, "admin")
    return office
