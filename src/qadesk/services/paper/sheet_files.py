"""Files handed to the user: safe names, all of them in the folder at the end or none."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.whole_files import hidden, sync

_UNSAFE: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_LONGEST: Final = 120  # bytes: a Chinese character takes three, file systems end at 255
_READ_ONLY: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def file_name(*parts: str) -> str:
    """A PDF's name from texts that may hold anything, safe on every system.

    The parts are joined by "_"; the first, a cycle's code, keeps it from being a reserved name of Windows.
    """
    stem = "_".join(_UNSAFE.sub("_", part).strip(" ._") for part in parts)
    while len(stem.encode("utf-8", "replace")) > _LONGEST:
        stem = stem[:-1]
    # A lone surrogate cannot be written to any disk.
    return stem.rstrip(" .").encode("utf-8", "replace").decode() + ".pdf"


class Delivery:
    """Files on their way into a folder: made in a hidden place beside them, moved in at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[str, str] = {}  # as the folder compares them -> as they are
        self._place: Path | None = None

    def __enter__(self) -> Delivery:
        with self._told():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._place = hidden(self._folder)
            self._place.mkdir(mode=0o700)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._place is not None:
            shutil.rmtree(self._place, ignore_errors=True)

    def add(self, name: str, content: bytes) -> None:
        """Write one file; a name that is taken already gets a number."""
        stem, number = name.removesuffix(".pdf"), 2
        while name.casefold() in self._names:
            name, number = f"{stem}-{number}.pdf", number + 1
        self._names[name.casefold()] = name
        assert self._place is not None
        with self._told():
            (self._place / name).write_bytes(content)
            sync(self._place / name)

    def finish(self) -> tuple[Path, ...]:
        """Move the files in, replacing older ones of the same names; their paths, in order.

        Raises UserError if one cannot be replaced; it is tried before any is moved.
        """
        assert self._place is not None
        with self._told():
            for name in self._names.values():
                target = self._folder / name
                if target.exists():
                    _try_replacing(target)
            return tuple((self._place / name).replace(self._folder / name) for name in self._names.values())

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the disk refuses, as something the user can act on."""
        try:
            yield
        except OSError as error:
            raise _explain(error, self._folder) from error


def _try_replacing(target: Path) -> None:
    """Fail now if another program (a PDF reader on Windows) holds the file, or it is a folder."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(target))
    with target.open("r+b"):
        pass


def _explain(error: OSError, folder: Path) -> UserError:
    kept = _("No sheet was saved; older files are unchanged.")
    name = Path(error.filename).name if error.filename else folder.name
    if error.errno in _FULL:
        return UserError(
            "sheet.disk_full",
            _("The disk is full, so the sheets could not be saved in “{folder}”.").format(folder=folder),
            kept=kept,
            remedy=_("Free some space, or choose a folder on another disk."),
        )
    if error.errno in _READ_ONLY:
        return UserError(
            "sheet.not_writable",
            _("“{name}” in “{folder}” cannot be written.").format(name=name, folder=folder),
            kept=kept,
            remedy=_("Close the program that shows it, or choose a folder you can write to."),
        )
    if error.errno in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return UserError(
            "sheet.place_taken",
            _("Something else is in the place where “{name}” should be saved.").format(name=name),
            kept=kept,
            remedy=_("Choose another folder."),
        )
    return UserError(
        "sheet.not_saved",
        _("The sheets could not be saved in “{folder}”: {reason}").format(
            folder=folder, reason=error.strerror or str(error)
        ),
        kept=kept,
        remedy=_("Choose another folder."),
    )
