"""What is stored of a password."""

from __future__ import annotations

from qadesk.errors import UserError
from qadesk.i18n import _

SHORTEST = 6  # characters


def hashed(password: str) -> str:
    """The argon2 hash of a password. Raises UserError for one shorter than SHORTEST."""
    from argon2 import PasswordHasher

    if len(password) < SHORTEST:
        raise UserError(
            "user.password_too_short",
            _("The password is too short."),
            remedy=_("Use at least {n} characters.").format(n=SHORTEST),
        )
    return PasswordHasher().hash(password)
