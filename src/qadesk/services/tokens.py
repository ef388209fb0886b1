"""App tokens: who made one is signed in by it where nobody types a password, for the commands it is for.

A token is told once, when it is made; the office keeps its digest. It ends when it is revoked, and with the
person: whoever can no longer sign in cannot do so by a token either.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, insert, select, update

from qadesk.errors import UserError
from qadesk.i18n import N_, _
from qadesk.services import audit, rights, signing_in
from qadesk.services.done import Change, Done
from qadesk.storage import tables
from qadesk.storage.office import Office, User

COMMANDS: Final = (  # what a token can be for: nothing that makes users, tokens or offices, or restores one
    "import", "month", "roster", "totals", "score", "cycle", "results", "sheets", "scorecard", "targets",
    "review", "interview", "deliver", "appeal", "notice", "workdays", "backup", "backups", "check", "support",
)  # fmt: skip
COMMAND_WORDS: Final = {  # what each does, for whoever chooses
    "import": N_("import records"),
    "month": N_("import, score and print a month"),
    "roster": N_("the staff list"),
    "totals": N_("totals in place of single records"),
    "score": N_("scores"),
    "cycle": N_("open and close months"),
    "results": N_("results"),
    "sheets": N_("sheets"),
    "scorecard": N_("scorecards"),
    "targets": N_("targets"),
    "review": N_("review results"),
    "interview": N_("interviews about results"),
    "deliver": N_("deliver sheets"),
    "appeal": N_("appeals"),
    "notice": N_("the notice of results"),
    "workdays": N_("days off and worked"),
    "backup": N_("make a backup"),
    "backups": N_("list and check backups"),
    "check": N_("check the office file"),
    "support": N_("the file for technical support"),
}
LONGEST: Final = 60  # characters of a name
_BEGINS: Final = "qadesk-"  # so that one is recognised where it should not lie
_CHANGES: Final = frozenset[Change]({"settings"})


@dataclass(frozen=True)
class Token:
    """An app token: `name` says what it is for, `user` whose it is; times in UTC.

    `works` is False once it is revoked or its person can no longer sign in.
    """

    id: int
    name: str
    user: str
    commands: tuple[str, ...]
    made_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    works: bool


@dataclass(frozen=True)
class NewToken:
    """A token just made, and the text that signs in by it: it is not kept anywhere."""

    token: Token
    text: str


@rights.needs("schedule")
def make(office: Office, name: str, commands: Collection[str]) -> Done[NewToken]:
    """Make a token for the person signed in, for some of COMMANDS.

    Raises UserError without a name or a command; ValueError for a command that is none of COMMANDS.
    """
    name, chosen = " ".join(name.split())[:LONGEST], [one for one in COMMANDS if one in commands]
    if unknown := set(commands) - set(COMMANDS):
        raise ValueError(f"no token is for {sorted(unknown)}")
    if not name or not chosen:
        raise UserError(
            "token.incomplete",
            _("A token needs a name and at least one command."),
            remedy=_("Say what it is for, and choose what it may do."),
        )
    text = _BEGINS + secrets.token_urlsafe(32)
    with office.write() as connection:
        row = connection.execute(
            insert(tables.app_token).values(
                user_id=office.user_id,
                name=name,
                digest=_digest(text),
                commands=chosen,
                made_at=office.now(),
            )
        )
        assert row.inserted_primary_key is not None
        number = int(row.inserted_primary_key[0])
        audit.note(connection, office, "token.make", name, token=number, commands=chosen)
        made = _found(connection, number)
    return Done(NewToken(made, text), _CHANGES)


@rights.needs("schedule", "administer")
def revoke(office: Office, number: int) -> Done[Token]:
    """Let a token of one's own end for good, an administrator anybody's. Raises UserError for no token."""
    with office.write() as connection:
        found = _found(connection, number)
        owner = connection.execute(
            select(tables.app_token.c.user_id).where(tables.app_token.c.id == number)
        ).scalar_one()
        if owner != office.user_id:
            rights.must(office, "administer")
        if found.revoked_at is None:
            own = tables.app_token
            connection.execute(update(own).where(own.c.id == number).values(revoked_at=office.now()))
            audit.note(connection, office, "token.revoke", found.name, token=number)
        return Done(_found(connection, number), _CHANGES)


def tokens(office: Office) -> tuple[Token, ...]:
    """The tokens of the person signed in, of an administrator everybody's; the newest first."""
    rights.know(office)
    all_of_them = rights.refusal(office, "administer") is None
    own = tables.app_token.c
    with office.read() as connection:
        mine = _listed() if all_of_them else _listed().where(own.user_id == (office.user_id or 0))
        return tuple(_token(row) for row in connection.execute(mine.order_by(own.id.desc())))


@rights.free("the token is asked for instead")
def sign_in(office: Office, text: str, command: str) -> User:
    """Sign in whose token it is, for one command.

    Raises UserError for a token that is unknown, revoked, for other commands, or of somebody who can no
    longer sign in.
    """
    own, user = tables.app_token, tables.user
    with office.read() as connection:
        found = connection.execute(_listed().where(own.c.digest == _digest(text.strip()))).first()
    if found is None:
        raise UserError(
            "token.unknown",
            _("This office does not know the app token."),
            remedy=_("Make a new one in Settings, or with “qadesk token add”."),
        )
    if found.revoked_at is not None:
        raise UserError(
            "token.revoked",
            _("The app token “{name}” was revoked on {moment}.").format(
                name=found.name, moment=f"{office.local(found.revoked_at):%Y-%m-%d %H:%M}"
            ),
            remedy=_("Make a new one in Settings, or with “qadesk token add”."),
        )
    if not found.active:
        raise UserError(
            "token.person_left",
            _("The app token “{name}” belongs to {who}, who can no longer sign in.").format(
                name=found.name, who=found.who
            ),
            remedy=_("Have another user make a new one."),
        )
    if command not in found.commands:
        raise UserError(
            "token.other_command",
            _("The app token “{name}” is not for “{command}”.").format(name=found.name, command=command),
            remedy=_("It is for: {commands}.").format(commands=_(", ").join(found.commands)),
        )
    with office.read() as connection:
        row = connection.execute(select(user).where(user.c.id == found.user_id)).one()
    return signing_in.enter(office, row, token=(found.id, found.name))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _listed() -> Select[Any]:
    own, user = tables.app_token, tables.user
    return select(own, user.c.name.label("who"), user.c.active).select_from(own.join(user))


def _found(connection: Connection, number: int) -> Token:
    row = connection.execute(_listed().where(tables.app_token.c.id == number)).first()
    if row is None:
        raise UserError("token.gone", _("There is no app token {n}.").format(n=number))
    return _token(row)


def _token(row: Row[Any]) -> Token:
    works = row.revoked_at is None and row.active
    return Token(
        row.id, row.name, row.who, tuple(row.commands), row.made_at, row.used_at, row.revoked_at, works
    )
