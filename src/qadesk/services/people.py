"""The people who may sign in, who may change that, and why an office never locks itself out.

An administrator adds and changes people (`services.rights`: there is always somebody). Nobody is deleted once
they did anything: what they did keeps their name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, encryption, rights
from qadesk.services.done import Change, Done, Undo
from qadesk.services.passwords import hashed
from qadesk.services.rights import ADMINISTRATOR as ADMINISTRATOR  # noqa: PLC0414 - part of this module
from qadesk.services.rights import MANAGER as MANAGER  # noqa: PLC0414
from qadesk.services.rights import ROLES as ROLES  # noqa: PLC0414
from qadesk.services.rights import SUPERVISOR as SUPERVISOR  # noqa: PLC0414
from qadesk.services.rights import VIEWER as VIEWER  # noqa: PLC0414
from qadesk.storage import tables
from qadesk.storage.office import Office, User

LONGEST = 60  # characters of a name
_CHANGES: Final = frozenset[Change]({"settings"})


@dataclass(frozen=True)
class Person:
    """A user of the office; `role` is one of ROLES. One who is not `active` cannot sign in."""

    id: int
    login: str
    name: str
    role: str
    has_password: bool
    active: bool


def people(office: Office) -> tuple[Person, ...]:
    """Everybody who may or once might sign in: the active ones first, in the order they were added."""
    with office.read() as connection:
        found = _all(connection)
    office.people = tuple(_as_user(one) for one in found if one.active)
    return found


def _as_user(one: Person) -> User:
    return User(one.id, one.login, one.name, one.role)


def keepers(everybody: Sequence[Person]) -> tuple[Person, ...]:
    """Who of them may change who signs in; at least one of those active."""
    active = [_as_user(one) for one in everybody if one.active]
    able = {one.id for one in rights.holders(active, "administer")}
    return tuple(person for person in everybody if person.id in able)


@rights.needs("administer")
def add(office: Office, name: str, role: str, login: str = "", password: str | None = None) -> Done[Person]:
    """Let one more person sign in, by `login` or else by name; without a password, by that alone.

    Raises UserError for the user who may not, a name that is empty or taken, or a short password.
    """
    _known(role)
    name, login = _clean(name), _clean(login) or _clean(name)
    _named(name, login)
    stored = None if password is None else hashed(password)
    with office.write() as connection:
        _free(_all_by_now(connection, office), login)
        connection.execute(
            insert(tables.user).values(
                login=login,
                name=name,
                role=role,
                password_hash=stored,
                active=True,
                created_at=office.now(),
            )
        )
        audit.note(connection, office, "user.add", login, name=name, role=role, password=stored is not None)
        made = _must_find(_all(connection), login)
    return Done(
        made, _CHANGES, Undo(_("add user {name}").format(name=made.name), partial(remove, office, login))
    )


@rights.needs("administer")
def edit(office: Office, login: str, name: str, role: str) -> Done[Person]:
    """Write somebody's name otherwise, or give them another role; what they did before shows the new name.

    Raises UserError for the user who may not, an unknown person or an empty name.
    """
    _known(role)
    name = _clean(name)
    _named(name, login)
    with office.write() as connection:
        person = _must_find(_all_by_now(connection, office), login)
        now = _store(connection, office, person, "user.edit", name=name, role=role)
        may_undo = office.user_id in [one.id for one in keepers(_all(connection))]
    if person.id == office.user_id:
        office.user = User(now.id, now.login, now.name, now.role)
    if not may_undo:  # the right to was given away
        return Done(now, _CHANGES)
    undo = partial(edit, office, login, person.name, person.role)
    return Done(now, _CHANGES, Undo(_("change user {name}").format(name=now.name), undo))


@rights.needs("administer")
def set_password(office: Office, login: str, password: str) -> Done[Person]:
    """Give somebody else another password; for one's own see `signing_in.change_password`.

    Raises UserError for the user who may not, for oneself, an unknown person or a short password.
    """
    stored = hashed(password)
    with office.write() as connection:
        person = _must_find(_all_by_now(connection, office), login)
        if person.id == office.user_id:
            raise UserError(
                "user.old_password_needed",
                _("To change your own password, the old one is needed too."),
                kept=_("Nothing was changed."),
                remedy=_("Use “Change password…”."),
            )
        own = tables.user.c
        connection.execute(update(tables.user).where(own.id == person.id).values(password_hash=stored))
        audit.note(connection, office, "user.password", login, by="administration")
        return Done(_must_find(_all(connection), login), _CHANGES)


@rights.needs("administer")
def deactivate(office: Office, login: str) -> Done[Person]:
    """Keep somebody from signing in from now on; what they did stays, with their name.

    Raises UserError for the user who may not, an unknown person, and for oneself: so whoever may change this
    stays, and the last administrator or only person with them.
    """
    with office.write() as connection:
        person = _must_find(_all_by_now(connection, office), login)
        if person.id == office.user_id:
            others = [one for one in keepers(_all(connection)) if one.id != person.id]
            raise UserError(
                "user.deactivates_self",
                _("You cannot deactivate yourself."),
                kept=_("Nothing was changed."),
                remedy=_("{who} can do it.").format(who=_names(others))
                if others
                else _("Make another user administrator first; that person can then do it."),
            )
        now = _store(connection, office, person, "user.deactivate", active=False)
        encryption.forget(office, person.id)
    words = _("deactivate user {name}").format(name=now.name)
    return Done(now, _CHANGES, Undo(words, partial(reactivate, office, login)))


@rights.needs("administer")
def reactivate(office: Office, login: str) -> Done[Person]:
    """Let somebody sign in again. Raises UserError for the user who may not, or an unknown person."""
    with office.write() as connection:
        person = _must_find(_all_by_now(connection, office), login)
        now = _store(connection, office, person, "user.reactivate", active=True)
    words = _("reactivate user {name}").format(name=now.name)
    return Done(now, _CHANGES, Undo(words, partial(deactivate, office, login)))


@rights.needs("administer")
def remove(office: Office, login: str) -> Done[None]:
    """Take back an addition. Raises UserError once the person did anything; then it is `deactivate`."""
    with office.write() as connection:
        person = _must_find(_all_by_now(connection, office), login)
        refused = UserError(
            "user.has_worked",
            _("{name} has already worked with this office file.").format(name=person.name),
            kept=_("Nothing was changed."),
            remedy=_("Deactivate {name} instead.").format(name=person.name),
        )
        if person.id == office.user_id:
            raise refused
        try:
            connection.execute(delete(tables.user).where(tables.user.c.id == person.id))
        except IntegrityError as error:
            raise refused from error
        audit.note(connection, office, "user.remove", login, name=person.name)
        encryption.forget(office, person.id)
    return Done(None, _CHANGES)


# ---- rows


def _all(connection: Connection) -> tuple[Person, ...]:
    own = tables.user.c
    rows = connection.execute(select(tables.user).order_by(own.active.desc(), own.id))
    return tuple(
        Person(row.id, row.login, row.name, row.role, row.password_hash is not None, row.active)
        for row in rows
    )


def _all_by_now(connection: Connection, office: Office) -> tuple[Person, ...]:
    """Everybody, once nobody else can write: two who take each other's right away do not both succeed."""
    found = _all(connection)
    office.people = tuple(_as_user(one) for one in found if one.active)
    rights.must(office, "administer")
    return found


