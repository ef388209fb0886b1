"""What is stored of a password, and whether one typed is it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qadesk.errors import UserError
from qadesk.i18n import _

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 6  # characters


def must_fit(password: str) -> None:
    """What a new password must be. Raises UserError for one shorter than SHORTEST."""
    if len(password.strip()) < SHORTEST:
        raise UserError(
            "user.password_too_short",
            _("The password is too short."),
            remedy=_("Use at least {n} characters.").format(n=SHORTEST),
        )


def hashed(password: str) -> str:
    """The argon2id hash of a password. Raises UserError as `must_fit` does."""
    must_fit(password)
    return _hasher().hash(_bytes(password))


def right(stored: str, password: str) -> bool:
    """Whether a password is the one whose hash is stored; never for a stored text that is no hash."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(stored, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than one made now."""
    return _hasher().check_needs_rehash(stored)


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


def _bytes(password: str) -> bytes:
    """What is hashed: also of a text with halves of characters, as a Windows clipboard may have."""
    return password.encode("utf-8", "surrogatepass")
