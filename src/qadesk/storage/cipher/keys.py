"""The key of an encrypted office file, its recovery key on paper, and the keys this program was given.

An encrypted file begins with four letters and an id made from its key, so that a key is known to be that of a
file, or of another, before anything is read with it. The key is made from a random seed; the recovery key is
that seed itself, written in letters and digits: it opens the file with nothing else at hand.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from qadesk.errors import UserError
from qadesk.i18n import _

MAGIC: Final = b"QADK"
HEAD_BYTES: Final = 16  # which SQLCipher leaves to its user: they are the salt of the pages' signatures
_SEED_BYTES: Final = 16
_CHECK_BYTES: Final = 4
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U, which are read as others
_READ_AS: Final = str.maketrans("ILOU", "110V")
_GROUP: Final = 4


@dataclass(frozen=True)
class Key:
    """What opens a file; never shown, logged or written but sealed (`slots`)."""

    seed: bytes = field(repr=False)

    @cached_property
    def id(self) -> bytes:
        """What may be known of it."""
        return _derived(self.seed, b"id", HEAD_BYTES - len(MAGIC))

    @cached_property
    def raw(self) -> bytes:
        """The 256 bits that pages are encrypted with."""
        return _derived(self.seed, b"pages", 32)

    @cached_property
    def wrapping(self) -> bytes:
        """What the keys before it are encrypted with."""
        return _derived(self.seed, b"keys", 32)

    @property
    def head(self) -> bytes:
        """The first bytes of a file encrypted with it."""
        return MAGIC + self.id


def new() -> Key:
    """A key nobody else has."""
    return Key(os.urandom(_SEED_BYTES))


def _derived(seed: bytes, purpose: bytes, length: int) -> bytes:
    """BLAKE2b keyed with the seed; one purpose says nothing of another."""
    return hashlib.blake2b(key=seed, person=b"qadesk " + purpose, digest_size=length).digest()


# ---- on paper


def recovery_key(key: Key) -> str:
    """The key for paper: eight groups of four letters and digits, the last bits of which check the others."""
    number = int.from_bytes(key.seed + _check(key.seed), "big")
    signs = (_SEED_BYTES + _CHECK_BYTES) * 8 // 5
    text = "".join(_ALPHABET[number >> 5 * (signs - 1 - at) & 31] for at in range(signs))
    return "-".join(text[at : at + _GROUP] for at in range(0, signs, _GROUP))


def from_recovery_key(typed: str) -> Key:
    """The key that was typed from paper; small letters, blanks and wide signs do no harm.

    Raises UserError where it is not one: a sign is missing or wrong.
    """
    text = "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())
    number = 0
    signs = (_SEED_BYTES + _CHECK_BYTES) * 8 // 5
    for sign in text.translate(_READ_AS):
        at = _ALPHABET.find(sign)
        if at < 0 or len(text) != signs:
            raise _mistyped()
        number = number << 5 | at
    content = number.to_bytes(_SEED_BYTES + _CHECK_BYTES, "big")
    seed = content[:_SEED_BYTES]
    if not text or content[_SEED_BYTES:] != _check(seed):
        raise _mistyped()
    return Key(seed)


def _check(seed: bytes) -> bytes:
    return hashlib.sha256(b"qadesk recovery key" + seed).digest()[:_CHECK_BYTES]


def _mistyped() -> UserError:
    return UserError(
        "encryption.recovery_key_mistyped",
        _("This is not a complete recovery key, or a character of it is wrong."),
        kept=_("Nothing was changed."),
        remedy=_("It has {n} groups of {m} letters and digits; compare each with the paper.").format(
            n=(_SEED_BYTES + _CHECK_BYTES) * 8 // 5 // _GROUP, m=_GROUP
        ),
    )


# ---- what this program was given


class _Locked(UserError):
    """An encrypted file whose key this program was not given."""

    path: Path


_given: dict[bytes, Key] = {}


def keep(key: Key) -> None:
    """Have the files of a key open from now on, as long as the program runs."""
    _given[key.id] = key


def is_given(key_id: bytes) -> bool:
    """Whether files of that key open."""
    return key_id in _given


def forget_all() -> None:
    """As if the program began anew."""
    _given.clear()


def id_of(path: Path) -> bytes | None:
    """The id of the key a file is encrypted with; None for a file that is not, or is not there.

    Not of an office this program has open: closing the file here would end SQLite's lock on it.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError:
        return None
    return head[len(MAGIC) :] if head.startswith(MAGIC) and len(head) == HEAD_BYTES else None


def of_file(path: Path) -> Key | None:
    """The key of a file; None for one that is not encrypted. Raises UserError where it was not given."""
    found = id_of(path)
    if found is None:
        return None
    if found not in _given:
        raise locked(path)
    return _given[found]


def locked(path: Path) -> UserError:
    """The passphrase has to be given first."""
    error = _Locked(
        "encryption.locked",
        _("“{file}” is encrypted.").format(file=path.name),
        kept=_("Nothing was changed."),
        remedy=_("Enter its passphrase or its recovery key."),
    )
    error.path = path
    return error


def locked_file(error: BaseException) -> Path | None:
    """The file, where that is why something failed."""
    return getattr(error, "path", None) if isinstance(error, _Locked) else None
