"""What SQLite refuses, told as something the person at the desk can act on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from qadesk import file_errors
from qadesk.errors import SAVE_A_COPY, TRY_AGAIN, UserError
from qadesk.i18n import _

_LONGEST: Final = 512 - 60  # bytes of a path: SQLite takes 512, with what it adds and the name of a draft


@contextmanager
def explaining_failures(path: Path, kept: str = "") -> Iterator[None]:
    """Turn failures of the disk or the office file into a UserError; let everything else pass as a bug.

    `kept` says what is untouched by it, where that is not what was saved before.
    """
    try:
        yield
    except Exception as error:
        # SQLAlchemy keeps the driver's error as `orig`: its wrapper is seen through without importing it.
        told = explain(getattr(error, "orig", error), path, kept)
        if told is None:
            raise
        raise told from error


def explain(error: BaseException | None, path: Path, kept: str = "") -> UserError | None:
    """The UserError for a driver or system error, or None where it can only be a bug of ours."""
    kept = kept or _("Everything saved before is still there; the last step was not stored.")
    if isinstance(error, OSError):
        if error.errno in file_errors.NO_PERMISSION and not isinstance(error, file_errors.Unconfirmed):
            return read_only(path)
        return file_errors.cannot_write(error, path, kept)
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return in_use(path)
    if name.startswith("SQLITE_FULL"):
        return file_errors.full(path, kept)
    if name.startswith("SQLITE_CANTOPEN") and _is_too_long(path):
        return file_errors.too_long(path, kept)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return read_only(path)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")):
        return damaged(path)
    if (
        name == "SQLITE_ERROR" and str(error) == "unsupported file format"
    ):  # of a spoilt header; it has no name
        return damaged(path)
    if name.startswith("SQLITE_IOERR"):
        told = file_errors.broken(path, str(error), kept)
        told.offer = SAVE_A_COPY
        return told
    return None


def _is_too_long(path: Path) -> bool:
    return len(os.fsencode(path.absolute())) > _LONGEST or file_errors.is_too_long(path)


def in_use(path: Path) -> UserError:
    """Another QADesk has the office open."""
    told = UserError(
        "office.in_use",
        _("“{file}” is open in another QADesk window or program.").format(file=path.name),
        kept=_("Nothing was changed."),
        remedy=_("Close the other window, then try again."),
    )
    told.offer = TRY_AGAIN
    return told


def damaged(path: Path) -> UserError:
    """The file says it is an office but cannot be read."""
    return UserError(
        "office.damaged",
        _("“{file}” is damaged and cannot be read.").format(file=path.name),
        kept=_("Nothing was changed."),
        remedy=_("Open the newest backup copy of this office instead."),
    )


def read_only(path: Path) -> UserError:
    """The file or its folder may not be written, so that nothing could be saved."""
    return UserError(
        "office.read_only",
        _("“{file}” cannot be written: the file or its folder is read-only.").format(file=path.name),
        kept=_("Nothing was changed."),
        remedy=_(
            "Move the office file to a folder you can write to, or ask your administrator for write access."
        ),
    )


class UnreadableRecord(ValueError):
    """A record that is text as it should be, but not what was stored: its table, row and column."""

    def __init__(self, table: str, row: int, column: str) -> None:
        super().__init__(f"{table} {row} {column}")
        self.place = (table, row, column)


def damaged_record(path: Path, table: str, row: int, column: str) -> UserError:
    """One record of the file cannot be read."""
    return UserError(
        "office.record_damaged",
        _("A record in “{file}” is damaged: table “{table}”, row {row}, column “{column}”.").format(
            file=path.name, table=table, row=row, column=column
        ),
        kept=_("Nothing was changed. Everything that does not need this record works as before."),
        remedy=_("Check the office file, which lists all damaged records; then restore a backup."),
    )
