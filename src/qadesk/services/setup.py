"""Making an office, opening one, signing in: what happens before the window shows."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import insert, select, update

from qadesk.domain.periods import Period, month_of
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.places import Place
from qadesk.services import audit, cycles, rights, scorecards
from qadesk.services.done import Done
from qadesk.services.first_look import open_office as open_office  # noqa: PLC0414 - part of this module
from qadesk.services.passwords import hashed
from qadesk.storage import files, tables
from qadesk.storage.office import Office, User

DEFAULT_ZONE = "Asia/Shanghai"


@rights.free("it makes the office and its first user, who is signed in from then on")
def create_office(
    place: Place,
    *,
    name: str,
    user_name: str,
    login: str = "",
    password: str | None = None,
    zone: str = DEFAULT_ZONE,
    first_cycle: Period | None = None,
    open_cycle: bool = True,
) -> Office:
    """Make an office with the standard scorecard, its first user (signed in) and its first cycle.

    The first cycle is this month's unless another is given, or none is wanted yet (`open_cycle` false).

    Without a password the office opens without asking for one. Raises UserError for an empty name, a short
    password, an unknown time zone, an existing file or a folder that cannot be written; then no file is left.
    """
    office_name, person = name.strip(), user_name.strip()
    if not office_name or not person:
        raise UserError(
            "office.names_missing",
            _("The office and the user each need a name."),
            remedy=_("Fill in both names."),
        )
    stored = None if password is None else hashed(password)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise UserError(
            "office.unknown_zone", _("“{zone}” is not a known time zone.").format(zone=zone)
        ) from None
    first = first_cycle or month_of(datetime.now(ZoneInfo(zone)).date())
    user: User | None = None

    def fill(office: Office) -> None:
        nonlocal user
        fill_office(
            office,
            user_name=person,
            login=login,
            password_hash=stored,
            first_cycle=first if open_cycle else None,
        )
        user = office.user

    office = files.create(place, name=office_name, zone=zone, fill=fill)
    office.user = user
    return office


@rights.free("as create_office")
def fill_office(
    office: Office,
    *,
    user_name: str,
    login: str = "",
    password_hash: str | None = None,
    first_cycle: Period | None = None,
) -> None:
    """Put into an empty office what every office begins with: its user, signed in, scorecard and cycle."""
    known_as = login.strip() or user_name
    with office.write() as connection:
        scorecards.install(connection, office, scorecards.shipped())
        row = connection.execute(
            insert(tables.user).values(
                login=known_as,
                name=user_name,
                role="supervisor",
                password_hash=password_hash,
                active=True,
                created_at=office.now(),
            )
        )
        assert row.inserted_primary_key is not None
        office.user = User(int(row.inserted_primary_key[0]), known_as, user_name, "supervisor")
        if first_cycle is not None:
            cycles.open_in(connection, office, first_cycle)
        audit.note(connection, office, "office.create", office.name)


def logins(office: Office) -> tuple[str, ...]:
    """The login names of the people who may sign in."""
    with office.read() as connection:
        rows = connection.execute(
            select(tables.user.c.login).where(tables.user.c.active).order_by(tables.user.c.id)
        )
        return tuple(rows.scalars())


def sign_in(office: Office, login: str, password: str) -> User:
    """Sign a person in by login name and password. Raises UserError if they do not match."""
    from argon2 import PasswordHasher
    from argon2.exceptions import VerificationError

    with office.read() as connection:
        row = connection.execute(
            select(tables.user).where(tables.user.c.login == login.strip(), tables.user.c.active)
        ).first()
    refused = UserError(
        "user.sign_in_refused",
        _("The login name or the password is wrong."),
        remedy=_("Try again; passwords are case-sensitive."),
    )
    if row is None:
        raise refused
    if row.password_hash is not None:
        try:
            PasswordHasher().verify(row.password_hash, password)
        except VerificationError:
            raise refused from None
    office.user = User(row.id, row.login, row.name, row.role)
    return office.user


def act_as(office: Office, login: str | None) -> None:
    """Say who work from the command line is done by: the named person, or the office's only one.

    Whoever may run programs on this PC may read the office file, so no password is asked here. Raises
    UserError for an unknown name.
    """
    with office.read() as connection:
        rows = connection.execute(select(tables.user).where(tables.user.c.active)).all()
    wanted = [row for row in rows if login is None or row.login == login.strip()]
    if login is not None and not wanted:
        raise UserError("user.unknown", _("There is no user “{login}” in this office.").format(login=login))
    if len(wanted) == 1:
        office.user = User(wanted[0].id, wanted[0].login, wanted[0].name, wanted[0].role)


@rights.free("it asks for the password itself, and changes nobody else's")
def change_password(office: Office, current: str, new: str) -> None:
    """Give the signed-in person a new password. Raises UserError for a wrong or a too short one."""
    if office.user is None:
        raise UserError("user.nobody_signed_in", _("Nobody is signed in."), remedy=_("Sign in first."))
    user = sign_in(office, office.user.login, current)
    stored = hashed(new)
    with office.write() as connection:
        connection.execute(
            update(tables.user).where(tables.user.c.id == user.id).values(password_hash=stored)
        )
        audit.note(connection, office, "user.password", user.login)


@rights.needs("administer")
def rename_office(office: Office, name: str) -> Done[None]:
    """Give the office another name. Raises UserError for an empty one."""
    before = office.name
    if not name.strip():
        raise UserError(
            "office.name_missing", _("The office needs a name."), remedy=_("Enter the name of the office.")
        )
    with office.write() as connection:
        connection.execute(
            update(tables.office).where(tables.office.c.id == office.id).values(name=name.strip())
        )
        audit.note(connection, office, "office.rename", name.strip())
    office.name = name.strip()
    return Done(None, frozenset({"settings"}), lambda: rename_office(office, before))
