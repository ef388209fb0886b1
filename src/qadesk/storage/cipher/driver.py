"""SQLCipher: SQLite with pages that are encrypted and signed. A plain office imports nothing of it."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Final, cast

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.storage.cipher.keys import HEAD_BYTES, Key

PAGE: Final = 4096
_SIGNED: Final = 64  # bytes of a page's signature, at its end
_RANDOM: Final = 16  # what its encryption begins with, before that
_MODULE: Final = "sqlcipher3.dbapi2"


def module() -> ModuleType:
    """The library. Raises UserError where it is not installed."""
    try:
        import cryptography  # noqa: F401 - for the key slots: both or neither
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise UserError(
            "encryption.not_installed",
            _("The library that opens encrypted offices is missing on this PC."),
            kept=_("Nothing was changed."),
            remedy=_(
                "Install QADesk from its own package, or the Python packages sqlcipher3 and cryptography."
            ),
        ) from error
    # What it has no adapter for it searches at each value, by errors it raises for itself: that took as long
    # as all else of an INSERT.
    dbapi2.register_adapter(type(None), lambda none: none)
    dbapi2.register_adapter(bool, int)
    return cast(ModuleType, dbapi2)


def is_there() -> bool:
    """Whether it is installed; nothing is imported."""
    from importlib.util import find_spec

    return all(find_spec(name) is not None for name in ("sqlcipher3", "cryptography"))


def connect(target: str | Path, key: Key | None, **options: Any) -> sqlite3.Connection:
    """A connection as `sqlite3.connect` makes one, to a file with that key or one that is yet empty.

    None: a plain file, for what only this library can do with it.

    Raises the library's errors (`storage.driver_errors`), UserError where there is no library.
    """
    library = module()

    class Keyed(library.Connection):  # type: ignore[name-defined,misc]  # known when it is imported
        qadesk_key = key

    connection = library.connect(str(target), factory=Keyed, isolation_level=None, **options)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")  # what is wrong is told by us
        if key is not None:
            connection.execute(f'PRAGMA key="{spelled(key)}"')
            connection.execute("PRAGMA cipher_compatibility=4")
    except BaseException:
        connection.close()
        raise
    return cast(sqlite3.Connection, connection)


def spelled(key: Key) -> str:
    """A key as SQLCipher takes one from which it is to derive nothing: with the first bytes of its files."""
    return f"x'{key.raw.hex()}{key.head.hex()}'"


def key_of(connection: sqlite3.Connection) -> Key | None:
    """The key of the file a connection is to; None for a plain one."""
    return getattr(connection, "qadesk_key", None)


def library_of(connection: sqlite3.Connection) -> ModuleType:
    """The module whose connection it is, for SQLAlchemy."""
    return sqlite3 if type(connection).__module__ == "sqlite3" else module()


def errors() -> tuple[type[Exception], ...]:
    """What SQLite's failures are raised as: of the standard library, and of SQLCipher where it is in use."""
    library = sys.modules.get(_MODULE)
    return (sqlite3.Error,) if library is None else (sqlite3.Error, library.Error)


def clear(key: Key, number: int, page: bytes) -> bytes:
    """A page of an encrypted file or log as SQLite would see it; its signature is not looked at.

    Where that stands, and what it began with, are zeros: they differ at each writing.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    end = len(page) - _SIGNED - _RANDOM
    begin = HEAD_BYTES if number == 1 else 0
    if (end - begin) % _RANDOM or end <= begin:
        return page
    opened = Cipher(algorithms.AES256(key.raw), modes.CBC(page[end : end + _RANDOM])).decryptor()
    head = b"SQLite format 3\x00" if number == 1 else b""
    return head + opened.update(page[begin:end]) + opened.finalize() + bytes(len(page) - end)
