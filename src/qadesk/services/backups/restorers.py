"""Who may restore a backup where today's file tells nothing, because it is gone or does not open.

Then the backup says it: its administrators, with the passwords they had. Else somebody who may do nothing
could move the file away, put an old state in its place, and the trail would take that for lawful.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import passwords, rights
from qadesk.storage import copies
from qadesk.storage.office import User

_PEOPLE = 'SELECT id, login, name, role, password_hash FROM "user" WHERE active ORDER BY id'


class NobodyRestores(UserError):
    """Nobody who may restore the backup has shown who they are; `copy` is the backup."""

    copy: Path


def sign_in(copy: Path, login: str, password: str) -> User:
    """The user of a backup with that password. Raises UserError where it is nobody's."""
    for person, stored in _people(copy):
        if person.login == login.strip() and (stored is None or passwords.right(stored, password)):
            return person
    raise UserError(
        "user.sign_in_refused",
        _("The login name or the password is wrong."),
        kept=_("Nothing was changed."),
        remedy=_("Type the password that was in use when the backup was made."),
    )


def must_be(copy: Path, by: User | None) -> User | None:
    """Who restores a backup: `by`, or else its only user, where that one has no password.

    None for a backup without users. Raises NobodyRestores for anybody else than its administrators.
    """
    found = _people(copy)
    people = [person for person, _stored in found]
    if by is None and len(found) == 1 and found[0][1] is None:
        by = people[0]
    here = next((one for one in people if by is not None and one.login == by.login), None)
    if not people or (here is not None and rights.has(people, here.id, "administer")):
        return here or by
    who = rights.names(rights.holders(people, "administer"))
    error = NobodyRestores(
        "restore.nobody",
        _("The office's file is gone or damaged: who restores a backup of it has to sign in to the backup."),
        kept=_("Nothing was changed."),
        remedy=_("{who} can do it, with the password in use when the backup was made.").format(who=who),
    )
    error.copy = copy
    raise error


def _people(copy: Path) -> list[tuple[User, Any]]:
    with copies.reading_copy(copy) as connection:
        return [(User(*row[:4]), row[4]) for row in connection.execute(_PEOPLE)]
