"""What a disk or a folder refuses, told as something the person at the desk can act on."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from qadesk.errors import UserError
from qadesk.i18n import _

NO_PERMISSION: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
_WINDOWS_LONGEST: Final = 260  # characters of a whole path
_SHOWN: Final = 40  # characters of a name that is too long
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class Unconfirmed(OSError):
    """A file took its place, but the disk did not confirm that its name there will last."""


@contextmanager
def reading(path: Path, kept: str = "") -> Iterator[None]:
    """Turn what keeps a file from being read into a UserError; `kept` says what is untouched by it."""
    try:
        yield
    except OSError as error:
        raise cannot_read(error, path, kept) from error


@contextmanager
def writing(path: Path, kept: str = "") -> Iterator[None]:
    """Turn what keeps a file from being written into a UserError; `kept` says what is untouched by it."""
    try:
        yield
    except OSError as error:
        raise cannot_write(error, path, kept) from error


def cannot_read(error: OSError, path: Path, kept: str = "") -> UserError:
    """The refusal to read a file."""
    if _is_folder(error, path):
        return UserError(
            "file.is_folder",
            _("“{file}” is a folder.").format(file=path.name),
            kept=kept,
            remedy=_("Choose a file in it."),
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return missing(path, kept)
    if error.errno == errno.ENAMETOOLONG or is_too_long(path):
        return too_long(path, kept)
    if error.errno in NO_PERMISSION:
        return UserError(
            "file.not_readable",
            _("“{file}” cannot be read.").format(file=path.name),
            kept=kept,
            remedy=_(
                "If it is open in another program, close it there; otherwise ask your administrator for "
                "access."
            ),
        )
    return broken(path, error.strerror or str(error), kept)


def cannot_write(error: OSError, path: Path, kept: str = "") -> UserError:
    """The refusal to write a file that can as well be put elsewhere.

    Of one that is in its place already `kept` is no longer true, and is not said.
    """
    if isinstance(error, Unconfirmed):
        return unconfirmed(path, error.strerror or str(error))
    if error.errno in _FULL:
        return full(path, kept)
    elsewhere = _("Choose another name or folder.")
    if _is_folder(error, path):
        return UserError(
            "file.is_folder", _("“{file}” is a folder.").format(file=path.name), kept=kept, remedy=elsewhere
        )
    if error.errno == errno.ENAMETOOLONG or is_too_long(path):
        return too_long(path, kept)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return UserError(
            "file.no_folder",
            _("There is no folder “{folder}”.").format(folder=path.parent),
            kept=kept,
            remedy=elsewhere,
        )
    if error.errno in NO_PERMISSION:
        return UserError(
            "file.not_writable",
            _("“{file}” cannot be written.").format(file=path.name),
            kept=kept,
            remedy=_("If it is open in another program, close it there; otherwise choose another folder."),
        )
    return broken(path, error.strerror or str(error), kept)


def missing(path: Path, kept: str = "") -> UserError:
    """There is no such file; told with its whole path."""
    return UserError(
        "file.missing",
        _("There is no file “{file}”.").format(file=path),
        kept=kept,
        remedy=_("It may have been moved or renamed, or its disk is not connected. Choose it again."),
    )


def is_too_long(path: Path) -> bool:
    """Whether a path is longer than the system takes, which Windows calls a missing file."""
    return sys.platform == "win32" and len(str(path.absolute())) >= _WINDOWS_LONGEST


def too_long(path: Path, kept: str = "") -> UserError:
    """The name or the whole path is longer than the system takes."""
    shown = path.name if len(path.name) <= _SHOWN else path.name[:_SHOWN] + "…"
    return UserError(
        "file.name_too_long",
        _("The name “{file}” or the path to it is too long.").format(file=shown),
        kept=kept,
        remedy=_("Choose a shorter name, or a folder that is not as deep."),
    )


def full(path: Path, kept: str = "") -> UserError:
    """The disk has no room for what was to be written."""
    return UserError(
        "file.disk_full",
        _("The disk is full, so “{file}” could not be written.").format(file=path.name),
        kept=kept,
        remedy=_("Free some space on this disk, then repeat the last step."),
    )


def broken(path: Path, reason: str, kept: str = "") -> UserError:
    """The disk or the way to it failed; `reason` is the system's word for it."""
    return UserError(
        "file.disk_failed",
        _("“{file}” could not be read or written: {reason}").format(file=path.name, reason=reason),
        kept=kept,
        remedy=_("Check the disk or the network folder, then try again."),
    )


def unconfirmed(path: Path, reason: str) -> UserError:
    """The file is in its place, but the disk failed right after; `reason` is the system's word for it."""
    return UserError(
        "file.unconfirmed",
        _("“{file}” was written, but the disk did not confirm it: {reason}").format(
            file=path.name, reason=reason
        ),
        kept=_("The new file is in its place. After a power cut it may be missing, or as it was before."),
        remedy=_("Check the disk or the network folder before you continue."),
    )


def _is_folder(error: OSError, path: Path) -> bool:
    """Whether a folder stands where a file was meant, which Windows calls a lack of permission."""
    if error.errno not in NO_PERMISSION:
        return error.errno == errno.EISDIR
    try:
        return path.is_dir()
    except OSError:  # what it lies in may not be looked into either
        return False
