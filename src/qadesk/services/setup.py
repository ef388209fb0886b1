"""Making an office, opening one, giving it another name."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import insert, update

from qadesk.domain.periods import Period, month_of
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.places import Place
from qadesk.services import audit, cycles, encryption, rights, scorecards
from qadesk.services.done import Done, Undo
from qadesk.services.first_look import open_office as open_office  # noqa: PLC0414 - part of this module
from qadesk.services.passwords import hashed
from qadesk.storage import files, tables
from qadesk.storage.office import Office, User

DEFAULT_ZONE = "Asia/Shanghai"


@rights.free("it makes the office and its first user, who is signed in from then on")
def create_office(  # noqa: PLR0913 - each by name: what the first start asks
    place: Place,
    *,
    name: str,
    user_name: str,
    login: str = "",
    password: str | None = None,
    zone: str = DEFAULT_ZONE,
    first_cycle: Period | None = None,
    open_cycle: bool = True,
    passphrase: str | None = None,
) -> Office:
    """Make an office with the standard scorecard, its first user (signed in) and its first cycle.

    The scorecard is the newest version that comes with the program.

    With a passphrase its file is encrypted (`encryption.show_recovery_key` tells the recovery key).

    The first cycle is this month's unless another is given, or none is wanted yet (`open_cycle` false).

    Without a password the office opens without asking for one. Raises UserError for an empty name, a short
    password or passphrase, an unknown time zone, an existing file or a folder that cannot be written; then no
    file is left.
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

    with encryption.made_encrypted(place, passphrase) as key:
        office = files.create(place, name=office_name, zone=zone, fill=fill, key=key)
    office.user = user
    rights.know(office)
    return office


@rights.free("as create_office")
def fill_office(
    office: Office,
    *,
    user_name: str,
    login: str = "",
    password_hash: str | None = None,
    first_cycle: Period | None = None,
    version: int | None = None,
) -> None:
    """Put into an empty office what every office begins with: its user, signed in, scorecard and cycle.

    `version` of the standard scorecard; None: the newest.
    """
    known_as = login.strip() or user_name
    with office.write() as connection:
        scorecards.install(connection, office, scorecards.shipped(version or scorecards.NEWEST))
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
    rights.know(office)


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
    undo = Undo(_("rename the office"), lambda: rename_office(office, before))
    return Done(None, frozenset({"settings"}), undo)
