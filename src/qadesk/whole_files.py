"""Writing a file beside its place and putting it there whole: killed or without space, nothing else is left.

What is being made has a hidden name that says which process makes it. A process that was killed cannot remove
it; the next one that writes into the folder does.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from qadesk.file_errors import Unconfirmed, writing
from qadesk.i18n import _

_HIDDEN: Final = re.compile(r"\.qadesk-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.new(-wal|-shm|-journal)?")
_SQLITES: Final = ("", "-wal", "-shm", "-journal")
_CANNOT_SYNC: Final = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)  # network folders: no safer way there
_FORGOTTEN_S: Final = 86_400.0  # what another PC began in this folder and has not touched since


@contextmanager
def written_whole(path: Path, kept: str = "", *, private: bool = False) -> Iterator[Path]:
    """Where to write a file that takes its place at the end, replacing one of its name.

    Raises UserError if it cannot be written (it may be open in Excel); then, as after any other error, what
    was there is as it was (`kept` says so), and nothing is left behind. Where the disk fails after that, the
    error says that the new file is in its place. What is `private` can be read by its owner alone; on Windows
    what lies in a user's profile is theirs alone already.
    """
    with writing(path, kept or _("Nothing was changed.")), replacing(path, private=private) as building:
        yield building


def write_whole(path: Path, content: bytes) -> None:
    """Write such a file from its bytes. Raises UserError as `written_whole` does."""
    with written_whole(path) as building:
        building.write_bytes(content)


@contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[Path]:
    """The same for who tells of failures in another way: raises OSError."""
    building = hidden(path.parent)
    try:
        if private:
            os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield building
        sync(building)
        building.replace(path)
        sync_folder(path.parent)
    finally:
        for end in _SQLITES:
            Path(f"{building}{end}").unlink(missing_ok=True)


def hidden(folder: Path) -> Path:
    """A name in `folder` for something that is being made there, a file or a folder; nobody has it yet."""
    sweep(folder)
    return folder / f".qadesk-{_this_pc()}-{os.getpid()}-{os.urandom(4).hex()}.new"


def sweep(folder: Path) -> None:
    """Remove what a process that is no more has left half-made in a folder."""
    with suppress(OSError):
        left = [entry for entry in os.scandir(folder) if entry.name.startswith(".qadesk-")]
        for entry in left:
            found = _HIDDEN.fullmatch(entry.name)
            if found is None or not _is_left(entry, found[1], int(found[2])):
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                Path(entry.path).unlink(missing_ok=True)


def _is_left(entry: os.DirEntry[str], pc: str, process: int) -> bool:
    if pc == _this_pc():
        return process != os.getpid() and not _runs(process)
    return time.time() - entry.stat(follow_symlinks=False).st_mtime > _FORGOTTEN_S


def _this_pc() -> str:
    """This PC among those that write into a shared folder."""
    name = os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename
    return f"{zlib.crc32(name.encode('utf-8', 'replace')):08x}"


def sync(path: Path) -> None:
    """Wait until a file is on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """The same for the names in a folder, where the system knows that (Windows writes them through).

    Raises Unconfirmed where the disk failed: the names are there, but may not last.
    """
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise Unconfirmed(error.errno, error.strerror, str(folder)) from error


if sys.platform == "win32":
    import ctypes

    _QUERY: Final = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION
    _ACCESS_DENIED: Final = 5

    def _runs(process: int) -> bool:
        """Whether a process of that number runs on this PC."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle = kernel.OpenProcess(_QUERY, False, process)
        if not handle:
            return ctypes.get_last_error() == _ACCESS_DENIED
        kernel.CloseHandle(handle)
        return True

else:

    def _runs(process: int) -> bool:
        """Whether a process of that number runs on this PC."""
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except (PermissionError, OverflowError):
            return True
        return True
