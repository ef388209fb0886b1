"""Signing in: by password, which wrong ones delay, by a recovery code, by an app token.

A wrong password lets the next attempt wait, longer each time, for that person alone. How many there were and
when the last was typed is in the office, so a new start does not help; nobody is ever locked out for good.
The attempt is counted before the password is looked at: who ends the program meanwhile gains nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.services import audit, rights
from qadesk.services.done import Done
from qadesk.services.passwords import hashed, outdated, right
from qadesk.storage import tables
from qadesk.storage.office import Office, User

FREE: Final = 3  # wrong passwords that cost nothing: anybody mistypes
LONGEST: Final = timedelta(minutes=5)
CODES: Final = 10  # recovery codes made at a time
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_GROUPS, _GROUP = 4, 4  # 80 bits
_READ_AS: Final = str.maketrans("ILO", "110", " -–—_.")


class MustWait(UserError):
    """Too many wrong passwords: `seconds` until the next may be tried."""

    def __init__(self, code: str, happened: str, *, remedy: str, seconds: int) -> None:
        super().__init__(code, happened, remedy=remedy)
        self.seconds = seconds


def delay(failures: int) -> timedelta:
    """How long after a wrong password the next may be tried: 0, 0, 1, 2, 4 … s, at most LONGEST."""
    if failures < FREE:
        return timedelta(0)
    return min(LONGEST, timedelta(seconds=2 ** min(failures - FREE, 20)))


def logins(office: Office) -> tuple[str, ...]:
    """The login names of the people who may sign in."""
    with office.read() as connection:
        rows = connection.execute(
            select(tables.user.c.login).where(tables.user.c.active).order_by(tables.user.c.id)
        )
        return tuple(rows.scalars())


@rights.free("whoever signs in has no right yet")
def sign_in(office: Office, login: str, password: str) -> User:
    """Sign a person in by login name and password; one who has none by name alone.

    Raises UserError if they do not match, MustWait while wrong passwords delay it.
    """
    row = _person(office, login)
    if row is None:
        raise _refused()
    failures = _prove(office, row, password)
    weak = row.password_hash is not None and outdated(row.password_hash)
    return enter(office, row, failures, password_hash=hashed(password) if weak else None)


@rights.free("it asks for the password itself, and changes nobody else's")
def change_password(office: Office, current: str, new: str) -> None:
    """Give the signed-in person a new password. Raises UserError for a wrong or a too short one."""
    if office.user is None:
        raise UserError("user.nobody_signed_in", _("Nobody is signed in."), remedy=_("Sign in first."))
    stored = hashed(new)
    row = _person(office, office.user.login)
    if row is None:
        raise _refused()
    _prove(office, row, current)
    with office.write() as connection:
        _forget(connection, row.id)
        _set(connection, row.id, password_hash=stored)
        audit.note(connection, office, "user.password", row.login)


# ---- recovery codes


@rights.needs("administer")
def new_codes(office: Office) -> Done[tuple[str, ...]]:
    """Make recovery codes for the administrator signed in; the ones not used so far are void.

    They are told here and never again: only digests are stored.
    """
    assert office.user is not None, "the right is somebody's"
    user, own, now = office.user, tables.recovery_code, office.now()
    codes = tuple(_code() for _n in range(CODES))
    with office.write() as connection:
        connection.execute(delete(own).where(own.c.user_id == user.id, own.c.used_at.is_(None)))
        made = [{"user_id": user.id, "digest": _digest(user.id, one), "made_at": now} for one in codes]
        connection.execute(insert(own), made)
        audit.note(connection, office, "user.recovery_codes", user.login, count=CODES)
    return Done(codes, frozenset({"settings"}))


def codes_left(office: Office) -> int:
    """How many recovery codes the person signed in still has."""
    own = tables.recovery_code.c
    with office.read() as connection:
        count = select(func.count()).where(own.user_id == (office.user_id or 0), own.used_at.is_(None))
        return int(connection.execute(count).scalar_one())


@rights.free("the code is asked for instead")
def recover(office: Office, login: str, code: str, password: str) -> User:
    """Set a new password by a recovery code, which is used up, and sign in.

    Raises UserError for a code that is wrong or was used, a short password (then the code is kept), and
    MustWait as `sign_in` does.
    """
    stored = hashed(password)
    row = _person(office, login)
    if row is None:
        raise _wrong_code()
    failures = _count(office, row)
    own, wanted = tables.recovery_code, _digest(row.id, code)
    with office.write() as connection:
        held = connection.execute(select(own).where(own.c.user_id == row.id)).all()
        found = next((one for one in held if hmac.compare_digest(one.digest, wanted)), None)
        if found is not None and found.used_at is None:
            connection.execute(update(own).where(own.c.id == found.id).values(used_at=office.now()))
            _set(connection, row.id, password_hash=stored)
            left = sum(1 for one in held if one.used_at is None) - 1
            audit.note(connection, _as(office, row), "user.recover", row.login, codes_left=left)
    if found is None or found.used_at is not None:
        _note_failure(office, row, failures)
    if found is None:
        raise _wrong_code()
    if found.used_at is not None:
        raise UserError(
            "user.recovery_code_used",
            _("This recovery code was used on {moment}.").format(
                moment=f"{office.local(found.used_at):%Y-%m-%d %H:%M}"
            ),
            kept=_("The password was not changed."),
            remedy=_("Use another one; each code works once."),
        )
    return enter(office, row, failures - 1)


def _code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _n in range(_GROUPS * _GROUP))
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def _digest(user_id: int, code: str) -> str:
    plain = code.upper().translate(_READ_AS)
    return hashlib.sha256(f"{user_id}:{plain}".encode("utf-8", "surrogatepass")).hexdigest()


def _wrong_code() -> UserError:
    return UserError(
        "user.recovery_code_wrong",
        _("The name or the recovery code is wrong."),
        kept=_("The password was not changed."),
        remedy=_("Check each group of the code; capitals and hyphens do not matter."),
    )


# ---- counting attempts


def _person(office: Office, login: str) -> Row[Any] | None:
    with office.read() as connection:
        wanted = (tables.user.c.login == login.strip(), tables.user.c.active)
        return connection.execute(select(tables.user).where(*wanted)).first()


def _prove(office: Office, row: Row[Any], password: str) -> int:
    """How many wrong passwords came before this right one. Raises UserError, MustWait."""
    if row.password_hash is None:
        return 0
    failures = _count(office, row)
    if not right(row.password_hash, password):
        _note_failure(office, row, failures)
        raise _refused()
    return failures - 1


@rights.free("part of signing in")
def _count(office: Office, row: Row[Any]) -> int:
    """Count an attempt before it is looked at; how many there are now. Raises MustWait."""
    own, now = tables.sign_in_attempt, office.now()
    with office.write() as connection:
        known = connection.execute(select(own).where(own.c.user_id == row.id)).first()
        failures = 0 if known is None else known.failures
        wait = 0 if known is None else _left(failures, known.failed_at, now)
        set_back = known is not None and known.failed_at > now
        if set_back or not wait:  # with the clock set back, the wait runs from now, not for years
            failures += not wait
            _forget(connection, row.id)
            connection.execute(insert(own).values(user_id=row.id, failures=failures, failed_at=now))
    if wait:
        raise MustWait(
            "user.sign_in_wait",
            ngettext(
                "Too many wrong passwords: wait {n} second.",
                "Too many wrong passwords: wait {n} seconds.",
                wait,
            ).format(n=wait),
            remedy=_("Then try again. The wait gets longer with each wrong password."),
            seconds=wait,
        )
    return failures


@rights.free("part of signing in")
def _note_failure(office: Office, row: Row[Any], failures: int) -> None:
    """A line in the trail for the first wrong one, the second, fourth, eighth …: a flood is a few lines."""
    if failures & (failures - 1) == 0:
        with office.write() as connection:
            audit.note(connection, _as(office, row), "sign_in.failed", row.login, count=failures)


def _left(failures: int, failed_at: datetime, now: datetime) -> int:
    """The seconds still to wait, rounded up."""
    passed = max(now - failed_at, timedelta(0))
    return max(0, -((passed - delay(failures)) // timedelta(seconds=1)))


@rights.free("whoever calls it has been shown who it is")
def enter(
    office: Office,
    row: Row[Any],
    failures: int = 0,
    *,
    password_hash: str | None = None,
    token: tuple[int, str] | None = None,
) -> User:
    """Sign in the person of a user's row who has shown who they are; in the trail, with what came before.

    `failures` are the wrong passwords before, `password_hash` a stronger one to keep, `token` the number and
    name of the app token it was by.
    """
    stronger = {} if password_hash is None else {"password_hash": password_hash}
    told: dict[str, Any] = {"failures": failures} if failures else {}
    told |= {"rehashed": True} if stronger else {}
    told |= {"token": token[1]} if token else {}
    with office.write() as connection:
        if token is not None:
            own = tables.app_token
            connection.execute(update(own).where(own.c.id == token[0]).values(used_at=office.now()))
        else:
            _forget(connection, row.id)
        if stronger:
            _set(connection, row.id, **stronger)
        audit.note(connection, _as(office, row), "sign_in", row.login, **told)
    office.user = _user(row)
    rights.know(office)
    return office.user


def _forget(connection: Connection, user_id: int) -> None:
    """The wrong passwords of a person no longer count."""
    own = tables.sign_in_attempt
    connection.execute(delete(own).where(own.c.user_id == user_id))


def _set(connection: Connection, user_id: int, **values: Any) -> None:
    connection.execute(update(tables.user).where(tables.user.c.id == user_id).values(**values))


def _as(office: Office, row: Row[Any]) -> Office:
    """The office for a line in the trail about somebody who is not signed in yet."""
    return replace(office, user=_user(row))


def _user(row: Row[Any]) -> User:
    return User(row.id, row.login, row.name, row.role)


def _refused() -> UserError:
    return UserError(
        "user.sign_in_refused",
        _("The login name or the password is wrong."),
        remedy=_("Try again; passwords are case-sensitive."),
    )