def _must_find(everybody: Sequence[Person], login: str) -> Person:
    for person in everybody:
        if person.login == login:
            return person
    raise UserError("user.unknown", _("There is no user “{login}” in this office.").format(login=login))


def _store(connection: Connection, office: Office, person: Person, action: str, **values: Any) -> Person:
    changed = {key: value for key, value in values.items() if getattr(person, key) != value}
    if not changed:
        return person
    connection.execute(update(tables.user).where(tables.user.c.id == person.id).values(**changed))
    before = {key: getattr(person, key) for key in changed}
    audit.note(connection, office, action, person.login, before=before, after=changed)
    return _must_find(_all(connection), person.login)


# ---- what is refused


def _free(everybody: Sequence[Person], login: str) -> None:
    for person in everybody:
        if person.login.casefold() == login.casefold():
            raise UserError(
                "user.login_taken",
                _("{name} already signs in as “{login}”.").format(name=person.name, login=person.login)
                if person.active
                else _("“{login}” belongs to {name}, who is deactivated.").format(
                    name=person.name, login=person.login
                ),
                kept=_("Nothing was changed."),
                remedy=_("Choose another name to sign in with.")
                if person.active
                else _("Reactivate {name}, or choose another name to sign in with.").format(name=person.name),
            )


def _named(name: str, login: str) -> None:
    if not name:
        raise UserError("user.name_missing", _("The user needs a name."), remedy=_("Enter the name."))
    if max(len(name), len(login)) > LONGEST:
        raise UserError(
            "user.name_too_long",
            _("The name is too long."),
            remedy=_("Use at most {n} characters.").format(n=LONGEST),
        )


def _known(role: str) -> None:
    if role not in ROLES:
        raise ValueError(f"unknown role {role!r}")


def _clean(name: str) -> str:
    return " ".join(name.split())


def _names(persons: Sequence[Person]) -> str:
    return _(", ").join(person.name for person in persons)
