"""The people who may sign in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class Person:
    """A user of the office; `role` is supervisor, manager or administrator."""

    login: str
    name: str
    role: str
    has_password: bool


def people(office: Office) -> tuple[Person, ...]:
    """Everybody who may sign in, in the order they were added."""
    user = tables.user.c
    with office.read() as connection:
        rows = connection.execute(
            select(user.login, user.name, user.role, user.password_hash).where(user.active).order_by(user.id)
        )
        return tuple(Person(row.login, row.name, row.role, row.password_hash is not None) for row in rows)
