"""Whether an open office file is still where it was opened: renamed, moved, deleted, replaced, gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from qadesk.errors import SAVE_A_COPY, UserError
from qadesk.i18n import _


def _number(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


class Whereabouts:
    """Remembers which file a path led to: device and file number (on Windows its file id) tell it apart."""

    _open_here: ClassVar[set[tuple[int, int]]] = set()

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._number = _number(self._path)
        self._open_here.add(self._number)

    def let_go(self) -> None:
        """The file was closed."""
        self._open_here.discard(self._number)

    @classmethod
    def is_open_here(cls, path: Path) -> bool:
        """Whether this program has the file open: it must then not be opened to look into it, for POSIX ends
        all locks of a program on a file when any descriptor of it is closed."""
        try:
            return _number(path) in cls._open_here
        except OSError:
            return False

    @property
    def trouble(self) -> OSError | bool | None:
        """None while all is well; True where another file or none is in its place; else why out of reach."""
        try:
            now = _number(self._path)
        except FileNotFoundError as error:
            return True if self._path.parent.is_dir() else error
        except OSError as error:
            return error
        return None if now == self._number else True

    def refusal(self, trouble: OSError | bool) -> UserError:
        """Why nothing is written any more, where the data are, and what to do."""
        name = self._path.name
        if isinstance(trouble, OSError):
            error = UserError(
                "office.unreachable",
                _("“{file}” cannot be reached any more: {reason}").format(
                    file=self._path, reason=trouble.strerror or trouble
                ),
                kept=_(
                    "The last step was not stored. What was saved before is on that disk or network folder."
                ),
                remedy=_(
                    "Connect it again and repeat the last step; or save a copy of the office somewhere else "
                    "now."
                ),
            )
        elif (now_at := self._found()) is not None:
            error = UserError(
                "office.moved",
                _("“{file}” was renamed or moved while QADesk has it open.").format(file=name),
                kept=_("The last step was not stored. Everything saved before is in {place}.").format(
                    place=now_at
                ),
                remedy=_("Close QADesk and open the office there, or put the file back."),
            )
        else:
            error = UserError(
                "office.gone",
                _("“{file}” was deleted, replaced or moved away while QADesk has it open.").format(file=name),
                kept=_("The last step was not stored. What was saved before now exists in this window only."),
                remedy=_("Save a copy of the office now, before you close QADesk."),
            )
        error.offer = SAVE_A_COPY
        return error

    def _found(self) -> Path | None:
        """Where the file is now: in its folder under another name, or where the system says."""
        for candidate in self._candidates():
            try:
                if _number(candidate) == self._number:
                    return candidate
            except OSError:
                continue
        return None

    def _candidates(self) -> Iterator[Path]:
        with suppress(OSError):
            yield from self._path.parent.iterdir()
        with suppress(OSError):  # what Linux says of the file this program has open
            for descriptor in Path("/proc/self/fd").iterdir():
                with suppress(OSError):
                    if _number(descriptor) == self._number:
                        yield descriptor.readlink()
